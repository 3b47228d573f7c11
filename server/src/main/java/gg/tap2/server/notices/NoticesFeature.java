package gg.tap2.server.notices;

import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.crypto.PlatformSecrets;
import gg.tap2.server.platform.crypto.Vault;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.platform.i18n.Texts;
import java.time.InstantSource;
import java.util.function.Supplier;

/// Builds the feed, preferences, web push and the digest.
public final class NoticesFeature {
    private final Feed feed;
    private final Preferences preferences;
    private final Pushes pushes;
    private final Digest digest;
    private final Mailer mailer;
    private final NoticeRoutes routes;

    public NoticesFeature(
            ServerConfig config,
            Db db,
            InstantSource clock,
            Texts texts,
            Vault vault,
            MailOutbox outbox,
            Supplier<String> baseUrl) {
        this.feed = new Feed(db, clock, texts);
        this.preferences = new Preferences(db, clock, new PlatformSecrets(db, vault).hmac("unsubscribe"), baseUrl);
        String from = MailFrom.address(config.text(Key.MAIL_FROM));
        this.pushes =
                new Pushes(db, clock, vault, feed, () -> subject(baseUrl.get(), from), new PushTargets(!config.live()));
        this.digest = new Digest(db, clock, outbox, preferences, feed);
        this.mailer = new PreferringMailer(outbox, preferences);
        this.routes = new NoticeRoutes(feed, preferences, pushes, texts, new MailReports(config, preferences, clock));
    }

    /// Who answers for the pushes. Apple asks for a name that is reachable and refuses what is reserved
    /// (403 BadJwtToken), where other services do not look: our own address is one in live mode.
    static String subject(String baseUrl, String from) {
        return baseUrl.startsWith("https://") ? baseUrl : "mailto:" + from;
    }

    public void register(Routing routing) {
        routes.register(routing);
    }

    /// Mail for facts, as their readers wish it.
    public Mailer mailer() {
        return mailer;
    }

    public Feed feed() {
        return feed;
    }

    public Preferences preferences() {
        return preferences;
    }

    public Pushes pushes() {
        return pushes;
    }

    public Digest digest() {
        return digest;
    }
}
