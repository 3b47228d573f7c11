package gg.tap2.server.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.Routes;
import gg.tap2.model.billing.BusinessDetails;
import gg.tap2.model.billing.CreatePurchase;
import gg.tap2.model.billing.CreateRefund;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.server.testing.TestServer;
import gg.tap2.server.testing.TestServer.Account;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;

/// A guest's receipt by its mailed token, with both sides' details, before and after refunds.
final class ReceiptsTest {
    private static final TestServer SERVER = TestServer.get();
    private static final BusinessDetails LTD =
            new BusinessDetails("Łódź Kräuter GmbH & <Co>", "Straße 1\n10115 Berlin", "DE 123456789");
    private final MoneyWorld world = MoneyWorld.of(SERVER.app());
    private final Receipts receipts = new Receipts(world.app.db(), world.app.clock());
    private final Account creator = SERVER.creator();
    private final UUID creatorId = world.app
            .db()
            .read(tx -> tx.sql("SELECT id FROM creators WHERE slug = :s")
                    .set("s", creator.slug())
                    .one(r -> r.uuid("id")));

    private UUID sale(long price) {
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE creators SET published = TRUE WHERE id = :id")
                        .set("id", creatorId)
                        .update());
        UUID fan = world.fan();
        var start = world.app
                .billing()
                .payments()
                .purchase(
                        fan,
                        fan,
                        new CreatePurchase(
                                null, world.product(creatorId, price, false), null, null, null, null, null, false));
        world.pay(start, "4242424242424242");
        world.until("the sale", () -> world.status(start.paymentId()).equals("succeeded"));
        return start.paymentId();
    }

    private String address(UUID payment, String more) {
        String token = RandomTokens.next();
        world.app
                .db()
                .transact(tx -> tx.sql(
                                "INSERT INTO payment_links (token_hash, payment_id, created_at) VALUES (:hash, :id, now())")
                        .set("hash", RandomTokens.hash(token))
                        .set("id", payment)
                        .update());
        return SERVER.baseUrl() + "/receipts/" + payment + more + "?t=" + token;
    }

    private static HttpResponse<byte[]> get(String url) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofByteArray());
        }
    }

    private static String paper(HttpResponse<byte[]> reply) throws Exception {
        assertThat(reply.statusCode()).isEqualTo(200);
        try (var document = Loader.loadPDF(reply.body())) {
            return new PDFTextStripper().getText(document);
        }
    }

    private Receipt receipt(UUID payment) {
        return receipts.get(payment);
    }

    @Test
    void detailsOfBothSidesArePrintedInEveryScript() throws Exception {
        UUID payment = sale(2500);
        var seller = Map.of("name", "Мара Зима", "address", "Rue 2\nParis", "taxId", "FR 40 303265045");
        assertThat(SERVER.send("PUT", Routes.BUSINESS_DETAILS, seller, creator.accessToken())
                        .status())
                .isEqualTo(200);
        assertThat(SERVER.send("GET", Routes.BUSINESS_DETAILS, null, creator.accessToken())
                        .data()
                        .path("name")
                        .asText())
                .isEqualTo("Мара Зима");
        receipts.customer(payment, LTD);
        receipts.customer(payment, LTD);

        var now = receipt(payment);
        assertThat(now.issue()).isEqualTo(2);
        assertThat(now.number()).matches("T2-\\d{4}-\\d{8}");
        var reply = get(address(payment, "/pdf"));
        assertThat(reply.headers().firstValue("content-disposition").orElse("")).contains(now.number() + "-2.pdf");
        assertThat(paper(reply))
                .contains(
                        now.number(), "Issue 2", "Мара Зима", "FR 40 303265045", "Łódź Kräuter GmbH & <Co>", "$25.00");
        String page = new String(get(address(payment, "")).body(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(page).contains("Łódź Kräuter GmbH &amp; &lt;Co&gt;", "Мара Зима");
    }

    @Test
    void aRefundIssuesTheReceiptAnewUnderItsNumber() throws Exception {
        UUID payment = sale(3000);
        String number = receipt(payment).number();
        for (long part : new long[] {1000, 500}) {
            world.app.billing().refunds().refund(creatorId, new CreateRefund(null, payment, part, "late"), "creator");
        }
        world.until("both refunds", () -> receipt(payment).refunds().size() == 2);
        var now = receipt(payment);
        assertThat(now.number()).isEqualTo(number);
        assertThat(now.issue()).isEqualTo(3);
        assertThat(now.refunded()).isEqualTo(1500);
        assertThat(now.total()).isEqualTo(1500);
        assertThat(now.issuedAt()).isAfterOrEqualTo(now.paidAt());
        assertThat(paper(get(address(payment, "/pdf")))).contains("−$10.00", "−$5.00", "Remains paid", "$15.00");
    }

    @Test
    void laterDetailsOfTheSellerLeaveEarlierReceiptsAlone() {
        receipts.seller(creatorId, new BusinessDetails("First", "", ""));
        UUID earlier = sale(1000);
        receipts.seller(creatorId, new BusinessDetails("Second", "", ""));
        UUID later = sale(1000);
        assertThat(receipt(earlier).seller().name()).isEqualTo("First");
        assertThat(receipt(later).seller().name()).isEqualTo("Second");
    }

    @Test
    void badDetailsAreRefusedAndControlCharactersPrintNothing() throws Exception {
        UUID payment = sale(1000);
        var bad = SERVER.send(
                "PUT",
                Routes.BUSINESS_DETAILS,
                Map.of("name", "x".repeat(121), "address", "a\nb\nc\nd\ne\nf\ng", "taxId", "<b>"),
                creator.accessToken());
        assertThat(bad.status()).isEqualTo(422);
        assertThat(bad.body()).contains("name", "address", "taxId");
        receipts.customer(payment, new BusinessDetails("Bell\u0007 Ltd", "", ""));
        assertThat(paper(get(address(payment, "/pdf")))).contains("Bell Ltd");
    }

    @Test
    void nobodyElseSeesIt() throws Exception {
        UUID payment = sale(1000);
        UUID other = sale(1000);
        String token = address(other, "").replaceAll(".*\\?", "?");
        for (String more : new String[] {"", "/pdf"}) {
            String url = SERVER.baseUrl() + "/receipts/" + payment + more;
            assertThat(get(url).statusCode()).isEqualTo(404);
            assertThat(get(url + token).statusCode()).isEqualTo(404);
        }
    }
}
