package gg.tap2.server.notices;

import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.crypto.PlatformSecrets;
import gg.tap2.server.platform.crypto.Vault;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.platform.i18n.Texts;
import gg.tap2.server.platform.tracing.Tracing;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/// Builds the feed, preferences, web push and the digest.
public final class NoticesFeature {
    private final Feed feed;
    private final Preferences preferences;
    private final Pushes pushes;
    private final Digest digest;
    private final PreferringMailer mailer;
    private final Texts texts;
    private final Supplier<String> baseUrl;
    private final NoticeRoutes routes;

    public NoticesFeature(
            ServerConfig config,
            Db db,
            InstantSource clock,
            Texts texts,
            Vault vault,
            MailOutbox outbox,
            Supplier<String> baseUrl) {
        this.texts = texts;
        this.baseUrl = baseUrl;
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

    /// Makes what tells events, and does not start it.
    ///
    /// @param mailSoon wakes whoever sends the mail
    /// @param buyerToken makes a token that lets the buyer of a payment, without signing in, open its pages
    /// @param freezePath makes the path of a link by which the owner of a creator page freezes payouts
    /// @param isOut whether everybody can see a product
    public EventDispatcher dispatcher(
            Db db,
            InstantSource clock,
            Runnable mailSoon,
            BiFunction<Tx, UUID, String> buyerToken,
            BiFunction<Tx, UUID, String> freezePath,
            BiPredicate<Tx, UUID> isOut,
            Tracing tracing) {
        var notices = new EventNotices(texts, new NoticeLinks(baseUrl, buyerToken, freezePath));
        return new EventDispatcher(db, clock, notices, mailer, mailSoon, isOut, feed, tracing);
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
