package gg.tap2.server.wise;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.common.Currency;
import gg.tap2.server.payouts.PayoutProvider;
import gg.tap2.server.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import okhttp3.Interceptor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Pays creators from the balance of a Wise profile. One payout is a recipient, a quote in one currency, a transfer and
/// its payment; Wise's fee comes out of the balance besides. A transfer that could not be paid for stays at Wise for
/// fourteen days and is paid for when there is money.
public final class WiseProvider implements PayoutProvider {
    private static final Logger LOG = LoggerFactory.getLogger(WiseProvider.class);

    /// What recipients read at their bank, and by what our transfers are told from the profile's others. American banks
    /// show ten characters.
    private static final String PAYOUT = "TAP2 PAY";

    private static final String CHECK = "TAP2 CHECK";
    private static final int PAGE = 100;

    /// How far Wise's clock may be behind ours.
    private static final Duration SKEW = Duration.ofDays(1);

    private final WiseSettings settings;
    private final WiseHttp http;
    private final WiseWebhooks webhooks;
    private final Set<String> unknownStatuses = ConcurrentHashMap.newKeySet();

    public WiseProvider(WiseSettings settings) {
        this(settings, List.of());
    }

    /// @param watchers see every call and answer
    public WiseProvider(WiseSettings settings, List<Interceptor> watchers) {
        this.settings = settings;
        this.http = new WiseHttp(settings, watchers);
        this.webhooks = new WiseWebhooks(settings.webhookKeys());
    }

    @Override
    public String name() {
        return "wise";
    }

    @Override
    public Transfer send(TransferRequest r) {
        return fund(
                made(r.reference(), r.amountMinor(), r.currency(), recipient(r.destination(), r.currency()), PAYOUT));
    }

    private long recipient(Destination d, Currency currency) {
        var a = http.post("v1/accounts", WiseRecipients.body(settings.profile(), d, currency));
        if (!a.good()) {
            throw WiseFaults.ofRecipient(a);
        }
        if (!a.body().path("id").isIntegralNumber()) {
            throw new OutcomeUnknownException("an answer that is no recipient");
        }
        return a.body().path("id").asLong();
    }

    /// The same reference gives the same transfer, whatever quote and recipient come with it.
    private Transfer made(String reference, long amountMinor, Currency currency, long recipient, String text) {
        JsonNode made = http.post(
                        "v1/transfers",
                        Map.of(
                                "targetAccount",
                                recipient,
                                "quoteUuid",
                                quote(amountMinor, currency, recipient),
                                "customerTransactionId",
                                reference,
                                "details",
                                Map.of("reference", text)))
                .orThrow()
                .body();
        Transfer t = transfer(made);
        if (t.amountMinor() != amountMinor
                || !made.path("targetCurrency").asText("").equals(currency.name())) {
            throw new OutcomeUnknownException("transfer " + t.id() + " is of another amount");
        }
        return t;
    }

    /// What arrives is fixed; what it costs comes on top.
    private String quote(long amountMinor, Currency currency, long recipient) {
        JsonNode quote = http.post(
                        "v3/profiles/" + settings.profile() + "/quotes",
                        Map.of(
                                "sourceCurrency", currency.name(),
                                "targetCurrency", currency.name(),
                                "targetAmount", Decimals.of(amountMinor, currency),
                                "targetAccount", recipient,
                                "preferredPayIn", "BALANCE"))
                .orThrow()
                .body();
        for (JsonNode notice : quote.path("notices")) {
            if (notice.path("type").asText("").equals("BLOCKED")) {
                throw new OperatorFaultException("quote_blocked", false, false);
            }
        }
        String id = quote.path("id").asText("");
        if (id.isEmpty()) {
            throw new OutcomeUnknownException("an answer that is no quote");
        }
        return id;
    }

