package gg.tap2.server.fanweb;

import gg.tap2.model.common.Currency;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.server.library.FormerPurchases;
import gg.tap2.server.library.LibraryFeature;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.Routing;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What is a fan's own: library and history.
public final class FanPages {
    private final Web web;
    private final Db db;
    private final LibraryFeature library;

    FanPages(Web web, Db db, LibraryFeature library) {
        this.web = web;
        this.db = db;
        this.library = library;
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
            web.send(
                    c,
                    "library",
                    v,
                    Map.of(
                            "items",
                            library.entitlements().library(c.fanId(), 100, 0),
                            "former",
                            library.former().list(c.fanId())));
        });
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
