package gg.tap2.studio.admin;

import gg.tap2.model.Routes;
import gg.tap2.model.admin.AdminPayout;
import gg.tap2.model.admin.AutoPayoutRun;
import gg.tap2.model.admin.ReconciliationDifference;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Ui;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.kordamp.ikonli.feather.Feather;

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
                                        Col.text("left", 150, this::left),
                                        Col.number(
                                                "earlier",
                                                90,
                                                p -> ctx.formats().count(p.earlierPayouts())),
                                        Col.number(
                                                "disputes",
                                                90,
                                                p -> ctx.formats().count(p.openDisputes()))))
                        .filter("status", "", "held", "queued", "sent", "unknown", "paid", "failed", "cancelled")
                        .onOpen(this::open));
        add(
                "reconciliation",
                new AdminList<>(
                                ctx,
                                "reconciliation",
                                differences,
                                List.of(
                                        Col.text("day", 120, d -> ctx.formats().day(d.date())),
                                        Col.text("provider", 120, ReconciliationDifference::provider),
                                        Col.strong("what", 260, ReconciliationDifference::what),
                                        Col.number(
                                                "ours", 120, d -> ctx.formats().money(d.ours(), d.currency())),
                                        Col.number(
                                                "theirs",
                                                120,
                                                d -> ctx.formats().money(d.theirs(), d.currency()))))
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
                                Col.text(
                                        "reasons",
                                        400,
                                        r -> r.reasons().stream()
                                                .map(x -> x.code().replace('_', ' ') + " " + x.count())
                                                .collect(Collectors.joining(", "))))));
    }

    private String left(AdminPayout p) {
        return p.reviewDueAt() == null ? "–" : ReviewClock.phrase(ctx, Objects.requireNonNull(p.reviewDueAt()));
    }

    private Facts facts(AdminPayout p) {
        return new Facts(ctx)
                .fact("creator", p.creatorName() + " @" + p.slug())
                .fact(
                        "amount",
                        ctx.formats().money(p.payout().amount(), p.payout().currency()))
                .fact("status", p.innerStatus())
                .fact("left", p.reviewDueAt() == null ? null : left(p))
                .fact(
                        "bank",
                        p.payout().bankAccountLast4() == null
                                ? null
                                : "•••• " + p.payout().bankAccountLast4())
                .at("bankSince", p.bankAccountSince())
                .fact("available", ctx.formats().money(p.available(), p.payout().currency()))
                .fact("earlier", ctx.formats().count(p.earlierPayouts()))
                .fact("disputes", ctx.formats().count(p.openDisputes()))
                .fact("failure", p.payout().failureReason())
                .fact("reference", p.payout().providerReference());
    }

    private void open(AdminPayout p) {
        var approve = Ui.primary(
                ctx.text("admin.approve"), Feather.CHECK, () -> act(p, Routes.ADMIN_PAYOUT_APPROVE, "admin.approve"));
        approve.setId("admin-approve");
        var hold =
                Ui.button(ctx.text("admin.hold"), Feather.PAUSE, () -> act(p, Routes.ADMIN_PAYOUT_HOLD, "admin.hold"));
        var reject = Ui.button(
                ctx.text("admin.reject"),
                Feather.X,
                () -> act(p, Routes.ADMIN_PAYOUT_REJECT, "admin.reject"),
                "danger");
        var cancel = Ui.button(
                ctx.text("admin.cancelPayout"),
                Feather.SLASH,
                () -> act(p, Routes.ADMIN_PAYOUT_CANCEL, "admin.cancelPayout"),
                "danger");
        boolean held = p.innerStatus().equals("held");
        Ui.visible(approve, held);
        Ui.visible(reject, held);
        Ui.visible(hold, held || p.innerStatus().equals("queued"));
        Ui.visible(cancel, p.innerStatus().equals("queued"));
        ctx.host()
                .dialog(
                        ctx.text("admin.payoutOf", p.creatorName()),
                        Ui.column(16, facts(p), Ui.row(8, Ui.spacer(), hold, cancel, reject, approve)),
                        580);
    }

    private void act(AdminPayout p, String route, String key) {
        Reasons.ask(
                ctx,
                ctx.text(key),
                new Facts(ctx)
                        .fact("creator", p.creatorName())
                        .fact(
                                "amount",
                                ctx.formats()
                                        .money(p.payout().amount(), p.payout().currency())),
                !key.equals("admin.approve"),
                reason -> api.act(Routes.path(route, p.payout().id()), reason),
                payouts::load);
    }

    private void resolve(ReconciliationDifference d) {
        if (d.resolvedAt() == null) {
            Reasons.ask(
                    ctx,
                    ctx.text("admin.resolve"),
                    new Facts(ctx)
                            .fact("what", d.what())
                            .fact("ours", ctx.formats().money(d.ours(), d.currency()))
                            .fact("theirs", ctx.formats().money(d.theirs(), d.currency())),
                    false,
                    reason -> api.act(Routes.path(Routes.ADMIN_RECONCILIATION_RESOLVE, d.id()), reason),
                    differences::load);
        }
    }
}
