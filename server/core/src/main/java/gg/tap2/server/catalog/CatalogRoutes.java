package gg.tap2.server.catalog;

import gg.tap2.model.Routes;
import gg.tap2.model.catalog.ChangeCurrency;
import gg.tap2.model.catalog.PublicCreator;
import gg.tap2.model.catalog.SaveDiscountCode;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.catalog.SaveProfile;
import gg.tap2.model.catalog.SaveTier;
import gg.tap2.model.catalog.ValidateSlug;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Envelope;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.platform.json.Json;
import java.util.UUID;

/// HTTP of the catalog.
final class CatalogRoutes {
    private final Profiles profiles;
    private final Products products;
    private final Tiers tiers;
    private final DiscountCodes discounts;
    private final PublicCatalog catalog;
    private final PublicAnswers answers;
    private final CurrencyChanges currencies;

    CatalogRoutes(
            Profiles profiles,
            Products products,
            Tiers tiers,
            DiscountCodes discounts,
            PublicCatalog catalog,
            PublicAnswers answers,
            CurrencyChanges currencies) {
        this.currencies = currencies;
        this.answers = answers;
        this.profiles = profiles;
        this.products = products;
        this.tiers = tiers;
        this.discounts = discounts;
        this.catalog = catalog;
    }

    void register(Routing r) {
        r.get(Routes.PROFILE, Access.CREATOR, c -> {
            var p = profiles.get(c.creatorId());
            c.versioned(p, p.version());
        });
        r.put(Routes.PROFILE, Access.CREATOR, c -> {
            var p = profiles.save(c.creatorId(), c.body(SaveProfile.class), c.ifMatch());
            c.versioned(p, p.version());
        });
        r.get(Routes.CURRENCY, Access.CREATOR, this::currency);
        r.put(Routes.CURRENCY, Access.CREATOR, c -> {
            var p = currencies.change(
                    c.creatorId(), c.body(ChangeCurrency.class).currency());
            c.versioned(p, p.version());
        });
        r.post(
                Routes.VALIDATE_SLUG,
                Access.PUBLIC,
                c -> c.ok(profiles.checkSlug(
                        c.findPrincipal()
                                .map(gg.tap2.server.platform.http.Principal::creatorId)
                                .orElse(null),
                        java.util.Objects.requireNonNullElse(
                                c.body(ValidateSlug.class).slug(), ""))));
        r.get(Routes.CREATORS + "/{slug}", Access.PUBLIC, this::publicCreator);

        products(r);
        tiers(r);
        discounts(r);

        r.get(Routes.PUBLIC_CREATORS, Access.PUBLIC, c -> {
            var page = c.page();
            var found =
                    catalog.discover(c.query("q").orElse(null), c.query("tag").orElse(null), page);
            c.page(found.creators(), page, found.total());
        });
        r.get(Routes.PUBLIC_CREATOR, Access.PUBLIC, this::publicCreator);
        r.get(Routes.PUBLIC_CREATOR_PRODUCTS, Access.PUBLIC, c -> {
            PublicCreator creator = creator(c);
            var page = c.page();
            c.page(catalog.products(creator.id(), page), page, creator.productCount());
        });
        r.get(
                Routes.PUBLIC_CREATOR_TIERS,
                Access.PUBLIC,
                c -> c.ok(catalog.tiers(creator(c).id())));
    }

    private void products(Routing r) {
        r.get(Routes.PRODUCTS, Access.CREATOR, c -> {
            var page = c.page();
            var listing = products.list(
                    c.creatorId(),
                    page,
                    c.query("q").orElse(null),
                    c.query("status").orElse(null));
            c.page(listing.products(), page, listing.total());
        });
        r.create(Routes.PRODUCTS, Access.CREATOR, c -> {
            var p = products.create(c.creatorId(), c.body(SaveProduct.class));
            c.response().header(io.helidon.http.HeaderNames.ETAG, "\"v" + p.version() + "\"");
            c.created(p, Routes.path(Routes.PRODUCT, p.id()));
        });
        r.get(Routes.PRODUCT, Access.CREATOR, c -> {
            var p = products.get(c.creatorId(), c.id());
            c.versioned(p, p.version());
        });
        r.put(Routes.PRODUCT, Access.CREATOR, c -> {
            var p = products.replace(c.creatorId(), c.id(), c.body(SaveProduct.class), c.ifMatch());
            c.versioned(p, p.version());
        });
        r.patch(Routes.PRODUCT, Access.CREATOR, c -> {
            var p = products.patch(c.creatorId(), c.id(), c.jsonBody(), c.ifMatch());
            c.versioned(p, p.version());
        });
        r.delete(Routes.PRODUCT, Access.CREATOR, c -> {
            products.delete(c.creatorId(), c.id());
            c.noContent();
        });
        r.post(Routes.PUBLISH, Access.CREATOR, c -> {
            var p = products.publish(c.creatorId(), c.id());
            c.versioned(p, p.version());
        });
        r.post(Routes.UNPUBLISH, Access.CREATOR, c -> {
            var p = products.unpublish(c.creatorId(), c.id());
            c.versioned(p, p.version());
        });
        r.get(Routes.REVISIONS, Access.CREATOR, c -> c.ok(products.revisions(c.creatorId(), c.id())));
    }

    private void tiers(Routing r) {
        r.get(Routes.TIERS, Access.CREATOR, c -> c.ok(tiers.list(c.creatorId())));
        r.create(Routes.TIERS, Access.CREATOR, c -> {
            var t = tiers.create(c.creatorId(), c.body(SaveTier.class));
            c.created(t, Routes.path(Routes.TIER, t.id()));
        });
        r.get(Routes.TIER, Access.CREATOR, c -> {
            var t = tiers.get(c.creatorId(), c.id());
            c.versioned(t, t.version());
        });
        r.put(Routes.TIER, Access.CREATOR, c -> {
            var t = tiers.replace(c.creatorId(), c.id(), c.body(SaveTier.class), c.ifMatch());
            c.versioned(t, t.version());
        });
        r.delete(Routes.TIER, Access.CREATOR, c -> {
            tiers.delete(c.creatorId(), c.id());
            c.noContent();
        });
    }

    private void discounts(Routing r) {
        r.get(Routes.DISCOUNTS, Access.CREATOR, c -> c.ok(discounts.list(c.creatorId())));
        r.create(Routes.DISCOUNTS, Access.CREATOR, c -> {
            var request = c.body(SaveDiscountCode.class);
            UUID id = request.id() == null ? discounts.mintId() : request.id();
            c.created(discounts.save(c.creatorId(), id, request), Routes.path(Routes.DISCOUNT, id));
        });
        r.put(
                Routes.DISCOUNT,
                Access.CREATOR,
                c -> c.ok(discounts.save(c.creatorId(), c.id(), c.body(SaveDiscountCode.class))));
        r.delete(Routes.DISCOUNT, Access.CREATOR, c -> {
            discounts.delete(c.creatorId(), c.id());
            c.noContent();
        });
    }

    private void currency(Call c) {
        Currency present = profiles.get(c.creatorId()).currency();
        Currency to = c.query("to")
                .map(code -> Currency.find(code).orElseThrow(() -> ApiException.invalid("to", "invalid")))
                .orElse(present);
        c.ok(currencies.preview(c.creatorId(), to));
    }

    private PublicCreator creator(Call c) {
        return catalog.findCreator(c.path("slug")).orElseThrow(ApiException::notFound);
    }

    private void publicCreator(Call c) {
        answers.send(c, "profile", c.path("slug"), "", "application/json", () -> Json.bytes(Envelope.of(creator(c))));
    }
}
