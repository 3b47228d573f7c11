package gg.tap2.server.billing;

import gg.tap2.model.Routes;
import gg.tap2.model.billing.CreatePurchase;
import gg.tap2.model.billing.CreateRefund;
import gg.tap2.model.billing.CreateSubscription;
import gg.tap2.model.billing.CreateTip;
import gg.tap2.model.billing.UpdateSubscription;
import gg.tap2.model.catalog.BillingInterval;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Principal;
import gg.tap2.server.platform.http.Route;
import gg.tap2.server.platform.http.Routing;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// HTTP of billing.
final class BillingRoutes {
    private static final int WEBHOOK_BODY = 512 * 1024;
    /// Characters from which on a key is taken for one that nobody else has.
    private static final int SECRET_KEY = 16;

    private final BillingFeature billing;

    BillingRoutes(BillingFeature billing) {
        this.billing = billing;
    }

    static @Nullable UUID fan(Call c) {
        return c.findPrincipal().map(Principal::fanId).orElse(null);
    }

    static @Nullable UUID user(Call c) {
        return c.findPrincipal().map(Principal::userId).orElse(null);
    }

    /// Who starts a payment. A guest's client is known again by its `Idempotency-Key`, so that a repeat whose first
    /// answer was lost can still be paid; a short key could be somebody else's, too.
    private static Payments.Starter starter(Call c) {
        String key = c.header(HeaderNames.create("Idempotency-Key"))
                .filter(k -> k.length() >= SECRET_KEY)
                .orElse(null);
        return new Payments.Starter(fan(c), user(c), fan(c) == null && key != null ? "key " + key : null);
    }

    void register(Routing r) {
        r.add(new Route(
                Method.POST,
                Routes.WEBHOOK_STRIPE,
                Access.WEBHOOK,
                c -> {
                    billing.webhooks()
                            .receive(
                                    c.rawBody(),
                                    c.header(HeaderNames.create("Stripe-Signature"))
                                            .orElse(null));
                    c.json(200, Map.of("received", true));
                },
                false,
                WEBHOOK_BODY,
                false));
        r.get(Routes.PUBLIC_FEES, Access.PUBLIC, c -> c.ok(billing.fees().inForce()));
        fans(r);
        creators(r);
    }

