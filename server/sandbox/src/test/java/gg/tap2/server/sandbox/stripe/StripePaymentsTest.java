package gg.tap2.server.sandbox.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.StripeClient;
import com.stripe.exception.AuthenticationException;
import com.stripe.exception.CardException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.Charge;
import com.stripe.model.Customer;
import com.stripe.model.Event;
import com.stripe.model.PaymentIntent;
import com.stripe.net.RequestOptions;
import com.stripe.net.Webhook;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.CustomerListParams;
import com.stripe.param.DisputeUpdateParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentListParams;
import com.stripe.param.PaymentIntentRetrieveParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.SetupIntentCreateParams;
import gg.tap2.server.sandbox.SandboxSettings;
import gg.tap2.server.sandbox.SandboxSettings.WebhookTarget;
import gg.tap2.server.sandbox.WebhookCatcher;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// stripe-java against the stand-in: payments, refunds, disputes, idempotency, lists, webhooks.
class StripePaymentsTest {
    @TempDir
    Path folder;

    private final WebhookCatcher catcher = new WebhookCatcher();
    private StripeSandbox sandbox;
    private StripeClient stripe;

    @BeforeEach
    void start() {
        sandbox = StripeSandbox.start(SandboxSettings.forTests(folder, InstantSource.system())
                .withStripeWebhooks(new WebhookTarget(catcher.url())));
        stripe = client(sandbox);
    }

    static StripeClient client(StripeSandbox sandbox) {
        return StripeClient.builder()
                .setApiKey(sandbox.keys().stripeSecretKey())
                .setApiBase(sandbox.baseUri().toString())
                .setMaxNetworkRetries(0)
                .build();
    }

    @AfterEach
    void stop() {
        sandbox.close();
        catcher.close();
    }

    private PaymentIntentCreateParams.Builder pay(long amount, String method) {
        return PaymentIntentCreateParams.builder()
                .setAmount(amount)
                .setCurrency("usd")
                .setPaymentMethod(method)
                .setConfirm(true)
                .setAutomaticPaymentMethods(PaymentIntentCreateParams.AutomaticPaymentMethods.builder()
                        .setEnabled(true)
                        .setAllowRedirects(PaymentIntentCreateParams.AutomaticPaymentMethods.AllowRedirects.NEVER)
                        .build());
    }

    @Test
    void aPaymentCarriesChargeFeeAndSignedEvents() throws Exception {
        Customer customer = stripe.v1()
                .customers()
                .create(CustomerCreateParams.builder()
                        .setEmail("fan@example.com")
                        .build());
        PaymentIntent intent = stripe.v1()
                .paymentIntents()
                .create(pay(2000, "pm_card_visa")
                        .setCustomer(customer.getId())
                        .putMetadata("payment_id", "p1")
                        .addExpand("latest_charge.balance_transaction")
                        .build());
        assertThat(intent.getStatus()).isEqualTo("succeeded");
        Charge charge = intent.getLatestChargeObject();
        assertThat(charge.getPaid()).isTrue();
        assertThat(charge.getMetadata()).containsEntry("payment_id", "p1");
        assertThat(charge.getBalanceTransactionObject().getFee()).isEqualTo(88);
        assertThat(charge.getBalanceTransactionObject().getNet()).isEqualTo(1912);

        assertThat(sandbox.webhooks().awaitIdle(Duration.ofSeconds(5))).isTrue();
        assertThat(catcher.types())
                .contains(
                        "customer.created",
                        "payment_intent.created",
                        "charge.succeeded",
                        "payment_intent.succeeded",
                        "charge.updated");
        for (WebhookCatcher.Caught caught : catcher.caught) {
            Event event = Webhook.constructEvent(
                    caught.body(),
                    caught.headers().get("stripe-signature"),
                    sandbox.keys().stripeWebhookSecret());
            assertThat(event.getApiVersion()).isEqualTo("2026-07-29.dahlia");
            assertThat(event.getDataObjectDeserializer().getObject())
                    .as(event.getType())
                    .isPresent();
        }
    }

