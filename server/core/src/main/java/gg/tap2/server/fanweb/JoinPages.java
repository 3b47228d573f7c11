package gg.tap2.server.fanweb;

import gg.tap2.model.billing.CreateSubscription;
import gg.tap2.model.catalog.BillingInterval;
import gg.tap2.model.catalog.PublicCreator;
import gg.tap2.model.catalog.PublicTier;
import gg.tap2.server.billing.BillingFeature;
import gg.tap2.server.catalog.PublicCatalog;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Routing;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Becoming a member: the choice of the interval, then Stripe's checkout.
final class JoinPages {
    private final Web web;
    private final PublicCatalog catalog;
    private final BillingFeature billing;

    JoinPages(Web web, PublicCatalog catalog, BillingFeature billing) {
        this.web = web;
        this.catalog = catalog;
        this.billing = billing;
    }

    void register(Routing r) {
        r.page("/join/{slug}/{tier}", Access.FAN, c -> form(c, null));
        r.form("/join/{slug}/{tier}", Access.FAN, this::join);
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

    private void form(Call c, @Nullable ApiException problem) {
        var offer = offer(c);
        var member = billing.subscriptions().liveOf(c.fanId(), offer.creator().id());
        if (member.isPresent()) {
            c.redirect("/subscriptions/" + member.get() + "/change");
            return;
        }
        var v = web.view(c, "join.title");
        v.noindex = true;
        v.theme = Theme.path(offer.creator().themeColors());
        web.explain(c, v, problem);
        web.send(
                c,
                problem == null ? 200 : problem.status(),
                "join",
                v,
                Map.of(
                        "creator",
                        offer.creator(),
                        "tier",
                        offer.tier(),
                        "yearly",
                        c.field("interval").filter("year"::equals).isPresent(),
                        "trial",
                        billing.subscriptions()
                                .trialDays(
                                        c.fanId(),
                                        offer.creator().id(),
                                        offer.tier().trialDays())));
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
            form(c, Web.shown(e));
        }
    }
}
