package gg.tap2.server.accounts;

import gg.tap2.model.accounts.BackupCodes;
import gg.tap2.model.accounts.PasskeyAdded;
import gg.tap2.model.accounts.SecondFactorCode;
import gg.tap2.model.accounts.SecondFactorSetup;
import gg.tap2.server.accounts.passkeys.Passkeys;
import gg.tap2.server.notices.MailMessage;
import gg.tap2.server.notices.Mailer;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.crypto.Reencryption;
import gg.tap2.server.platform.crypto.Vault;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/// Door to second factors: an authenticator app, passkeys, and backup codes for when both are lost.
public final class SecondFactors implements Reencryption {
    private static final int CODES = 10;
    private static final int CODE_LENGTH = 24;
    /// Of codes given out by earlier releases, which go on working.
    private static final int FORMER_LENGTH = 10;
    private static final String CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
    private static final int BATCH = 200;

    private final Db db;
    private final SecondFactorStore store;
    private final AccountStore users;
    private final Passkeys passkeys;
    private final BrowserCodes browserCodes = new BrowserCodes();
    private final PayoutFreeze freeze;
    private final Vault vault;
    private final MailLinks links;
    private final java.util.function.Supplier<String> baseUrl;
    private final AuditLog audit;
    private final Mailer mailer;
    private final InstantSource clock;

    SecondFactors(
            Db db,
            SecondFactorStore store,
            AccountStore users,
            Passkeys passkeys,
            PayoutFreeze freeze,
            Vault vault,
            MailLinks links,
            java.util.function.Supplier<String> baseUrl,
            AuditLog audit,
            Mailer mailer,
            InstantSource clock) {
        this.db = db;
        this.store = store;
        this.users = users;
        this.passkeys = passkeys;
        this.freeze = freeze;
        this.vault = vault;
        this.links = links;
        this.baseUrl = baseUrl;
        this.audit = audit;
        this.mailer = mailer;
        this.clock = clock;
    }

    public boolean isEnabled(UUID userId) {
        return db.read(tx -> store.isEnabled(tx, userId));
    }

    /// As the transaction sees it.
    public boolean isEnabled(Tx tx, UUID userId) {
        return store.isEnabled(tx, userId);
    }

    public int backupCodesLeft(UUID userId) {
        return db.read(tx -> store.codesLeft(tx, userId));
    }

    /// A new secret, waiting for its first code; empty when a factor is already on.
    Optional<SecondFactorSetup> prepare(User user) {
        String secret = Totp.newSecret();
        boolean prepared =
                db.inTransaction(tx -> store.prepare(tx, user.id(), vault.encryptText(secret, label(user.id()))));
        if (!prepared) {
            return Optional.empty();
        }
        return Optional.of(setup(user, secret));
    }

    private static SecondFactorSetup setup(User user, String secret) {
        String uri = Totp.uri(user.email(), secret);
        return new SecondFactorSetup(secret, uri, QrCode.svg(uri));
    }

    /// The prepared factor again, for whoever has its secret already: after a wrong code it goes on with what their app
    /// holds.
    Optional<SecondFactorSetup> prepared(User user, String secret) {
        return db.inTransaction(tx -> store.lock(tx, user.id())
                        .filter(f -> !f.enabled() && RandomTokens.same(open(user.id(), f.secret()), secret)))
                .map(f -> setup(user, secret));
    }

    /// Turns the prepared factor on; empty when the code is wrong or nothing was prepared.
    Optional<BackupCodes> confirm(User user, String code, String ip) {
        return db.inTransaction(tx -> {
            var factor = store.lock(tx, user.id()).filter(f -> !f.enabled()).orElse(null);
            if (factor == null) {
                return Optional.empty();
            }
            var step = Totp.match(open(user.id(), factor.secret()), code, clock.instant(), factor.lastStep());
            if (step.isEmpty()) {
                return Optional.empty();
            }
            var codes = newCodes();
            store.enable(tx, user.id(), hashes(user.id(), codes), step.getAsLong());
            audit.record(tx, user.id(), "second_factor_enabled", ip);
            String denial = links.createDenial(tx, user.id(), user.email(), "factor:totp", clock.instant());
            mailer.send(
                    tx,
                    MailMessage.of(user.email(), "second_factor_on", user.language())
                            .withLink(baseUrl.get() + Recoveries.PATH + denial));
            return Optional.of(new BackupCodes(codes));
        });
    }

    /// Checks a code of an enabled factor and uses it up. Checks a code in a transaction of its own, for
    /// features that ask for a second factor before acting.
    public boolean check(UUID userId, String code) {
        return db.inTransaction(tx -> check(tx, userId, code));
    }

    boolean check(Tx tx, UUID userId, String code) {
        if (Passkeys.isAnswer(code)) {
            return passkeys.check(tx, userId, code).isPresent();
        }
        if (code.startsWith(SecondFactorCode.BROWSER)) {
            return browserProof(tx, userId, code)
                    .filter(p -> p.by().equals(StepUp.SECOND_FACTOR))
                    .isPresent();
        }
        var factor = store.lock(tx, userId).orElse(null);
        if (factor == null || !store.isEnabled(tx, userId)) {
            return false;
        }
        var step = factor.enabled()
                ? Totp.match(open(userId, factor.secret()), code, clock.instant(), factor.lastStep())
                : OptionalLong.empty();
        if (step.isPresent()) {
            return store.useStep(tx, userId, step.getAsLong());
        }
        String clean = normal(code);
        if ((clean.length() != CODE_LENGTH && clean.length() != FORMER_LENGTH)
                || !store.useCode(tx, userId, hash(userId, clean))) {
            return false;
        }
        audit.record(tx, userId, "backup_code_used", null);
        return true;
    }

