package gg.tap2.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.model.billing.CreateTip;
import gg.tap2.server.testing.MoneyWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What admins do to the stand-ins of a server in sandbox mode.
final class AdminSandboxTest extends AdminCase {
    private static final String STRIPE_RULES = Routes.ADMIN_SANDBOX_RULES.replace("{name}", "stripe");
    private static final String STRIPE_EVENTS = Routes.ADMIN_SANDBOX_EVENTS.replace("{name}", "stripe");
    private final MoneyWorld world = MoneyWorld.of(SERVER.app());

    private static JsonNode stripe(JsonNode state) {
        for (JsonNode s : state.path("standIns")) {
            if (s.path("name").asText().equals("stripe")) {
                return s;
            }
        }
        throw new AssertionError("no stand-in of Stripe");
    }

    @Test
    void aLostWebhookIsSentAgain() {
        var rule = Map.of("kind", "drop", "type", "payment_intent.succeeded", "amount", 0, "count", 1);
        var state = ok(post(STRIPE_RULES, rule));
        assertThat(stripe(state).path("rules").path(0).path("kind").asText()).isEqualTo("drop");
        UUID seller = world.creator();
        UUID fan = world.fan();
        var tip = world.app
                .billing()
                .payments()
                .tip(fan, fan, new CreateTip(null, 700, null, null, false, "t-" + seller, null, null));
        world.pay(tip, "4242424242424242");
        String intent = tip.clientSecret().replaceFirst("_secret_.*$", "");
        String event = "";
        for (int i = 0; i < 100 && event.isEmpty(); i++) {
            for (JsonNode e : ok(get(STRIPE_EVENTS))) {
                if (e.path("type").asText().equals("payment_intent.succeeded")
                        && e.path("payload").asText().contains(intent)) {
                    event = e.path("id").asText();
                }
            }
            pause();
        }
        assertThat(event).isNotEmpty();
        ok(post(STRIPE_EVENTS + "/" + event + "/replay", null));
        world.until("the tip", () -> world.status(tip.paymentId()).equals("succeeded"));
        assertThat(post(STRIPE_EVENTS + "/evt_nowhere/replay", null).status()).isBetween(400, 499);
        assertThat(ok(get(Routes.ADMIN_AUDIT + "?action=sandbox_controlled"))).isNotEmpty();
    }

    @Test
    void rulesAreListedAndCleared() {
        ok(post(STRIPE_RULES, Map.of("kind", "delay", "type", "no.such.event", "amount", 500, "count", 3)));
        assertThat(stripe(ok(get(Routes.ADMIN_SANDBOX))).path("rules").findValuesAsText("type"))
                .contains("no.such.event");
        assertThat(post(STRIPE_RULES, Map.of("kind", "explode", "type", "", "amount", 0, "count", 1))
                        .status())
                .isEqualTo(422);
        assertThat(SERVER.send("DELETE", STRIPE_RULES, null, ADMIN.accessToken())
                        .status())
                .isEqualTo(204);
        assertThat(stripe(ok(get(Routes.ADMIN_SANDBOX))).path("rules")).isEmpty();
        assertThat(get(Routes.ADMIN_SANDBOX_EVENTS.replace("{name}", "elsewhere"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void theClockIsMovedForwardOnly() {
        Instant before = Instant.parse(ok(get(Routes.ADMIN_SANDBOX)).path("now").asText());
        var after = ok(post(Routes.ADMIN_SANDBOX_CLOCK, Map.of("seconds", 30)));
        assertThat(Duration.between(before, Instant.parse(after.path("now").asText())))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(30));
        assertThat(post(Routes.ADMIN_SANDBOX_CLOCK, Map.of("seconds", -30)).status())
                .isEqualTo(422);
    }
}
