package gg.tap2.server.plaid;

import com.fasterxml.jackson.databind.JsonNode;
import com.plaid.client.ApiClient;
import com.plaid.client.model.AccountBase;
import com.plaid.client.model.AuthGetRequest;
import com.plaid.client.model.AuthGetResponse;
import com.plaid.client.model.CountryCode;
import com.plaid.client.model.ItemPublicTokenExchangeRequest;
import com.plaid.client.model.ItemRemoveRequest;
import com.plaid.client.model.LinkTokenCreateHostedLink;
import com.plaid.client.model.LinkTokenCreateRequest;
import com.plaid.client.model.LinkTokenCreateRequestUser;
import com.plaid.client.model.LinkTokenGetRequest;
import com.plaid.client.model.LinkTokenGetSessionsResponse;
import com.plaid.client.model.Products;
import com.plaid.client.request.PlaidApi;
import gg.tap2.model.common.Currency;
import gg.tap2.server.payouts.BankLinkProvider;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.platform.tracing.TracedCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;

/// Plaid's Hosted Link and Auth by its own client. Only what payouts need is asked for: the numbers of one account.
public final class PlaidBankLinks implements BankLinkProvider {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final Set<String> LANGUAGES =
            Set.of("da", "nl", "en", "et", "fr", "de", "it", "lv", "lt", "no", "pl", "pt", "ro", "es", "sv");
    private static final List<CountryCode> COUNTRIES = List.of(
            CountryCode.US,
            CountryCode.DE,
            CountryCode.FR,
            CountryCode.ES,
            CountryCode.IT,
            CountryCode.NL,
            CountryCode.IE,
            CountryCode.BE,
            CountryCode.PT);

    private final PlaidSettings settings;
    private final PlaidApi api;
    private final WebhookSignature signature;

    public PlaidBankLinks(PlaidSettings settings) {
        this.settings = settings;
        var client = new ApiClient(Map.of(
                "clientId", settings.clientId(),
                "secret", settings.secret().value(),
                "plaidVersion", "2020-09-14"));
        // Not by setPlaidAdapter, which prints a warning for every address but Plaid's own.
        client.getAdapterBuilder().baseUrl(settings.apiBase().toString().replaceAll("/*$", "/"));
        client.getOkBuilder().callTimeout(TIMEOUT).addInterceptor(new TracedCalls("plaid"));
        this.api = client.createService(PlaidApi.class);
        this.signature = new WebhookSignature(api);
    }

    @Override
    public String name() {
        return "plaid";
    }

    @Override
    public Visit start(String user, String language, @Nullable String country, @Nullable String repair) {
        var request = new LinkTokenCreateRequest()
                .clientName("Tap2")
                .language(LANGUAGES.contains(language) ? language : "en")
                .countryCodes(COUNTRIES)
                .user(new LinkTokenCreateRequestUser().clientUserId(user))
                .webhook(settings.webhook().get().toString())
                .hostedLink(new LinkTokenCreateHostedLink()
                        .completionRedirectUri(settings.completion().get().toString()));
        if (repair == null) {
            request.products(List.of(Products.AUTH));
        } else {
            request.accessToken(repair);
        }
        var answer = call(api.linkTokenCreate(request));
        return new Visit(
                answer.getLinkToken(),
                URI.create(Objects.requireNonNull(answer.getHostedLinkUrl())),
                answer.getExpiration().toInstant());
    }

    @Override
    public Session session(String token) {
        var answer = call(api.linkTokenGet(new LinkTokenGetRequest().linkToken(token)));
        List<LinkTokenGetSessionsResponse> sessions = answer.getLinkSessions();
        boolean left = false;
        for (var s : sessions == null ? List.<LinkTokenGetSessionsResponse>of() : sessions) {
            var results = s.getResults();
            if (results != null && !results.getItemAddResults().isEmpty()) {
                return new Session(
                        Progress.DONE, results.getItemAddResults().getFirst().getPublicToken());
            }
            if (s.getFinishedAt() != null) {
                if (s.getExit() == null) {
                    return new Session(Progress.DONE, null);
                }
                left = true;
            }
        }
        return new Session(left ? Progress.LEFT : Progress.OPEN, null);
    }

