package gg.tap2.server.sandbox.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.StripeClient;
import com.stripe.model.Customer;
import com.stripe.model.Invoice;
import com.stripe.model.Price;
import com.stripe.model.Subscription;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.InvoiceCreatePreviewParams;
import com.stripe.param.InvoiceListParams;
import com.stripe.param.InvoiceRetrieveParams;
import com.stripe.param.PaymentIntentConfirmParams;
import com.stripe.param.PriceCreateParams;
import com.stripe.param.SubscriptionCreateParams;
import com.stripe.param.SubscriptionUpdateParams;
import com.stripe.param.testhelpers.TestClockAdvanceParams;
import com.stripe.param.testhelpers.TestClockCreateParams;
import gg.tap2.server.sandbox.SandboxSettings;
import gg.tap2.server.sandbox.SandboxSettings.WebhookTarget;
import gg.tap2.server.sandbox.WebhookCatcher;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Subscriptions on test clocks: renewals, proration, trials, dunning, ends.
class StripeBillingTest {
    private static final long START = Instant.parse("2026-01-31T12:00:00Z").getEpochSecond();
    private static final long DAY = 86_400;

    @TempDir
    Path folder;

    private final WebhookCatcher catcher = new WebhookCatcher();
    private StripeSandbox sandbox;
    private StripeClient stripe;
    private String clock;
    private Customer customer;

    @BeforeEach
    void start() throws Exception {
        sandbox = StripeSandbox.start(SandboxSettings.forTests(folder, InstantSource.system())
                .withStripeWebhooks(new WebhookTarget(catcher.url())));
        stripe = StripePaymentsTest.client(sandbox);
        clock = stripe.v1()
                .testHelpers()
                .testClocks()
                .create(TestClockCreateParams.builder().setFrozenTime(START).build())
                .getId();
        customer = customer("pm_card_visa");
    }

    private Customer customer(String card) throws Exception {
        Customer made = stripe.v1()
                .customers()
                .create(CustomerCreateParams.builder()
                        .setTestClock(clock)
                        .setPaymentMethod(card)
                        .setEmail("fan@example.com")
                        .build());
        String pm = stripe.v1()
                .customers()
                .paymentMethods()
                .list(made.getId())
                .getData()
                .get(0)
                .getId();
        return stripe.v1()
                .customers()
                .update(
                        made.getId(),
                        com.stripe.param.CustomerUpdateParams.builder()
                                .setInvoiceSettings(com.stripe.param.CustomerUpdateParams.InvoiceSettings.builder()
                                        .setDefaultPaymentMethod(pm)
                                        .build())
                                .build());
    }

    @AfterEach
    void stop() {
        sandbox.close();
        catcher.close();
    }

    private Price price(long amount, PriceCreateParams.Recurring.Interval interval) throws Exception {
        return stripe.v1()
                .prices()
                .create(PriceCreateParams.builder()
                        .setCurrency("usd")
                        .setUnitAmount(amount)
                        .setRecurring(PriceCreateParams.Recurring.builder()
                                .setInterval(interval)
                                .build())
                        .setProductData(PriceCreateParams.ProductData.builder()
                                .setName("Tier " + amount)
                                .build())
                        .build());
    }

    private Subscription subscribe(Customer who, Price price) throws Exception {
        return stripe.v1()
                .subscriptions()
                .create(SubscriptionCreateParams.builder()
                        .setCustomer(who.getId())
                        .addItem(SubscriptionCreateParams.Item.builder()
                                .setPrice(price.getId())
                                .build())
                        .putMetadata("tier", "gold")
                        .build());
    }

    private void advance(long to) throws Exception {
        stripe.v1()
                .testHelpers()
                .testClocks()
                .advance(
                        clock,
                        TestClockAdvanceParams.builder().setFrozenTime(to).build());
    }

    @Test
    void renewalsKeepTheAnchorDay() throws Exception {
        Subscription sub = subscribe(customer, price(1000, PriceCreateParams.Recurring.Interval.MONTH));
        assertThat(sub.getStatus()).isEqualTo("active");
        assertThat(sub.getItems().getData().get(0).getCurrentPeriodEnd())
                .isEqualTo(Instant.parse("2026-02-28T12:00:00Z").getEpochSecond());
        advance(Instant.parse("2026-04-01T00:00:00Z").getEpochSecond());
        sub = stripe.v1().subscriptions().retrieve(sub.getId());
        assertThat(sub.getItems().getData().get(0).getCurrentPeriodEnd())
                .isEqualTo(Instant.parse("2026-04-30T12:00:00Z").getEpochSecond());
        var invoices = stripe.v1()
                .invoices()
                .list(InvoiceListParams.builder().setSubscription(sub.getId()).build())
                .getData();
        assertThat(invoices).hasSize(3).allMatch(i -> i.getStatus().equals("paid"));
        assertThat(invoices.get(0).getParent().getSubscriptionDetails().getMetadata())
                .containsEntry("tier", "gold");
        assertThat(sandbox.webhooks().awaitIdle(Duration.ofSeconds(5))).isTrue();
        assertThat(catcher.types())
                .contains(
                        "customer.subscription.created",
                        "invoice.created",
                        "invoice.finalized",
                        "invoice.paid",
                        "invoice.payment_succeeded",
                        "invoice.upcoming",
                        "customer.subscription.updated");
    }