    @Override
    public Transfer fund(Transfer waiting) {
        if (waiting.status() != Status.AWAITING_FUNDS) {
            return waiting;
        }
        var a = http.post(
                "v3/profiles/" + settings.profile() + "/transfers/" + waiting.id() + "/payments",
                Map.of("type", "BALANCE"));
        String status = a.body().path("status").asText("");
        if (a.good() && status.equals("COMPLETED")) {
            return moved(waiting, Status.PROCESSING);
        }
        String code = WiseFaults.code(a.body(), a.status());
        if (code.startsWith("transfer.invalid-state")) {
            // It was paid for by a call whose answer was lost, or is no more.
            return lookedUp(waiting.id())
                    .map(this::transfer)
                    .orElseThrow(() -> new OutcomeUnknownException("a paid transfer that is gone"));
        }
        if (status.equals("REJECTED")) {
            throw WiseFaults.ofPayment(code);
        }
        throw WiseFaults.of(a);
    }

    private static Transfer moved(Transfer t, Status to) {
        return new Transfer(
                t.id(), t.reference(), to, t.failureCode(), t.amountMinor(), t.returnedMinor(), t.createdAt());
    }

    private Transfer transfer(JsonNode t) {
        Optional<Currency> currency = Currency.find(t.path("targetCurrency").asText(""));
        if (!t.path("id").isIntegralNumber() || !t.path("targetValue").isNumber() || currency.isEmpty()) {
            throw new OutcomeUnknownException("an answer that is no transfer");
        }
        String word = t.path("status").asText("");
        Status status = status(word, t.path("id").asText());
        return new Transfer(
                t.path("id").asText(),
                t.path("customerTransactionId").asText("").toLowerCase(Locale.ROOT),
                status,
                status == Status.FAILED || status == Status.CANCELLED ? word : null,
                Decimals.minor(t.path("targetValue").decimalValue(), currency.get()),
                null,
                Decimals.instant(t.path("created").asText("")));
    }

    /// A refund is told as a failure: of what was paid out it is a return, and of what never left it is not.
    private Status status(String word, String id) {
        return switch (word) {
            case "incoming_payment_waiting" -> Status.AWAITING_FUNDS;
            // Bounced back is not the end: it is delivered late, or refunded.
            case "incoming_payment_initiated", "processing", "funds_converted", "bounced_back" -> Status.PROCESSING;
            case "outgoing_payment_sent" -> Status.COMPLETED;
            case "cancelled" -> paidFor(id) ? Status.CANCELLED : Status.LAPSED;
            case "funds_refunded" -> Status.FAILED;
            default -> {
                // Among them `unknown` and `charged_back`, where somebody has to talk to Wise.
                if (unknownStatuses.add(word.substring(0, Math.min(word.length(), 60)))
                        && unknownStatuses.size() < 100) {
                    LOG.error("Wise speaks of transfer {} as \"{}\": ask them; it is taken as under way", id, word);
                }
                yield Status.PROCESSING;
            }
        };
    }

    /// Wise calls cancelled what was never paid for, and for a while what will be refunded.
    private boolean paidFor(String id) {
        JsonNode payments =
                http.get("v1/transfers/" + id + "/payments").orThrow().body();
        return !payments.isEmpty();
    }

    /// Wise lists transfers by their time alone.
    @Override
    public Optional<Transfer> findByReference(String reference, Instant since) {
        Instant from = since.minus(SKEW);
        JsonNode[] found = new JsonNode[1];
        each("createdDateStart", from, null, null, t -> {
            if (t.path("customerTransactionId").asText("").equalsIgnoreCase(reference)) {
                found[0] = t;
            }
        });
        return Optional.ofNullable(found[0]).map(this::transfer);
    }

    private void each(
            String first, Instant from, @Nullable String last, @Nullable Instant to, Consumer<JsonNode> seen) {
        for (int offset = 0; ; offset += PAGE) {
            var url = http.url("v1/transfers")
                    .addQueryParameter("profile", Long.toString(settings.profile()))
                    .addQueryParameter(first, Decimals.timestamp(from))
                    .addQueryParameter("limit", Integer.toString(PAGE))
                    .addQueryParameter("offset", Integer.toString(offset));
            if (last != null && to != null) {
                url.addQueryParameter(last, Decimals.timestamp(to));
            }
            JsonNode page = http.get(url).orThrow().body();
            if (!page.isArray()) {
                throw new OutcomeUnknownException("an answer that is no list");
            }
            page.forEach(seen);
            if (page.size() < PAGE) {
                return;
            }
        }
    }

