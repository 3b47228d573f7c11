package gg.tap2.server.library;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.Rehearsal.Outcome;
import gg.tap2.server.testing.TestServer;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// A draft is bought and opened by its creator alone, and nothing is booked.
class RehearsalsTest {
    private final TestServer server = TestServer.get();
    private final TestServer.Account creator = server.creator();

    private JsonNode draft(long price) {
        var reply = server.send(
                "POST",
                Routes.PRODUCTS,
                Map.of(
                        "type",
                        "unlockable",
                        "title",
                        "Rain <tape>",
                        "description",
                        "A *quiet* one.",
                        "hiddenContent",
                        "The code is KESTREL-7.",
                        "price",
                        price,
                        "payWhatYouWant",
                        false),
                creator.accessToken());
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        return reply.data();
    }

    private TestServer.Reply rehearse(JsonNode product, TestServer.Account who) {
        return server.send(
                "POST", Routes.path(Routes.REHEARSAL, product.path("id").asText()), Map.of(), who.accessToken());
    }

    @Test
    void aDraftIsPaidForAtTheSandboxAndShownAsABuyerSeesItWithoutAnySale() {
        JsonNode product = draft(1_500);
        var reply = rehearse(product, creator);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        JsonNode payment = reply.data().path("payment");
        assertThat(payment.path("outcome").asText()).isEqualTo("paid");
        assertThat(payment.path("amount").asLong()).isEqualTo(1_500);
        assertThat(payment.path("reference").asText()).startsWith("pi_");

        String page = reply.data().path("productPath").asText();
        var shown = server.send("GET", page, null, null);
        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.body()).contains("Rain &lt;tape>", "15.00", "noindex").doesNotContain("KESTREL-7");
        var library = server.send("GET", reply.data().path("libraryPath").asText(), null, null);
        assertThat(library.status()).isEqualTo(200);
        assertThat(library.body()).contains("KESTREL-7");

        assertThat(server.send("GET", Routes.SALES, null, creator.accessToken())
                        .json()
                        .path("data"))
                .isEmpty();
        assertThat(server.send(
                                "GET",
                                "/@" + creator.slug() + "/" + product.path("id").asText(),
                                null,
                                null)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void othersAndForgedTokensGetNothing() {
        JsonNode product = draft(1_500);
        assertThat(rehearse(product, server.creator()).status()).isEqualTo(404);
        String page = rehearse(product, creator).data().path("productPath").asText();
        String later = page.replaceFirst("\\.(\\d+)\\.", ".9999999999.");
        assertThat(server.send("GET", later, null, null).status()).isEqualTo(404);
        assertThat(server.send("GET", "/rehearsal/" + UUID.randomUUID(), null, null)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void whatCostsNothingIsNotPaidFor() {
        assertThat(rehearse(draft(0), creator)
                        .data()
                        .path("payment")
                        .path("outcome")
                        .asText())
                .isEqualTo("free");
    }

    @Test
    void aLiveServerAsksNoProvider() {
        JsonNode draft = draft(1_500);
        Product product = server.app()
                .db()
                .read(tx -> server.app()
                        .catalog()
                        .products()
                        .findAny(tx, UUID.fromString(draft.path("id").asText())))
                .orElseThrow();
        var payment = server.app().billing().rehearsalPayments(true).pay(product);
        assertThat(payment.outcome()).isEqualTo(Outcome.NOT_CHARGED);
        assertThat(payment.reference()).isNull();
    }
}
