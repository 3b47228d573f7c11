package gg.tap2.server.fanweb;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.testing.MoneyWorld;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// A form whose cookie was lost is kept and can be sent again, when its own page sent it. Another site's form is not.
class ExpiredFormTest {
    private final MoneyWorld world = MoneyWorld.get();
    private final UUID creator = world.creator();

    private MoneyWorld.Answer send(String origin, String body) {
        return world.post(
                world.app.localUrl() + "/checkout/tip/t-" + creator,
                "application/x-www-form-urlencoded",
                body,
                Map.of("Origin", origin));
    }

    @Test
    void whatWasTypedIsSentAgain() {
        String body = "amount=7.50&email=a%40b.test&message=Hello+%3Cb%3E&anonymous=on";
        var own = send(world.app.localUrl(), body);
        assertThat(own.status()).isEqualTo(403);
        assertThat(own.text())
                .contains("This form had expired", "name=\"anonymous\" value=\"on\"", "value=\"7.50\"")
                .contains("Hello &lt;b>")
                .contains("name=\"_csrf\"");
        assertThat(send("https://evil.example", body).text()).doesNotContain("7.50");
    }

    @Test
    void aPasswordIsNotKept() {
        var answer = world.post(
                world.app.localUrl() + "/login",
                "application/x-www-form-urlencoded",
                "email=a%40b.test&password=very+secret+words",
                Map.of("Origin", world.app.localUrl()));
        assertThat(answer.text()).contains("To the form").doesNotContain("very secret words");
    }
}
