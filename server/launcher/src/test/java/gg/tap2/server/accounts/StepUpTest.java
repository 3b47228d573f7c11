package gg.tap2.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.Routes;
import gg.tap2.server.testing.TestServer;
import gg.tap2.server.testing.TestServer.Account;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a session may not do by itself: bank accounts, automatic payouts, exports.
final class StepUpTest {
    private static final TestServer SERVER = TestServer.get();

    private static Map<String, Object> bank(String number) {
        return new HashMap<>(Map.of(
                "countryCode", "US",
                "currency", "USD",
                "accountHolderName", "Mara Lind",
                "accountNumber", number,
                "routingNumber", "110000000"));
    }

    private static String code(String secret, int later) {
        Instant now = SERVER.app().clock().instant();
        return Totp.code(Totp.unbase32(secret), now.getEpochSecond() / 30 + later, 6, "HmacSHA1");
    }

    private static String secondFactor(Account a) {
        var setup = SERVER.send(
                "POST", Routes.AUTH + "/enable-2fa", Map.of("password", TestServer.PASSWORD), a.accessToken());
        String secret = setup.data().path("secret").asText();
        var on = SERVER.send("POST", Routes.VERIFY_2FA, Map.of("code", code(secret, 0)), a.accessToken());
        assertThat(on.status()).isEqualTo(200);
        return secret;
    }

    private static void age(Account a, Duration by) {
        SERVER.app()
                .db()
                .transact(tx -> tx.sql("""
                        UPDATE sessions SET proven_at = proven_at - CAST(:by AS interval)
                        WHERE user_id = (SELECT id FROM users WHERE email = :email)""")
                        .set("by", by.toSeconds() + " seconds")
                        .set("email", a.email())
                        .update());
    }

    @Test
    void withASecondFactorTheTokenAloneChangesNothingAboutPayouts() {
        var creator = SERVER.creator();
        String secret = secondFactor(creator);
        var add = SERVER.send("POST", Routes.BANK_ACCOUNTS, bank("000999999999"), creator.accessToken());
        assertThat(add.status()).isEqualTo(403);
        assertThat(add.code()).isEqualTo("step_up_required");
        var settings = Map.of("autoPayoutEnabled", true, "schedule", "daily", "threshold", 1000);
        assertThat(SERVER.send("PUT", Routes.PAYOUT_SETTINGS, settings, creator.accessToken())
                        .code())
                .isEqualTo("step_up_required");
        var state =
                SERVER.send("GET", Routes.STEP_UP, null, creator.accessToken()).data();
        assertThat(state.path("way").asText()).isEqualTo("code");
        assertThat(state.path("until").isNull() || state.path("until").isMissingNode())
                .isTrue();
        assertThat(SERVER.send("POST", Routes.STEP_UP, Map.of("password", TestServer.PASSWORD), creator.accessToken())
                        .code())
                .as("the password is no substitute for the code")
                .isEqualTo("second_factor_needed");
        assertThat(SERVER.send("POST", Routes.STEP_UP, Map.of("code", code(secret, 0)), creator.accessToken())
                        .code())
                .as("the code that turned it on is used up")
                .isEqualTo("confirmation_wrong");
        var proven = SERVER.send("POST", Routes.STEP_UP, Map.of("code", code(secret, 1)), creator.accessToken());
        assertThat(proven.status()).isEqualTo(200);
        assertThat(proven.data().path("until").asText()).isNotEmpty();
        assertThat(SERVER.send("POST", Routes.BANK_ACCOUNTS, bank("000999999999"), creator.accessToken())
                        .status())
                .isEqualTo(201);
    }

    @Test
    void withoutASecondFactorThePasswordCountsForFiveMinutes() {
        var creator = SERVER.creator();
        assertThat(SERVER.send("POST", Routes.BANK_ACCOUNTS, bank("000888888888"), creator.accessToken())
                        .status())
                .as("signed in by password a moment ago")
                .isEqualTo(201);
        age(creator, Duration.ofMinutes(5));
        assertThat(SERVER.send("GET", Routes.AUTH + "/export", null, creator.accessToken())
                        .code())
                .isEqualTo("step_up_required");
        assertThat(SERVER.send("POST", Routes.STEP_UP, Map.of("password", "not this one"), creator.accessToken())
                        .code())
                .isEqualTo("confirmation_wrong");
        assertThat(SERVER.send("POST", Routes.STEP_UP, Map.of("password", TestServer.PASSWORD), creator.accessToken())
                        .status())
                .isEqualTo(200);
        assertThat(SERVER.send("GET", Routes.AUTH + "/export", null, creator.accessToken())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aProofBelongsToItsSession() {
        var creator = SERVER.creator();
        var other = SERVER.send(
                        "POST", Routes.LOGIN, Map.of("email", creator.email(), "password", TestServer.PASSWORD), null)
                .data()
                .path("tokens")
                .path("accessToken")
                .asText();
        age(creator, Duration.ofMinutes(6));
        SERVER.send("POST", Routes.STEP_UP, Map.of("password", TestServer.PASSWORD), other);
        assertThat(SERVER.send("GET", Routes.AUTH + "/export", null, creator.accessToken())
                        .code())
                .isEqualTo("step_up_required");
    }
}
