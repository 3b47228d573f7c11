package gg.tap2.server.sandbox.stripe;

import static org.assertj.core.api.Assertions.assertThat;

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
}
