package gg.tap2.server.fanweb;

import gg.tap2.model.common.Currency;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.server.catalog.PublicCatalog;
import gg.tap2.server.library.FormerPurchases;
import gg.tap2.server.library.LibraryFeature;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Routing;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What is a fan's own: library and history.
public final class FanPages {
    /// Things on one page.
    private static final int SHELF = 24;

    private final Web web;
    private final Db db;
    private final LibraryFeature library;
    private final PublicCatalog catalog;

    FanPages(Web web, Db db, LibraryFeature library, PublicCatalog catalog) {
        this.web = web;
        this.db = db;
        this.catalog = catalog;
        this.library = library;
    }

    private void following(Call c) {
        var v = web.view(c, "following.title");
        int page = c.number("page", 1, 1, 1_000);
        // One more than is shown tells whether there is another page.
        var found = catalog.productsOf(library.following().creators(c.fanId()), SHELF + 1, (page - 1) * SHELF);
        web.send(
                c,
                "following",
                v,
                Map.of(
                        "products",
                        found.subList(0, Math.min(SHELF, found.size())),
                        "people",
                        library.following().followed(c.fanId()),
                        "page",
                        page,
                        "more",
                        found.size() > SHELF));
    }

    void register(Routing r) {
        r.page("/library", Access.SIGNED_IN, c -> {
            if (Web.fan(c) == null) {
                // Every sign-in without another aim ends here; a creator's aim is the studio.
                c.redirect("/studio");
                return;
            }
            var v = web.view(c, "library.title");
            v.description = v.t("home.lead");
            String q = Web.words(c);
            int page = c.number("page", 1, 1, 10_000);
            long total = library.entitlements().count(c.fanId(), q);
            web.send(
                    c,
                    "library",
                    v,
                    Map.of(
                            "items",
                            library.entitlements().library(c.fanId(), q, SHELF, (page - 1) * SHELF),
                            "former",
                            q.isEmpty() && page == 1 ? library.former().list(c.fanId()) : List.of(),
                            "q",
                            q,
                            "page",
                            page,
                            "pages",
                            Web.pages(total, SHELF)));
        });
        r.page("/following", Access.FAN, this::following);
        r.page("/library/{id}", Access.FAN, c -> {
            var v = web.view(c, "library.title");
            var former = library.entitlements().mayOpen(c.fanId(), c.id())
                    ? java.util.Optional.<FormerPurchases.Former>empty()
                    : library.former().find(c.fanId(), c.id());
            if (former.isPresent()) {
                v.title = former.get().title();
                v.changing = true;
                web.send(c, 410, "former", v, Map.of("f", former.get()));
                return;
            }
            var d = library.library().open(c.fanId(), c.id());
            v.title = d.item().title();
            v.script = d.files().isEmpty() ? null : "keep.js";
            web.send(c, "item", v, Map.of("d", d));
        });
        r.form("/library/{id}/lessons/{lesson}", Access.FAN, c -> {
            library.library()
                    .mark(c.fanId(), c.id(), c.id("lesson"), c.field("done").isPresent());
            c.redirect("/library/" + c.id() + "#l-" + c.id("lesson"));
        });
        r.form("/library/{id}/links", Access.FAN, c -> {
            var d = library.library().open(c.fanId(), c.id());
            var link = library.links().issue(c.fanId(), c.id());
            var v = web.view(c, "links.title");
            web.send(c, "links", v, Map.of("d", d, "link", link));
        });
        r.page("/history", Access.FAN, c -> {
            var v = web.view(c, "history.title");
            int page = c.number("page", 1, 1, 100_000);
            var entries = history(c.fanId(), page);
            boolean more = entries.size() > HISTORY_PAGE;
            web.send(
                    c,
                    "history",
                    v,
                    Map.of("entries", more ? entries.subList(0, HISTORY_PAGE) : entries, "page", page, "more", more));
        });
    }

    /// A payment as its buyer sees it.
    public record Entry(
            UUID id,
            SaleKind kind,
            String title,
            String creator,
            String slug,
            long amount,
            long refunded,
            Currency currency,
            Instant at) {}

    private static final String ENTRY = """
            SELECT p.id, p.kind, p.title, c.display_name, c.slug, p.amount_cents, p.refunded_cents, p.currency, p.paid_at
            FROM payments p JOIN creators c ON c.id = p.creator_id WHERE p.status = 'succeeded'""";

    private static Entry entry(Row r) {
        return new Entry(
                r.uuid("id"),
                r.enumeration("kind", SaleKind.class),
                r.text("title"),
                r.text("display_name"),
                r.text("slug"),
                r.number("amount_cents"),
                r.number("refunded_cents"),
                Currency.valueOf(r.text("currency")),
                r.instant("paid_at"));
    }

    private static final int HISTORY_PAGE = 50;

    /// One page, and one more entry when another follows.
    private List<Entry> history(UUID fan, int page) {
        return db.read(
                tx -> tx.sql(ENTRY + " AND p.fan_id = :fan ORDER BY p.paid_at DESC, p.id LIMIT :limit OFFSET :offset")
                        .set("fan", fan)
                        .set("limit", HISTORY_PAGE + 1)
                        .set("offset", (page - 1) * HISTORY_PAGE)
                        .list(FanPages::entry));
    }
}
