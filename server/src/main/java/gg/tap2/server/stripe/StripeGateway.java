package gg.tap2.server.stripe;

import com.stripe.Stripe;
import com.stripe.StripeClient;
import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.ApiException;
import com.stripe.exception.CardException;
import com.stripe.exception.RateLimitException;
import com.stripe.exception.StripeException;
import com.stripe.model.Charge;
import com.stripe.model.Invoice;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.model.Subscription;
import com.stripe.model.checkout.Session;
import com.stripe.net.RequestOptions;
import com.stripe.param.ChargeListParams;
import com.stripe.param.ChargeRetrieveParams;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.CustomerUpdateParams;
import com.stripe.param.InvoiceCreatePreviewParams;
import com.stripe.param.InvoiceRetrieveParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentRetrieveParams;
import com.stripe.param.PriceCreateParams;
import com.stripe.param.ProductCreateParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.SubscriptionUpdateParams;
import com.stripe.param.checkout.SessionCreateParams;
import gg.tap2.model.catalog.BillingInterval;
import gg.tap2.model.common.Currency;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What the platform asks of Stripe. Every creating call carries our id as its idempotency key.
public final class StripeGateway {
    private static final String LIVE_HOST = URI.create(Stripe.LIVE_API_BASE).getHost();

    private final StripeClient client;
    private final StripeSettings settings;

    public StripeGateway(StripeSettings settings) {
        this.settings = settings;
        this.client = StripeClient.builder()
                .setApiKey(settings.secretKey().value())
                .setApiBase(settings.apiBase().toString().replaceAll("/$", ""))
                .setFilesBase(filesBase(settings.apiBase()))
                .setConnectTimeout(3_000)
                .setReadTimeout(12_000)
                .setMaxNetworkRetries(1)
                .setHttpClient(new TracedStripe())
                .build();
    }

    /// Stripe takes files at a host of its own, a stand-in at the one it has.
    private static String filesBase(URI apiBase) {
        return LIVE_HOST.equals(apiBase.getHost())
                ? Stripe.UPLOAD_API_BASE
                : apiBase.toString().replaceAll("/$", "");
    }

    public String publishableKey() {
        return settings.publishableKey();
    }

    public StripeClient client() {
        return client;
    }

    public StripeDisputes disputes() {
        return new StripeDisputes(client);
    }

    @FunctionalInterface
    public interface Work<T> {
        T run() throws StripeException;
    }

    /// Sorts Stripe's exceptions into refused and unknown.
    public static <T> T call(Work<T> work) {
        try {
            return work.run();
        } catch (ApiConnectionException | ApiException | RateLimitException e) {
            throw new ProviderUnknownException(e);
        } catch (CardException e) {
            throw new ProviderRefusedException(
                    e.getDeclineCode() != null ? e.getDeclineCode() : String.valueOf(e.getCode()),
                    String.valueOf(e.getMessage()));
        } catch (StripeException e) {
            Integer status = e.getStatusCode();
            if (status != null && (status >= 500 || status == 409)) {
                throw new ProviderUnknownException(e);
            }
            throw new ProviderRefusedException(String.valueOf(e.getCode()), String.valueOf(e.getMessage()));
        }
    }

    static RequestOptions key(String idempotencyKey) {
        return RequestOptions.builder().setIdempotencyKey(idempotencyKey).build();
    }

    public String createCustomer(UUID fanId, String email, @Nullable String name) {
        return call(() -> client.v1()
                        .customers()
                        .create(
                                CustomerCreateParams.builder()
                                        .setEmail(email)
                                        .setName(name)
                                        .putMetadata("fanId", fanId.toString())
                                        .build(),
                                key("customer-" + fanId)))
                .getId();
    }

    /// Removes a customer with their saved cards; one that is gone already is fine.
    public void deleteCustomer(String id) {
        try {
            call(() -> client.v1().customers().delete(id));
        } catch (ProviderRefusedException e) {
            if (!e.code().equals("resource_missing")) {
                throw e;
            }
        }
    }

    /// What a payment intent is for; travels as metadata and comes back with every event.
    public record IntentRequest(
            UUID paymentId,
            long amountMinor,
            Currency currency,
            String customerId,
            String kind,
            UUID creatorId,
            @Nullable UUID resourceId,
            String description,
            boolean savePaymentMethod) {}

