package gg.tap2.server.stripe;

import com.stripe.Stripe;
import com.stripe.StripeClient;
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
import com.stripe.param.InvoicePayParams;
import com.stripe.param.InvoiceRetrieveParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentListParams;
import com.stripe.param.PaymentIntentRetrieveParams;
import com.stripe.param.PriceCreateParams;
import com.stripe.param.PriceRetrieveParams;
import com.stripe.param.ProductCreateParams;
import com.stripe.param.ProductUpdateParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import com.stripe.param.SubscriptionUpdateParams;
import com.stripe.param.checkout.SessionCreateParams;
import gg.tap2.model.catalog.BillingInterval;
import gg.tap2.model.common.Currency;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the platform asks of Stripe. Every creating call carries our id as its idempotency key.
public final class StripeGateway {
    private static final String LIVE_HOST = URI.create(Stripe.LIVE_API_BASE).getHost();

    private static final Logger LOG = LoggerFactory.getLogger(StripeGateway.class);

    private static final ScopedValue<Boolean> HEALING = ScopedValue.newInstance();
    /// Cards, and the wallets that hold cards. Whatever else the dashboard offers pays after days, or saves something
    /// that is no card; none of it is modelled.
    private static final String CARD = "card";
    /// So often another key is tried after an error that Stripe keeps by the key.
    private static final int OTHER_KEYS = 3;

    private final StripeClient client;
    private final StripeSettings settings;
    private final Watch watch;

    public StripeGateway(StripeSettings settings) {
        this(settings, NOBODY);
    }

