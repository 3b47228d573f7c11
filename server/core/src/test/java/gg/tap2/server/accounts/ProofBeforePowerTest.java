package gg.tap2.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.accounts.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Whoever types an address has shown nothing: power comes with proof, and a recovery leaves nothing to others.
final class ProofBeforePowerTest {
    private static final String AUTH = "/api/v1/auth/";
    private static final String OTHER = "an entirely new one 77";

    private final AccountsServer s = new AccountsServer();
    private final List<String> proven = new CopyOnWriteArrayList<>();

    ProofBeforePowerTest() {
        s.feature.onEmailVerified((tx, user, email) -> {
            boolean all = !tx.sql("SELECT 1 AS one FROM users WHERE id = :id AND claims_from IS NOT NULL")
                    .set("id", user)
                    .exists();
            if (all) {
                proven.add(email);
            }
        });
    }

    @AfterEach
    void stop() {
        s.close();
    }

    private int status(String path, Map<String, ?> body, String token) {
        return s.post(AUTH + path, body, token).status();
    }

    private String access(String mail, String password) {
        return s.login(mail, password).data().path("tokens").path("accessToken").asText();
    }

    @Test
    void anUnconfirmedAccountMayOnlyConfirmCorrectAndRemoveItself() {
        String token = s.unconfirmed("new@x.test", Role.CREATOR);
        for (String path :
                List.of("enable-2fa", "change-password", "backup-codes", "sessions/revoke-others", "google/link")) {
            var reply = s.post(AUTH + path, Map.of("password", AccountsServer.PASSWORD), token);
            assertThat(reply.status()).as(path).isEqualTo(403);
            assertThat(reply.code()).as(path).isEqualTo("email_unconfirmed");
        }
        assertThat(s.post(AUTH + "verify-2fa", Map.of("code", "123456"), token).code())
                .isEqualTo("email_unconfirmed");
        assertThat(s.get("/api/v1/test/creator", token).code()).isEqualTo("email_unconfirmed");
        assertThat(s.get(AUTH + "export", token).status()).isEqualTo(403);
        assertThat(s.get(AUTH + "me", token).status()).isEqualTo(200);
        assertThat(status("change-email", Map.of("email", "right@x.test", "password", AccountsServer.PASSWORD), token))
                .isEqualTo(202);
        assertThat(s.mails("new@x.test")).hasSize(1);
        assertThat(status("verify-email", Map.of("token", s.mailedToken("right@x.test")), token))
                .isEqualTo(204);
        assertThat(s.get(AUTH + "me", token).data().path("email").asText()).isEqualTo("right@x.test");
        assertThat(s.get("/api/v1/test/creator", token).status()).isEqualTo(200);
    }

    @Test
    void anHonestPersonConfirmsWithTheLinkAlone() {
        s.register("honest@x.test", Role.FAN);
        assertThat(status("verify-email", Map.of("token", s.mailedToken("honest@x.test")), null))
                .isEqualTo(204);
        assertThat(s.get("/api/v1/test/fan", access("honest@x.test", AccountsServer.PASSWORD))
                        .status())
                .isEqualTo(200);
        assertThat(proven).isEmpty();
    }

    @Test
    void theLinkAloneEndsWhatTheRegistrantSetUp() {
        String attacker = s.unconfirmed("victim@x.test", Role.FAN);
        assertThat(status("verify-email", Map.of("token", s.mailedToken("victim@x.test")), null))
                .isEqualTo(204);
        assertThat(s.get(AUTH + "me", attacker).status()).isEqualTo(401);
        assertThat(proven).isEmpty();
    }

