package gg.tap2.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.accounts.Role;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SessionsTest {
    static AccountsServer s;

    @BeforeAll
    static void start() {
        s = new AccountsServer();
    }

    @AfterAll
    static void stop() {
        s.close();
    }

    private static AccountsServer.Reply refresh(String token) {
        return s.post("/api/v1/auth/refresh", Map.of("refreshToken", token), null);
    }

    @Test
    void registersSignsInAndKnowsWhoIsThere() {
        var answer = s.register("maya@example.org", Role.CREATOR);
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.data().path("email").asText()).isEqualTo("maya@example.org");
        var tokens = s.login("MAYA@example.org", AccountsServer.PASSWORD).data().path("unconfirmed");
        var me = s.get("/api/v1/auth/me", tokens.path("accessToken").asText());
        assertThat(me.status()).isEqualTo(200);
        assertThat(me.data().path("role").asText()).isEqualTo("creator");
        assertThat(me.data().path("slug").asText()).startsWith("maya-test");
        assertThat(me.data().path("emailVerified").asBoolean()).isFalse();
        assertThat(s.get("/api/v1/auth/me", null).status()).isEqualTo(401);
    }

    @Test
    void refreshRotatesAndARetryWithinTheGraceGetsTheSameSuccessor() {
        var first =
                s.account("grace@example.org", Role.FAN).path("refreshToken").asText();
        var a = refresh(first).data();
        var b = refresh(first).data();
        assertThat(a.path("refreshToken").asText()).isNotEqualTo(first);
        assertThat(b.path("refreshToken")).isEqualTo(a.path("refreshToken"));
        assertThat(refresh(a.path("refreshToken").asText()).status()).isEqualTo(200);
    }

    @Test
    void parallelRefreshesAllGetOneSuccessor() throws Exception {
        var first =
                s.account("parallel@example.org", Role.FAN).path("refreshToken").asText();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = IntStream.range(0, 20)
                    .mapToObj(i -> pool.submit(() -> refresh(first)))
                    .toList();
            var seen = new java.util.HashSet<String>();
            for (var f : all) {
                assertThat(f.get().status()).isEqualTo(200);
                seen.add(f.get().data().path("refreshToken").asText());
            }
            assertThat(seen).hasSize(1);
        }
    }

    @Test
    void reuseAfterTheGraceEndsTheFamilyAndTellsTheUser() {
        JsonNode tokens = s.account("stolen@example.org", Role.FAN);
        String first = tokens.path("refreshToken").asText();
        String second = refresh(first).data().path("refreshToken").asText();
        s.clock.advance(Duration.ofSeconds(31));
        var reused = refresh(first);
        assertThat(reused.status()).isEqualTo(401);
        assertThat(reused.code()).isEqualTo("refresh_reused");
        assertThat(refresh(second).code()).isEqualTo("refresh_invalid");
        assertThat(s.get("/api/v1/auth/me", tokens.path("accessToken").asText()).status())
                .isEqualTo(401);
        assertThat(s.mails("stolen@example.org").getFirst()).contains("two places");
    }

    @Test
    void aMuchOlderTokenOfTheFamilyAlsoEndsItButAnInventedOneDoesNot() {
        String first =
                s.account("older@example.org", Role.FAN).path("refreshToken").asText();
        String second = refresh(first).data().path("refreshToken").asText();
        String third = refresh(second).data().path("refreshToken").asText();
        byte[] forged = java.util.Base64.getUrlDecoder().decode(third);
        forged[20] ^= 1;
        String invented = java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(forged);
        assertThat(refresh(invented).code()).isEqualTo("refresh_invalid");
        String fourth = refresh(third).data().path("refreshToken").asText();
        assertThat(fourth).isNotEmpty();
        assertThat(refresh(first).code()).isEqualTo("refresh_reused");
        assertThat(refresh(fourth).code()).isEqualTo("refresh_invalid");
    }

    @Test
    void tokensAreStoredOnlyHashed() {
        String refresh =
                s.account("hashed@example.org", Role.FAN).path("refreshToken").asText();
        String row = s.db.read(tx -> tx.sql("SELECT row_to_json(s) AS j FROM sessions s WHERE user_id = :u")
                .set("u", s.userId("hashed@example.org"))
                .one(r -> r.text("j")));
        assertThat(row).doesNotContain(refresh).doesNotContain(refresh.substring(22, 60));
    }

    @Test
    void sessionsAreListedNamedAndRevoked() {
        String phone = s.access("list@example.org", Role.FAN);
        var laptop = s.post(
                        "/api/v1/auth/login",
                        Map.of(
                                "email",
                                "list@example.org",
                                "password",
                                AccountsServer.PASSWORD,
                                "deviceName",
                                "Laptop"),
                        null)
                .data()
                .path("tokens")
                .path("accessToken")
                .asText();
        var list = s.get("/api/v1/auth/sessions", phone).data();
        assertThat(list).hasSize(2);
        String other = null;
        for (var x : list) {
            if (!x.path("current").asBoolean()) {
                other = x.path("id").asText();
                assertThat(x.path("deviceName").asText()).isEqualTo("Laptop");
            }
        }
        assertThat(s.method("PATCH", "/api/v1/auth/sessions/" + other, Map.of("deviceName", "Studio"), phone)
                        .status())
                .isEqualTo(204);
        String stranger = s.access("stranger@example.org", Role.FAN);
        assertThat(s.method("DELETE", "/api/v1/auth/sessions/" + other, null, stranger)
                        .status())
                .isEqualTo(404);
        assertThat(s.get("/api/v1/auth/me", laptop).status()).isEqualTo(200);
        assertThat(s.method("DELETE", "/api/v1/auth/sessions/" + other, null, phone)
                        .status())
                .isEqualTo(204);
        assertThat(s.get("/api/v1/auth/me", laptop).status()).isEqualTo(401);
        assertThat(s.post("/api/v1/auth/logout", Map.of(), phone).status()).isEqualTo(204);
        assertThat(s.get("/api/v1/auth/me", phone).status()).isEqualTo(401);
    }
}