    private void fans(Routing r) {
        r.create(Routes.TIPS, Access.FAN_OR_GUEST, c -> {
            var start = billing.payments().tip(starter(c), c.body(CreateTip.class));
            c.created(start, Routes.path(Routes.PURCHASE, start.paymentId()));
        });
        r.get(Routes.TIPS_HISTORY, Access.FAN, c -> {
            var page = c.page();
            c.page(
                    billing.sales().tipsOfFan(c.fanId(), page.limit(), page.offset()),
                    page,
                    billing.sales().countTips("fan_id", c.fanId()));
        });
        r.create(Routes.PURCHASES, Access.FAN_OR_GUEST, c -> {
            var start = billing.payments().purchase(starter(c), c.body(CreatePurchase.class));
            c.created(start, Routes.path(Routes.PURCHASE, start.paymentId()));
        });
        r.get(Routes.PURCHASE, Access.FAN_OR_GUEST, c -> {
            var p = billing.payments()
                    .findForBuyer(c.id(), fan(c), c.query("t").orElse(null))
                    .orElseThrow(ApiException::notFound);
            c.ok(Map.of(
                    "paymentId",
                    p.id(),
                    "status",
                    p.status(),
                    "amount",
                    p.amount(),
                    "currency",
                    p.currency(),
                    "refunded",
                    p.refunded()));
        });
        r.create(Routes.FAN_SUBSCRIPTIONS, Access.FAN, c -> {
            var start = billing.subscriptions().start(c.fanId(), c.body(CreateSubscription.class));
            c.created(start, Routes.path(Routes.FAN_SUBSCRIPTION, start.subscriptionId()));
        });
        r.get(
                Routes.FAN_SUBSCRIPTIONS,
                Access.FAN,
                c -> c.ok(billing.subscriptions().list(c.fanId())));
        r.get(
                Routes.FAN_SUBSCRIPTION,
                Access.FAN,
                c -> c.ok(billing.subscriptions().get(c.fanId(), c.id())));
        r.put(
                Routes.FAN_SUBSCRIPTION,
                Access.FAN,
                c -> c.ok(billing.subscriptions().update(c.fanId(), c.id(), c.body(UpdateSubscription.class))));
        r.get(Routes.FAN_SUBSCRIPTION_PREVIEW, Access.FAN, c -> {
            UUID tier;
            try {
                tier = UUID.fromString(c.query("tierId").orElse(""));
            } catch (IllegalArgumentException e) {
                throw ApiException.invalid("tierId", "required");
            }
            BillingInterval interval = c.query("interval")
                    .map(i -> i.toLowerCase(Locale.ROOT).equals("year") ? BillingInterval.YEAR : BillingInterval.MONTH)
                    .orElse(null);
            c.ok(billing.subscriptions().preview(c.fanId(), c.id(), tier, interval));
        });
        r.get(
                Routes.PAYMENT_METHODS,
                Access.FAN,
                c -> c.ok(billing.paymentMethods().list(c.fanId())));
        r.post(
                Routes.PAYMENT_METHODS,
                Access.FAN,
                c -> c.ok(billing.paymentMethods().startSetup(c.fanId())));
        r.post(
                Routes.PAYMENT_METHODS + "/refresh",
                Access.FAN,
                c -> c.ok(billing.paymentMethods().refresh(c.fanId())));
        r.put(Routes.PAYMENT_METHOD_DEFAULT, Access.FAN, c -> {
            billing.paymentMethods().makeDefault(c.fanId(), c.id());
            c.noContent();
        });
        r.delete(Routes.PAYMENT_METHOD, Access.FAN, c -> {
            billing.paymentMethods().delete(c.fanId(), c.id());
            c.noContent();
        });
    }

    private void creators(Routing r) {
        r.get(Routes.SALES, Access.CREATOR, c -> {
            var page = c.page();
            c.page(
                    billing.sales().list(c.creatorId(), page.limit(), page.offset()),
                    page,
                    billing.sales().count(c.creatorId()));
        });
        r.get(Routes.CREATOR_TIPS, Access.CREATOR, c -> {
            var page = c.page();
            c.page(
                    billing.sales().tips(c.creatorId(), page.limit(), page.offset()),
                    page,
                    billing.sales().countTips("creator_id", c.creatorId()));
        });
        for (String path : new String[] {Routes.CREATOR_SUBSCRIPTIONS, Routes.SUBSCRIBERS}) {
            r.get(path, Access.CREATOR, c -> {
                var page = c.page();
                c.page(
                        billing.sales().subscribers(c.creatorId(), page.limit(), page.offset()),
                        page,
                        billing.sales().countSubscribers(c.creatorId()));
            });
        }
        r.get(
                Routes.SUBSCRIBER,
                Access.CREATOR,
                c -> c.ok(billing.sales().findSubscriber(c.creatorId(), c.id()).orElseThrow(ApiException::notFound)));
        r.get(Routes.REFUNDS, Access.CREATOR, c -> {
            var page = c.page();
            c.ok(billing.refunds().list(c.creatorId(), page.limit(), page.offset()));
        });
        r.create(Routes.REFUNDS, Access.CREATOR, c -> {
            var refund = billing.refunds()
                    .refund(
                            c.creatorId(),
                            c.body(CreateRefund.class),
                            "creator:" + c.principal().userId());
            c.created(refund, Routes.REFUNDS + "/" + refund.id());
        });
        r.get(Routes.DISPUTES, Access.CREATOR, c -> {
            var page = c.page();
            c.ok(billing.disputes().list(c.creatorId(), page.limit(), page.offset()));
        });
        r.get(
                Routes.DISPUTES + "/{id}",
                Access.CREATOR,
                c -> c.ok(billing.disputes().get(c.creatorId(), c.id())));
    }
}
