package gg.tap2.server.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gg.tap2.model.payouts.AddBankAccount;
import gg.tap2.model.payouts.BankAccount;
import gg.tap2.model.payouts.Payout;
import gg.tap2.model.payouts.RequestPayout;
import gg.tap2.model.payouts.StartBankLink;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.billing.Inbox;
import gg.tap2.server.connect.ConnectAccounts;
import gg.tap2.server.connect.ConnectPayouts;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.Secret;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.crypto.Hmac;
import gg.tap2.server.platform.crypto.Vault;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.sandbox.Faults;
import gg.tap2.server.stripe.StripeGateway;
import gg.tap2.server.stripe.StripeSettings;
import gg.tap2.server.testing.MoneyWorld;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Payouts by Stripe Connect at Stripe's stand-in: onboarding, transfer, lost answers, refusal and reversal.
class StripeConnectTest {
    @TempDir
    Path dir;

    private final MoneyWorld world = MoneyWorld.get();
    private final UUID creator = world.creator();
    private PayoutsFeature feature;
    private ConnectPayouts provider;

    @BeforeEach
    void build() {
        ServerConfig config = world.app.config();
        var stripe = new StripeGateway(new StripeSettings(
                config.secret(Key.STRIPE_SECRET_KEY),
                config.text(Key.STRIPE_PUBLISHABLE_KEY),
                config.list(Key.STRIPE_WEBHOOK_SECRETS).stream()
                        .map(Secret::new)
                        .toList(),
                URI.create(config.text(Key.STRIPE_API_BASE)),
                URI.create(config.text(Key.STRIPE_JS_URL))));
        // Keys of its own: the server, which hears of these accounts too, must not decide about them meanwhile.
        Vault vault = Vault.open(ServerConfig.load(null, Map.of(), Map.of(Key.DATA_DIR, dir.toString())));
        provider = new ConnectPayouts(stripe);
        feature = new PayoutsFeature(
                world.app.db(),
                world.app.clock(),
                world.app.ledger(),
                vault,
                new Hmac(new byte[32]),
                provider,
                new ConnectAccounts(stripe, () -> URI.create(world.app.localUrl() + "/bank-connected")),
                new Payouts.Limits(1000, 0, 1_000_000, 10_000_000),
                Duration.ZERO,
                PayoutSafety.NONE,
                new Inbox(),
                () -> {},
                () -> {});
    }

    @AfterEach
    void theLedgerIsWhole() {
        Launcher.sandbox(world.app).orElseThrow().stripe().faults().clear();
        assertThat(world.differences()).isEmpty();
    }

    private BankAccount onboarded() {
        var link = feature.bankLinks().start(creator, new StartBankLink("Mara Test", "US", null), "en");
        assertThatThrownBy(() -> feature.bankLinks().complete(creator, link.id()))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("bank_link_pending");
        world.post(link.url(), "application/x-www-form-urlencoded", "done=yes", Map.of());
        return feature.bankLinks().complete(creator, link.id());
    }

    private void fund(long amount) {
        world.fund(creator, amount);
    }

    private Payout withdraw(long amount) {
        return feature.payouts()
                .request(
                        creator,
                        new RequestPayout(
                                null, amount, null, world.balance(creator).version(), null),
                        "instant");
    }

    private String status(UUID payout) {
        return world.app
                .db()
                .read(tx -> tx.sql("SELECT status FROM payouts WHERE id = :id")
                        .set("id", payout)
                        .one(r -> r.text("status")));
    }

    private String transferOf(UUID payout) {
        return world.app
                .db()
                .read(tx -> tx.sql("SELECT flowpay_transfer_id AS t FROM payouts WHERE id = :id")
                        .set("id", payout)
                        .one(r -> r.text("t")));
    }

