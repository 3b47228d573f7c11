package gg.tap2.server.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.exception.StripeException;
import com.stripe.param.DisputeUpdateParams;
import gg.tap2.model.catalog.BillingInterval;
import gg.tap2.model.common.Currency;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.Secret;
import gg.tap2.server.testing.Checkout;
import gg.tap2.server.testing.MoneyWorld;
import java.net.URI;
import java.nio.file.Files;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The restricted key of the guide at a stand-in that denies: it suffices for every call that the code makes, and each
/// right of it is needed.
final class RestrictedKeyTest {
    private final MoneyWorld world = MoneyWorld.get();
    private final StripeGateway stripe = new StripeGateway(new StripeSettings(
            new Secret(world.app.config().secret(Key.STRIPE_SECRET_KEY).value()),
            "pk",
            List.of(),
            URI.create(world.app.config().text(Key.STRIPE_API_BASE)),
            URI.create("https://js.test")));

    @AfterEach
    void everythingAgain() {
        world.stripe("/sandbox/api/key", Map.of());
    }

    private void key(List<StripeRights.Right> rights) {
        world.stripe(
                "/sandbox/api/key",
                Map.of(
                        "rights",
                        rights.stream().map(r -> r.resource() + "=" + r.level()).collect(Collectors.joining(","))
                                + ",none=none"));
    }

    private static List<StripeRights.Right> without(StripeRights.Right right) {
        return StripeRights.NEEDED.stream().filter(r -> !r.equals(right)).toList();
    }

    @FunctionalInterface
    private interface Ask {
        Object ask() throws StripeException;
    }

    /// Every call that the code makes, by the right that it needs. Ids that are not there are as good: a right is
    /// looked
    /// at before them.
    private Map<String, Ask> calls() {
        var all = new LinkedHashMap<String, Ask>();
        UUID id = UUID.randomUUID();
        all.put("customer 1", () -> stripe.createCustomer(id, "k@fans.test", "K", null));
        all.put("customer 2", () -> stripe.hasCustomer("cus_x"));
        all.put("customer 3", () -> {
            stripe.updateCustomer("cus_x", "k@fans.test", null);
            return "";
        });
        all.put("customer 4", () -> {
            stripe.deleteCustomer("cus_x");
            return "";
        });
        all.put("customer 5", () -> {
            stripe.chargeByDefault("cus_x", "pm_x");
            return "";
        });
        all.put(
                "payment_intent 1",
                () -> stripe.createPaymentIntent(new StripeGateway.IntentRequest(
                        id, 1000, Currency.USD, "cus_x", "product", id, null, "A title", false)));
        all.put("payment_intent 2", () -> stripe.retrievePaymentIntent("pi_x"));
        all.put("payment_intent 3", () -> stripe.confirmWithSaved("pi_x", "pm_x", "https://x.test"));
        all.put("payment_intent 4", () -> stripe.cancelPaymentIntent("pi_x"));
        all.put("setup_intent 1", () -> stripe.createSetupIntent("cus_x", "s-" + id));
        all.put("payment_method 1", () -> stripe.listCards("cus_x"));
        all.put("payment_method 2", () -> {
            stripe.detach("pm_x");
            return "";
        });
        all.put("charge 1", () -> stripe.retrieveCharge("ch_x"));
        all.put("charge 2", () -> {
            stripe.charges(Instant.EPOCH, Instant.EPOCH.plusSeconds(5), p -> {});
            return "";
        });
        all.put("charge 3", () -> stripe.createRefund(id, "pi_x", 100));
        all.put("charge 4", () -> stripe.retrieveRefund("re_x"));
        all.put("product 1", () -> stripe.createProduct(id, "Gold", ""));
        all.put("product 2", () -> stripe.hasProduct("prod_x"));
        all.put("product 3", () -> {
            stripe.renameProduct("prod_x", "Gold");
            return "";
        });
        all.put("plan 1", () -> stripe.createPrice("prod_x", 500, Currency.USD, BillingInterval.MONTH, ""));
        all.put("plan 2", () -> stripe.isSold("price_x"));
        all.put(
                "checkout_session 1",
                () -> stripe.createSubscriptionCheckout(
                        id, id, "cus_x", "price_x", 0, "https://x.test", "https://x.test", Map.of()));
        all.put("checkout_session 2", () -> stripe.retrieveCheckout("cs_x"));
        all.put("checkout_session 3", () -> stripe.expireCheckout("cs_x"));
        all.put("subscription 1", () -> stripe.retrieveSubscription("sub_x"));
        all.put("subscription 2", () -> stripe.cancelAtPeriodEnd("sub_x", true));
        all.put("subscription 3", () -> stripe.cancelNow("sub_x"));
        all.put("subscription 4", () -> stripe.changePrice("sub_x", "si_x", "price_x", null, Map.of(), "c-" + id));
        all.put("subscription 5", () -> stripe.upgrade("sub_x", "si_x", "price_x", Instant.now(), false, "u-" + id));
        all.put("subscription 6", () -> stripe.chargeMembership("sub_x", "pm_x"));
        all.put("subscription 7", () -> stripe.pauseCollection("sub_x"));
        all.put("subscription 8", () -> stripe.resumeCollection("sub_x"));
        all.put("invoice 1", () -> stripe.retrieveInvoice("in_x"));
        all.put("invoice 2", () -> stripe.payInvoice("in_x"));
        all.put("invoice 3", () -> stripe.voidInvoice("in_x"));
        all.put("invoice 4", () -> stripe.previewChange("sub_x", "si_x", "price_x", Instant.now(), false));
        all.put("dispute 1", () -> stripe.disputes().retrieve("du_x"));
        all.put(
                "dispute 2",
                () -> stripe.disputes()
                        .answer(
                                "du_x",
                                DisputeUpdateParams.builder().setSubmit(true).build(),
                                "d-" + id));
        all.put("dispute 3", () -> stripe.disputes().close("du_x"));
        all.put(
                "file 1",
                () -> stripe.disputes()
                        .upload("a.pdf", "%PDF-1.4".getBytes(java.nio.charset.StandardCharsets.US_ASCII), "f-" + id));
        all.put(
                "balance 1",
                () -> stripe.call(() -> stripe.client().v1().balance().retrieve()));
        all.put(
                "webhook 1",
                () -> stripe.call(() -> stripe.client().v1().webhookEndpoints().list()));
        all.put(
                "transfer 1",
                () -> stripe.call(() -> stripe.client().v1().transfers().list()));
        all.put(
                "account 1",
                () -> stripe.call(() -> stripe.client().v1().accounts().list()));
        return all;
    }

