package gg.tap2.studio.admin;

import gg.tap2.model.Routes;
import gg.tap2.model.admin.AdminPayout;
import gg.tap2.model.admin.AdminPayoutDetail;
import gg.tap2.model.admin.AutoPayoutRun;
import gg.tap2.model.admin.ReconciliationDifference;
import gg.tap2.model.payouts.Payout;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Ui;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// One payout: what speaks for and against it, every try at the provider, what does not add up on those days, and the
/// decisions that its state allows.
final class PayoutDialog {
    private static final List<String> NOT_SENT = List.of("requested", "held", "queued");

    private final Context ctx;
    private final AdminApi api;
    private final Runnable onDone;

    PayoutDialog(Context ctx, AdminApi api, Runnable onDone) {
        this.ctx = ctx;
        this.api = api;
        this.onDone = onDone;
    }

    void open(AdminPayout row) {
        ctx.background()
                .run(
                        () -> api.get(
                                Routes.path(Routes.ADMIN_PAYOUT, row.payout().id()), AdminPayoutDetail.class),
                        this::show,
                        ctx.host().onFail());
    }

    private void show(AdminPayoutDetail d) {
        AdminPayout p = d.payout();
        var parts = Ui.column(
                16, facts(p, d.run()), Ui.text(ctx.text("admin.attempts"), "section-title"), attempts(p.payout()));
        if (!d.differences().isEmpty()) {
            parts.getChildren().addAll(Ui.text(ctx.text("admin.differencesThatDay"), "section-title"), differences(d));
        }
        var scroll = Ui.scroll(parts);
        scroll.setPrefHeight(430);
        var buttons = Ui.row(8, Ui.spacer());
        buttons.getChildren().addAll(decisions(p));
        ctx.host().dialog(ctx.text("admin.payoutOf", p.creatorName()), Ui.column(16, scroll, buttons), 680);
    }

    private Facts facts(AdminPayout p, @Nullable AutoPayoutRun run) {
        Payout payout = p.payout();
        return new Facts(ctx)
                .fact("creator", p.creatorName() + " @" + p.slug())
                .fact("amount", ctx.formats().money(payout.amount(), payout.currency()))
                .fact("fee", payout.fee() == 0 ? null : ctx.formats().money(payout.fee(), payout.currency()))
                .state("status", p.innerStatus())
                .fact("left", left(ctx, p))
                .fact("failure", payout.failureReason())
                .at("at", payout.createdAt())
                .at("completed", payout.completedAt())
                .fact("bank", payout.bankAccountLast4() == null ? null : "•••• " + payout.bankAccountLast4())
                .at("bankSince", p.bankAccountSince())
                .fact("available", ctx.formats().money(p.available(), payout.currency()))
                .fact("earlier", ctx.formats().count(p.earlierPayouts()))
                .fact("disputes", ctx.formats().count(p.openDisputes()))
                .fact("provider", payout.provider())
                .fact("reference", payout.providerReference())
                .fact("run", run == null ? null : run(run))
                .fact("id", payout.id().toString());
    }

    private String run(AutoPayoutRun run) {
        return ctx.text(
                "admin.runOf",
                ctx.formats().day(run.date()),
                ctx.formats().count(run.paid()),
                ctx.formats().count(run.skipped()));
    }

    /// How long a held one may still wait; null for others.
    static @Nullable String left(Context ctx, AdminPayout p) {
        return p.reviewDueAt() == null ? null : ReviewClock.phrase(ctx, Objects.requireNonNull(p.reviewDueAt()));
    }

    private Node attempts(Payout payout) {
        if (payout.attempts().isEmpty()) {
            return Ui.wrapped(ctx.text("admin.noAttempts"), "muted");
        }
        var list = new VBox();
        list.setId("payout-attempts");
        for (Payout.Attempt a : payout.attempts()) {
            var words = Ui.column(2, Ui.wrapped(a.id().toString(), "mono"));
            if (a.reference() != null) {
                words.getChildren().add(Ui.wrapped(ctx.text("admin.providersReference", a.reference()), "hint"));
            }
            if (a.error() != null) {
                words.getChildren().add(Ui.wrapped(a.error(), "danger-text"));
            }
            words.getChildren()
                    .add(Ui.wrapped(
                            ctx.text(
                                    "admin.attemptTimes",
                                    ctx.formats().moment(a.createdAt()),
                                    ctx.formats().moment(a.updatedAt())),
                            "hint"));
            var line = Ui.row(12, Col.badge(ctx, a.status()), Ui.grow(words));
            line.getStyleClass().add("line-item");
            list.getChildren().add(line);
        }
        return list;
    }

