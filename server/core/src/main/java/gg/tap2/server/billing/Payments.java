package gg.tap2.server.billing;

import com.stripe.model.PaymentIntent;
import gg.tap2.model.billing.CreatePurchase;
import gg.tap2.model.billing.CreateTip;
import gg.tap2.model.billing.PaymentStart;
import gg.tap2.model.billing.PaymentStatus;
import gg.tap2.model.catalog.DiscountCode;
import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.ProductAccess;
import gg.tap2.model.catalog.ProductStatus;
import gg.tap2.model.common.AmountLimits;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Ids;
import gg.tap2.model.common.Money;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.server.catalog.CatalogFeature;
import gg.tap2.server.catalog.CreatorCurrency;
import gg.tap2.server.catalog.DiscountCodes;
import gg.tap2.server.ledger.Ledger;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.stripe.ProviderException;
import gg.tap2.server.stripe.ProviderRefusedException;
import gg.tap2.server.stripe.ProviderSetupException;
import gg.tap2.server.stripe.ProviderUnknownException;
import gg.tap2.server.stripe.StripeGateway;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Starts tips and purchases: the payment is written first, then Stripe is called with its id as the idempotency key.
/// Only a webhook (or the sweeper, asking Stripe) makes a payment succeed.
public final class Payments {
    private static final org.slf4j.Logger LOG = org.slf4j.LoggerFactory.getLogger(Payments.class);

    private final Db db;
    private final InstantSource clock;
    private final StripeGateway stripe;
    private final CatalogFeature catalog;
    private final Ledger ledger;
    private final Fans fans;
    private final SaleBooking booking;
    private final java.util.function.Consumer<UUID> booked;
    private final Supplier<String> baseUrl;
    private final PaymentStore store = new PaymentStore();
    private volatile BiConsumer<UUID, String> refresh = (payment, intent) -> {};

    Payments(
            Db db,
            InstantSource clock,
            StripeGateway stripe,
            CatalogFeature catalog,
            Ledger ledger,
            Fans fans,
            SaleBooking booking,
            java.util.function.Consumer<UUID> booked,
            Supplier<String> baseUrl) {
        this.db = db;
        this.clock = clock;
        this.stripe = stripe;
        this.catalog = catalog;
        this.ledger = ledger;
        this.fans = fans;
        this.booking = booking;
        this.booked = booked;
        this.baseUrl = baseUrl;
    }

    private UUID buyerId(@Nullable UUID fanId, @Nullable String guestEmail, @Nullable String guestName) {
        if (fanId != null) {
            return fanId;
        }
        if (guestEmail == null) {
            throw ApiException.invalid("guestEmail", "required");
        }
        return fans.guest(guestEmail, guestName);
    }

    /// A tip by an account, or by a client that is known by nothing but its answer.
    ///
    /// @throws ApiException 404 for an unknown creator, 422 for another currency, 409 for one's own page
    public PaymentStart tip(@Nullable UUID fanId, @Nullable UUID userId, CreateTip request) {
        return tip(new Starter(fanId, userId, null), request);
    }

    /// @throws ApiException 404 for an unknown creator, 422 for another currency, 409 for one's own page
    public PaymentStart tip(Starter starter, CreateTip request) {
        var creator = catalog.publicCatalog().findCreator(request.creatorSlug()).orElseThrow(ApiException::notFound);
        requireCurrency(request.currency(), creator.currency());
        AmountLimits limits = AmountLimits.of(creator.currency());
        if (request.amount() < limits.smallestTip() || request.amount() > limits.largestTip()) {
            throw ApiException.invalid(
                    "amount",
                    "money_range",
                    new Money(limits.smallestTip(), creator.currency()),
                    new Money(limits.largestTip(), creator.currency()));
        }
        requireNotOwn(creator.id(), starter.userId());
        UUID buyer = buyerId(starter.fanId(), request.guestEmail(), request.guestName());
        var who = fans.buyer(buyer);
        String claim = RandomTokens.next();
        UUID requested = request.id();
        UUID id = requested == null ? Ids.next(clock) : requested;
        var payment = new PaymentStore.NewPayment(
                id,
                creator.id(),
                buyer,
                SaleKind.TIP,
                null,
                null,
                null,
                "Tip for " + creator.displayName(),
                request.amount(),
                creator.currency(),
                RandomTokens.hash(claim),
                who.email(),
                null,
                0,
                null,
                "",
                false,
                starter.key(claim));
        Opened opened = db.inTransaction(tx -> {
            CreatorCurrency.hold(tx, creator.id(), creator.currency());
            ledger.open(tx, creator.id(), creator.currency(), clock.instant());
            if (store.insert(tx, payment, clock.instant())) {
                store.insertTip(
                        tx, payment, request.message(), request.anonymous(), request.guestName(), clock.instant());
                return Opened.fresh(store.lock(tx, payment.id()).orElseThrow());
            }
            return repeated(tx, payment, store.lock(tx, payment.id()).orElseThrow());
        });
        return withIntent(opened, who, claim);
    }

