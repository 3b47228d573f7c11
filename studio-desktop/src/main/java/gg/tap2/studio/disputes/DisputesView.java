package gg.tap2.studio.disputes;

import gg.tap2.model.billing.Dispute;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.session.ListScreen;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.ui.ListModel;
import gg.tap2.studio.ui.Tables;
import gg.tap2.studio.ui.Tones;
import gg.tap2.studio.ui.Ui;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import javafx.scene.Node;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// Disputes with what they hold back and how long there is to answer.
public final class DisputesView extends ListScreen<Dispute> {
    public DisputesView(Context ctx) {
        super(
                ctx,
                "disputes",
                Set.of(Documents.DISPUTE),
                new ListModel<>(
                        ctx.background(),
                        () -> ctx.session().store().documents().list(Documents.DISPUTE, Dispute.class),
                        d -> d.reason() + " " + d.status() + " " + d.paymentId(),
                        ctx.host().onFail()),
                Feather.SHIELD);
        columns(List.of(
                Tables.text(
                        ctx.text("disputes.col.opened"),
                        150,
                        d -> ctx.formats().day(d.createdAt()),
                        Comparator.comparing(Dispute::createdAt)),
                Tables.text(
                        ctx.text("disputes.col.reason"),
                        230,
                        d -> reason(d.reason()),
                        Comparator.comparing(Dispute::reason)),
                Tables.number(
                        ctx.text("disputes.col.amount"),
                        110,
                        d -> ctx.formats().money(d.amount(), d.currency()),
                        Comparator.comparing(Dispute::amount)),
                Tables.number(
                        ctx.text("disputes.col.fee"),
                        90,
                        d -> ctx.formats().money(d.fee(), d.currency()),
                        Comparator.comparing(Dispute::fee)),
                Tables.node(
                        ctx.text("disputes.col.status"),
                        130,
                        d -> Tones.word(ctx.texts(), "dispute", d.status()),
                        Comparator.comparing(Dispute::status)),
                Tables.node(ctx.text("disputes.col.due"), 220, this::due, null)));
        onOpen(this::open);
        layout(List.of());
    }

    private String reason(String code) {
        String key = "disputes.reason." + code;
        return ctx.texts().has(key) ? ctx.text(key) : code.replace('_', ' ');
    }

    private Node due(Dispute d) {
        Instant due = d.evidenceDueBy();
        if (due == null || d.closedAt() != null) {
            return Ui.text("–", "faint");
        }
        long days = Math.max(0, Duration.between(ctx.now(), due).toDays());
        return Ui.text(ctx.text("home.todo.disputeDue", days), days < 3 ? "danger-text" : "warning-text", "strong");
    }

    @Override
    public void attach(@Nullable Object argument) {
        super.attach(argument);
        if (argument != null) {
            ctx.background()
                    .run(
                            () -> ctx.session().store().documents().find(Documents.DISPUTE, argument, Dispute.class),
                            found -> found.ifPresent(this::open),
                            ctx.host().onFail());
        }
    }

    private void open(Dispute d) {
        new DossierView(ctx, d).open(reason(d.reason()), due(d));
    }
}