    @Test
    void linkAndPasswordOrSessionTogetherProve() {
        s.register("a@x.test", Role.FAN);
        assertThat(status(
                        "verify-email",
                        Map.of("token", s.mailedToken("a@x.test"), "password", "a wrong one 123"),
                        null))
                .isEqualTo(403);
        assertThat(status(
                        "verify-email",
                        Map.of("token", s.mailedToken("a@x.test"), "password", AccountsServer.PASSWORD),
                        null))
                .isEqualTo(204);
        String session = s.unconfirmed("b@x.test", Role.FAN);
        assertThat(status("verify-email", Map.of("token", s.mailedToken("b@x.test")), session))
                .isEqualTo(204);
        assertThat(s.get(AUTH + "me", session).status()).isEqualTo(200);
        assertThat(proven).contains("a@x.test", "b@x.test");
        String another = s.access("c@x.test", Role.FAN);
        s.register("d@x.test", Role.FAN);
        assertThat(status("verify-email", Map.of("token", s.mailedToken("d@x.test")), another))
                .isEqualTo(204);
        assertThat(proven).doesNotContain("d@x.test");
    }

    @Test
    void whoFindsAForeignAccountTakesItWithANewPassword() {
        String attacker = s.unconfirmed("mine@x.test", Role.FAN);
        assertThat(status("verify-email", Map.of("token", s.mailedToken("mine@x.test"), "newPassword", OTHER), null))
                .isEqualTo(204);
        assertThat(s.get(AUTH + "me", attacker).status()).isEqualTo(401);
        assertThat(s.login("mine@x.test", AccountsServer.PASSWORD).status()).isEqualTo(401);
        assertThat(s.login("mine@x.test", OTHER).status()).isEqualTo(200);
        assertThat(proven).contains("mine@x.test");
    }

    @Test
    void aResetOfAnUnconfirmedAccountLeavesNothingOfItsRegistrant() {
        String attacker = s.unconfirmed("taken@x.test", Role.FAN);
        UUID id = s.userId("taken@x.test");
        // As a server of the release before would have let them.
        s.db.transact(tx -> {
            tx.sql("INSERT INTO two_factor_auth (user_id, secret, enabled) VALUES (:id, 'x', TRUE)")
                    .set("id", id)
                    .update();
            tx.sql(
                            "INSERT INTO accounts (id, user_id, provider, provider_account_id) VALUES (:id, :id, 'google', 'evil')")
                    .set("id", id)
                    .update();
        });
        s.post(AUTH + "forgot-password", Map.of("email", "taken@x.test"), null);
        assertThat(status("reset-password", Map.of("token", s.mailedToken("taken@x.test"), "password", OTHER), null))
                .isEqualTo(204);
        assertThat(s.get(AUTH + "me", attacker).status()).isEqualTo(401);
        assertThat(s.login("taken@x.test", OTHER)
                        .data()
                        .path("tokens")
                        .path("accessToken")
                        .asText())
                .isNotEmpty();
        long left = s.db.read(tx -> tx.sql("SELECT count(*) AS n FROM accounts WHERE user_id = :id")
                .set("id", id)
                .one(r -> r.number("n")));
        assertThat(left).isZero();
        assertThat(proven).contains("taken@x.test");
    }

    @Test
    void aPendingChangeOfAddressDiesWithEveryRecovery() {
        for (String recovery : List.of("reset-password", "change-password", "revoke-others")) {
            String mail = recovery + "@x.test";
            String evil = recovery + "@evil.test";
            String owner = s.access(mail, Role.FAN);
            String thief = access(mail, AccountsServer.PASSWORD);
            assertThat(status("change-email", Map.of("email", evil, "password", AccountsServer.PASSWORD), thief))
                    .isEqualTo(202);
            String link = s.mailedToken(evil);
            switch (recovery) {
                case "reset-password" -> {
                    s.post(AUTH + "forgot-password", Map.of("email", mail), null);
                    status("reset-password", Map.of("token", s.mailedToken(mail), "password", OTHER), null);
                }
                case "change-password" ->
                    status(
                            "change-password",
                            Map.of("currentPassword", AccountsServer.PASSWORD, "newPassword", OTHER),
                            owner);
                default -> status("sessions/revoke-others", Map.of(), owner);
            }
            assertThat(status("verify-email", Map.of("token", link), null))
                    .as(recovery)
                    .isEqualTo(422);
            assertThat(s.get(AUTH + "me", thief).status()).as(recovery).isEqualTo(401);
        }
    }