    /// The first request of that id again. It must mean the same payment. Its secrets go only to whoever started it:
    /// the same account, or the same browser.
    private Opened repeated(Tx tx, PaymentStore.NewPayment wanted, PaymentRow row) {
        if (!row.fanId().equals(wanted.fanId())
                || row.kind() != wanted.kind()
                || row.amount() != wanted.amount()
                || !Objects.equals(row.productId(), wanted.productId())
                || !row.creatorId().equals(wanted.creatorId())) {
            throw ApiException.conflict("id_taken");
        }
        boolean starter = Objects.equals(row.startedBy(), wanted.startedBy());
        return shared(tx, row, starter ? wanted.claimHash() : null);
    }

    /// One more tab of whoever started the payment. A payment that is over has nothing to give out any more.
    private Opened shared(Tx tx, PaymentRow row, @Nullable String claimHash) {
        if (claimHash == null || row.status().isFinal()) {
            return new Opened(row, null, false);
        }
        store.addClaim(tx, row.id(), claimHash, clock.instant());
        return new Opened(row, null, true);
    }

    private static void requireCurrency(@Nullable String asked, Currency currency) {
        if (asked != null && !asked.equalsIgnoreCase(currency.name())) {
            throw ApiException.invalid("currency", "currency", currency.name());
        }
    }

    private void requireNotOwn(UUID creatorId, @Nullable UUID userId) {
        if (userId != null
                && db.read(tx -> tx.sql("SELECT 1 FROM creators WHERE id = :id AND user_id = :user")
                        .set("id", creatorId)
                        .set("user", userId)
                        .exists())) {
            throw ApiException.conflict("own_page");
        }
    }

    /// What a product costs a buyer, discount applied. Both amounts are minor units of the product's currency.
    ///
    /// @param off what the code took off
    public record Price(long amount, long off, @Nullable DiscountCode discount) {}

    /// @throws ApiException 422 for an amount below the price or an unusable code
    public Price price(Product product, @Nullable Long amount, @Nullable String code) {
        long base = product.price();
        long smallest = AmountLimits.of(product.currency()).smallestPrice();
        if (product.payWhatYouWant()) {
            Long suggested = product.suggestedPrice();
            base = amount != null ? amount : suggested != null ? suggested : product.price();
            if (base < product.price() || (base != 0 && base < smallest)) {
                throw ApiException.invalid(
                        "amount", "at_least", new Money(Math.max(product.price(), smallest), product.currency()));
            }
            if (base > AmountLimits.LARGEST) {
                throw ApiException.invalid(
                        "amount",
                        "money_range",
                        new Money(Math.max(product.price(), smallest), product.currency()),
                        new Money(AmountLimits.LARGEST, product.currency()));
            }
        } else if (amount != null && amount != product.price()) {
            throw ApiException.invalid("amount", "price_changed", new Money(product.price(), product.currency()));
        }
        if (code == null || code.isBlank()) {
            return new Price(base, 0, null);
        }
        DiscountCode discount = db.read(
                tx -> catalog.discountCodes().require(tx, product.creatorId(), code, product.id(), clock.instant()));
        long left = DiscountCodes.apply(discount, base, smallest);
        return new Price(left, base - left, discount);
    }

