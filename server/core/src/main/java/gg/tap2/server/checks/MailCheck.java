package gg.tap2.server.checks;

import gg.tap2.server.notices.MailProbe;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import java.util.ArrayList;
import java.util.List;

/// Each relay is asked whether it lets us in and takes a mail from our sender to the operator, and no mail
/// is sent.
final class MailCheck implements LiveCheck {
    private static final List<Key> REPORTS = List.of(
            Key.MAIL_BOUNCE_TOKEN,
            Key.MAIL_EVENTS_SENDGRID_KEY,
            Key.MAIL_EVENTS_POSTMARK,
            Key.MAIL_EVENTS_RESEND_SECRETS,
            Key.MAIL_EVENTS_SES_TOPICS);

    private final LiveChecks.Options options;

    MailCheck(LiveChecks.Options options) {
        this.options = options;
    }

    @Override
    public String area() {
        return "mail";
    }

    @Override
    public List<Finding> look(ServerConfig c) {
        List<Finding> out = new ArrayList<>();
        for (Key key : List.of(Key.SMTP_URL, Key.SMTP_FALLBACK_URL, Key.SMTP_BULK_URL)) {
            if (c.isSet(key)) {
                out.add(relay(c, key));
            }
        }
        if (out.isEmpty()) {
            return List.of(Finding.skipped(area(), "smtp.url is not set: mail stays in the outbox"));
        }
        if (REPORTS.stream().noneMatch(c::isSet)) {
            out.add(Finding.warning(
                    area(),
                    "nobody reports bounces and complaints, so that relays will suspend the account some day",
                    "set one of mail.events.* for your relay (docs/going-live.md, Mail)"));
        }
        return out;
    }

    private Finding relay(ServerConfig c, Key key) {
        var answer = MailProbe.ask(c, key, options.operator(), options.send());
        if (answer.taken()) {
            return Finding.ok(
                    area(), key.key() + (options.send() ? " sent a mail to " : " would take a mail to ") + answer.to());
        }
        return Finding.failed(
                area(),
                key.key() + ": " + answer.word(),
                switch (answer.whose()) {
                    case CONNECTION ->
                        "look at the host, the port, TLS, the user and the password in " + key.key()
                                + "; special characters are written as %40 and the like";
                    case SENDER -> "show the relay that the domain of mail.from is yours (its console, SPF and DKIM)";
                    case RECIPIENT ->
                        "name an address that takes mail with --to; new accounts at some relays may write to own ones alone";
                    case LATER -> "try again later, or ask the relay about the account's limits";
                });
    }
}
