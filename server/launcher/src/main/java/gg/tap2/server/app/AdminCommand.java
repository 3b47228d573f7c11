package gg.tap2.server.app;

import gg.tap2.model.common.EmailAddress;
import gg.tap2.model.common.Ids;
import gg.tap2.server.accounts.Passwords;
import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.time.PlatformClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tap2 admin create --email E`: makes an admin with a random password, shown once.
@Command(name = "admin", description = "create: makes an admin with a random password, shown once.")
final class AdminCommand implements Callable<Integer> {
    @Mixin
    StartOptions options = new StartOptions();

    @Parameters(index = "0", description = "create")
    String what = "";

    @Option(names = "--email", required = true, description = "the admin's e-mail address")
    String email = "";

    @Override
    public Integer call() throws Exception {
        if (!what.equals("create")) {
            throw new ConfigException("admin knows only 'create'");
        }
        if (EmailAddress.flaw(email).isPresent()) {
            throw new ConfigException("'" + email + "' is no e-mail address");
        }
        return Installations.withDatabase(options.load(), this::create);
    }

    private int create(Db db) {
        byte[] random = new byte[18];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        Instant now = new PlatformClock(Duration.ZERO).instant();
        UUID id = Ids.next();
        String hash;
        try (var passwords = new Passwords(Passwords.Cost.DEFAULT)) {
            hash = passwords.hash(password);
        }
        try {
            db.transact(tx -> {
                tx.sql("""
                        INSERT INTO users (id, email, password_hash, role, admin_scope, email_verified, display_name, created_at, updated_at)
                        VALUES (:id, :email, :hash, 'admin', 'full', TRUE, 'Admin', :now, :now)""")
                        .set("id", id)
                        .set("email", EmailAddress.of(email).text())
                        .set("hash", hash)
                        .set("now", now)
                        .update();
                tx.sql(
                                "INSERT INTO audit_events (id, at, actor_id, subject_user_id, action, reason) VALUES (:event, :now, :id, :id, 'admin_created', 'command line')")
                        .set("event", Ids.next())
                        .set("now", now)
                        .set("id", id)
                        .update();
            });
        } catch (RuntimeException e) {
            if (Db.isUniqueViolation(e, "users_email_key") || Db.isUniqueViolation(e, "users_email_key_idx")) {
                throw new ConfigException("there is an account with the address " + email + " already");
            }
            throw e;
        }
        System.out.println("Admin " + email + " was made. The password is shown only now:");
        System.out.println("  " + password);
        System.out.println("Sign in and set up the second factor first.");
        return 0;
    }
}