    public StripeGateway(StripeSettings settings, Watch watch) {
        this.settings = settings;
        this.watch = watch;
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

    /// Whether its key moves real money.
    public boolean isLive() {
        return settings.secretKey().value().contains("_live_");
    }

    public String publishableKey() {
        return settings.publishableKey();
    }

    public StripeClient client() {
        return client;
    }

    public StripeDisputes disputes() {
        return new StripeDisputes(this);
    }

    @FunctionalInterface
    public interface Work<T> {
        T run() throws StripeException;
    }

    /// Does what is asked of Stripe and sorts what goes wrong by whose fault it is. A fault of ours is told to the
    /// operators.
    ///
    /// @throws ProviderRefusedException for the payer's, the destination's or the object's
    /// @throws ProviderSetupException for ours
    /// @throws ProviderUnknownException when the outcome is not known
    public <T> T call(Work<T> work) {
        try {
            return asked(work);
        } catch (ProviderSetupException e) {
            if (e.isOfKey() || !HEALING.isBound()) {
                watch.ours(e);
            }
            throw e;
        }
    }

    /// Does something that nobody waits for, at a pace that leaves room for those who do.
    public <T> T inBackground(Supplier<T> work) {
        return ScopedValue.where(TracedStripe.BACKGROUND, true).call(work::get);
    }

    /// Does something that has a remedy for an id of ours that Stripe does not know any more, or does not use: such a
    /// fault is not told to the operators but by [#unhealed].
    public <T> T healing(Supplier<T> work) {
        return ScopedValue.where(HEALING, true).call(work::get);
    }

    /// Tells the operators of a fault that had no remedy; not where an outer remedy is still to be tried.
    public ProviderSetupException unhealed(ProviderSetupException e) {
        if (!e.isOfKey() && !HEALING.isBound()) {
            watch.ours(e);
        }
        return e;
    }

    /// The same, telling nobody: for a look that nothing depends on.
    <T> T callQuietly(Work<T> work) {
        return asked(work);
    }

    /// The same, for an object that may be gone: empty is not a fault.
    public <T> Optional<T> callIfThere(Work<T> work) {
        try {
            return Optional.of(asked(work));
        } catch (ProviderSetupException e) {
            if (e.isMissing()) {
                return Optional.empty();
            }
            watch.ours(e);
            throw e;
        }
    }

    private <T> T asked(Work<T> work) {
        try {
            T done = work.run();
            watch.worked(TracedStripe.operation());
            return done;
        } catch (StripeException e) {
            throw StripeFaults.sorted(e);
        }
    }

    /// Is told of the calls that fail by our fault, and of those that work, so that an alarm ends by itself.
    public interface Watch {
        void ours(ProviderSetupException e);

        void worked(String operation);
    }

    private static final Watch NOBODY = new Watch() {
        @Override
        public void ours(ProviderSetupException e) {
            LOG.error("Stripe, {}: {}", e.operation(), e.getMessage());
        }

        @Override
        public void worked(String operation) {
            // Nothing was told.
        }
    };

    private static UUID hash(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    static RequestOptions key(String idempotencyKey) {
        return RequestOptions.builder().setIdempotencyKey(idempotencyKey).build();
    }

    /// Creates an object under our key. An error that Stripe keeps by that key would be answered for a day: the object
    /// is looked for then, and made under another key where there is none.
    private <T> T created(String key, Function<String, T> create, Supplier<Optional<T>> find) {
        for (int i = 0; ; i++) {
            try {
                return create.apply(i == 0 ? key : key + "-" + i);
            } catch (ProviderUnknownException e) {
                if (!e.isKept() || i == OTHER_KEYS) {
                    throw e;
                }
                Optional<T> there = find.get();
                if (there.isPresent()) {
                    return there.get();
                }
            }
        }
    }

    /// @param instead the customer that is gone and that this one takes the place of
    public String createCustomer(UUID fanId, String email, @Nullable String name, @Nullable String instead) {
        return call(() -> client.v1()
                        .customers()
                        .create(
                                CustomerCreateParams.builder()
                                        .setEmail(email)
                                        .setName(name)
                                        .putMetadata("fanId", fanId.toString())
                                        .build(),
                                key("customer-" + fanId + (instead == null ? "" : "-" + instead))))
                .getId();
    }

    /// Whether Stripe still has that customer.
    public boolean hasCustomer(String id) {
        return callIfThere(() -> client.v1().customers().retrieve(id))
                .filter(c -> !Boolean.TRUE.equals(c.getDeleted()))
                .isPresent();
    }

    /// Keeps the customer's address and name as their account has them: Checkout and Stripe's mails show them.
    public void updateCustomer(String id, String email, @Nullable String name) {
        call(() -> client.v1()
                .customers()
                .update(
                        id,
                        CustomerUpdateParams.builder()
                                .setEmail(email)
                                .setName(name == null ? "" : name)
                                .build()));
    }

    /// Removes a customer with their saved cards; one that is gone already is fine.
    public void deleteCustomer(String id) {
        callIfThere(() -> client.v1().customers().delete(id));
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
                .addPaymentMethodType(CARD)
                .putMetadata("paymentId", r.paymentId().toString())
                .putMetadata("type", r.kind())
                .putMetadata("creatorId", r.creatorId().toString());
        if (r.resourceId() != null) {
            params.putMetadata("resourceId", r.resourceId().toString());
        }
        if (r.savePaymentMethod()) {
            params.setSetupFutureUsage(PaymentIntentCreateParams.SetupFutureUsage.OFF_SESSION);
        }
        return created(
                "payment-" + r.paymentId() + "-" + r.customerId(),
                key -> call(() -> client.v1().paymentIntents().create(params.build(), key(key))),
                () -> findIntent(r));
    }

    private Optional<PaymentIntent> findIntent(IntentRequest r) {
        return call(() -> client.v1()
                        .paymentIntents()
                        .list(PaymentIntentListParams.builder()
                                .setCustomer(r.customerId())
                                .setLimit(100L)
                                .build()))
                .getData()
                .stream()
                .filter(i -> r.paymentId().toString().equals(i.getMetadata().get("paymentId")))
                .findFirst();
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
                                .addPaymentMethodType(CARD)
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
                                // The bank's question is asked in a dialog of the page, not by leaving it.
                                .setUseStripeSdk(true)
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
                    .addExpand("data.balance_transaction")
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

    /// Refunds. An error that Stripe keeps by the key is looked behind; the money is never sent under a second key, so
    /// that what may exist already is not done twice.
    public Refund createRefund(UUID refundId, String paymentIntentId, long amountMinor) {
        try {
            return call(() -> client.v1()
                    .refunds()
                    .create(
                            RefundCreateParams.builder()
                                    .setPaymentIntent(paymentIntentId)
                                    .setAmount(amountMinor)
                                    .putMetadata("refundId", refundId.toString())
                                    .build(),
                            key("refund-" + refundId)));
        } catch (ProviderUnknownException e) {
            if (!e.isKept()) {
                throw e;
            }
            return findRefund(refundId, paymentIntentId).orElseThrow(() -> e);
        }
    }

    /// Our refund among those of an intent.
    public Optional<Refund> findRefund(UUID refundId, String paymentIntentId) {
        var params = RefundListParams.builder()
                .setPaymentIntent(paymentIntentId)
                .setLimit(100L)
                .build();
        return call(() -> client.v1().refunds().list(params)).getData().stream()
                .filter(r -> r.getMetadata() != null
                        && refundId.toString().equals(r.getMetadata().get("refundId")))
                .findFirst();
    }

    public Refund retrieveRefund(String id) {
        return call(() -> client.v1().refunds().retrieve(id));
    }

    /// @param instead the product that is gone and that this one takes the place of; empty for none
    public String createProduct(UUID tierId, String name, String instead) {
        return call(() -> client.v1()
                        .products()
                        .create(
                                ProductCreateParams.builder()
                                        .setName(name)
                                        .putMetadata("tierId", tierId.toString())
                                        .build(),
                                key("tier-" + tierId + "-" + hash(name + instead))))
                .getId();
    }

    /// @param instead the price that is sold no more and that this one takes the place of; empty for none
    public String createPrice(
            String productId, long amountMinor, Currency currency, BillingInterval interval, String instead) {
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
                                key("price-" + productId + "-" + interval + "-" + amountMinor + "-" + currency
                                        + (instead.isEmpty() ? "" : "-" + instead))))
                .getId();
    }

    /// Whether a price can still be sold: it is there and neither it nor its product was archived.
    public boolean isSold(String priceId) {
        return callIfThere(() -> client.v1()
                        .prices()
                        .retrieve(
                                priceId,
                                PriceRetrieveParams.builder()
                                        .addExpand("product")
                                        .build()))
                .filter(p -> Boolean.TRUE.equals(p.getActive()))
                .filter(p -> p.getProductObject() == null
                        || Boolean.TRUE.equals(p.getProductObject().getActive()))
                .isPresent();
    }

    /// Whether a product is there and not archived.
    public boolean hasProduct(String id) {
        return callIfThere(() -> client.v1().products().retrieve(id))
                .filter(p -> Boolean.TRUE.equals(p.getActive()) && !Boolean.TRUE.equals(p.getDeleted()))
                .isPresent();
    }

    /// What Checkout, invoices and Stripe's mails call a tier.
    public void renameProduct(String id, String name) {
        call(() -> client.v1()
                .products()
                .update(id, ProductUpdateParams.builder().setName(name).build()));
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
        // Changes are computed as classic billing does; what is the default depends on the version and the account.
        var data = SessionCreateParams.SubscriptionData.builder()
                .putAllMetadata(metadata)
                .setBillingMode(SessionCreateParams.SubscriptionData.BillingMode.builder()
                        .setType(SessionCreateParams.SubscriptionData.BillingMode.Type.CLASSIC)
                        .build());
        if (trialDays > 0) {
            data.setTrialPeriodDays((long) trialDays);
        }
        SessionCreateParams params = SessionCreateParams.builder()
                .setMode(SessionCreateParams.Mode.SUBSCRIPTION)
                .addPaymentMethodType(SessionCreateParams.PaymentMethodType.CARD)
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
                .build();
        // A key stands for its parameters: a price that was edited meanwhile is another checkout.
        String key = "checkout-" + attempt + "-" + hash(params.toMap().toString());
        return call(() -> client.v1().checkout().sessions().create(params, key(key)));
    }

    /// Closes a checkout that nobody may pay any more; one that is over is answered as it is.
    public Session expireCheckout(String id) {
        Session there = retrieveCheckout(id);
        return !"open".equals(there.getStatus())
                ? there
                : call(() -> client.v1().checkout().sessions().expire(id));
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

    /// Ends a membership now; empty when it had ended before.
    public Optional<Subscription> cancelNow(String id) {
        return callIfThere(() -> client.v1().subscriptions().cancel(id));
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
    ///
    /// @param at the moment that [#previewChange] reckoned from: Stripe prorates to the second
    public Subscription upgrade(
            String id, String itemId, String priceId, Instant at, boolean endTrial, String idempotencyKey) {
        var params = toPrice(itemId, priceId)
                .setProrationBehavior(SubscriptionUpdateParams.ProrationBehavior.ALWAYS_INVOICE)
                .setPaymentBehavior(SubscriptionUpdateParams.PaymentBehavior.PENDING_IF_INCOMPLETE);
        if (endTrial) {
            params.setTrialEnd(SubscriptionUpdateParams.TrialEnd.NOW);
        } else {
            params.setProrationDate(at.getEpochSecond());
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

    /// Pays an invoice while its customer is there: the bank may ask them, which it can never do off session.
    public Invoice payInvoice(String id) {
        return call(() -> client.v1()
                .invoices()
                .pay(id, InvoicePayParams.builder().setOffSession(false).build()));
    }

    /// The intent by which an invoice is paid, if it has one yet.
    public Optional<PaymentIntent> intentOf(String invoiceId) {
        var payments = retrieveInvoice(invoiceId).getPayments();
        return payments == null || payments.getData().isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(payments.getData().getFirst().getPayment().getPaymentIntentObject());
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
    public Invoice previewChange(String id, String itemId, String priceId, Instant at, boolean endTrial) {
        var details = InvoiceCreatePreviewParams.SubscriptionDetails.builder()
                .addItem(InvoiceCreatePreviewParams.SubscriptionDetails.Item.builder()
                        .setId(itemId)
                        .setPrice(priceId)
                        .build())
                .setProrationBehavior(InvoiceCreatePreviewParams.SubscriptionDetails.ProrationBehavior.ALWAYS_INVOICE);
        if (endTrial) {
            details.setTrialEnd(InvoiceCreatePreviewParams.SubscriptionDetails.TrialEnd.NOW);
        } else {
            details.setProrationDate(at.getEpochSecond());
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
                                .setLimit(100L)
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
                                .addPaymentMethodType(CARD)
                                .build(),
                        key(idempotencyKey)));
    }

    public com.stripe.model.PaymentMethod retrievePaymentMethod(String id) {
        return call(() -> client.v1().paymentMethods().retrieve(id));
    }

    /// Forgets a card; one that nobody has any more is fine.
    public void detach(String paymentMethodId) {
        boolean kept = callIfThere(() -> client.v1().paymentMethods().retrieve(paymentMethodId))
                .filter(m -> m.getCustomer() != null)
                .isPresent();
        if (kept) {
            call(() -> client.v1().paymentMethods().detach(paymentMethodId));
        }
    }
}
