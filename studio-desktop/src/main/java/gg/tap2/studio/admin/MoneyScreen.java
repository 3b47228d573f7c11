package gg.tap2.studio.admin;

import gg.tap2.model.Routes;
import gg.tap2.model.admin.AdminDispute;
import gg.tap2.model.admin.AdminPayment;
import gg.tap2.model.admin.AdminRefund;
import gg.tap2.model.admin.AdminUser;
import gg.tap2.model.admin.AdminUserDetail;
import gg.tap2.model.admin.MoneyAction;
import gg.tap2.model.billing.DisputeEvidence;
import gg.tap2.studio.disputes.DossierFacts;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.session.SaleTitle;
import gg.tap2.studio.ui.Ui;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.TextField;
import org.kordamp.ikonli.feather.Feather;

/// Everybody's payments, refunds and disputes, and the money actions of admins with their four eyes.
public final class MoneyScreen extends AdminScreen {
    private final Context ctx;
    private final AdminApi api;
    private final RemoteList<AdminPayment> payments;
    private final RemoteList<MoneyAction> actions;

    public MoneyScreen(Context ctx) {
        super(ctx, "admin-money");
        this.ctx = ctx;
        this.api = new AdminApi(ctx.session().client());
        payments = new RemoteList<>(ctx, api, Routes.ADMIN_PAYMENTS, AdminPayment.class);
        actions = new RemoteList<>(ctx, api, Routes.ADMIN_MONEY, MoneyAction.class);
        var adjust = Ui.primary(ctx.text("admin.adjust"), Feather.EDIT_3, this::chooseCreator);
        adjust.setId("admin-adjust");
        add(
                "payments",
                new AdminList<>(
                                ctx,
                                "payments",
                                payments,
                                List.of(
                                        Col.text("at", 175, p -> ctx.formats().moment(p.createdAt())),
                                        Col.strong("title", 210, p -> SaleTitle.of(ctx, p.kind(), p.title())),
                                        Col.text("creator", 150, AdminPayment::creatorName),
                                        Col.text("buyer", 190, p -> Objects.requireNonNullElse(p.buyerEmail(), "")),
                                        Col.number(
                                                "amount",
                                                100,
                                                p -> ctx.formats().money(p.amount(), p.currency())),
                                        Col.state("status", 120, AdminPayment::status)))
                        .search("admin.searchPayments")
                        .filter("status", "", "succeeded", "failed", "processing", "unknown")
                        .onOpen(this::open));
        add(
                "actions",
                new AdminList<>(
                                ctx,
                                "actions",
                                actions,
                                List.of(
                                        Col.text("at", 175, a -> ctx.formats().moment(a.createdAt())),
                                        Col.state("kind", 120, MoneyAction::kind),
                                        Col.number(
                                                "amount",
                                                110,
                                                a -> ctx.formats().money(a.amount(), a.currency())),
                                        Col.strong("reason", 260, MoneyAction::reason),
                                        Col.text("by", 190, a -> Objects.requireNonNullElse(a.requestedByEmail(), "")),
                                        Col.state("status", 120, MoneyAction::status)))
                        .filter("status", "", "waiting", "done", "declined", "failed")
                        .action(adjust)
                        .onOpen(a -> new MoneyApproval(ctx, api, a, actions::load).open()));
        add(
                "refunds",
                new AdminList<>(
                        ctx,
                        "refunds",
                        new RemoteList<>(ctx, api, Routes.ADMIN_REFUNDS, AdminRefund.class),
                        List.of(
                                Col.text("at", 175, r -> ctx.formats().moment(r.createdAt())),
                                Col.number("amount", 110, r -> ctx.formats().money(r.amount(), r.currency())),
                                Col.state("status", 130, AdminRefund::status),
                                Col.text("by", 160, AdminRefund::actor),
                                Col.text("reason", 300, r -> Objects.requireNonNullElse(r.reason(), "")),
                                Col.text("payment", 290, r -> r.paymentId().toString()))));
        add(
                "disputes",
                new AdminList<>(
                                ctx,
                                "disputes",
                                new RemoteList<>(ctx, api, Routes.ADMIN_DISPUTES, AdminDispute.class),
                                List.of(
                                        Col.text("at", 175, d -> ctx.formats().moment(d.createdAt())),
                                        Col.strong("creator", 180, AdminDispute::creatorName),
                                        Col.text("reason", 220, d -> d.reason().replace('_', ' ')),
                                        Col.number(
                                                "amount",
                                                110,
                                                d -> ctx.formats().money(d.amount(), d.currency())),
                                        Col.state("status", 120, AdminDispute::status),
                                        Col.text(
                                                "due",
                                                180,
                                                d -> d.evidenceDueBy() == null
                                                        ? ""
                                                        : ctx.formats()
                                                                .moment(Objects.requireNonNull(d.evidenceDueBy())))))
                        .onOpen(this::open));
    }

