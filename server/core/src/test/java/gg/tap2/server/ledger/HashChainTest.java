package gg.tap2.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gg.tap2.model.common.Currency;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/// The hashes of the journals: vectors that never change, because every signed statement rests on them, and that no
/// two different journals are hashed from the same bytes.
final class HashChainTest {
    private static final UUID JOURNAL = UUID.fromString("0190a1b2-c3d4-7000-8000-00000000000a");
    private static final UUID CREATOR = UUID.fromString("0190a1b2-c3d4-7000-8000-00000000000b");
    private static final UUID PAYMENT = UUID.fromString("0190a1b2-c3d4-7000-8000-00000000000c");
    private static final UUID REFUND = UUID.fromString("0190a1b2-c3d4-7000-8000-00000000000d");
    private static final UUID DISPUTE = UUID.fromString("0190a1b2-c3d4-7000-8000-00000000000e");
    private static final UUID PAYOUT = UUID.fromString("0190a1b2-c3d4-7000-8000-00000000000f");
    private static final UUID CLEARING = UUID.fromString("00000000-0000-3000-8000-000000000001");
    private static final UUID PENDING = UUID.fromString("00000000-0000-3000-8000-000000000002");
    private static final Instant OCCURRED = Instant.parse("2026-11-02T10:00:00.123456Z");
    private static final Instant POSTED = Instant.parse("2026-11-02T10:00:01Z");
    private static final Instant AVAILABLE = Instant.parse("2026-11-09T10:00:00Z");

    private static Journal sale(String actor, String reason) {
        return new Journal(
                CREATOR,
                Currency.USD,
                "sale",
                PAYMENT.toString(),
                OCCURRED,
                actor,
                reason,
                List.of(
                        Line.of("gross", AccountKind.STRIPE_CLEARING, 1_000).payment(PAYMENT),
                        Line.pending("net", -1_000, PAYMENT, AVAILABLE)),
                1_000,
                null);
    }