    /// A purchase by an account, or by a client that is known by nothing but its answer.
    ///
    /// @throws ApiException 404 for a product that is not on sale, 409 when it is owned already or one's own
    public PaymentStart purchase(@Nullable UUID fanId, @Nullable UUID userId, CreatePurchase request) {
        return purchase(new Starter(fanId, userId, null), request);
    }

    /// @throws ApiException 404 for a product that is not on sale, 403 `members_only` for one that only a membership
    /// opens, 409 when it is owned already or one's own
    public PaymentStart purchase(Starter starter, CreatePurchase request) {
        Product product = db.read(tx -> catalog.products().findAny(tx, request.productId()))
                .filter(p -> p.status() == ProductStatus.PUBLISHED)
                .filter(p -> catalog.publicCatalog().findProduct(p.id()).isPresent())
                .orElseThrow(ApiException::notFound);
        if (product.access() == ProductAccess.MEMBERS_ONLY) {
            throw ApiException.of(403, "members_only");
        }
        requireCurrency(request.currency(), product.currency());
        requireNotOwn(product.creatorId(), starter.userId());
        UUID fanId = starter.fanId();
        UUID buyer = buyerId(fanId, request.guestEmail(), null);
        var who = fans.buyer(buyer);
        Price price = price(product, request.amount(), request.discountCode());
        String claim = RandomTokens.next();
        UUID requested = request.id();
        var payment = new PaymentStore.NewPayment(
                requested == null ? Ids.next(clock) : requested,
                product.creatorId(),
                buyer,
                SaleKind.PRODUCT,
                product.id(),
                null,
                null,
                product.title(),
                price.amount(),
                product.currency(),
                RandomTokens.hash(claim),
                who.email(),
                price.discount() == null ? null : price.discount().id(),
                price.off(),
                price.discount() == null ? null : price.discount().code(),
                product.refundPolicy(),
                request.savePaymentMethod(),
                starter.key(claim));
        Opened opened = opened(payment);
        if (opened.row().amount() == 0) {
            return free(opened, claim);
        }
        PaymentStart start = withIntent(opened, who, claim);
        UUID method = request.paymentMethodId();
        if (method == null || fanId == null || start.status().isFinal()) {
            return start;
        }
        return new PaymentStart(
                start.paymentId(),
                payWithSaved(start.paymentId(), fanId, method),
                start.amount(),
                start.currency(),
                start.clientSecret(),
                start.publishableKey(),
                start.claimToken());
    }

    /// Who starts a payment: an account, or a guest's browser. `browser` is a random value that only that browser has;
    /// without one every request of a guest is somebody else's.
    public record Starter(
            @Nullable UUID fanId,
            @Nullable UUID userId,
            @Nullable String browser) {
        /// What tells one guest from another; null for an account.
        private @Nullable String key(String claim) {
            if (fanId != null) {
                return null;
            }
            return RandomTokens.hash(browser == null ? claim : browser);
        }
    }

    /// A payment that was opened, or found open. `starter` says that the caller is the one who started it.
    private record Opened(PaymentRow row, @Nullable String replacedIntent, boolean starter) {
        static Opened fresh(PaymentRow row) {
            return new Opened(row, null, true);
        }
    }

    private Opened opened(PaymentStore.NewPayment payment) {
        Opened opened;
        try {
            opened = db.inTransaction(tx -> open(tx, payment));
        } catch (RuntimeException e) {
            if (!Db.isUniqueViolation(e, "payments_one_open_per_product")
                    && !Db.isUniqueViolation(e, "payments_one_open_per_browser")) {
                throw e;
            }
            // The buyer's other request was first; now it is there to be found.
            opened = db.inTransaction(tx -> open(tx, payment));
        }
        String replaced = opened.replacedIntent();
        if (replaced != null) {
            try {
                stripe.cancelPaymentIntent(replaced);
            } catch (ProviderException e) {
                LOG.warn("intent {} is left to the sweeper: {}", replaced, e.toString());
            }
        }
        return opened;
    }