    public PaymentIntent createPaymentIntent(IntentRequest r) {
        var params = PaymentIntentCreateParams.builder()
                .setAmount(r.amountMinor())
                .setCurrency(r.currency().stripeCode())
                .setCustomer(r.customerId())
                .setDescription(r.description())
                .setAutomaticPaymentMethods(PaymentIntentCreateParams.AutomaticPaymentMethods.builder()
                        .setEnabled(true)
                        .build())
                .putMetadata("paymentId", r.paymentId().toString())
                .putMetadata("type", r.kind())
                .putMetadata("creatorId", r.creatorId().toString());
        if (r.resourceId() != null) {
            params.putMetadata("resourceId", r.resourceId().toString());
        }
        if (r.savePaymentMethod()) {
            params.setSetupFutureUsage(PaymentIntentCreateParams.SetupFutureUsage.OFF_SESSION);
        }
        return call(() -> client.v1().paymentIntents().create(params.build(), key("payment-" + r.paymentId())));
    }

    /// Pays with a test card and returns the money, for a rehearsal; only where the keys are a sandbox's.
    /// Without the metadata of a payment, so that nothing is booked by its events.
    public PaymentIntent rehearse(
            UUID rehearsalId, UUID productId, long amountMinor, Currency currency, String description) {
        PaymentIntent intent = call(() -> client.v1()
                .paymentIntents()
                .create(
                        PaymentIntentCreateParams.builder()
                                .setAmount(amountMinor)
                                .setCurrency(currency.stripeCode())
                                .setDescription("Rehearsal: " + description)
                                .setPaymentMethod("pm_card_visa")
                                .setConfirm(true)
                                .setAutomaticPaymentMethods(PaymentIntentCreateParams.AutomaticPaymentMethods.builder()
                                        .setEnabled(true)
                                        .setAllowRedirects(
                                                PaymentIntentCreateParams.AutomaticPaymentMethods.AllowRedirects.NEVER)
                                        .build())
                                .putMetadata("rehearsalOf", productId.toString())
                                .build(),
                        key("rehearsal-" + rehearsalId)));
        if ("succeeded".equals(intent.getStatus())) {
            call(() -> client.v1()
                    .refunds()
                    .create(
                            RefundCreateParams.builder()
                                    .setPaymentIntent(intent.getId())
                                    .build(),
                            key("rehearsal-refund-" + rehearsalId)));
        }
        return intent;
    }

    public PaymentIntent confirmWithSaved(String intentId, String paymentMethodId, String returnUrl) {
        return call(() -> client.v1()
                .paymentIntents()
                .confirm(
                        intentId,
                        com.stripe.param.PaymentIntentConfirmParams.builder()
                                .setPaymentMethod(paymentMethodId)
                                .setReturnUrl(returnUrl)
                                .build()));
    }

    public PaymentIntent retrievePaymentIntent(String id) {
        return call(() -> client.v1()
                .paymentIntents()
                .retrieve(
                        id,
                        PaymentIntentRetrieveParams.builder()
                                .addExpand("latest_charge.balance_transaction")
                                .build()));
    }

    public PaymentIntent cancelPaymentIntent(String id) {
        return call(() -> client.v1().paymentIntents().cancel(id));
    }

    public Charge retrieveCharge(String id) {
        return call(() -> client.v1()
                .charges()
                .retrieve(
                        id,
                        ChargeRetrieveParams.builder()
                                .addExpand("balance_transaction")
                                .build()));
    }

    /// All charges made from `from` to before `to`, page by page.
    public void charges(Instant from, Instant to, Consumer<List<Charge>> page) {
        String after = null;
        while (true) {
            var params = ChargeListParams.builder()
                    .setLimit(100L)
                    .setCreated(ChargeListParams.Created.builder()
                            .setGte(from.getEpochSecond())
                            .setLt(to.getEpochSecond())
                            .build());
            if (after != null) {
                params.setStartingAfter(after);
            }
            var list = call(() -> client.v1().charges().list(params.build()));
            if (!list.getData().isEmpty()) {
                page.accept(list.getData());
                after = list.getData().getLast().getId();
            }
            if (!Boolean.TRUE.equals(list.getHasMore()) || list.getData().isEmpty()) {
                return;
            }
        }
    }

    public Refund createRefund(UUID refundId, String paymentIntentId, long amountMinor) {
        return call(() -> client.v1()
                .refunds()
                .create(
                        RefundCreateParams.builder()
                                .setPaymentIntent(paymentIntentId)
                                .setAmount(amountMinor)
                                .putMetadata("refundId", refundId.toString())
                                .build(),
                        key("refund-" + refundId)));
    }

    public Refund retrieveRefund(String id) {
        return call(() -> client.v1().refunds().retrieve(id));
    }

