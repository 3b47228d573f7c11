package gg.tap2.studio.statements;

import gg.tap2.model.statements.StatementMonth;
import gg.tap2.model.statements.StatementTotals;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.statements.StatementsViewModel.Checked;
import gg.tap2.studio.statements.StatementsViewModel.Format;
import gg.tap2.studio.ui.Screen;
import gg.tap2.studio.ui.Ui;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.List;
import javafx.collections.ListChangeListener;
import javafx.geometry.HPos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// A card for every month, from the opening to the closing balance, with its files; and the check of a signed file.
public final class StatementsView implements Screen {
    private final Context ctx;
    private final StatementsViewModel vm;
    private final VBox result = Ui.column(0);
    private final VBox list = Ui.column(16);
    private final ScrollPane root;

    public StatementsView(Context ctx) {
        this.ctx = ctx;
        this.vm = new StatementsViewModel(ctx);
        Button check = Ui.primary(ctx.text("statements.check"), Feather.CHECK_CIRCLE, vm::check);
        check.setId("statement-check");
        check.disableProperty().bind(vm.busy());
        root = Ui.scroll(
                Ui.page(ctx.text("statements.title"), ctx.text("statements.subtitle"), List.of(check), result, list));
        vm.months().addListener((ListChangeListener<StatementMonth>) c -> show());
        vm.checked().addListener((o, before, now) -> showResult(now));
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public void attach(@Nullable Object argument) {
        show();
        vm.load();
    }

    @Override
    public void detach() {
        // Nothing is kept going.
    }

    private void showResult(@Nullable Checked c) {
        result.getChildren().clear();
        if (c == null) {
            return;
        }
        boolean valid = c.verdict().valid();
        String title = valid
                ? ctx.text(c.trusted() ? "statements.valid" : "statements.validUnknownKey")
                : ctx.text("statements.tampered");
        var head = Ui.row(
                10,
                Ui.icon(valid ? Feather.CHECK_CIRCLE : Feather.ALERT_TRIANGLE, 20),
                Ui.wrapped(title, "section-title"));
        head.setId("statement-verdict");
        head.getStyleClass().add(valid ? "success-text" : "danger-text");
        VBox card = Ui.card(
                head,
                Ui.wrapped(
                        ctx.text(
                                "statements.checkedFile",
                                c.file().getFileName(),
                                month(c.statement().month()),
                                c.verdict().journals(),
                                c.verdict().postings()),
                        "muted"));
        c.verdict().problems().forEach(p -> card.getChildren().add(Ui.wrapped("• " + p, "danger-text")));
        result.getChildren().add(card);
    }

    private void show() {
        list.getChildren().clear();
        if (vm.months().isEmpty()) {
            list.getChildren()
                    .add(Ui.empty(Feather.FILE_TEXT, ctx.text("statements.none"), ctx.text("statements.noneHint")));
        }
        vm.months().forEach(m -> list.getChildren().add(card(m)));
    }

    private String month(String month) {
        return YearMonth.parse(month)
                .format(DateTimeFormatter.ofPattern("LLLL yyyy", ctx.formats().locale()));
    }

    private Node card(StatementMonth m) {
        var files = Ui.row(8, file(m, Format.PDF, Feather.FILE_TEXT), file(m, Format.CSV, Feather.LIST));
        files.getChildren().add(file(m, Format.SIGNED, Feather.SHIELD));
        var head = Ui.row(
                12,
                Ui.text(month(m.month()), "section-title"),
                Ui.badge(
                        ctx.text(m.closed() ? "statements.final" : "statements.running"),
                        m.closed() ? "success" : "accent"),
                Ui.spacer(),
                files);
        return Ui.card(head, amounts(m));
    }

    private Button file(StatementMonth m, Format format, Feather icon) {
        Button button = Ui.button(
                ctx.text("statements." + format.name().toLowerCase(java.util.Locale.ROOT)),
                icon,
                () -> vm.fetch(m, format));
        button.setId("statement-" + m.month() + "-" + format.name().toLowerCase(java.util.Locale.ROOT));
        button.disableProperty().bind(vm.busy());
        return button;
    }

    private Node amounts(StatementMonth m) {
        var grid = new GridPane();
        grid.setHgap(32);
        grid.setVgap(4);
        StatementTotals t = m.totals();
        row(grid, "opening", m.openingTotal(), m, true);
        row(grid, "sales", t.sales(), m, false);
        row(grid, "platformFees", t.platformFees(), m, false);
        row(grid, "processingFees", t.processingFees(), m, false);
        row(grid, "refunds", t.refunds(), m, false);
        row(grid, "disputes", t.disputes(), m, false);
        row(grid, "payouts", t.payouts(), m, false);
        row(grid, "payoutFees", t.payoutFees(), m, false);
        row(grid, "other", t.other(), m, false);
        row(grid, "closing", m.closingTotal(), m, true);
        return grid;
    }

    /// Lines without an amount are left out; the balances always stand.
    private void row(GridPane grid, String what, long amount, StatementMonth m, boolean always) {
        if (amount == 0 && !always) {
            return;
        }
        int at = grid.getRowCount();
        var value = Ui.text(ctx.formats().money(amount, m.currency()), always ? "strong" : "number");
        GridPane.setHalignment(value, HPos.RIGHT);
        grid.addRow(at, Ui.text(ctx.text("statements." + what), always ? "strong" : "muted"), value);
    }
}
