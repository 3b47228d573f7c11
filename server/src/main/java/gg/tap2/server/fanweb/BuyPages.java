package gg.tap2.server.fanweb;

import gg.tap2.model.billing.CreatePurchase;
import gg.tap2.model.billing.CreateSubscription;
import gg.tap2.model.billing.CreateTip;
import gg.tap2.model.billing.PaymentMethod;
import gg.tap2.model.billing.PaymentStart;
import gg.tap2.model.billing.PaymentStatus;
import gg.tap2.model.catalog.BillingInterval;
import gg.tap2.model.catalog.PublicCreator;
import gg.tap2.model.catalog.PublicTier;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Ids;
import gg.tap2.server.billing.BillingFeature;
import gg.tap2.server.billing.PaymentRow;
import gg.tap2.server.catalog.PublicCatalog;
import gg.tap2.server.library.LibraryFeature;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Principal;
import gg.tap2.server.platform.http.Routing;
import io.helidon.http.HeaderValues;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// From a price to the goods: the form, the card entry, the thank-you page.
final class BuyPages {
    private final Web web;
    private final PublicCatalog catalog;
    private final BillingFeature billing;
    private final LibraryFeature library;
    private final StripeScript stripe;
    private final InstantSource clock;

    BuyPages(
            Web web,
            PublicCatalog catalog,
            BillingFeature billing,
            LibraryFeature library,
            StripeScript stripe,
            InstantSource clock) {
        this.web = web;
        this.catalog = catalog;
        this.billing = billing;
        this.library = library;
        this.stripe = stripe;
        this.clock = clock;
    }

    void register(Routing r) {
        r.page("/checkout/product/{id}", Access.PUBLIC, c -> productForm(c, null));
        r.form("/checkout/product/{id}", Access.FAN_OR_GUEST, this::buy);
        r.page("/checkout/tip/{slug}", Access.PUBLIC, c -> tipForm(c, null));
        r.form("/checkout/tip/{slug}", Access.FAN_OR_GUEST, this::tip);
        r.page("/pay/{id}", Access.PUBLIC, c -> pay(c, null));
        r.form("/pay/{id}", Access.FAN, this::payWithSaved);
        r.page("/thanks/{id}", Access.PUBLIC, this::thanks);
        r.page("/join/{slug}/{tier}", Access.FAN, c -> joinForm(c, null));
        r.form("/join/{slug}/{tier}", Access.FAN, this::join);
    }

    private void productForm(Call c, @Nullable ApiException problem) {
        var p = catalog.findProduct(c.id()).orElseThrow(ApiException::notFound);
        var v = web.view(c, "checkout.title");
        v.noindex = true;
        v.theme = catalog.findCreator(p.creatorSlug())
                .map(x -> Theme.path(x.themeColors()))
                .orElse(null);
        v.error = problem == null ? null : web.message(c, problem);
        Long suggested = p.suggestedPrice();
        web.send(
                c,
                problem == null ? 200 : problem.status(),
                "checkout",
                v,
                Map.of(
                        "p",
                        p,
                        "id",
                        Ids.next(clock),
                        "email",
                        c.field("email").orElse(""),
                        "amount",
                        v.plain(suggested == null ? p.price() : suggested, p.currency()),
                        "code",
                        c.field("code").or(() -> c.query("code")).orElse("")));
    }

    private void buy(Call c) {
        var p = catalog.findProduct(c.id()).orElseThrow(ApiException::notFound);
        try {
            Long amount = p.payWhatYouWant() ? amount(c, "amount", p.currency()) : null;
            var request = new CreatePurchase(
                    id(c),
                    p.id(),
                    amount,
                    null,
                    c.field("code").orElse(null),
                    email(c),
                    null,
                    c.field("save").isPresent() && Web.fan(c) != null);
            Call.validate(request);
            proceed(c, billing.payments().purchase(Web.fan(c), user(c), request));
        } catch (ApiException e) {
            if (e.code().equals("already_owned")) {
                c.redirect("/library/" + p.id());
                return;
            }
            productForm(c, shown(e));
        }
    }

