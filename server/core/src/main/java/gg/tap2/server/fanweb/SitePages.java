package gg.tap2.server.fanweb;

import gg.tap2.model.catalog.PublicCreator;
import gg.tap2.model.catalog.PublicProduct;
import gg.tap2.model.common.Ids;
import gg.tap2.model.common.Languages;
import gg.tap2.model.common.Violations;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Principal;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.platform.json.Json;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.SetCookie;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Everything around the pages: assets, the installable app, search engines, legal texts, reports, errors.
final class SitePages {
    private final Web web;
    private final Db db;
    private final InstantSource clock;
    private final LegalTexts legal;

    SitePages(Web web, Db db, InstantSource clock, LegalTexts legal) {
        this.legal = legal;
        this.web = web;
        this.db = db;
        this.clock = clock;
    }

    static void forever(Call c) {
        c.response()
                .headers()
                .set(HeaderValues.create(HeaderNames.CACHE_CONTROL, "public, max-age=31536000, immutable"));
    }

    static void language(Call c, String code) {
        c.response()
                .headers()
                .addCookie(SetCookie.builder(
                                "lang", Languages.supported(Locale.of(code)).getLanguage())
                        .path("/")
                        .maxAge(Duration.ofDays(365))
                        .sameSite(SetCookie.SameSite.LAX)
                        .secure(c.client().https())
                        .build());
    }

    void register(Routing r) {
        r.page("/assets/{name}", Access.PUBLIC, c -> {
            var a = web.assets.find(c.path("name")).orElseThrow(ApiException::notFound);
            forever(c);
            if (!c.known(Call.etag(a.bytes()))) {
                c.send(200, a.contentType(), a.bytes());
            }
        });
        for (int size : new int[] {192, 512}) {
            byte[] icon = OgImage.icon(size);
            r.page("/icon-" + size + ".png", Access.PUBLIC, c -> cached(c, "image/png", icon));
        }
        r.page("/favicon.ico", Access.PUBLIC, c -> cached(c, "image/png", OgImage.icon(48)));
        r.page(
                "/manifest.webmanifest",
                Access.PUBLIC,
                c -> cached(
                        c,
                        "application/manifest+json",
                        Json.bytes(Map.of(
                                "name",
                                "Tap2 Creators",
                                "short_name",
                                "Tap2",
                                "start_url",
                                "/library",
                                "scope",
                                "/",
                                "display",
                                "standalone",
                                "background_color",
                                "#17161d",
                                "theme_color",
                                "#6d28d9",
                                "lang",
                                c.locale().getLanguage(),
                                "icons",
                                List.of(
                                        Map.of(
                                                "src",
                                                "/icon-192.png",
                                                "sizes",
                                                "192x192",
                                                "type",
                                                "image/png",
                                                "purpose",
                                                "any maskable"),
                                        Map.of(
                                                "src",
                                                "/icon-512.png",
                                                "sizes",
                                                "512x512",
                                                "type",
                                                "image/png",
                                                "purpose",
                                                "any maskable"))))));
        String sw = new String(Assets.read("sw.js"), StandardCharsets.UTF_8)
                .replace(
                        "__ASSETS__",
                        new String(
                                Json.bytes(Assets.NAMES.stream()
                                        .map(web.assets::path)
                                        .toList()),
                                StandardCharsets.UTF_8));
        r.page("/sw.js", Access.PUBLIC, c -> {
            c.response().headers().set(HeaderValues.create(HeaderNames.CACHE_CONTROL, "no-cache"));
            c.send(200, "text/javascript; charset=utf-8", sw.getBytes(StandardCharsets.UTF_8));
        });
        r.page("/offline", Access.PUBLIC, c -> {
            var v = web.view(c, "offline.title");
            v.noindex = true;
            web.send(c, "message", v, Map.of("text", v.t("offline.text"), "library", true));
        });
        for (String name : LegalTexts.NAMES) {
            r.page("/legal/" + name, Access.PUBLIC, c -> {
                var v = web.view(c, "legal." + name);
                web.send(c, "legal", v, Map.of("text", legal.text(v, name)));
            });
        }
        r.page("/lang/{code}", Access.PUBLIC, c -> {
            language(c, c.path("code"));
            c.redirect(Web.next(c, "/"));
        });
        r.page("/report", Access.PUBLIC, c -> report(c, null));
        r.form("/report", Access.PUBLIC, this::reported);
        r.page(
                "/robots.txt",
                Access.PUBLIC,
                c -> cached(
                        c,
                        "text/plain; charset=utf-8",
                        ("User-agent: *\nDisallow: /checkout/\nDisallow: /pay/\nDisallow: /thanks/\nDisallow: /dl/\nDisallow: /settings\nDisallow: /api/\nSitemap: "
                                        + web.base() + "/sitemap.xml\n")
                                .getBytes(StandardCharsets.UTF_8)));
        r.page(
                "/sitemap.xml",
                Access.PUBLIC,
                c -> cached(c, "application/xml; charset=utf-8", sitemap().getBytes(StandardCharsets.UTF_8)));
    }

