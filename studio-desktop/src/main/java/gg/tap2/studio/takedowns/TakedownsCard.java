package gg.tap2.studio.takedowns;

import gg.tap2.model.admin.AppealTakedown;
import gg.tap2.model.admin.Takedown;
import gg.tap2.studio.api.AccountApi;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.session.FormDraft;
import gg.tap2.studio.ui.Failures;
import gg.tap2.studio.ui.Host;
import gg.tap2.studio.ui.Ui;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javafx.scene.Node;
import javafx.scene.control.TextArea;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// What was taken down with its reason, how it stands, and the way to object. For one product, or for everything of
/// the creator, the page included.
public final class TakedownsCard {
    private final Context ctx;
    private final AccountApi api;
    private final VBox root = Ui.column(12);
    private @Nullable UUID product;
    private boolean all;

    public TakedownsCard(Context ctx) {
        this.ctx = ctx;
        this.api = new AccountApi(ctx.session().client());
        root.setId("takedowns");
        Ui.visible(root, false);
    }

    public Node node() {
        return root;
    }

    /// Everything; with nothing taken down it does not show.
    public void load() {
        all = true;
        read();
    }

    /// What concerns one product.
    public void load(UUID id) {
        all = false;
        product = id;
        read();
    }

    public void clear() {
        product = null;
        Ui.visible(root, false);
    }

    private void read() {
        UUID asked = product;
        ctx.background()
                .run(
                        () -> api.takedowns().stream()
                                .filter(t -> all || (asked != null && asked.equals(t.productId())))
                                .toList(),
                        found -> {
                            if (all || (asked != null && asked.equals(product))) {
                                show(found);
                            }
                        },
                        // Without a connection the badge of the product says that it is down.
                        e -> {});
    }

    private void show(List<Takedown> found) {
        Ui.visible(root, !found.isEmpty());
        root.getChildren().setAll(found.stream().map(this::one).toList());
    }

    private Node one(Takedown t) {
        var object = Ui.button(ctx.text("takedowns.object"), Feather.MESSAGE_SQUARE, () -> object(t));
        object.setId("takedown-object-" + t.id());
        Ui.visible(object, t.status().equals("down"));
        var card = Ui.card(
                Ui.row(
                        8,
                        Ui.text(t.title(), "section-title"),
                        Ui.badge(ctx.text("takedowns.state." + t.status()), tone(t.status())),
                        Ui.spacer(),
                        object),
                Ui.wrapped(ctx.text("takedowns.reason", ctx.formats().moment(t.createdAt()), t.reason())));
        String appeal = t.appeal();
        if (appeal != null) {
            card.getChildren().add(Ui.wrapped(ctx.text("takedowns.yours", appeal), "muted"));
        }
        String decision = t.decision();
        if (decision != null) {
            card.getChildren().add(Ui.wrapped(ctx.text("takedowns.decision", decision), "strong"));
        }
        return card;
    }

    private static String tone(String status) {
        return switch (status) {
            case "restored" -> "success";
            case "appealed" -> "warning";
            default -> "danger";
        };
    }

    private void object(Takedown t) {
        var text = new TextArea();
        text.setId("takedown-text");
        text.setPrefRowCount(7);
        text.setWrapText(true);
        var problem = Ui.wrapped("", "danger-text");
        problem.setId("takedown-problem");
        Ui.visible(problem, problem.textProperty().isNotEmpty());
        var draft = FormDraft.of(ctx, "takedown:" + t.id(), Map.of("text", text));
        var send = Ui.primary(ctx.text("takedowns.send"), Feather.SEND, () -> {
            var appeal = new AppealTakedown(text.getText().strip());
            if (!appeal.validate().isEmpty()) {
                problem.setText(ctx.text("takedowns.length"));
                text.requestFocus();
                return;
            }
            ctx.background()
                    .run(
                            () -> api.appeal(t.id(), appeal),
                            sent -> {
                                draft.done();
                                ctx.host().closeDialog();
                                ctx.host().notice(Host.Level.SUCCESS, ctx.text("takedowns.sent"));
                                read();
                            },
                            e -> problem.setText(Failures.phrase(ctx.texts(), e)));
        });
        send.setId("takedown-send");
        ctx.host()
                .dialog(
                        ctx.text("takedowns.objectTitle", t.title()),
                        Ui.column(
                                14,
                                draft.node(),
                                Ui.wrapped(t.reason(), "muted"),
                                Ui.field(ctx.text("takedowns.text"), text, ctx.text("takedowns.textHint")),
                                problem,
                                Ui.row(
                                        8,
                                        Ui.spacer(),
                                        Ui.button(ctx.text("common.cancel"), null, ctx.host()::closeDialog),
                                        send)),
                        560);
    }
}
