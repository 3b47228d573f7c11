package gg.tap2.server.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gg.tap2.model.billing.CreatePurchase;
import gg.tap2.model.billing.CreateTip;
import gg.tap2.model.billing.PaymentStart;
import gg.tap2.model.billing.PaymentStatus;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.testing.MoneyWorld;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a guest starts belongs to the browser that started it, whoever types the same address or knows the id.
class GuestCheckoutTest {
    private static final String VISA = "4242424242424242";
    private final MoneyWorld world = MoneyWorld.get();
    private final UUID creator = world.creator();
    private final Payments payments = world.app.billing().payments();
    private final String victim = "victim-" + UUID.randomUUID() + "@guest.test";

    @AfterEach
    void theLedgerIsWhole() {
        assertThat(world.differences()).isEmpty();
    }

    private PaymentStart buy(UUID id, UUID product, String email, String browser) {
        return payments.purchase(
                new Payments.Starter(null, null, browser),
                new CreatePurchase(id, product, null, null, null, email, null, false));
    }

    private PaymentStart tip(UUID id, String email, String browser) {
        return payments.tip(
                new Payments.Starter(null, null, browser),
                new CreateTip(id, 500, null, null, false, "t-" + creator, email, null));
    }

    private void paid(PaymentStart s) {
        world.pay(s, VISA);
        world.until("the sale", () -> world.status(s.paymentId()).equals("succeeded"));
    }

    @Test
    void theSameAddressInAnotherBrowserIsAnotherPayment() {
        UUID product = world.product(creator, 1500, false);
        PaymentStart mine = buy(null, product, victim, "a".repeat(43));
        PaymentStart theirs = buy(null, product, victim.toUpperCase(java.util.Locale.ROOT), "b".repeat(43));
        PaymentStart plain = buy(null, product, victim, null);
        assertThat(List.of(mine.paymentId(), theirs.paymentId(), plain.paymentId()))
                .doesNotHaveDuplicates();
        assertThat(List.of(mine.clientSecret(), theirs.clientSecret(), plain.clientSecret()))
                .doesNotHaveDuplicates();
        paid(mine);
        assertThat(payments.opens(mine.paymentId(), mine.claimToken())).isTrue();
        assertThat(payments.opens(mine.paymentId(), theirs.claimToken())).isFalse();
        assertThat(payments.opens(mine.paymentId(), plain.claimToken())).isFalse();
        assertThat(payments.findForBuyer(mine.paymentId(), null, theirs.claimToken()))
                .isEmpty();
    }

    @Test
    void twoTabsOfOneBrowserShareThePaymentAndBothTokensWork() {
        UUID product = world.product(creator, 1500, false);
        String browser = "c".repeat(43);
        PaymentStart first = buy(null, product, victim, browser);
        PaymentStart second = buy(null, product, victim, browser);
        assertThat(second.paymentId()).isEqualTo(first.paymentId());
        assertThat(second.claimToken()).isNotNull().isNotEqualTo(first.claimToken());
        paid(first);
        assertThat(payments.opens(first.paymentId(), first.claimToken())).isTrue();
        assertThat(payments.opens(first.paymentId(), second.claimToken())).isTrue();
    }

