package gg.tap2.server.notices;

import gg.tap2.model.common.Money;
import gg.tap2.server.events.BankAccountEvent;
import gg.tap2.server.events.PayoutEvent;
import gg.tap2.server.notices.Recipients.Recipient;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What creators are told of payouts and of the accounts that they go to.
final class PayoutNotices {
    private final NoticeLinks links;

    PayoutNotices(NoticeLinks links) {
        this.links = links;
    }

    /// What follows a mail: nothing, the way to a second factor, or a link that freezes payouts, where somebody else
    /// may be at work.
    private enum Link {
        NONE,
        SECOND_FACTOR,
        FREEZE
    }

    /// @param word the template of the mail and the kind of the line
    /// @param detail a reason or the end of an account's number; null without one
    private record Said(
            String word,
            Link link,
            @Nullable Money amount,
            @Nullable String detail) {}

    private static Said said(PayoutEvent event) {
        return switch (event) {
            case PayoutEvent.Requested e -> new Said("payout_requested", Link.FREEZE, e.amount(), null);
            case PayoutEvent.Held e -> new Said("payout_held", Link.FREEZE, e.amount(), null);
            case PayoutEvent.Paid e -> new Said("payout_paid", Link.NONE, e.amount(), null);
            case PayoutEvent.Failed e -> new Said("payout_failed", Link.NONE, e.amount(), e.reason());
            case PayoutEvent.Rejected e -> new Said("payout_rejected", Link.NONE, e.amount(), e.reason());
            case PayoutEvent.Cancelled e -> new Said("payout_cancelled", Link.NONE, e.amount(), e.reason());
            case PayoutEvent.Returned e -> new Said("payout_returned", Link.NONE, e.amount(), e.reason());
            case PayoutEvent.SecondFactorNeeded _ ->
                new Said("payout_needs_second_factor", Link.SECOND_FACTOR, null, null);
            case PayoutEvent.AutomaticOn _ -> new Said("payout_automatic_on", Link.FREEZE, null, null);
            case PayoutEvent.AutomaticOff _ -> new Said("payout_automatic_off", Link.NONE, null, null);
        };
    }

    private static Said said(BankAccountEvent event) {
        return switch (event) {
            case BankAccountEvent.Added e -> account("added", Link.FREEZE, e);
            case BankAccountEvent.RelinkNeeded e -> account("relink", Link.NONE, e);
            case BankAccountEvent.SignInAdvised e -> account("signin", Link.NONE, e);
            case BankAccountEvent.NumberChanged e -> account("number", Link.NONE, e);
            case BankAccountEvent.MadeDefault e -> account("default", Link.FREEZE, e);
        };
    }

    private static Said account(String what, Link link, BankAccountEvent event) {
        return new Said("payout_bank_account_" + what, link, null, event.number());
    }

    List<EventMail> mails(Telling t, PayoutEvent event) {
        return mails(t, event.creatorId(), event.ref(), said(event));
    }

    List<EventMail> mails(Telling t, BankAccountEvent event) {
        return mails(t, event.creatorId(), event.ref(), said(event));
    }

    List<FeedLine> lines(Telling t, PayoutEvent event) {
        return lines(t, event.creatorId(), event.ref(), said(event));
    }

    List<FeedLine> lines(Telling t, BankAccountEvent event) {
        return lines(t, event.creatorId(), event.ref(), said(event));
    }

    private List<EventMail> mails(Telling t, UUID creatorId, String ref, Said said) {
        return t.people().creator(creatorId).stream()
                .map(creator -> {
                    Money amount = said.amount();
                    var mail = MailMessage.of(
                                    creator.email(),
                                    said.word(),
                                    creator.locale(),
                                    amount == null ? "" : NoticeArgs.amount(amount, creator.locale()),
                                    readable(said.detail()))
                            .once(said.word() + "/" + ref);
                    return new EventMail(
                            NoticeGroup.PAYOUTS,
                            switch (said.link()) {
                                case NONE -> mail;
                                case SECOND_FACTOR -> mail.withLink(links.to("/settings#2fa"));
                                case FREEZE -> mail.withLink(links.freezePayouts(t.tx(), creatorId));
                            });
                })
                .toList();
    }

    /// A provider's code in readable form.
    private static String readable(@Nullable String code) {
        return NoticeArgs.orNone(code).replace('_', ' ');
    }

    private static List<FeedLine> lines(Telling t, UUID creatorId, String ref, Said said) {
        Money amount = said.amount();
        String detail = said.detail();
        List<?> args = List.of(amount == null ? "" : NoticeArgs.of(amount), detail == null ? NoticeArgs.NONE : detail);
        return t.people().creator(creatorId).map(Recipient::user).stream()
                .map(user -> new FeedLine(user, NoticeGroup.PAYOUTS, said.word(), ref, args, "/payouts"))
                .toList();
    }
}
