package gg.tap2.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.accounts.Role;
import gg.tap2.server.platform.db.Tx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AccountFlowsTest {
    static AccountsServer s;
    static final List<String> verified = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() {
        s = new AccountsServer();
        s.feature.onEmailVerified((tx, user, email) -> verified.add(email));
    }

    @AfterAll
    static void stop() {
        s.close();
    }

    @Test
    void registeringAnAddressTwiceLooksTheSameAndTellsTheOwner() {
        var first = s.register("twice@example.org", Role.FAN);
        var second = s.register("Twice@Example.org", Role.FAN);
        assertThat(second.status()).isEqualTo(first.status());
        assertThat(second.raw().body()).isEqualToIgnoringCase(first.raw().body());
        assertThat(s.mails("twice@example.org").getFirst()).contains("already have an account");
        assertThat(s.login("twice@example.org", AccountsServer.PASSWORD).status())
                .isEqualTo(200);
    }

    @Test
    void confirmingAnAddressWorksOnceAndTellsListeners() {
        String access = s.unconfirmed("verify@example.org", Role.FAN);
        String token = s.mailedToken("verify@example.org");
        assertThat(verified).doesNotContain("verify@example.org");
        assertThat(s.post("/api/v1/auth/verify-email", Map.of("token", token), access)
                        .status())
                .isEqualTo(204);
        assertThat(verified).containsOnlyOnce("verify@example.org");
        assertThat(s.get("/api/v1/auth/me", access).data().path("emailVerified").asBoolean())
                .isTrue();
        assertThat(s.post("/api/v1/auth/verify-email", Map.of("token", token), null)
                        .status())
                .isEqualTo(422);
    }

    @Test
    void linksOfSeveralConfirmationMailsWorkUntilOneIsUsed() {
        s.register("resend@example.org", Role.FAN);
        String old = s.mailedToken("resend@example.org");
        assertThat(s.post("/api/v1/auth/resend-verification", Map.of("email", "resend@example.org"), null)
                        .status())
                .isEqualTo(202);
        String fresh = s.mailedToken("resend@example.org");
        assertThat(fresh).isNotEqualTo(old);
        assertThat(s.post("/api/v1/auth/verify-email", Map.of("token", old), null)
                        .status())
                .isEqualTo(204);
        assertThat(s.post("/api/v1/auth/verify-email", Map.of("token", fresh), null)
                        .status())
                .isEqualTo(422);
    }

    @Test
    void aForgottenPasswordIsResetAndAllSessionsEnd() {
        String access = s.access("forgot@example.org", Role.FAN);
        s.post("/api/v1/auth/forgot-password", Map.of("email", "forgot@example.org"), null);
        String token = s.mailedToken("forgot@example.org");
        String stored = s.db.read(tx ->
                tx.sql("SELECT string_agg(hash, ',') AS h FROM mail_links").one(r -> r.text("h")));
        assertThat(stored).doesNotContain(token);
        var weak = s.post("/api/v1/auth/reset-password", Map.of("token", token, "password", "password123"), null);
        assertThat(weak.status()).isEqualTo(422);
        var body = Map.of("token", token, "password", "another long one");
        assertThat(s.post("/api/v1/auth/reset-password", body, null).status()).isEqualTo(204);
        assertThat(s.post("/api/v1/auth/reset-password", body, null).status()).isEqualTo(422);
        assertThat(s.get("/api/v1/auth/me", access).status()).isEqualTo(401);
        assertThat(s.login("forgot@example.org", AccountsServer.PASSWORD).status())
                .isEqualTo(401);
        assertThat(s.login("forgot@example.org", "another long one").status()).isEqualTo(200);
    }

    @Test
    void aResetLinkRunsOutAfterHalfAnHour() {
        s.register("late@example.org", Role.FAN);
        s.post("/api/v1/auth/forgot-password", Map.of("email", "late@example.org"), null);
        String token = s.mailedToken("late@example.org");
        s.clock.advance(Duration.ofMinutes(31));
        assertThat(s.post("/api/v1/auth/reset-password", Map.of("token", token, "password", "another long one"), null)
                        .status())
                .isEqualTo(422);
    }

    @Test
    void changingThePasswordKeepsThisSessionAndEndsOthers() {
        String other = s.access("change@example.org", Role.FAN);
        String mine = s.login("change@example.org", AccountsServer.PASSWORD)
                .data()
                .path("tokens")
                .path("accessToken")
                .asText();
        var wrong = s.post(
                "/api/v1/auth/change-password",
                Map.of("currentPassword", "not the password", "newPassword", "another long one"),
                mine);
        assertThat(wrong.status()).isEqualTo(403);
        var done = s.post(
                "/api/v1/auth/change-password",
                Map.of("currentPassword", AccountsServer.PASSWORD, "newPassword", "another long one"),
                mine);
        assertThat(done.status()).isEqualTo(204);
        assertThat(s.get("/api/v1/auth/me", mine).status()).isEqualTo(200);
        assertThat(s.get("/api/v1/auth/me", other).status()).isEqualTo(401);
    }

    @Test
    void aNewAddressConfirmsAndTheOldOneIsTold() {
        String access = s.access("old@example.org", Role.FAN);
        var asked = s.post(
                "/api/v1/auth/change-email",
                Map.of("email", "new@example.org", "password", AccountsServer.PASSWORD),
                access);
        assertThat(asked.status()).isEqualTo(202);
        assertThat(s.mails("old@example.org").getFirst()).contains("new@example.org");
        assertThat(s.get("/api/v1/auth/me", access).data().path("email").asText())
                .isEqualTo("old@example.org");
        s.post("/api/v1/auth/verify-email", Map.of("token", s.mailedToken("new@example.org")), null);
        assertThat(s.get("/api/v1/auth/me", access).data().path("email").asText())
                .isEqualTo("new@example.org");
        s.register("taken@example.org", Role.FAN);
        int before = s.mails("taken@example.org").size();
        var taken = s.post(
                "/api/v1/auth/change-email",
                Map.of("email", "taken@example.org", "password", AccountsServer.PASSWORD),
                access);
        assertThat(taken.status()).isEqualTo(202);
        assertThat(s.mails("taken@example.org")).hasSize(before);
    }

    @Test
    void slugsAreGivenOrSuggestedAndUnique() {
        var named = s.post("/api/v1/auth/register", creator("slug1@example.org", "my-own-slug"), null);
        assertThat(named.status()).isEqualTo(201);
        var taken = s.post("/api/v1/auth/register", creator("slug2@example.org", "my-own-slug"), null);
        assertThat(taken.status()).isEqualTo(422);
        assertThat(taken.json().path("error").path("details").has("slug")).isTrue();
        var reserved = s.post("/api/v1/auth/register", creator("slug3@example.org", "payouts"), null);
        assertThat(reserved.status()).isEqualTo(422);
        for (int i = 0; i < 8; i++) {
            s.register("same" + i + "@example.org", Role.CREATOR);
        }
        long slugs = s.db.read(
                tx -> tx.sql("SELECT count(DISTINCT slug) AS n FROM creators WHERE display_name = 'Maya Test'")
                        .one(r -> r.number("n")));
        assertThat(slugs).isGreaterThanOrEqualTo(8);
    }

    private static Map<String, String> creator(String email, String slug) {
        return Map.of(
                "email",
                email,
                "password",
                AccountsServer.PASSWORD,
                "role",
                "creator",
                "displayName",
                "X",
                "slug",
                slug);
    }

    @Test
    void nobodyRegistersAsAdminOrWithUnknownFields() {
        assertThat(s.register("admin@example.org", Role.ADMIN).status()).isEqualTo(422);
        var extra = s.post(
                "/api/v1/auth/register",
                Map.of(
                        "email",
                        "mass@example.org",
                        "password",
                        AccountsServer.PASSWORD,
                        "role",
                        "fan",
                        "displayName",
                        "X",
                        "emailVerified",
                        true),
                null);
        assertThat(extra.status()).isEqualTo(422);
        String fan = s.access("role@example.org", Role.FAN);
        var patch = s.method("PATCH", "/api/v1/auth/me", Map.of("role", "admin"), fan);
        assertThat(patch.status()).isEqualTo(422);
        assertThat(s.get("/api/v1/test/creator", fan).status()).isEqualTo(403);
        assertThat(s.get("/api/v1/test/fan", fan).status()).isEqualTo(200);
        assertThat(s.get("/api/v1/test/fan", null).status()).isEqualTo(401);
    }

    @Test
    void anAccountIsDeletedAfterTheGraceAndItsIdsStay() {
        var gone = new CopyOnWriteArrayList<UUID>();
        try (var own = new AccountsServer()) {
            own.feature.personalData(new PersonalData() {
                @Override
                public String name() {
                    return "gone";
                }

                @Override
                public Object export(Tx tx, UUID userId) {
                    return gone;
                }

                @Override
                public void anonymise(Tx tx, UUID userId) {
                    gone.add(userId);
                }
            });
            String access = own.access("bye@example.org", Role.CREATOR);
            UUID id = own.userId("bye@example.org");
            var asked = own.post("/api/v1/auth/delete-account", Map.of("password", AccountsServer.PASSWORD), access);
            assertThat(asked.status()).isEqualTo(202);
            assertThat(own.feature.privacy().deleteDue()).isZero();
            assertThat(own.post("/api/v1/auth/cancel-deletion", Map.of(), access)
                            .status())
                    .isEqualTo(204);
            own.post("/api/v1/auth/delete-account", Map.of("password", AccountsServer.PASSWORD), access);
            own.clock.advance(Duration.ofDays(14).plusMinutes(1));
            assertThat(own.feature.privacy().deleteDue()).isEqualTo(1);
            assertThat(own.feature.privacy().deleteDue()).isZero();
            assertThat(gone).containsExactly(id);
            assertThat(own.login("bye@example.org", AccountsServer.PASSWORD).status())
                    .isEqualTo(401);
            String row = own.db.read(tx -> tx.sql("""
                            SELECT row_to_json(u) || ' ' || row_to_json(c) AS j FROM users u
                            JOIN creators c ON c.user_id = u.id WHERE u.id = :id""").set("id", id).one(r -> r.text("j")));
            assertThat(row).doesNotContain("bye@example.org").doesNotContain("Maya");
            assertThat(own.register("bye@example.org", Role.FAN).status()).isEqualTo(201);
            assertThat(own.login("bye@example.org", AccountsServer.PASSWORD).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void theExportHoldsWhatIsStoredAndNoSecrets() {
        s.feature.personalData(new PersonalData() {
            @Override
            public String name() {
                return "other";
            }

            @Override
            public Object export(Tx tx, UUID userId) {
                return Map.of("user", userId);
            }

            @Override
            public void anonymise(Tx tx, UUID userId) {}
        });
        String access = s.access("export@example.org", Role.FAN);
        var export = s.get("/api/v1/auth/export", access);
        assertThat(export.data().path("account").path("email").asText()).isEqualTo("export@example.org");
        assertThat(export.data().path("sessions")).hasSize(1);
        assertThat(export.data().path("notices").path("feed").isArray()).isTrue();
        assertThat(export.data().path("other").path("user").asText())
                .isEqualTo(s.userId("export@example.org").toString());
        assertThat(export.raw().body()).doesNotContain("argon2").doesNotContain("\"token\"");
        assertThat(export.header("Content-Disposition")).contains("attachment");
    }

    @Test
    void securityEventsAreShownInTheReadersLanguage() {
        String access = s.access("events@example.org", Role.FAN);
        s.login("events@example.org", "wrong password");
        var events = s.send(s.request("/api/v1/auth/events", access)
                .header("Accept-Language", "de")
                .GET());
        assertThat(events.data().findValuesAsText("action")).contains("registered", "signed_in", "sign_in_failed");
        assertThat(events.data().findValuesAsText("text")).contains("Anmeldung fehlgeschlagen");
        String stranger = s.access("events2@example.org", Role.FAN);
        assertThat(s.get("/api/v1/auth/events", stranger).raw().body()).doesNotContain("sign_in_failed");
    }

    @Test
    void aSuspendedUserIsOutAtOnceAndCannotComeBack() {
        var tokens = s.account("suspended@example.org", Role.FAN);
        UUID id = s.userId("suspended@example.org");
        s.db.transact(tx -> {
            tx.sql("UPDATE users SET status = 'suspended' WHERE id = :id")
                    .set("id", id)
                    .update();
            s.feature.sessions().revokeAll(tx, id, null);
        });
        s.feature.sessions().forget(id);
        assertThat(s.get("/api/v1/auth/me", tokens.path("accessToken").asText()).status())
                .isEqualTo(401);
        assertThat(s.login("suspended@example.org", AccountsServer.PASSWORD).code())
                .isEqualTo("account_suspended");
        assertThat(s.login("suspended@example.org", "wrong password").code()).isEqualTo("credentials_wrong");
    }

    @Test
    void aNewDeviceIsToldByMail() {
        s.access("device@example.org", Role.FAN);
        var strange = s.send(s.request("/api/v1/auth/login", null)
                .header("User-Agent", "Strange/1.0\u00a0agent")
                .header("Content-Type", "application/json")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                        "{\"email\":\"device@example.org\",\"password\":\"" + AccountsServer.PASSWORD
                                + "\",\"deviceName\":\"Evil\\r\\nBcc: x@y.example\"}")));
        assertThat(strange.status()).isEqualTo(200);
        String mail = s.mails("device@example.org").getFirst();
        assertThat(mail).startsWith("New sign-in").doesNotContain("\r");
    }
}
