package gg.tap2.server.billing;

import com.fasterxml.jackson.databind.JsonNode;
import com.stripe.model.Invoice;
import com.stripe.model.Subscription;
import gg.tap2.model.billing.ChangePreview;
import gg.tap2.model.billing.CreateSubscription;
import gg.tap2.model.billing.FanSubscription;
import gg.tap2.model.billing.SubscriptionStart;
import gg.tap2.model.billing.SubscriptionStatus;
import gg.tap2.model.billing.UpdateSubscription;
import gg.tap2.model.catalog.BillingInterval;
import gg.tap2.model.catalog.Tier;
import gg.tap2.model.common.Ids;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.server.catalog.Tiers;
import gg.tap2.server.ledger.Ledger;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.stripe.ProviderRefusedException;
import gg.tap2.server.stripe.ProviderUnknownException;
import gg.tap2.server.stripe.StripeGateway;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Memberships. Stripe bills them; every event makes us fetch the subscription and take its state. Upgrades are
/// charged at once by proration, downgrades wait for the renewal, cancelling keeps access until the period
/// ends.
public final class Subscriptions {
    private final Db db;
    private final InstantSource clock;
    private final StripeGateway stripe;
    private final Tiers tiers;
    private final Ledger ledger;
    private final Fans fans;
    private final SaleBooking booking;
    private final Consumer<UUID> booked;
    private final Supplier<String> baseUrl;
    private final SubscriptionStore store = new SubscriptionStore();
    private final PaymentStore payments = new PaymentStore();

    Subscriptions(
            Db db,
            InstantSource clock,
            StripeGateway stripe,
            Tiers tiers,
            Ledger ledger,
            Fans fans,
            SaleBooking booking,
            Consumer<UUID> booked,
            Supplier<String> baseUrl) {
        this.db = db;
        this.clock = clock;
        this.stripe = stripe;
        this.tiers = tiers;
        this.ledger = ledger;
        this.fans = fans;
        this.booking = booking;
        this.booked = booked;
        this.baseUrl = baseUrl;
    }

    /// Opens a hosted Checkout for a tier.
    ///
    /// @throws ApiException 404 for an unpublished tier, 409 when the fan is a member of that creator already
    public SubscriptionStart start(UUID fanId, CreateSubscription request) {
        Tier tier = db.read(tx -> tiers.findAny(tx, request.tierId()))
                .filter(Tier::published)
                .orElseThrow(ApiException::notFound);
        BillingInterval interval = request.interval() == null ? BillingInterval.MONTH : request.interval();
        long price = price(tier, interval);
        var buyer = fans.buyer(fanId);
        UUID requested = request.id();
        UUID wanted = requested == null ? Ids.next(clock) : requested;
        SubscriptionStore.Row row = db.inTransaction(tx -> {
            ledger.open(tx, tier.creatorId(), tier.currency(), clock.instant());
            if (store.hasLive(tx, fanId, tier.creatorId())) {
                throw ApiException.conflict("already_member");
            }
            SubscriptionStore.Row there = store.find(tx, wanted).orElse(null);
            if (there != null && !there.fanId().equals(fanId)) {
                throw ApiException.conflict("id_taken");
            }
            if (there == null) {
                store.insert(tx, wanted, fanId, tier, interval, price, clock.instant());
            }
            return store.find(tx, wanted).orElseThrow();
        });
        String known = row.checkoutUrl();
        if (known != null) {
            return new SubscriptionStart(row.id(), known);
        }
        try {
            var session = stripe.createSubscriptionCheckout(
                    row.id(),
                    row.id(),
                    fans.customer(buyer),
                    stripePrice(tier, interval),
                    tier.trialDays(),
                    baseUrl.get() + "/subscriptions?started=" + row.id(),
                    baseUrl.get() + "/subscriptions?cancelled=" + row.id(),
                    metadata(row.id(), tier));
            db.transact(tx -> store.checkout(tx, row.id(), session.getId(), session.getUrl(), clock.instant()));
            return new SubscriptionStart(row.id(), session.getUrl());
        } catch (ProviderUnknownException e) {
            throw ApiException.unavailable("payment_provider_unavailable", 3);
        } catch (ProviderRefusedException e) {
            throw ApiException.of(402, "payment_refused", e.code());
        }
    }

