package gg.tap2.server.notices;

import gg.tap2.model.common.EmailAddress;
import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.platform.config.Secret;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.simplejavamail.api.mailer.Mailer;
import org.simplejavamail.api.mailer.config.TransportStrategy;
import org.simplejavamail.email.EmailBuilder;
import org.simplejavamail.mailer.MailerBuilder;

/// A relay at `smtp://` (plain, STARTTLS when offered) or `smtps://` (TLS from the start).
public final class SmtpRelay implements MailRelay {
    private static final int TIMEOUT_MS = 15_000;

    static {
        // Named, the library is found at once; otherwise every header of every mail looks through all jars for it.
        String provider = "jakarta.mail.util.StreamProvider";
        if (System.getProperty(provider) == null) {
            System.setProperty(provider, "org.eclipse.angus.mail.util.MailStreamProvider");
        }
    }

    private final Mailer mailer;
    private final String from;

    public SmtpRelay(Secret url, String from) {
        URI uri;
        try {
            uri = URI.create(url.value());
        } catch (IllegalArgumentException e) {
            throw new ConfigException("smtp.url is no URL");
        }
        String scheme = uri.getScheme();
        if (uri.getHost() == null || scheme == null || !scheme.matches("smtps?")) {
            throw new ConfigException("smtp.url must look like smtp://user:password@host:port");
        }
        boolean tls = scheme.equals("smtps");
        String[] who = uri.getRawUserInfo() == null
                ? new String[0]
                : uri.getRawUserInfo().split(":", 2);
        this.from = from;
        var builder = MailerBuilder.withSMTPServer(uri.getHost(), uri.getPort() < 0 ? tls ? 465 : 587 : uri.getPort())
                .withTransportStrategy(tls ? TransportStrategy.SMTPS : TransportStrategy.SMTP)
                .withSessionTimeout(TIMEOUT_MS);
        if (who.length == 2) {
            builder = builder.withSMTPServerUsername(decode(who[0])).withSMTPServerPassword(decode(who[1]));
        }
        this.mailer = builder.buildMailer();
    }

    private static String decode(String s) {
        return URLDecoder.decode(s, StandardCharsets.UTF_8);
    }

    @Override
    public void deliver(OutboxMail mail) {
        if (!EmailAddress.find(mail.to()).map(EmailAddress::text).equals(Optional.of(mail.to()))) {
            throw new UndeliverableException("the address is not one that mail can carry");
        }
        var draft = EmailBuilder.startingBlank()
                .fixingMessageId("<" + mail.id() + "@tap2.creators>")
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
        var email = draft.buildEmail();
        mailer.sendMail(email, false).join();
    }
}
