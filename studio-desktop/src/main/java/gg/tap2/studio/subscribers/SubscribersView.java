package gg.tap2.studio.subscribers;

import gg.tap2.model.billing.Subscriber;
import gg.tap2.studio.people.PersonDialog;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.session.ListScreen;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.ui.ListModel;
import gg.tap2.studio.ui.Tables;
import gg.tap2.studio.ui.Tones;
import gg.tap2.studio.ui.Ui;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.layout.StackPane;
import org.kordamp.ikonli.feather.Feather;

/// Members with tier, state and what they have paid; opening one shows the payments.
public final class SubscribersView extends ListScreen<Subscriber> {
    public SubscribersView(Context ctx) {
        super(
                ctx,
                "subscribers",
                Set.of(Documents.SUBSCRIBER),
                new ListModel<>(
                        ctx.background(),
                        () -> ctx.session().store().documents().list(Documents.SUBSCRIBER, Subscriber.class),
                        s -> s.fanName() + " " + s.email() + " " + s.tierName(),
                        ctx.host().onFail()),
                Feather.USERS);
        columns(List.of(
                Tables.node(
                        ctx.text("subscribers.col.name"),
                        250,
                        this::who,
                        Comparator.comparing(s -> s.fanName().toLowerCase(Locale.ROOT))),
                Tables.text(
                        ctx.text("subscribers.col.tier"),
                        120,
                        Subscriber::tierName,
                        Comparator.comparing(Subscriber::tierName)),
                Tables.node(
                        ctx.text("subscribers.col.status"), 130, this::state, Comparator.comparing(Subscriber::status)),
                Tables.number(
                        ctx.text("subscribers.col.paid"),
                        110,
                        s -> ctx.formats().money(s.lifetimePaid(), s.currency()),
                        Comparator.comparing(Subscriber::lifetimePaid)),
                Tables.text(
                        ctx.text("subscribers.col.since"),
                        120,
                        s -> ctx.formats().day(s.since()),
                        Comparator.comparing(Subscriber::since)),
                Tables.text(
                        ctx.text("subscribers.col.renews"),
                        120,
                        s -> ctx.formats().day(s.currentPeriodEnd()),
                        Comparator.comparing(Subscriber::currentPeriodEnd))));
        onOpen(this::open);
        layout(List.of(Ui.button(
                ctx.text("common.export"),
                Feather.DOWNLOAD,
                () -> export(
                        "members.csv",
                        List.of(
                                "name",
                                "email",
                                "tier",
                                "status",
                                "lifetime_paid_minor",
                                "currency",
                                "since_utc",
                                "renews_utc"),
                        s -> List.of(
                                s.fanName(),
                                s.email(),
                                s.tierName(),
                                s.status().toString(),
                                String.valueOf(s.lifetimePaid()),
                                s.currency().name(),
                                s.since().toString(),
                                s.currentPeriodEnd().toString())))));
    }

    private Node who(Subscriber s) {
        var initial =
                new StackPane(Ui.text(s.fanName().isEmpty() ? "?" : s.fanName().substring(0, 1)));
        initial.getStyleClass().add("avatar");
        var names = Ui.column(0, Ui.text(s.fanName(), "strong"), Ui.text(s.email(), "hint"));
        names.setAlignment(javafx.geometry.Pos.CENTER_LEFT);
        return Ui.row(12, initial, names);
    }

    private Node state(Subscriber s) {
        return s.cancelAtPeriodEnd()
                ? Ui.badge(ctx.text("subscribers.ending"), "warning")
                : Tones.word(ctx.texts(), "member", s.status().toString());
    }

    private void open(Subscriber s) {
        PersonDialog.open(ctx, s.fanId(), s.fanName(), s);
    }
}