    private void open(AdminDispute d) {
        ctx.background()
                .run(
                        () -> api.get(Routes.path(Routes.ADMIN_DISPUTE_EVIDENCE, d.id()), DisputeEvidence.class),
                        e -> {
                            var facts = DossierFacts.of(ctx, e);
                            if (!e.note().isBlank()) {
                                facts.getChildren()
                                        .addAll(
                                                Ui.text(ctx.text("admin.dossierNote"), "strong"),
                                                Ui.wrapped(e.note(), "muted"));
                            }
                            var scroll = Ui.scroll(facts);
                            scroll.setPrefHeight(460);
                            ctx.host()
                                    .dialog(d.creatorName() + " · " + d.reason().replace('_', ' '), scroll, 680);
                        },
                        ctx.host().onFail());
    }

    private void open(AdminPayment p) {
        var facts = new Facts(ctx)
                .fact("creator", p.creatorName())
                .fact("buyer", p.buyerEmail())
                .fact("amount", ctx.formats().money(p.amount(), p.currency()))
                .fact("platformFee", ctx.formats().money(p.platformFee(), p.currency()))
                .fact("processingFee", ctx.formats().money(p.processingFee(), p.currency()))
                .fact("net", ctx.formats().money(p.net(), p.currency()))
                .fact("refunded", ctx.formats().money(p.refunded(), p.currency()))
                .state("status", p.status())
                .fact("failure", p.failureCode())
                .fact("reference", p.stripeId())
                .fact("receipt", p.receiptNumber())
                .at("paidAt", p.paidAt());
        var refund = Ui.button(
                ctx.text("admin.refund"),
                Feather.CORNER_UP_LEFT,
                () -> MoneyDialog.show(
                        ctx,
                        ctx.text("admin.refund"),
                        new Facts(ctx)
                                .fact("title", SaleTitle.of(ctx, p.kind(), p.title()))
                                .fact("amount", ctx.formats().money(p.amount(), p.currency())),
                        MoneyForm.refund(ctx, api, p),
                        payments::load),
                "danger");
        refund.setId("admin-refund");
        Ui.visible(refund, p.status().equals("succeeded") && p.refunded() < p.amount());
        ctx.host()
                .dialog(
                        SaleTitle.of(ctx, p.kind(), p.title()),
                        Ui.column(16, facts, Ui.row(8, Ui.spacer(), refund)),
                        560);
    }

    private void chooseCreator() {
        var who = new TextField();
        who.setId("adjust-creator");
        var problem = Ui.wrapped("", "danger-text");
        Ui.visible(problem, problem.textProperty().isNotEmpty());
        var hits = Ui.column(6);
        hits.setId("adjust-hits");
        var next = Ui.primary(
                ctx.text("admin.find"),
                Feather.SEARCH,
                () -> ctx.background()
                        .run(
                                () -> api.page(
                                                Routes.ADMIN_USERS,
                                                Map.of("q", who.getText().strip(), "role", "creator"),
                                                null,
                                                AdminUser.class)
                                        .rows(),
                                found -> {
                                    problem.setText(found.isEmpty() ? ctx.text("admin.nothing") : "");
                                    hits.getChildren()
                                            .setAll(found.stream()
                                                    .map(this::hit)
                                                    .toList());
                                },
                                ctx.host().onFail()));
        next.setId("adjust-find");
        next.setDefaultButton(true);
        ctx.host()
                .dialog(
                        ctx.text("admin.adjust"),
                        Ui.column(
                                14,
                                Ui.field(ctx.text("admin.whichCreator"), who, ctx.text("admin.whichCreatorHint")),
                                problem,
                                Ui.scrollUpTo(300, hits),
                                Ui.row(8, Ui.spacer(), next)),
                        520);
    }

    /// The one that is meant is chosen by the person, also when there is only one.
    private Node hit(AdminUser user) {
        var choose = Ui.button(
                user.displayName() + " · " + user.email(),
                Feather.USER,
                () -> ctx.background()
                        .run(
                                () -> api.get(Routes.path(Routes.ADMIN_USER, user.id()), AdminUserDetail.class),
                                this::adjust,
                                ctx.host().onFail()));
        choose.setId("adjust-hit-" + user.id());
        choose.setMaxWidth(Double.MAX_VALUE);
        choose.setAlignment(Pos.CENTER_LEFT);
        return choose;
    }

    private void adjust(AdminUserDetail user) {
        var creator = Objects.requireNonNull(user.creator());
        MoneyDialog.show(
                ctx,
                ctx.text("admin.adjust"),
                new Facts(ctx)
                        .fact("creator", user.user().displayName() + " @" + creator.slug())
                        .fact("available", ctx.formats().money(creator.available(), creator.currency())),
                MoneyForm.adjustment(ctx, api, creator.id(), creator.currency()),
                actions::load);
    }
}
