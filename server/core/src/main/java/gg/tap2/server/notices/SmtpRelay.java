package gg.tap2.server.notices;

import gg.tap2.model.common.EmailAddress;
import gg.tap2.server.platform.config.Secret;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Deque;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;
import org.simplejavamail.converter.EmailConverter;
import org.simplejavamail.email.EmailBuilder;

/// A relay. Its connections are kept and used for many mails, since opening one costs more than ten answers
/// over a
/// real network; one that the relay closed meanwhile is replaced.
public final class SmtpRelay implements MailRelay, AutoCloseable {
    private static final String TIMEOUT_MS = "15000";

    /// Below what relays allow: Postfix closes after 100 messages by default, and idle ones after five minutes
    /// (postfix.org/postconf.5.html: smtpd_timeout), Amazon SES after ten seconds of silence
    /// (docs.aws.amazon.com/ses, "SMTP connection timeouts").
    private static final int MAILS_PER_CONNECTION = 90;

    private static final long IDLE_NANOS = 8_000_000_000L;

    static {
        // Named, the library is found at once; otherwise every header of every mail looks through all jars
        // for it.
        String provider = "jakarta.mail.util.StreamProvider";
        if (System.getProperty(provider) == null) {
            System.setProperty(provider, "org.eclipse.angus.mail.util.MailStreamProvider");
        }
    }

    private static final class Connection {
        final Transport transport;
        int used;
        long lastUse = System.nanoTime();

        Connection(Transport transport) {
            this.transport = transport;
        }

        boolean fresh() {
            return used == 0;
        }

        void close() {
            try {
                transport.close();
            } catch (MessagingException e) {
                // It was closed from the other side.
            }
        }
    }

    private final SmtpAddress address;
    private final Session session;
    private final String from;
    private final String domain;
    private final MailHeaders headers;
    private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();

    public SmtpRelay(Secret url, String from) {
        this(SmtpAddress.parse(url.value()), from, MailHeaders.NONE);
    }

    SmtpRelay(SmtpAddress address, String from, MailHeaders headers) {
        this.address = address;
        this.from = from;
        this.domain = MailFrom.domain(from);
        this.headers = headers;
        this.session = Session.getInstance(properties(address));
    }

    private static Properties properties(SmtpAddress a) {
        String p = "mail." + a.protocol() + ".";
        var all = new Properties();
        all.setProperty(p + "connectiontimeout", TIMEOUT_MS);
        all.setProperty(p + "timeout", TIMEOUT_MS);
        all.setProperty(p + "writetimeout", TIMEOUT_MS);
        all.setProperty(p + "auth", String.valueOf(a.user() != null));
        all.setProperty(p + "quitwait", "false");
        // A name that stands on a certificate for another host is not the relay.
        all.setProperty(p + "ssl.checkserveridentity", "true");
        all.setProperty(p + "starttls.enable", String.valueOf(a.security() != SmtpAddress.Security.TLS));
        all.setProperty(p + "starttls.required", String.valueOf(a.security() == SmtpAddress.Security.STARTTLS));
        return all;
    }

    @Override
    public void deliver(OutboxMail mail) {
        if (!EmailAddress.find(mail.to()).map(EmailAddress::text).equals(Optional.of(mail.to()))) {
            throw new UndeliverableException("the address is not one that mail can carry", true);
        }
        MimeMessage message = message(mail);
        Connection kept = borrow();
        try {
            try {
                send(kept, message);
            } catch (MessagingException e) {
                kept.close();
                if (kept.fresh() || !SmtpAnswer.isConnectionLost(e)) {
                    throw e;
                }
                // It was closed while nobody looked; the mail was not taken by it.
                kept = open();
                send(kept, message);
            }
        } catch (MessagingException e) {
            kept.close();
            throw SmtpAnswer.of(e);
        }
    }

    private MimeMessage message(OutboxMail mail) {
        var draft = EmailBuilder.startingBlank()
                .fixingMessageId("<" + mail.id() + "@" + domain + ">")
                .from(from)
                .to(mail.to())
                .withSubject(mail.subject())
                .withPlainText(mail.text())
                .withHTMLText(mail.html())
                .withHeader("Auto-Submitted", "auto-generated");
        String unsubscribe = mail.unsubscribe();
        if (unsubscribe != null) {
            draft = draft.withHeader("List-Unsubscribe", "<" + unsubscribe + ">")
                    .withHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }
        for (var header : headers.of(mail).entrySet()) {
            draft = draft.withHeader(header.getKey(), header.getValue());
        }
        return EmailConverter.emailToMimeMessage(draft.buildEmail(), session);
    }

    private void send(Connection c, MimeMessage message) throws MessagingException {
        Address[] to = message.getAllRecipients();
        c.transport.sendMessage(message, to);
        c.used++;
        c.lastUse = System.nanoTime();
        if (c.used >= MAILS_PER_CONNECTION) {
            c.close();
        } else {
            idle.push(c);
        }
    }

    private Connection borrow() {
        for (Connection c = idle.poll(); c != null; c = idle.poll()) {
            if (System.nanoTime() - c.lastUse < IDLE_NANOS) {
                return c;
            }
            c.close();
        }
        return open();
    }

    private Connection open() {
        try {
            Transport t = session.getTransport(address.protocol());
            t.connect(address.host(), address.port(), address.user(), password());
            return new Connection(t);
        } catch (MessagingException e) {
            throw SmtpAnswer.ofConnection(e);
        }
    }

    private @Nullable String password() {
        Secret password = address.password();
        return password == null ? null : password.value();
    }

    /// Asks the relay whether it would take a mail from us to somebody, and takes that back before anything
    /// is sent.
    void probe(String to) {
        Connection c = open();
        try (var line = new SmtpProbe(c.transport)) {
            line.envelope(new InternetAddress(MailFrom.address(from)), to);
        } catch (MessagingException e) {
            throw SmtpAnswer.of(e);
        } finally {
            c.close();
        }
    }

    @Override
    public void close() {
        for (Connection c = idle.poll(); c != null; c = idle.poll()) {
            c.close();
        }
    }
}
