package gg.tap2.server.billing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.billing.CreatePurchase;
import gg.tap2.model.billing.CreateRefund;
import gg.tap2.model.billing.CreateSubscription;
import gg.tap2.model.billing.CreateTip;
import gg.tap2.model.billing.PaymentStart;
import gg.tap2.model.billing.UpdateSubscription;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.testing.MoneyWorld;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Whole lifecycles of money in, on the running platform with Stripe's stand-in. After each story the ledger is
/// whole.
class BillingStoryTest {
    private static final String VISA = "4242424242424242";
    private final MoneyWorld world = MoneyWorld.get();
    private final UUID creator = world.creator();
    private final UUID fan = world.fan();

    @AfterEach
    void theLedgerIsWhole() {
        world.stripe("/sandbox/api/faults/clear", Map.of());
        assertEquals(List.of(), world.differences());
    }

    private PaymentStart start(UUID buyer, UUID product, Long amount, String code) {
        return world.app
                .billing()
                .payments()
                .purchase(buyer, buyer, new CreatePurchase(null, product, amount, null, code, null, null, false));
    }

    private UUID buy(UUID buyer, UUID product, String card) {
        PaymentStart s = start(buyer, product, null, null);
        world.pay(s, card);
        world.until("the sale", () -> world.status(s.paymentId()).equals("succeeded"));
        return s.paymentId();
    }

    private long grants(UUID product) {
        return world.count("SELECT count(*) AS n FROM grants WHERE product_id = :id AND revoked_at IS NULL", product);
    }

    private long owed() {
        var b = world.balance(creator);
        return b.available() + b.pending();
    }

    private void feesAreFinal() {
        world.app.jobs().runNow("fee-true-up");
    }

    @Test
    void aDeclinedCardBooksNothingAndTheSameIntentTakesAnother() {
        UUID product = world.product(creator, 2000, false);
        PaymentStart s = start(fan, product, null, null);
        assertTrue(world.pay(s, "4000000000000002").has("error"));
        world.until("the decline", () -> world.status(s.paymentId()).equals("failed"));
        assertEquals(0, owed());
        PaymentStart again = start(fan, product, null, null);
        assertEquals(s.paymentId(), again.paymentId(), "one open intent per buyer and product");
        world.pay(again, VISA);
        world.until("the sale", () -> world.status(s.paymentId()).equals("succeeded"));
        assertEquals(2000 - 88, owed());
        assertEquals(1, grants(product));
        assertEquals(
                "already_owned",
                assertThrows(ApiException.class, () -> start(fan, product, null, null))
                        .code());
    }