    private static long price(Tier tier, BillingInterval interval) {
        if (interval == BillingInterval.MONTH) {
            return tier.price();
        }
        Long yearly = tier.yearlyPrice();
        if (yearly == null) {
            throw ApiException.invalid("interval", "unknown");
        }
        return yearly;
    }

    private static Map<String, String> metadata(UUID id, Tier tier) {
        return Map.of(
                "subscriptionId",
                id.toString(),
                "type",
                "subscription",
                "creatorId",
                tier.creatorId().toString(),
                "tierId",
                tier.id().toString());
    }

    /// The Stripe price of a tier, made on first use.
    private String stripePrice(Tier tier, BillingInterval interval) {
        SubscriptionStore.StripeIds ids = db.read(tx -> store.stripeIds(tx, tier.id()));
        String price = interval == BillingInterval.MONTH ? ids.monthPrice() : ids.yearPrice();
        if (price != null) {
            return price;
        }
        String product = ids.product() != null ? ids.product() : stripe.createProduct(tier.id(), tier.name());
        String made = stripe.createPrice(product, price(tier, interval), tier.currency(), interval);
        db.transact(tx -> store.keepPrice(tx, tier.id(), product, interval, made));
        return made;
    }

    String checkoutCompleted(JsonNode session) {
        String id = session.path("subscription").asText("");
        if (id.isEmpty() || !session.path("metadata").path("type").asText("").equals("subscription")) {
            return "ignored";
        }
        return refresh(id);
    }

    String checkoutExpired(JsonNode session) {
        String sessionId = session.path("id").asText("");
        return db.inTransaction(tx -> store.expireCheckout(tx, sessionId, clock.instant())) ? "done" : "ignored";
    }

    /// Fetches the subscription from Stripe and takes its state over.
    String refresh(String stripeId) {
        Subscription theirs = stripe.retrieveSubscription(stripeId);
        return apply(theirs) ? "done" : "ignored";
    }

    private boolean apply(Subscription theirs) {
        String meta = theirs.getMetadata() == null ? null : theirs.getMetadata().get("subscriptionId");
        if (meta == null) {
            return false;
        }
        UUID id = UUID.fromString(meta);
        Instant now = clock.instant();
        var item = theirs.getItems().getData().getFirst();
        SubscriptionStatus status = switch (theirs.getStatus()) {
            case "active" ->
                theirs.getPauseCollection() != null ? SubscriptionStatus.PAUSED : SubscriptionStatus.ACTIVE;
            case "trialing" -> SubscriptionStatus.TRIALING;
            case "past_due", "unpaid" -> SubscriptionStatus.PAST_DUE;
            case "paused" -> SubscriptionStatus.PAUSED;
            case "canceled", "incomplete_expired" -> SubscriptionStatus.CANCELLED;
            default -> SubscriptionStatus.INCOMPLETE;
        };
        return db.inTransaction(tx -> {
            SubscriptionStore.Row row = store.lock(tx, id).orElse(null);
            if (row == null) {
                return false;
            }
            Optional<SubscriptionStore.PriceOf> price =
                    store.tierOfPrice(tx, item.getPrice().getId());
            Instant starts = instant(item.getCurrentPeriodStart());
            Instant paidUntil = row.currentPeriodEnd();
            // A downgrade stands at Stripe from the moment it is chosen; here the paid tier holds until its period
            // is over.
            boolean waits =
                    row.pendingTierId() != null && starts != null && paidUntil != null && starts.isBefore(paidUntil);
            if (row.pendingTierId() != null && !waits) {
                store.pending(tx, id, null, null, now);
            }
            store.update(
                    tx,
                    row,
                    theirs.getId(),
                    status,
                    waits
                            ? row.tierId()
                            : price.map(SubscriptionStore.PriceOf::tierId).orElse(row.tierId()),
                    waits
                            ? row.interval()
                            : price.map(SubscriptionStore.PriceOf::interval).orElse(row.interval()),
                    waits ? row.price() : item.getPrice().getUnitAmount(),
                    instant(item.getCurrentPeriodStart()),
                    instant(item.getCurrentPeriodEnd()),
                    instant(theirs.getTrialEnd()),
                    Boolean.TRUE.equals(theirs.getCancelAtPeriodEnd()),
                    now);
            if (row.status() == SubscriptionStatus.INCOMPLETE && status.grantsAccess()) {
                Fact.record(
                        tx,
                        "subscription_started",
                        id.toString(),
                        row.creatorId(),
                        row.fanId(),
                        Map.of("subscriptionId", id),
                        now);
            }
            if (row.status() != SubscriptionStatus.CANCELLED && status == SubscriptionStatus.CANCELLED) {
                Fact.record(
                        tx,
                        "subscription_ended",
                        id.toString(),
                        row.creatorId(),
                        row.fanId(),
                        Map.of("subscriptionId", id),
                        now);
            }
            return true;
        });
    }

