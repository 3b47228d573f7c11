package gg.tap2.server.statements;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.model.common.Currency;
import gg.tap2.model.statements.SignedJournal;
import gg.tap2.model.statements.SignedStatement;
import gg.tap2.model.statements.StatementLine;
import gg.tap2.model.statements.StatementMonth;
import gg.tap2.model.statements.StatementVerifier;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.app.Main;
import gg.tap2.server.ledger.AccountKind;
import gg.tap2.server.ledger.Journal;
import gg.tap2.server.ledger.Ledger;
import gg.tap2.server.ledger.LedgerCheck;
import gg.tap2.server.ledger.Line;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.testing.MutableClock;
import gg.tap2.server.testing.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A creator with a month of journals in the past and real sales and a refund in this one, as their statements show
/// it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StatementsTest {
    private static final TestServer SERVER = TestServer.get();
    private final MutableClock past = new MutableClock();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private TestServer.Account creator;
    private UUID creatorId;
    private String before;
    private String now;

    @TempDir
    Path folder;

    @BeforeAll
    void story() {
        creator = SERVER.creator();
        creatorId = SERVER.app()
                .db()
                .read(tx -> tx.sql("SELECT id FROM creators WHERE slug = :slug")
                        .set("slug", creator.slug())
                        .one(r -> r.uuid("id")));
        SERVER.app()
                .db()
                .transact(tx -> tx.sql("UPDATE creators SET published = TRUE WHERE id = :id")
                        .set("id", creatorId)
                        .update());
        Instant today = SERVER.app().clock().instant();
        YearMonth month = YearMonth.from(today.atOffset(ZoneOffset.UTC));
        now = month.toString();
        before = month.minusMonths(1).toString();
        past.advance(Duration.between(
                past.instant(), month.minusMonths(1).atDay(10).atStartOfDay().toInstant(ZoneOffset.UTC)));
        var ledger = new Ledger(past);
        SERVER.app().db().transact(tx -> {
            ledger.open(tx, creatorId, Currency.USD, past.instant());
            ledger.post(tx, earlier(2_000, 88, "für „Ärger“ | with a bar\nand a line"));
            ledger.post(tx, earlier(1_000, 59, null));
            ledger.post(tx, earlier(700, 50, null));
        });
        UUID paid = tip(2_500);
        tip(1_200);
        assertThat(SERVER.send("POST", Routes.REFUNDS, Map.of("paymentId", paid, "amount", 500), creator.accessToken())
                        .status())
                .isEqualTo(201);
        until(
                "the refund",
                () -> SERVER.app()
                        .db()
                        .read(tx -> tx.sql(
                                        "SELECT 1 FROM ledger_journal WHERE chain_id = :id AND event_type = 'refund_succeeded'")
                                .set("id", creatorId)
                                .exists()));
    }

    @AfterAll
    void theLedgerIsWhole() {
        assertThat(new LedgerCheck(SERVER.app().db()).run().differences()).isEmpty();
    }

    private Journal earlier(long gross, long fee, String reason) {
        return new Journal(
                creatorId,
                Currency.USD,
                "test_sale",
                UUID.randomUUID().toString(),
                past.instant(),
                "test",
                reason,
                List.of(
                        Line.of("gross", AccountKind.STRIPE_CLEARING, gross),
                        Line.of("net", AccountKind.AVAILABLE, -(gross - fee)),
                        Line.of("platform_fee", AccountKind.PLATFORM_REVENUE, -fee)),
                0,
                null);
    }

    private UUID tip(long amount) {
        var started = SERVER.send(
                "POST",
                Routes.TIPS,
                Map.of(
                        "amount",
                        amount,
                        "anonymous",
                        false,
                        "creatorSlug",
                        creator.slug(),
                        "guestEmail",
                        UUID.randomUUID() + "@fans.test"),
                null);
        assertThat(started.status()).as(started.body()).isEqualTo(201);
        JsonNode start = started.data();
        String secret = start.path("clientSecret").asText();
        var fields = Map.of(
                "client_secret", secret,
                "payment_method_data[type]", "card",
                "payment_method_data[card][number]", "4242424242424242",
                "payment_method_data[card][exp_month]", "12",
                "payment_method_data[card][exp_year]", "2034",
                "payment_method_data[card][cvc]", "123",
                "return_url", "http://127.0.0.1/done");
        String form = fields.entrySet().stream()
                .map(e -> URLEncoder.encode(e.getKey(), StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        var confirm = HttpRequest.newBuilder(URI.create(
                        Launcher.sandbox(SERVER.app()).orElseThrow().stripe().baseUri() + "/v1/payment_intents/"
                                + secret.replaceFirst("_secret_.*$", "") + "/confirm"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header(
                        "Authorization",
                        "Bearer " + start.path("publishableKey").asText())
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        assertThat(exchange(confirm).statusCode()).isEqualTo(200);
        UUID id = UUID.fromString(start.path("paymentId").asText());
        until(
                "the tip",
                () -> SERVER.app()
                        .billing()
                        .payments()
                        .find(id)
                        .orElseThrow()
                        .status()
                        .toString()
                        .equals("succeeded"));
        return id;
    }

    private HttpResponse<byte[]> exchange(HttpRequest r) {
        try {
            return http.send(r, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void until(String what, java.util.function.BooleanSupplier ok) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!ok.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain for " + what).isLessThan(end);
            java.util.concurrent.locks.LockSupport.parkNanos(40_000_000);
        }
    }

    private byte[] get(String path, String language) {
        var reply = exchange(HttpRequest.newBuilder(URI.create(SERVER.baseUrl() + path))
                .header("Authorization", "Bearer " + creator.accessToken())
                .header("Accept-Language", language)
                .build());
        assertThat(reply.statusCode())
                .as(new String(reply.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        return reply.body();
    }

    private byte[] month(String route, String month) {
        return get(Routes.path(route, month), "en");
    }

    private List<StatementMonth> months() {
        var out = new ArrayList<StatementMonth>();
        Json.tree(get(Routes.STATEMENTS, "en"))
                .path("data")
                .forEach(m -> out.add(Json.read(m.toString(), StatementMonth.class)));
        return out;
    }

    @Test
    void monthsFollowEachOtherToTheCent() {
        var months = months();
        assertThat(months).extracting(StatementMonth::month).containsExactly(now, before);
        var first = months.getLast();
        assertThat(first.closed()).isTrue();
        assertThat(first.openingTotal()).isZero();
        assertThat(first.closingTotal()).isEqualTo(3_700 - 197);
        assertThat(first.totals().sales()).isEqualTo(3_700);
        assertThat(first.totals().platformFees()).isEqualTo(-197);
        var second = months.getFirst();
        assertThat(second.closed()).isFalse();
        assertThat(second.opening()).isEqualTo(first.closing());
        assertThat(second.firstSeq()).isEqualTo(first.lastSeq() + 1);
        assertThat(second.totals().sales()).isEqualTo(3_700);
        assertThat(second.totals().refunds()).isEqualTo(-500);
        assertThat(second.openingTotal() + second.totals().change()).isEqualTo(second.closingTotal());
        assertThat(months()).as("a closed month stays as it was written").contains(first);
    }

    @Test
    void linesLeadFromOpeningToClosingAndNameSaleAndFeeRule() {
        String[] rows = new String(month(Routes.STATEMENT, now), StandardCharsets.UTF_8).split("\n");
        var month = Json.read(rows[0], StatementMonth.class);
        long balance = month.openingTotal();
        var lines = new ArrayList<StatementLine>();
        for (String row : Arrays.asList(rows).subList(1, rows.length - 1)) {
            var l = Json.read(row, StatementLine.class);
            balance += l.change();
            assertThat(l.balance()).isEqualTo(balance);
            lines.add(l);
        }
        assertThat(balance).isEqualTo(month.closingTotal());
        assertThat(lines).hasSize((int) month.postings());
        assertThat(Json.tree(rows[rows.length - 1]).path("closingTotal").asLong())
                .isEqualTo(month.closingTotal());
        assertThat(lines.stream().mapToLong(StatementLine::amount).sum())
                .as("double entry")
                .isZero();
        var sales = lines.stream()
                .filter(l -> l.event().equals("sale") && l.role().equals("gross"))
                .toList();
        assertThat(sales).extracting(StatementLine::amount).containsExactly(2_500L, 1_200L);
        for (var sale : sales) {
            assertThat(sale.platformFeeBps()).isNotNull();
            assertThat(lines.stream()
                            .filter(l -> l.seq() == sale.seq() && l.role().equals("platform_fee"))
                            .mapToLong(l -> -l.amount())
                            .sum())
                    .isEqualTo(sale.amount() * sale.platformFeeBps() / 10_000);
        }
        assertThat(lines).anyMatch(l -> l.role().equals("processing_fee"));
        assertThat(lines).anyMatch(l -> l.event().equals("refund_succeeded") && l.refundId() != null);
    }

    @Test
    void csvSumsToTheSame() {
        String csv = new String(month(Routes.STATEMENT_CSV, before), StandardCharsets.UTF_8);
        assertThat(csv)
                .startsWith("\ufeffjournal,line,posted_at,")
                .contains("opening_balance,,,,,0.00,USD")
                .contains("closing_balance,,,,,35.03,USD")
                .contains("\"für „Ärger“ | with a bar\nand a line\"")
                .contains(",test_sale,gross,stripe_clearing,20.00,0.00,0.00,USD");
    }

    @Test
    void pdfSaysInEachLanguageWhatHappened() throws IOException {
        String english = text(month(Routes.STATEMENT_PDF, now));
        assertThat(english).contains("Statement for", "Opening balance", "Refunds to fans", "-$5.00", "$35.03");
        String german = text(get(Routes.path(Routes.STATEMENT_PDF, now), "de"));
        assertThat(german).contains("Abrechnung", "Anfangssaldo", "Erstattung").doesNotContain("statement.");
        if (System.getProperty("statement.pdf") != null) {
            Files.write(
                    Path.of(System.getProperty("statement.pdf")), get(Routes.path(Routes.STATEMENT_PDF, now), "de"));
        }
    }

    private static String text(byte[] pdf) throws IOException {
        try (var document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(document);
        }
    }

    @Test
    void somebodyElseSeesNothingAndAMonthWithoutPostingsIsNotFound() {
        var other = SERVER.creator();
        for (String route :
                List.of(Routes.STATEMENT, Routes.STATEMENT_CSV, Routes.STATEMENT_PDF, Routes.STATEMENT_SIGNED)) {
            assertThat(SERVER.send("GET", Routes.path(route, now), null, other.accessToken())
                            .status())
                    .isEqualTo(404);
            assertThat(SERVER.send("GET", Routes.path(route, "1999-01"), null, creator.accessToken())
                            .status())
                    .isEqualTo(404);
        }
        assertThat(SERVER.send("GET", Routes.path(Routes.PAYOUT_CSV, UUID.randomUUID()), null, creator.accessToken())
                        .status())
                .isEqualTo(404);
    }

    private static boolean valid(SignedStatement s) {
        return StatementVerifier.verify(s).valid();
    }

    @Test
    void bothMonthsVerifyAndFormOneChain() {
        var first = Json.read(string(month(Routes.STATEMENT_SIGNED, before)), SignedStatement.class);
        var second = Json.read(string(month(Routes.STATEMENT_SIGNED, now)), SignedStatement.class);
        assertThat(StatementVerifier.verify(first).problems()).isEmpty();
        assertThat(StatementVerifier.verify(second).problems()).isEmpty();
        assertThat(first.prevHash()).isEqualTo("0".repeat(64));
        assertThat(second.prevHash()).isEqualTo(first.lastHash());
        assertThat(second.opening()).isEqualTo(first.closing());
    }

    private static String string(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// Flips a bit of every single byte of the file; each is found, as unreadable or as tampered with.
    @Test
    void everyChangedByteIsFound() {
        byte[] file = month(Routes.STATEMENT_SIGNED, before);
        assertThat(valid(Json.read(string(file), SignedStatement.class))).isTrue();
        var unseen = new ArrayList<String>();
        for (int i = 0; i < file.length; i++) {
            byte[] changed = file.clone();
            changed[i] ^= 1;
            try {
                if (valid(Json.STRICT.readValue(changed, SignedStatement.class))) {
                    unseen.add(i + ": " + new String(file, Math.max(0, i - 20), 20, StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                // Unreadable is found as well.
            }
        }
        assertThat(unseen).isEmpty();
        assertThat(file.length).isGreaterThan(2_000);
    }

    @Test
    void otherOrderMissingAndForgedJournalsAreFound() {
        var s = Json.read(string(month(Routes.STATEMENT_SIGNED, now)), SignedStatement.class);
        var random = new Random(7);
        for (int i = 0; i < 20; i++) {
            var shuffled = new ArrayList<>(s.journals());
            java.util.Collections.shuffle(shuffled, random);
            assertThat(valid(with(s, shuffled))).isEqualTo(shuffled.equals(s.journals()));
        }
        assertThat(valid(with(s, s.journals().subList(0, s.journals().size() - 1))))
                .isFalse();
        assertThat(valid(with(s, s.journals().subList(1, s.journals().size())))).isFalse();
        // Somebody who recomputes the hashes is still caught by the signature.
        var forged = new ArrayList<SignedJournal>();
        String prev = s.prevHash();
        for (var j : s.journals()) {
            String text = j.canonical().replace("|2500|", "|9500|");
            String hash = hash(prev, text);
            forged.add(new SignedJournal(j.seq(), prev, hash, text));
            prev = hash;
        }
        var lying = new SignedStatement(
                s.format(),
                s.creatorId(),
                s.month(),
                s.currency(),
                s.issuedAt(),
                s.firstSeq(),
                s.lastSeq(),
                s.opening(),
                forged,
                s.closing(),
                s.prevHash(),
                prev,
                s.keyId(),
                s.publicKey(),
                s.signature());
        assertThat(StatementVerifier.verify(lying).problems()).contains("the signature does not fit");
    }

    private static String hash(String prev, String text) {
        return java.util.HexFormat.of()
                .formatHex(gg.tap2.server.platform.crypto.RandomTokens.sha256(
                        java.util.HexFormat.of().parseHex(prev), text.getBytes(StandardCharsets.UTF_8)));
    }

    private static SignedStatement with(SignedStatement s, List<SignedJournal> journals) {
        return new SignedStatement(
                s.format(),
                s.creatorId(),
                s.month(),
                s.currency(),
                s.issuedAt(),
                s.firstSeq(),
                s.lastSeq(),
                s.opening(),
                journals,
                s.closing(),
                s.prevHash(),
                s.lastHash(),
                s.keyId(),
                s.publicKey(),
                s.signature());
    }

    @Test
    void theCommandTellsValidFromTamperedFromUnreadable() throws IOException {
        byte[] bytes = month(Routes.STATEMENT_SIGNED, before);
        Path file = Files.write(folder.resolve("s.json"), bytes);
        Path keys = Files.writeString(
                folder.resolve("keys.json"),
                SERVER.send("GET", Routes.STATEMENT_KEYS, null, null).body());
        assertThat(Main.run("verify-statement", file.toString())).isZero();
        assertThat(Main.run("verify-statement", file.toString(), "--keys", keys.toString()))
                .isZero();
        Path noKeys = Files.writeString(folder.resolve("none.json"), "{\"keys\":[]}");
        assertThat(Main.run("verify-statement", file.toString(), "--keys", noKeys.toString()))
                .isEqualTo(1);
        Path wrong = Files.writeString(folder.resolve("w.json"), string(bytes).replace("|2000|", "|2001|"));
        assertThat(Main.run("verify-statement", wrong.toString())).isEqualTo(1);
        Path cut = Files.write(folder.resolve("c.json"), Arrays.copyOf(bytes, bytes.length - 40));
        assertThat(Main.run("verify-statement", cut.toString())).isEqualTo(2);
        assertThat(Main.run(
                        "verify-statement",
                        Files.writeString(folder.resolve("e.json"), "{}").toString()))
                .isEqualTo(2);
        assertThat(Main.run("verify-statement", folder.resolve("absent").toString()))
                .isEqualTo(2);
    }
}