    @Test
    void anUpgradeCostsWhatThePreviewSaid() throws Exception {
        Price small = price(1000, PriceCreateParams.Recurring.Interval.MONTH);
        Price big = price(3000, PriceCreateParams.Recurring.Interval.MONTH);
        Subscription sub = subscribe(customer, small);
        long at = START + 14 * DAY;
        advance(at);
        String item = sub.getItems().getData().get(0).getId();
        Invoice preview = stripe.v1()
                .invoices()
                .createPreview(InvoiceCreatePreviewParams.builder()
                        .setSubscription(sub.getId())
                        .setSubscriptionDetails(InvoiceCreatePreviewParams.SubscriptionDetails.builder()
                                .setProrationDate(at)
                                .setProrationBehavior(
                                        InvoiceCreatePreviewParams.SubscriptionDetails.ProrationBehavior.ALWAYS_INVOICE)
                                .addItem(InvoiceCreatePreviewParams.SubscriptionDetails.Item.builder()
                                        .setId(item)
                                        .setPrice(big.getId())
                                        .build())
                                .build())
                        .build());
        assertThat(preview.getAmountDue()).isEqualTo(1000);
        Subscription after = stripe.v1()
                .subscriptions()
                .update(
                        sub.getId(),
                        SubscriptionUpdateParams.builder()
                                .setProrationDate(at)
                                .setProrationBehavior(SubscriptionUpdateParams.ProrationBehavior.ALWAYS_INVOICE)
                                .addItem(SubscriptionUpdateParams.Item.builder()
                                        .setId(item)
                                        .setPrice(big.getId())
                                        .build())
                                .build());
        Invoice charged = stripe.v1()
                .invoices()
                .retrieve(
                        after.getLatestInvoice(),
                        InvoiceRetrieveParams.builder().addExpand("payments").build());
        assertThat(charged.getAmountPaid()).isEqualTo(preview.getAmountDue());
        assertThat(charged.getLines().getData()).extracting("amount").containsExactly(-500L, 1500L);
        assertThat(charged.getPayments().getData().get(0).getPayment().getPaymentIntent())
                .startsWith("pi_");
    }

    @Test
    void aPendingUpdateWaitsForItsPaymentAndLapses() throws Exception {
        Price small = price(1000, PriceCreateParams.Recurring.Interval.MONTH);
        Price big = price(3000, PriceCreateParams.Recurring.Interval.MONTH);
        Subscription sub = subscribe(customer("pm_card_visa"), small);
        var declining = stripe.v1()
                .paymentMethods()
                .attach(
                        "pm_card_chargeCustomerFail",
                        com.stripe.param.PaymentMethodAttachParams.builder()
                                .setCustomer(sub.getCustomer())
                                .build());
        stripe.v1()
                .subscriptions()
                .update(
                        sub.getId(),
                        SubscriptionUpdateParams.builder()
                                .setDefaultPaymentMethod(declining.getId())
                                .build());
        var change = SubscriptionUpdateParams.builder()
                .addItem(SubscriptionUpdateParams.Item.builder()
                        .setId(sub.getItems().getData().get(0).getId())
                        .setPrice(big.getId())
                        .build())
                .setProrationBehavior(SubscriptionUpdateParams.ProrationBehavior.ALWAYS_INVOICE)
                .setPaymentBehavior(SubscriptionUpdateParams.PaymentBehavior.PENDING_IF_INCOMPLETE);
        Subscription held = stripe.v1().subscriptions().update(sub.getId(), change.build());
        assertThat(held.getStatus()).isEqualTo("active");
        assertThat(held.getItems().getData().get(0).getPrice().getId()).isEqualTo(small.getId());
        assertThat(held.getPendingUpdate()
                        .getSubscriptionItems()
                        .get(0)
                        .getPrice()
                        .getId())
                .isEqualTo(big.getId());
        assertThatThrownBy(() -> stripe.v1()
                        .subscriptions()
                        .update(sub.getId(), change.putMetadata("a", "b").build()))
                .isInstanceOf(com.stripe.exception.InvalidRequestException.class);

        String invoice = held.getLatestInvoice();
        advance(START + DAY);
        Subscription lapsed = stripe.v1().subscriptions().retrieve(sub.getId());
        assertThat(lapsed.getPendingUpdate()).isNull();
        assertThat(lapsed.getStatus()).isEqualTo("active");
        assertThat(lapsed.getItems().getData().get(0).getPrice().getId()).isEqualTo(small.getId());
        assertThat(stripe.v1().invoices().retrieve(invoice).getStatus()).isEqualTo("void");
        assertThat(sandbox.webhooks().awaitIdle(Duration.ofSeconds(5))).isTrue();
        assertThat(catcher.types()).contains("customer.subscription.pending_update_expired", "invoice.voided");
    }

