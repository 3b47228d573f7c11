package gg.tap2.server.notices;

import gg.tap2.model.common.Money;
import gg.tap2.server.events.ModerationEvent;
import gg.tap2.server.events.ModerationEvent.AccountRestored;
import gg.tap2.server.events.ModerationEvent.AccountSuspended;
import gg.tap2.server.events.ModerationEvent.BalanceAdjusted;
import gg.tap2.server.events.ModerationEvent.ContentRestored;
import gg.tap2.server.events.ModerationEvent.ContentTakenDown;
import gg.tap2.server.events.ModerationEvent.ContentUpheld;
import gg.tap2.server.notices.Recipients.Recipient;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What people are told of what the platform's people did: what it is about and why, as they wrote it.
final class ModerationNotices {
    /// @param word the template of the mail and the kind of the line
    /// @param group of the line
    private record Said(
            String word,
            NoticeGroup group,
            Optional<Recipient> reader,
            String title,
            @Nullable Money amount,
            @Nullable String path) {}

    private static Said said(Telling t, ModerationEvent event) {
        return switch (event) {
            case ContentTakenDown e -> content(t, "content_taken_down", e.creatorId(), e.title(), e.path());
            case ContentRestored e -> content(t, "content_restored", e.creatorId(), e.title(), e.path());
            case ContentUpheld e -> content(t, "content_upheld", e.creatorId(), e.title(), e.path());
            case BalanceAdjusted e ->
                new Said(
                        "balance_adjusted",
                        NoticeGroup.MONEY,
                        t.people().creator(e.creatorId()),
                        "",
                        e.amount(),
                        e.path());
            case AccountSuspended e -> account(t, "account_suspended", e.userId());
            case AccountRestored e -> account(t, "account_restored", e.userId());
        };
    }

    private static Said content(Telling t, String word, UUID creator, String title, String path) {
        return new Said(word, NoticeGroup.CONTENT, t.people().creator(creator), title, null, path);
    }

    private static Said account(Telling t, String word, UUID user) {
        return new Said(word, NoticeGroup.SECURITY, t.people().user(user), "", null, null);
    }

    List<EventMail> mails(Telling t, ModerationEvent event) {
        Said said = said(t, event);
        Money amount = said.amount();
        return said.reader().stream()
                .map(reader -> EventMail.always(MailMessage.of(
                                reader.email(),
                                said.word(),
                                reader.locale(),
                                amount == null ? said.title() : NoticeArgs.amount(amount, reader.locale()),
                                event.reason())
                        .once(said.word() + "/" + event.ref())))
                .toList();
    }

    List<FeedLine> lines(Telling t, ModerationEvent event) {
        Said said = said(t, event);
        Money amount = said.amount();
        List<?> args = List.of(amount == null ? said.title() : NoticeArgs.of(amount), event.reason());
        return said.reader().map(Recipient::user).stream()
                .map(user -> new FeedLine(user, said.group(), said.word(), event.ref(), args, said.path()))
                .toList();
    }
}
