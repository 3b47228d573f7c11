package gg.tap2.server.connect;

import com.stripe.StripeClient;
import com.stripe.model.Account;
import com.stripe.net.RequestOptions;
import com.stripe.param.AccountCreateParams;
import com.stripe.param.AccountLinkCreateParams;
import com.stripe.param.AccountListParams;
import gg.tap2.model.common.Currency;
import gg.tap2.server.payouts.BankLinkProvider;
import gg.tap2.server.stripe.ProviderRefusedException;
import gg.tap2.server.stripe.ProviderSetupException;
import gg.tap2.server.stripe.ProviderUnknownException;
import gg.tap2.server.stripe.StripeGateway;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A creator's own Stripe account as the place that payouts go to: made once, then shown its owner for
/// onboarding. Its name at Stripe stands for itself wherever the port speaks of tokens; it is not secret.
public final class ConnectAccounts implements BankLinkProvider {
    /// Of destinations and linked accounts.
    static final String TYPE = "stripe_account";

    /// How long a visit may take. The address of its form is good for one opening within five minutes; a form that was
    /// left is opened again by beginning anew, at the same account.
    private static final Duration VALID = Duration.ofDays(1);

    /// Between these, and only by the recipient agreement, money goes to an account abroad.
    ///
    /// Source: https://docs.stripe.com/connect/cross-border-payouts
    private static final Set<String> CROSS_BORDER = Set.of(
            "AT", "BE", "BG", "CA", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE",
            "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK", "US");

    private final StripeGateway stripe;
    private final StripeClient client;
    private final Supplier<URI> completion;
    private volatile @Nullable String home;

    /// @param completion where onboarding sends the browser at the end; known once the server listens
    public ConnectAccounts(StripeGateway stripe, Supplier<URI> completion) {
        this.stripe = stripe;
        this.client = stripe.client();
        this.completion = completion;
    }

    @Override
    public String name() {
        return "stripe";
    }

    @Override
    public Visit start(String user, String language, @Nullable String country, @Nullable String repair) {
        String account = repair == null ? created(user, country, null) : kept(user, country, repair);
        var params = AccountLinkCreateParams.builder()
                .setAccount(account)
                .setType(AccountLinkCreateParams.Type.ACCOUNT_ONBOARDING)
                .setReturnUrl(completion.get().toString())
                .setRefreshUrl(completion.get().toString())
                .build();
        var link = asked(() -> stripe.call(() -> client.v1().accountLinks().create(params)));
        return new Visit(
                account,
                URI.create(link.getUrl()),
                Instant.ofEpochSecond(link.getCreated()).plus(VALID));
    }

    @Override
    public boolean keepsPlaces() {
        return true;
    }

    /// An account's country is for good; whoever asks for another one has not been paid there yet.
    private String kept(String user, @Nullable String country, String account) {
        try {
            String at = retrieve(account).getCountry();
            return country == null || at == null || country.equalsIgnoreCase(at)
                    ? account
                    : created(user, country, account);
        } catch (RefusedException e) {
            return created(user, country, account);
        }
    }

    /// Where the platform's own account is; asked once.
    private String home() {
        String known = home;
        if (known == null) {
            known = Objects.requireNonNullElse(
                    asked(() -> stripe.call(() -> client.v1().accounts().retrieveCurrent()))
                            .getCountry(),
                    "US");
            home = known;
        }
        return known;
    }

    @Override
    public boolean serves(String country) {
        String at = home();
        return country.equalsIgnoreCase(at)
                || CROSS_BORDER.contains(at) && CROSS_BORDER.contains(country.toUpperCase(Locale.ROOT));
    }

