package gg.tap2.studio.home;

import gg.tap2.model.billing.Sale;
import gg.tap2.model.payouts.Balance;
import gg.tap2.studio.home.HomeViewModel.Snapshot;
import gg.tap2.studio.home.HomeViewModel.Todo;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.session.SaleTitle;
import gg.tap2.studio.ui.Charts;
import gg.tap2.studio.ui.Screen;
import gg.tap2.studio.ui.Slot;
import gg.tap2.studio.ui.Stepwise;
import gg.tap2.studio.ui.Ui;
import java.util.Arrays;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// Home: figures on top, then sales and to-dos side by side.
public final class HomeView implements Screen {
    private final HomeViewModel vm;
    private final Context ctx;
    private final Slot top = new Slot();
    private final Slot chart = new Slot();
    private final Slot sales = new Slot();
    private final Slot todos = new Slot();
    private final Slot releases = new Slot();
    private final Stepwise steps = new Stepwise();
    private final ScrollPane root;

    public HomeView(HomeViewModel vm, Context ctx) {
        this.vm = vm;
        this.ctx = ctx;
        var left = Ui.grow(Ui.column(16, chart, sales));
        left.setMinWidth(0);
        todos.setPrefWidth(330);
        todos.setMinWidth(300);
        var side = Ui.column(16, todos, releases);
        side.setMinWidth(Region.USE_PREF_SIZE);
        var content = Ui.column(16, top, new HBox(16, left, side));
        String name = ctx.session().me().displayName();
        var page = Ui.page(
                ctx.text("home.title", name),
                ctx.text("home.subtitle", ctx.formats().day(ctx.now())),
                List.of(
                        Ui.button(
                                ctx.text("home.upload"),
                                Feather.UPLOAD_CLOUD,
                                () -> ctx.host().go("uploads", "choose")),
                        Ui.primary(
                                ctx.text("home.newProduct"),
                                Feather.PLUS,
                                () -> ctx.host().go("products", "new"))),
                content);
        root = Ui.scroll(page);
        vm.snapshot().addListener((o, was, is) -> {
            if (is != null) {
                show(is);
            }
        });
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public void attach(@Nullable Object argument) {
        vm.attach();
        Snapshot known = vm.snapshot().get();
        if (known != null) {
            show(known);
        }
    }

    @Override
    public void detach() {
        steps.clear();
        vm.detach();
    }

    private void show(Snapshot s) {
        Balance balance = s.balance();
        top.show(
                Arrays.asList(
                        balance == null ? null : List.of(balance.available(), balance.pending()),
                        s.currency(),
                        s.todayRevenue(),
                        s.todayCount(),
                        s.weekRevenue(),
                        s.weekBefore(),
                        s.members()),
                () -> top(s, balance));
        steps.run(
                () -> sales.show(
                        s.recent(),
                        () -> Ui.section(
                                ctx.text("home.recent"),
                                Ui.button(
                                        ctx.text("home.allSales"),
                                        null,
                                        () -> ctx.host().go("sales", null),
                                        "link"),
                                sales(s.recent()))),
                () -> todos.show(
                        List.of(s.todos(), ctx.today()),
                        () -> Ui.section(ctx.text("home.todos"), null, todos(s.todos()))),
                () -> releases.show(
                        Arrays.asList(balance == null ? null : balance.releases(), s.currency(), ctx.today()),
                        () -> releases(s)),
                () -> chart.show(List.of(s.days(), s.currency(), ctx.today()), () -> chart(s)));
    }

    private Node top(Snapshot s, @Nullable Balance balance) {
        var available = balanceCard(s, balance);
        HBox.setHgrow(available, javafx.scene.layout.Priority.ALWAYS);
        available.setMaxWidth(Double.MAX_VALUE);
        return new HBox(
                16,
                available,
                figure(
                        Feather.SUN,
                        ctx.text("home.today"),
                        money(s, s.todayRevenue()),
                        ctx.text("home.payments", s.todayCount())),
                figure(Feather.TRENDING_UP, ctx.text("home.week"), money(s, s.weekRevenue()), change(s)),
                figure(
                        Feather.USERS,
                        ctx.text("home.members"),
                        ctx.formats().count(s.members()),
                        ctx.text("home.membersHint")));
    }

    private Node chart(Snapshot s) {
        return Ui.section(
                ctx.text("home.last30"),
                Ui.button(ctx.text("home.analytics"), null, () -> ctx.host().go("analytics", null), "link"),
                Charts.revenue(s.days(), ctx.today().minusDays(29), ctx.today(), s.currency(), ctx.formats(), 190));
    }

    private VBox balanceCard(Snapshot s, @Nullable Balance balance) {
        var withdraw = Ui.button(
                ctx.text("home.withdraw"),
                Feather.ARROW_UP_RIGHT,
                () -> ctx.host().go("payouts", "withdraw"),
                "hero-main");
        withdraw.setId("home-withdraw");
        var amount = Ui.text(balance == null ? "–" : money(s, balance.available()), "figure-big");
        amount.setId("home-available");
        amount.setMinWidth(Region.USE_PREF_SIZE);
        String hint = balance == null
                ? ctx.text("home.balanceUnknown")
                : ctx.text("home.pending", money(s, balance.pending()));
        var card = Ui.card(
                Ui.text(ctx.text("home.available"), "overline"),
                amount,
                Ui.row(Ui.text(hint, "muted"), Ui.spacer(), withdraw));
        card.getStyleClass().add("hero");
        card.setMinWidth(330);
        return card;
    }

    private VBox figure(Feather icon, String title, String value, String hint) {
        var head = Ui.row(Ui.icon(icon, 15), Ui.text(title, "field-label"));
        var number = Ui.text(value, "figure");
        number.setMinWidth(Region.USE_PREF_SIZE);
        var card = Ui.card(head, number, Ui.wrapped(hint, "hint"));
        card.setMinWidth(168);
        card.setPrefWidth(178);
        return card;
    }

    private String change(Snapshot s) {
        if (s.weekBefore() == 0) {
            return ctx.text("home.noComparison");
        }
        double change = (double) (s.weekRevenue() - s.weekBefore()) / s.weekBefore();
        return ctx.text(change >= 0 ? "home.up" : "home.down", ctx.formats().percent(Math.abs(change)));
    }

    private Node sales(List<Sale> sales) {
        if (sales.isEmpty()) {
            return Ui.empty(Feather.SHOPPING_BAG, ctx.text("home.noSales"), ctx.text("home.noSalesHint"));
        }
        var list = new VBox();
        for (int i = 0; i < sales.size(); i++) {
            Sale sale = sales.get(i);
            Feather icon = switch (sale.kind()) {
                case TIP -> Feather.COFFEE;
                case PRODUCT -> Feather.PACKAGE;
                case SUBSCRIPTION -> Feather.STAR;
            };
            String who = sale.fanName() == null ? ctx.text("home.someone") : sale.fanName();
            var title = Ui.text(SaleTitle.of(ctx, sale), "strong");
            title.setMinWidth(60);
            var line = Ui.row(
                    12,
                    Ui.icon(icon, 16),
                    Ui.column(2, title, Ui.text(who + " · " + ctx.formats().moment(sale.createdAt()), "hint")),
                    Ui.spacer(),
                    Ui.text("+" + ctx.formats().money(sale.net(), sale.currency()), "strong", "success-text"));
            line.getStyleClass().add("line-item");
            if (i == sales.size() - 1) {
                line.getStyleClass().add("last");
            }
            list.getChildren().add(line);
        }
        return list;
    }

    private Node todos(List<Todo> todos) {
        if (todos.isEmpty()) {
            return Ui.row(10, Ui.icon(Feather.CHECK_CIRCLE, 16), Ui.text(ctx.text("home.allDone"), "muted"));
        }
        var list = Ui.column(4);
        for (Todo todo : todos) {
            Feather icon = switch (todo.kind()) {
                case "conflict" -> Feather.GIT_MERGE;
                case "refused" -> Feather.ALERT_CIRCLE;
                case "dispute" -> Feather.SHIELD;
                case "upload" -> Feather.UPLOAD_CLOUD;
                case "bank" -> Feather.CREDIT_CARD;
                default -> Feather.EDIT_3;
            };
            var open = new Button();
            var detail = Ui.text(todo.detail(), "hint");
            var texts = Ui.column(1, Ui.text(todo.text(), "strong"), detail);
            texts.setMaxWidth(240);
            open.setGraphic(Ui.row(12, Ui.icon(icon, 16), texts));
            open.setAccessibleText(todo.text() + ": " + todo.detail());
            open.getStyleClass().add("flat");
            open.setAlignment(Pos.CENTER_LEFT);
            open.setMaxWidth(Double.MAX_VALUE);
            open.setOnAction(e -> ctx.host().go(todo.screen(), todo.argument()));
            list.getChildren().add(open);
        }
        return list;
    }

    private VBox releases(Snapshot s) {
        var list = Ui.column(8);
        Balance balance = s.balance();
        if (balance == null || balance.releases().isEmpty()) {
            list.getChildren().add(Ui.wrapped(ctx.text("home.noReleases"), "muted"));
        } else {
            balance.releases().stream()
                    .limit(5)
                    .forEach(r -> list.getChildren()
                            .add(Ui.row(
                                    Ui.text(ctx.formats().day(r.date())),
                                    Ui.spacer(),
                                    Ui.text(money(s, r.amount()), "strong"))));
        }
        return Ui.section(
                ctx.text("home.releases"),
                Ui.button(ctx.text("home.calendar"), null, () -> ctx.host().go("payouts", null), "link"),
                list);
    }

    private String money(Snapshot s, long minor) {
        return ctx.formats().money(minor, s.currency());
    }
}
