package gg.tap2.studio.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.server.testing.TestServer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import javafx.scene.control.ComboBox;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.binary.Base32;

/// An admin with a second factor at the real server, and their window without a screen.
final class AdminDesk implements AutoCloseable {
    static final TestServer SERVER = TestServer.get();

    /// Somebody who may sign in as an admin; a backup code is used up by each sign-in.
    record Admin(String email, String token, Deque<String> codes) {}

    final StudioDriver studio;

    private AdminDesk(StudioDriver studio) {
        this.studio = studio;
    }

    static Admin admin() throws Exception {
        var account = SERVER.fan();
        sql("UPDATE users SET role = 'admin', admin_scope = 'full' WHERE email = :x", account.email());
        var tokens = SERVER.send(
                        "POST", Routes.LOGIN, Map.of("email", account.email(), "password", TestServer.PASSWORD), null)
                .data()
                .path("tokens");
        String access = tokens.path("accessToken").asText();
        JsonNode setup = SERVER.send(
                        "POST", Routes.AUTH + "/enable-2fa", Map.of("password", TestServer.PASSWORD), access)
                .data();
        byte[] secret = new Base32().decode(setup.path("secret").asText());
        String code = new TimeBasedOneTimePasswordGenerator()
                .generateOneTimePasswordString(
                        new SecretKeySpec(secret, "HmacSHA1"),
                        SERVER.app().clock().instant(),
                        Locale.ROOT);
        JsonNode on = SERVER.send("POST", Routes.AUTH + "/verify-2fa", Map.of("code", code), access)
                .data();
        var codes = new ArrayDeque<String>();
        on.path("backupCodes").forEach(c -> codes.add(c.asText()));
        assertThat(codes).isNotEmpty();
        return new Admin(account.email(), access, codes);
    }

    static void sql(String statement, String x) {
        SERVER.app().db().transact(tx -> tx.sql(statement).set("x", x).update());
    }

    static String one(String query, Object x) {
        return SERVER.app().db().read(tx -> tx.sql(query).set("x", x).one(r -> r.text("v")));
    }

    /// Another admin agrees to what waits with this reason.
    static void agreedByAnother(String reason) {
        String token = SERVER.admin().accessToken();
        for (JsonNode c : SERVER.send("GET", Routes.ADMIN_CHANGES + "?status=waiting", null, token)
                .data()) {
            if (c.path("reason").asText().equals(reason)) {
                var reply = SERVER.send(
                        "POST",
                        Routes.path(Routes.ADMIN_CHANGE_APPROVE, c.path("id").asText()),
                        Map.of("reason", "Looked at it too"),
                        token);
                assertThat(reply.status()).as(reply.body()).isEqualTo(200);
                return;
            }
        }
        throw new AssertionError("nothing waits for: " + reason);
    }

    /// The window of an admin who has just signed in with password and second factor.
    static AdminDesk open(Path home, Admin admin) throws Exception {
        var studio = StudioDriver.start(home, SERVER.baseUrl());
        studio.signIn(admin.email(), TestServer.PASSWORD);
        studio.type("#login-code", admin.codes().pop());
        studio.press("#login-submit");
        studio.find("#nav-admin-overview");
        return new AdminDesk(studio);
    }

    <R> R row(String table, Predicate<R> which) throws Exception {
        return studio.row(table, which);
    }

    <R> void openRow(String table, Predicate<R> which) throws Exception {
        studio.openRow(table, which);
    }

    @SuppressWarnings("unchecked")
    void filter(String box, String value) throws Exception {
        var choice = (ComboBox<String>) studio.find(box);
        StudioDriver.onFx(() -> {
            choice.setValue(value);
            return null;
        });
    }

    /// Gives the reason that every act asks for, and waits until it is done.
    void reason(String text) throws Exception {
        studio.type("#admin-reason", text);
        studio.press("#admin-reason-go");
        closed();
    }

    void closed() throws Exception {
        studio.waitUntil("dialog closed", () -> studio.app().scene().lookup("#dialog") == null);
    }

    @Override
    public void close() throws Exception {
        studio.close();
    }
}
