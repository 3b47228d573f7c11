package gg.tap2.server.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.model.billing.CreatePurchase;
import gg.tap2.model.billing.CreateTip;
import gg.tap2.server.platform.i18n.Texts;
import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.server.testing.TestServer;
import gg.tap2.server.testing.TestServer.Account;
import gg.tap2.server.testing.TestServer.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Answering disputes over HTTP, with Stripe's stand-in as the bank.
final class EvidenceTest {
    private static final TestServer SERVER = TestServer.get();
    private final MoneyWorld world = MoneyWorld.of(SERVER.app());
    private final Account creator = SERVER.creator();
    private final UUID creatorId = one("SELECT id FROM creators WHERE slug = :x", creator.slug());
    private final UUID fan = world.fan();

    @AfterEach
    void theLedgerIsWhole() {
        world.stripe("/sandbox/api/faults/clear", Map.of());
        assertThat(world.differences()).isEmpty();
    }

    private UUID one(String sql, Object x) {
        return world.app.db().read(tx -> tx.sql(sql).set("x", x).one(r -> r.uuid("id")));
    }

    private record Disputed(UUID id, String stripeId, UUID payment) {}

    /// A sale with a policy, fetched once, and disputed.
    private Disputed disputed() {
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE creators SET published = TRUE WHERE id = :id")
                        .set("id", creatorId)
                        .update());
        UUID product = world.product(creatorId, 2500, false);
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE products SET refund_policy = :policy WHERE id = :id")
                        .set("policy", "14 days, <no> questions & no forms.")
                        .set("id", product)
                        .update());
        var start = world.app
                .billing()
                .payments()
                .purchase(fan, fan, new CreatePurchase(null, product, null, null, null, null, null, false));
        world.pay(start, "4242424242424242");
        world.until("the sale", () -> world.status(start.paymentId()).equals("succeeded"));
        world.app
                .db()
                .transact(tx -> tx.sql("""
                INSERT INTO download_log (id, product_id, fan_id, file_id, kind, ip_address, at)
                SELECT gen_random_uuid(), :product, p.fan_id, gen_random_uuid(), 'start', '203.0.113.9', p.paid_at + INTERVAL '1 minute'
                FROM payments p WHERE p.id = :payment""")
                        .set("product", product)
                        .set("payment", start.paymentId())
                        .update());
        String stripeId = world.stripe("/sandbox/api/charges/" + world.charge(start.paymentId()) + "/dispute", Map.of())
                .path("id")
                .asText();
        world.until(
                "the dispute",
                () -> world.count("SELECT count(*) AS n FROM disputes WHERE payment_id = :id", start.paymentId()) == 1);
        return new Disputed(
                one("SELECT id FROM disputes WHERE stripe_dispute_id = :x", stripeId), stripeId, start.paymentId());
    }

    private Reply send(String method, String route, UUID id, Object body) {
        return SERVER.send(method, Routes.path(route, id.toString()), body, creator.accessToken());
    }

    private static JsonNode ok(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isBetween(200, 299);
        return reply.data();
    }

    private JsonNode bank(Disputed d) {
        return world.stripeObject("/v1/disputes/" + d.stripeId());
    }

    /// Whoever tipped anonymously stays unknown to the creator, for good. The bank is told.
    @Test
    void anAnonymousTipperStaysUnknownInTheDossier() {
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE creators SET published = TRUE WHERE id = :id")
                        .set("id", creatorId)
                        .update());
        var start = world.app
                .billing()
                .payments()
                .tip(null, null, new CreateTip(null, 900, null, null, true, creator.slug(), "quiet@fan.test", "Quiet"));
        world.pay(start, "4242424242424242");
        world.until("the tip", () -> world.status(start.paymentId()).equals("succeeded"));
        String stripeId = world.stripe("/sandbox/api/charges/" + world.charge(start.paymentId()) + "/dispute", Map.of())
                .path("id")
                .asText();
        world.until(
                "the dispute",
                () -> world.count("SELECT count(*) AS n FROM disputes WHERE payment_id = :id", start.paymentId()) == 1);
        UUID id = one("SELECT id FROM disputes WHERE stripe_dispute_id = :x", stripeId);
        var dossier = send("GET", Routes.DISPUTE_EVIDENCE, id, null);
        assertThat(ok(dossier).path("buyerEmail").isNull()).isTrue();
        assertThat(dossier.body()).doesNotContain("quiet@fan.test", "Quiet");
        ok(send("POST", Routes.DISPUTE_EVIDENCE_SUBMIT, id, null));
        assertThat(world.stripeObject("/v1/disputes/" + stripeId)
                        .at("/evidence/customer_email_address")
                        .asText())
                .isEqualTo("quiet@fan.test");
    }

    @Test
    void theDossierHoldsWhatIsKnownAndTheBankGetsAllOfIt() {
        Disputed d = disputed();
        var known = ok(send("GET", Routes.DISPUTE_EVIDENCE, d.id(), null));
        assertThat(known.path("open").asBoolean()).isTrue();
        assertThat(known.path("deliveries").size()).isEqualTo(1);
        assertThat(known.path("deliveries").path(0).path("ip").isNull())
                .as("a buyer's network address is for the bank")
                .isTrue();
        assertThat(known.path("refundPolicy").asText()).startsWith("14 days");
        assertThat(known.path("dueBy").asText()).isNotEmpty();
        ok(send("PUT", Routes.DISPUTE_EVIDENCE, d.id(), Map.of("note", "The buyer thanked me by mail.")));
        var sent = ok(send("POST", Routes.DISPUTE_EVIDENCE_SUBMIT, d.id(), null));
        assertThat(sent.path("submittedAt").asText()).isNotEmpty();
        assertThat(sent.path("open").asBoolean()).isFalse();
        var evidence = bank(d).path("evidence");
        assertThat(evidence.path("uncategorized_text").asText()).isEqualTo("The buyer thanked me by mail.");
        assertThat(evidence.path("access_activity_log").asText()).contains("download start", "203.0.113.9");
        assertThat(evidence.path("refund_policy_disclosure").asText()).contains("<no> questions");
        assertThat(evidence.path("product_description").asText()).startsWith("Digital goods: ");
        var file = world.stripeObject(
                "/v1/files/" + evidence.path("uncategorized_file").asText());
        assertThat(file.path("purpose").asText()).isEqualTo("dispute_evidence");
        assertThat(file.path("type").asText()).isEqualTo("pdf");
        assertThat(file.path("filename").asText()).isEqualTo("dossier-" + d.id() + ".pdf");

        assertThat(ok(send("POST", Routes.DISPUTE_EVIDENCE_SUBMIT, d.id(), null)))
                .as("sending again changes nothing")
                .isEqualTo(sent);
        assertThat(bank(d).path("evidence_details").path("submission_count").asInt())
                .isEqualTo(1);
        assertThat(send("PUT", Routes.DISPUTE_EVIDENCE, d.id(), Map.of("note", "More"))
                        .code())
                .isEqualTo("evidence_closed");
    }

    @Test
    void evidenceThatConvincesWinsTheMoneyBack() {
        Disputed d = disputed();
        ok(send("PUT", Routes.DISPUTE_EVIDENCE, d.id(), Map.of("note", "winning_evidence")));
        ok(send("POST", Routes.DISPUTE_EVIDENCE_SUBMIT, d.id(), null));
        world.until("the win", () -> world.balance(creatorId).reserved() == 0);
        var b = world.balance(creatorId);
        assertThat(b.available() + b.pending()).isPositive();
        assertThat(ok(send("GET", Routes.DISPUTE_EVIDENCE, d.id(), null))
                        .path("status")
                        .asText())
                .isEqualTo("won");
    }

    @Test
    void aDisputeGivenUpIsLostAtOnceAndForGood() {
        Disputed d = disputed();
        var lost = ok(send("POST", Routes.DISPUTE_ACCEPT, d.id(), null));
        assertThat(lost.path("status").asText()).isEqualTo("lost");
        assertThat(lost.path("open").asBoolean()).isFalse();
        assertThat(bank(d).path("status").asText()).isEqualTo("lost");
        assertThat(world.balance(creatorId).reserved()).isZero();
        assertThat(ok(send("POST", Routes.DISPUTE_ACCEPT, d.id(), null)))
                .as("giving up again changes nothing")
                .isEqualTo(lost);
        assertThat(send("POST", Routes.DISPUTE_EVIDENCE_SUBMIT, d.id(), null).code())
                .isEqualTo("evidence_closed");
    }

    @Test
    void anAnsweredDisputeCannotBeGivenUp() {
        Disputed d = disputed();
        ok(send("POST", Routes.DISPUTE_EVIDENCE_SUBMIT, d.id(), null));
        assertThat(send("POST", Routes.DISPUTE_ACCEPT, d.id(), null).code()).isEqualTo("evidence_closed");
        assertThat(bank(d).path("status").asText()).isEqualTo("under_review");
    }

    @Test
    void adminsReadEveryDossier() {
        Disputed d = disputed();
        String path = Routes.path(Routes.ADMIN_DISPUTE_EVIDENCE, d.id().toString());
        assertThat(SERVER.send("GET", path, null, creator.accessToken()).status())
                .isEqualTo(403);
        var admin = SERVER.admin();
        var known = ok(SERVER.send("GET", path, null, admin.accessToken()));
        assertThat(known.path("disputeId").asText()).isEqualTo(d.id().toString());
    }

    /// The more somebody used what they bought, the longer the log; Stripe takes 20,000 characters of it.
    @Test
    void aLongLogIsSentAllTheSame() {
        Disputed d = disputed();
        world.app.db().transact(tx -> tx.sql("""
                INSERT INTO download_log (id, product_id, fan_id, file_id, kind, ip_address, at)
                SELECT gen_random_uuid(), p.product_id, p.fan_id, gen_random_uuid(), 'start',
                  '2001:db8:1234:5678:9abc:def0:1234:5678', p.paid_at + n * INTERVAL '1 minute'
                FROM payments p, generate_series(1, 400) n WHERE p.id = :payment""").set("payment", d.payment()).update());
        world.app
                .db()
                .transact(tx -> tx.sql(
                                "UPDATE products SET refund_policy = repeat('é', 30000) WHERE id = (SELECT product_id FROM payments WHERE id = :payment)")
                        .set("payment", d.payment())
                        .update());
        ok(send("PUT", Routes.DISPUTE_EVIDENCE, d.id(), Map.of("note", "Kept")));
        assertThat(ok(send("POST", Routes.DISPUTE_EVIDENCE_SUBMIT, d.id(), null))
                        .path("submittedAt")
                        .isNull())
                .isFalse();
        String log = bank(d).path("evidence").path("access_activity_log").asText();
        assertThat(log.length()).isBetween(10_000, 20_000);
        assertThat(bank(d).path("evidence").path("customer_purchase_ip").asText())
                .isNotBlank();
    }

    /// Nothing that is wrong between us and Stripe is told as the creator's words.
    @Test
    void whatIsOursIsNeverTheWords() throws Exception {
        Disputed d = disputed();
        ok(send("PUT", Routes.DISPUTE_EVIDENCE, d.id(), Map.of("note", "Kept")));
        for (String[] answer : new String[][] {
            {"401", ""}, {"403", ""}, {"404", ""}, {"400", ""}, {"400", "idempotency_error"}, {"200", "garbage"}
        }) {
            for (String path : List.of("/v1/disputes", "/v1/files")) {
                world.stripe(
                        "/sandbox/api/faults",
                        Map.of(
                                "kind", "error", "method", "POST", "path", path, "status", answer[0], "code", answer[1],
                                "count", "9"));
                var told = send("POST", Routes.DISPUTE_EVIDENCE_SUBMIT, d.id(), null);
                assertThat(told.status()).as(path + told.body()).isEqualTo(503);
                assertThat(told.code()).isEqualTo("evidence_not_sent");
                world.stripe("/sandbox/api/faults/clear", Map.of());
            }
        }
        assertThat(ok(send("POST", Routes.DISPUTE_EVIDENCE_SUBMIT, d.id(), null))
                        .path("submittedAt")
                        .isNull())
                .isFalse();
    }

    @Test
    void theWordsAreKeptWhileStripeIsAway() throws Exception {
        Disputed d = disputed();
        ok(send("PUT", Routes.DISPUTE_EVIDENCE, d.id(), Map.of("note", "Kept")));
        world.stripe(
                "/sandbox/api/faults",
                Map.of("kind", "error", "method", "POST", "path", "/v1/disputes", "status", "500", "count", "4"));
        var away = send("POST", Routes.DISPUTE_EVIDENCE_SUBMIT, d.id(), null);
        assertThat(away.status()).as(away.body()).isEqualTo(503);
        assertThat(away.code()).isEqualTo("evidence_not_sent");
        world.stripe("/sandbox/api/faults/clear", Map.of());
        assertThat(ok(send("GET", Routes.DISPUTE_EVIDENCE, d.id(), null))
                        .path("note")
                        .asText())
                .isEqualTo("Kept");
        ok(send("POST", Routes.DISPUTE_EVIDENCE_SUBMIT, d.id(), null));
        assertThat(bank(d).path("evidence").path("uncategorized_text").asText()).isEqualTo("Kept");
    }

    @Test
    void nobodyReadsOrAnswersAnothersDispute() {
        Disputed d = disputed();
        var other = SERVER.creator();
        for (String route : List.of(Routes.DISPUTE_EVIDENCE, Routes.DISPUTE_EVIDENCE_PDF)) {
            assertThat(SERVER.send("GET", Routes.path(route, d.id().toString()), null, other.accessToken())
                            .status())
                    .isEqualTo(404);
        }
        assertThat(SERVER.send(
                                "POST",
                                Routes.path(Routes.DISPUTE_EVIDENCE_SUBMIT, d.id().toString()),
                                null,
                                other.accessToken())
                        .status())
                .isEqualTo(404);
        assertThat(send("PUT", Routes.DISPUTE_EVIDENCE, d.id(), Map.of("note", "x".repeat(10_001)))
                        .status())
                .isEqualTo(422);
    }

    @Test
    void whatNobodyAnsweredIsAnsweredOnTheLastDay() throws Exception {
        Disputed d = disputed();
        world.app.jobs().runNow("dispute-answers");
        assertThat(bank(d).path("evidence_details").path("submission_count").asInt())
                .as("there is time left")
                .isZero();
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE disputes SET evidence_due_by = :due WHERE id = :id")
                        .set("due", world.now().plus(Duration.ofHours(20)))
                        .set("id", d.id())
                        .update());
        world.app.jobs().runNow("dispute-answers");
        assertThat(bank(d).path("evidence").path("access_activity_log").asText())
                .contains("203.0.113.9");
        assertThat(ok(send("GET", Routes.DISPUTE_EVIDENCE, d.id(), null))
                        .path("submittedAt")
                        .asText())
                .isNotEmpty();
    }

    @Test
    void theDossierPrints() throws Exception {
        Disputed d = disputed();
        ok(send("PUT", Routes.DISPUTE_EVIDENCE, d.id(), Map.of("note", "First line\nSecond <line>")));
        var dossier = world.app
                .db()
                .read(tx -> new EvidenceStore().find(tx, d.id(), world.now()))
                .orElseThrow()
                .evidence();
        byte[] german = new EvidencePdf(new Texts()).render(dossier, Locale.GERMAN);
        String target = System.getProperty("evidence.pdf");
        if (target != null) {
            Files.write(Path.of(target), german);
        }
        try (var doc = Loader.loadPDF(german)) {
            assertThat(new PDFTextStripper().getText(doc))
                    .contains(
                            "Antwort auf eine Zahlungsanfechtung",
                            "25,00",
                            "203.0.113.9",
                            "<no> questions",
                            "Second <line>");
        }
        var reply = send("GET", Routes.DISPUTE_EVIDENCE_PDF, d.id(), null);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.raw().headers().firstValue("content-type")).contains("application/pdf");
    }
}
