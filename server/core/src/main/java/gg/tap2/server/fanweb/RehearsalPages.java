package gg.tap2.server.fanweb;

import gg.tap2.model.billing.LibraryItem;
import gg.tap2.model.catalog.CreatorProfile;
import gg.tap2.model.catalog.Lesson;
import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.PublicCreator;
import gg.tap2.model.catalog.PublicProduct;
import gg.tap2.server.catalog.CatalogFeature;
import gg.tap2.server.library.LibraryDetail;
import gg.tap2.server.library.Rehearsals;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Routing;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The product page and the buyer's page of a product that need not be public, drawn by the templates that fans get,
/// for whoever holds the rehearsal's token.
final class RehearsalPages {
    private final Web web;
    private final CatalogFeature catalog;
    private final Rehearsals rehearsals;

    RehearsalPages(Web web, CatalogFeature catalog, Rehearsals rehearsals) {
        this.web = web;
        this.catalog = catalog;
        this.rehearsals = rehearsals;
    }

    void register(Routing r) {
        r.page("/rehearsal/{token}", Access.PUBLIC, this::product);
        r.page("/rehearsal/{token}/library", Access.PUBLIC, this::library);
    }

    private void product(Call c) {
        Product p = rehearsals.open(c.path("token"));
        CreatorProfile profile = catalog.profiles().get(p.creatorId());
        var v = web.view(c, "home.title");
        v.title = p.title() + " · " + profile.displayName();
        v.noindex = true;
        v.theme = Theme.path(profile.themeColors());
        var model = new HashMap<String, Object>(
                Map.of("p", asPublic(p, profile), "creator", asPublic(profile), "owned", false));
        model.put("gates", catalog.publicCatalog().opening(p.tierId(), p.creatorId()));
        web.send(c, "product", v, model);
    }

    private void library(Call c) {
        Product p = rehearsals.open(c.path("token"));
        CreatorProfile profile = catalog.profiles().get(p.creatorId());
        var item = new LibraryItem(
                p.id(),
                p.type(),
                p.title(),
                p.coverImageUrl(),
                profile.slug(),
                profile.displayName(),
                "rehearsal",
                null,
                p.updatedAt(),
                0,
                p.lessons().size());
        var v = web.view(c, "library.title");
        v.title = p.title();
        v.noindex = true;
        web.send(
                c,
                "item",
                v,
                Map.of(
                        "d",
                        new LibraryDetail(item, p.description(), p.hiddenContent(), p.lessons(), p.files(), Set.of())));
    }

    private static PublicCreator asPublic(CreatorProfile p) {
        return new PublicCreator(
                p.id(),
                p.slug(),
                p.displayName(),
                p.bio(),
                p.avatarUrl(),
                p.bannerUrl(),
                p.socialLinks(),
                p.themeColors(),
                p.tags(),
                p.tipPresets(),
                p.tipGoal(),
                p.currency(),
                0,
                0);
    }

    private static PublicProduct asPublic(Product p, CreatorProfile creator) {
        return new PublicProduct(
                p.id(),
                p.creatorId(),
                creator.slug(),
                creator.displayName(),
                p.type(),
                p.title(),
                p.description(),
                p.price(),
                p.currency(),
                p.payWhatYouWant(),
                p.suggestedPrice(),
                p.coverImageUrl(),
                p.tierId(),
                p.access(),
                p.tags(),
                p.files().stream()
                        .map(f -> new PublicProduct.PublicFile(f.title(), f.contentType(), f.size(), null))
                        .toList(),
                p.lessons().stream().map(Lesson::title).toList(),
                p.refundPolicy(),
                Objects.requireNonNullElse(p.publishedAt(), p.updatedAt()));
    }
}