    /// One account a creator: the same call again gives the same one for as long as Stripe keeps keys.
    ///
    /// @param before the account in whose place it comes, so that Stripe does not answer with that one
    private String created(String user, @Nullable String country, @Nullable String before) {
        boolean abroad = country != null && !country.equalsIgnoreCase(home());
        var capabilities = AccountCreateParams.Capabilities.builder()
                .setTransfers(AccountCreateParams.Capabilities.Transfers.builder()
                        .setRequested(true)
                        .build());
        var params = AccountCreateParams.builder()
                .setController(AccountCreateParams.Controller.builder()
                        .setFees(AccountCreateParams.Controller.Fees.builder()
                                .setPayer(AccountCreateParams.Controller.Fees.Payer.APPLICATION)
                                .build())
                        .setLosses(AccountCreateParams.Controller.Losses.builder()
                                .setPayments(AccountCreateParams.Controller.Losses.Payments.APPLICATION)
                                .build())
                        .setStripeDashboard(AccountCreateParams.Controller.StripeDashboard.builder()
                                .setType(AccountCreateParams.Controller.StripeDashboard.Type.EXPRESS)
                                .build())
                        .build())
                .putMetadata("creatorId", user);
        if (abroad) {
            params.setTosAcceptance(AccountCreateParams.TosAcceptance.builder()
                    .setServiceAgreement("recipient")
                    .build());
        } else {
            // Transfers alone need an approval of Stripe's; together with card payments they do not.
            capabilities.setCardPayments(AccountCreateParams.Capabilities.CardPayments.builder()
                    .setRequested(true)
                    .build());
        }
        params.setCapabilities(capabilities.build());
        if (country != null) {
            params.setCountry(country);
        }
        var options = RequestOptions.builder()
                .setIdempotencyKey("connect-" + user + (country == null ? "" : "-" + country)
                        + (before == null ? "" : "-after-" + before))
                .build();
        return asked(() -> stripe.call(() -> client.v1().accounts().create(params.build(), options)))
                .getId();
    }

    @Override
    public Session session(String token) {
        return payable(retrieve(token)) ? new Session(Progress.DONE, token) : new Session(Progress.OPEN, null);
    }

    @Override
    public Item exchange(String publicToken) {
        return new Item(publicToken, publicToken);
    }

    @Override
    public LinkedAccount account(String accessToken) {
        Account account = retrieve(accessToken);
        if (!payable(account)) {
            throw new RefusedException("ITEM_LOGIN_REQUIRED");
        }
        Currency currency = Currency.find(
                        String.valueOf(account.getDefaultCurrency()).toUpperCase(Locale.ROOT))
                .orElseThrow(() -> new RefusedException("NO_ACCOUNT"));
        return new LinkedAccount(
                account.getId(),
                TYPE,
                account.getId(),
                "",
                Objects.requireNonNullElse(account.getCountry(), "US"),
                currency,
                "Stripe");
    }

    private Account retrieve(String id) {
        return asked(() -> stripe.healing(() -> there(id)));
    }

    /// An account that is gone is its owner's matter; that none at all is known is ours: another platform's key.
    private Account there(String id) {
        try {
            return stripe.call(() -> client.v1().accounts().retrieve(id));
        } catch (ProviderSetupException e) {
            if ((e.isMissing() || e.code().equals("account_invalid")) && knowsAny(stripe)) {
                throw new ProviderRefusedException("ITEM_LOGIN_REQUIRED", String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    static boolean knowsAny(StripeGateway stripe) {
        var one = AccountListParams.builder().setLimit(1L).build();
        return !stripe.call(() -> stripe.client().v1().accounts().list(one))
                .getData()
                .isEmpty();
    }

    private static boolean payable(Account account) {
        var capabilities = account.getCapabilities();
        return Boolean.TRUE.equals(account.getPayoutsEnabled())
                && capabilities != null
                && "active".equals(capabilities.getTransfers());
    }

    /// The account stays its owner's.
    @Override
    public void remove(String accessToken) {
        // Nothing of it is ours to forget.
    }

    /// Stripe's events come by the platform's Stripe webhook.
    @Override
    public @Nullable ItemEvent event(byte[] body, @Nullable String signature, Instant now) {
        throw new RefusedException("SIGNATURE_INVALID");
    }

    private <T> T asked(Supplier<T> work) {
        try {
            return work.get();
        } catch (ProviderSetupException e) {
            throw new OperatorFaultException(stripe.unhealed(e).code());
        } catch (ProviderUnknownException e) {
            throw new UnavailableException(String.valueOf(e.getMessage()));
        } catch (ProviderRefusedException e) {
            throw new RefusedException(e.code());
        }
    }
}
