package gg.tap2.server.notices;

import gg.tap2.model.common.Ids;
import gg.tap2.model.notices.Notice;
import gg.tap2.model.notices.SavePushSubscription;
import gg.tap2.server.platform.crypto.PlatformSecrets;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.crypto.Vault;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.json.Json;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Security;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import nl.martijndwars.webpush.AbstractPushService;
import nl.martijndwars.webpush.Encoding;
import nl.martijndwars.webpush.HttpRequest;
import nl.martijndwars.webpush.Notification;
import nl.martijndwars.webpush.Urgency;
import nl.martijndwars.webpush.Utils;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.bouncycastle.jce.interfaces.ECPrivateKey;
import org.bouncycastle.jce.interfaces.ECPublicKey;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Web push: who registered, and sending what the feed put into the outbox. The VAPID key is made once for all
/// servers and kept encrypted.
public final class Pushes {
    private static final Logger LOG = LoggerFactory.getLogger(Pushes.class);
    private static final int PER_USER = 20;
    private static final int MAX_ATTEMPTS = 6;
    private static final Duration CLAIM = Duration.ofMinutes(2);
    private static final int TTL_SECONDS = 24 * 3600;
    private static final String KEY = "vapid";

    /// Encrypts and signs; sending is ours, so that no address is called that was not checked.
    private static final class Envelopes extends AbstractPushService<Envelopes> {
        Envelopes(KeyPair keys, String subject) {
            super(keys, subject);
        }

        HttpRequest prepare(Notification n) throws GeneralSecurityException, IOException, JoseException {
            return prepareRequest(n, Encoding.AES128GCM);
        }
    }

    private record Due(
            UUID id, UUID subscription, String endpoint, String p256dh, String auth, int attempts, Notice notice) {}

    private final Db db;
    private final InstantSource clock;
    private final Vault vault;
    private final Feed feed;
    private final Supplier<String> subject;
    private final PushTargets targets;
    private final OkHttpClient http;
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Envelopes envelopes;

    Pushes(Db db, InstantSource clock, Vault vault, Feed feed, Supplier<String> subject, PushTargets targets) {
        this.db = db;
        this.clock = clock;
        this.vault = vault;
        this.feed = feed;
        this.subject = subject;
        this.targets = targets;
        this.http = new OkHttpClient.Builder()
                .dns(targets)
                .followRedirects(false)
                .followSslRedirects(false)
                .proxy(java.net.Proxy.NO_PROXY)
                .callTimeout(Duration.ofSeconds(10))
                .build();
        if (Security.getProvider(BouncyCastleProvider.PROVIDER_NAME) == null) {
            Security.addProvider(new BouncyCastleProvider());
        }
    }

    private synchronized Envelopes envelopes() {
        Envelopes known = envelopes;
        if (known == null) {
            try {
                known = new Envelopes(keys(), subject.get());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
            envelopes = known;
        }
        return known;
    }

    private KeyPair keys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC", BouncyCastleProvider.PROVIDER_NAME);
        generator.initialize(ECNamedCurveTable.getParameterSpec(Utils.CURVE));
        KeyPair fresh = generator.generateKeyPair();
        String secret =
                RandomTokens.base64(((ECPrivateKey) fresh.getPrivate()).getD().toByteArray());
        byte[] d = java.util.Base64.getUrlDecoder().decode(PlatformSecrets.text(db, vault, KEY, secret));
        var key = (ECPrivateKey) Utils.loadPrivateKey(fixed(new BigInteger(1, d)));
        return new KeyPair(Utils.loadPublicKey(key), key);
    }

    private static byte[] fixed(BigInteger d) {
        byte[] raw = d.toByteArray();
        byte[] out = new byte[32];
        int n = Math.min(32, raw.length);
        System.arraycopy(raw, raw.length - n, out, 32 - n, n);
        return out;
    }

    public String publicKey() {
        return RandomTokens.base64(Utils.encode((ECPublicKey) envelopes().getPublicKey()));
    }

    /// Registers a browser; the same endpoint moves to whoever is signed in now.
    ///
    /// @throws ApiException 422 for an endpoint that we would not call
    void subscribe(UUID user, SavePushSubscription s) {
        if (!targets.allows(s.endpoint())) {
            throw ApiException.invalid("endpoint", "invalid");
        }
        try {
            Utils.loadPublicKey(s.keys().p256dh());
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw ApiException.invalid("keys.p256dh", "invalid");
        }
        db.transact(tx -> {
            tx.sql("""
                    INSERT INTO push_subscriptions (id, user_id, endpoint, p256dh, auth, created_at)
                    VALUES (:id, :user, :endpoint, :key, :auth, :now)
                    ON CONFLICT (endpoint) DO UPDATE SET user_id = excluded.user_id, p256dh = excluded.p256dh, auth = excluded.auth""")
                    .set("id", Ids.next(clock))
                    .set("user", user)
                    .set("endpoint", s.endpoint())
                    .set("key", s.keys().p256dh())
                    .set("auth", s.keys().auth())
                    .set("now", clock.instant())
                    .update();
            tx.sql("""
                    DELETE FROM push_subscriptions WHERE id IN (
                      SELECT id FROM push_subscriptions WHERE user_id = :user ORDER BY created_at DESC OFFSET :most)""").set("user", user).set("most", PER_USER).update();
        });
    }

    void unsubscribe(UUID user, String endpoint) {
        db.transact(tx -> tx.sql("DELETE FROM push_subscriptions WHERE user_id = :user AND endpoint = :endpoint")
                .set("user", user)
                .set("endpoint", endpoint)
                .update());
    }

