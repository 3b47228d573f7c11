package gg.tap2.server.fanweb;

import gg.tap2.model.billing.CreatePurchase;
import gg.tap2.model.billing.CreateTip;
import gg.tap2.model.billing.PaymentStart;
import gg.tap2.model.billing.PaymentStatus;
import gg.tap2.model.common.AmountLimits;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Ids;
import gg.tap2.model.common.TypedNumber;
import gg.tap2.server.billing.BillingFeature;
import gg.tap2.server.billing.Payments;
import gg.tap2.server.catalog.PublicCatalog;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Principal;
import gg.tap2.server.platform.http.Routing;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The forms before paying: a product's and a tip's. A form that comes back with an error holds everything that was
/// typed, the choice to stay anonymous first of all.
final class CheckoutPages {
    private final Web web;
    private final PublicCatalog catalog;
    private final BillingFeature billing;
    private final InstantSource clock;
    private final GuestBrowser browser;
    private final PaymentDoor door;
    private final OneClick oneClick;

    CheckoutPages(Web web, PublicCatalog catalog, BillingFeature billing, PaymentDoor door, InstantSource clock) {
        this.door = door;
        this.web = web;
        this.catalog = catalog;
        this.billing = billing;
        this.clock = clock;
        this.browser = new GuestBrowser(web::base);
        this.oneClick = new OneClick(billing);
    }

    void register(Routing r) {
        r.page("/checkout/product/{id}", Access.PUBLIC, c -> productForm(c, null));
        r.form("/checkout/product/{id}", Access.FAN_OR_GUEST, this::buy);
        r.page("/checkout/tip/{slug}", Access.PUBLIC, c -> tipForm(c, null));
        r.form("/checkout/tip/{slug}", Access.FAN_OR_GUEST, this::tip);
    }

    private void productForm(Call c, @Nullable ApiException problem) {
        var p = catalog.findProduct(c.id()).orElseThrow(ApiException::notFound);
        if (p.membersOnly()) {
            // Its page offers the memberships that open it.
            c.redirect("/@" + p.creatorSlug() + "/" + p.id());
            return;
        }
        var v = web.view(c, "checkout.title");
        v.noindex = true;
        v.theme = catalog.findCreator(p.creatorSlug())
                .map(x -> Theme.path(x.themeColors()))
                .orElse(null);
        web.explain(c, v, problem);
        Long suggested = p.suggestedPrice();
        boolean paid = p.price() > 0 || p.payWhatYouWant();
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
                        c.field("amount").orElse(v.plain(suggested == null ? p.price() : suggested, p.currency())),
                        "code",
                        c.field("code").or(() -> c.query("code")).orElse(""),
                        "save",
                        c.field("save").isPresent(),
                        "cards",
                        paid ? oneClick.card(Web.fan(c)) : List.of()));
    }

    private void buy(Call c) {
        var p = catalog.findProduct(c.id()).orElseThrow(ApiException::notFound);
        try {
            Long amount = p.payWhatYouWant() ? amount(c, "amount", p.currency()) : null;
            var request = new CreatePurchase(
                    id(c),
                    p.id(),
                    amount,
                    // What the page showed: prices keep their numbers when a creator changes the currency.
                    c.field("currency").orElse(null),
                    c.field("code").orElse(null),
                    email(c),
                    null,
                    c.field("save").isPresent() && Web.fan(c) != null);
            Call.validate(request);
            var start = billing.payments().purchase(starter(c), request);
            UUID card = c.field("card").flatMap(Web::uuid).orElse(null);
            UUID fan = Web.fan(c);
            if (card == null
                    || fan == null
                    || start.status().isFinal()
                    || c.field("currency").isEmpty()
                    || start.amount() != shown(c, amount)) {
                // A code makes another amount than the button said: the next page says it before anything is paid.
                proceed(c, start);
            } else {
                c.redirect(oneClick.pay(start.paymentId(), fan, card));
            }
        } catch (ApiException e) {
            if (e.code().equals("already_owned")) {
                c.redirect("/library/" + p.id());
                return;
            }
            productForm(c, Web.shown(e));
        }
    }

    /// What the button with the card said: its own amount, or the one that was typed.
    private static long shown(Call c, @Nullable Long typed) {
        return typed != null
                ? typed
                : c.field("shown")
                        .filter(s -> s.matches("\\d{1,12}"))
                        .map(Long::parseLong)
                        .orElse(-1L);
    }

    private Payments.Starter starter(Call c) {
        UUID fan = Web.fan(c);
        return new Payments.Starter(
                fan, c.findPrincipal().map(Principal::userId).orElse(null), fan == null ? browser.of(c) : null);
    }

    private static @Nullable String email(Call c) {
        if (Web.fan(c) != null) {
            return null;
        }
        return c.field("email").map(String::strip).orElseThrow(() -> ApiException.invalid("guestEmail", "required"));
    }

    private static @Nullable UUID id(Call c) {
        return c.field("id").flatMap(Web::uuid).orElse(null);
    }

    /// Reads an amount as people write it: a point or a comma before the decimals, and the currency's sign or name.
    ///
    /// @throws ApiException 422 for anything else, with an example
    static long amount(Call c, String field, Currency currency) {
        String raw = c.field(field).orElse("");
        if (raw.isBlank()) {
            throw ApiException.invalid("amount", "required");
        }
        return TypedNumber.amount(raw, currency).orElseThrow(() -> ApiException.invalid("amount", "amount_format"));
    }

    private void tipForm(Call c, @Nullable ApiException problem) {
        var creator = catalog.findCreator(c.path("slug")).orElseThrow(ApiException::notFound);
        var v = web.view(c, "tip.title");
        v.noindex = true;
        v.theme = Theme.path(creator.themeColors());
        web.explain(c, v, problem);
        List<Long> presets = creator.tipPresets().isEmpty()
                ? AmountLimits.of(creator.currency()).tipPresets()
                : creator.tipPresets();
        String preset = v.plain(presets.getFirst(), creator.currency());
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
                        c.field("message").orElse(""),
                        "anonymous",
                        c.field("anonymous").isPresent()));
    }

    private void tip(Call c) {
        var creator = catalog.findCreator(c.path("slug")).orElseThrow(ApiException::notFound);
        try {
            var request = new CreateTip(
                    id(c),
                    amount(c, "amount", creator.currency()),
                    c.field("currency").orElse(null),
                    c.field("message").orElse(null),
                    c.field("anonymous").isPresent(),
                    creator.slug(),
                    email(c),
                    c.field("name").orElse(null));
            Call.validate(request);
            proceed(c, billing.payments().tip(starter(c), request));
        } catch (ApiException e) {
            tipForm(c, Web.shown(e));
        }
    }

    private void proceed(Call c, PaymentStart start) {
        String token = start.claimToken();
        boolean paid = start.status() == PaymentStatus.SUCCEEDED;
        String way = (paid ? "/thanks/" : "/pay/") + start.paymentId();
        if (token == null) {
            c.redirect(way);
            return;
        }
        door.keep(c, start.paymentId(), token);
        c.redirect(way + "?t=" + token + (paid ? "" : "&c=1"));
    }
}
