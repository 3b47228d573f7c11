package gg.tap2.studio.admin;

import gg.tap2.model.Routes;
import gg.tap2.model.admin.AdminPayout;
import gg.tap2.model.admin.AutoPayoutRun;
import gg.tap2.model.admin.ReconciliationDifference;
import gg.tap2.studio.session.Context;
import java.util.List;
import java.util.Objects;

/// Payouts that wait for somebody's eyes, with the time that is left; differences to the provider; the nightly runs.
public final class PayoutsScreen extends AdminScreen {
    private final Context ctx;
    private final AdminApi api;
    private final RemoteList<AdminPayout> payouts;
    private final RemoteList<ReconciliationDifference> differences;

    public PayoutsScreen(Context ctx) {
        super(ctx, "admin-payouts");
        this.ctx = ctx;
        this.api = new AdminApi(ctx.session().client());
        payouts = new RemoteList<>(ctx, api, Routes.ADMIN_PAYOUTS, AdminPayout.class);
        differences = new RemoteList<>(ctx, api, Routes.ADMIN_RECONCILIATION, ReconciliationDifference.class);
        var dialog = new PayoutDialog(ctx, api, payouts::load);
        add(
                "review",
                new AdminList<>(
                                ctx,
                                "payouts",
                                payouts,
                                List.of(
                                        Col.text(
                                                "at",
                                                175,
                                                p -> ctx.formats()
                                                        .moment(p.payout().createdAt())),
                                        Col.strong("creator", 180, AdminPayout::creatorName),
                                        Col.number(
                                                "amount",
                                                110,
                                                p -> ctx.formats()
                                                        .money(
                                                                p.payout().amount(),
                                                                p.payout().currency())),
                                        Col.state("status", 110, AdminPayout::innerStatus),
                                        Col.text(
                                                "left",
                                                150,
                                                p -> Objects.requireNonNullElse(PayoutDialog.left(ctx, p), "–")),
                                        Col.number(
                                                "earlier",
                                                90,
                                                p -> ctx.formats().count(p.earlierPayouts())),
                                        Col.number(
                                                "disputes",
                                                90,
                                                p -> ctx.formats().count(p.openDisputes()))))
                        .filter(
                                "status",
                                "",
                                "held",
                                "queued",
                                "sent",
                                "unknown",
                                "paid",
                                "failed",
                                "rejected",
                                "cancelled",
                                "returned")
                        .onOpen(dialog::open));
        add(
                "reconciliation",
                new AdminList<>(
                                ctx,
                                "reconciliation",
                                differences,
                                List.of(
                                        Col.text("day", 120, d -> ctx.formats().day(d.date())),
                                        Col.text("provider", 120, ReconciliationDifference::provider),
                                        Col.strong("what", 260, d -> PayoutDialog.what(ctx, d)),
                                        Col.number("ours", 120, d -> PayoutDialog.amount(ctx, d, d.ours())),
                                        Col.number("theirs", 120, d -> PayoutDialog.amount(ctx, d, d.theirs())),
                                        Col.state("status", 110, d -> d.resolvedAt() == null ? "open" : "resolved")))
                        .filter("status", "open", "all")
                        .onOpen(this::resolve));
        add(
                "auto",
                new AdminList<>(
                        ctx,
                        "auto",
                        new RemoteList<>(ctx, api, Routes.ADMIN_AUTO_PAYOUTS, AutoPayoutRun.class),
                        List.of(
                                Col.strong("day", 130, r -> ctx.formats().day(r.date())),
                                Col.text("at", 180, r -> ctx.formats().moment(r.startedAt())),
                                Col.number("paid", 90, r -> ctx.formats().count(r.paid())),
                                Col.number("skipped", 100, r -> ctx.formats().count(r.skipped())),
                                Col.text("reasons", 400, r -> PayoutDialog.reasons(ctx, r)))));
    }

    private void resolve(ReconciliationDifference d) {
        if (d.resolvedAt() == null) {
            Reasons.ask(
                    ctx,
                    ctx.text("admin.resolve"),
                    new Facts(ctx)
                            .fact("what", PayoutDialog.what(ctx, d))
                            .fact("ours", PayoutDialog.amount(ctx, d, d.ours()))
                            .fact("theirs", PayoutDialog.amount(ctx, d, d.theirs())),
                    false,
                    reason -> api.act(Routes.path(Routes.ADMIN_RECONCILIATION_RESOLVE, d.id()), reason),
                    differences::load);
        }
    }
}