    private Opened open(Tx tx, PaymentStore.NewPayment payment) {
        Instant now = clock.instant();
        CreatorCurrency.hold(tx, payment.creatorId(), payment.currency());
        ledger.open(tx, payment.creatorId(), payment.currency(), now);
        Optional<PaymentRow> same = store.lock(tx, payment.id());
        if (same.isPresent()) {
            return repeated(tx, payment, same.get());
        }
        UUID product = Objects.requireNonNull(payment.productId());
        if (payment.startedBy() == null && store.owns(tx, payment.fanId(), product)) {
            throw ApiException.conflict("already_owned");
        }
        String replaced = null;
        Optional<PaymentRow> open = store.findOpenForProduct(tx, payment.fanId(), product, payment.startedBy());
        if (open.isPresent()) {
            PaymentRow row = open.get();
            if (row.amount() == payment.amount()
                    && row.discount() == payment.discount()
                    && Objects.equals(row.discountCodeId(), payment.discountCodeId())) {
                if (row.status() == PaymentStatus.FAILED) {
                    store.moveTo(tx, row.id(), PaymentStatus.CREATED, null, now);
                }
                hold(tx, row.discountCodeId(), row.id(), now);
                return shared(tx, store.lock(tx, row.id()).orElseThrow(), payment.claimHash());
            }
            // Another amount means another intent; the old one is closed here and, after the commit, at Stripe.
            store.moveTo(tx, row.id(), PaymentStatus.CANCELED, "replaced", now);
            replaced = row.stripePaymentIntentId();
        }
        if (!store.insert(tx, payment, now)) {
            // The same id was first by a moment; this transaction could not see it before.
            return repeated(tx, payment, store.lock(tx, payment.id()).orElseThrow());
        }
        hold(tx, payment.discountCodeId(), payment.id(), now);
        store.insertPurchase(tx, payment, now);
        return new Opened(store.lock(tx, payment.id()).orElseThrow(), replaced, true);
    }

    private void hold(Tx tx, @Nullable UUID code, UUID paymentId, Instant now) {
        if (code != null && !catalog.discountCodes().hold(tx, code, paymentId, now)) {
            throw ApiException.invalid("discountCode", "code_used_up");
        }
    }

    private PaymentStart free(Opened opened, String claim) {
        PaymentRow row = opened.row();
        Instant now = clock.instant();
        var outcome = db.inTransaction(tx -> booking.book(
                tx,
                List.of(new SaleBooking.Paid(
                        row.id(), null, null, 0, row.currency().name(), now, false)),
                now));
        if (outcome.get(row.id()) == SaleBooking.Outcome.BOOKED) {
            booked.accept(row.id());
        }
        return new PaymentStart(
                row.id(), PaymentStatus.SUCCEEDED, 0, row.currency(), null, null, opened.starter() ? claim : null);
    }

    private PaymentStart withIntent(Opened opened, Fans.Buyer who, String claim) {
        PaymentRow row = opened.row();
        if (!opened.starter()) {
            return start(row, null, null);
        }
        String known = row.clientSecret();
        if (known != null) {
            return start(row, known, claim);
        }
        try {
            PaymentIntent intent = fans.withCustomer(
                    who,
                    customer -> stripe.createPaymentIntent(new StripeGateway.IntentRequest(
                            row.id(),
                            row.amount(),
                            row.currency(),
                            customer,
                            row.kind().toString(),
                            row.creatorId(),
                            row.productId(),
                            row.title(),
                            row.saveMethod())));
            db.transact(
                    tx -> store.intentCreated(tx, row.id(), intent.getId(), intent.getClientSecret(), clock.instant()));
            return start(row, intent.getClientSecret(), claim);
        } catch (ProviderUnknownException e) {
            db.transact(
                    tx -> store.moveTo(tx, row.id(), PaymentStatus.UNKNOWN, "provider_unreachable", clock.instant()));
            throw ProviderAnswers.of(e);
        } catch (ProviderSetupException e) {
            // Nothing happened there: the payment stays as it was, and the same request goes on when it is mended.
            throw ProviderAnswers.of(e);
        } catch (ProviderRefusedException e) {
            db.transact(tx -> store.moveTo(tx, row.id(), PaymentStatus.FAILED, e.code(), clock.instant()));
            throw ProviderAnswers.of(e);
        }
    }

