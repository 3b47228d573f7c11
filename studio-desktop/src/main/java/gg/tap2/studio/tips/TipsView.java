package gg.tap2.studio.tips;

import gg.tap2.model.billing.Sale;
import gg.tap2.model.catalog.CreatorProfile;
import gg.tap2.model.catalog.TipGoal;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.model.messages.Audience;
import gg.tap2.studio.messages.MessageDialog;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.session.ListScreen;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.ui.ListModel;
import gg.tap2.studio.ui.Tables;
import gg.tap2.studio.ui.Ui;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// Tips with their messages, and how far the goal on the page is. Anonymous fans have no name here either.
public final class TipsView extends ListScreen<Sale> {
    private final VBox goal = Ui.card();

    public TipsView(Context ctx) {
        super(
                ctx,
                "tips",
                Set.of("sale"),
                new ListModel<>(
                        ctx.background(),
                        new ListModel.Rows<>() {
                            @Override
                            public List<Sale> list(String search, int limit, int offset) {
                                return ctx.session().store().sales().list(SaleKind.TIP, search, limit, offset);
                            }

                            @Override
                            public long count(String search) {
                                return ctx.session().store().sales().count(SaleKind.TIP, search);
                            }
                        },
                        ctx.host().onFail()),
                Feather.COFFEE);
        columns(List.of(
                Tables.text(
                        ctx.text("sales.col.date"),
                        150,
                        s -> ctx.formats().moment(s.createdAt()),
                        Comparator.comparing(Sale::createdAt)),
                Tables.text(
                        ctx.text("sales.col.fan"),
                        150,
                        s -> Objects.requireNonNullElse(s.fanName(), ctx.text("tips.anonymous")),
                        Comparator.comparing(s -> Objects.requireNonNullElse(s.fanName(), ""))),
                Tables.text(ctx.text("tips.message"), 380, s -> Objects.requireNonNullElse(s.message(), ""), null),
                Tables.number(
                        ctx.text("tips.amount"),
                        100,
                        s -> ctx.formats().money(s.gross(), s.currency()),
                        Comparator.comparing(Sale::gross))));
        onOpen(this::open);
        layout(
                List.of(Ui.button(
                        ctx.text("common.export"),
                        Feather.DOWNLOAD,
                        () -> export(
                                "tips.csv",
                                List.of("date_utc", "fan", "message", "amount_minor", "currency"),
                                s -> List.of(
                                        s.createdAt().toString(),
                                        Objects.requireNonNullElse(s.fanName(), ""),
                                        Objects.requireNonNullElse(s.message(), ""),
                                        String.valueOf(s.gross()),
                                        s.currency().name())))),
                goal);
    }

    @Override
    protected Object keyOf(Sale row) {
        return row.paymentId();
    }

    private void open(Sale s) {
        String name = Objects.requireNonNullElse(s.fanName(), ctx.text("tips.anonymous"));
        var content = Ui.column(
                10,
                Ui.wrapped(Objects.requireNonNullElse(s.message(), ctx.text("tips.noMessage"))),
                Ui.text(name + " · " + ctx.formats().moment(s.createdAt()), "hint"));
        UUID fan = s.fanId();
        if (fan != null) {
            var thank = Ui.button(
                    ctx.text("tips.thank"),
                    Feather.MESSAGE_SQUARE,
                    () -> MessageDialog.toOne(
                            ctx, new MessageDialog.Choice(new Audience(Audience.Kind.FAN, fan), name), m -> {}));
            thank.setId("tip-thank");
            content.getChildren().add(Ui.row(8, Ui.spacer(), thank));
        }
        ctx.host().dialog(ctx.formats().money(s.gross(), s.currency()), content, 420);
    }

    @Override
    public void attach(@Nullable Object argument) {
        super.attach(argument);
        ctx.background()
                .run(
                        () -> ctx.session()
                                .store()
                                .documents()
                                .find(Documents.PROFILE, Documents.ONLY, CreatorProfile.class),
                        p -> p.ifPresent(this::showGoal),
                        ctx.host().onFail());
    }

    private void showGoal(CreatorProfile profile) {
        TipGoal held = profile.tipGoal();
        if (held == null) {
            goal.getChildren()
                    .setAll(Ui.row(
                            12,
                            Ui.icon(Feather.TARGET, 18),
                            Ui.grow(Ui.wrapped(ctx.text("tips.noGoal"), "muted")),
                            Ui.button(
                                    ctx.text("tips.setGoal"),
                                    null,
                                    () -> ctx.host().go("profile", null))));
            return;
        }
        var bar = new ProgressBar(Math.min(1, (double) held.raised() / held.target()));
        bar.setMaxWidth(Double.MAX_VALUE);
        goal.getChildren()
                .setAll(
                        Ui.row(
                                12,
                                Ui.icon(Feather.TARGET, 18),
                                Ui.text(held.title(), "section-title"),
                                Ui.spacer(),
                                Ui.text(
                                        ctx.text(
                                                "uploads.of",
                                                ctx.formats().money(held.raised(), profile.currency()),
                                                ctx.formats().money(held.target(), profile.currency())),
                                        "muted")),
                        bar);
    }
}