    private static ApiException shown(ApiException e) {
        if (e.status() == 404 || e.status() >= 500) {
            throw e;
        }
        return e;
    }

    private static @Nullable UUID user(Call c) {
        return c.findPrincipal().map(Principal::userId).orElse(null);
    }

    private static @Nullable String email(Call c) {
        if (Web.fan(c) != null) {
            return null;
        }
        return c.field("email").map(String::strip).orElseThrow(() -> ApiException.invalid("guestEmail", "required"));
    }

    private static @Nullable UUID id(Call c) {
        return c.field("id").flatMap(BuyPages::uuid).orElse(null);
    }

    /// Reads an amount as people write it, with a point or a comma.
    static long amount(Call c, String field, Currency currency) {
        String raw = c.field(field).orElse("").strip().replace(',', '.');
        if (!raw.matches("\\d{1,8}(\\.\\d{1,2})?")) {
            throw ApiException.invalid("amount", "invalid");
        }
        try {
            return new java.math.BigDecimal(raw)
                    .movePointRight(currency.minorDigits())
                    .longValueExact();
        } catch (ArithmeticException e) {
            throw ApiException.invalid("amount", "invalid");
        }
    }

    private void tipForm(Call c, @Nullable ApiException problem) {
        var creator = catalog.findCreator(c.path("slug")).orElseThrow(ApiException::notFound);
        var v = web.view(c, "tip.title");
        v.noindex = true;
        v.theme = Theme.path(creator.themeColors());
        v.error = problem == null ? null : web.message(c, problem);
        String preset = creator.tipPresets().isEmpty()
                ? "5"
                : v.plain(creator.tipPresets().getFirst(), creator.currency());
        String other = c.query("other").filter(s -> s.matches("[0-9.,]{1,10}")).orElse("");
        String amount = c.field("amount")
                .orElse(
                        other.isBlank()
                                ? c.query("amount")
                                        .filter(s -> s.matches("[0-9.,]{1,10}"))
                                        .orElse(preset)
                                : other);
        web.send(
                c,
                problem == null ? 200 : problem.status(),
                "tip",
                v,
                Map.of(
                        "creator",
                        creator,
                        "id",
                        Ids.next(clock),
                        "amount",
                        amount,
                        "email",
                        c.field("email").orElse(""),
                        "name",
                        c.field("name").orElse(""),
                        "message",
                        c.field("message").orElse("")));
    }

    private void tip(Call c) {
        var creator = catalog.findCreator(c.path("slug")).orElseThrow(ApiException::notFound);
        try {
            var request = new CreateTip(
                    id(c),
                    amount(c, "amount", creator.currency()),
                    null,
                    c.field("message").orElse(null),
                    c.field("anonymous").isPresent(),
                    creator.slug(),
                    email(c),
                    c.field("name").orElse(null));
            Call.validate(request);
            proceed(c, billing.payments().tip(Web.fan(c), user(c), request));
        } catch (ApiException e) {
            tipForm(c, shown(e));
        }
    }

    private static void proceed(Call c, PaymentStart start) {
        String token = start.claimToken();
        c.redirect((start.status() == PaymentStatus.SUCCEEDED ? "/thanks/" : "/pay/")
                + start.paymentId()
                + (token == null ? "" : "?t=" + token));
    }

    private PaymentRow mine(Call c) {
        String token = c.query("t").orElse(null);
        UUID fan = Web.fan(c);
        return billing.payments()
                .find(c.id())
                .filter(p -> p.fanId().equals(fan)
                        || (token != null && library.links().opensPayment(p.id(), token)))
                .orElseThrow(ApiException::notFound);
    }

    private static String back(Call c, UUID id) {
        return "/thanks/" + id + c.query("t").map(t -> "?t=" + t).orElse("");
    }

    private void pay(Call c, @Nullable ApiException problem) {
        var p = mine(c);
        String secret = p.clientSecret();
        if (p.status().isFinal() || p.status() == PaymentStatus.PROCESSING || secret == null) {
            c.redirect(back(c, p.id()));
            return;
        }
        UUID fan = Web.fan(c);
        drawPay(c, p, secret, fan == null ? List.of() : billing.paymentMethods().list(fan), "pay", problem);
    }

