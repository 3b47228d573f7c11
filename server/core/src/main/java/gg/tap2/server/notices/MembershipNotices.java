package gg.tap2.server.notices;

import gg.tap2.server.events.MembershipEvent;
import gg.tap2.server.notices.Recipients.Recipient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What is told of a membership: everything to the fan, beginning and end to the creator.
final class MembershipNotices {
    private final NoticeLinks links;

    MembershipNotices(NoticeLinks links) {
        this.links = links;
    }

    /// The template of the fan's mail and the kind of the fan's line.
    private static String word(MembershipEvent event) {
        return switch (event) {
            case MembershipEvent.Started _ -> "subscription_started";
            case MembershipEvent.Ended _ -> "subscription_ended";
            case MembershipEvent.Cancelled _ -> "subscription_cancelled";
            case MembershipEvent.PaymentDeclined _ -> "subscription_payment_failed";
            case MembershipEvent.ConfirmationNeeded _ -> "subscription_confirmation_needed";
            case MembershipEvent.Paused _ -> "membership_paused";
            case MembershipEvent.Resumed _ -> "membership_resumed";
            case MembershipEvent.TrialEnding _ -> "trial_will_end";
            case MembershipEvent.Renewing _ -> "membership_renews";
            case MembershipEvent.TrialRefused _ -> "trial_refused";
        };
    }

    /// The kind of the creator's line; empty for what the creator is not told.
    private static Optional<String> wordForCreator(MembershipEvent event) {
        return switch (event) {
            case MembershipEvent.Started _ -> Optional.of("member_joined");
            case MembershipEvent.Ended _ -> Optional.of("member_left");
            case MembershipEvent.Cancelled _,
                    MembershipEvent.PaymentDeclined _,
                    MembershipEvent.ConfirmationNeeded _,
                    MembershipEvent.Paused _,
                    MembershipEvent.Resumed _,
                    MembershipEvent.TrialEnding _,
                    MembershipEvent.Renewing _,
                    MembershipEvent.TrialRefused _ -> Optional.empty();
        };
    }

    List<EventMail> mails(Telling t, MembershipEvent event) {
        String template = word(event);
        String name = name(t, event);
        return t.people().fan(event.fanId()).stream()
                .map(fan -> {
                    var mail = event instanceof MembershipEvent.Renewing e
                            ? MailMessage.of(
                                    fan.email(),
                                    template,
                                    fan.locale(),
                                    name,
                                    NoticeArgs.day(e.at(), fan.locale()),
                                    NoticeArgs.amount(e.amount(), fan.locale()))
                            : MailMessage.of(fan.email(), template, fan.locale(), name);
                    return EventMail.always(
                            mail.withLink(links.to("/subscriptions")).once(template + "/" + event.ref()));
                })
                .toList();
    }

    List<FeedLine> lines(Telling t, MembershipEvent event) {
        var out = new ArrayList<FeedLine>();
        String name = name(t, event);
        List<?> args = event instanceof MembershipEvent.Renewing e
                ? List.of(name, NoticeArgs.ofDay(e.at()), NoticeArgs.of(e.amount()))
                : List.of(name);
        if (t.people().fan(event.fanId()).map(Recipient::user).orElse(null) instanceof UUID user) {
            out.add(new FeedLine(user, NoticeGroup.MEMBERSHIPS, word(event), event.ref(), args, "/subscriptions"));
        }
        if (t.people().creator(event.creatorId()).map(Recipient::user).orElse(null) instanceof UUID user) {
            wordForCreator(event)
                    .ifPresent(kind -> out.add(new FeedLine(
                            user,
                            NoticeGroup.MEMBERS,
                            kind,
                            event.ref(),
                            List.of(event.tier()),
                            "/subscribers/" + event.subscriptionId())));
        }
        return out;
    }

    /// The tier and whose it is.
    private static String name(Telling t, MembershipEvent event) {
        return event.tier() + " · "
                + t.people().creator(event.creatorId()).map(Recipient::name).orElse("");
    }
}
