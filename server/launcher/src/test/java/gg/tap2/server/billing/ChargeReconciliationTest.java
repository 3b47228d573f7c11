package gg.tap2.server.billing;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.billing.CreatePurchase;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.ledger.LedgerCheck;
import gg.tap2.server.testing.MoneyWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What Stripe took and nobody booked is seen by people: in the admins' list, and by the doctor.
class ChargeReconciliationTest {
    private final MoneyWorld world = MoneyWorld.get();
    private final UUID creator = world.creator();

    private void sell() {
        UUID fan = world.fan();
        var s = world.app
                .billing()
                .payments()
                .purchase(
                        fan,
                        fan,
                        new CreatePurchase(
                                null, world.product(creator, 1500, false), null, null, null, null, null, false));
        world.pay(s, "4242424242424242");
        world.until("the sale", () -> world.status(s.paymentId()).equals("succeeded"));
    }

    private List<String> found(LocalDate day) {
        return new LedgerCheck(world.app.db())
                .withProviders().differences().stream()
                        .filter(d -> d.contains("stripe of " + day))
                        .toList();
    }

    @Test
    void aChargeThatNobodyBookedIsADifferenceUntilItIsExplained() {
        // A day of its own: other tests of this server look at theirs.
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofDays(2));
        LocalDate day = LocalDate.ofInstant(world.now(), ZoneOffset.UTC);
        sell();
        sell();
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofHours(25));
        world.app.billing().reconciliation().day(day);
        assertThat(found(day)).as("all of it was booked").isEmpty();

        LocalDate later = LocalDate.ofInstant(world.now(), ZoneOffset.UTC);
        sell();
        var customer = world.stripeByKey("POST", "/v1/customers", Map.of("email", "stranger@x.test"));
        var intent = world.stripeByKey(
                "POST",
                "/v1/payment_intents",
                Map.of(
                        "amount",
                        "777",
                        "currency",
                        "usd",
                        "customer",
                        customer.path("id").asText(),
                        "payment_method",
                        "pm_card_visa",
                        "confirm",
                        "true",
                        "automatic_payment_methods[enabled]",
                        "true",
                        "automatic_payment_methods[allow_redirects]",
                        "never"));
        assertThat(intent.path("status").asText()).isEqualTo("succeeded");
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofHours(25));
        assertThat(world.app.billing().reconciliation().day(later)).isEqualTo(2);
        assertThat(found(later))
                .hasSize(2)
                .anySatisfy(d -> assertThat(d).contains("charges_count is 1 here and 2 there"))
                .anySatisfy(d -> assertThat(d).contains("charges_amount is 1500 here and 2277 there"));
    }

    /// A server that slept, or was cut off, meets charges that are older than the patience and whose events are still
    /// on their way. They are booked before anything is called a difference, on the day of the charge.
    @Test
    void aChargeWhoseEventHasNotComeIsBookedAndNoDifference(@TempDir Path folder) {
        var own = MoneyWorld.own(folder);
        try {
            own.app.jobs().pause();
            var clock = Launcher.sandbox(own.app).orElseThrow().clock();
            UUID seller = own.creator();
            UUID fan = own.fan();
            var start = own.app
                    .billing()
                    .payments()
                    .purchase(
                            fan,
                            fan,
                            new CreatePurchase(
                                    null, own.product(seller, 1500, false), null, null, null, null, null, false));
            own.stripe("/sandbox/api/webhooks/modes", Map.of("kind", "drop", "type", "", "count", "100"));
            own.pay(start, "4242424242424242");
            Instant paid = own.now();
            LocalDate day = LocalDate.ofInstant(paid, ZoneOffset.UTC);
            assertThat(own.status(start.paymentId())).isNotEqualTo("succeeded");
            clock.advance(Duration.ofHours(30));
            assertThat(own.app.billing().reconciliation().day(day)).isZero();
            assertThat(own.status(start.paymentId())).isEqualTo("succeeded");
            assertThat(new LedgerCheck(own.app.db()).withProviders().differences())
                    .isEmpty();
            Instant booked = own.app
                    .db()
                    .read(tx -> tx.sql("SELECT occurred_at FROM ledger_journal WHERE event_type = 'sale'")
                            .one(r -> r.instant("occurred_at")));
            assertThat(LocalDate.ofInstant(booked, ZoneOffset.UTC)).isEqualTo(day);
        } finally {
            own.app.close();
        }
    }
}
