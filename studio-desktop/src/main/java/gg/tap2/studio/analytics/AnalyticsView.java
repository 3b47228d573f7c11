package gg.tap2.studio.analytics;

import gg.tap2.model.analytics.DailyPoint;
import gg.tap2.model.analytics.TrafficReport;
import gg.tap2.studio.analytics.AnalyticsViewModel.Snapshot;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.store.Sales;
import gg.tap2.studio.ui.Charts;
import gg.tap2.studio.ui.Host;
import gg.tap2.studio.ui.Screen;
import gg.tap2.studio.ui.Ui;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;
import javafx.embed.swing.SwingFXUtils;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.DatePicker;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// Revenue as a chart with the range before it, what and who earned it, as CSV or PNG.
public final class AnalyticsView implements Screen {
    private static final int[] RANGES = {7, 30, 90, 365};

    private final AnalyticsViewModel vm;
    private final Context ctx;
    private final VBox content = Ui.column(16);
    private final CheckBox compare = new CheckBox();
    private final DatePicker from = new DatePicker();
    private final DatePicker to = new DatePicker();
    private final Node root;
    private @Nullable Node chart;
    private boolean showing;

    public AnalyticsView(AnalyticsViewModel vm, Context ctx) {
        this.vm = vm;
        this.ctx = ctx;
        compare.setText(ctx.text("analytics.compare"));
        compare.setSelected(true);
        compare.setOnAction(e -> show(vm.snapshot().get()));
        from.setAccessibleText(ctx.text("analytics.from"));
        to.setAccessibleText(ctx.text("analytics.to"));
        from.setPrefWidth(130);
        to.setPrefWidth(130);
        from.setOnAction(e -> custom());
        to.setOnAction(e -> custom());
        root = Ui.scroll(Ui.page(
                ctx.text("analytics.title"),
                ctx.text("analytics.subtitle"),
                List.of(Ui.button("CSV", Feather.DOWNLOAD, this::csv), Ui.button("PNG", Feather.IMAGE, this::png)),
                Ui.row(12, ranges(), from, to, Ui.spacer(), compare),
                content));
        vm.snapshot().addListener((o, was, is) -> show(is));
    }

    private void custom() {
        if (!showing && from.getValue() != null && to.getValue() != null) {
            vm.range(from.getValue(), to.getValue());
        }
    }

