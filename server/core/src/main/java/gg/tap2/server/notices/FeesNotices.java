package gg.tap2.server.notices;

import gg.tap2.server.events.FeesChanged;
import gg.tap2.server.notices.Recipients.Recipient;
import java.util.List;

/// What creators are told of the platform's fees.
final class FeesNotices {
    private static final String WORD = "fees_change";

    List<EventMail> mails(Telling t, FeesChanged e) {
        return t.people().creator(e.creatorId()).stream()
                .map(creator -> new EventMail(
                        NoticeGroup.MONEY,
                        MailMessage.of(
                                        creator.email(),
                                        WORD,
                                        creator.locale(),
                                        NoticeArgs.moment(e.from(), creator.locale()),
                                        NoticeArgs.percent(e.tip(), creator.locale()),
                                        NoticeArgs.percent(e.product(), creator.locale()),
                                        NoticeArgs.percent(e.subscription(), creator.locale()),
                                        e.reason())
                                .once(WORD + "/" + e.ref())))
                .toList();
    }

    List<FeedLine> lines(Telling t, FeesChanged e) {
        List<?> args = List.of(
                NoticeArgs.ofMoment(e.from()),
                NoticeArgs.ofShare(e.tip()),
                NoticeArgs.ofShare(e.product()),
                NoticeArgs.ofShare(e.subscription()),
                e.reason());
        return t.people().creator(e.creatorId()).map(Recipient::user).stream()
                .map(user -> new FeedLine(user, NoticeGroup.MONEY, WORD, e.ref(), args, null))
                .toList();
    }
}
