package gg.tap2.server.plaid;

import com.fasterxml.jackson.databind.JsonNode;
import com.plaid.client.ApiClient;
import com.plaid.client.model.AccountBase;
import com.plaid.client.model.AuthGetRequest;
import com.plaid.client.model.AuthGetResponse;
import com.plaid.client.model.CountryCode;
import com.plaid.client.model.DepositoryAccountSubtype;
import com.plaid.client.model.DepositoryFilter;
import com.plaid.client.model.ItemPublicTokenExchangeRequest;
import com.plaid.client.model.ItemRemoveRequest;
import com.plaid.client.model.LinkTokenAccountFilters;
import com.plaid.client.model.LinkTokenCreateHostedLink;
import com.plaid.client.model.LinkTokenCreateRequest;
import com.plaid.client.model.LinkTokenCreateRequestUser;
import com.plaid.client.model.LinkTokenCreateResponse;
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
import java.util.Set;
import okhttp3.Interceptor;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;

/// Plaid's Hosted Link and Auth by its own client. Only what payouts need is asked for: the numbers of one
/// account.
public final class PlaidBankLinks implements BankLinkProvider {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final Set<String> LANGUAGES =
            Set.of("da", "nl", "en", "et", "fr", "de", "it", "lv", "lt", "no", "pl", "pt", "ro", "es", "sv");
    /// Codes that are about one visit or item, and so about its owner; every other refusal is ours to mend.
    private static final Set<String> VISITORS = Set.of(
            "INVALID_LINK_TOKEN",
            "INVALID_PUBLIC_TOKEN",
            "INVALID_ACCESS_TOKEN",
            "ITEM_LOGIN_REQUIRED",
            "ITEM_NOT_FOUND",
            "ITEM_NOT_SUPPORTED",
            "ITEM_LOCKED",
            "NO_ACCOUNTS",
            "NO_AUTH_ACCOUNTS",
            "NO_LIABILITY_ACCOUNTS",
            "ACCESS_NOT_GRANTED",
            "USER_PERMISSION_REVOKED",
            "USER_SETUP_REQUIRED",
            "MFA_NOT_SUPPORTED",
            "INVALID_CREDENTIALS",
            "INVALID_MFA",
            "INSUFFICIENT_CREDENTIALS",
            "INVALID_WEBHOOK_VERIFICATION_KEY_ID");

    private final PlaidSettings settings;
    private final PlaidApi api;
    private final WebhookSignature signature;

    public PlaidBankLinks(PlaidSettings settings) {
        this(settings, List.of());
    }

    /// @param watchers see every call and answer
    public PlaidBankLinks(PlaidSettings settings, List<Interceptor> watchers) {
        this.settings = settings;
        var client = new ApiClient(Map.of(
                "clientId", settings.clientId(),
                "secret", settings.secret().value(),
                "plaidVersion", "2020-09-14"));
        // Not by setPlaidAdapter, which prints a warning for every address but Plaid's own.
        client.getAdapterBuilder().baseUrl(settings.apiBase().toString().replaceAll("/*$", "/"));
        client.getOkBuilder().callTimeout(TIMEOUT).addInterceptor(new TracedCalls("plaid"));
        watchers.forEach(client.getOkBuilder()::addInterceptor);
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
                .countryCodes(countries(country))
                .user(new LinkTokenCreateRequestUser().clientUserId(user))
                .webhook(settings.webhook().get().toString())
                .hostedLink(new LinkTokenCreateHostedLink()
                        .completionRedirectUri(settings.completion().get().toString()));
        if (repair == null) {
            request.products(List.of(Products.AUTH))
                    .accountFilters(new LinkTokenAccountFilters()
                            .depository(new DepositoryFilter()
                                    .accountSubtypes(List.of(
                                            DepositoryAccountSubtype.CHECKING, DepositoryAccountSubtype.SAVINGS))));
        } else {
            request.accessToken(repair);
        }
        LinkTokenCreateResponse answer;
        try {
            answer = call(api.linkTokenCreate(request));
        } catch (RefusedException e) {
            // No bank was visited yet, so that nothing can be its owner's but the item that is to be repaired.
            if (repair != null && VISITORS.contains(String.valueOf(e.getMessage()))) {
                throw e;
            }
            throw new OperatorFaultException(String.valueOf(e.getMessage()));
        }
        String page = answer.getHostedLinkUrl();
        if (page == null || page.isBlank()) {
            throw new OperatorFaultException("HOSTED_LINK_NOT_ENABLED request " + answer.getRequestId());
        }
        return new Visit(
                answer.getLinkToken(), URI.create(page), answer.getExpiration().toInstant());
    }

    @Override
    public boolean serves(String country) {
        return settings.countries().contains(country);
    }

    /// Only the visitor's own country where it is known: with several, Plaid offers what all of them can.
    private List<CountryCode> countries(@Nullable String country) {
        List<String> wanted = country == null ? settings.countries() : List.of(country);
        return wanted.stream().map(CountryCode::fromValue).toList();
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
                            bank,
                            Boolean.TRUE.equals(ach.getIsTokenizedAccountNumber()));
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
        if (item.isEmpty()) {
            return null;
        }
        String error = event.path("error").path("error_code").asText();
        ItemChange change = switch (event.path("webhook_type").asText() + "."
                + event.path("webhook_code").asText()) {
            case "ITEM.ERROR" -> error.equals("ITEM_LOGIN_REQUIRED") ? ItemChange.LOGIN_REQUIRED : null;
            case "ITEM.USER_PERMISSION_REVOKED", "ITEM.USER_ACCOUNT_REVOKED" -> ItemChange.LOGIN_REQUIRED;
            // Seven days before the end; the numbers work until then.
            case "ITEM.PENDING_DISCONNECT", "ITEM.PENDING_EXPIRATION" -> ItemChange.LOGIN_SOON;
            case "ITEM.LOGIN_REPAIRED" -> ItemChange.REPAIRED;
            case "AUTH.DEFAULT_UPDATE" -> ItemChange.NUMBERS_CHANGED;
            default -> null;
        };
        return change == null ? null : new ItemEvent(item, change);
    }

    /// @throws UnavailableException for no answer, 429, 5xx and a bank that does not answer
    /// @throws RefusedException for what is about the visit or the item
    /// @throws OperatorFaultException for what is about us
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
            throw fault(
                    answer.code(),
                    error(answer.errorBody() == null ? "" : answer.errorBody().string()));
        } catch (IOException e) {
            throw new UnavailableException("Plaid did not answer: " + e.getMessage());
        }
    }

    private static RuntimeException fault(int status, JsonNode error) {
        String code = error.path("error_code").asText("HTTP_" + status);
        return switch (error.path("error_type").asText("")) {
            case "API_ERROR", "RATE_LIMIT_EXCEEDED", "INSTITUTION_ERROR" -> new UnavailableException("Plaid: " + code);
            case "ITEM_ERROR" -> new RefusedException(code);
            default ->
                VISITORS.contains(code)
                        ? new RefusedException(code)
                        : new OperatorFaultException(
                                code + " request " + error.path("request_id").asText("?"));
        };
    }

    private static JsonNode error(String body) {
        try {
            return Json.tree(body.isBlank() ? "{}" : body);
        } catch (UncheckedIOException e) {
            return Json.tree("{}");
        }
    }
}