    /// Only payouts: webhooks tell of all that the profile sends, and of the small amounts that prove accounts.
    @Override
    public Optional<Transfer> find(String id) {
        return lookedUp(id).filter(WiseProvider::isPayout).map(this::transfer);
    }

    private static boolean isPayout(JsonNode t) {
        return t.path("details").path("reference").asText("").equals(PAYOUT);
    }

    private Optional<JsonNode> lookedUp(String id) {
        if (!id.matches("\\d{1,18}")) {
            return Optional.empty();
        }
        var a = http.get("v1/transfers/" + id);
        // Only their own word for it: another 404 is a wrong address.
        if (a.status() == 404 && WiseFaults.saysNotFound(a.body())) {
            return Optional.empty();
        }
        return Optional.of(a.orThrow().body());
    }

    @Override
    public void check() {
        balances();
    }

    @Override
    public Map<String, Long> balances() {
        var url = http.url("v4/profiles/" + settings.profile() + "/balances").addQueryParameter("types", "STANDARD");
        var out = new TreeMap<String, Long>();
        for (JsonNode b : http.get(url).orThrow().body()) {
            JsonNode value = b.path("amount").path("value");
            Currency.find(b.path("currency").asText(""))
                    .filter(c -> value.isNumber())
                    .ifPresent(c -> out.put(c.name(), Decimals.minor(value.decimalValue(), c)));
        }
        return out;
    }

    /// Two payouts of a few cents, each under an id that follows from the reference.
    @Override
    public void sendMicroDeposits(String reference, Currency currency, Destination d, long first, long second) {
        long recipient = recipient(d, currency);
        fund(made(part(reference, 1), first, currency, recipient, CHECK));
        fund(made(part(reference, 2), second, currency, recipient, CHECK));
    }

    private static String part(String reference, int n) {
        return UUID.nameUUIDFromBytes((reference + "/" + n).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /// The delivery's id is in a header, which nobody signed; what is known by its signed bytes cannot be told anew
    /// under
    /// another name.
    @Override
    public Optional<Event> event(byte[] body, Headers headers, Instant now) {
        if (!webhooks.verify(body, headers.value(WiseWebhooks.SIGNATURE))) {
            return Optional.empty();
        }
        JsonNode event = Json.tree(body);
        JsonNode resource = event.path("data").path("resource");
        boolean ofOurs = resource.path("type").asText("").equals("transfer")
                && resource.path("profile_id").asLong(-1) == settings.profile()
                && !"true".equalsIgnoreCase(headers.value(WiseWebhooks.TEST));
        String type = event.path("event_type").asText("unknown");
        return Optional.of(
                new Event(digest(body), type, ofOurs ? resource.path("id").asText(null) : null));
    }

    private static String digest(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<DayTotal> totals(LocalDate utcDay) {
        Instant from = utcDay.atStartOfDay(ZoneOffset.UTC).toInstant();
        Map<String, long[]> sums = new TreeMap<>();
        Instant last = from.plus(1, ChronoUnit.DAYS).minusMillis(1);
        each("createdDateStart", from, "createdDateEnd", last, t -> {
            String word = t.path("status").asText("");
            boolean there = word.equals("outgoing_payment_sent") || word.equals("bounced_back");
            if (there && isPayout(t)) {
                Currency.find(t.path("targetCurrency").asText("")).ifPresent(c -> {
                    long[] sum = sums.computeIfAbsent(c.name(), k -> new long[2]);
                    sum[0]++;
                    sum[1] += Decimals.minor(t.path("targetValue").decimalValue(), c);
                });
            }
        });
        return sums.entrySet().stream()
                .map(e -> new DayTotal(e.getKey(), "completed", e.getValue()[0], e.getValue()[1]))
                .toList();
    }

    /// A refund may be of what was never paid out.
    @Override
    public boolean countsReturns() {
        return false;
    }
}
