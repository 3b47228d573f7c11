package gg.tap2.studio.messages;

import gg.tap2.model.messages.CreatorMessage;
import gg.tap2.studio.api.ApiFailure;
import gg.tap2.studio.api.FansApi;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.session.ListScreen;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.ui.ListModel;
import gg.tap2.studio.ui.Tables;
import gg.tap2.studio.ui.Ui;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// What was written to fans, and to how many; the last known list without a connection.
public final class MessagesView extends ListScreen<CreatorMessage> {
    public MessagesView(Context ctx) {
        super(
                ctx,
                "messages",
                Set.of(Documents.MESSAGE),
                new ListModel<>(
                        ctx.background(),
                        () -> list(ctx),
                        m -> m.subject() + " " + m.text(),
                        ctx.host().onFail()),
                Feather.MESSAGE_SQUARE);
        columns(List.of(
                Tables.text(
                        ctx.text("messages.col.sent"),
                        150,
                        m -> ctx.formats().moment(m.sentAt()),
                        Comparator.comparing(CreatorMessage::sentAt)),
                Tables.text(
                        ctx.text("messages.subject"),
                        330,
                        CreatorMessage::subject,
                        Comparator.comparing(CreatorMessage::subject)),
                Tables.text(
                        ctx.text("messages.to"),
                        200,
                        m -> ctx.text("messages.kind." + m.audience().kind()),
                        Comparator.comparing(m -> m.audience().kind())),
                Tables.number(
                        ctx.text("messages.col.recipients"),
                        110,
                        m -> ctx.formats().count(m.recipients()),
                        Comparator.comparing(CreatorMessage::recipients))));
        onOpen(m -> ctx.host()
                .dialog(
                        m.subject(),
                        Ui.column(
                                12,
                                Ui.text(
                                        ctx.text("messages.kind." + m.audience().kind()) + " · "
                                                + ctx.text("messages.sent", m.recipients()) + " · "
                                                + ctx.formats().moment(m.sentAt()),
                                        "hint"),
                                Ui.wrapped(m.text())),
                        560));
        var write = Ui.primary(ctx.text("messages.new"), Feather.EDIT_2, this::write);
        write.setId("message-new");
        layout(List.of(write));
    }

    @Override
    public void attach(@Nullable Object argument) {
        super.attach(argument);
        if ("new".equals(argument)) {
            write();
        }
    }

    private void write() {
        MessageDialog.toMany(ctx, sent -> model.load());
    }

    private static List<CreatorMessage> list(Context ctx) {
        var documents = ctx.session().store().documents();
        try {
            List<CreatorMessage> all = new FansApi(ctx.session().client()).messages();
            documents.replaceAll(Documents.MESSAGE, all, m -> ((CreatorMessage) m).id());
            return all;
        } catch (ApiFailure e) {
            return documents.list(Documents.MESSAGE, CreatorMessage.class);
        }
    }
}
