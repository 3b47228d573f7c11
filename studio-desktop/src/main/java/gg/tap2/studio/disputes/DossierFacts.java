package gg.tap2.studio.disputes;

import gg.tap2.model.billing.DisputeEvidence;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Ui;
import java.time.Instant;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/// What the bank is told of a disputed payment: the sale, what was fetched, the policy.
public final class DossierFacts {
    private static final int SHOWN = 12;

    private DossierFacts() {}

    public static VBox of(Context ctx, DisputeEvidence e) {
        var facts = grid(150);
        row(facts, ctx.text("disputes.item"), e.title());
        row(facts, ctx.text("disputes.col.amount"), ctx.formats().money(e.amount(), e.currency()));
        row(facts, ctx.text("disputes.buyer"), e.buyerEmail());
        row(facts, ctx.text("disputes.receipt"), e.receiptNumber());
        row(facts, ctx.text("disputes.paid"), moment(ctx, e.paidAt()));
        row(facts, ctx.text("disputes.access"), moment(ctx, e.accessSince()));
        row(facts, ctx.text("disputes.dueBy"), moment(ctx, e.dueBy()));
        row(facts, ctx.text("disputes.submittedAt"), moment(ctx, e.submittedAt()));
        var box = Ui.column(
                10,
                facts,
                Ui.text(ctx.text("disputes.deliveries", e.deliveries().size()), "strong"));
        box.setId("dossier-facts");
        if (e.deliveries().isEmpty()) {
            box.getChildren().add(Ui.wrapped(ctx.text("disputes.noDeliveries"), "muted"));
        } else {
            var log = grid(150);
            e.deliveries().stream()
                    .limit(SHOWN)
                    .forEach(d -> row(
                            log, ctx.formats().moment(d.at()), d.ip() == null ? d.file() : d.file() + " · " + d.ip()));
            box.getChildren().add(log);
            if (e.deliveries().size() > SHOWN) {
                box.getChildren()
                        .add(Ui.text(
                                ctx.text(
                                        "disputes.moreDeliveries",
                                        e.deliveries().size() - SHOWN),
                                "muted"));
            }
        }
        if (!e.refundPolicy().isBlank()) {
            box.getChildren().add(Ui.text(ctx.text("disputes.policy"), "strong"));
            box.getChildren().add(Ui.wrapped(e.refundPolicy(), "muted"));
        }
        return box;
    }

    private static @Nullable String moment(Context ctx, @Nullable Instant at) {
        return at == null ? null : ctx.formats().moment(at);
    }

    private static GridPane grid(double first) {
        var grid = new GridPane();
        grid.setHgap(24);
        grid.setVgap(6);
        var rest = new ColumnConstraints();
        rest.setHgrow(Priority.ALWAYS);
        grid.getColumnConstraints().setAll(new ColumnConstraints(first), rest);
        grid.getStyleClass().add("sunken");
        return grid;
    }

    private static void row(GridPane grid, String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            grid.addRow(grid.getRowCount(), Ui.text(name, "muted"), Ui.wrapped(value));
        }
    }
}