    private static byte[] hash(byte[] prev, long seq, Journal j) {
        return HashChain.next(prev, JOURNAL, seq, j, POSTED, List.of(CLEARING, PENDING));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] sha(byte[] prev, String text) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        digest.update(prev);
        return digest.digest(text.getBytes(StandardCharsets.UTF_8));
    }

    private static final String CANONICAL = """
            0190a1b2-c3d4-7000-8000-00000000000a|0190a1b2-c3d4-7000-8000-00000000000b|1|sale|0190a1b2-c3d4-7000-8000-00000000000c|2026-11-02T10:00:00.123456Z|2026-11-02T10:00:01Z|stripe|
            1|gross|00000000-0000-3000-8000-000000000001|1000|USD||0190a1b2-c3d4-7000-8000-00000000000c|||
            2|net|00000000-0000-3000-8000-000000000002|-1000|USD|2026-11-09T10:00:00Z|0190a1b2-c3d4-7000-8000-00000000000c|||
            """;

    /// Written by hand from the published format.
    @Test
    void theBytesAreThoseOfThePublishedFormat() throws Exception {
        assertThat(hash(HashChain.GENESIS, 1, sale("stripe", null))).isEqualTo(sha(new byte[32], CANONICAL));
    }

    @Test
    void theFirstHashOfAChainIsThisOne() {
        assertThat(hex(hash(HashChain.GENESIS, 1, sale("stripe", null))))
                .isEqualTo("99a3c2cd2cb98ac233c071181e1317918249031c45b2813798d8075664088233");
    }

    @Test
    void aChainOfThreeEndsInThisHash() {
        byte[] prev = HashChain.GENESIS;
        for (int seq = 1; seq <= 3; seq++) {
            prev = hash(prev, seq, sale("stripe", "n°" + seq + "\nü 🎨"));
        }
        assertThat(hex(prev)).isEqualTo("c00dea4b4bf7a800789ee5ccbd2613d267d7c1557aa8307592b8c197f74211e7");
    }

    @Test
    void aLineNamesEverythingItBelongsTo() {
        var out = new StringBuilder();
        HashChain.line(out, 7, "refund", CLEARING, -5, "JPY", AVAILABLE, PAYMENT, REFUND, DISPUTE, PAYOUT);
        assertThat(out)
                .hasToString("7|refund|" + CLEARING + "|-5|JPY|2026-11-09T10:00:00Z|" + PAYMENT + "|" + REFUND + "|"
                        + DISPUTE + "|" + PAYOUT + "\n");
        out.setLength(0);
        HashChain.line(out, 1, "x", CLEARING, Long.MIN_VALUE, "USD", null, null, null, null, null);
        assertThat(out).hasToString("1|x|" + CLEARING + "|-9223372036854775808|USD|||||\n");
    }

    @Test
    void aReasonOfSeveralLinesCannotPassForPostings() {
        var out = new StringBuilder();
        HashChain.header(
                out, JOURNAL, CREATOR, 1, "adjustment", "e", OCCURRED, POSTED, "admin", "bad\n1|net|x|5|USD|||||");
        assertThat(out.toString().split("\n", -1)).hasSize(2);
        assertThat(out.toString()).contains("bad\\n1|net|x|5|USD");
    }

    @Test
    void everythingThatIsHashedChangesTheHash() {
        Journal j = sale("stripe", "why");
        var seen = new HashSet<String>();
        seen.add(hex(hash(HashChain.GENESIS, 1, j)));
        byte[] other = new byte[32];
        other[31] = 1;
        List<byte[]> variants = List.of(
                hash(other, 1, j),
                hash(HashChain.GENESIS, 2, j),
                hash(HashChain.GENESIS, 1, sale("stripe", "why not")),
                hash(HashChain.GENESIS, 1, sale("stripe", null)),
                hash(HashChain.GENESIS, 1, sale("admin", "why")),
                HashChain.next(HashChain.GENESIS, PAYOUT, 1, j, POSTED, List.of(CLEARING, PENDING)),
                HashChain.next(HashChain.GENESIS, JOURNAL, 1, j, POSTED.plusNanos(1_000), List.of(CLEARING, PENDING)),
                HashChain.next(HashChain.GENESIS, JOURNAL, 1, j, POSTED, List.of(PENDING, CLEARING)),
                HashChain.next(
                        HashChain.GENESIS, JOURNAL, 1, with(j, CREATOR, Currency.EUR, "sale", OCCURRED), POSTED, ids()),
                HashChain.next(
                        HashChain.GENESIS, JOURNAL, 1, with(j, PAYOUT, Currency.USD, "sale", OCCURRED), POSTED, ids()),
                HashChain.next(
                        HashChain.GENESIS, JOURNAL, 1, with(j, CREATOR, Currency.USD, "sold", OCCURRED), POSTED, ids()),
                HashChain.next(
                        HashChain.GENESIS,
                        JOURNAL,
                        1,
                        with(j, CREATOR, Currency.USD, "sale", OCCURRED.plusNanos(1_000)),
                        POSTED,
                        ids()));
        for (byte[] v : variants) {
            assertThat(seen.add(hex(v))).as("a hash of its own").isTrue();
        }
    }

    private static List<UUID> ids() {
        return List.of(CLEARING, PENDING);
    }

    private static Journal with(Journal j, UUID creator, Currency currency, String type, Instant occurred) {
        return new Journal(creator, currency, type, j.eventId(), occurred, j.actor(), j.reason(), j.lines(), 0, null);
    }

    /// The database keeps microseconds; what is hashed must be what is read again.
    @Test
    void timesAreCutToWhatTheDatabaseKeeps() {
        Journal fine = with(sale("stripe", null), CREATOR, Currency.USD, "sale", OCCURRED.plusNanos(789));
        assertThat(fine.occurredAt()).isEqualTo(OCCURRED);
        assertThat(hash(HashChain.GENESIS, 1, fine)).isEqualTo(hash(HashChain.GENESIS, 1, sale("stripe", null)));
        assertThat(Line.pending("net", 1, PAYMENT, AVAILABLE.plusNanos(999)).availableAt())
                .isEqualTo(AVAILABLE);
    }

    @Test
    void linesWithoutAnAmountAreNoLines() {
        Journal j = new Journal(
                CREATOR,
                Currency.USD,
                "sale",
                "e",
                OCCURRED,
                "stripe",
                null,
                List.of(
                        Line.of("gross", AccountKind.STRIPE_CLEARING, 0),
                        Line.of("a", AccountKind.STRIPE_CLEARING, 5),
                        Line.of("b", AccountKind.AVAILABLE, -5)),
                0,
                null);
        assertThat(j.lines()).extracting(Line::role).containsExactly("a", "b");
    }

    @Test
    void aJournalSumsToZeroOrIsNone() {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("HashChainTest seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            var lines = new ArrayList<Line>();
            long sum = 0;
            for (int n = 1 + random.nextInt(6); n > 0; n--) {
                long amount = random.nextInt(2_000_000) - 1_000_000;
                sum += amount;
                lines.add(Line.of("x", AccountKind.SUSPENSE, amount));
            }
            long rest = sum;
            if (rest != 0) {
                assertThatThrownBy(() -> journal(lines)).isInstanceOf(IllegalArgumentException.class);
            }
            lines.add(Line.of("rest", AccountKind.AVAILABLE, -rest));
            Journal whole = journal(lines);
            assertThat(whole.lines().stream().mapToLong(Line::amountMinor).sum())
                    .isZero();
            Journal back = journal(whole.lines().stream().map(Line::reversed).toList());
            for (int l = 0; l < whole.lines().size(); l++) {
                assertThat(whole.lines().get(l).amountMinor()
                                + back.lines().get(l).amountMinor())
                        .isZero();
                assertThat(back.lines().get(l).reversed())
                        .isEqualTo(whole.lines().get(l));
            }
        }
    }

    private static Journal journal(List<Line> lines) {
        return new Journal(CREATOR, Currency.USD, "t", "1", OCCURRED, "test", null, lines, 0, null);
    }

    @Test
    void aPendingLineNamesItsPaymentAndLinesKeepWhatTheyAreGiven() {
        assertThatThrownBy(() -> Line.of("net", AccountKind.PENDING, 5)).isInstanceOf(IllegalArgumentException.class);
        Line l = Line.pending("net", 5, PAYMENT, AVAILABLE)
                .refund(REFUND)
                .dispute(DISPUTE)
                .payout(PAYOUT);
        assertThat(l).isEqualTo(new Line("net", AccountKind.PENDING, 5, AVAILABLE, PAYMENT, REFUND, DISPUTE, PAYOUT));
        assertThat(l.reversed().reversed()).isEqualTo(l);
        assertThat(l.reversed().amountMinor()).isEqualTo(-5);
    }

    @Test
    void whatCreatorsAreOwedStandsOnAccountsOfTheirOwn() {
        assertThat(java.util.Arrays.stream(AccountKind.values()).filter(AccountKind::perCreator))
                .containsExactly(
                        AccountKind.PENDING,
                        AccountKind.AVAILABLE,
                        AccountKind.DISPUTE_RESERVE,
                        AccountKind.REFUND_RESERVE,
                        AccountKind.PAYOUT_IN_TRANSIT);
    }
}
