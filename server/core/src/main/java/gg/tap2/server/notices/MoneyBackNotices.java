package gg.tap2.server.notices;

import gg.tap2.model.fees.SaleKind;
import gg.tap2.server.events.DisputeEvent;
import gg.tap2.server.events.RefundEvent;
import gg.tap2.server.events.RefundEvent.RefundFailed;
import gg.tap2.server.events.RefundEvent.RefundSucceeded;
import gg.tap2.server.notices.Recipients.Recipient;
import gg.tap2.server.platform.i18n.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// What is told of refunds and disputes: to the creator by what was sold, to the fan when the money is back.
final class MoneyBackNotices {
    private final Texts texts;
    private final NoticeLinks links;

    MoneyBackNotices(Texts texts, NoticeLinks links) {
        this.texts = texts;
        this.links = links;
    }

    List<EventMail> mails(Telling t, RefundEvent event) {
        String template = word(event);
        var out = new ArrayList<>(
                toCreator(t, template, event.ref(), event.creatorId(), event.saleKind(), event.title()));
        switch (event) {
            case RefundSucceeded e -> out.addAll(toFan(t, e));
            case RefundFailed _ -> {}
        }
        return out;
    }

    List<EventMail> mails(Telling t, DisputeEvent event) {
        return word(event)
                .map(template ->
                        toCreator(t, template, event.ref(), event.creatorId(), event.saleKind(), event.title()))
                .orElse(List.of());
    }

    List<FeedLine> lines(Telling t, RefundEvent event) {
        var out = new ArrayList<>(lineOfCreator(
                t, word(event), event.ref(), event.creatorId(), event.paymentId(), event.saleKind(), event.title()));
        switch (event) {
            case RefundSucceeded e -> out.addAll(lineOfFan(t, e));
            case RefundFailed _ -> {}
        }
        return out;
    }

    List<FeedLine> lines(Telling t, DisputeEvent event) {
        return word(event)
                .map(kind -> lineOfCreator(
                        t, kind, event.ref(), event.creatorId(), event.paymentId(), event.saleKind(), event.title()))
                .orElse(List.of());
    }

    /// The template of the mail and the kind of the line.
    private static String word(RefundEvent event) {
        return switch (event) {
            case RefundSucceeded _ -> "refund_succeeded";
            case RefundFailed _ -> "refund_failed";
        };
    }

    /// The same; empty for what nobody is told.
    private static Optional<String> word(DisputeEvent event) {
        return switch (event) {
            case DisputeEvent.Inquired _, DisputeEvent.Submitted _ -> Optional.empty();
            case DisputeEvent.Opened _ -> Optional.of("dispute_open");
            case DisputeEvent.Won _ -> Optional.of("dispute_won");
            case DisputeEvent.Lost _ -> Optional.of("dispute_lost");
            case DisputeEvent.Prevented _ -> Optional.of("dispute_prevented");
            case DisputeEvent.FraudSuspected _ -> Optional.of("early_fraud_warning");
        };
    }

    private List<EventMail> toCreator(
            Telling t, String template, String ref, UUID creatorId, SaleKind kind, String title) {
        return t.people().creator(creatorId).stream()
                .map(creator -> EventMail.always(MailMessage.of(
                                creator.email(), template, creator.locale(), name(kind, title, "", creator.locale()))
                        .once(template + "/creator/" + ref)))
                .toList();
    }

    private List<EventMail> toFan(Telling t, RefundSucceeded e) {
        String creator = t.people().creator(e.creatorId()).map(Recipient::name).orElse("");
        return t.people().fan(e.fanId()).stream()
                .map(fan -> EventMail.always(MailMessage.of(
                                fan.email(),
                                "refund_to_fan",
                                fan.locale(),
                                name(e.saleKind(), e.title(), creator, fan.locale()),
                                NoticeArgs.amount(e.amount(), fan.locale()),
                                NoticeArgs.orNone(e.receiptNumber()))
                        .withLink(links.ofBuyer(t.tx(), "/receipts/", e.paymentId()))
                        .once("refund_succeeded/fan/" + e.ref())))
                .toList();
    }

    /// What was sold, in the reader's language: a tip has no title that somebody gave it.
    ///
    /// @param creator whose tip it is; empty where the reader is that creator
    private String name(SaleKind kind, String title, String creator, Locale locale) {
        return kind == SaleKind.TIP ? NoticeArgs.tip(texts, creator, locale) : title;
    }

    private static Object nameArg(SaleKind kind, String title, String creator) {
        return kind == SaleKind.TIP ? NoticeArgs.ofTip(creator) : title;
    }

    private static List<FeedLine> lineOfCreator(
            Telling t, String kind, String ref, UUID creatorId, UUID payment, SaleKind sale, String title) {
        return t.people().creator(creatorId).map(Recipient::user).stream()
                .map(user -> new FeedLine(
                        user, NoticeGroup.MONEY, kind, ref, List.of(nameArg(sale, title, "")), "/sales/" + payment))
                .toList();
    }

    private static List<FeedLine> lineOfFan(Telling t, RefundSucceeded e) {
        String creator = t.people().creator(e.creatorId()).map(Recipient::name).orElse("");
        return t.people().fan(e.fanId()).map(Recipient::user).stream()
                .map(user -> new FeedLine(
                        user,
                        NoticeGroup.MONEY,
                        "refund_to_fan",
                        e.ref(),
                        List.of(nameArg(e.saleKind(), e.title(), creator)),
                        "/history"))
                .toList();
    }
}