    public String createProduct(UUID tierId, String name) {
        return call(() -> client.v1()
                        .products()
                        .create(
                                ProductCreateParams.builder()
                                        .setName(name)
                                        .putMetadata("tierId", tierId.toString())
                                        .build(),
                                key("tier-" + tierId)))
                .getId();
    }

    public String createPrice(String productId, long amountMinor, Currency currency, BillingInterval interval) {
        return call(() -> client.v1()
                        .prices()
                        .create(
                                PriceCreateParams.builder()
                                        .setProduct(productId)
                                        .setUnitAmount(amountMinor)
                                        .setCurrency(currency.stripeCode())
                                        .setRecurring(PriceCreateParams.Recurring.builder()
                                                .setInterval(
                                                        interval == BillingInterval.MONTH
                                                                ? PriceCreateParams.Recurring.Interval.MONTH
                                                                : PriceCreateParams.Recurring.Interval.YEAR)
                                                .build())
                                        .build(),
                                key("price-" + productId + "-" + interval + "-" + amountMinor + "-" + currency)))
                .getId();
    }

    public Session createSubscriptionCheckout(
            UUID subscriptionId,
            UUID attempt,
            String customerId,
            String priceId,
            int trialDays,
            String successUrl,
            String cancelUrl,
            Map<String, String> metadata) {
        var data = SessionCreateParams.SubscriptionData.builder().putAllMetadata(metadata);
        if (trialDays > 0) {
            data.setTrialPeriodDays((long) trialDays);
        }
        return call(() -> client.v1()
                .checkout()
                .sessions()
                .create(
                        SessionCreateParams.builder()
                                .setMode(SessionCreateParams.Mode.SUBSCRIPTION)
                                .setCustomer(customerId)
                                .setClientReferenceId(subscriptionId.toString())
                                .addLineItem(SessionCreateParams.LineItem.builder()
                                        .setPrice(priceId)
                                        .setQuantity(1L)
                                        .build())
                                .setSubscriptionData(data.build())
                                .putAllMetadata(metadata)
                                .setSuccessUrl(successUrl)
                                .setCancelUrl(cancelUrl)
                                .build(),
                        key("checkout-" + attempt)));
    }

    /// Closes a checkout that nobody may pay any more.
    public Session expireCheckout(String id) {
        return call(() -> client.v1().checkout().sessions().expire(id));
    }

    public Session retrieveCheckout(String id) {
        return call(() -> client.v1().checkout().sessions().retrieve(id));
    }

    public Subscription retrieveSubscription(String id) {
        return call(() -> client.v1().subscriptions().retrieve(id));
    }

    public Subscription cancelAtPeriodEnd(String id, boolean cancel) {
        return call(() -> client.v1()
                .subscriptions()
                .update(
                        id,
                        SubscriptionUpdateParams.builder()
                                .setCancelAtPeriodEnd(cancel)
                                .build()));
    }

    public Subscription cancelNow(String id) {
        return call(() -> client.v1().subscriptions().cancel(id));
    }

    /// Moves the membership to another price without an invoice, for use at its next renewal.
    ///
    /// @param paidUntil for another interval, which Stripe would begin and charge at once: the time until which
    ///   nothing is charged, since it is paid for
    public Subscription changePrice(
            String id,
            String itemId,
            String priceId,
            @Nullable Instant paidUntil,
            Map<String, String> metadata,
            String idempotencyKey) {
        var params = toPrice(itemId, priceId)
                .setProrationBehavior(SubscriptionUpdateParams.ProrationBehavior.NONE)
                .putAllMetadata(metadata);
        if (paidUntil != null) {
            params.setTrialEnd(paidUntil.getEpochSecond());
        }
        return call(() -> client.v1().subscriptions().update(id, params.build(), key(idempotencyKey)));
    }

    /// Moves the membership to another price as soon as the invoice for the difference is paid. When the bank wants its
    /// customer's consent, or declines, the membership stays as it is and has a pending update.
    /// A trial ends with it, so that the whole price of the new one is due.
    public Subscription upgrade(String id, String itemId, String priceId, boolean endTrial, String idempotencyKey) {
        var params = toPrice(itemId, priceId)
                .setProrationBehavior(SubscriptionUpdateParams.ProrationBehavior.ALWAYS_INVOICE)
                .setPaymentBehavior(SubscriptionUpdateParams.PaymentBehavior.PENDING_IF_INCOMPLETE);
        if (endTrial) {
            params.setTrialEnd(SubscriptionUpdateParams.TrialEnd.NOW);
        }
        return call(() -> client.v1().subscriptions().update(id, params.build(), key(idempotencyKey)));
    }

