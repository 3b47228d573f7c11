package gg.tap2.server.billing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.billing.CreatePurchase;
import gg.tap2.model.billing.CreateRefund;
import gg.tap2.model.billing.CreateSubscription;
import gg.tap2.model.billing.CreateTip;
import gg.tap2.model.billing.PaymentStart;
import gg.tap2.model.billing.SubscriptionStart;
import gg.tap2.model.billing.UpdateSubscription;
import gg.tap2.model.catalog.SaveDiscountCode;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.testing.MoneyWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Two fans, a guest with two browsers, a creator and an admin act in random order, while Stripe's events are lost or
/// doubled and the clock moves. After every few steps everything comes to rest, and what Stripe took is what the ledger
/// holds, what a page says is what is, and nobody has two memberships of one creator. A failure prints the seed that
/// plays it again (`-Dseed=…`), and what was done.
class RandomActorsTest {
    private static final String GOOD = "4242424242424242";
    private static final String DECLINED = "4000000000000002";
    private static final int REST_EVERY = 12;

    private final MoneyWorld world = MoneyWorld.get();
    private final Payments payments = world.app.billing().payments();
    private final Subscriptions subscriptions = world.app.billing().subscriptions();
    private final UUID creator = world.creator();
    private final UUID other = world.creator();
    private final List<UUID> fans = List.of(world.fan(), world.fan());
    private final List<String> browsers = List.of("1".repeat(43), "2".repeat(43));
    private final String guestMail = "guest-" + UUID.randomUUID() + "@x.test";
    private final List<UUID> products = List.of(
            world.product(creator, 1500, false), world.product(creator, 700, true), world.product(other, 900, false));
    private final List<UUID> tiers = new ArrayList<>();
    private final List<PaymentStart> started = new ArrayList<>();
    private final List<SubscriptionStart> checkouts = new ArrayList<>();
    private final List<String> done = new ArrayList<>();

    @AfterEach
    void calm() {
        world.stripe("/sandbox/api/webhooks/modes/clear", Map.of());
        suspended(false);
    }

    @Test
    void anyOrderLeavesTheTruth() {
        play(48);
    }

    @Test
    @Tag("slow")
    void thousandsOfSteps() {
        for (int i = 0; i < 20; i++) {
            new RandomActorsTest().play(200);
        }
    }