    @Override
    public Item exchange(String publicToken) {
        var answer = call(api.itemPublicTokenExchange(new ItemPublicTokenExchangeRequest().publicToken(publicToken)));
        return new Item(answer.getItemId(), answer.getAccessToken());
    }

    @Override
    public LinkedAccount account(String accessToken) {
        AuthGetResponse auth = call(api.authGet(new AuthGetRequest().accessToken(accessToken)));
        String bank = auth.getItem().getInstitutionName();
        var numbers = auth.getNumbers();
        for (AccountBase account : auth.getAccounts()) {
            Currency currency = Currency.find(
                            String.valueOf(account.getBalances().getIsoCurrencyCode()))
                    .orElse(null);
            if (currency == null) {
                continue;
            }
            for (var ach : numbers.getAch()) {
                if (ach.getAccountId().equals(account.getAccountId())) {
                    return new LinkedAccount(
                            account.getAccountId(),
                            "us_bank",
                            ach.getAccount(),
                            ach.getRouting(),
                            "US",
                            currency,
                            bank);
                }
            }
            for (var sepa : numbers.getInternational()) {
                if (sepa.getAccountId().equals(account.getAccountId())) {
                    String iban = sepa.getIban().replaceAll("\\s", "").toUpperCase(Locale.ROOT);
                    return new LinkedAccount(
                            account.getAccountId(), "iban", iban, "", iban.substring(0, 2), currency, bank);
                }
            }
        }
        throw new RefusedException("NO_ACCOUNT");
    }

    @Override
    public void remove(String accessToken) {
        try {
            call(api.itemRemove(new ItemRemoveRequest().accessToken(accessToken)));
        } catch (RefusedException e) {
            // It was gone already.
        }
    }

    @Override
    public @Nullable ItemEvent event(byte[] body, @Nullable String header, Instant now) {
        signature.require(body, header, now);
        JsonNode event;
        try {
            event = Json.tree(body);
        } catch (UncheckedIOException e) {
            throw new RefusedException("SIGNATURE_INVALID");
        }
        String item = event.path("item_id").asText("");
        if (!event.path("webhook_type").asText().equals("ITEM") || item.isEmpty()) {
            return null;
        }
        return switch (event.path("webhook_code").asText()) {
            case "ERROR" ->
                event.path("error").path("error_code").asText().equals("ITEM_LOGIN_REQUIRED")
                        ? new ItemEvent(item, true)
                        : null;
            case "PENDING_DISCONNECT", "USER_PERMISSION_REVOKED", "USER_ACCOUNT_REVOKED" -> new ItemEvent(item, true);
            case "LOGIN_REPAIRED" -> new ItemEvent(item, false);
            default -> null;
        };
    }

    /// @throws UnavailableException for no answer, 429 and 5xx
    /// @throws RefusedException for everything else but success
    static <T> T call(Call<T> call) {
        try {
            var answer = call.execute();
            T body = answer.body();
            if (answer.isSuccessful() && body != null) {
                return body;
            }
            if (answer.code() == 429 || answer.code() >= 500) {
                throw new UnavailableException("Plaid answered " + answer.code());
            }
            throw new RefusedException(
                    code(answer.errorBody() == null ? "" : answer.errorBody().string()));
        } catch (IOException e) {
            throw new UnavailableException("Plaid did not answer: " + e.getMessage());
        }
    }

    private static String code(String body) {
        try {
            return Json.tree(body).path("error_code").asText("UNKNOWN");
        } catch (UncheckedIOException e) {
            return "UNKNOWN";
        }
    }
}
