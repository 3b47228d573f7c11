package gg.tap2.server.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import gg.tap2.model.billing.CreatePurchase;
import gg.tap2.model.billing.CreateRefund;
import gg.tap2.model.billing.CreateSubscription;
import gg.tap2.model.billing.PaymentStart;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.platform.alarms.OperatorAlarms;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.testing.MoneyWorld;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever is wrong between us and Stripe is never told as a customer's fault: nobody reads of a decline, nothing
/// ends, the operator hears of it, and the work goes on when it is put right.
final class WhoseFaultTest {
    private static final String VISA = "4242424242424242";
    private final MoneyWorld world = MoneyWorld.get();
    private final UUID creator = world.creator();
    private final UUID fan = world.fan();

    @AfterEach
    void theLedgerIsWhole() {
        world.stripe("/sandbox/api/faults/clear", Map.of());
        assertThat(world.differences()).isEmpty();
    }

    /// An answer of Stripe, or of something on the way to it.
    record Wrong(String name, int status, String code, boolean ours) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Wrong> answers() {
        return Stream.of(
                new Wrong("a key that is not accepted", 401, "", true),
                new Wrong("a right that the key lacks", 403, "", true),
                new Wrong("a key that the account may not use", 403, "account_invalid", true),
                new Wrong("an idempotency key with other parameters", 400, "idempotency_error", true),
                new Wrong("an id that the account does not know", 404, "", true),
                new Wrong("a request that it does not take", 400, "", true),
                new Wrong("a code that nobody has heard of", 400, "flux_capacitor_missing", true),
                new Wrong("a parameter of ours", 400, "parameter_unknown", true),
                new Wrong("no money in the account", 400, "balance_insufficient", true),
                new Wrong("somebody else's page", 502, "garbage", false),
                new Wrong("somebody else's page, well meant", 200, "garbage", false),
                new Wrong("somebody else's refusal", 403, "garbage", false),
                new Wrong("a server error", 500, "", false),
                new Wrong("too many requests", 429, "", false));
    }

    private void from(Wrong w, String method, String path, int count) {
        var fields = new HashMap<>(Map.of(
                "kind", "error", "method", method, "path", path, "status", "" + w.status(), "count", "" + count));
        fields.put("code", w.code());
        world.stripe("/sandbox/api/faults", fields);
    }

    private List<OperatorAlarms.Alarm> alarms(String subject) {
        return world.app.alarms().open().stream()
                .filter(a -> a.subject().equals(subject))
                .toList();
    }

    /// Says later, blames nobody, and tells the operator where it is ours.
    private void later(Wrong w, String subject, Runnable work) {
        long before =
                alarms(subject).stream().mapToLong(OperatorAlarms.Alarm::times).sum();
        ApiException told = catchThrowableOfType(ApiException.class, work::run);
        assertThat(told).as(w.name()).isNotNull();
        assertThat(told.status()).as(w.name()).isEqualTo(503);
        assertThat(told.code()).isEqualTo(w.ours() ? "payments_not_available" : "payment_provider_unavailable");
        long after =
                alarms(subject).stream().mapToLong(OperatorAlarms.Alarm::times).sum();
        assertThat(after > before).as("an alarm for " + w.name()).isEqualTo(w.ours());
    }

    private PaymentStart buy(UUID product, UUID id) {
        return world.app
                .billing()
                .payments()
                .purchase(fan, fan, new CreatePurchase(id, product, null, null, null, null, null, false));
    }

