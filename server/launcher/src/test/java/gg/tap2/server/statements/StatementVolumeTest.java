package gg.tap2.server.statements;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.common.Currency;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.model.payouts.Payout;
import gg.tap2.model.payouts.PayoutLine;
import gg.tap2.model.payouts.PayoutStatus;
import gg.tap2.model.statements.SignedStatement;
import gg.tap2.model.statements.StatementVerifier;
import gg.tap2.server.ledger.AccountKind;
import gg.tap2.server.ledger.Journal;
import gg.tap2.server.ledger.Line;
import gg.tap2.server.platform.crypto.Signer;
import gg.tap2.server.platform.crypto.Vault;
import gg.tap2.server.platform.i18n.Texts;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.testing.People;
import gg.tap2.server.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A month of 100,000 postings streams without being held; a payout on paper.
final class StatementVolumeTest {
    private static final TestServer SERVER = TestServer.get();
    private final Instant now = SERVER.app().clock().instant();
    private final Statements statements =
            new Statements(SERVER.app().db(), SERVER.app().clock());

    /// Counts, and looks at the live heap near the start and near the end.
    private static final class Sink extends OutputStream {
        long bytes;
        long early = -1;
        long late = -1;
        final long first;
        final long second;

        Sink(long first, long second) {
            this.first = first;
            this.second = second;
        }

        @Override
        public void write(int b) {
            took(1);
        }

        @Override
        public void write(byte[] b, int off, int len) {
            took(len);
        }

        private void took(int n) {
            bytes += n;
            if (early < 0 && bytes > first) {
                early = live();
            } else if (late < 0 && bytes > second) {
                late = live();
            }
        }

        private static long live() {
            System.gc();
            var r = Runtime.getRuntime();
            return r.totalMemory() - r.freeMemory();
        }
    }

    @Test
    @Tag("slow")
    void aHundredThousandLinesStreamInConstantMemory() throws IOException {
        UUID creator = People.creator(SERVER.app().db(), "USD", now);
        SERVER.app().db().transact(tx -> SERVER.app().ledger().open(tx, creator, Currency.USD, now));
        for (int i = 0; i < 50; i++) {
            sales(creator, 500);
        }
        long t0 = System.nanoTime();
        var month = statements.months(creator).getLast();
        long t1 = System.nanoTime();
        assertThat(month.postings()).isEqualTo(100_000);
        assertThat(month.closingTotal()).isEqualTo(25_000L * 850);
        var sink = new Sink(1_500_000, 10_000_000);
        new StatementCsv(statements).month(creator, month, sink);
        long t2 = System.nanoTime();
        assertThat(sink.late).as("both were measured").isPositive();
        assertThat(sink.late - sink.early).isLessThan(8_000_000);
        var whole = new ByteArrayOutputStream();
        var signer = new Signer(
                SERVER.app().db(),
                Vault.open(SERVER.app().config()),
                SERVER.app().clock());
        new SignedStatements(statements, signer, SERVER.app().clock()).write(creator, month, whole);
        long t3 = System.nanoTime();
        assertThat(StatementVerifier.verify(Json.read(whole.toString(StandardCharsets.UTF_8), SignedStatement.class))
                        .problems())
                .isEmpty();
        long t4 = System.nanoTime();
        System.out.printf(
                "100,000 lines: months %d ms, CSV %d ms and %,d bytes, heap %+,d bytes, signed %d ms, read and verified %d ms%n",
                (t1 - t0) / 1_000_000,
                (t2 - t1) / 1_000_000,
                sink.bytes,
                sink.late - sink.early,
                (t3 - t2) / 1_000_000,
                (t4 - t3) / 1_000_000);
    }

    /// The sums kept for the open month are the same as adding everything up again.
    @Test
    void theOpenMonthIsTheSameFromItsKeptSums() {
        UUID creator = People.creator(SERVER.app().db(), "USD", now);
        SERVER.app().db().transact(tx -> SERVER.app().ledger().open(tx, creator, Currency.USD, now));
        sales(creator, 600);
        var first = statements.months(creator);
        assertThat(kept(creator)).isEqualTo(600);
        assertThat(statements.months(creator)).isEqualTo(first);
        sales(creator, 7);
        var more = statements.months(creator);
        assertThat(kept(creator)).as("too little to keep").isEqualTo(600);
        assertThat(more.getLast().closingTotal()).isEqualTo(607L * 850);
        assertThat(more.getLast().postings()).isEqualTo(607L * 4);
        SERVER.app()
                .db()
                .transact(tx -> tx.sql("DELETE FROM statement_progress WHERE creator_id = :id")
                        .set("id", creator)
                        .update());
        assertThat(statements.months(creator)).isEqualTo(more);
        assertThat(kept(creator)).isEqualTo(607);
    }

    private static long kept(UUID creator) {
        return SERVER.app()
                .db()
                .read(tx -> tx.sql("SELECT last_seq FROM statement_progress WHERE creator_id = :id")
                        .set("id", creator)
                        .one(r -> r.number("last_seq")));
    }

    private void sales(UUID creator, int count) {
        var batch = new ArrayList<Journal>();
        for (int k = 0; k < count; k++) {
            batch.add(new Journal(
                    creator,
                    Currency.USD,
                    "test_sale",
                    UUID.randomUUID().toString(),
                    now,
                    "test",
                    null,
                    List.of(
                            Line.of("gross", AccountKind.STRIPE_CLEARING, 1_000),
                            Line.of("net", AccountKind.AVAILABLE, -850),
                            Line.of("platform_fee", AccountKind.PLATFORM_REVENUE, -91),
                            Line.of("processing_fee", AccountKind.PROCESSOR_FEES, -59)),
                    0,
                    null));
        }
        SERVER.app().db().transact(tx -> SERVER.app().ledger().post(tx, batch));
    }

    @Test
    void aPayoutOnPaperSumsToItsAmount() throws IOException {
        var lines = List.of(
                new PayoutLine(1, now, "carried_over", null, null, "", 500, 0, 0, 0, 500, Currency.USD),
                new PayoutLine(
                        2,
                        now,
                        "sale",
                        UUID.randomUUID(),
                        SaleKind.SUBSCRIPTION,
                        "Gold <tier> & more",
                        1_000,
                        300,
                        3_000,
                        59,
                        641,
                        Currency.USD));
        var payout = new Payout(
                UUID.randomUUID(),
                1_141,
                25,
                Currency.USD,
                PayoutStatus.COMPLETED,
                "instant",
                null,
                "6789",
                null,
                null,
                List.of(),
                null,
                null,
                now,
                now,
                List.of());
        byte[] pdf = new StatementPdf(statements, new Texts()).payout(payout, lines, Locale.GERMAN);
        try (var document = Loader.loadPDF(pdf)) {
            assertThat(new PDFTextStripper().getText(document))
                    .contains("Auszahlung vom", "Gold <tier> & more", "-3,00", "(30", "11,41", "11,16", "6789")
                    .doesNotContain("statement.");
        }
        var csv = new ByteArrayOutputStream();
        StatementCsv.payout(lines, csv);
        assertThat(csv.toString(StandardCharsets.UTF_8))
                .contains(",sale,subscription,Gold <tier> & more,10.00,3.00,3000,0.59,6.41,USD,");
    }
}
