package gg.tap2.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.Routes;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Who may enter admin mode.
final class AdminAccessTest extends AdminCase {
    @Test
    void everyAdminRouteRefusesCreatorsFansAndGuests() {
        var fan = SERVER.fan();
        var routes = SERVER.app().routing().routes().stream()
                .filter(r -> r.path().startsWith(Routes.ADMIN))
                .toList();
        assertThat(routes).hasSizeGreaterThan(45);
        for (var r : routes) {
            String path = r.path()
                    .replace("{id}", UUID.randomUUID().toString())
                    .replace("{name}", "maturity")
                    .replace("{event}", "evt_1")
                    .replace("{session}", UUID.randomUUID().toString());
            Object body = r.unsafe() ? Map.of("reason", "a good reason") : null;
            assertThat(SERVER.send(r.method().text(), path, body, creator.accessToken())
                            .status())
                    .as("creator " + r.method() + " " + path)
                    .isEqualTo(403);
            assertThat(SERVER.send(r.method().text(), path, body, fan.accessToken())
                            .status())
                    .as("fan " + path)
                    .isEqualTo(403);
            assertThat(SERVER.send(r.method().text(), path, body, null).status())
                    .as("guest " + path)
                    .isEqualTo(401);
        }
    }

    @Test
    void anAdminWithoutSecondFactorMayDoNothing() {
        var admin = SERVER.admin();
        SERVER.app()
                .db()
                .transact(tx -> tx.sql(
                                "DELETE FROM two_factor_auth WHERE user_id = (SELECT id FROM users WHERE email = :mail)")
                        .set("mail", admin.email())
                        .update());
        var reply = SERVER.send("GET", Routes.ADMIN_OVERVIEW, null, admin.accessToken());
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.code()).isEqualTo("admin_second_factor");
    }

    @Test
    void anAdminsSessionEndsWithinAWorkingDay() {
        long hours = SERVER.app()
                .db()
                .read(tx -> tx.sql("""
                SELECT CAST(extract(epoch FROM max(s.expires_at - s.created_at)) / 3600 AS bigint) AS n FROM sessions s
                JOIN users u ON u.id = s.user_id WHERE u.email = :mail""").set("mail", registeredAdmin()).one(r -> r.number("n")));
        assertThat(hours).isEqualTo(8);
    }

    private static String registeredAdmin() {
        var admin = SERVER.admin();
        return admin.email();
    }
}