    /// The card of everything that a customer pays without naming one.
    public void chargeByDefault(String customerId, String paymentMethodId) {
        call(() -> client.v1()
                .customers()
                .update(
                        customerId,
                        CustomerUpdateParams.builder()
                                .setInvoiceSettings(CustomerUpdateParams.InvoiceSettings.builder()
                                        .setDefaultPaymentMethod(paymentMethodId)
                                        .build())
                                .build()));
    }

    /// The card that a membership's next invoices are charged to.
    public Subscription chargeMembership(String id, String paymentMethodId) {
        return call(() -> client.v1()
                .subscriptions()
                .update(
                        id,
                        SubscriptionUpdateParams.builder()
                                .setDefaultPaymentMethod(paymentMethodId)
                                .build()));
    }

    public Invoice payInvoice(String id) {
        return call(() -> client.v1().invoices().pay(id));
    }

    /// The intent by which an invoice is paid, if it has one yet.
    public java.util.Optional<PaymentIntent> intentOf(String invoiceId) {
        var payments = retrieveInvoice(invoiceId).getPayments();
        return payments == null || payments.getData().isEmpty()
                ? java.util.Optional.empty()
                : java.util.Optional.ofNullable(
                        payments.getData().getFirst().getPayment().getPaymentIntentObject());
    }

    /// Stops charging a membership; its invoices are void until [#resumeCollection].
    public Subscription pauseCollection(String id) {
        return call(() -> client.v1()
                .subscriptions()
                .update(
                        id,
                        SubscriptionUpdateParams.builder()
                                .setPauseCollection(SubscriptionUpdateParams.PauseCollection.builder()
                                        .setBehavior(SubscriptionUpdateParams.PauseCollection.Behavior.VOID)
                                        .build())
                                .build()));
    }

    public Subscription resumeCollection(String id) {
        return call(() -> client.v1()
                .subscriptions()
                .update(
                        id,
                        SubscriptionUpdateParams.builder()
                                .setPauseCollection(com.stripe.param.common.EmptyParam.EMPTY)
                                .build()));
    }

    private static SubscriptionUpdateParams.Builder toPrice(String itemId, String priceId) {
        return SubscriptionUpdateParams.builder()
                .addItem(SubscriptionUpdateParams.Item.builder()
                        .setId(itemId)
                        .setPrice(priceId)
                        .build());
    }

    public Invoice voidInvoice(String id) {
        return call(() -> client.v1().invoices().voidInvoice(id));
    }

    /// The invoice that [#upgrade] would make now.
    public Invoice previewChange(String id, String itemId, String priceId, boolean endTrial) {
        var details = InvoiceCreatePreviewParams.SubscriptionDetails.builder()
                .addItem(InvoiceCreatePreviewParams.SubscriptionDetails.Item.builder()
                        .setId(itemId)
                        .setPrice(priceId)
                        .build())
                .setProrationBehavior(InvoiceCreatePreviewParams.SubscriptionDetails.ProrationBehavior.ALWAYS_INVOICE);
        if (endTrial) {
            details.setTrialEnd(InvoiceCreatePreviewParams.SubscriptionDetails.TrialEnd.NOW);
        }
        return call(() -> client.v1()
                .invoices()
                .createPreview(InvoiceCreatePreviewParams.builder()
                        .setSubscription(id)
                        .setSubscriptionDetails(details.build())
                        .build()));
    }

    public Invoice retrieveInvoice(String id) {
        return call(() -> client.v1()
                .invoices()
                .retrieve(
                        id,
                        InvoiceRetrieveParams.builder()
                                .addExpand("payments.data.payment.payment_intent")
                                .build()));
    }

    public List<com.stripe.model.PaymentMethod> listCards(String customerId) {
        return call(() -> client.v1()
                        .paymentMethods()
                        .list(com.stripe.param.PaymentMethodListParams.builder()
                                .setCustomer(customerId)
                                .setType(com.stripe.param.PaymentMethodListParams.Type.CARD)
                                .build()))
                .getData();
    }

    public com.stripe.model.SetupIntent createSetupIntent(String customerId, String idempotencyKey) {
        return call(() -> client.v1()
                .setupIntents()
                .create(
                        com.stripe.param.SetupIntentCreateParams.builder()
                                .setCustomer(customerId)
                                .setUsage(com.stripe.param.SetupIntentCreateParams.Usage.OFF_SESSION)
                                .build(),
                        key(idempotencyKey)));
    }

    public com.stripe.model.PaymentMethod retrievePaymentMethod(String id) {
        return call(() -> client.v1().paymentMethods().retrieve(id));
    }

    public void detach(String paymentMethodId) {
        call(() -> client.v1().paymentMethods().detach(paymentMethodId));
    }
}
