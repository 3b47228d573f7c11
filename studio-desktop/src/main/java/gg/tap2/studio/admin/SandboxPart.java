package gg.tap2.studio.admin;

import gg.tap2.model.Routes;
import gg.tap2.model.admin.AddSandboxRule;
import gg.tap2.model.admin.AdvanceClock;
import gg.tap2.model.admin.SandboxEvent;
import gg.tap2.model.admin.SandboxState;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Host;
import gg.tap2.studio.ui.Ui;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.TextField;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.kordamp.ikonli.feather.Feather;

/// The stand-ins of a server in sandbox mode: what is to go wrong with the next webhooks, which events were sent, and
/// the clock.
final class SandboxPart {
    private static final List<String> KINDS = List.of("drop", "delay", "duplicate", "reorder", "hold");
    private static final long HOUR = 3_600;

    private final Context ctx;
    private final AdminApi api;
    private final VBox content = Ui.column(16);
    private final Node node;

    SandboxPart(Context ctx, AdminApi api) {
        this.ctx = ctx;
        this.api = api;
        this.node = Ui.grow(Ui.scroll(content));
    }

    private record Seen(SandboxState state, Map<String, List<SandboxEvent>> events) {}

    Node node() {
        return node;
    }

    void load() {
        ctx.background()
                .run(
                        () -> {
                            SandboxState state = api.get(Routes.ADMIN_SANDBOX, SandboxState.class);
                            Map<String, List<SandboxEvent>> events = new java.util.TreeMap<>();
                            for (var s : state.standIns()) {
                                events.put(
                                        s.name(),
                                        api.page(
                                                        at(Routes.ADMIN_SANDBOX_EVENTS, s.name()),
                                                        Map.of(),
                                                        null,
                                                        SandboxEvent.class)
                                                .rows());
                            }
                            return new Seen(state, events);
                        },
                        this::show,
                        ctx.host().onFail());
    }

    private static String at(String route, String standIn) {
        return route.replace("{name}", standIn);
    }

    private void show(Seen seen) {
        content.getChildren().setAll(clock(seen.state()));
        for (var s : seen.state().standIns()) {
            content.getChildren().add(standIn(s, seen.events().getOrDefault(s.name(), List.of())));
        }
    }

    private Node clock(SandboxState state) {
        var buttons = new FlowPane(8, 8);
        buttons.getChildren()
                .addAll(
                        step("hour", ctx.text("admin.clockHour"), HOUR),
                        step("day", ctx.text("admin.clockDay"), 24 * HOUR),
                        step("week", ctx.text("admin.clockWeek"), 7 * 24 * HOUR),
                        step("month", ctx.text("admin.clockMonth"), 31 * 24 * HOUR));
        var now = Ui.text(ctx.formats().moment(state.now()), "strong");
        now.setId("sandbox-now");
        return Ui.section(
                ctx.text("admin.sandboxClock"), now, Ui.wrapped(ctx.text("admin.sandboxClockText"), "muted"), buttons);
    }

    private Node step(String id, String name, long seconds) {
        var go = Ui.button(
                name,
                Feather.FAST_FORWARD,
                () -> act(() -> api.post(Routes.ADMIN_SANDBOX_CLOCK, new AdvanceClock(seconds))));
        go.setId("sandbox-clock-" + id);
        return go;
    }