    private Node ranges() {
        var group = new ToggleGroup();
        var bar = new HBox(2);
        bar.getStyleClass().add("toggle-row");
        for (int days : RANGES) {
            var toggle = new ToggleButton(ctx.text("analytics.days", days));
            toggle.setToggleGroup(group);
            toggle.setSelected(days == 90);
            toggle.setMinWidth(Region.USE_PREF_SIZE);
            toggle.setOnAction(e -> {
                toggle.setSelected(true);
                vm.last(days);
            });
            bar.getChildren().add(toggle);
        }
        return bar;
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public void attach(@Nullable Object argument) {
        vm.attach();
    }

    @Override
    public void detach() {
        vm.detach();
    }

    private void show(@Nullable Snapshot s) {
        if (s == null) {
            return;
        }
        showing = true;
        from.setValue(s.from());
        to.setValue(s.to());
        showing = false;
        var area = Charts.area(s.from(), s.to(), v -> ctx.formats().shortMoney(v, s.currency()), ctx.formats(), 270);
        area.getData()
                .add(Charts.series(
                        ctx.text("analytics.this"), s.days(), s.from(), s.to(), s.from(), DailyPoint::revenue));
        if (compare.isSelected()) {
            area.getData()
                    .add(Charts.series(
                            ctx.text("analytics.before"),
                            s.before(),
                            s.beforeFrom(),
                            s.from().minusDays(1),
                            s.beforeFrom(),
                            DailyPoint::revenue));
        }
        Charts.hover(area, s.from(), v -> ctx.formats().money(v, s.currency()), ctx.formats());
        chart = area;
        var figures = new HBox(
                16,
                figure(s, "analytics.revenue", DailyPoint::revenue),
                figure(s, "analytics.purchases", DailyPoint::purchases),
                figure(s, "analytics.subscriptions", DailyPoint::subscriptions),
                figure(s, "analytics.tips", DailyPoint::tips));
        figures.getChildren().forEach(Ui::grow);
        var products = Ui.section(ctx.text("analytics.earners"), null, bars(s, s.earners()));
        var fans = Ui.section(ctx.text("analytics.fans"), null, bars(s, s.fans()));
        var below = new HBox(16, Ui.grow(products), Ui.grow(fans));
        products.setPrefWidth(400);
        fans.setPrefWidth(400);
        content.getChildren()
                .setAll(
                        figures,
                        Ui.section(
                                ctx.text("analytics.chart"),
                                Ui.text(ctx.text("analytics.zoom"), "hint"),
                                Zoom.over(area, s.from(), vm::range)),
                        below,
                        Ui.section(
                                ctx.text("analytics.cohorts"),
                                Ui.text(ctx.text("analytics.cohortsHint"), "hint"),
                                CohortTable.of(s.cohorts(), ctx)));
        if (s.traffic() != null) {
            content.getChildren().add(2, conversion(s.traffic()));
        }
    }

    /// From a view to a payment, with the pages' best sources.
    private Node conversion(TrafficReport t) {
        Integer bps = t.conversionBps();
        var sources = Ui.column(6);
        t.sources().stream()
                .limit(4)
                .forEach(x -> sources.getChildren()
                        .add(Ui.row(
                                Ui.text(x.source()),
                                Ui.spacer(),
                                Ui.text(ctx.formats().count(x.visitors()), "strong"))));
        var numbers = new HBox(
                40,
                Ui.column(
                        3,
                        Ui.text(ctx.text("analytics.views"), "field-label"),
                        Ui.text(ctx.formats().count(t.views()), "figure")),
                Ui.column(
                        3,
                        Ui.text(ctx.text("analytics.visitors"), "field-label"),
                        Ui.text(ctx.formats().count(t.visitors()), "figure")),
                Ui.column(
                        3,
                        Ui.text(ctx.text("analytics.paid"), "field-label"),
                        Ui.text(ctx.formats().count(t.paid()), "figure")),
                Ui.column(
                        3,
                        Ui.text(ctx.text("analytics.conversion"), "field-label"),
                        Ui.text(bps == null ? "–" : ctx.formats().percent(bps / 10_000.0), "figure")),
                Ui.grow(sources));
        return Ui.section(ctx.text("analytics.funnel"), null, numbers);
    }

    private VBox figure(Snapshot s, String key, ToLongFunction<DailyPoint> value) {
        long now = s.sum(value);
        long before = s.sumBefore(value);
        var number = Ui.text(ctx.formats().money(now, s.currency()), "figure");
        number.setMinWidth(Region.USE_PREF_SIZE);
        String change = before == 0
                ? ctx.text("analytics.nothingBefore")
                : ctx.text(
                        now >= before ? "analytics.up" : "analytics.down",
                        ctx.formats().percent(Math.abs((double) (now - before) / before)));
        return Ui.card(
                Ui.text(ctx.text(key), "field-label"),
                number,
                Ui.text(change, "hint", before == 0 ? "muted" : now >= before ? "success-text" : "danger-text"));
    }

    private Node bars(Snapshot s, List<Sales.Earner> earners) {
        if (earners.isEmpty()) {
            return Ui.text(ctx.text("analytics.nothing"), "muted");
        }
        long most = Math.max(1, earners.getFirst().gross());
        var list = Ui.column(11);
        for (Sales.Earner e : earners) {
            var bar = new ProgressBar((double) e.gross() / most);
            bar.setMaxWidth(Double.MAX_VALUE);
            list.getChildren()
                    .add(Ui.column(
                            5,
                            Ui.row(
                                    8,
                                    Ui.text(e.title().isEmpty() ? ctx.text("tips.anonymous") : e.title()),
                                    Ui.spacer(),
                                    Ui.text(ctx.text("analytics.times", e.count()), "hint"),
                                    Ui.text(ctx.formats().money(e.gross(), s.currency()), "strong")),
                            bar));
        }
        return list;
    }

    private void csv() {
        ctx.host()
                .chooseSave(ctx.text("common.export"), "analytics.csv")
                .ifPresent(file -> vm.exportCsv(
                        file, () -> ctx.host().notice(Host.Level.SUCCESS, ctx.text("common.exported", file))));
    }

    private void png() {
        Node shown = chart;
        if (shown == null) {
            return;
        }
        var image = SwingFXUtils.fromFXImage(shown.snapshot(null, null), null);
        ctx.host()
                .chooseSave(ctx.text("analytics.png"), "analytics.png")
                .ifPresent(file -> ctx.background()
                        .run(
                                () -> {
                                    if (!ImageIO.write(Objects.requireNonNull(image), "png", file.toFile())) {
                                        throw new IOException("no PNG writer");
                                    }
                                    return file;
                                },
                                f -> ctx.host().notice(Host.Level.SUCCESS, ctx.text("common.exported", f)),
                                ctx.host().onFail()));
    }
}