    @Test
    void theOldAddressTakesAChangeBackAndPayoutsRest() {
        s.access("old@x.test", Role.FAN);
        String thief = access("old@x.test", AccountsServer.PASSWORD);
        status("change-email", Map.of("email", "evil@x.test", "password", AccountsServer.PASSWORD), thief);
        assertThat(status("verify-email", Map.of("token", s.mailedToken("evil@x.test")), thief))
                .isEqualTo(204);
        String undo = s.mailedToken("old@x.test");
        // The thief moves on and recovers through the new mailbox.
        s.post(AUTH + "forgot-password", Map.of("email", "evil@x.test"), null);
        status("reset-password", Map.of("token", s.mailedToken("evil@x.test"), "password", OTHER), null);
        String again = access("evil@x.test", OTHER);
        status("change-email", Map.of("email", "evil2@x.test", "password", OTHER), again);
        status("verify-email", Map.of("token", s.mailedToken("evil2@x.test")), again);
        String thiefsUndo = s.mailedToken("evil@x.test");

        s.clock.advance(Duration.ofDays(6));
        var denied = s.post(AUTH + "not-me", Map.of("token", undo), null);
        assertThat(denied.status()).isEqualTo(200);
        assertThat(s.get(AUTH + "me", again).status()).isEqualTo(401);
        assertThat(s.login("evil2@x.test", OTHER).status()).isEqualTo(401);
        assertThat(status("not-me", Map.of("token", thiefsUndo), null)).isEqualTo(422);
        String reset = denied.data().path("resetToken").asText();
        assertThat(status("reset-password", Map.of("token", reset, "password", "the owner's new one 1"), null))
                .isEqualTo(204);
        assertThat(s.login("old@x.test", "the owner's new one 1").status()).isEqualTo(200);
        assertThat(status("not-me", Map.of("token", thiefsUndo), null)).isEqualTo(422);
        UUID id = s.userId("old@x.test");
        var frozen = s.db.<java.util.Optional<PayoutFreeze.Frozen>>read(
                tx -> s.feature.payoutFreeze().inForce(tx, id));
        assertThat(frozen.map(PayoutFreeze.Frozen::reason)).contains(PayoutFreeze.Reason.CHANGE_UNDONE);
    }