    private Node standIn(SandboxState.StandIn s, List<SandboxEvent> events) {
        var kind = new ComboBox<String>();
        kind.setId("sandbox-kind-" + s.name());
        kind.setAccessibleText(ctx.text("admin.sandboxKind"));
        kind.getItems().setAll(KINDS);
        kind.setValue("drop");
        kind.setConverter(new StringConverter<>() {
            @Override
            public String toString(String code) {
                return Col.word(ctx, code);
            }

            @Override
            public String fromString(String text) {
                return text;
            }
        });
        var count = new TextField("1");
        count.setId("sandbox-count-" + s.name());
        count.setPrefColumnCount(4);
        var type = new TextField();
        type.setId("sandbox-type-" + s.name());
        type.setPromptText(ctx.text("admin.sandboxAnyType"));
        var amount = new TextField("1");
        amount.setId("sandbox-amount-" + s.name());
        amount.setPrefColumnCount(5);
        var add = Ui.primary(
                ctx.text("admin.sandboxAdd"),
                Feather.PLUS,
                () -> act(() -> api.post(
                        at(Routes.ADMIN_SANDBOX_RULES, s.name()),
                        new AddSandboxRule(
                                kind.getValue(),
                                type.getText().strip(),
                                (long) (number(amount) * (kind.getValue().equals("delay") ? 1_000 : 1)),
                                (int) number(count)))));
        add.setId("sandbox-add-" + s.name());
        var form = new FlowPane(
                12,
                8,
                Ui.field(ctx.text("admin.sandboxKind"), kind),
                Ui.field(ctx.text("admin.sandboxCount"), count),
                Ui.field(ctx.text("admin.sandboxType"), type),
                Ui.field(ctx.text("admin.sandboxAmount"), amount),
                Ui.column(6, Ui.text(" ", "field-label"), add));
        var clear = Ui.button(
                ctx.text("admin.sandboxClear"),
                Feather.X,
                () -> act(() -> api.delete(at(Routes.ADMIN_SANDBOX_RULES, s.name()))));
        clear.setId("sandbox-clear-" + s.name());
        var objects = Ui.button(
                ctx.text("admin.sandboxObjects"),
                Feather.EXTERNAL_LINK,
                () -> ctx.host().browse(s.page()));
        var rules = new FlowPane(8, 8);
        rules.setId("sandbox-rules-" + s.name());
        for (var r : s.rules()) {
            rules.getChildren()
                    .add(Ui.badge(
                            ctx.text(
                                    "admin.sandboxRule",
                                    Col.word(ctx, r.kind()),
                                    r.type().isEmpty() ? ctx.text("admin.sandboxAnyType") : r.type(),
                                    r.remaining()),
                            "warning"));
        }
        Ui.visible(rules, !s.rules().isEmpty());
        Ui.visible(clear, !s.rules().isEmpty());
        var list = new VBox();
        list.setId("sandbox-events-" + s.name());
        for (SandboxEvent e : events.stream().limit(12).toList()) {
            list.getChildren().add(event(s, e));
        }
        if (events.isEmpty()) {
            list.getChildren().add(Ui.text(ctx.text("admin.nothing"), "muted"));
        }
        return Ui.section(Col.word(ctx, s.name()), Ui.row(8, clear, objects), form, rules, list);
    }

    private Node event(SandboxState.StandIn s, SandboxEvent e) {
        var again = Ui.button(
                ctx.text("admin.replay"),
                Feather.REFRESH_CW,
                () -> act(() ->
                        api.post(at(Routes.ADMIN_SANDBOX_REPLAY, s.name()).replace("{event}", e.id()), Map.of())));
        again.setAccessibleText(ctx.text("admin.replay") + ": " + e.type());
        var line = Ui.row(
                12,
                Ui.grow(Ui.column(2, Ui.text(e.type(), "strong"), Ui.text(e.id(), "hint"))),
                Ui.text(e.at() == null ? "" : ctx.formats().moment(e.at()), "hint"),
                again);
        line.getStyleClass().add("line-item");
        return line;
    }

    private double number(TextField field) {
        try {
            return Double.parseDouble(field.getText().strip().replace(',', '.'));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(ctx.text("admin.feeBad", field.getText()), e);
        }
    }

    private void act(Runnable work) {
        ctx.background()
                .run(
                        () -> {
                            work.run();
                            return true;
                        },
                        ok -> {
                            ctx.host().notice(Host.Level.SUCCESS, ctx.text("admin.sandboxDone"));
                            load();
                        },
                        ctx.host().onFail());
    }
}
