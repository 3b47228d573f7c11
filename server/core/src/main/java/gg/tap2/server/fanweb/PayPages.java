package gg.tap2.server.fanweb;

import gg.tap2.model.billing.PaymentMethod;
import gg.tap2.model.billing.PaymentStatus;
import gg.tap2.server.billing.BillingFeature;
import gg.tap2.server.billing.PaymentRow;
import gg.tap2.server.catalog.PublicCatalog;
import gg.tap2.server.library.LibraryFeature;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Proof;
import gg.tap2.server.platform.http.Routing;
import io.helidon.http.HeaderValues;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Paying and what follows: the card entry and the thank-you page. Both say what Stripe says of the payment, also when
/// its event is not here yet.
final class PayPages {
    private final Web web;
    private final PublicCatalog catalog;
    private final BillingFeature billing;
    private final LibraryFeature library;
    private final StripeScript stripe;
    private final PaymentDoor door;

    PayPages(
            Web web,
            PublicCatalog catalog,
            BillingFeature billing,
            LibraryFeature library,
            StripeScript stripe,
            PaymentDoor door) {
        this.door = door;
        this.web = web;
        this.catalog = catalog;
        this.billing = billing;
        this.library = library;
        this.stripe = stripe;
    }

    void register(Routing r) {
        r.page("/pay/{id}", Access.PUBLIC, Proof.OWNER, c -> pay(c, null));
        r.form("/pay/{id}", Access.FAN, this::payWithSaved);
        r.page("/thanks/{id}", Access.PUBLIC, this::thanks);
    }

    private PaymentRow mine(Call c) {
        return door.find(c).orElseThrow(ApiException::notFound);
    }

    private String back(Call c, UUID id) {
        return "/thanks/" + id + door.suffix(c, id);
    }

    /// Stripe's script reads the address of its page and where its reader came from, so the token leaves the address
    /// first. A browser that does not bring the cookie back keeps none.
    private void withoutToken(Call c, PaymentRow p, String token) {
        String here = "/pay/" + p.id();
        if (door.known(c, p)) {
            c.redirect(here);
        } else if (c.query("c").isEmpty()) {
            door.keep(c, p.id(), token);
            c.redirect(here + door.suffix(c, p.id()) + "&c=1");
        } else {
            var v = web.view(c, "cookies.title");
            v.noindex = true;
            v.changing = true;
            web.send(c, "cookies", v, Map.of("again", here + door.suffix(c, p.id())));
        }
    }

    private void pay(Call c, @Nullable ApiException problem) {
        var p = billing.payments().refreshed(mine(c));
        String secret = p.clientSecret();
        if (p.status().isFinal() || p.status() == PaymentStatus.PROCESSING || secret == null) {
            c.redirect(back(c, p.id()));
            return;
        }
        Optional<String> token = c.query("t");
        if (token.isPresent()) {
            withoutToken(c, p, token.get());
            return;
        }
        UUID fan = Web.fan(c);
        List<PaymentMethod> cards =
                fan == null ? List.of() : billing.paymentMethods().list(fan);
        boolean bank = problem == null
                && p.status() == PaymentStatus.REQUIRES_ACTION
                && c.query("bank").isPresent();
        drawPay(c, p, secret, bank ? List.of() : cards, bank ? "action" : "pay", problem);
    }

    private void drawPay(
            Call c,
            PaymentRow p,
            String secret,
            List<PaymentMethod> cards,
            String mode,
            @Nullable ApiException problem) {
        var v = web.view(c, "pay.title");
        v.noindex = true;
        v.changing = true;
        stripe.on(v);
        web.explain(c, v, problem);
        if (problem == null) {
            c.query("declined")
                    .flatMap(id -> cards.stream()
                            .filter(k -> k.id().toString().equals(id))
                            .findFirst())
                    .ifPresent(k -> v.error = v.t("pay.declined", v.brand(k.brand()), k.last4()));
        }
        web.send(
                c,
                problem == null ? 200 : problem.status(),
                "pay",
                v,
                Map.of(
                        "p",
                        p,
                        "what",
                        what(v, p),
                        "secret",
                        secret,
                        "key",
                        stripe.publishableKey(),
                        "cards",
                        cards,
                        "mode",
                        mode,
                        "back",
                        web.base() + "/thanks/" + p.id()));
    }

