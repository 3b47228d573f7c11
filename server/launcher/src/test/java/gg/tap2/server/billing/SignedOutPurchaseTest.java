package gg.tap2.server.billing;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.Routes;
import gg.tap2.model.billing.CreatePurchase;
import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.server.testing.TestServer;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What the owner of a confirmed address buys while signed out is theirs at the next sign-in.
class SignedOutPurchaseTest {
    private static final TestServer SERVER = TestServer.get();
    private static final MoneyWorld WORLD = MoneyWorld.of(SERVER.app());

    private static String library(String token) {
        return SERVER.send("GET", "/library", null, token).body();
    }

    @Test
    void itJoinsTheLibraryAtTheNextSignIn() {
        var owner = SERVER.fan();
        UUID product = WORLD.product(WORLD.creator(), 900, false);
        var start = SERVER.app()
                .billing()
                .payments()
                .purchase(
                        new Payments.Starter(null, null, "s".repeat(43)),
                        new CreatePurchase(
                                null, product, null, null, null, owner.email().toUpperCase(Locale.ROOT), null, false));
        WORLD.pay(start, "4242424242424242");
        WORLD.until("the sale", () -> WORLD.status(start.paymentId()).equals("succeeded"));
        var in = SERVER.send(
                "POST", Routes.LOGIN, Map.of("email", owner.email(), "password", TestServer.PASSWORD), null);
        assertThat(in.status()).isEqualTo(200);
        String token = in.data().path("tokens").path("accessToken").asText();
        assertThat(library(token)).contains("/library/" + product);
        assertThat(SERVER.send("GET", "/library/" + product, null, token).status())
                .isEqualTo(200);
        assertThat(library(SERVER.fan().accessToken())).as("nobody else has it").doesNotContain(product.toString());
    }
}