    @Test
    void onboardedCreatorsArePaidToTheirStripeAccount() {
        BankAccount account = onboarded();
        assertThat(account.verificationStatus()).isEqualTo("verified");
        assertThat(account.source()).isEqualTo("stripe");
        fund(9_000);
        Payout p = withdraw(4_000);
        assertThat(status(p.id())).isEqualTo("paid");
        assertThat(world.balance(creator).available()).isEqualTo(5_000);
        var transfer = world.stripeObject("/v1/transfers/" + transferOf(p.id()));
        assertThat(transfer.path("amount").asLong()).isEqualTo(4_000);
        assertThat(transfer.path("destination").asText()).startsWith("acct_");
        // The same visitor comes to the same account again.
        assertThat(feature.bankLinks()
                        .complete(
                                creator,
                                feature.bankLinks()
                                        .start(creator, new StartBankLink("Mara Test", "US", null), "en")
                                        .id())
                        .id())
                .isEqualTo(account.id());
    }

    @Test
    void aLostAnswerIsLookedUpAndNotSentAgain() {
        onboarded();
        fund(9_000);
        Launcher.sandbox(world.app)
                .orElseThrow()
                .stripe()
                .faults()
                .add(Faults.Kind.LOSE_REPLY, "POST", "/v1/transfers", 500, 0, 2);
        Payout p = withdraw(3_000);
        assertThat(status(p.id())).isEqualTo("queued");
        Launcher.sandbox(world.app).orElseThrow().stripe().faults().clear();
        feature.sending().send(p.id());
        assertThat(status(p.id())).isEqualTo("paid");
        String attempt = world.app
                .db()
                .read(tx -> tx.sql("SELECT id FROM payout_attempts WHERE payout_id = :id")
                        .set("id", p.id())
                        .one(r -> r.uuid("id").toString()));
        assertThat(world.stripeObject("/v1/transfers?transfer_group=" + attempt).path("data"))
                .hasSize(1);
    }

    /// As Stripe wants it: together with card payments at home, by the recipient agreement abroad, and nowhere else.
    @Test
    void accountsAreMadeAsTheirCountryNeedsIt() {
        UUID other = world.creator();
        feature.bankLinks().start(creator, new StartBankLink("Mara Test", "US", null), "en");
        feature.bankLinks().start(other, new StartBankLink("Mara Test", "DE", null), "en");
        assertThatThrownBy(() -> feature.bankLinks().start(creator, new StartBankLink("Mara Test", "BR", null), "en"))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("bank_link_country");
        assertThat(world.stripeByKey(
                                "POST",
                                "/v1/accounts",
                                Map.of("capabilities[transfers][requested]", "true", "country", "US"))
                        .path("error")
                        .path("message")
                        .asText())
                .contains("needs approval");
    }

    private static String begun(MoneyWorld at, UUID owner, String country) {
        UUID link = at.app
                .payouts()
                .bankLinks()
                .start(owner, new StartBankLink("Mara Test", country, null), "en")
                .id();
        return at.app
                .db()
                .read(tx -> tx.sql("SELECT link_token FROM bank_links WHERE id = :id")
                        .set("id", link)
                        .one(r -> r.text("link_token")));
    }

    /// Stripe keeps idempotency keys for a day; the account that was begun is known for longer.
    @Test
    void whoComesBackAfterDaysGoesOnAtTheSameAccount() {
        MoneyWorld own = MoneyWorld.own(dir.resolve("own"), Map.of(Key.PAYOUT_PROVIDER, "stripe-connect"));
        try {
            UUID mara = own.creator();
            var clock = Launcher.sandbox(own.app).orElseThrow().clock();
            String account = begun(own, mara, "US");
            clock.advance(Duration.ofDays(2));
            assertThat(begun(own, mara, "US")).isEqualTo(account);
            clock.advance(Duration.ofDays(20));
            own.app.payouts().bankLinks().tidy();
            own.app.payouts().bankLinks().tidy();
            assertThat(begun(own, mara, "US")).isEqualTo(account);
            assertThat(own.stripeObject("/v1/accounts?limit=100").path("data")).hasSize(1);
            // Another country is another account, and one that is gone is made anew.
            String abroad = begun(own, mara, "DE");
            assertThat(abroad).isNotEqualTo(account);
            assertThat(begun(own, mara, "DE")).isEqualTo(abroad);
            own.stripeByKey("DELETE", "/v1/accounts/" + abroad, Map.of());
            assertThat(begun(own, mara, "DE")).isNotEqualTo(abroad);
        } finally {
            own.app.close();
        }
    }