    @Test
    void aSaleAfterADeclineWhoseWebhookIsLostIsFound() {
        UUID product = world.product(creator, 1500, false);
        PaymentStart s = start(fan, product, null, null);
        world.pay(s, "4000000000000002");
        world.until("the decline", () -> world.status(s.paymentId()).equals("failed"));
        world.stripe(
                "/sandbox/api/webhooks/modes",
                Map.of("kind", "drop", "type", "payment_intent.succeeded", "count", "1"));
        world.pay(s, VISA);
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofMinutes(6));
        world.app.jobs().runNow("payment-sweeper");
        assertEquals("succeeded", world.status(s.paymentId()));
    }

    @Test
    void threeDSecureWaitsForTheBuyer() {
        PaymentStart s = start(fan, world.product(creator, 3000, false), null, null);
        JsonNode intent = world.pay(s, "4000002760003184");
        assertEquals("requires_action", intent.path("status").asText());
        world.until("the wait", () -> world.status(s.paymentId()).equals("requires_action"));
        assertEquals(0, owed());
    }

    @Test
    void tipsAndPricesKeepTheirRules() {
        String slug = "t-" + creator;
        var payments = world.app.billing().payments();
        PaymentStart tip = payments.tip(fan, fan, new CreateTip(null, 1000, null, "Thanks", false, slug, null, null));
        world.pay(tip, VISA);
        world.until("the tip", () -> world.status(tip.paymentId()).equals("succeeded"));
        assertEquals(941, owed());
        assertEquals(
                "own_page",
                assertThrows(
                                ApiException.class,
                                () -> payments.tip(
                                        fan, creator, new CreateTip(null, 1000, null, null, false, slug, null, null)))
                        .code());
        assertEquals(
                422,
                assertThrows(
                                ApiException.class,
                                () -> payments.tip(
                                        fan, fan, new CreateTip(null, 1000, "EUR", null, false, slug, null, null)))
                        .status());
        UUID open = world.product(creator, 500, true);
        assertEquals(
                422,
                assertThrows(ApiException.class, () -> start(fan, open, 499L, null))
                        .status());
        assertEquals(900, start(fan, open, 900L, null).amount());
        UUID free = world.product(creator, 0, false);
        assertEquals("succeeded", start(fan, free, null, null).status().toString());
        assertEquals(1, grants(free));
        UUID product = world.product(creator, 1000, false);
        world.app
                .db()
                .transact(tx -> tx.sql(
                                "INSERT INTO discount_codes (id, creator_id, code, percent_off, max_redemptions, created_at) VALUES (:id, :creator, 'HALF', 50, 1, :now)")
                        .set("id", UUID.randomUUID())
                        .set("creator", creator)
                        .set("now", world.now())
                        .update());
        assertEquals(500, start(fan, product, null, "HALF").amount());
        assertEquals(
                422,
                assertThrows(ApiException.class, () -> start(world.fan(), product, null, "HALF"))
                        .status(),
                "used up");
    }

    @Test
    void anotherAmountReplacesTheIntentAndTheOldOneCannotBePaid() {
        UUID product = world.product(creator, 500, true);
        PaymentStart first = start(fan, product, 700L, null);
        PaymentStart second = start(fan, product, 900L, null);
        assertNotEquals(first.paymentId(), second.paymentId());
        assertTrue(world.pay(first, VISA).has("error"), "closed at Stripe");
        world.pay(second, VISA);
        world.until("the sale", () -> world.status(second.paymentId()).equals("succeeded"));
        assertEquals("canceled", world.status(first.paymentId()));
    }

    @Test
    void manyRequestsOfOneBuyerOpenOneIntent() throws Exception {
        UUID product = world.product(creator, 800, false);
        try (var pool = Executors.newFixedThreadPool(6)) {
            List<Callable<UUID>> calls = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                calls.add(() -> start(fan, product, null, null).paymentId());
            }
            var ids = new java.util.HashSet<UUID>();
            for (var f : pool.invokeAll(calls)) {
                ids.add(f.get());
            }
            assertEquals(1, ids.size());
        }
    }

    @Test
    void refundsReturnFeesProRataAndAFailedOneComesBack() {
        UUID product = world.product(creator, 2001, false);
        UUID payment = buy(fan, product, VISA);
        feesAreFinal();
        long net = owed();
        var refunds = world.app.billing().refunds();
        UUID id = UUID.randomUUID();
        refunds.refund(creator, new CreateRefund(id, payment, 667L, "part"), "test");
        refunds.refund(creator, new CreateRefund(id, payment, 667L, "part"), "test");
        assertEquals(net - 667, owed());
        assertEquals(1, grants(product));
        assertEquals(
                404,
                assertThrows(
                                ApiException.class,
                                () -> refunds.refund(
                                        world.creator(), new CreateRefund(null, payment, 1L, null), "test"))
                        .status());
        var rest = refunds.refund(creator, new CreateRefund(null, payment, null, null), "test");
        assertEquals(net - 2001, owed());
        assertEquals(0, grants(product));
        assertEquals(
                "refunded_already",
                assertThrows(
                                ApiException.class,
                                () -> refunds.refund(creator, new CreateRefund(null, payment, 1L, null), "test"))
                        .code());
        String stripeId = world.app
                .db()
                .read(tx -> tx.sql("SELECT stripe_refund_id AS s FROM refunds WHERE id = :id")
                        .set("id", rest.id())
                        .one(r -> r.text("s")));
        world.stripe("/sandbox/api/refunds/" + stripeId + "/fail", Map.of());
        world.until("the failure", () -> refunds.get(rest.id()).status().equals("failed"));
        assertEquals(net - 667, owed());
        assertEquals(1, grants(product));
    }

    @Test
    void aDisputeSetsMoneyAsideAndItsEndDecides() {
        for (String end : List.of("won", "lost")) {
            UUID product = world.product(creator, 1000, false);
            UUID payment = buy(world.fan(), product, VISA);
            feesAreFinal();
            long before = owed();
            String dispute = world.stripe("/sandbox/api/charges/" + world.charge(payment) + "/dispute", Map.of())
                    .path("id")
                    .asText();
            world.until("the dispute", () -> world.balance(creator).reserved() > 0);
            assertEquals(before - world.balance(creator).reserved(), owed());
            assertEquals(0, grants(product));
            world.stripe("/sandbox/api/disputes/" + dispute + "/" + end, Map.of());
            world.until(end, () -> world.balance(creator).reserved() == 0);
            // The fee for receiving a dispute is kept by Stripe, whoever wins.
            assertEquals((end.equals("won") ? before : before - 1000) - 1500, owed(), end);
            assertEquals(end.equals("won") ? 1 : 0, grants(product));
        }
        UUID warned = buy(world.fan(), world.product(creator, 1000, false), VISA);
        world.stripe("/sandbox/api/charges/" + world.charge(warned) + "/early_fraud_warning", Map.of());
        world.until(
                "the warning",
                () -> world.count("SELECT count(*) AS n FROM risk_events WHERE payment_id = :id", warned) == 1);
    }

    @Test
    void aRefundSaysWhatStandsInItsWay() {
        UUID payment = buy(fan, world.product(creator, 2000, false), VISA);
        refuses(payment, 2001L, "not_refundable");
        world.app.billing().refunds().refund(creator, new CreateRefund(null, payment, null, null), "test");
        refuses(payment, 1L, "refunded_already");
        UUID disputed = buy(world.fan(), world.product(creator, 1000, false), VISA);
        world.stripe("/sandbox/api/charges/" + world.charge(disputed) + "/dispute", Map.of());
        world.until("the dispute", () -> world.balance(creator).reserved() > 0);
        refuses(disputed, null, "refund_disputed");
        refuses(disputed, 1L, "refund_disputed");
    }

    private void refuses(UUID payment, Long amount, String code) {
        var request = new CreateRefund(null, payment, amount, null);
        assertEquals(
                code,
                assertThrows(
                                ApiException.class,
                                () -> world.app.billing().refunds().refund(creator, request, "test"))
                        .code());
    }

    @Test
    void paidTwiceGoesBackOnce() throws Exception {
        UUID product = world.product(creator, 1200, true);
        String mail = fan + "@fans.test";
        var guest = world.app
                .billing()
                .payments()
                .purchase(null, null, new CreatePurchase(null, product, 1200L, null, null, mail, null, false));
        PaymentStart own = start(fan, product, 1200L, null);
        world.pay(guest, VISA);
        world.until("the guest's sale", () -> world.status(guest.paymentId()).equals("succeeded"));
        world.app.db().transact(tx -> world.app.billing().fans().claimGuest(tx, fan, mail));
        world.pay(own, VISA);
        world.until(
                "the later one to go back",
                () -> world.app
                                .billing()
                                .payments()
                                .find(own.paymentId())
                                .orElseThrow()
                                .refunded()
                        == 1200);
        world.app.jobs().runNow("payment-sweeper");
        assertEquals(
                0,
                world.app
                        .billing()
                        .payments()
                        .find(guest.paymentId())
                        .orElseThrow()
                        .refunded(),
                "the first one stays");
        assertEquals(1, grants(product));
    }

    @Test
    void duplicatedAndReorderedWebhooksChangeNothing() {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("BillingStoryTest seed " + seed);
        var random = new Random(seed);
        world.stripe("/sandbox/api/webhooks/modes", Map.of("kind", "duplicate", "amount", "3", "count", "30"));
        long net = 0;
        for (int i = 0; i < 6; i++) {
            UUID payment = buy(world.fan(), world.product(creator, 1000, false), VISA);
            net += 941;
            if (random.nextBoolean()) {
                world.app.billing().refunds().refund(creator, new CreateRefund(null, payment, null, null), "test");
                net -= 1000;
            }
        }
        List<String> events = new ArrayList<>();
        world.get(Launcher.sandbox(world.app).orElseThrow().stripe().baseUri() + "/sandbox/api/events?limit=40")
                .body()
                .path("data")
                .forEach(e -> events.add(e.path("id").asText()));
        java.util.Collections.shuffle(events, random);
        events.forEach(e -> world.stripe("/sandbox/api/events/" + e + "/replay", Map.of()));
        world.until(
                "quiet about these",
                () -> world.app
                                .db()
                                .read(tx -> tx.sql("""
                                SELECT count(*) AS n FROM webhook_inbox
                                WHERE status IN ('pending', 'failed') AND event_id = ANY(CAST(:ids AS text[]))""")
                                        .set("ids", "{" + String.join(",", events) + "}")
                                        .one(r -> r.number("n")))
                        == 0);
        feesAreFinal();
        assertEquals(net, owed(), "seed " + seed);
    }

    @Test
    void forgedStaleAndFutureWebhooksStoreNothingAndOthersAreParked() throws Exception {
        UUID product = world.product(creator, 1000, false);
        PaymentStart s = start(fan, product, null, null);
        String event = "{\"id\":\"evt_" + s.paymentId() + "\",\"type\":\"payment_intent.succeeded\",\"created\":"
                + world.now().getEpochSecond()
                + ",\"data\":{\"object\":{\"id\":\"pi_x\",\"object\":\"payment_intent\",\"amount_received\":1,\"currency\":\"usd\",\"metadata\":{\"paymentId\":\""
                + s.paymentId() + "\"}}}}";
        long t = world.now().getEpochSecond();
        String good = Launcher.sandbox(world.app).orElseThrow().keys().stripeWebhookSecret();
        assertEquals(400, hook(event, "t=" + t + ",v1=" + sign("whsec_wrong", t, event)));
        assertEquals(400, hook(event, "t=" + (t - 400) + ",v1=" + sign(good, t - 400, event)));
        assertEquals(400, hook(event, "t=" + (t + 400) + ",v1=" + sign(good, t + 400, event)));
        assertEquals(400, hook(event + " ", "t=" + t + ",v1=" + sign(good, t, event)));
        assertEquals(400, hook(event, "t=" + t + ",v0=" + sign(good, t, event)));
        assertEquals(0, inbox("evt_" + s.paymentId()).size());
        assertEquals(200, hook(event, "t=" + t + ",v1=" + sign("whsec_old", t, event) + ",v1=" + sign(good, t, event)));
        assertEquals(200, hook(event, "t=" + t + ",v1=" + sign(good, t, event)), "a replay in time");
        assertEquals(List.of("parked"), inbox("evt_" + s.paymentId()), "another amount than the payment's");
        assertEquals(0, owed());
        String unknown = event.replace("payment_intent.succeeded", "gold.delivered")
                .replace("evt_", "evt_u")
                .replace("\"amount_received\"", "\"amount\"");
        assertEquals(200, hook(unknown, "t=" + t + ",v1=" + sign(good, t, unknown)));
        world.until("parked", () -> inbox("evt_u" + s.paymentId()).equals(List.of("parked")));
    }

    /// Signed by a secret of ours, told by our own metadata, and yet of a creator's account, or of the other mode.
    @Test
    void whatHappensAtCreatorsAccountsPaysNothingHere() throws Exception {
        String good = Launcher.sandbox(world.app).orElseThrow().keys().stripeWebhookSecret();
        long t = world.now().getEpochSecond();
        String event =
                "{\"id\":\"evt_other" + t + "\",\"object\":\"event\",\"account\":\"acct_creator\",\"livemode\":false,"
                        + "\"type\":\"payment_intent.succeeded\",\"created\":" + t
                        + ",\"data\":{\"object\":{\"id\":\"pi_theirs\",\"object\":\"payment_intent\",\"amount_received\":500,"
                        + "\"currency\":\"usd\",\"metadata\":{\"paymentId\":\"" + UUID.randomUUID() + "\"}}}}";
        assertEquals(200, hook(event, "t=" + t + ",v1=" + sign(good, t, event)));
        assertEquals(List.of(), inbox("evt_other" + t));
        String account =
                event.replace("payment_intent.succeeded", "account.updated").replace("evt_other", "evt_account");
        assertEquals(200, hook(account, "t=" + t + ",v1=" + sign(good, t, account)));
        assertEquals(1, inbox("evt_account" + t).size());
        var own = Json.tree(event.replace("\"account\":\"acct_creator\",", ""));
        assertFalse(StripeWebhooks.isOthers(own, false));
        assertTrue(StripeWebhooks.isOthers(own, true), "a test event at a live platform");
        assertTrue(StripeWebhooks.isOthers(Json.tree(account), true));
        assertFalse(StripeWebhooks.isOthers(Json.tree(account.replace("false", "true")), true));
    }

    private List<String> inbox(String event) {
        return world.app
                .db()
                .read(tx -> tx.sql("SELECT status FROM webhook_inbox WHERE event_id = :id")
                        .set("id", event)
                        .list(r -> r.text("status")));
    }

    private int hook(String body, String signature) {
        return world.post(
                        world.app.localUrl() + "/api/v1/webhooks/stripe",
                        "application/json",
                        body,
                        Map.of("Stripe-Signature", signature))
                .status();
    }

    private static String sign(String secret, long t, String body) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal((t + "." + body).getBytes(StandardCharsets.UTF_8)));
    }

    private String membership(UUID id) {
        return world.app
                .db()
                .read(tx -> tx.sql("SELECT status || ' ' || price_cents AS s FROM subscriptions WHERE id = :id")
                        .set("id", id)
                        .one(r -> r.text("s")));
    }

    private long periods(UUID subscription) {
        return world.count(
                "SELECT count(*) AS n FROM payments WHERE subscription_id = :id AND status = 'succeeded'",
                subscription);
    }

    @Test
    void aMembershipRenewsUpgradesDowngradesAndEnds() {
        UUID small = world.tier(creator, 500);
        UUID big = world.tier(creator, 2000);
        var subs = world.app.billing().subscriptions();
        var s = subs.start(fan, new CreateSubscription(null, small, null));
        UUID id = s.subscriptionId();
        world.submitCheckout(s.checkoutUrl(), VISA);
        world.until("active", () -> membership(id).equals("active 500") && periods(id) == 1);
        long due = subs.preview(fan, id, big, null).dueNow();
        assertTrue(due > 1400 && due <= 1500, "the difference of a whole period: " + due);
        assertEquals(
                "amount_changed",
                assertThrows(
                                ApiException.class,
                                () -> subs.update(
                                        fan,
                                        id,
                                        new UpdateSubscription(UpdateSubscription.Action.CHANGE, big, null, due + 1)))
                        .code());
        subs.update(fan, id, new UpdateSubscription(UpdateSubscription.Action.CHANGE, big, null, null));
        world.until("upgraded", () -> membership(id).equals("active 2000") && periods(id) == 2);
        subs.update(fan, id, new UpdateSubscription(UpdateSubscription.Action.CHANGE, small, null, null));
        assertEquals("active 2000", membership(id), "what is paid for stays");
        month();
        world.until("the renewal at the lower price", () -> membership(id).equals("active 500") && periods(id) == 3);
        long last = world.app
                .db()
                .read(tx -> tx.sql(
                                "SELECT amount_cents AS n FROM payments WHERE subscription_id = :id ORDER BY paid_at DESC LIMIT 1")
                        .set("id", id)
                        .one(r -> r.number("n")));
        assertEquals(500, last);
        subs.update(fan, id, new UpdateSubscription(UpdateSubscription.Action.CANCEL, null, null, null));
        subs.update(fan, id, new UpdateSubscription(UpdateSubscription.Action.RESUME, null, null, null));
        subs.update(fan, id, new UpdateSubscription(UpdateSubscription.Action.CANCEL, null, null, null));
        assertEquals("active 500", membership(id));
        month();
        world.until("the end", () -> membership(id).startsWith("cancelled"));
        assertEquals(3, periods(id));
    }

    private void month() {
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofDays(32));
    }

    private void useCard(UUID subscription, String card) {
        String customer = world.app
                .db()
                .read(tx -> tx.sql("SELECT stripe_customer_id AS c FROM fans WHERE id = :id")
                        .set("id", fan)
                        .one(r -> r.text("c")));
        var stripe = Launcher.sandbox(world.app).orElseThrow();
        var key = Map.of("Authorization", "Bearer " + stripe.keys().stripeSecretKey());
        JsonNode method = world.post(
                        stripe.stripe().baseUri() + "/v1/payment_methods/" + card + "/attach",
                        "application/x-www-form-urlencoded",
                        "customer=" + customer,
                        key)
                .body();
        String stripeId = world.app
                .db()
                .read(tx -> tx.sql("SELECT stripe_subscription_id AS c FROM subscriptions WHERE id = :id")
                        .set("id", subscription)
                        .one(r -> r.text("c")));
        world.post(
                stripe.stripe().baseUri() + "/v1/subscriptions/" + stripeId,
                "application/x-www-form-urlencoded",
                "default_payment_method=" + method.path("id").asText(),
                key);
    }

    @Test
    void anUpgradeThatTheBankDeclinesLeavesTheMembershipAsItIs() {
        var subs = world.app.billing().subscriptions();
        var s = subs.start(fan, new CreateSubscription(null, world.tier(creator, 600), null));
        world.submitCheckout(s.checkoutUrl(), VISA);
        UUID id = s.subscriptionId();
        world.until("active", () -> membership(id).equals("active 600") && periods(id) == 1);
        useCard(id, "pm_card_chargeCustomerFail");
        UUID big = world.tier(creator, 1600);
        var wanted = new UpdateSubscription(UpdateSubscription.Action.CHANGE, big, null, null);
        for (int i = 0; i < 2; i++) {
            var refused = assertThrows(ApiException.class, () -> subs.update(fan, id, wanted));
            assertEquals(402, refused.status());
        }
        assertEquals("active 600", membership(id));
        useCard(id, "pm_card_visa");
        assertEquals(null, subs.update(fan, id, wanted).clientSecret());
        world.until("upgraded", () -> membership(id).equals("active 1600") && periods(id) == 2);
    }

    /// How often Stripe has tried to charge the membership's invoices.
    private long tries(UUID subscription) {
        String at = world.app
                .db()
                .read(tx -> tx.sql("SELECT stripe_subscription_id AS c FROM subscriptions WHERE id = :id")
                        .set("id", subscription)
                        .one(r -> r.text("c")));
        long sum = 0;
        for (var invoice : world.stripeObject("/v1/invoices?subscription=" + at).path("data")) {
            sum += invoice.path("attempt_count").asLong();
        }
        return sum;
    }

    @Test
    void aFailingCardEndsInCancellation() {
        var subs = world.app.billing().subscriptions();
        var s = subs.start(fan, new CreateSubscription(null, world.tier(creator, 700), null));
        world.submitCheckout(s.checkoutUrl(), VISA);
        world.until("active", () -> membership(s.subscriptionId()).equals("active 700"));
        useCard(s.subscriptionId(), "pm_card_chargeCustomerFail");
        month();
        world.until(
                "dunning",
                () -> membership(s.subscriptionId()).startsWith("past_due")
                        || membership(s.subscriptionId()).startsWith("cancelled"));
        for (int i = 0; i < 6 && !membership(s.subscriptionId()).startsWith("cancelled"); i++) {
            long tried = tries(s.subscriptionId());
            Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofDays(8));
            world.until(
                    "the next try",
                    () -> tries(s.subscriptionId()) > tried
                            || membership(s.subscriptionId()).startsWith("cancelled"));
        }
        world.until("the end", () -> membership(s.subscriptionId()).startsWith("cancelled"));
        assertEquals(1, periods(s.subscriptionId()));
    }
}