    /// Confirms a payment that was begun with one of the buyer's saved cards. What Stripe took is PROCESSING here until
    /// its event has been booked; `REQUIRES_ACTION` means that the bank wants to see the buyer.
    ///
    /// @throws ApiException 404 for somebody else's payment, 402 when the card is refused, 422 for an unknown card
    public PaymentStatus payWithSaved(UUID paymentId, UUID fanId, UUID methodId) {
        String method = db.read(tx -> tx.sql(
                                "SELECT stripe_payment_method_id FROM payment_methods WHERE id = :id AND fan_id = :fan")
                        .set("id", methodId)
                        .set("fan", fanId)
                        .first(r -> r.text("stripe_payment_method_id")))
                .orElseThrow(() -> ApiException.invalid("paymentMethodId", "unknown"));
        PaymentRow row = find(paymentId).filter(p -> p.fanId().equals(fanId)).orElseThrow(ApiException::notFound);
        String intent = row.stripePaymentIntentId();
        if (intent == null || row.status().isFinal()) {
            return row.status();
        }
        try {
            PaymentStatus status = PaymentIntents.status(
                    stripe.confirmWithSaved(intent, method, baseUrl.get() + "/thanks/" + paymentId));
            return status == PaymentStatus.SUCCEEDED ? PaymentStatus.PROCESSING : status;
        } catch (ProviderRefusedException e) {
            // A second press, or another tab, asks for what is paid already: that is no refusal.
            PaymentStatus meanwhile = refreshed(row).status();
            if (meanwhile == PaymentStatus.SUCCEEDED || meanwhile == PaymentStatus.PROCESSING) {
                return meanwhile;
            }
            throw ProviderAnswers.of(e);
        } catch (ProviderUnknownException e) {
            // The answer was lost, or another press is being answered: it may be paid. Whoever waits on the next page
            // is
            // told how it ended; nobody is told that nothing was charged.
            try {
                PaymentStatus meanwhile = refreshed(row).status();
                return meanwhile == PaymentStatus.REQUIRES_ACTION || meanwhile.isFinal()
                        ? meanwhile
                        : PaymentStatus.PROCESSING;
            } catch (ProviderException away) {
                LOG.warn("payment {} was confirmed without an answer: {}", paymentId, away.toString());
                return PaymentStatus.PROCESSING;
            }
        } catch (ProviderException e) {
            throw ProviderAnswers.of(e);
        }
    }

    private PaymentStart start(PaymentRow row, @Nullable String secret, @Nullable String claim) {
        return new PaymentStart(
                row.id(), row.status(), row.amount(), row.currency(), secret, stripe.publishableKey(), claim);
    }

    /// A payment as its buyer may see it: by their account, or by the claim token.
    public Optional<PaymentRow> findForBuyer(UUID paymentId, @Nullable UUID fanId, @Nullable String claimToken) {
        return db.read(tx -> store.find(tx, paymentId))
                .filter(p -> p.fanId().equals(fanId) || (claimToken != null && opens(paymentId, claimToken)));
    }

    /// Whether the token was given to whoever started that payment.
    public boolean opens(UUID paymentId, String claimToken) {
        return db.read(tx -> store.hasClaim(tx, paymentId, RandomTokens.hash(claimToken)));
    }

    /// The payment as Stripe has it now. A page that its buyer comes to from paying is faster than Stripe's event; a
    /// payment that is over, or that Stripe cannot tell about, is answered as it is here.
    public PaymentRow refreshed(PaymentRow p) {
        String intent = p.stripePaymentIntentId();
        if (intent == null || p.status().isFinal()) {
            return p;
        }
        try {
            refresh.accept(p.id(), intent);
        } catch (ProviderException e) {
            LOG.info("payment {} is shown as it was: {}", p.id(), e.toString());
        }
        return find(p.id()).orElse(p);
    }

    /// How [#refreshed] asks Stripe about a payment and its intent.
    void refreshBy(BiConsumer<UUID, String> asking) {
        this.refresh = asking;
    }

    public Optional<PaymentRow> find(UUID paymentId) {
        return db.read(tx -> store.find(tx, paymentId));
    }
}
