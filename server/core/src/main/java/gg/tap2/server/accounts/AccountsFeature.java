package gg.tap2.server.accounts;

import gg.tap2.model.accounts.ConfirmIdentity;
import gg.tap2.model.accounts.Passkey;
import gg.tap2.server.accounts.passkeys.Passkeys;
import gg.tap2.server.accounts.passkeys.RelyingParties;
import gg.tap2.server.accounts.tokens.AccessTokens;
import gg.tap2.server.notices.Mailer;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.crypto.PlatformSecrets;
import gg.tap2.server.platform.crypto.Reencryption;
import gg.tap2.server.platform.crypto.Vault;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.Authenticator;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Cookies;
import gg.tap2.server.platform.http.Guard;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.platform.http.TrustedProxies;
import gg.tap2.server.platform.i18n.Texts;
import gg.tap2.server.platform.ratelimit.Buckets;
import gg.tap2.server.platform.ratelimit.RateLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/// Builds the accounts and what guards every request.
public final class AccountsFeature implements AutoCloseable {
    private final Passwords passwords;
    private final AccessTokens access;
    private final Accounts accounts;
    private final Confirmations confirmations;
    private final Recoveries recoveries;
    private final SignIns signIns;
    private final Sessions sessions;
    private final SessionStates states;
    private final SecondFactors factors;
    private final WebSessions web;
    private final Csrf csrf;
    private final RateLimits rateLimits;
    private final AuditLog audit;
    private final Authenticator authenticator;
    private final AccountRoutes routes;
    private final FreezeLinks freezeLinks;
    private final StepUp stepUp;
    private final PlatformSecrets secrets;
    private final Db db;
    private final SessionStore sessionStore;
    private final InstantSource clock;
    private final Privacy privacy;
    private final Moderation moderation;
    private final GoogleAccounts google;
    private final PayoutFreeze payoutFreeze;
    private final List<PersonalData> held = new CopyOnWriteArrayList<>(List.of(new HeldNotices()));
    private final List<EmailVerified> emailVerified = new CopyOnWriteArrayList<>();

    /// @param baseUrl the address people use, without a slash at the end; asked for when a link is made
    /// @param mailSoon told after a commit that may have written mail
    public AccountsFeature(
            ServerConfig config,
            Db db,
            InstantSource clock,
            Texts texts,
            Vault vault,
            Buckets buckets,
            Mailer mailer,
            Runnable mailSoon,
            Supplier<String> baseUrl,
            Passwords.Cost passwordCost) {
        this.db = db;
        this.clock = clock;
        String issuer = config.isSet(Key.PUBLIC_URL) ? config.text(Key.PUBLIC_URL) : "tap2";
        secrets = new PlatformSecrets(db, vault);
        passwords = new Passwords(passwordCost);
        access = new AccessTokens(db, vault, clock, issuer);
        audit = new AuditLog(clock);
        payoutFreeze = new PayoutFreeze(clock);
        var users = new AccountStore();
        sessionStore = new SessionStore();
        var cookies = Cookies.of(config, clock);
        states = new SessionStates(db, sessionStore, clock);
        var throttle = new Throttle(buckets);
        var rules =
                new PasswordRules(config.isSet(Key.PASSWORDS_FILE) ? Path.of(config.text(Key.PASSWORDS_FILE)) : null);
        var links = new MailLinks();
        var factorStore = new SecondFactorStore();
        var googleStore = new GoogleStore();
        var passkeys = new Passkeys(new RelyingParties(baseUrl, !config.live()), secrets.hmac("passkeys"), clock);
        var keys = new Keys(users, sessionStore, factorStore, passkeys, googleStore, payoutFreeze, clock);
        sessions =
                new Sessions(db, sessionStore, users, states, links, baseUrl, access, audit, mailer, clock, mailSoon);
        factors = new SecondFactors(
                db, factorStore, users, passkeys, payoutFreeze, vault, links, baseUrl, audit, mailer, clock);
        confirmations = new Confirmations(
                db,
                users,
                links,
                sessions,
                keys,
                passwords,
                rules,
                throttle,
                audit,
                mailer,
                mailSoon,
                clock,
                baseUrl,
                emailVerified);
        recoveries = new Recoveries(
                db,
                users,
                links,
                sessions,
                keys,
                factorStore,
                passkeys,
                googleStore,
                passwords,
                rules,
                payoutFreeze,
                audit,
                mailer,
                mailSoon,
                clock,
                baseUrl,
                emailVerified);
        signIns = new SignIns(
                db, users, sessionStore, sessions, confirmations, factors, passwords, throttle, audit, clock, mailSoon);
        accounts = new Accounts(
                db,
                users,
                links,
                sessions,
                keys,
                confirmations,
                new Identity(db, factors, passwords, throttle, mailer, mailSoon, clock),
                factors,
                passwords,
                rules,
                throttle,
                audit,
                mailer,
                mailSoon,
                clock,
                baseUrl,
                emailVerified);
        web = new WebSessions(cookies);
        csrf = new Csrf(secrets.hmac("csrf"), web, baseUrl);
        rateLimits = new RateLimits(buckets);
        authenticator = new AccountAuthenticator(access, states, sessions, web, TrustedProxies.of(config), cookies);
        moderation = new Moderation(db, clock, users, sessions, audit);
        privacy = new Privacy(db, users, accounts, sessions, audit, mailer, mailSoon, texts, clock, held);
        google = new GoogleAccounts(
                db,
                googleStore,
                GoogleClient.isConfigured(config) ? new GoogleClient(config) : null,
                users,
                accounts,
                signIns,
                links,
                keys,
                audit,
                mailer,
                clock,
                baseUrl);
        freezeLinks = new FreezeLinks(db, clock, secrets.hmac("freeze-payouts"), payoutFreeze, audit);
        stepUp = new StepUp(db, clock, accounts, audit);
        routes = new AccountRoutes(accounts, confirmations, recoveries, signIns, sessions, privacy, stepUp, web, texts);
    }