    @Test
    void aTrialWarnsThenCharges() throws Exception {
        Subscription sub = stripe.v1()
                .subscriptions()
                .create(SubscriptionCreateParams.builder()
                        .setCustomer(customer.getId())
                        .setTrialPeriodDays(7L)
                        .addItem(SubscriptionCreateParams.Item.builder()
                                .setPrice(price(900, PriceCreateParams.Recurring.Interval.MONTH)
                                        .getId())
                                .build())
                        .build());
        assertThat(sub.getStatus()).isEqualTo("trialing");
        advance(START + 5 * DAY);
        WebhookCatcher.await(() -> catcher.types().contains("customer.subscription.trial_will_end"));
        advance(START + 8 * DAY);
        sub = stripe.v1().subscriptions().retrieve(sub.getId());
        assertThat(sub.getStatus()).isEqualTo("active");
        assertThat(stripe.v1().invoices().retrieve(sub.getLatestInvoice()).getAmountPaid())
                .isEqualTo(900);
    }

    @Test
    void aFailingCardIsRetriedThenTheSubscriptionEnds() throws Exception {
        Customer failing = customer("pm_card_chargeCustomerFail");
        Subscription sub = stripe.v1()
                .subscriptions()
                .create(SubscriptionCreateParams.builder()
                        .setCustomer(failing.getId())
                        .setTrialPeriodDays(1L)
                        .addItem(SubscriptionCreateParams.Item.builder()
                                .setPrice(price(900, PriceCreateParams.Recurring.Interval.MONTH)
                                        .getId())
                                .build())
                        .build());
        advance(START + 2 * DAY);
        assertThat(stripe.v1().subscriptions().retrieve(sub.getId()).getStatus())
                .isEqualTo("past_due");
        advance(START + 20 * DAY);
        assertThat(stripe.v1().subscriptions().retrieve(sub.getId()).getStatus())
                .isEqualTo("canceled");
        assertThat(sandbox.webhooks().awaitIdle(Duration.ofSeconds(5))).isTrue();
        assertThat(catcher.types().stream().filter("invoice.payment_failed"::equals))
                .hasSize(4);
        assertThat(catcher.types()).contains("customer.subscription.deleted");
    }

    @Test
    void defaultIncompleteIsCompletedByItsIntent() throws Exception {
        Customer bare =
                stripe.v1().customers().create(CustomerCreateParams.builder().build());
        Subscription sub = stripe.v1()
                .subscriptions()
                .create(SubscriptionCreateParams.builder()
                        .setCustomer(bare.getId())
                        .setPaymentBehavior(SubscriptionCreateParams.PaymentBehavior.DEFAULT_INCOMPLETE)
                        .addItem(SubscriptionCreateParams.Item.builder()
                                .setPrice(price(500, PriceCreateParams.Recurring.Interval.YEAR)
                                        .getId())
                                .build())
                        .addExpand("latest_invoice.confirmation_secret")
                        .build());
        assertThat(sub.getStatus()).isEqualTo("incomplete");
        String secret = sub.getLatestInvoiceObject().getConfirmationSecret().getClientSecret();
        stripe.v1()
                .paymentIntents()
                .confirm(
                        secret.split("_secret_")[0],
                        PaymentIntentConfirmParams.builder()
                                .setPaymentMethod("pm_card_visa")
                                .setReturnUrl("https://shop.example/x")
                                .build());
        assertThat(stripe.v1().subscriptions().retrieve(sub.getId()).getStatus())
                .isEqualTo("active");
    }

