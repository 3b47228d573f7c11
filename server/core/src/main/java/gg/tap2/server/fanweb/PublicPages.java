package gg.tap2.server.fanweb;

import gg.tap2.model.catalog.PublicCreator;
import gg.tap2.model.catalog.PublicProduct;
import gg.tap2.server.catalog.Follows;
import gg.tap2.server.catalog.PublicAnswers;
import gg.tap2.server.catalog.PublicCatalog;
import gg.tap2.server.library.Entitlements;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.PageRequest;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.platform.json.Json;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Home, creators' pages and product pages.
public final class PublicPages {
    /// Products on one page of a creator.
    static final int SHELF = 24;

    private static final Header PRIVATE = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "private, no-cache");

    private final Web web;
    private final Db db;
    private final InstantSource clock;
    private final PublicCatalog catalog;
    private final PublicAnswers answers;
    private final Entitlements entitlements;

    private final BiFunction<UUID, UUID, Optional<UUID>> tierOf;

    PublicPages(
            Web web,
            Db db,
            InstantSource clock,
            PublicCatalog catalog,
            PublicAnswers answers,
            Entitlements entitlements,
            BiFunction<UUID, UUID, Optional<UUID>> tierOf) {
        this.tierOf = tierOf;
        this.answers = answers;
        this.web = web;
        this.db = db;
        this.clock = clock;
        this.catalog = catalog;
        this.entitlements = entitlements;
    }

    void register(Routing r) {
        r.page("/", Access.PUBLIC, this::home);
        r.page("/@{slug}", Access.PUBLIC, c -> moving(c, () -> creator(c)));
        r.page("/@{slug}/{product}", Access.PUBLIC, c -> moving(c, () -> product(c)));
        r.page("/@{slug}/feed.xml", Access.PUBLIC, this::feed);
        r.form("/@{slug}/follow", Access.FAN, this::follow);
        r.page("/theme/{name}", Access.PUBLIC, c -> {
            String css = Theme.css(c.path("name").replaceFirst("\\.css$", ""));
            if (css == null) {
                throw ApiException.notFound();
            }
            SitePages.forever(c);
            c.send(200, "text/css; charset=utf-8", css.getBytes(StandardCharsets.UTF_8));
        });
        r.page("/og/{slug}", Access.PUBLIC, c -> {
            var creator = find(c.path("slug").replaceFirst("\\.png$", ""));
            byte[] png = OgImage.draw(creator.displayName(), "@" + creator.slug(), creator.themeColors());
            c.response().headers().set(HeaderValues.create(HeaderNames.CACHE_CONTROL, "public, max-age=3600"));
            if (!c.known(Call.etag(png))) {
                c.send(200, "image/png", png);
            }
        });
    }

    /// The page asked for has another address now, or the address was written in capitals.
    private static final class MovedException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final String slug;

        MovedException(String slug) {
            super(slug, null, false, false);
            this.slug = slug;
        }
    }

    /// @throws MovedException when the page's address is another one
    private PublicCreator at(String slug) {
        var creator = find(slug);
        if (!creator.slug().equals(slug)) {
            throw new MovedException(creator.slug());
        }
        return creator;
    }

    /// Sends whoever asked for a former address on to the present one, with the rest of the address.
    private static void moving(Call c, Runnable page) {
        try {
            page.run();
        } catch (MovedException e) {
            String path = c.request().path().rawPath();
            int rest = path.indexOf('/', 1);
            String query = c.request().query().rawValue();
            c.moved("/@" + e.slug + (rest < 0 ? "" : path.substring(rest)) + (query.isEmpty() ? "" : "?" + query));
        }
    }

    private PublicCreator find(String slug) {
        return catalog.findCreator(slug.toLowerCase(Locale.ROOT)).orElseThrow(ApiException::notFound);
    }

    private void home(Call c) {
        var v = web.view(c, "home.title");
        v.description = v.t("home.lead");
        String q = Web.words(c);
        String tag = c.query("tag").orElse("");
        int page = c.number("page", 1, 1, 1000);
        var found = catalog.discover(q.isBlank() ? null : q, tag.isBlank() ? null : tag, new PageRequest(page, 12));
        v.noindex = !q.isBlank();
        v.kept = Stream.of(tag.isBlank() ? "" : "tag=" + v.encoded(tag), page == 1 ? "" : "page=" + page)
                .filter(s -> !s.isEmpty())
                .collect(Collectors.joining("&"));
        boolean front = q.isBlank() && tag.isBlank() && page == 1;
        web.send(
                c,
                "home",
                v,
                Map.of(
                        "q",
                        q,
                        "tag",
                        tag,
                        "page",
                        page,
                        "pages",
                        Web.pages(found.total(), 12),
                        "creators",
                        found.creators(),
                        "fresh",
                        front ? catalog.newest(8) : List.of(),
                        "goods",
                        q.isBlank() || page > 1 ? List.of() : catalog.searchProducts(q, 12),
                        "tags",
                        catalog.popularTags(12)));
    }

    /// Somebody on the supporter wall; who wished to stay unknown has no name here.
    public record Supporter(@Nullable String name, @Nullable String message, long amount, Instant at) {}

    /// Guests all see the same, which is drawn once for as long as it holds.
    private void creator(Call c) {
        if (c.findPrincipal().isPresent() || c.query("page").isPresent()) {
            var v = web.view(c, "home.title");
            web.send(c, "creator", v, creatorModel(v, c.path("slug"), Web.fan(c), c.number("page", 1, 1, 1000)));
            return;
        }
        everybody(c, "creator", v -> creatorModel(v, c.path("slug"), null, 1));
    }

    /// The address as it was asked for stands in the page, so each way of writing it is kept for itself.
    private void everybody(Call c, String template, Function<View, Map<String, Object>> model) {
        c.response().headers().set(PRIVATE);
        answers.send(
                c,
                template,
                c.path("slug").toLowerCase(Locale.ROOT),
                c.locale().getLanguage() + c.request().path().path(),
                "text/html; charset=utf-8",
                () -> {
                    var v = web.guest(c);
                    return web.draw(template, v, model.apply(v));
                });
    }

    private Map<String, Object> creatorModel(View v, String slug, @Nullable UUID fan, int page) {
        var creator = at(slug);
        v.title = creator.displayName();
        v.ogType = "profile";
        v.kept = page == 1 ? "" : "page=" + page;
        v.description = Markdown.plain(creator.bio(), 160);
        v.image = web.base() + "/og/" + creator.slug() + ".png";
        v.theme = Theme.path(creator.themeColors());
        v.feed = "/@" + creator.slug() + "/feed.xml";
        v.jsonLd = ld(Map.of(
                "@context",
                "https://schema.org",
                "@type",
                "ProfilePage",
                "mainEntity",
                Map.of(
                        "@type",
                        "Person",
                        "name",
                        creator.displayName(),
                        "alternateName",
                        "@" + creator.slug(),
                        "description",
                        v.description,
                        "url",
                        web.base() + "/@" + creator.slug())));
        boolean following = fan != null && db.read(tx -> Follows.exists(tx, fan, creator.id()));
        var wall = db.read(tx -> tx.sql("""
                SELECT CASE WHEN t.anonymous THEN NULL ELSE coalesce(nullif(t.guest_name, ''), nullif(f.display_name, '')) END AS name,
                  t.message, t.amount_cents, t.created_at FROM tips t JOIN fans f ON f.id = t.fan_id
                WHERE t.creator_id = :creator AND t.status = 'completed' ORDER BY t.created_at DESC LIMIT 12""")
                .set("creator", creator.id())
                .list(r -> new Supporter(
                        r.textOrNull("name"),
                        r.textOrNull("message"),
                        r.number("amount_cents"),
                        r.instant("created_at"))));
        return Map.of(
                "creator",
                creator,
                "products",
                catalog.products(creator.id(), new PageRequest(page, SHELF)),
                "page",
                page,
                "tiers",
                catalog.tiers(creator.id()),
                "wall",
                wall,
                "following",
                following,
                "mine",
                fan == null
                        ? ""
                        : tierOf.apply(fan, creator.id()).map(UUID::toString).orElse(""));
    }

    private void product(Call c) {
        UUID id = c.id("product");
        if (c.findPrincipal().isPresent()) {
            var v = web.view(c, "home.title");
            web.send(c, "product", v, productModel(v, c.path("slug"), id, Web.fan(c)));
            return;
        }
        everybody(c, "product", v -> productModel(v, c.path("slug"), id, null));
    }

    private Map<String, Object> productModel(View v, String slug, UUID id, @Nullable UUID fan) {
        var p = catalog.findProduct(id).orElseThrow(ApiException::notFound);
        var creator = at(slug);
        if (!creator.id().equals(p.creatorId())) {
            throw ApiException.notFound();
        }
        v.title = p.title() + " · " + creator.displayName();
        v.ogType = "product";
        v.description = Markdown.plain(p.description(), 160);
        String cover = p.coverImageUrl();
        v.image = web.base() + (cover == null ? "/og/" + creator.slug() + ".png" : v.large(cover));
        v.theme = Theme.path(creator.themeColors());
        String url = web.base() + v.path;
        v.jsonLd = ld(productData(v, p, creator, url));
        var model = new HashMap<String, Object>(
                Map.of("p", p, "creator", creator, "owned", fan != null && entitlements.mayOpen(fan, p.id())));
        model.put("gates", catalog.opening(p.tierId(), creator.id()));
        return model;
    }

    private static Map<String, Object> productData(View v, PublicProduct p, PublicCreator creator, String url) {
        var data = new HashMap<String, Object>(Map.of(
                "@context",
                "https://schema.org",
                "@type",
                "Product",
                "name",
                p.title(),
                "description",
                v.description,
                "url",
                url,
                "brand",
                Map.of("@type", "Person", "name", creator.displayName())));
        if (v.image != null) {
            data.put("image", v.image);
        }
        if (!p.membersOnly()) {
            data.put(
                    "offers",
                    Map.of(
                            "@type",
                            "Offer",
                            "price",
                            v.plain(p.price(), p.currency()),
                            "priceCurrency",
                            p.currency().name(),
                            "availability",
                            "https://schema.org/InStock",
                            "url",
                            url));
        }
        return data;
    }

    private void follow(Call c) {
        var creator = find(c.path("slug"));
        boolean on = c.field("on").isPresent();
        db.transact(tx -> {
            if (on) {
                Follows.create(tx, c.fanId(), creator.id(), clock.instant());
            } else {
                Follows.remove(tx, c.fanId(), creator.id());
            }
        });
        c.redirect(c.field("back").filter("/following"::equals).orElse("/@" + creator.slug()));
    }

    private void feed(Call c) {
        var creator = find(c.path("slug"));
        var products = catalog.products(creator.id(), new PageRequest(1, 30));
        byte[] xml = SitePages.atom(web.base(), creator, products).getBytes(StandardCharsets.UTF_8);
        if (!c.known(Call.etag(xml))) {
            c.send(200, "application/atom+xml; charset=utf-8", xml);
        }
    }

    /// JSON that can stand inside a script element.
    private static String ld(Map<String, ?> data) {
        return new String(Json.bytes(data), StandardCharsets.UTF_8)
                .replace("<", "\\u003c")
                .replace("&", "\\u0026");
    }
}