    public void register(Routing routing) {
        routes.register(routing);
        new GoogleRoutes(google, web).register(routing);
        new PasskeyRoutes(db, accounts, factors, signIns).register(routing);
        routing.get(
                "/.well-known/jwks.json",
                gg.tap2.server.platform.http.Access.PUBLIC,
                call -> call.send(
                        200,
                        "application/json",
                        access.publicKeys().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    public Authenticator authenticator() {
        return authenticator;
    }

    /// Which of these sessions are over, for those who keep something open for them.
    public java.util.Set<java.util.UUID> sessionsOver(java.util.Collection<java.util.UUID> sessions) {
        return states.over(sessions);
    }

    /// In the order in which they must run.
    public List<Guard> guards() {
        return List.of(rateLimits, csrf);
    }

    public FreezeLinks freezeLinks() {
        return freezeLinks;
    }

    /// Fresh proofs of identity; its check comes after all other guards.
    public StepUp stepUp() {
        return stepUp;
    }

    public Accounts accounts() {
        return accounts;
    }

    public Confirmations confirmations() {
        return confirmations;
    }

    public Recoveries recoveries() {
        return recoveries;
    }

    public SignIns signIns() {
        return signIns;
    }

    public Sessions sessions() {
        return sessions;
    }

    public SecondFactors secondFactors() {
        return factors;
    }

    /// A code by which the program on the same computer gets in, for somebody who has just proven themselves.
    public Optional<String> browserCode(UUID user, UUID session, String challenge) {
        return factors.browserCode(user, session, challenge);
    }

    public List<Passkey> passkeys(UUID user) {
        return db.read(tx -> factors.passkeys().list(tx, user));
    }

    public void removePasskey(UUID user, UUID id, String ip) {
        factors.removePasskey(accounts.user(user), id, ip);
    }

    public WebSessions web() {
        return web;
    }

    public Csrf csrf() {
        return csrf;
    }

    public RateLimits rateLimits() {
        return rateLimits;
    }

    public AuditLog audit() {
        return audit;
    }

    /// Whoever wants to know that an address was proven; call before the server starts.
    public void onEmailVerified(EmailVerified listener) {
        emailVerified.add(listener);
    }

    /// What the other features hold about people; call before the server starts.
    public void personalData(PersonalData... more) {
        held.addAll(List.of(more));
    }

    public Moderation moderation() {
        return moderation;
    }

    /// What holds a person's payouts back; payouts ask it before they set money aside.
    public PayoutFreeze payoutFreeze() {
        return payoutFreeze;
    }

    public Privacy privacy() {
        return privacy;
    }

    public GoogleAccounts google() {
        return google;
    }

    /// Begins to connect Google to the caller's account from a page; where to send the browser.
    public String linkGoogle(Call call, ConfirmIdentity proof, String next) {
        return google.startLink(call.principal().userId(), proof, web.newBrowser(call), next);
    }

    /// For `tap2 rotate-keys`.
    public List<Reencryption> reencryptions() {
        return new ArrayList<>(List.of(factors, secrets, access.reencryption()));
    }

    /// A job calls this about once a month.
    public void rotateSigningKeys() {
        access.rotateKeys();
    }

    /// A job calls this daily: removes sessions, links and challenges that ended a while ago.
    public long clean() {
        return db.inTransaction(tx -> factors.passkeys().clean(tx)
                + sessionStore.clean(tx, clock.instant().minus(Duration.ofDays(30))));
    }

    @Override
    public void close() {
        passwords.close();
    }
}
