package gg.tap2.server.fanweb;

import gg.tap2.model.billing.ChangePreview;
import gg.tap2.model.billing.FanSubscription;
import gg.tap2.model.billing.UpdateSubscription;
import gg.tap2.model.catalog.BillingInterval;
import gg.tap2.model.catalog.PublicTier;
import gg.tap2.server.billing.BillingFeature;
import gg.tap2.server.catalog.PublicCatalog;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Routing;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A fan's memberships: what runs, what it costs next, and its changes.
public final class MembershipPages {
    private final Web web;
    private final BillingFeature billing;
    private final PublicCatalog catalog;
    private final StripeScript stripe;

    MembershipPages(Web web, BillingFeature billing, PublicCatalog catalog, StripeScript stripe) {
        this.web = web;
        this.billing = billing;
        this.catalog = catalog;
        this.stripe = stripe;
    }

    void register(Routing r) {
        r.page("/subscriptions", Access.FAN, c -> list(c, null));
        r.page("/subscriptions/{id}/change", Access.FAN, c -> change(c, c.id(), null));
        r.form("/subscriptions/{id}", Access.FAN, this::update);
    }

    private void list(Call c, @Nullable ApiException problem) {
        var v = web.view(c, "subs.title");
        v.changing = true;
        UUID fan = c.fanId();
        // Whoever comes back from paying is here before the event: Stripe is asked.
        var started = c.query("started").flatMap(Web::uuid);
        var changed = c.query("changed").flatMap(Web::uuid);
        started.or(() -> changed).ifPresent(id -> billing.subscriptions().refreshStarted(fan, id));
        List<FanSubscription> subs = billing.subscriptions().list(fan);
        if (started.isPresent()) {
            var there = subs.stream().filter(s -> s.id().equals(started.get())).findFirst();
            boolean refused = there.isEmpty() && billing.subscriptions().isTrialRefused(fan, started.get());
            v.notice = refused
                    ? v.t("subs.trialrefused")
                    : there.map(s -> v.t("subs.started", s.creatorName())).orElse(v.t("subs.starting"));
            v.refresh = there.isPresent() || refused ? 0 : 3;
        } else if (changed.isPresent()) {
            subs.stream().filter(s -> s.id().equals(changed.get())).findFirst().ifPresent(s -> confirmed(c, v, s));
        }
        web.explain(c, v, problem, form(c));
        web.send(c, problem == null ? 200 : problem.status(), "subscriptions", v, Map.of("subs", subs));
    }

    /// After the bank's consent: what is so is told, and until then the page goes on by itself.
    private static void confirmed(Call c, View v, FanSubscription s) {
        var wanted = c.query("tier").flatMap(Web::uuid);
        boolean interval =
                c.query("interval").map(s.interval().toString()::equals).orElse(true);
        boolean done = wanted.map(t -> interval && t.equals(s.tierId())).orElse(!s.paymentDue());
        v.refresh = done ? 0 : 3;
        v.notice = !done
                ? v.t("subs.confirming")
                : wanted.isPresent() ? v.t("subs.changed", s.tierName()) : v.t("subs.paid", s.creatorName());
    }

    /// A tier to change to, with what it costs now and then, or why it cannot be chosen now.
    public record Choice(
            PublicTier tier,
            BillingInterval interval,
            long price,
            @Nullable ChangePreview preview,
            String refusal) {}

    private void change(Call c, UUID id, @Nullable ApiException problem) {
        var sub = billing.subscriptions().get(c.fanId(), id);
        var choices = new ArrayList<Choice>();
        for (var tier : catalog.tiers(sub.creatorId())) {
            for (var interval : BillingInterval.values()) {
                boolean same = tier.id().equals(sub.tierId()) && interval == sub.interval();
                boolean planned = tier.id().equals(sub.pendingTierId()) && interval == sub.interval();
                if (!same && !planned && (interval != BillingInterval.YEAR || tier.yearlyPrice() != null)) {
                    choices.add(choice(c, sub, tier, interval));
                }
            }
        }
        var v = web.view(c, "subs.change");
        v.changing = true;
        web.explain(c, v, problem, form(c));
        web.send(c, problem == null ? 200 : problem.status(), "change", v, Map.of("sub", sub, "choices", choices));
    }

    private Choice choice(Call c, FanSubscription sub, PublicTier tier, BillingInterval interval) {
        Long yearly = tier.yearlyPrice();
        long price = interval == BillingInterval.YEAR && yearly != null ? yearly : tier.price();
        try {
            return new Choice(
                    tier,
                    interval,
                    price,
                    billing.subscriptions().preview(c.fanId(), sub.id(), tier.id(), interval),
                    "");
        } catch (ApiException e) {
            // One choice that is not possible now takes no other away.
            return new Choice(tier, interval, price, null, web.message(c, e));
        }
    }

    private void update(Call c) {
        UpdateSubscription request;
        try {
            request = new UpdateSubscription(
                    UpdateSubscription.Action.valueOf(
                            c.field("action").orElse("").toUpperCase(Locale.ROOT)),
                    c.field("tier").map(UUID::fromString).orElse(null),
                    c.field("interval")
                            .map(s -> BillingInterval.valueOf(s.toUpperCase(Locale.ROOT)))
                            .orElse(null),
                    c.field("expected").map(Long::valueOf).orElse(null),
                    c.field("shown").map(Instant::parse).orElse(null));
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw ApiException.badRequest("form_malformed");
        }
        try {
            Call.validate(request);
            String secret =
                    billing.subscriptions().update(c.fanId(), c.id(), request).clientSecret();
            if (secret == null) {
                // Whoever paid is told how it ended, also where the event is still on its way.
                boolean pays = request.action() == UpdateSubscription.Action.PAY;
                c.redirect("/subscriptions" + (pays ? "?changed=" + c.id() : ""));
            } else {
                consent(c, secret, request);
            }
        } catch (ApiException e) {
            if (e.status() == 404) {
                throw e;
            }
            if (request.action() == UpdateSubscription.Action.CHANGE && runs(c)) {
                change(c, c.id(), e);
            } else {
                list(c, e);
            }
        }
    }

    /// Which of the forms of memberships was sent.
    private static String form(Call c) {
        return c.request().path().path() + " " + c.field("action").orElse("")
                + c.field("tier")
                        .map(t -> " " + t + " " + c.field("interval").orElse(""))
                        .orElse("");
    }

    private boolean runs(Call c) {
        return billing.subscriptions().get(c.fanId(), c.id()).status().grantsAccess();
    }

    /// The bank's question about the charge of a change.
    private void consent(Call c, String secret, UpdateSubscription request) {
        String wanted = (request.tierId() == null ? "" : "&tier=" + request.tierId())
                + (request.interval() == null ? "" : "&interval=" + request.interval());
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
                        web.base() + "/subscriptions?changed=" + c.id() + wanted));
    }
}
