package gg.tap2.studio.people;

import gg.tap2.model.billing.FanGrant;
import gg.tap2.model.billing.Sale;
import gg.tap2.model.billing.Subscriber;
import gg.tap2.model.catalog.ProductStatus;
import gg.tap2.model.messages.Audience;
import gg.tap2.studio.api.FansApi;
import gg.tap2.studio.messages.MessageDialog;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.session.SaleTitle;
import gg.tap2.studio.store.ProductRow;
import gg.tap2.studio.ui.Host;
import gg.tap2.studio.ui.Tones;
import gg.tap2.studio.ui.Ui;
import java.util.List;
import java.util.UUID;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// One person: membership, products with giving and taking away, payments, and a message.
public final class PersonDialog {
    private final Context ctx;
    private final FansApi api;
    private final UUID fan;
    private final String name;
    private final @Nullable Subscriber member;
    private final VBox products = Ui.column(2);
    private final VBox payments = Ui.column(0);
    private final ComboBox<ProductRow> give = new ComboBox<>();

    private PersonDialog(Context ctx, UUID fan, String name, @Nullable Subscriber member) {
        this.ctx = ctx;
        this.api = new FansApi(ctx.session().client());
        this.fan = fan;
        this.name = name;
        this.member = member;
    }

    public static void open(Context ctx, UUID fan, String name, @Nullable Subscriber member) {
        new PersonDialog(ctx, fan, name, member).open();
    }

    private void open() {
        var write = Ui.button(
                ctx.text("people.write"),
                Feather.MESSAGE_SQUARE,
                () -> MessageDialog.toOne(
                        ctx, new MessageDialog.Choice(new Audience(Audience.Kind.FAN, fan), name), m -> {}));
        write.setId("person-write");
        var head = Ui.row(10);
        Subscriber m = member;
        if (m != null) {
            head.getChildren()
                    .addAll(
                            Ui.text(m.email(), "muted"),
                            Ui.text(m.tierName(), "strong"),
                            m.cancelAtPeriodEnd()
                                    ? Ui.badge(ctx.text("subscribers.ending"), "warning")
                                    : Tones.word(
                                            ctx.texts(), "member", m.status().toString()));
        }
        head.getChildren().addAll(Ui.spacer(), write);
        give.setId("person-give");
        give.setPromptText(ctx.text("people.givePrompt"));
        give.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable ProductRow p) {
                return p == null ? "" : p.title();
            }

            @Override
            public ProductRow fromString(String s) {
                throw new UnsupportedOperationException();
            }
        });
        give.setMaxWidth(Double.MAX_VALUE);
        give.setAccessibleText(ctx.text("people.givePrompt"));
        Button giving = Ui.button(ctx.text("people.give"), Feather.GIFT, this::give);
        giving.setId("person-give-now");
        giving.disableProperty().bind(give.valueProperty().isNull());
        var scroll = Ui.scrollUpTo(
                420,
                Ui.column(
                        16,
                        Ui.text(ctx.text("people.products"), "section-title"),
                        products,
                        Ui.row(8, Ui.grow(give), giving),
                        Ui.text(ctx.text("subscribers.payments"), "section-title"),
                        payments));
        ctx.host().dialog(name, Ui.column(14, head, scroll), 580);
        ctx.background()
                .run(
                        () -> ctx.session().store().products().list().stream()
                                .filter(p -> p.status() == ProductStatus.PUBLISHED)
                                .toList(),
                        give.getItems()::setAll,
                        ctx.host().onFail());
        ctx.background()
                .run(
                        () -> ctx.session().store().sales().listOfFan(fan),
                        this::payments,
                        ctx.host().onFail());
        load();
    }

    private void load() {
        products.getChildren().setAll(Ui.text(ctx.text("people.loading"), "hint"));
        ctx.background()
                .run(
                        () -> api.grants(fan),
                        this::products,
                        e -> products.getChildren().setAll(Ui.wrapped(ctx.text("people.offline"), "hint")));
    }

    private void products(List<FanGrant> grants) {
        products.getChildren().setAll(grants.stream().map(this::product).toList());
        if (grants.isEmpty()) {
            products.getChildren().setAll(Ui.text(ctx.text("people.noProducts"), "hint"));
        }
    }

    private Node product(FanGrant g) {
        String since = ctx.text("people.source." + g.source(), ctx.formats().day(g.grantedAt()));
        var title = Ui.text(g.title(), "strong");
        title.setMinWidth(60);
        var line = Ui.row(12, Ui.grow(Ui.column(2, title, Ui.text(since, "hint"))));
        if (g.revokedAt() != null) {
            line.getChildren().add(Ui.badge(ctx.text("people.revoked"), "neutral"));
        } else {
            var revoke = Ui.button(
                    ctx.text("people.revoke"),
                    null,
                    () -> act(() -> api.revoke(g.productId(), fan), "people.revokedNow", g.title()),
                    "flat",
                    "danger");
            revoke.setAccessibleText(ctx.text("people.revoke") + ": " + g.title());
            revoke.getStyleClass().add("person-revoke");
            line.getChildren().add(revoke);
        }
        line.getStyleClass().add("line-item");
        return line;
    }

    private void give() {
        ProductRow chosen = give.getValue();
        if (chosen != null) {
            give.setValue(null);
            act(() -> api.grant(chosen.id(), fan), "people.given", chosen.title());
        }
    }

    private void act(Runnable step, String done, String title) {
        ctx.background()
                .run(
                        () -> {
                            step.run();
                            return title;
                        },
                        t -> {
                            ctx.host().notice(Host.Level.SUCCESS, ctx.text(done, t, name));
                            load();
                        },
                        ctx.host().onFail());
    }

    private void payments(List<Sale> sales) {
        for (Sale sale : sales) {
            var amount = Ui.text(ctx.formats().money(sale.gross(), sale.currency()), "strong");
            amount.setMinWidth(Region.USE_PREF_SIZE);
            var line = Ui.row(
                    12,
                    Ui.grow(Ui.column(
                            2,
                            Ui.text(SaleTitle.of(ctx, sale)),
                            Ui.text(ctx.formats().moment(sale.createdAt()), "hint"))),
                    amount);
            line.getStyleClass().add("line-item");
            payments.getChildren().add(line);
        }
    }
}