    @Test
    void anIdProvesNothing() {
        UUID product = world.product(creator, 1500, false);
        UUID id = UUID.randomUUID();
        PaymentStart mine = buy(id, product, victim, null);
        for (String stage : List.of("before paying", "after paying")) {
            PaymentStart again = buy(id, product, victim, null);
            assertThat(again.paymentId()).as(stage).isEqualTo(id);
            assertThat(again.claimToken()).as(stage).isNull();
            assertThat(again.clientSecret()).as(stage).isNull();
            assertThat(payments.opens(id, mine.claimToken())).as(stage).isTrue();
            if (stage.startsWith("before")) {
                paid(mine);
            }
        }
        UUID tipId = UUID.randomUUID();
        PaymentStart tip = tip(tipId, victim, "d".repeat(43));
        assertThat(tip(tipId, victim, "e".repeat(43)).clientSecret()).isNull();
        PaymentStart sameBrowser = tip(tipId, victim, "d".repeat(43));
        assertThat(sameBrowser.clientSecret()).isEqualTo(tip.clientSecret());
        paid(tip);
        PaymentStart after = tip(tipId, victim, "d".repeat(43));
        assertThat(after.status()).isEqualTo(PaymentStatus.SUCCEEDED);
        assertThat(after.claimToken()).as("nothing is given out after paying").isNull();
        assertThatThrownBy(() -> payments.purchase(
                        new Payments.Starter(null, null, null),
                        new CreatePurchase(tipId, product, null, null, null, victim, null, false)))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo("id_taken"));
    }

    @Test
    void aDoubleThatWentBackOpensNothing() {
        UUID product = world.product(creator, 1500, false);
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE products SET hidden_content = 'the hidden words' WHERE id = :id")
                        .set("id", product)
                        .update());
        PaymentStart mine = buy(null, product, victim, "f".repeat(43));
        paid(mine);
        PaymentStart double_ = buy(null, product, victim, "g".repeat(43));
        paid(double_);
        world.until(
                "the double goes back",
                () -> payments.find(double_.paymentId()).orElseThrow().refunded() == 1500);
        assertThat(page(mine)).contains("hidden words");
        assertThat(page(double_)).doesNotContain("hidden words").contains("$15.00");
    }

    private String page(PaymentStart s) {
        return world.get(world.app.baseUrl() + "/thanks/" + s.paymentId() + "?t=" + s.claimToken())
                .text();
    }

    /// The first answer was lost, and nothing of it reached the guest: the same key is the same client.
    @Test
    void aRepeatUnderItsKeyCanBePaid() {
        UUID id = UUID.randomUUID();
        world.stripe(
                "/sandbox/api/faults",
                java.util.Map.of(
                        "kind",
                        "error",
                        "method",
                        "POST",
                        "path",
                        "/v1/payment_intents",
                        "status",
                        "500",
                        "count",
                        "9"));
        assertThatThrownBy(() -> tip(id, victim, "key " + id)).isInstanceOf(ApiException.class);
        world.stripe("/sandbox/api/faults/clear", java.util.Map.of());
        PaymentStart again = tip(id, victim, "key " + id);
        assertThat(again.clientSecret()).isNotNull();
        assertThat(tip(id, victim, "key of another").clientSecret()).isNull();
        paid(again);
    }

    @Test
    void manyAtOnceWithOneIdAreOnePayment() throws Exception {
        UUID product = world.product(creator, 1500, false);
        UUID fan = world.fan();
        for (int round = 0; round < 20; round++) {
            UUID id = UUID.randomUUID();
            UUID fresh = world.product(creator, 1500, false);
            try (var pool = Executors.newFixedThreadPool(6)) {
                Callable<PaymentStart> call = () ->
                        payments.purchase(fan, fan, new CreatePurchase(id, fresh, null, null, null, null, null, false));
                for (var f : pool.invokeAll(java.util.Collections.nCopies(6, call))) {
                    assertThat(f.get().paymentId()).isEqualTo(id);
                    assertThat(f.get().clientSecret()).isNotNull();
                }
                Callable<PaymentStart> guest =
                        () -> buy(new UUID(1, id.getLeastSignificantBits()), product, victim, null);
                var answers = pool.invokeAll(java.util.Collections.nCopies(6, guest));
                int secrets = 0;
                for (var f : answers) {
                    assertThat(f.get().paymentId().getMostSignificantBits()).isEqualTo(1);
                    secrets += f.get().clientSecret() == null ? 0 : 1;
                }
                assertThat(secrets).as("one request started it").isEqualTo(1);
            }
        }
    }
}