    @Test
    void aStrangeSignInIsEndedByTheMailThatToldOfIt() {
        s.access("me@x.test", Role.FAN);
        var login = s.send(s.request("/api/v1/auth/login", null)
                .header("User-Agent", "Strange/2")
                .header("Content-Type", "application/json")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                        "{\"email\":\"me@x.test\",\"password\":\"" + AccountsServer.PASSWORD + "\"}")));
        String thief = login.data().path("tokens").path("accessToken").asText();
        var denied = s.post(AUTH + "not-me", Map.of("token", s.mailedToken("me@x.test")), null);
        assertThat(denied.status()).isEqualTo(200);
        assertThat(s.get(AUTH + "me", thief).status()).isEqualTo(401);
        assertThat(s.login("me@x.test", AccountsServer.PASSWORD).status()).isEqualTo(401);
        UUID id = s.userId("me@x.test");
        var frozen = s.db.<java.util.Optional<PayoutFreeze.Frozen>>read(
                tx -> s.feature.payoutFreeze().inForce(tx, id));
        assertThat(frozen).isPresent();
    }

    @Test
    void severalResetLinksWorkSideBySideAndDieTogether() {
        s.access("side@x.test", Role.FAN);
        s.post(AUTH + "forgot-password", Map.of("email", "side@x.test"), null);
        String first = s.mailedToken("side@x.test");
        s.clock.advance(Duration.ofSeconds(2));
        s.post(AUTH + "forgot-password", Map.of("email", "side@x.test"), null);
        String second = s.mailedToken("side@x.test");
        assertThat(first).isNotEqualTo(second);
        assertThat(status("reset-password", Map.of("token", first, "password", OTHER), null))
                .isEqualTo(204);
        assertThat(status("reset-password", Map.of("token", second, "password", OTHER + "x"), null))
                .isEqualTo(422);
    }

    @Test
    void anAccountWithoutAPasswordShowsACodeByMail() {
        String token = s.access("google@x.test", Role.FAN);
        s.db.transact(tx -> tx.sql("UPDATE users SET password_hash = NULL WHERE email = 'google@x.test'")
                .update());
        for (String path : List.of("enable-2fa", "delete-account")) {
            assertThat(s.post(AUTH + path, Map.of(), token).code()).as(path).isEqualTo("mail_code_needed");
            assertThat(s.post(AUTH + path, Map.of("mailCode", "000000"), token).status())
                    .as(path)
                    .isEqualTo(403);
        }
        assertThat(s.post(AUTH + "change-email", Map.of("email", "thief@x.test"), token)
                        .status())
                .isEqualTo(403);
        assertThat(status("mail-code", Map.of(), token)).isEqualTo(202);
        String code = s.mails("google@x.test").getFirst().replaceAll("(?s).*code: (\\d{6}).*", "$1");
        assertThat(s.post(AUTH + "enable-2fa", Map.of("mailCode", code), token).status())
                .isEqualTo(200);
        assertThat(s.post(AUTH + "delete-account", Map.of("mailCode", code), token)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void sixtyWrongGuessesAtOnceAreTenInARow() throws Exception {
        try (var strict = new AccountsServer(Map.of(), AccountsServer.LIGHT, r -> {});
                var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            String token = strict.access("guess@x.test", Role.FAN);
            var calls = new ArrayList<java.util.concurrent.Future<Integer>>();
            for (int i = 0; i < 60; i++) {
                String wrong = "wrong password " + i;
                calls.add(pool.submit(() -> strict.post(AUTH + "disable-2fa", Map.of("password", wrong), token)
                        .status()));
            }
            int judged = 0;
            for (var c : calls) {
                judged += c.get() == 403 ? 1 : 0;
            }
            assertThat(judged).isBetween(1, 10);
            assertThat(status(strict, "disable-2fa", token)).isEqualTo(429);
            strict.clock.advance(Duration.ofMinutes(15));
            String again = strict.login("guess@x.test", AccountsServer.PASSWORD)
                    .data()
                    .path("tokens")
                    .path("accessToken")
                    .asText();
            for (int i = 0; i < 25; i++) {
                assertThat(status(strict, "disable-2fa", again))
                        .as("right ones are free")
                        .isEqualTo(204);
            }
        }
    }

    private static int status(AccountsServer s, String path, String token) {
        return s.post(AUTH + path, Map.of("password", AccountsServer.PASSWORD), token)
                .status();
    }

    @Test
    void manyPeopleBehindOneAddressSignInAndRegister() {
        try (var strict = new AccountsServer(Map.of(), AccountsServer.LIGHT, r -> {})) {
            for (int i = 0; i < 8; i++) {
                assertThat(strict.register("p" + i + "@x.test", Role.FAN).status())
                        .isEqualTo(201);
            }
            for (int i = 0; i < 8; i++) {
                assertThat(strict.login("p" + i + "@x.test", AccountsServer.PASSWORD)
                                .status())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void theOldestSessionEndsBeyondTheMost() {
        String first = s.access("many@x.test", Role.FAN);
        for (int i = 0; i < Sessions.MOST; i++) {
            s.clock.advance(Duration.ofSeconds(1));
            s.login("many@x.test", AccountsServer.PASSWORD);
        }
        assertThat(s.get(AUTH + "me", first).status()).isEqualTo(401);
    }
}