    private static String refusal(Ask ask) {
        try {
            ask.ask();
            return "";
        } catch (ProviderSetupException e) {
            return e.code().equals("right_missing") ? String.valueOf(e.getMessage()) : "";
        } catch (ProviderException | StripeException e) {
            return "";
        }
    }

    @Test
    void theListOfTheGuideSuffices() {
        key(StripeRights.NEEDED);
        calls().forEach((name, ask) -> assertThat(refusal(ask)).as(name).isEmpty());
        assertThat(StripeRights.missing(stripe, true)).isEmpty();
    }

    @Test
    void eachRightIsNeededAndNamed() {
        Map<String, Ask> calls = calls();
        for (StripeRights.Right right : StripeRights.NEEDED) {
            key(without(right));
            calls.forEach((name, ask) -> {
                if (name.startsWith(right.resource() + " ")) {
                    assertThat(refusal(ask)).as(name).contains("rak_" + right.resource() + "_");
                }
            });
        }
    }

    @Test
    void theCheckNamesWhatIsMissing() {
        for (StripeRights.Right right : StripeRights.NEEDED) {
            if (List.of("payment_method", "account", "account_link").contains(right.resource())) {
                // Nothing can be read of these without an id.
                continue;
            }
            key(without(right));
            assertThat(StripeRights.missing(stripe, true)).as(right.name()).contains(right);
            assertThat(new StripeSetup(stripe, "https://x.example", true).differences())
                    .as(right.name())
                    .contains("the key lacks the right " + right);
        }
        key(StripeRights.NEEDED.stream().filter(r -> !r.connectOnly()).toList());
        assertThat(StripeRights.missing(stripe, false)).isEmpty();
    }

    @Test
    void aKeyThatIsNotAcceptedIsOneFault() {
        var wrong = new StripeGateway(new StripeSettings(
                new Secret("sk_test_wrong"),
                "pk",
                List.of(),
                URI.create(world.app.config().text(Key.STRIPE_API_BASE)),
                URI.create("https://js.test")));
        assertThatThrownBy(() -> new StripeSetup(wrong, "https://x.example", true).differences())
                .isInstanceOf(ProviderSetupException.class);
    }

    @Test
    void theGuideNamesTheSameRights() throws Exception {
        String guide = Files.readString(Checkout.ROOT.resolve("docs/going-live.md"));
        String section = guide.substring(guide.indexOf("needs these"), guide.indexOf("`tap2 config check` names"));
        for (StripeRights.Right right : StripeRights.NEEDED) {
            assertThat(section.replaceAll("\\s+", " ")).contains(right.name());
        }
    }
}
