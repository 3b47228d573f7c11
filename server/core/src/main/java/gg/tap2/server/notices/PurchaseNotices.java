package gg.tap2.server.notices;

import gg.tap2.server.events.PurchaseEvent;
import gg.tap2.server.events.PurchaseEvent.PurchaseTakenDown;
import gg.tap2.server.notices.Recipients.Recipient;
import java.util.List;
import java.util.UUID;

/// What buyers are told when a thing of theirs is gone: that it is, and what that means for their money.
final class PurchaseNotices {
    private final NoticeLinks links;

    PurchaseNotices(NoticeLinks links) {
        this.links = links;
    }

    List<EventMail> mails(Telling t, PurchaseEvent event) {
        String creator =
                t.people().creator(event.creatorId()).map(Recipient::name).orElse("");
        return switch (event) {
            case PurchaseTakenDown e ->
                t.people().fan(e.fanId()).stream()
                        .map(fan -> EventMail.always(mail(t, e, fan, creator)))
                        .toList();
        };
    }

    private MailMessage mail(Telling t, PurchaseTakenDown e, Recipient fan, String creator) {
        UUID payment = e.payment();
        String paid = NoticeArgs.amount(e.paid(), fan.locale());
        return MailMessage.of(fan.email(), word(e), fan.locale(), e.title(), creator, paid)
                .withLink(
                        fan.isGuest() && payment != null
                                ? links.ofBuyer(t.tx(), "/receipts/", payment)
                                : links.to("/history"))
                .once("purchase_taken_down/" + e.ref());
    }

    List<FeedLine> lines(Telling t, PurchaseEvent event) {
        String creator =
                t.people().creator(event.creatorId()).map(Recipient::name).orElse("");
        return switch (event) {
            case PurchaseTakenDown e -> {
                List<?> args = List.of(e.title(), creator, NoticeArgs.of(e.paid()));
                yield t.people().fan(e.fanId()).map(Recipient::user).stream()
                        .map(user -> new FeedLine(user, NoticeGroup.PURCHASES, word(e), e.ref(), args, "/library"))
                        .toList();
            }
        };
    }

    private static String word(PurchaseTakenDown e) {
        return e.paid().minor() == 0 ? "gift_taken_down" : "purchase_taken_down";
    }
}
