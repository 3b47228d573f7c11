package gg.tap2.server.accounts;

import com.nimbusds.oauth2.sdk.GeneralException;
import gg.tap2.model.accounts.ConfirmIdentity;
import gg.tap2.model.accounts.GoogleAuthorization;
import gg.tap2.model.accounts.GoogleExchange;
import gg.tap2.model.accounts.GoogleOffer;
import gg.tap2.model.accounts.GoogleStart;
import gg.tap2.model.accounts.Role;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Ids;
import gg.tap2.model.common.Violations;
import gg.tap2.server.accounts.GoogleClient.Kind;
import gg.tap2.server.accounts.GoogleStore.Flow;
import gg.tap2.server.notices.MailMessage;
import gg.tap2.server.notices.Mailer;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.i18n.Texts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Door to Google sign-in, for browsers and for the studio. An existing account is never taken over by a
/// matching
/// address: its owner connects Google after signing in.
public final class GoogleAccounts {
    private static final Duration LIFETIME = Duration.ofMinutes(10);
    /// Connections younger than this end when the account is recovered: whoever was in it may have made
    /// them.
    static final Duration YOUNG = Duration.ofDays(30);

    static final String CALLBACK = "/auth/google/callback";

    private final Db db;
    private final GoogleStore store;
    private final @Nullable GoogleClient google;
    private final AccountStore users;
    private final Accounts accounts;
    private final SignIns signIns;
    private final MailLinks links;
    private final Keys keys;
    private final AuditLog audit;
    private final Mailer mailer;
    private final InstantSource clock;
    private final Supplier<String> baseUrl;

    GoogleAccounts(
            Db db,
            GoogleStore store,
            @Nullable GoogleClient google,
            AccountStore users,
            Accounts accounts,
            SignIns signIns,
            MailLinks links,
            Keys keys,
            AuditLog audit,
            Mailer mailer,
            InstantSource clock,
            Supplier<String> baseUrl) {
        this.db = db;
        this.store = store;
        this.google = google;
        this.users = users;
        this.accounts = accounts;
        this.signIns = signIns;
        this.links = links;
        this.keys = keys;
        this.audit = audit;
        this.mailer = mailer;
        this.clock = clock;
        this.baseUrl = baseUrl;
    }

    public boolean isAvailable() {
        return google != null;
    }

    /// Where Google may be used to sign in.
    public GoogleOffer offer() {
        var g = google;
        return new GoogleOffer(g != null, g != null && g.offers(Kind.DESKTOP));
    }

    /// Where to send a browser. `browser` is a random value in a cookie of that browser; `next` a path of
    /// ours, and `currency` what a creator whose account is opened by it sells in.
    public String startWeb(String browser, String next, Role role, @Nullable Currency currency) {
        return startWeb(browser, next, role, null, currency);
    }

    /// Where to send the browser of a signed-in user who wants to connect Google.
    public String startLink(UUID userId, ConfirmIdentity proof, String browser, String next) {
        accounts.confirm(userId, proof);
        return startWeb(browser, next, Role.FAN, userId, null);
    }

    private String startWeb(String browser, String next, Role role, @Nullable UUID link, @Nullable Currency currency) {
        String verifier = RandomTokens.next();
        var flow = new Flow(
                RandomTokens.hash(browser), RandomTokens.next(), verifier, localPath(next), role, link, currency);
        return start(Kind.WEB, flow, baseUrl.get() + CALLBACK, challenge(verifier))
                .authorizationUri();
    }

    /// The studio keeps the PKCE verifier; the flow is bound to its challenge.
    ///
    /// @throws ApiException 404 `google_off` where there is no client for the studio
    public GoogleAuthorization startStudio(GoogleStart r) {
        if (!client().offers(Kind.DESKTOP)) {
            throw ApiException.of(404, "google_off");
        }
        var flow = new Flow(
                RandomTokens.hash(r.codeChallenge()),
                RandomTokens.next(),
                "",
                r.redirectUri(),
                Role.CREATOR,
                null,
                null);
        return start(Kind.DESKTOP, flow, r.redirectUri(), r.codeChallenge());
    }

    private GoogleAuthorization start(Kind kind, Flow flow, String redirectUri, String challenge) {
        String state = RandomTokens.next();
        String uri;
        try {
            uri = client().authorizationUri(kind, redirectUri, state, flow.nonce(), challenge);
        } catch (IOException | GeneralException e) {
            throw ApiException.unavailable("google_failed", 5);
        }
        var now = clock.instant();
        db.transact(tx -> store.insert(tx, RandomTokens.hash(state), flow, now, now.plus(LIFETIME)));
        return new GoogleAuthorization(uri, state);
    }

    public GoogleOutcome finishWeb(
            String state, String code, String browser, @Nullable UUID signedIn, SignInClient client) {
        Flow flow = take(state);
        if (flow == null
                || flow.verifier().isEmpty()
                || !RandomTokens.same(RandomTokens.hash(browser), flow.browserHash())) {
            return new GoogleOutcome.Failed();
        }
        UUID link = flow.linkUserId();
        if (link != null && !link.equals(signedIn)) {
            return new GoogleOutcome.Failed();
        }
        return finish(flow, baseUrl.get() + CALLBACK, code, flow.verifier(), flow.role(), flow.currency(), client);
    }

