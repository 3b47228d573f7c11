package gg.tap2.server.notices;

import gg.tap2.server.platform.db.Tx;

/// Lets a mail through when its reader wants it. Mail that may wait goes into the daily digest instead, which is made
/// from the feed.
final class PreferringMailer {
    private final MailOutbox outbox;
    private final Preferences preferences;

    PreferringMailer(MailOutbox outbox, Preferences preferences) {
        this.outbox = outbox;
        this.preferences = preferences;
    }

    void send(Tx tx, EventMail mail) {
        MailMessage message = mail.message();
        NoticeGroup group = mail.group();
        var decision = preferences.decide(tx, message.to(), group);
        if (decision.way() == Preferences.Way.NOW) {
            outbox.send(
                    tx,
                    message,
                    group.required()
                            ? null
                            : decision.user()
                                    .map(u -> preferences.unsubscribeLink(u, group))
                                    .orElse(null));
        }
    }
}
