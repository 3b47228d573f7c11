package gg.tap2.server.notices;

import gg.tap2.server.events.FanNews;
import gg.tap2.server.events.FanNews.MessageSent;
import gg.tap2.server.events.FanNews.NewProduct;
import gg.tap2.server.events.FanNews.NewVersion;
import gg.tap2.server.notices.Recipients.Recipient;
import java.util.List;
import java.util.UUID;

/// What fans hear of a creator: new products, new versions of theirs, and messages.
final class NewsNotices {
    private final NoticeLinks links;

    NewsNotices(NoticeLinks links) {
        this.links = links;
    }

    List<EventMail> mails(Telling t, FanNews event) {
        var fan = t.people().fan(event.fanId()).orElse(null);
        var creator = t.people().creator(event.creatorId()).orElse(null);
        if (fan == null || creator == null) {
            return List.of();
        }
        return switch (event) {
            case NewVersion e -> List.of(newVersion(t, e, fan, creator));
            case NewProduct e ->
                List.of(new EventMail(
                        NoticeGroup.UPDATES,
                        MailMessage.of(fan.email(), "new_product", fan.locale(), e.title(), creator.name())
                                .withLink(links.to(e.path()))
                                .from(e.creatorId().toString())
                                .once("new_product/" + e.ref())));
            case MessageSent e -> message(t, e, fan, creator);
        };
    }

    /// A guest has no library to be led to, but the page of the payment.
    private EventMail newVersion(Telling t, NewVersion e, Recipient fan, Recipient creator) {
        UUID payment = e.payment();
        String link = fan.isGuest() && payment != null
                ? links.ofBuyer(t.tx(), "/thanks/", payment)
                : links.to("/library/" + e.product());
        return new EventMail(
                NoticeGroup.UPDATES,
                MailMessage.of(fan.email(), word(e), fan.locale(), e.title(), creator.name(), e.note())
                        .withLink(link)
                        .from(e.creatorId().toString())
                        .once("new_version/" + e.ref()));
    }

    private static String word(NewVersion e) {
        return e.note().isEmpty() ? "update_file" : "new_version";
    }

    private List<EventMail> message(Telling t, MessageSent e, Recipient fan, Recipient creator) {
        MessageWords words = t.messages().get(e.message());
        return words == null
                ? List.of()
                : List.of(new EventMail(
                        NoticeGroup.MESSAGES,
                        MailMessage.of(
                                        fan.email(),
                                        "creator_message",
                                        fan.locale(),
                                        words.subject(),
                                        creator.name(),
                                        words.body())
                                .withLink(links.to("/messages/" + e.message()))
                                .once("creator_message/" + e.ref())));
    }

    List<FeedLine> lines(Telling t, FanNews event) {
        UUID user = t.people().fan(event.fanId()).map(Recipient::user).orElse(null);
        var creator = t.people().creator(event.creatorId()).orElse(null);
        if (user == null || creator == null) {
            return List.of();
        }
        return switch (event) {
            case NewVersion e ->
                List.of(new FeedLine(
                        user,
                        NoticeGroup.UPDATES,
                        word(e),
                        e.ref(),
                        List.of(e.title(), creator.name(), e.note()),
                        "/library/" + e.product()));
            case NewProduct e ->
                List.of(new FeedLine(
                        user,
                        NoticeGroup.UPDATES,
                        "new_product",
                        e.ref(),
                        List.of(e.title(), creator.name()),
                        e.path()));
            case MessageSent e -> {
                MessageWords words = t.messages().get(e.message());
                yield words == null
                        ? List.of()
                        : List.of(new FeedLine(
                                user,
                                NoticeGroup.MESSAGES,
                                "creator_message",
                                e.ref(),
                                List.of(words.subject(), creator.name(), words.excerpt()),
                                "/messages/" + e.message()));
            }
        };
    }
}