    private void cached(Call c, String type, byte[] bytes) {
        c.response().headers().set(HeaderValues.create(HeaderNames.CACHE_CONTROL, "public, max-age=3600"));
        if (!c.known(Call.etag(bytes))) {
            c.send(200, type, bytes);
        }
    }

    private void report(Call c, @Nullable Refusal refused) {
        var v = web.view(c, "report.title");
        v.refused = refused;
        v.noindex = true;
        web.send(
                c,
                refused == null ? 200 : 422,
                "report",
                v,
                Map.of(
                        "about",
                        c.field("path")
                                .or(() -> c.query("path"))
                                .filter(Web::isOwnPath)
                                .orElse("/"),
                        "reason",
                        c.field("reason").orElse("illegal"),
                        "details",
                        c.field("details").orElse(""),
                        "email",
                        c.field("email").orElse("")));
    }

    private void reported(Call c) {
        String details = c.field("details").orElse("").strip();
        var v = web.view(c, "report.title");
        if (details.length() < 10 || details.length() > 4000) {
            report(
                    c,
                    web.refusal(c, "/report", "details", details.length() < 10 ? "report.short" : "report.long", 4000));
            return;
        }
        String email = c.field("email").map(String::strip).orElse("");
        var violations = Violations.none();
        if (!email.isEmpty() && !violations.email("email", email).isEmpty()) {
            report(c, web.refusal(c, ApiException.invalid(violations), "/report"));
            return;
        }
        String path = c.field("path")
                .filter(Web::isOwnPath)
                .filter(p -> p.length() <= 400)
                .orElse("/");
        db.transact(tx -> tx.sql("""
                INSERT INTO content_reports (id, path, reason, details, email, reporter_id, created_at)
                VALUES (:id, :path, :reason, :details, CAST(:email AS text), CAST(:user AS uuid), :now)""")
                .set("id", Ids.next(clock))
                .set("path", path)
                .set(
                        "reason",
                        c.field("reason")
                                .filter(s -> Set.of("illegal", "copyright", "abuse", "other")
                                        .contains(s))
                                .orElse("other"))
                .set("details", details)
                .set("email", email.isEmpty() ? null : email)
                .set("user", c.findPrincipal().map(Principal::userId).orElse(null))
                .set("now", clock.instant())
                .update());
        web.send(c, "message", v, Map.of("text", v.t("report.done")));
    }

    private String sitemap() {
        var xml = new StringBuilder(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">");
        xml.append("<url><loc>").append(escape(web.base())).append("/</loc></url>");
        db.read(tx -> {
            tx.sql("""
                    SELECT '/@' || c.slug AS path, c.updated_at AS at FROM creators c JOIN users u ON u.id = c.user_id AND u.status = 'active' WHERE c.published
                    UNION ALL SELECT '/@' || c.slug || '/' || p.id, p.updated_at FROM products p JOIN creators c ON c.id = p.creator_id
                      JOIN users u ON u.id = c.user_id AND u.status = 'active'
                      WHERE c.published AND p.status = 'published' AND p.deleted_at IS NULL LIMIT 49000""")
                    .each(r -> xml.append("<url><loc>")
                            .append(escape(web.base() + r.text("path")))
                            .append("</loc><lastmod>")
                            .append(r.instant("at").truncatedTo(ChronoUnit.SECONDS))
                            .append("</lastmod></url>"));
            return true;
        });
        return xml.append("</urlset>").toString();
    }

    static String escape(String s) {
        return s.replaceAll("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]", "")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    static String atom(String base, PublicCreator creator, List<PublicProduct> products) {
        String self = base + "/@" + creator.slug();
        var x = new StringBuilder(
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>")
                .append(escape(creator.displayName()))
                .append("</title><id>")
                .append(escape(self))
                .append("</id><link href=\"")
                .append(escape(self))
                .append("\"/><link rel=\"self\" href=\"")
                .append(escape(self))
                .append("/feed.xml\"/><updated>")
                .append(
                        products.isEmpty()
                                ? "1970-01-01T00:00:00Z"
                                : products.getFirst().publishedAt())
                .append("</updated><author><name>")
                .append(escape(creator.displayName()))
                .append("</name></author>");
        for (var p : products) {
            x.append("<entry><title>")
                    .append(escape(p.title()))
                    .append("</title><id>urn:uuid:")
                    .append(p.id())
                    .append("</id><updated>")
                    .append(p.publishedAt())
                    .append("</updated><link href=\"")
                    .append(escape(self + "/" + p.id()))
                    .append("\"/><summary>")
                    .append(escape(Markdown.plain(p.description(), 300)))
                    .append("</summary></entry>");
        }
        return x.append("</feed>").toString();
    }
}