    /// Sends what is due; returns how many a push service took. Several servers may do it at once.
    public int drain() {
        int sent = 0;
        for (List<Due> batch = claim(); !batch.isEmpty(); batch = claim()) {
            for (Due d : batch) {
                sent += send(d) ? 1 : 0;
            }
        }
        return sent;
    }

    private List<Due> claim() {
        Instant now = clock.instant();
        return db.inTransaction(tx -> tx.sql("""
                WITH due AS (
                  UPDATE outbox_pushes SET attempts = attempts + 1, next_attempt_at = :until WHERE id IN (
                    SELECT id FROM outbox_pushes WHERE sent_at IS NULL AND next_attempt_at <= :now AND attempts < :max
                    ORDER BY next_attempt_at LIMIT 50 FOR UPDATE SKIP LOCKED)
                  RETURNING id, subscription_id, notice_id, attempts)
                SELECT d.id AS push_id, d.subscription_id, d.attempts, s.endpoint, s.p256dh, s.auth, u.locale, n.*
                FROM due d JOIN push_subscriptions s ON s.id = d.subscription_id JOIN users u ON u.id = s.user_id
                JOIN feed_notices n ON n.id = d.notice_id""")
                .set("until", now.plus(CLAIM))
                .set("now", now)
                .set("max", MAX_ATTEMPTS)
                .list(r -> new Due(
                        r.uuid("push_id"),
                        r.uuid("subscription_id"),
                        r.text("endpoint"),
                        r.text("p256dh"),
                        r.text("auth"),
                        r.integer("attempts"),
                        feed.notice(r, Locale.of(r.text("locale"))))));
    }

    private boolean send(Due d) {
        String payload = Json.write(Map.of(
                "id", d.notice().id(),
                "kind", d.notice().kind(),
                "title", d.notice().title(),
                "text", d.notice().text(),
                "path", d.notice().path() == null ? "/" : d.notice().path()));
        try {
            if (!targets.allows(d.endpoint())) {
                return gone(d);
            }
            HttpRequest r = envelopes()
                    .prepare(new Notification(
                            d.endpoint(),
                            (ECPublicKey) Utils.loadPublicKey(d.p256dh()),
                            java.util.Base64.getUrlDecoder().decode(d.auth()),
                            payload.getBytes(StandardCharsets.UTF_8),
                            TTL_SECONDS,
                            Urgency.NORMAL,
                            null));
            var request = new Request.Builder().url(r.getUrl());
            r.getHeaders().forEach(request::header);
            request.post(RequestBody.create(r.getBody(), MediaType.get("application/octet-stream")));
            try (Response answer = http.newCall(request.build()).execute()) {
                if (answer.code() == 404 || answer.code() == 410) {
                    return gone(d);
                }
                if (answer.isSuccessful()) {
                    db.transact(
                            tx -> tx.sql("UPDATE outbox_pushes SET sent_at = :now, last_error = NULL WHERE id = :id")
                                    .set("now", clock.instant())
                                    .set("id", d.id())
                                    .update());
                    return true;
                }
                return refused(d, answer);
            }
        } catch (IOException | GeneralSecurityException | JoseException | RuntimeException e) {
            return later(d, e.getClass().getSimpleName());
        }
    }

    /// What a push service refuses for good is ours to mend (our key, our subject, what we wrote), and said
    /// aloud once
    /// for each service and status, with its own word for it. It is not repeated; only "not now" is.
    private boolean refused(Due d, Response answer) throws IOException {
        int code = answer.code();
        if (code == 429 || code == 408 || code >= 500) {
            return later(d, "status " + code, retryAfter(answer.header("Retry-After")));
        }
        String why = MailText.oneLine(answer.peekBody(200).string());
        String service = answer.request().url().host();
        if (told.add(service + " " + code)) {
            LOG.warn("{} refuses pushes: {} {}", service, code, why);
        }
        String kept = "refused " + code + " " + why;
        db.transact(tx -> tx.sql("UPDATE outbox_pushes SET attempts = :max, last_error = :why WHERE id = :id")
                .set("max", MAX_ATTEMPTS)
                .set("why", kept.substring(0, Math.min(300, kept.length())))
                .set("id", d.id())
                .update());
        return false;
    }

    /// Zero where nothing is said; an hour at most.
    static Duration retryAfter(@Nullable String header) {
        try {
            long seconds = header == null ? 0 : Long.parseLong(header.strip());
            return Duration.ofSeconds(Math.clamp(seconds, 0, 3_600));
        } catch (NumberFormatException e) {
            return Duration.ZERO;
        }
    }

    /// The browser is no longer there.
    private boolean gone(Due d) {
        db.transact(tx -> tx.sql("DELETE FROM push_subscriptions WHERE id = :id")
                .set("id", d.subscription())
                .update());
        return false;
    }

    private boolean later(Due d, String why) {
        return later(d, why, Duration.ZERO);
    }

    private boolean later(Due d, String why, Duration atLeast) {
        Duration wait = Duration.ofSeconds(30L << Math.min(d.attempts(), 6));
        LOG.debug("push {} was not taken: {}", d.id(), why);
        db.transact(tx -> tx.sql("UPDATE outbox_pushes SET next_attempt_at = :next, last_error = :why WHERE id = :id")
                .set("next", clock.instant().plus(wait.compareTo(atLeast) < 0 ? atLeast : wait))
                .set("why", why)
                .set("id", d.id())
                .update());
        return false;
    }
}
