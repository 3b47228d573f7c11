package gg.tap2.server.notices;

import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import io.helidon.http.HeaderNames;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Bounces and complaints, reported by the mail provider. What is not understood is refused, so that the
/// provider's own
/// console shows it, and counted with the other answers of its address; a soft bounce suppresses nobody.
final class MailReports {
    static final int MAX_BODY = 1 << 20;
    private static final Logger LOG = LoggerFactory.getLogger(MailReports.class);

    private final Preferences preferences;
    private final InstantSource clock;
    private final Map<String, MailEvents> readers = new LinkedHashMap<>();

    MailReports(ServerConfig config, Preferences preferences, InstantSource clock) {
        this.preferences = preferences;
        this.clock = clock;
        if (config.isSet(Key.MAIL_EVENTS_SENDGRID_KEY)) {
            readers.put("sendgrid", new SendGridEvents(config.text(Key.MAIL_EVENTS_SENDGRID_KEY)));
        }
        if (config.isSet(Key.MAIL_EVENTS_POSTMARK)) {
            readers.put(
                    "postmark",
                    new PostmarkEvents(config.secret(Key.MAIL_EVENTS_POSTMARK).value()));
        }
        if (config.isSet(Key.MAIL_EVENTS_RESEND_SECRETS)) {
            readers.put("resend", new ResendEvents(config.list(Key.MAIL_EVENTS_RESEND_SECRETS)));
        }
        if (config.isSet(Key.MAIL_EVENTS_SES_TOPICS)) {
            readers.put("ses", new SesEvents(config.list(Key.MAIL_EVENTS_SES_TOPICS)));
        }
        if (config.isSet(Key.MAIL_BOUNCE_TOKEN)) {
            readers.put("", new OwnEvents(config.secret(Key.MAIL_BOUNCE_TOKEN).value()));
        }
    }

    /// @param provider empty for the plain form
    void take(Call c, String provider) {
        MailEvents reader = readers.get(provider);
        byte[] body = c.rawBody();
        var request = new MailEvents.Request() {
            @Override
            public byte[] body() {
                return body;
            }

            @Override
            public Optional<String> header(String name) {
                return c.header(HeaderNames.create(name));
            }
        };
        if (reader == null || !reader.proven(request, clock.instant())) {
            throw ApiException.unauthorized("unauthenticated");
        }
        MailEvents.Report report = reader.read(body);
        for (MailEvents.Dead d : report.dead()) {
            preferences.suppress(d.address(), d.reason(), d.detail());
        }
        if (!report.understood()) {
            LOG.warn("a report of the mail provider {} was not understood", provider);
            throw ApiException.invalid("event", "invalid");
        }
        c.noContent();
    }
}