    private static @org.jspecify.annotations.Nullable Instant instant(@org.jspecify.annotations.Nullable Long seconds) {
        return seconds == null ? null : Instant.ofEpochSecond(seconds);
    }

    String trialWillEnd(JsonNode object) {
        String meta = object.path("metadata").path("subscriptionId").asText("");
        if (meta.isEmpty()) {
            return "ignored";
        }
        UUID id = UUID.fromString(meta);
        return db.inTransaction(tx -> {
            var row = store.find(tx, id);
            row.ifPresent(r -> Fact.record(
                    tx,
                    "trial_will_end",
                    id + "/" + object.path("trial_end").asText(),
                    r.creatorId(),
                    r.fanId(),
                    Map.of("subscriptionId", id),
                    clock.instant()));
            return row.isPresent() ? "done" : "ignored";
        });
    }

    /// Books a paid invoice as a payment of its own; its id follows from the invoice, so a repeat is the same
    /// payment.
    String invoicePaid(String invoiceId) {
        Invoice invoice = stripe.retrieveInvoice(invoiceId);
        var parent = invoice.getParent();
        var details = parent == null ? null : parent.getSubscriptionDetails();
        if (details == null || details.getSubscription() == null) {
            return "ignored";
        }
        Subscription subscription = stripe.retrieveSubscription(details.getSubscription());
        if (!apply(subscription)) {
            return "ignored";
        }
        if (invoice.getAmountPaid() == 0 || !"paid".equals(invoice.getStatus())) {
            return "done";
        }
        UUID id = UUID.fromString(subscription.getMetadata().get("subscriptionId"));
        UUID paymentId =
                UUID.nameUUIDFromBytes(("invoice/" + invoiceId).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        String intent = null;
        String charge = null;
        if (invoice.getPayments() != null && !invoice.getPayments().getData().isEmpty()) {
            var payment = invoice.getPayments().getData().getFirst().getPayment();
            intent = payment.getPaymentIntent();
            charge = payment.getPaymentIntentObject() != null
                    ? payment.getPaymentIntentObject().getLatestCharge()
                    : payment.getCharge();
        }
        Instant now = clock.instant();
        Long paidSeconds = invoice.getStatusTransitions() == null
                ? null
                : invoice.getStatusTransitions().getPaidAt();
        Instant paidAt = paidSeconds == null ? now : Instant.ofEpochSecond(paidSeconds);
        var fact = new SaleBooking.Paid(
                paymentId,
                intent,
                charge,
                invoice.getAmountPaid(),
                invoice.getCurrency(),
                paidAt,
                "subscription_create".equals(invoice.getBillingReason()));
        boolean fresh = db.inTransaction(tx -> {
            SubscriptionStore.Row row = store.lock(tx, id).orElseThrow();
            Tier tier = tiers.findAny(tx, row.tierId()).orElseThrow();
            var buyer = fans.buyer(tx, row.fanId());
            payments.insert(
                    tx,
                    new PaymentStore.NewPayment(
                            paymentId,
                            row.creatorId(),
                            row.fanId(),
                            SaleKind.SUBSCRIPTION,
                            null,
                            row.tierId(),
                            id,
                            tier.name(),
                            invoice.getAmountPaid(),
                            tier.currency(),
                            null,
                            buyer.email(),
                            null,
                            "",
                            false),
                    now);
            tx.sql("UPDATE payments SET stripe_invoice_id = :invoice WHERE id = :id")
                    .set("invoice", invoiceId)
                    .set("id", paymentId)
                    .update();
            return booking.book(tx, List.of(fact), now).get(paymentId) == SaleBooking.Outcome.BOOKED;
        });
        if (fresh) {
            booked.accept(paymentId);
        }
        return "done";
    }

    String invoiceFailed(String invoiceId) {
        Invoice invoice = stripe.retrieveInvoice(invoiceId);
        var parent = invoice.getParent();
        var details = parent == null ? null : parent.getSubscriptionDetails();
        if (details == null || details.getSubscription() == null) {
            return "ignored";
        }
        Subscription subscription = stripe.retrieveSubscription(details.getSubscription());
        if (!apply(subscription)) {
            return "ignored";
        }
        UUID id = UUID.fromString(subscription.getMetadata().get("subscriptionId"));
        db.transact(tx -> store.find(tx, id)
                .ifPresent(r -> Fact.record(
                        tx,
                        "subscription_payment_failed",
                        invoiceId + "/" + invoice.getAttemptCount(),
                        r.creatorId(),
                        r.fanId(),
                        Map.of("subscriptionId", id),
                        clock.instant())));
        return "done";
    }

    private Subscription moveTo(
            SubscriptionStore.Row row,
            Subscription subscription,
            UUID tierId,
            BillingInterval interval,
            boolean now,
            String key) {
        Tier tier = db.read(tx -> tiers.findAny(tx, tierId)).orElseThrow(ApiException::notFound);
        return stripe.changePrice(
                subscription.getId(),
                subscription.getItems().getData().getFirst().getId(),
                stripePrice(tier, interval),
                now,
                new HashMap<>(metadata(row.id(), tier)),
                key);
    }

    private SubscriptionStore.Row own(UUID fanId, UUID id) {
        return db.read(tx -> store.find(tx, id))
                .filter(r -> r.fanId().equals(fanId))
                .orElseThrow(ApiException::notFound);
    }

    /// What a change of tier would cost now.
    public ChangePreview preview(
            UUID fanId, UUID id, UUID tierId, @org.jspecify.annotations.Nullable BillingInterval interval) {
        SubscriptionStore.Row row = live(own(fanId, id));
        Tier tier = target(row, tierId);
        BillingInterval to = interval == null ? row.interval() : interval;
        long next = price(tier, to);
        Instant end = row.currentPeriodEnd();
        if (!isUpgrade(row, next, to)) {
            return new ChangePreview(0, next, tier.currency(), end == null ? clock.instant() : end, false);
        }
        if (row.pendingTierId() != null) {
            // Stripe would credit the lower price; the downgrade has to be taken back first.
            throw ApiException.conflict("change_pending");
        }
        Subscription theirs = stripe.retrieveSubscription(java.util.Objects.requireNonNull(row.stripeId()));
        Invoice invoice = stripe.previewChange(
                theirs.getId(), theirs.getItems().getData().getFirst().getId(), stripePrice(tier, to));
        return new ChangePreview(Math.max(0, invoice.getAmountDue()), next, tier.currency(), clock.instant(), true);
    }

    private static boolean isUpgrade(SubscriptionStore.Row row, long next, BillingInterval to) {
        long perYearNow = row.interval() == BillingInterval.YEAR ? row.price() : row.price() * 12;
        long perYearNext = to == BillingInterval.YEAR ? next : next * 12;
        return perYearNext > perYearNow || (to == BillingInterval.YEAR && row.interval() == BillingInterval.MONTH);
    }

    private Tier target(SubscriptionStore.Row row, UUID tierId) {
        return db.read(tx -> tiers.findAny(tx, tierId))
                .filter(t -> t.creatorId().equals(row.creatorId()) && t.published())
                .orElseThrow(() -> ApiException.invalid("tierId", "unknown"));
    }

    private static SubscriptionStore.Row live(SubscriptionStore.Row row) {
        if (!row.status().grantsAccess() || row.stripeId() == null) {
            throw ApiException.conflict("subscription_not_live");
        }
        return row;
    }

    /// Cancels at the period's end, resumes, or changes the tier.
    ///
    /// @throws ApiException 409 when the charge is no longer the one that was shown
    public FanSubscription update(UUID fanId, UUID id, UpdateSubscription request) {
        SubscriptionStore.Row row = live(own(fanId, id));
        String stripeId = java.util.Objects.requireNonNull(row.stripeId());
        try {
            switch (request.action()) {
                case CANCEL -> {
                    apply(stripe.cancelAtPeriodEnd(stripeId, true));
                    db.transact(tx -> Fact.record(
                            tx,
                            "subscription_cancelled",
                            id + "/" + row.currentPeriodEnd(),
                            row.creatorId(),
                            fanId,
                            Map.of("subscriptionId", id),
                            clock.instant()));
                }
                case RESUME -> apply(stripe.cancelAtPeriodEnd(stripeId, false));
                case CHANGE -> change(fanId, row, java.util.Objects.requireNonNull(request.tierId()), request);
            }
        } catch (ProviderUnknownException e) {
            throw ApiException.unavailable("payment_provider_unavailable", 3);
        } catch (ProviderRefusedException e) {
            throw ApiException.of(402, "payment_refused", e.code());
        }
        return get(fanId, id);
    }

    private void change(UUID fanId, SubscriptionStore.Row row, UUID tierId, UpdateSubscription request) {
        BillingInterval to = request.interval() == null ? row.interval() : request.interval();
        ChangePreview preview = preview(fanId, row.id(), tierId, to);
        Long expected = request.expectedAmount();
        if (expected != null && expected != preview.dueNow()) {
            throw ApiException.conflict("amount_changed", preview.dueNow());
        }
        boolean sameInterval = to == row.interval();
        if (row.pendingTierId() != null && tierId.equals(row.tierId()) && sameInterval) {
            // Back to what is paid for: the downgrade is taken back at Stripe too.
            Subscription theirs = stripe.retrieveSubscription(java.util.Objects.requireNonNull(row.stripeId()));
            Subscription restored = moveTo(row, theirs, tierId, to, false, "restore-" + Ids.next(clock));
            db.transact(tx -> store.pending(tx, row.id(), null, null, clock.instant()));
            apply(restored);
            return;
        }
        if (preview.immediate()) {
            Subscription theirs = stripe.retrieveSubscription(java.util.Objects.requireNonNull(row.stripeId()));
            apply(moveTo(
                    row,
                    theirs,
                    tierId,
                    to,
                    true,
                    "upgrade-" + row.id() + "-" + tierId + "-" + to + "-" + row.currentPeriodEnd()));
            db.transact(tx -> store.pending(tx, row.id(), null, null, clock.instant()));
        } else {
            if (!sameInterval) {
                // Another interval would start a new period at once; that cannot wait for the renewal.
                throw ApiException.invalid("interval", "unknown");
            }
            if (!tierId.equals(row.tierId())) {
                // Noted first: the event of the change may be here before the answer.
                db.transact(tx -> store.pending(tx, row.id(), tierId, to, clock.instant()));
                Subscription theirs = stripe.retrieveSubscription(java.util.Objects.requireNonNull(row.stripeId()));
                try {
                    apply(moveTo(row, theirs, tierId, to, false, "downgrade-" + Ids.next(clock)));
                } catch (ProviderRefusedException e) {
                    db.transact(tx -> store.pending(tx, row.id(), null, null, clock.instant()));
                    throw e;
                }
            }
        }
    }

    public List<FanSubscription> list(UUID fanId) {
        return db.read(tx -> store.listForFan(tx, fanId));
    }

    public FanSubscription get(UUID fanId, UUID id) {
        return list(fanId).stream().filter(s -> s.id().equals(id)).findFirst().orElseThrow(ApiException::notFound);
    }

    /// Whether Stripe knows more than we do: asked for memberships whose period ended without an event. Run by a job.
    public int sweep() {
        List<String> stale = db.read(tx -> store.stale(tx, clock.instant().minusSeconds(600)));
        stale.forEach(this::refresh);
        return stale.size();
    }

    boolean exists(Tx tx, UUID id) {
        return store.find(tx, id).isPresent();
    }
}
