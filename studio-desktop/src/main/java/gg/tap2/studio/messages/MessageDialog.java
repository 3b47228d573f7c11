package gg.tap2.studio.messages;

import gg.tap2.model.catalog.ProductStatus;
import gg.tap2.model.catalog.Tier;
import gg.tap2.model.common.Ids;
import gg.tap2.model.messages.Audience;
import gg.tap2.model.messages.CreatorMessage;
import gg.tap2.model.messages.SendMessage;
import gg.tap2.studio.api.ApiFailure;
import gg.tap2.studio.api.FansApi;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.ui.DraftKeeper;
import gg.tap2.studio.ui.Failures;
import gg.tap2.studio.ui.Host;
import gg.tap2.studio.ui.Ui;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// Writes one message: to whom, how many that is, subject and text. What was typed is kept as a draft until it is sent,
/// so that nothing is lost with the window or the connection, and of a crash no more than its last 300 ms.
public final class MessageDialog {
    private static final String DRAFT = "message_draft";

    /// An audience and its name for people.
    public record Choice(Audience audience, String name) {}

    private record Draft(String subject, String text, String key) {}

    private final Context ctx;
    private final FansApi api;
    private final Consumer<CreatorMessage> onSent;
    private final ComboBox<Choice> to = new ComboBox<>();
    private final Label size = Ui.wrapped("", "hint");
    private final TextField subject = new TextField();
    private final TextArea text = new TextArea();
    private final Label problem = Ui.wrapped("", "danger-text");
    private final Button send;
    private final String draftId;
    private final DraftKeeper<Draft> keeper;
    private String key;

    private MessageDialog(Context ctx, List<Choice> choices, Consumer<CreatorMessage> onSent) {
        this.ctx = ctx;
        this.api = new FansApi(ctx.session().client());
        this.onSent = onSent;
        this.keeper =
                new DraftKeeper<>(ctx.background(), this::write, ctx.host().onFail());
        this.key = Ids.next(ctx.session().clock()).toString();
        this.draftId = choices.size() == 1
                ? String.valueOf(choices.getFirst().audience().id())
                : Documents.ONLY;
        to.setId("message-to");
        to.getItems().setAll(choices);
        to.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable Choice c) {
                return c == null ? "" : c.name();
            }

            @Override
            public Choice fromString(String s) {
                throw new UnsupportedOperationException();
            }
        });
        subject.setId("message-subject");
        text.setId("message-text");
        text.setWrapText(true);
        text.setPrefRowCount(9);
        size.setId("message-size");
        problem.setId("message-problem");
        Ui.visible(problem, false);
        send = Ui.primary(ctx.text("messages.send"), Feather.SEND, this::send);
        send.setId("message-send");
        to.setOnAction(e -> count());
        to.getSelectionModel().selectFirst();
        subject.textProperty().addListener((o, was, is) -> typed());
        text.textProperty().addListener((o, was, is) -> typed());
        ctx.session().store().documents().find(DRAFT, draftId, Draft.class).ifPresent(this::take);
        typed();
    }

    private void take(Draft draft) {
        key = draft.key();
        subject.setText(draft.subject());
        text.setText(draft.text());
    }

    /// A message to one person.
    public static void toOne(Context ctx, Choice whom, Consumer<CreatorMessage> onSent) {
        new MessageDialog(ctx, List.of(whom), onSent).open();
    }

    /// A message to one of the audiences that the creator has.
    public static void toMany(Context ctx, Consumer<CreatorMessage> onSent) {
        ctx.background()
                .run(
                        () -> choices(ctx),
                        c -> new MessageDialog(ctx, c, onSent).open(),
                        ctx.host().onFail());
    }

    static List<Choice> choices(Context ctx) {
        var out = new ArrayList<Choice>();
        out.add(new Choice(new Audience(Audience.Kind.MEMBERS, null), ctx.text("messages.members")));
        out.add(new Choice(new Audience(Audience.Kind.BUYERS, null), ctx.text("messages.buyers")));
        for (Tier t : ctx.session().store().documents().list(Documents.TIER, Tier.class)) {
            out.add(new Choice(new Audience(Audience.Kind.TIER, t.id()), ctx.text("messages.tier", t.name())));
        }
        ctx.session().store().products().list().stream()
                .filter(p -> p.status() == ProductStatus.PUBLISHED)
                .limit(500)
                .forEach(p -> out.add(new Choice(
                        new Audience(Audience.Kind.PRODUCT, p.id()), ctx.text("messages.product", p.title()))));
        return out;
    }

    private void open() {
        var content = Ui.column(
                14,
                Ui.field(ctx.text("messages.to"), to),
                size,
                Ui.field(ctx.text("messages.subject"), subject),
                Ui.field(ctx.text("messages.text"), text, ctx.text("messages.textHint")),
                problem,
                Ui.row(8, Ui.spacer(), Ui.button(ctx.text("common.cancel"), null, ctx.host()::closeDialog), send));
        // Off the window, by whatever way: what was typed last is on disk before the store may close.
        content.sceneProperty().addListener((o, was, is) -> {
            if (is == null) {
                keeper.flush();
            }
        });
        ctx.host().dialog(ctx.text("messages.new"), content, 560);
        count();
    }

    private void count() {
        Choice choice = to.getValue();
        if (choice == null || choice.audience().kind() == Audience.Kind.FAN) {
            size.setText(ctx.text("messages.one"));
            return;
        }
        size.setText(ctx.text("messages.counting"));
        ctx.background()
                .run(
                        () -> api.audienceSize(choice.audience()),
                        n -> {
                            if (choice.equals(to.getValue())) {
                                size.setText(ctx.text("messages.size", n));
                            }
                        },
                        e -> size.setText(ctx.text("messages.sizeUnknown")));
    }

    private void typed() {
        send.setDisable(subject.getText().isBlank()
                || text.getText().isBlank()
                || subject.getText().length() > SendMessage.MAX_SUBJECT
                || text.getText().length() > SendMessage.MAX_TEXT);
        keeper.keep(new Draft(subject.getText(), text.getText(), key));
    }

    private void write(Draft draft) {
        var documents = ctx.session().store().documents();
        if (draft.subject().isBlank() && draft.text().isBlank()) {
            documents.delete(DRAFT, draftId);
        } else {
            documents.saveWorking(DRAFT, draftId, draft, "");
        }
    }

    private void send() {
        Choice choice = to.getValue();
        if (choice == null) {
            return;
        }
        var message = new SendMessage(
                choice.audience(), subject.getText().strip(), text.getText().strip());
        send.setDisable(true);
        Ui.visible(problem, false);
        String sending = key;
        ctx.background()
                .run(
                        () -> {
                            CreatorMessage sent = api.send(message, sending);
                            keeper.end(() -> ctx.session().store().documents().delete(DRAFT, draftId));
                            return sent;
                        },
                        sent -> {
                            ctx.host().closeDialog();
                            ctx.host().notice(Host.Level.SUCCESS, ctx.text("messages.sent", sent.recipients()));
                            onSent.accept(sent);
                        },
                        this::failed);
    }

    /// The words stay. What was refused may be changed, so the next try is another message; what may have arrived is
    /// not.
    private void failed(Exception e) {
        if (e instanceof ApiFailure.Refused r && !r.isTemporary()) {
            key = Ids.next(ctx.session().clock()).toString();
        }
        problem.setText(Failures.phrase(ctx.texts(), e));
        Ui.visible(problem, true);
        typed();
    }
}