    /// What is paid for, in the reader's language: a tip has no title of its own.
    private String what(View v, PaymentRow p) {
        return v.sale(p.kind(), p.title(), catalog.nameOf(p.creatorId()));
    }

    /// One click with a card that Stripe keeps; where the bank asks for more, the page opens the bank's dialog.
    private void payWithSaved(Call c) {
        var p = mine(c);
        try {
            UUID card = c.field("card")
                    .flatMap(Web::uuid)
                    .orElseThrow(() -> ApiException.invalid("paymentMethodId", "unknown"));
            PaymentStatus status = billing.payments().payWithSaved(p.id(), c.fanId(), card);
            String secret = p.clientSecret();
            if (status == PaymentStatus.REQUIRES_ACTION && secret != null) {
                drawPay(c, p, secret, List.of(), "action", null);
            } else {
                c.redirect(back(c, p.id()));
            }
        } catch (ApiException e) {
            pay(c, Web.shown(e));
        }
    }

    /// How a payment stands, as a reader has to be told.
    private enum Standing {
        DONE,
        RETURNED,
        WAITING,
        UNPAID,
        DECLINED,
        CLOSED;

        static Standing of(PaymentRow p) {
            return switch (p.status()) {
                case SUCCEEDED -> p.amount() > 0 && p.refunded() == p.amount() ? RETURNED : DONE;
                case PROCESSING, UNKNOWN -> WAITING;
                case CREATED, REQUIRES_ACTION -> UNPAID;
                case FAILED -> DECLINED;
                case CANCELED -> CLOSED;
            };
        }

        String title() {
            return switch (this) {
                case DONE -> "thanks.title";
                case RETURNED -> "thanks.returned";
                case WAITING, UNPAID -> "thanks.waiting";
                case DECLINED, CLOSED -> "thanks.failed";
            };
        }
    }

    private void thanks(Call c) {
        var known = door.find(c);
        // A bank's app may lead back to another browser than the one that paid. It is told how the payment stands.
        var p = billing.payments().refreshed(known.or(() -> returning(c)).orElseThrow(ApiException::notFound));
        Standing standing = Standing.of(p);
        var v = web.view(c, standing.title());
        v.noindex = true;
        v.changing = true;
        v.refresh = switch (standing) {
            case WAITING -> 2;
            case UNPAID, DECLINED -> 8;
            case DONE, RETURNED, CLOSED -> 0;
        };
        UUID product = p.productId();
        List<LibraryFeature.IssuedLinks.Address> files = List.of();
        String hidden = "";
        if (known.isPresent()
                && standing == Standing.DONE
                && product != null
                && library.entitlements().paymentOpens(p.id(), product)) {
            var detail = library.library().goods(product);
            hidden = detail.hiddenContent();
            if (!detail.files().isEmpty()) {
                var link = library.links().ofPayment(p.fanId(), product, p.id());
                files = detail.files().stream()
                        .map(f -> new LibraryFeature.IssuedLinks.Address(f.id(), f.title(), link.path(f.id())))
                        .toList();
            }
        }
        String suffix = door.suffix(c, p.id());
        c.response().headers().set(HeaderValues.create("Referrer-Policy", "no-referrer"));
        web.send(
                c,
                "thanks",
                v,
                Map.of(
                        "p",
                        p,
                        "what",
                        what(v, p),
                        "standing",
                        standing.name().toLowerCase(Locale.ROOT),
                        "files",
                        files,
                        "hidden",
                        hidden,
                        "token",
                        suffix,
                        "elsewhere",
                        known.isEmpty()));
    }

    /// The payment to which Stripe leads somebody back with its secret. That says nothing but that it is paid or not.
    private Optional<PaymentRow> returning(Call c) {
        String secret = c.query("payment_intent_client_secret").orElse("");
        return billing.payments().find(c.id()).filter(p -> {
            String known = p.clientSecret();
            return known != null && RandomTokens.same(secret, known);
        });
    }
}