    public GoogleOutcome finishStudio(GoogleExchange r, SignInClient client) {
        Flow flow = take(r.state());
        if (flow == null
                || !flow.verifier().isEmpty()
                || !RandomTokens.same(RandomTokens.hash(challenge(r.codeVerifier())), flow.browserHash())) {
            return new GoogleOutcome.Failed();
        }
        return finish(
                flow,
                flow.target(),
                r.code(),
                r.codeVerifier(),
                r.role() == null ? flow.role() : r.role(),
                r.currency(),
                client.named(r.deviceName()));
    }

    private @Nullable Flow take(String state) {
        return db.inTransaction(tx -> store.take(tx, RandomTokens.hash(state), clock.instant()))
                .orElse(null);
    }

    private GoogleOutcome finish(
            Flow flow,
            String redirectUri,
            String code,
            String verifier,
            Role role,
            @Nullable Currency currency,
            SignInClient client) {
        // Only a page's flow keeps its verifier here.
        Kind kind = flow.verifier().isEmpty() ? Kind.DESKTOP : Kind.WEB;
        if (!client().offers(kind)) {
            return new GoogleOutcome.Failed();
        }
        var who = client().exchange(kind, code, redirectUri, verifier, flow.nonce())
                .orElse(null);
        if (who == null) {
            return new GoogleOutcome.Failed();
        }
        UUID link = flow.linkUserId();
        if (link != null) {
            return link(link, who, client.ip()) ? new GoogleOutcome.Linked(flow.target()) : new GoogleOutcome.Failed();
        }
        User known = db.read(tx -> store.findUser(tx, who.subject()).flatMap(id -> users.find(tx, id)))
                .orElse(null);
        if (known != null) {
            return new GoogleOutcome.Proceeded(signIns.proceed(known, client, "google"), flow.target());
        }
        if (!who.emailVerified()) {
            return new GoogleOutcome.EmailUnverified();
        }
        User created = db.inTransaction(tx -> {
            var user = new User(
                    Ids.next(clock),
                    who.email(),
                    null,
                    role,
                    true,
                    cut(who.name()),
                    Texts.supported(client.locale()).getLanguage(),
                    "active",
                    null);
            if (!accounts.create(tx, user, null, new Accounts.Home(null, currency))) {
                return null;
            }
            store.connect(tx, user.id(), who.subject(), clock.instant());
            audit.record(tx, user.id(), "registered", client.ip());
            return user;
        });
        return created == null
                ? new GoogleOutcome.LinkFirst()
                : new GoogleOutcome.Proceeded(signIns.proceed(created, client, "google"), flow.target());
    }

    private boolean link(UUID userId, GoogleIdentity who, String ip) {
        return db.inTransaction(tx -> {
            User user = users.find(tx, userId).filter(User::isActive).orElse(null);
            var now = clock.instant();
            if (user == null || !user.emailVerified() || !store.connect(tx, userId, who.subject(), now)) {
                return false;
            }
            keys.changed(tx, userId);
            audit.record(tx, userId, "google_linked", ip);
            String denial = links.createDenial(tx, userId, user.email(), "google:" + who.subject(), now);
            mailer.send(
                    tx,
                    MailMessage.of(user.email(), "google_linked", user.language(), who.email())
                            .withLink(baseUrl.get() + Recoveries.PATH + denial));
            return true;
        });
    }

    /// @throws ApiException 409 for an account that has no password to sign in with
    public void unlink(UUID userId, ConfirmIdentity proof, String ip) {
        accounts.confirm(userId, proof);
        db.transact(tx -> {
            User user = users.findForUpdate(tx, userId).orElseThrow(ApiException::notFound);
            if (user.passwordHash() == null) {
                throw ApiException.conflict("google_only");
            }
            if (store.disconnect(tx, userId) > 0) {
                keys.changed(tx, userId);
                audit.record(tx, userId, "google_unlinked", ip);
            }
        });
    }

    private GoogleClient client() {
        var g = google;
        if (g == null) {
            throw ApiException.of(404, "google_off");
        }
        return g;
    }

    private static String cut(String name) {
        String clean = name.codePoints()
                .map(p -> Violations.breaksALine(p) ? ' ' : p)
                .limit(100)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
        return clean;
    }

    static String challenge(String verifier) {
        return RandomTokens.base64(RandomTokens.sha256(verifier.getBytes(StandardCharsets.US_ASCII)));
    }

    /// Only a path of this site: nothing that a browser could take for another host.
    static String localPath(String next) {
        boolean ok = next.length() <= 400
                && next.startsWith("/")
                && !next.startsWith("//")
                && next.chars().allMatch(c -> c > ' ' && c != '\\' && c != 127);
        return ok ? next : "/";
    }
}