    private void play(int steps) {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("RandomActorsTest seed " + seed);
        Random random = new Random(seed);
        for (UUID c : List.of(creator, other)) {
            tiers.add(world.tier(c, 500));
            tiers.add(world.tier(c, 1800));
        }
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE tiers SET trial_days = 14, yearly_price_cents = 5000 WHERE id = :id")
                        .set("id", tiers.getFirst())
                        .update());
        world.app
                .catalog()
                .discountCodes()
                .save(
                        creator,
                        UUID.randomUUID(),
                        new SaveDiscountCode(null, "THREE", 50, null, List.of(), null, null, 3, true));
        try {
            for (int i = 1; i <= steps; i++) {
                step(random);
                if (i % REST_EVERY == 0) {
                    rest();
                }
            }
            rest();
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + seed + " after\n" + String.join("\n", done), e);
        }
    }

    private static <T> T any(Random r, List<T> of) {
        return of.get(r.nextInt(of.size()));
    }

    private void step(Random r) {
        try {
            switch (r.nextInt(16)) {
                case 0, 1 -> buyAsFan(r);
                case 2, 3 -> buyAsGuest(r);
                case 4 -> tip(r);
                case 5, 6, 7 -> pay(r);
                case 8, 9 -> join(r);
                case 10 -> submit(r);
                case 11 -> change(r);
                case 12 -> refund(r);
                case 13 -> troubleAtStripe(r);
                case 14 -> later(r);
                default -> suspended(r.nextInt(3) == 0);
            }
        } catch (ApiException e) {
            done.add("  refused: " + e.code());
        }
    }

    private void buyAsFan(Random r) {
        UUID fan = any(r, fans);
        String code = r.nextInt(3) == 0 ? "THREE" : null;
        UUID product = any(r, products);
        done.add("fan " + fans.indexOf(fan) + " buys " + products.indexOf(product) + " " + code);
        started.add(
                payments.purchase(fan, fan, new CreatePurchase(null, product, null, null, code, null, null, false)));
    }

    private void buyAsGuest(Random r) {
        String browser = any(r, browsers);
        String code = r.nextInt(3) == 0 ? "THREE" : null;
        UUID product = any(r, products);
        done.add("guest in browser " + browsers.indexOf(browser) + " buys " + products.indexOf(product) + " " + code);
        started.add(payments.purchase(
                new Payments.Starter(null, null, browser),
                new CreatePurchase(null, product, null, null, code, guestMail, null, false)));
    }

    private void tip(Random r) {
        UUID fan = any(r, fans);
        done.add("fan " + fans.indexOf(fan) + " tips");
        started.add(payments.tip(
                fan,
                fan,
                new CreateTip(null, 300 + r.nextInt(500), null, null, r.nextBoolean(), "t-" + creator, null, null)));
    }

    private void pay(Random r) {
        var open = started.stream().filter(s -> s.clientSecret() != null).toList();
        if (open.isEmpty()) {
            return;
        }
        String card = r.nextInt(4) == 0 ? DECLINED : GOOD;
        PaymentStart s = any(r, open);
        done.add("pays " + s.paymentId() + (card.equals(GOOD) ? "" : ", declined"));
        world.pay(s, card);
    }

    private void join(Random r) {
        UUID fan = any(r, fans);
        UUID tier = any(r, tiers);
        done.add("fan " + fans.indexOf(fan) + " opens the checkout of tier " + tiers.indexOf(tier));
        checkouts.add(subscriptions.start(fan, new CreateSubscription(null, tier, null)));
        if (r.nextBoolean()) {
            submit(r);
        }
    }

    private void submit(Random r) {
        if (!checkouts.isEmpty()) {
            SubscriptionStart s = any(r, checkouts);
            done.add("submits checkout " + s.subscriptionId());
            world.submitCheckout(s.checkoutUrl(), r.nextInt(5) == 0 ? "4000 0000 0000 0002" : "4242 4242 4242 4242");
        }
    }

    private void change(Random r) {
        UUID fan = any(r, fans);
        var mine = subscriptions.list(fan);
        if (mine.isEmpty()) {
            return;
        }
        var s = any(r, mine);
        var action = any(
                r,
                List.of(
                        UpdateSubscription.Action.CHANGE,
                        UpdateSubscription.Action.CHANGE,
                        UpdateSubscription.Action.CANCEL,
                        UpdateSubscription.Action.RESUME));
        UUID tier = any(r, tiers);
        done.add("fan " + fans.indexOf(fan) + " " + action + " to " + tiers.indexOf(tier));
        subscriptions.update(fan, s.id(), new UpdateSubscription(action, tier, null, null));
    }

    private void refund(Random r) {
        var sold = started.stream()
                .map(s -> payments.find(s.paymentId()).orElseThrow())
                .filter(p -> p.refundable() > 0)
                .toList();
        if (!sold.isEmpty()) {
            PaymentRow p = any(r, sold);
            Long amount = r.nextBoolean() ? null : Long.valueOf(1 + r.nextInt((int) p.refundable()));
            done.add("refunds " + p.id() + " " + amount);
            world.app
                    .billing()
                    .refunds()
                    .refund(p.creatorId(), new CreateRefund(null, p.id(), amount, "asked"), "creator");
        }
    }

    private void troubleAtStripe(Random r) {
        String kind = any(r, List.of("drop", "duplicate", "drop"));
        done.add("Stripe: " + kind + " the next events");
        world.stripe("/sandbox/api/webhooks/modes", Map.of("kind", kind, "count", String.valueOf(1 + r.nextInt(3))));
    }

    private void later(Random r) {
        Duration d = any(
                r,
                List.of(
                        Duration.ofMinutes(7),
                        Duration.ofHours(5),
                        Duration.ofDays(2),
                        Duration.ofDays(16),
                        Duration.ofDays(33)));
        done.add("later: " + d);
        Launcher.sandbox(world.app).orElseThrow().clock().advance(d);
    }

    private void suspended(boolean yes) {
        done.add(yes ? "the admin suspends the creator" : "the creator is active");
        world.app
                .db()
                .transact(tx -> tx.sql(
                                "UPDATE users SET status = :s WHERE id = (SELECT user_id FROM creators WHERE id = :id)")
                        .set("s", yes ? "suspended" : "active")
                        .set("id", creator)
                        .update());
        world.app.jobs().runNow("suspended-creators");
    }

    /// Lets everything lost be found, then holds what there is against the truth.
    private void rest() {
        done.add("rest");
        world.stripe("/sandbox/api/webhooks/modes/clear", Map.of());
        String[] wrong = {""};
        try {
            world.until("the truth", () -> {
                Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofMinutes(11));
                for (String job :
                        List.of("payment-sweeper", "refund-sweeper", "subscription-sweeper", "suspended-creators")) {
                    world.app.jobs().runNow(job);
                }
                wrong[0] = wrong();
                return wrong[0].isEmpty();
            });
        } catch (AssertionError e) {
            throw new AssertionError(wrong[0], e);
        }
        assertThat(world.differences()).isEmpty();
    }

    private String wrong() {
        Map<String, Long> ours = booked();
        Map<String, Long> theirs = taken();
        if (!ours.equals(theirs)) {
            return "booked " + ours + ", Stripe has " + theirs;
        }
        for (UUID fan : buyers()) {
            String problem = memberships(fan);
            if (!problem.isEmpty()) {
                return problem;
            }
        }
        return codes() + pages();
    }

    private List<UUID> buyers() {
        return world.app
                .db()
                .read(tx -> tx.sql("SELECT id FROM fans WHERE id = ANY(CAST(:ids AS uuid[])) OR guest_email = :mail")
                        .set("ids", "{" + fans.get(0) + "," + fans.get(1) + "}")
                        .set("mail", guestMail)
                        .list(r -> r.uuid("id")));
    }

    private String customer(UUID fan) {
        return world.app
                .db()
                .read(tx -> tx.sql("SELECT stripe_customer_id AS c FROM fans WHERE id = :id")
                        .set("id", fan)
                        .one(r -> String.valueOf(r.textOrNull("c"))));
    }

    /// What is booked and not given back, by intent.
    private Map<String, Long> booked() {
        var out = new TreeMap<String, Long>();
        for (UUID fan : buyers()) {
            world.app
                    .db()
                    .read(tx -> tx.sql("""
                            SELECT stripe_payment_intent_id AS i, amount_cents - refunded_cents AS left FROM payments
                            WHERE fan_id = :fan AND status = 'succeeded' AND amount_cents > 0""")
                            .set("fan", fan)
                            .list(r -> out.put(String.valueOf(r.textOrNull("i")), r.number("left"))));
        }
        return out;
    }

    private Map<String, Long> taken() {
        var out = new TreeMap<String, Long>();
        for (UUID fan : buyers()) {
            String customer = customer(fan);
            if (!customer.equals("null")) {
                for (JsonNode c : world.stripeObject("/v1/charges?limit=100&customer=" + customer)
                        .path("data")) {
                    if (c.path("status").asText().equals("succeeded")) {
                        out.merge(
                                c.path("payment_intent").asText(),
                                c.path("amount").asLong()
                                        - c.path("amount_refunded").asLong(),
                                Long::sum);
                    }
                }
            }
        }
        return out;
    }

    private String memberships(UUID fan) {
        String customer = customer(fan);
        if (customer.equals("null")) {
            return "";
        }
        if (world.stripeObject("/v1/customers/" + customer).path("balance").asLong() != 0) {
            return "a credit at Stripe for " + fan;
        }
        var perCreator = new HashMap<String, Integer>();
        for (JsonNode s : world.stripeObject("/v1/subscriptions?limit=100&customer=" + customer)
                .path("data")) {
            String status = s.path("status").asText();
            if (List.of("active", "trialing", "past_due").contains(status)) {
                perCreator.merge(s.path("metadata").path("creatorId").asText(), 1, Integer::sum);
            }
        }
        long shown = subscriptions.list(fan).stream()
                .filter(s -> !s.status().toString().equals("cancelled"))
                .count();
        return perCreator.values().stream().anyMatch(n -> n > 1) || shown != perCreator.size()
                ? "memberships of " + fan + " at Stripe " + perCreator + ", shown " + shown
                : "";
    }

    private String codes() {
        int redeemed =
                world.app.catalog().discountCodes().list(creator).getFirst().redeemed();
        long used = world.count(
                "SELECT count(*) AS n FROM payments p JOIN discount_codes d ON d.id = p.discount_code_id WHERE d.creator_id = :id AND p.status = 'succeeded'",
                creator);
        return redeemed == used ? "" : "the code says " + redeemed + " uses, paid were " + used;
    }

    /// What the thank-you page of each payment says.
    private String pages() {
        for (PaymentStart s : started) {
            if (s.claimToken() == null) {
                continue;
            }
            String text = world.get(world.app.baseUrl() + "/thanks/" + s.paymentId() + "?t=" + s.claimToken())
                    .text();
            PaymentRow p = payments.find(s.paymentId()).orElseThrow();
            String says = switch (p.status()) {
                case SUCCEEDED -> p.amount() > 0 && p.refunded() == p.amount() ? "was returned" : "Thank you";
                case FAILED, CANCELED -> "did not work";
                default -> "being confirmed";
            };
            if (!text.contains(says)) {
                return "the page of " + p.id() + " (" + p.status() + ") does not say \"" + says + "\"";
            }
        }
        return "";
    }
}
