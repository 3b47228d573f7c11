package gg.tap2.server.flowpay;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.payouts.PayoutProvider;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.platform.tracing.TracedCalls;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The HTTP adapter.
public final class FlowPayProvider implements PayoutProvider {
    private static final MediaType JSON = MediaType.get("application/json");
    private static final Logger LOG = LoggerFactory.getLogger(FlowPayProvider.class);
    private final FlowPaySettings settings;
    private final Set<String> unknownStatuses = ConcurrentHashMap.newKeySet();
    private final OkHttpClient http;

    public FlowPayProvider(FlowPaySettings settings) {
        this(settings, List.of());
    }

    /// @param watchers see every call and answer
    public FlowPayProvider(FlowPaySettings settings, List<Interceptor> watchers) {
        this.settings = settings;
        var builder = new OkHttpClient.Builder()
                .connectTimeout(Duration.ofSeconds(3))
                .readTimeout(Duration.ofSeconds(10))
                .callTimeout(Duration.ofSeconds(15))
                .retryOnConnectionFailure(false)
                // A followed POST becomes a GET.
                .followRedirects(false)
                .addInterceptor(new TracedCalls("flowpay"));
        watchers.forEach(builder::addInterceptor);
        this.http = builder.build();
    }

    @Override
    public String name() {
        return "flowpay";
    }

    private HttpUrl.Builder url(String path) {
        return java.util.Objects.requireNonNull(HttpUrl.get(settings.apiBase()))
                .newBuilder()
                .addPathSegments(path);
    }

    private record Answer(int status, JsonNode body, Duration retryAfter, boolean replayed) {}

    private Answer call(Request.Builder request) {
        try (var response = http.newCall(request.header(
                                "Authorization", "Bearer " + settings.key().value())
                        .build())
                .execute()) {
            byte[] bytes = java.util.Objects.requireNonNull(response.body()).bytes();
            boolean good = response.code() / 100 == 2;
            return new Answer(
                    response.code(),
                    good ? Json.tree(bytes) : FlowPayFaults.body(bytes),
                    FlowPayFaults.retryAfter(response.header("Retry-After")),
                    "true".equalsIgnoreCase(response.header("Idempotent-Replayed")));
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new OutcomeUnknownException(String.valueOf(e.getMessage()));
        }
    }

    /// Makes of an answer that is none whose fault it is.
    private static Answer good(Answer a) {
        if (a.status() / 100 != 2) {
            throw FlowPayFaults.of(a.status(), a.body(), a.retryAfter(), a.replayed());
        }
        return a;
    }

    @Override
    public Transfer send(TransferRequest r) {
        var d = r.destination();
        var destination = new java.util.HashMap<String, Object>(Map.of(
                "type", d.type(), "account", d.account(), "holder_name", d.holderName(), "country", d.country()));
        if (!d.routing().isEmpty()) {
            destination.put("routing", d.routing());
        }
        Answer a = call(new Request.Builder()
                .url(url("v1/transfers").build())
                .header("Idempotency-Key", r.reference())
                .post(RequestBody.create(
                        Json.bytes(Map.of(
                                "amount_minor",
                                r.amountMinor(),
                                "currency",
                                r.currency().name(),
                                "reference",
                                r.reference(),
                                "destination",
                                destination)),
                        JSON)));
        return transfer(good(a).body());
    }

    private Transfer transfer(JsonNode t) {
        String id = t.path("id").asText("");
        if (id.isEmpty() || !t.path("amount_minor").isIntegralNumber()) {
            throw new OutcomeUnknownException("an answer that is no transfer");
        }
        JsonNode back = t.path("returned_amount_minor");
        return new Transfer(
                id,
                t.path("reference").asText(""),
                status(t.path("status").asText("")),
                t.path("failure_code").asText(null),
                t.path("amount_minor").asLong(),
                back.isIntegralNumber() ? Long.valueOf(back.asLong()) : null,
                instant(t.path("created_at").asText("")));
    }

    /// FlowPay's own words; the port has more.
    private static final List<Status> WORDS =
            List.of(Status.PROCESSING, Status.COMPLETED, Status.FAILED, Status.RETURNED, Status.CANCELLED);