    Optional<BackupCodes> renewCodes(User user, String ip) {
        return db.inTransaction(tx -> {
            if (!store.isEnabled(tx, user.id())) {
                return Optional.empty();
            }
            var codes = newCodes();
            String secret = vault.encryptText(Totp.newSecret(), label(user.id()));
            store.insertCodes(tx, user.id(), secret, hashes(user.id(), codes));
            audit.record(tx, user.id(), "backup_codes_renewed", ip);
            return Optional.of(new BackupCodes(codes));
        });
    }

    void disable(User user, String ip) {
        db.transact(tx -> {
            users.findForUpdate(tx, user.id());
            boolean was = store.lock(tx, user.id())
                    .filter(SecondFactorStore.Factor::enabled)
                    .isPresent();
            if (passkeys.count(tx, user.id()) > 0) {
                store.turnOff(tx, user.id());
            } else {
                store.remove(tx, user.id());
            }
            if (was) {
                audit.record(tx, user.id(), "second_factor_disabled", ip);
                mailer.send(tx, MailMessage.of(user.email(), "second_factor_off", user.language()));
            }
        });
    }

    /// Keeps a passkey that the person's browser has just made, and tells them by mail. The first second factor brings
    /// backup codes.
    ///
    /// @throws ApiException 409 `passkeys_full` beyond [Passkeys#MOST], 422 when the answer is not right
    PasskeyAdded addPasskey(User user, String credential, String name, String ip) {
        return db.inTransaction(tx -> {
            users.findForUpdate(tx, user.id());
            if (passkeys.count(tx, user.id()) >= Passkeys.MOST) {
                throw ApiException.conflict("passkeys_full");
            }
            boolean first = !store.isEnabled(tx, user.id());
            UUID id = passkeys.add(tx, user.id(), credential, name)
                    .orElseThrow(() -> ApiException.invalid("credential", "passkey_refused"));
            List<String> codes = List.of();
            if (first) {
                codes = newCodes();
                String secret = vault.encryptText(Totp.newSecret(), label(user.id()));
                store.insertCodes(tx, user.id(), secret, hashes(user.id(), codes));
            }
            freeze.keysChanged(tx, user.id());
            audit.record(tx, user.id(), user.id(), "passkey_added", null, ip, Map.of("name", name));
            String denial = links.createDenial(tx, user.id(), user.email(), "factor:" + id, clock.instant());
            mailer.send(
                    tx,
                    MailMessage.of(user.email(), "passkey_added", user.language(), name)
                            .withLink(baseUrl.get() + Recoveries.PATH + denial));
            return new PasskeyAdded(id, codes);
        });
    }

    /// @throws ApiException 404 for one that the person has not
    void removePasskey(User user, UUID id, String ip) {
        db.transact(tx -> {
            users.findForUpdate(tx, user.id());
            if (!passkeys.remove(tx, user.id(), id)) {
                throw ApiException.notFound();
            }
            if (!store.isEnabled(tx, user.id())) {
                store.remove(tx, user.id());
            }
            freeze.keysChanged(tx, user.id());
            audit.record(tx, user.id(), "passkey_removed", ip);
            mailer.send(tx, MailMessage.of(user.email(), "passkey_removed", user.language()));
        });
    }

    /// A code for the program of somebody who has just proven themselves in the browser.
    ///
    /// @param session the browser's, whose proof the code carries
    Optional<String> browserCode(UUID userId, UUID session, String challenge) {
        return db.inTransaction(tx -> browserCodes.issue(tx, userId, session, challenge, clock.instant()));
    }

    Optional<BrowserCodes.Proof> browserProof(Tx tx, UUID userId, String code) {
        return browserCodes.read(tx, userId, code, clock.instant());
    }

    Optional<BrowserCodes.Proof> useBrowserCode(Tx tx, String code, String verifier) {
        return browserCodes.use(tx, code, verifier, clock.instant());
    }

    Passkeys passkeys() {
        return passkeys;
    }

    private String open(UUID userId, String secret) {
        return vault.decryptText(secret, label(userId));
    }

    private static String label(UUID userId) {
        return "two_factor_auth.secret:" + userId;
    }

    /// Four groups of six letters of an alphabet without look-alikes: 118 bits each, so that a plain hash of one cannot
    /// be turned back by trying.
    ///
    /// Source: ASVS 5.0, 6.5.2 (at least 112 bits, or a password hash).
    private static List<String> newCodes() {
        var out = new ArrayList<String>();
        for (int i = 0; i < CODES; i++) {
            var code = new StringBuilder();
            for (int j = 0; j < CODE_LENGTH; j++) {
                if (j > 0 && j % 6 == 0) {
                    code.append('-');
                }
                code.append(CODE_LETTERS.charAt(RandomTokens.number(CODE_LETTERS.length())));
            }
            out.add(code.toString());
        }
        return out;
    }

    private static String normal(String code) {
        return code.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    private static List<String> hashes(UUID userId, List<String> codes) {
        return codes.stream().map(c -> hash(userId, normal(c))).toList();
    }

    private static String hash(UUID userId, String code) {
        return RandomTokens.hash("backup code " + userId + " " + code);
    }

    @Override
    public String name() {
        return "two_factor_auth";
    }

    @Override
    public long reencrypt(Vault v) {
        long n = 0;
        UUID last = new UUID(0, 0);
        while (true) {
            UUID from = last;
            var batch = db.inTransaction(tx -> {
                var rows = store.after(tx, from, BATCH);
                rows.forEach(r -> store.setSecret(tx, r.userId(), v.reencryptText(r.secret(), label(r.userId()))));
                return rows;
            });
            if (batch.isEmpty()) {
                return n;
            }
            n += batch.size();
            last = batch.getLast().userId();
        }
    }
}