    private Node differences(AdminPayoutDetail d) {
        var list = new VBox();
        list.setId("payout-differences");
        for (ReconciliationDifference x : d.differences()) {
            var line = Ui.row(
                    12,
                    Col.badge(ctx, x.resolvedAt() == null ? "open" : "resolved"),
                    Ui.grow(Ui.wrapped(ctx.formats().day(x.date()) + " · " + what(ctx, x))),
                    Ui.text(
                            ctx.text("admin.oursTheirs", amount(ctx, x, x.ours()), amount(ctx, x, x.theirs())),
                            "hint"));
            line.getStyleClass().add("line-item");
            list.getChildren().add(line);
        }
        return list;
    }

    static String what(Context ctx, ReconciliationDifference d) {
        String key = "admin.difference." + d.what();
        return ctx.texts().has(key) ? ctx.text(key) : d.what().replace('_', ' ');
    }

    /// Money or, for differences in how many there were, a number.
    static String amount(Context ctx, ReconciliationDifference d, long value) {
        return d.what().endsWith("_count")
                ? ctx.formats().count(value)
                : ctx.formats().money(value, d.currency());
    }

    private List<Button> decisions(AdminPayout p) {
        String status = p.innerStatus();
        boolean underWay = p.payout().attempts().stream()
                .anyMatch(a -> List.of("pending", "sent", "unknown").contains(a.status()));
        boolean held = status.equals("held");
        boolean stoppable = NOT_SENT.contains(status) && !underWay;
        var approve = Ui.primary(
                ctx.text("admin.approve"),
                Feather.CHECK,
                () -> act(p, Routes.ADMIN_PAYOUT_APPROVE, "admin.approve", null));
        approve.setId("admin-approve");
        var hold = Ui.button(
                ctx.text(held ? "admin.hold" : "admin.holdBack"),
                Feather.PAUSE,
                () -> act(p, Routes.ADMIN_PAYOUT_HOLD, held ? "admin.hold" : "admin.holdBack", null));
        hold.setId("admin-hold");
        var reject = Ui.button(
                ctx.text("admin.reject"),
                Feather.X,
                () -> act(p, Routes.ADMIN_PAYOUT_REJECT, "admin.reject", "admin.rejectText"),
                "danger");
        reject.setId("admin-reject");
        var cancel = Ui.button(
                ctx.text("admin.cancelPayout"),
                Feather.SLASH,
                () -> act(p, Routes.ADMIN_PAYOUT_CANCEL, "admin.cancelPayout", "admin.cancelText"));
        cancel.setId("admin-cancel");
        Ui.visible(approve, held);
        Ui.visible(reject, held && !underWay);
        Ui.visible(hold, stoppable);
        Ui.visible(cancel, stoppable);
        return List.of(cancel, hold, reject, approve);
    }

    private void act(AdminPayout p, String route, String key, @Nullable String explained) {
        var about = new Facts(ctx)
                .fact("creator", p.creatorName())
                .fact(
                        "amount",
                        ctx.formats().money(p.payout().amount(), p.payout().currency()));
        Reasons.ask(
                ctx,
                ctx.text(key),
                explained == null ? about : Ui.column(12, about, Ui.wrapped(ctx.text(explained), "muted")),
                key.equals("admin.reject"),
                reason -> api.act(Routes.path(route, p.payout().id()), reason),
                onDone);
    }

    /// Why creators were passed over, most frequent first.
    static String reasons(Context ctx, AutoPayoutRun run) {
        return run.reasons().stream()
                .map(x -> {
                    String key = "admin.skip." + x.code();
                    return (ctx.texts().has(key) ? ctx.text(key) : x.code().replace('_', ' ')) + " "
                            + ctx.formats().count(x.count());
                })
                .collect(Collectors.joining(", "));
    }
}