    /// A status that came into the world after us is one on the way: the money is neither lost nor there.
    private Status status(String name) {
        for (Status s : WORDS) {
            if (s.name().equalsIgnoreCase(name)) {
                return s;
            }
        }
        if (unknownStatuses.add(name.substring(0, Math.min(name.length(), 60))) && unknownStatuses.size() < 100) {
            LOG.warn("FlowPay speaks of a transfer as \"{}\", which we do not know: it is taken as under way", name);
        }
        return Status.PROCESSING;
    }

    private static @Nullable Instant instant(String text) {
        try {
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    @Override
    public Optional<Transfer> findByReference(String reference, Instant since) {
        Answer a = call(new Request.Builder()
                .url(url("v1/transfers")
                        .addQueryParameter("reference", reference)
                        .build())
                .get());
        JsonNode data = lookedUp(a).body().path("data");
        return data.isEmpty() ? Optional.empty() : Optional.of(transfer(data.get(0)));
    }

    @Override
    public Optional<Transfer> find(String id) {
        Answer a = call(
                new Request.Builder().url(url("v1/transfers/" + id).build()).get());
        // Only their own word for it: another 404 is a wrong address.
        if (a.status() == 404 && a.body().path("error").path("code").asText("").equals("not_found")) {
            return Optional.empty();
        }
        return Optional.of(transfer(lookedUp(a).body()));
    }

    @Override
    public void check() {
        Answer a = lookedUp(
                call(new Request.Builder().url(url("v1/account").build()).get()));
        if (!a.body().path("payouts_enabled").asBoolean(false)) {
            throw new OperatorFaultException(
                    "account_" + a.body().path("status").asText("unknown"), true, false);
        }
    }

    @Override
    public Map<String, Long> balances() {
        var out = new java.util.TreeMap<String, Long>();
        lookedUp(call(new Request.Builder().url(url("v1/balances").build()).get()))
                .body()
                .path("balances")
                .forEach(b -> out.put(
                        b.path("currency").asText(), b.path("available_minor").asLong()));
        return out;
    }

    /// A refused look-up (a wrong key, a wrong address) says nothing about the transfer; it must not read
    /// as "not
    /// there".
    private static Answer lookedUp(Answer a) {
        if (a.status() / 100 == 2) {
            return a;
        }
        RuntimeException e = FlowPayFaults.of(a.status(), a.body(), a.retryAfter(), false);
        throw e instanceof RefusedException ? new OutcomeUnknownException("HTTP " + a.status()) : e;
    }

    @Override
    public void sendMicroDeposits(
            String reference, gg.tap2.model.common.Currency currency, Destination d, long first, long second) {
        var destination = new java.util.HashMap<String, Object>(Map.of(
                "type", d.type(), "account", d.account(), "holder_name", d.holderName(), "country", d.country()));
        if (!d.routing().isEmpty()) {
            destination.put("routing", d.routing());
        }
        Answer a = call(new Request.Builder()
                .url(url("v1/micro_deposits").build())
                .header("Idempotency-Key", reference)
                .post(RequestBody.create(
                        Json.bytes(Map.of(
                                "amounts_minor",
                                List.of(first, second),
                                "currency",
                                currency.name(),
                                "reference",
                                reference,
                                "destination",
                                destination)),
                        JSON)));
        good(a);
    }

    @Override
    public Optional<Event> event(byte[] body, Headers headers, Instant now) {
        String id = headers.value("webhook-id");
        boolean signed = FlowPayWebhooks.verify(
                body,
                id,
                headers.value("webhook-timestamp"),
                headers.value("webhook-signature"),
                settings.webhookSecrets(),
                now);
        if (!signed || id == null) {
            return Optional.empty();
        }
        JsonNode event = Json.tree(body);
        return Optional.of(new Event(
                id,
                event.path("type").asText("unknown"),
                event.path("data").path("id").asText(null)));
    }

    @Override
    public List<DayTotal> totals(LocalDate utcDay) {
        Answer a = call(new Request.Builder()
                .url(url("v1/totals")
                        .addQueryParameter("date", utcDay.toString())
                        .build())
                .get());
        var out = new ArrayList<DayTotal>();
        lookedUp(a)
                .body()
                .path("totals")
                .forEach(t -> out.add(new DayTotal(
                        t.path("currency").asText(),
                        t.path("status").asText(),
                        t.path("count").asLong(),
                        t.path("amount_minor").asLong())));
        return out;
    }
}