    private UUID sold(UUID product) {
        PaymentStart s = buy(product, null);
        world.pay(s, VISA);
        world.until("the sale", () -> world.status(s.paymentId()).equals("succeeded"));
        return s.paymentId();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void aPurchaseGoesOnWhenItIsMended(Wrong w) {
        UUID product = world.product(creator, 2000, false);
        UUID id = UUID.randomUUID();
        from(w, "POST", "/v1/payment_intents", 9);
        later(w, "POST /v1/payment_intents", () -> buy(product, id));
        assertThat(world.status(id)).isIn("created", "unknown");
        world.stripe("/sandbox/api/faults/clear", Map.of());
        PaymentStart s = buy(product, id);
        world.pay(s, VISA);
        world.until("the sale", () -> world.status(id).equals("succeeded"));
        assertThat(alarms("POST /v1/payment_intents").stream()
                        .filter(a ->
                                a.code().equals("key_not_accepted") || a.code().equals("right_missing")))
                .as("an alarm about the key ends with the first call that works")
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void joiningGoesOnWhenItIsMended(Wrong w) {
        UUID tier = world.tier(creator, 700);
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE tiers SET published = TRUE WHERE id = :id")
                        .set("id", tier)
                        .update());
        var request = new CreateSubscription(UUID.randomUUID(), tier, null);
        from(w, "POST", "/v1/checkout/sessions", 9);
        later(
                w,
                "POST /v1/checkout/sessions",
                () -> world.app.billing().subscriptions().start(fan, request));
        world.stripe("/sandbox/api/faults/clear", Map.of());
        assertThat(world.app.billing().subscriptions().start(fan, request).checkoutUrl())
                .isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void aCardIsSavedLater(Wrong w) {
        from(w, "POST", "/v1/setup_intents", 9);
        later(
                w,
                "POST /v1/setup_intents",
                () -> world.app.billing().paymentMethods().startSetup(fan));
        world.stripe("/sandbox/api/faults/clear", Map.of());
        assertThat(world.app.billing().paymentMethods().startSetup(fan).clientSecret())
                .isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void aRefundStaysOpenAndGoesWhenItIsMended(Wrong w) {
        UUID payment = sold(world.product(creator, 2000, false));
        from(w, "POST", "/v1/refunds", 9);
        var request = new CreateRefund(UUID.randomUUID(), payment, 500L, null);
        var refund = world.app.billing().refunds().refund(creator, request, "test");
        assertThat(refund.status()).as(w.name()).isEqualTo("pending");
        assertThat(refund.failureReason()).isNull();
        assertThat(alarms("POST /v1/refunds").isEmpty() && w.ours()).isFalse();
        world.stripe("/sandbox/api/faults/clear", Map.of());
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofMinutes(3));
        world.app.jobs().runNow("refund-sweeper");
        world.until(
                "the refund",
                () -> world.app.billing().refunds().get(refund.id()).status().equals("succeeded"));
    }

    @Test
    void whatTheBankSaysIsStillToldAsTheBanks() {
        UUID product = world.product(creator, 2000, false);
        from(new Wrong("a decline", 402, "card_declined", false), "POST", "/v1/payment_intents", 9);
        ApiException told = catchThrowableOfType(ApiException.class, () -> buy(product, null));
        assertThat(told.status()).isEqualTo(402);
        assertThat(told.code()).isEqualTo("payment_refused");
    }

    /// An event waits as long as the operator takes; it is not given up like one that cannot be handled.
    @Test
    void eventsAreNotGivenUp() {
        UUID payment = sold(world.product(creator, 2000, false));
        String charge = world.charge(payment);
        from(new Wrong("a key that is not accepted", 401, "", true), "GET", "/v1/disputes", 1000);
        String dispute = world.stripe("/sandbox/api/charges/" + charge + "/dispute", Map.of())
                .path("id")
                .asText();
        for (int i = 0; i < 15; i++) {
            world.until(
                    "a try",
                    () -> world.app
                            .db()
                            .read(tx -> tx.sql(
                                            "SELECT 1 FROM webhook_inbox WHERE object_id = :id AND status = 'failed' AND last_error IS NOT NULL AND next_attempt_at > :now")
                                    .set("id", dispute)
                                    .set("now", world.now())
                                    .exists()));
            Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofMinutes(20));
        }
        world.stripe("/sandbox/api/faults/clear", Map.of());
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofMinutes(20));
        world.until(
                "the dispute",
                () -> world.count("SELECT count(*) AS n FROM disputes WHERE payment_id = :id", payment) == 1);
    }

    @Test
    void aCustomerThatIsGoneIsMadeAnewOnce() {
        UUID first = world.product(creator, 2000, false);
        sold(first);
        String before = customer();
        world.stripeByKey("DELETE", "/v1/customers/" + before, Map.of());
        // The event may be late or lost: nothing depends on it.
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE fans SET stripe_customer_id = :c WHERE id = :id")
                        .set("c", before)
                        .set("id", fan)
                        .update());
        long times = alarms("POST /v1/payment_intents").size();
        sold(world.product(creator, 2100, false));
        assertThat(customer()).isNotEqualTo(before);
        assertThat(alarms("POST /v1/payment_intents")).hasSize((int) times);
        String second = customer();
        assertThat(second).isNotBlank();
        world.stripeByKey("DELETE", "/v1/customers/" + second, Map.of());
        world.until("the event", () -> !second.equals(customer()));
        assertThat(world.app.billing().paymentMethods().startSetup(fan).clientSecret())
                .isNotBlank();
    }

    private String customer() {
        return world.app
                .db()
                .read(tx -> tx.sql("SELECT coalesce(stripe_customer_id, '') AS c FROM fans WHERE id = :id")
                        .set("id", fan)
                        .one(r -> r.text("c")));
    }
}