    /// A key that is not accepted, a right that is missing, an empty account: no creator's payout fails by it.
    @Test
    void whatIsOursFailsNoPayout() {
        onboarded();
        fund(9_000);
        var faults = Launcher.sandbox(world.app).orElseThrow().stripe().faults();
        Object[][] answers = {
            {401, ""},
            {403, ""},
            {400, "idempotency_error"},
            {404, ""},
            {400, ""},
            {400, "balance_insufficient"},
            {200, "garbage"},
            {503, "garbage"}
        };
        for (Object[] a : answers) {
            faults.add(Faults.Kind.ERROR, "POST", "/v1/transfers", (int) a[0], 0, 9, (String) a[1]);
            Payout p = withdraw(1_000);
            assertThat(status(p.id())).as(a[0] + " " + a[1]).isEqualTo("queued");
            faults.clear();
            // A pause ends by a try of its own.
            Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofHours(1));
            feature.sending().send(p.id());
            assertThat(status(p.id())).as(a[0] + " " + a[1]).isEqualTo("paid");
        }
        assertThat(world.balance(creator).available()).isEqualTo(1_000);
    }

    @Test
    void aReversedTransferComesBack() {
        onboarded();
        fund(9_000);
        Payout p = withdraw(6_000);
        world.stripeByKey("POST", "/v1/transfers/" + transferOf(p.id()) + "/reversals", Map.of());
        assertThat(feature.sending().transferChanged(transferOf(p.id()))).isEqualTo("done");
        assertThat(status(p.id())).isEqualTo("returned");
        assertThat(world.balance(creator).available()).isEqualTo(9_000);
    }

    @Test
    void whatStripeRefusesIsGivenBack() {
        BankAccount account = onboarded();
        fund(9_000);
        String acct = world.app
                .db()
                .read(tx -> tx.sql("SELECT plaid_item_id AS i FROM bank_accounts WHERE id = :id")
                        .set("id", account.id())
                        .one(r -> r.text("i")));
        world.stripeByKey("DELETE", "/v1/accounts/" + acct, Map.of());
        world.stripeByKey("POST", "/v1/accounts", Map.of("type", "express"));
        Payout p = withdraw(2_000);
        assertThat(status(p.id())).isEqualTo("failed");
        assertThat(world.balance(creator).available()).isEqualTo(9_000);
        // What Stripe no longer pays to is no longer offered.
        assertThat(feature.bankLinks().itemChanged(acct)).isTrue();
        assertThat(feature.payouts().preview(creator, 2_000L, null).reasons().toString())
                .contains("BANK_ACCOUNT_UNVERIFIED");
    }

    @Test
    void numbersCannotBeAddedByHand() {
        assertThatThrownBy(() -> feature.bankAccounts()
                        .add(
                                creator,
                                new AddBankAccount(null, "US", "USD", "Mara Test", null, "12345678", "110000000")))
                .isInstanceOf(ApiException.class);
        assertThat(feature.bankAccounts().list(creator)).isEmpty();
    }

    @Test
    void theDayIsSummedUp() {
        onboarded();
        fund(9_000);
        LocalDate today = LocalDate.ofInstant(world.now(), ZoneOffset.UTC);
        long before = amount(today, "completed");
        withdraw(1_500);
        withdraw(2_500);
        assertThat(amount(today, "completed") - before).isEqualTo(4_000);
    }

    private long amount(LocalDate day, String status) {
        return provider.totals(day).stream()
                .filter(t -> t.currency().equals("USD") && t.status().equals(status))
                .mapToLong(PayoutProvider.DayTotal::amountMinor)
                .sum();
    }
}