    @Test
    void declinesNameTheirReason() {
        assertThatThrownBy(() -> stripe.v1()
                        .paymentIntents()
                        .create(pay(500, "pm_card_chargeDeclinedInsufficientFunds")
                                .build()))
                .isInstanceOfSatisfying(CardException.class, e -> {
                    assertThat(e.getStatusCode()).isEqualTo(402);
                    assertThat(e.getCode()).isEqualTo("card_declined");
                    assertThat(e.getDeclineCode()).isEqualTo("insufficient_funds");
                    assertThat(e.getStripeError().getPaymentIntent().getStatus())
                            .isEqualTo("requires_payment_method");
                });
        assertThat(sandbox.webhooks().awaitIdle(Duration.ofSeconds(5))).isTrue();
        assertThat(catcher.types()).contains("charge.failed", "payment_intent.payment_failed");
    }

    @Test
    void wrongInputGetsStripesCodes() {
        assertThatThrownBy(() -> stripe.v1().paymentIntents().retrieve("pi_nope"))
                .isInstanceOfSatisfying(InvalidRequestException.class, e -> {
                    assertThat(e.getStatusCode()).isEqualTo(404);
                    assertThat(e.getCode()).isEqualTo("resource_missing");
                });
        assertThatThrownBy(() -> stripe.v1()
                        .paymentIntents()
                        .create(pay(10, "pm_card_visa").build()))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.getCode()).isEqualTo("amount_too_small"));
        assertThatThrownBy(() -> stripe.v1()
                        .paymentIntents()
                        .create(PaymentIntentCreateParams.builder()
                                .setAmount(500L)
                                .setCurrency("usd")
                                .putExtraParam("colour", "red")
                                .build()))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.getCode()).isEqualTo("parameter_unknown"));
        StripeClient stranger = StripeClient.builder()
                .setApiKey("sk_test_wrong_key_000")
                .setApiBase(sandbox.baseUri().toString())
                .build();
        assertThatThrownBy(() -> stranger.v1().customers().list()).isInstanceOf(AuthenticationException.class);
    }

    @Test
    void aFormThatIsNoneIsTheCallersMistake() throws Exception {
        var request = HttpRequest.newBuilder(URI.create(sandbox.baseUri() + "/v1/files"))
                .header("Authorization", "Bearer " + sandbox.keys().stripeSecretKey())
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(HttpRequest.BodyPublishers.ofString("--x\r\nContent-Type: text/plain\r\n\r\nnameless\r\n--x--"))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            var reply = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(reply.statusCode()).isEqualTo(400);
            assertThat(reply.body()).contains("invalid_request_error");
        }
    }

    @Test
    void idempotencyKeysReplayAndRefuseOtherParameters() throws Exception {
        RequestOptions key = RequestOptions.builder().setIdempotencyKey("key-1").build();
        PaymentIntent first =
                stripe.v1().paymentIntents().create(pay(900, "pm_card_visa").build(), key);
        PaymentIntent again =
                stripe.v1().paymentIntents().create(pay(900, "pm_card_visa").build(), key);
        assertThat(again.getId()).isEqualTo(first.getId());
        assertThat(again.getLastResponse().headers().firstValue("Idempotent-Replayed"))
                .contains("true");
        assertThat(stripe.v1().charges().list().getData()).hasSize(1);
        assertThatThrownBy(() -> stripe.v1()
                        .paymentIntents()
                        .create(pay(901, "pm_card_visa").build(), key))
                .isInstanceOfSatisfying(
                        IdempotencyException.class,
                        e -> assertThat(e.getStatusCode()).isEqualTo(400));
    }

    @Test
    void listsHavePages() throws Exception {
        for (int i = 0; i < 7; i++) {
            stripe.v1()
                    .customers()
                    .create(CustomerCreateParams.builder().setName("c" + i).build());
        }
        var page = stripe.v1()
                .customers()
                .list(CustomerListParams.builder().setLimit(3L).build());
        assertThat(page.getHasMore()).isTrue();
        assertThat(page.getData()).extracting(Customer::getName).containsExactly("c6", "c5", "c4");
        var next = stripe.v1()
                .customers()
                .list(CustomerListParams.builder()
                        .setLimit(10L)
                        .setStartingAfter(page.getData().get(2).getId())
                        .build());
        assertThat(next.getHasMore()).isFalse();
        assertThat(next.getData()).hasSize(4);
        var back = stripe.v1()
                .customers()
                .list(CustomerListParams.builder()
                        .setLimit(2L)
                        .setEndingBefore(next.getData().get(0).getId())
                        .build());
        assertThat(back.getData()).extracting(Customer::getName).containsExactly("c5", "c4");
        int all = 0;
        for (Customer ignored : page.autoPagingIterable()) {
            all++;
        }
        assertThat(all).isEqualTo(7);
    }

    @Test
    void refundsArePartialThenWholeThenRefused() throws Exception {
        PaymentIntent intent =
                stripe.v1().paymentIntents().create(pay(1000, "pm_card_visa").build());
        var part = stripe.v1()
                .refunds()
                .create(RefundCreateParams.builder()
                        .setPaymentIntent(intent.getId())
                        .setAmount(300L)
                        .build());
        assertThat(part.getStatus()).isEqualTo("succeeded");
        var rest = stripe.v1()
                .refunds()
                .create(RefundCreateParams.builder()
                        .setPaymentIntent(intent.getId())
                        .build());
        assertThat(rest.getAmount()).isEqualTo(700);
        Charge charge = stripe.v1().charges().retrieve(intent.getLatestCharge());
        assertThat(charge.getRefunded()).isTrue();
        assertThatThrownBy(() -> stripe.v1()
                        .refunds()
                        .create(RefundCreateParams.builder()
                                .setPaymentIntent(intent.getId())
                                .build()))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.getCode()).isEqualTo("charge_already_refunded"));
    }

    @Test
    void aRefundMayFailLater() throws Exception {
        PaymentIntent intent = stripe.v1()
                .paymentIntents()
                .create(pay(1000, "pm_card_refundFail").build());
        var refund = stripe.v1()
                .refunds()
                .create(RefundCreateParams.builder()
                        .setPaymentIntent(intent.getId())
                        .build());
        WebhookCatcher.await(() -> catcher.types().contains("refund.failed"));
        assertThat(stripe.v1().refunds().retrieve(refund.getId()).getStatus()).isEqualTo("failed");
        assertThat(stripe.v1().charges().retrieve(intent.getLatestCharge()).getAmountRefunded())
                .isZero();
    }

    @Test
    void disputesAreWonByEvidence() throws Exception {
        PaymentIntent intent = stripe.v1()
                .paymentIntents()
                .create(pay(4000, "pm_card_createDispute").build());
        var dispute = stripe.v1().disputes().list().getData().get(0);
        assertThat(dispute.getPaymentIntent()).isEqualTo(intent.getId());
        assertThat(dispute.getStatus()).isEqualTo("needs_response");
        assertThat(dispute.getBalanceTransactions().get(0).getNet()).isEqualTo(-5500);
        var closed = stripe.v1()
                .disputes()
                .update(
                        dispute.getId(),
                        DisputeUpdateParams.builder()
                                .setEvidence(DisputeUpdateParams.Evidence.builder()
                                        .setUncategorizedText("winning_evidence")
                                        .build())
                                .setSubmit(true)
                                .build());
        assertThat(closed.getStatus()).isEqualTo("won");
        assertThat(sandbox.webhooks().awaitIdle(Duration.ofSeconds(5))).isTrue();
        assertThat(catcher.types())
                .contains(
                        "charge.dispute.created",
                        "charge.dispute.funds_withdrawn",
                        "charge.dispute.funds_reinstated",
                        "charge.dispute.closed");
    }

    @Test
    void setupKeepsACardForLater() throws Exception {
        Customer customer =
                stripe.v1().customers().create(CustomerCreateParams.builder().build());
        var setup = stripe.v1()
                .setupIntents()
                .create(SetupIntentCreateParams.builder()
                        .setCustomer(customer.getId())
                        .setPaymentMethod("pm_card_visa")
                        .setConfirm(true)
                        .setReturnUrl("https://shop.example/done")
                        .build());
        assertThat(setup.getStatus()).isEqualTo("succeeded");
        assertThat(stripe.v1()
                        .customers()
                        .paymentMethods()
                        .list(customer.getId())
                        .getData())
                .hasSize(1);
        var later = stripe.v1()
                .paymentIntents()
                .create(PaymentIntentCreateParams.builder()
                        .setAmount(700L)
                        .setCurrency("usd")
                        .setCustomer(customer.getId())
                        .setPaymentMethod(setup.getPaymentMethod())
                        .setConfirm(true)
                        .setOffSession(true)
                        .build());
        assertThat(later.getStatus()).isEqualTo("succeeded");
    }

    @Test
    void webhooksAreRetriedUntilAccepted() throws Exception {
        catcher.answerNext(500, 503);
        stripe.v1().customers().create(CustomerCreateParams.builder().build());
        WebhookCatcher.await(() -> catcher.caught.size() == 3);
        assertThat(catcher.types()).containsOnly("customer.created");
    }

    @Test
    void stateSurvivesAKillAndATornLine() throws Exception {
        PaymentIntent intent =
                stripe.v1().paymentIntents().create(pay(1500, "pm_card_visa").build());
        sandbox.close();
        java.nio.file.Files.writeString(
                folder.resolve("sandbox/stripe.ndjson"),
                "[{\"t\":\"charge\",\"id",
                java.nio.file.StandardOpenOption.APPEND);
        sandbox = StripeSandbox.start(SandboxSettings.forTests(folder, InstantSource.system()));
        stripe = client(sandbox);
        PaymentIntent again = stripe.v1()
                .paymentIntents()
                .retrieve(
                        intent.getId(),
                        PaymentIntentRetrieveParams.builder()
                                .addExpand("latest_charge")
                                .build());
        assertThat(again.getLatestChargeObject().getAmountCaptured()).isEqualTo(1500);
        assertThat(stripe.v1()
                        .paymentIntents()
                        .list(PaymentIntentListParams.builder().build())
                        .getData())
                .hasSize(1);
    }

    @Test
    void threeDSecureAsksForAnAction() throws StripeException {
        PaymentIntent intent = stripe.v1()
                .paymentIntents()
                .create(PaymentIntentCreateParams.builder()
                        .setAmount(2500L)
                        .setCurrency("eur")
                        .setPaymentMethod("pm_card_authenticationRequired")
                        .setConfirm(true)
                        .setReturnUrl("https://shop.example/back")
                        .build());
        assertThat(intent.getStatus()).isEqualTo("requires_action");
        assertThat(intent.getNextAction().getRedirectToUrl().getUrl()).contains("/3ds/pi/" + intent.getId());
        assertThatThrownBy(() -> stripe.v1()
                        .paymentIntents()
                        .create(PaymentIntentCreateParams.builder()
                                .setAmount(2500L)
                                .setCurrency("eur")
                                .setPaymentMethod("pm_card_authenticationRequired")
                                .setConfirm(true)
                                .setOffSession(true)
                                .build()))
                .isInstanceOfSatisfying(
                        CardException.class, e -> assertThat(e.getCode()).isEqualTo("authentication_required"));
    }
}