    private void drawPay(
            Call c,
            PaymentRow p,
            String secret,
            List<PaymentMethod> cards,
            String mode,
            @Nullable ApiException problem) {
        var v = web.view(c, "pay.title");
        stripe.on(v);
        v.error = problem == null ? null : web.message(c, problem);
        web.send(
                c,
                problem == null ? 200 : problem.status(),
                "pay",
                v,
                Map.of(
                        "p", p,
                        "secret", secret,
                        "key", stripe.publishableKey(),
                        "cards", cards,
                        "mode", mode,
                        "back", web.base() + back(c, p.id())));
    }

    /// One click with a card that Stripe keeps; where the bank asks for more, the page opens the bank's dialog.
    private void payWithSaved(Call c) {
        var p = mine(c);
        try {
            UUID card = c.field("card")
                    .flatMap(BuyPages::uuid)
                    .orElseThrow(() -> ApiException.invalid("paymentMethodId", "unknown"));
            PaymentStatus status = billing.payments().payWithSaved(p.id(), c.fanId(), card);
            String secret = p.clientSecret();
            if (status == PaymentStatus.REQUIRES_ACTION && secret != null) {
                drawPay(c, p, secret, List.of(), "action", null);
            } else {
                c.redirect(back(c, p.id()));
            }
        } catch (ApiException e) {
            pay(c, shown(e));
        }
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void thanks(Call c) {
        var p = mine(c);
        boolean done = p.status() == PaymentStatus.SUCCEEDED;
        boolean over = p.status() == PaymentStatus.FAILED || p.status() == PaymentStatus.CANCELED;
        var v = web.view(c, done ? "thanks.title" : over ? "thanks.failed" : "thanks.waiting");
        v.noindex = true;
        v.refresh = !done && !over;
        UUID product = p.productId();
        List<LibraryFeature.IssuedLinks.Address> files = List.of();
        String hidden = "";
        if (done && product != null && library.entitlements().mayOpen(p.fanId(), product)) {
            var detail = library.library().open(p.fanId(), product);
            hidden = detail.hiddenContent();
            if (!detail.files().isEmpty()) {
                var link = library.links().current(p.fanId(), product);
                files = detail.files().stream()
                        .map(f -> new LibraryFeature.IssuedLinks.Address(f.id(), f.title(), link.path(f.id())))
                        .toList();
            }
        }
        c.response().headers().set(HeaderValues.create("Referrer-Policy", "no-referrer"));
        web.send(
                c,
                "thanks",
                v,
                Map.of(
                        "p",
                        p,
                        "done",
                        done,
                        "over",
                        over,
                        "files",
                        files,
                        "hidden",
                        hidden,
                        "token",
                        c.query("t").map(t -> "?t=" + t).orElse("")));
    }

    private record Offer(PublicCreator creator, PublicTier tier) {}

    private Offer offer(Call c) {
        var creator = catalog.findCreator(c.path("slug")).orElseThrow(ApiException::notFound);
        return new Offer(
                creator,
                catalog.tiers(creator.id()).stream()
                        .filter(t -> t.id().equals(c.id("tier")))
                        .findFirst()
                        .orElseThrow(ApiException::notFound));
    }

    private void joinForm(Call c, @Nullable ApiException problem) {
        var offer = offer(c);
        var v = web.view(c, "join.title");
        v.noindex = true;
        v.theme = Theme.path(offer.creator().themeColors());
        v.error = problem == null ? null : web.message(c, problem);
        web.send(
                c,
                problem == null ? 200 : problem.status(),
                "join",
                v,
                Map.of("creator", offer.creator(), "tier", offer.tier()));
    }

    private void join(Call c) {
        var tier = offer(c).tier();
        try {
            var interval = c.field("interval").filter("year"::equals).isPresent()
                    ? BillingInterval.YEAR
                    : BillingInterval.MONTH;
            c.redirect(billing.subscriptions()
                    .start(c.fanId(), new CreateSubscription(null, tier.id(), interval))
                    .checkoutUrl());
        } catch (ApiException e) {
            joinForm(c, shown(e));
        }
    }
}
