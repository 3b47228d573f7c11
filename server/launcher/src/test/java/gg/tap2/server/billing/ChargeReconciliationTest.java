package gg.tap2.server.billing;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.billing.CreatePurchase;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.ledger.LedgerCheck;
import gg.tap2.server.testing.MoneyWorld;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

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
}
