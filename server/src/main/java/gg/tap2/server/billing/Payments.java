package gg.tap2.server.billing;

import com.stripe.model.PaymentIntent;
import gg.tap2.model.billing.CreatePurchase;
import gg.tap2.model.billing.CreateTip;
import gg.tap2.model.billing.PaymentStart;
import gg.tap2.model.billing.PaymentStatus;
import gg.tap2.model.catalog.DiscountCode;
import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.ProductStatus;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Ids;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.server.catalog.CatalogFeature;
import gg.tap2.server.ledger.Ledger;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.stripe.ProviderRefusedException;
import gg.tap2.server.stripe.ProviderUnknownException;
import gg.tap2.server.stripe.StripeGateway;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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

    /// @throws ApiException 404 for an unknown creator, 422 for another currency, 409 for one's own page
    public PaymentStart tip(@Nullable UUID fanId, @Nullable UUID userId, CreateTip request) {
        var creator = catalog.publicCatalog().findCreator(request.creatorSlug()).orElseThrow(ApiException::notFound);
        requireCurrency(request.currency(), creator.currency());
        requireNotOwn(creator.id(), userId);
        UUID buyer = buyerId(fanId, request.guestEmail(), request.guestName());
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
                "",
                false);
        PaymentRow row = db.inTransaction(tx -> {
            ledger.open(tx, creator.id(), creator.currency(), clock.instant());
            boolean fresh = store.insert(tx, payment, clock.instant());
            if (fresh) {
                store.insertTip(
                        tx, payment, request.message(), request.anonymous(), request.guestName(), clock.instant());
            }
            return mine(tx, payment, fresh);
        });
        return withIntent(row, who, payment.saveMethod(), claim);
    }

    /// A repeat must come from the same buyer and mean the same payment; it gets a fresh claim token.
    private PaymentRow mine(Tx tx, PaymentStore.NewPayment wanted, boolean fresh) {
        PaymentRow row = store.lock(tx, wanted.id()).orElseThrow();
        if (!fresh) {
            if (!row.fanId().equals(wanted.fanId())
                    || row.amount() != wanted.amount()
                    || !row.creatorId().equals(wanted.creatorId())) {
                throw ApiException.conflict("id_taken");
            }
            String hash = wanted.claimHash();
            if (hash != null) {
                store.claim(tx, row.id(), hash);
            }
        }
        return row;
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

    /// What a product costs a buyer, discount applied.
    public record Price(long amount, @Nullable DiscountCode discount) {}

    /// @throws ApiException 422 for an amount below the price or an unusable code
    public Price price(Product product, @Nullable Long amount, @Nullable String code) {
        long base = product.price();
        if (product.payWhatYouWant()) {
            Long suggested = product.suggestedPrice();
            base = amount != null ? amount : suggested != null ? suggested : product.price();
            if (base < product.price() || (base != 0 && base < SaveProduct.MIN_PRICE)) {
                throw ApiException.invalid(
                        "amount",
                        "out_of_range",
                        Math.max(product.price(), SaveProduct.MIN_PRICE),
                        SaveProduct.MAX_PRICE);
            }
        } else if (amount != null && amount != product.price()) {
            throw ApiException.invalid("amount", "out_of_range", product.price(), product.price());
        }
        if (code == null || code.isBlank()) {
            return new Price(base, null);
        }
        DiscountCode discount = db.read(tx -> catalog.discountCodes()
                        .findUsable(tx, product.creatorId(), code, product.id(), clock.instant()))
                .orElseThrow(() -> ApiException.invalid("discountCode", "unknown"));
        return new Price(DiscountCodes.applied(discount, base), discount);
    }

    private static final class DiscountCodes {
        static long applied(DiscountCode d, long base) {
            return gg.tap2.server.catalog.DiscountCodes.apply(d, base, SaveProduct.MIN_PRICE);
        }
    }

    /// @throws ApiException 404 for a product that is not on sale, 409 when it is owned already or one's own
    public PaymentStart purchase(@Nullable UUID fanId, @Nullable UUID userId, CreatePurchase request) {
        Product product = db.read(tx -> catalog.products().findAny(tx, request.productId()))
                .filter(p -> p.status() == ProductStatus.PUBLISHED)
                .filter(p -> catalog.publicCatalog().findProduct(p.id()).isPresent())
                .orElseThrow(ApiException::notFound);
        requireCurrency(request.currency(), product.currency());
        requireNotOwn(product.creatorId(), userId);
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
                product.refundPolicy(),
                request.savePaymentMethod());
        PaymentRow row = opened(payment, fanId != null);
        if (row.amount() == 0) {
            return free(row, claim);
        }
        PaymentStart start = withIntent(row, who, payment.saveMethod(), claim);
        UUID method = request.paymentMethodId();
        if (method == null || fanId == null) {
            return start;
        }
        return new PaymentStart(
                row.id(),
                payWithSaved(row.id(), fanId, method),
                start.amount(),
                start.currency(),
                start.clientSecret(),
                start.publishableKey(),
                start.claimToken());
    }

    private record Opened(PaymentRow row, @Nullable String replacedIntent) {}

    private PaymentRow opened(PaymentStore.NewPayment payment, boolean signedIn) {
        Opened opened;
        try {
            opened = db.inTransaction(tx -> open(tx, payment, signedIn));
        } catch (RuntimeException e) {
            if (!Db.isUniqueViolation(e, "payments_one_open_per_product")) {
                throw e;
            }
            // The buyer's other request was first; now it is there to be found.
            opened = db.inTransaction(tx -> open(tx, payment, signedIn));
        }
        String replaced = opened.replacedIntent();
        if (replaced != null) {
            try {
                stripe.cancelPaymentIntent(replaced);
            } catch (ProviderUnknownException | ProviderRefusedException e) {
                LOG.warn("intent {} is left to the sweeper: {}", replaced, e.toString());
            }
        }
        return opened.row();
    }

    private Opened open(Tx tx, PaymentStore.NewPayment payment, boolean signedIn) {
        Instant now = clock.instant();
        ledger.open(tx, payment.creatorId(), payment.currency(), now);
        Optional<PaymentRow> same = store.find(tx, payment.id());
        if (same.isPresent()) {
            return new Opened(mine(tx, payment, false), null);
        }
        String replaced = null;
        UUID product = java.util.Objects.requireNonNull(payment.productId());
        if (signedIn
                && tx.sql("SELECT 1 FROM grants WHERE fan_id = :fan AND product_id = :product AND revoked_at IS NULL")
                        .set("fan", payment.fanId())
                        .set("product", product)
                        .exists()) {
            throw ApiException.conflict("already_owned");
        }
        Optional<PaymentRow> open = store.findOpenForProduct(tx, payment.fanId(), product);
        if (open.isPresent()) {
            PaymentRow row = open.get();
            if (row.amount() == payment.amount()) {
                String hash = payment.claimHash();
                if (hash != null) {
                    store.claim(tx, row.id(), hash);
                }
                if (row.status() == PaymentStatus.FAILED) {
                    store.moveTo(tx, row.id(), PaymentStatus.CREATED, null, now);
                }
                return new Opened(store.lock(tx, row.id()).orElseThrow(), null);
            }
            // Another amount means another intent; the old one is closed here and, after the commit, at Stripe.
            store.moveTo(tx, row.id(), PaymentStatus.CANCELED, "replaced", now);
            replaced = row.stripePaymentIntentId();
        }
        UUID discount = payment.discountCodeId();
        if (discount != null && !catalog.discountCodes().redeem(tx, discount)) {
            throw ApiException.invalid("discountCode", "unknown");
        }
        if (!store.insert(tx, payment, now)) {
            throw ApiException.conflict("id_taken");
        }
        store.insertPurchase(tx, payment, now);
        return new Opened(store.lock(tx, payment.id()).orElseThrow(), replaced);
    }

    private PaymentStart free(PaymentRow row, String claim) {
        Instant now = clock.instant();
        var outcome = db.inTransaction(tx -> booking.book(
                tx,
                List.of(new SaleBooking.Paid(
                        row.id(), null, null, 0, row.currency().name(), now, false)),
                now));
        if (outcome.get(row.id()) == SaleBooking.Outcome.BOOKED) {
            booked.accept(row.id());
        }
        return new PaymentStart(row.id(), PaymentStatus.SUCCEEDED, 0, row.currency(), null, null, claim);
    }

    private PaymentStart withIntent(PaymentRow row, Fans.Buyer who, boolean save, String claim) {
        if (row.status().isFinal()) {
            return start(row, row.clientSecret(), claim);
        }
        String known = row.clientSecret();
        if (known != null) {
            return start(row, known, claim);
        }
        try {
            PaymentIntent intent = stripe.createPaymentIntent(new StripeGateway.IntentRequest(
                    row.id(),
                    row.amount(),
                    row.currency(),
                    fans.customer(who),
                    row.kind().toString(),
                    row.creatorId(),
                    row.productId(),
                    row.title(),
                    save));
            db.transact(
                    tx -> store.intentCreated(tx, row.id(), intent.getId(), intent.getClientSecret(), clock.instant()));
            return start(row, intent.getClientSecret(), claim);
        } catch (ProviderUnknownException e) {
            db.transact(
                    tx -> store.moveTo(tx, row.id(), PaymentStatus.UNKNOWN, "provider_unreachable", clock.instant()));
            throw ApiException.unavailable("payment_provider_unavailable", 3);
        } catch (ProviderRefusedException e) {
            db.transact(tx -> store.moveTo(tx, row.id(), PaymentStatus.FAILED, e.code(), clock.instant()));
            throw ApiException.of(402, "payment_refused", e.code());
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
            throw ApiException.of(402, "payment_refused", e.code());
        } catch (ProviderUnknownException e) {
            throw ApiException.unavailable("payment_provider_unavailable", 3);
        }
    }

    private PaymentStart start(PaymentRow row, @Nullable String secret, String claim) {
        return new PaymentStart(
                row.id(), row.status(), row.amount(), row.currency(), secret, stripe.publishableKey(), claim);
    }

    /// A payment as its buyer may see it: by their account, or by the claim token.
    public Optional<PaymentRow> findForBuyer(UUID paymentId, @Nullable UUID fanId, @Nullable String claimToken) {
        return db.read(tx -> store.find(tx, paymentId))
                .filter(p -> p.fanId().equals(fanId)
                        || (claimToken != null && RandomTokens.hash(claimToken).equals(p.claimHash())));
    }

    public Optional<PaymentRow> find(UUID paymentId) {
        return db.read(tx -> store.find(tx, paymentId));
    }
}
