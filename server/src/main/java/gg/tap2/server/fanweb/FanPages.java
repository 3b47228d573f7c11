package gg.tap2.server.fanweb;

import gg.tap2.model.billing.ChangePreview;
import gg.tap2.model.billing.UpdateSubscription;
import gg.tap2.model.catalog.BillingInterval;
import gg.tap2.model.catalog.PublicTier;
import gg.tap2.model.common.Currency;
import gg.tap2.server.billing.BillingFeature;
import gg.tap2.server.catalog.PublicCatalog;
import gg.tap2.server.library.LibraryFeature;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Routing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is a fan's own: library, memberships and history.
public final class FanPages {
    private final Web web;
    private final Db db;
    private final BillingFeature billing;
    private final LibraryFeature library;
    private final PublicCatalog catalog;
    private final StripeScript stripe;

    FanPages(
            Web web,
            Db db,
            BillingFeature billing,
            LibraryFeature library,
            PublicCatalog catalog,
            StripeScript stripe) {
        this.web = web;
        this.db = db;
        this.billing = billing;
        this.library = library;
        this.catalog = catalog;
        this.stripe = stripe;
    }

    void register(Routing r) {
        r.page("/library", Access.FAN, c -> {
            var v = web.view(c, "library.title");
            v.description = v.t("home.lead");
            web.send(c, "library", v, Map.of("items", library.entitlements().library(c.fanId(), 100, 0)));
        });
        r.page("/library/{id}", Access.FAN, c -> {
            var v = web.view(c, "library.title");
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
        r.page("/subscriptions", Access.FAN, c -> subscriptions(c, null));
        r.page("/subscriptions/{id}/change", Access.FAN, this::change);
        r.form("/subscriptions/{id}", Access.FAN, this::update);
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

    private void subscriptions(Call c, @Nullable ApiException problem) {
        var v = web.view(c, "subs.title");
        v.error = problem == null ? null : web.message(c, problem);
        v.notice = c.query("started").isPresent()
                ? v.t("subs.started")
                : c.query("changed").isPresent() ? v.t("subs.changed") : null;
        web.send(
                c,
                problem == null ? 200 : problem.status(),
                "subscriptions",
                v,
                Map.of("subs", billing.subscriptions().list(c.fanId())));
    }

    /// A tier to change to, with what it costs now and then.
    public record Choice(PublicTier tier, BillingInterval interval, ChangePreview preview) {}

    private void change(Call c) {
        var sub = billing.subscriptions().get(c.fanId(), c.id());
        var choices = new ArrayList<Choice>();
        for (var tier : catalog.tiers(sub.creatorId())) {
            for (var interval : BillingInterval.values()) {
                boolean same = tier.id().equals(sub.tierId()) && interval == sub.interval();
                if (!same && (interval != BillingInterval.YEAR || tier.yearlyPrice() != null)) {
                    choices.add(new Choice(
                            tier, interval, billing.subscriptions().preview(c.fanId(), sub.id(), tier.id(), interval)));
                }
            }
        }
        web.send(c, "change", web.view(c, "subs.change"), Map.of("sub", sub, "choices", choices));
    }

    private void update(Call c) {
        try {
            var action = UpdateSubscription.Action.valueOf(
                    c.field("action").orElse("").toUpperCase(Locale.ROOT));
            var request = new UpdateSubscription(
                    action,
                    c.field("tier").map(UUID::fromString).orElse(null),
                    c.field("interval")
                            .map(s -> BillingInterval.valueOf(s.toUpperCase(Locale.ROOT)))
                            .orElse(null),
                    c.field("expected").map(Long::valueOf).orElse(null));
            Call.validate(request);
            String secret =
                    billing.subscriptions().update(c.fanId(), c.id(), request).clientSecret();
            if (secret == null) {
                c.redirect("/subscriptions");
            } else {
                consent(c, secret);
            }
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("form_malformed");
        } catch (ApiException e) {
            if (e.status() != 409 && e.status() != 402) {
                throw e;
            }
            subscriptions(c, e);
        }
    }

    /// The bank's question about the charge of a change.
    private void consent(Call c, String secret) {
        var v = web.view(c, "pay.title");
        stripe.on(v);
        web.send(
                c,
                "consent",
                v,
                Map.of(
                        "secret",
                        secret,
                        "key",
                        stripe.publishableKey(),
                        "back",
                        web.base() + "/subscriptions?changed=1"));
    }

    /// A payment as its buyer sees it.
    public record Entry(
            UUID id,
            String kind,
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
                r.text("kind"),
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
