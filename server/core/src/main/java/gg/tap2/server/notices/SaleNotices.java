package gg.tap2.server.notices;

import gg.tap2.model.common.EmailAddress;
import gg.tap2.server.events.SaleEvent;
import gg.tap2.server.events.SaleEvent.PaymentFailed;
import gg.tap2.server.events.SaleEvent.PaymentSucceeded;
import gg.tap2.server.notices.Recipients.Recipient;
import gg.tap2.server.platform.crypto.RandomTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// What is told of a payment: the receipt to the buyer, the sale to the creator.
final class SaleNotices {
    private final NoticeLinks links;

    SaleNotices(NoticeLinks links) {
        this.links = links;
    }

    List<EventMail> mails(Telling t, SaleEvent event) {
        return switch (event) {
            case PaymentSucceeded e -> paid(t, e);
            case PaymentFailed _ -> List.of();
        };
    }

    List<FeedLine> lines(Telling t, SaleEvent event) {
        return switch (event) {
            case PaymentSucceeded e -> paidLines(t, e);
            case PaymentFailed _ -> List.of();
        };
    }

    private List<EventMail> paid(Telling t, PaymentSucceeded e) {
        var creator = t.people().creator(e.creatorId()).orElse(null);
        if (creator == null) {
            return List.of();
        }
        var out = new ArrayList<EventMail>();
        t.people().fan(e.fanId()).ifPresent(fan -> out.add(receipt(t, e, fan, creator)));
        out.add(new EventMail(
                NoticeGroup.SALES,
                MailMessage.of(
                                creator.email(),
                                "sale_" + e.saleKind(),
                                creator.locale(),
                                e.title(),
                                NoticeArgs.amount(e.amount(), creator.locale()))
                        .once("sale/" + e.paymentId())));
        return out;
    }

    /// A guest's address was only typed. A stranger's mailbox gets no words of the creator's in a subject; and of
    /// something free, for which nobody had to pay, one mail without any.
    private EventMail receipt(Telling t, PaymentSucceeded e, Recipient fan, Recipient creator) {
        boolean free = fan.isGuest() && e.amount().isZero();
        String template = free ? "receipt_free" : (fan.isGuest() ? "receipt_guest_" : "receipt_") + e.saleKind();
        String once = free
                ? "receipt/free/" + e.productId() + "/" + RandomTokens.hash(EmailAddress.keyOf(fan.email()))
                : "receipt/" + e.paymentId();
        return EventMail.always(MailMessage.of(
                        fan.email(),
                        template,
                        fan.locale(),
                        e.title(),
                        creator.name(),
                        NoticeArgs.amount(e.amount(), fan.locale()),
                        NoticeArgs.orNone(e.receiptNumber()))
                .withLink(links.ofBuyer(t.tx(), "/thanks/", e.paymentId()))
                .once(once));
    }

    private static List<FeedLine> paidLines(Telling t, PaymentSucceeded e) {
        var out = new ArrayList<FeedLine>();
        var creator = t.people().creator(e.creatorId()).orElse(null);
        if (creator == null) {
            return out;
        }
        Object amount = NoticeArgs.of(e.amount());
        if (creator.user() instanceof UUID user) {
            out.add(new FeedLine(
                    user,
                    NoticeGroup.SALES,
                    "sale_" + e.saleKind(),
                    e.ref(),
                    List.of(e.title(), amount),
                    "/sales/" + e.paymentId()));
        }
        t.people()
                .fan(e.fanId())
                .map(Recipient::user)
                .ifPresent(user -> out.add(new FeedLine(
                        user,
                        NoticeGroup.PURCHASES,
                        "bought_" + e.saleKind(),
                        e.ref(),
                        List.of(e.title(), amount, creator.name()),
                        "/library")));
        return out;
    }
}