    @Test
    void cancelAtPeriodEndCanBeTakenBackAndThenHappens() throws Exception {
        Subscription sub = subscribe(customer, price(1000, PriceCreateParams.Recurring.Interval.MONTH));
        stripe.v1()
                .subscriptions()
                .update(
                        sub.getId(),
                        SubscriptionUpdateParams.builder()
                                .setCancelAtPeriodEnd(true)
                                .build());
        Subscription back = stripe.v1()
                .subscriptions()
                .update(
                        sub.getId(),
                        SubscriptionUpdateParams.builder()
                                .setCancelAtPeriodEnd(false)
                                .build());
        assertThat(back.getCancelAt()).isNull();
        stripe.v1()
                .subscriptions()
                .update(
                        sub.getId(),
                        SubscriptionUpdateParams.builder()
                                .setCancelAtPeriodEnd(true)
                                .build());
        advance(START + 40 * DAY);
        assertThat(stripe.v1().subscriptions().retrieve(sub.getId()).getStatus())
                .isEqualTo("canceled");
        assertThat(stripe.v1()
                        .invoices()
                        .list(InvoiceListParams.builder()
                                .setSubscription(sub.getId())
                                .build())
                        .getData())
                .hasSize(1);
    }

    @Test
    void checkoutSellsASubscription() throws Exception {
        Price price = price(800, PriceCreateParams.Recurring.Interval.MONTH);
        var session = stripe.v1()
                .checkout()
                .sessions()
                .create(com.stripe.param.checkout.SessionCreateParams.builder()
                        .setMode(com.stripe.param.checkout.SessionCreateParams.Mode.SUBSCRIPTION)
                        .setSuccessUrl("http://127.0.0.1:9/ok?s={CHECKOUT_SESSION_ID}")
                        .setSubscriptionData(com.stripe.param.checkout.SessionCreateParams.SubscriptionData.builder()
                                .putMetadata("tier", "silver")
                                .build())
                        .addLineItem(com.stripe.param.checkout.SessionCreateParams.LineItem.builder()
                                .setPrice(price.getId())
                                .setQuantity(1L)
                                .build())
                        .build());
        assertThat(pay(session.getUrl(), "4000000000000341").statusCode()).isEqualTo(402);
        var paid = pay(session.getUrl(), "4242424242424242");
        assertThat(paid.headers().firstValue("Location")).contains("http://127.0.0.1:9/ok?s=" + session.getId());
        var done = stripe.v1().checkout().sessions().retrieve(session.getId());
        assertThat(done.getStatus()).isEqualTo("complete");
        assertThat(done.getPaymentStatus()).isEqualTo("paid");
        Subscription sub = stripe.v1().subscriptions().retrieve(done.getSubscription());
        assertThat(sub.getStatus()).isEqualTo("active");
        assertThat(sub.getMetadata()).containsEntry("tier", "silver");
        assertThat(sandbox.webhooks().awaitIdle(Duration.ofSeconds(5))).isTrue();
        assertThat(catcher.types()).contains("checkout.session.completed", "customer.subscription.created");
    }

    private static java.net.http.HttpResponse<String> pay(String url, String card) throws Exception {
        return java.net.http.HttpClient.newBuilder()
                .version(java.net.http.HttpClient.Version.HTTP_1_1)
                .build()
                .send(
                        java.net.http.HttpRequest.newBuilder(java.net.URI.create(url))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                                        "email=f%40x.example&number=" + card + "&expiry=12%2F34&cvc=123"))
                                .build(),
                        java.net.http.HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void webhooksCanBeReorderedDroppedAndReplayed() throws Exception {
        assertThat(sandbox.webhooks().awaitIdle(Duration.ofSeconds(5))).isTrue();
        int before = catcher.caught.size();
        sandbox.webhooks().modes().add(gg.tap2.server.sandbox.WebhookModes.Kind.REORDER, "customer.created", 0, 3);
        for (String name : new String[] {"a", "b", "c"}) {
            stripe.v1()
                    .customers()
                    .create(CustomerCreateParams.builder().setName(name).build());
        }
        WebhookCatcher.await(() -> catcher.caught.size() == before + 3);
        assertThat(catcher.caught.subList(before, before + 3))
                .extracting(c -> com.google.gson.JsonParser.parseString(c.body())
                        .getAsJsonObject()
                        .getAsJsonObject("data")
                        .getAsJsonObject("object")
                        .get("name")
                        .getAsString())
                .containsExactly("c", "b", "a");
        sandbox.webhooks().modes().add(gg.tap2.server.sandbox.WebhookModes.Kind.DROP, "", 0, 1);
        stripe.v1()
                .customers()
                .create(CustomerCreateParams.builder().setName("dropped").build());
        assertThat(sandbox.webhooks().awaitIdle(Duration.ofSeconds(5))).isTrue();
        assertThat(catcher.caught).hasSize(before + 3);
        String event = stripe.v1().events().list().getData().get(0).getId();
        pay(sandbox.baseUri() + "/sandbox/api/events/" + event + "/replay", "");
        WebhookCatcher.await(() -> catcher.caught.size() == before + 4);
        assertThat(catcher.caught.get(before + 3).body()).contains("dropped");
    }
}
