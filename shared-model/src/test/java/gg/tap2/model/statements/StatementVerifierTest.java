package gg.tap2.model.statements;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Seeded;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// A statement is written here by the published format alone, without the ledger's code: it verifies, and nothing in
/// it can be changed unseen.
final class StatementVerifierTest {
    private static final UUID CREATOR = UUID.fromString("0190a1b2-0000-7000-8000-000000000001");
    private static final String GENESIS = "0".repeat(64);
    private static final KeyPair KEYS = keys();
    private static final KeyPair OTHER = keys();

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String publicKey(KeyPair keys) {
        byte[] encoded = keys.getPublic().getEncoded();
        return base64(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String account(String kind, String currency) {
        String name = "tap2-ledger/" + kind + "/" + CREATOR + "/" + currency;
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static String hash(String prev, String canonical) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(HexFormat.of().parseHex(prev));
            return HexFormat.of().formatHex(digest.digest(canonical.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String line(int no, String account, long amount, String currency) {
        return no + "|role|" + account + "|" + amount + "|" + currency + "|||||\n";
    }

    private static SignedJournal journal(long seq, String prev, String... lines) {
        String head = UUID.nameUUIDFromBytes(("j" + seq).getBytes(StandardCharsets.UTF_8)) + "|" + CREATOR + "|" + seq
                + "|sale|e" + seq + "|2026-11-02T10:00:00Z|2026-11-02T10:00:01Z|stripe|\n";
        String canonical = head + String.join("", lines);
        return new SignedJournal(seq, prev, hash(prev, canonical), canonical);
    }

    private static final String CLEARING =
            UUID.nameUUIDFromBytes("clearing".getBytes(StandardCharsets.UTF_8)).toString();

    /// A sale of 10.00, its maturity, a refund of 3.00 asked for, a dispute of 2.00, and 4.00 on their way.
    private static List<SignedJournal> journals() {
        var out = new ArrayList<SignedJournal>();
        String prev = GENESIS;
        String available = account("available", "USD");
        String pending = account("pending", "USD");
        String[][] lines = {
            {line(1, CLEARING, 1_000, "USD"), line(2, pending, -1_000, "USD")},
            {line(1, pending, 1_000, "USD"), line(2, available, -1_000, "USD")},
            {line(1, available, 300, "USD"), line(2, account("refund_reserve", "USD"), -300, "USD")},
            {line(1, available, 200, "USD"), line(2, account("dispute_reserve", "USD"), -200, "USD")},
            {line(1, available, 400, "USD"), line(2, account("payout_in_transit", "USD"), -400, "USD")}
        };
        for (int i = 0; i < lines.length; i++) {
            var j = journal(i + 1, prev, lines[i]);
            out.add(j);
            prev = j.hash();
        }
        return out;
    }

    private static final Balances CLOSING = new Balances(100, 0, 200, 300, 400);

    private static SignedStatement statement(List<SignedJournal> journals, Balances opening, Balances closing) {
        return sign(
                new SignedStatement(
                        SignedStatement.FORMAT,
                        CREATOR,
                        "2026-11",
                        Currency.USD,
                        Instant.parse("2026-12-01T00:00:00Z"),
                        1,
                        journals.size(),
                        opening,
                        journals,
                        closing,
                        GENESIS,
                        journals.isEmpty() ? GENESIS : journals.getLast().hash(),
                        "key-1",
                        publicKey(KEYS),
                        ""),
                KEYS);
    }

    private static SignedStatement good() {
        return statement(journals(), Balances.ZERO, CLOSING);
    }

    private static SignedStatement sign(SignedStatement s, KeyPair keys) {
        try {
            var signature = Signature.getInstance("Ed25519");
            signature.initSign(keys.getPrivate());
            signature.update(s.seal().getBytes(StandardCharsets.UTF_8));
            return with(s, f -> f[14] = base64(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private interface Change {
        void of(Object[] fields) throws GeneralSecurityException;
    }

    @SuppressWarnings("unchecked")
    private static SignedStatement with(SignedStatement s, Change change) {
        Object[] f = {
            s.format(),
            s.creatorId(),
            s.month(),
            s.currency(),
            s.issuedAt(),
            s.firstSeq(),
            s.lastSeq(),
            s.opening(),
            s.journals(),
            s.closing(),
            s.prevHash(),
            s.lastHash(),
            s.keyId(),
            s.publicKey(),
            s.signature()
        };
        try {
            change.of(f);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
        return new SignedStatement(
                (String) f[0],
                (UUID) f[1],
                (String) f[2],
                (Currency) f[3],
                (Instant) f[4],
                (long) f[5],
                (long) f[6],
                (Balances) f[7],
                (List<SignedJournal>) f[8],
                (Balances) f[9],
                (String) f[10],
                (String) f[11],
                (String) f[12],
                (String) f[13],
                (String) f[14]);
    }

    private static SignedStatement journal(SignedStatement s, int index, UnaryOperator<SignedJournal> change) {
        return with(s, f -> {
            var all = new ArrayList<>(s.journals());
            all.set(index, change.apply(all.get(index)));
            f[8] = all;
        });
    }

    private static void refused(SignedStatement s, String problem) {
        var found = StatementVerifier.verify(s);
        assertThat(found.valid()).isFalse();
        assertThat(found.problems()).anyMatch(p -> p.contains(problem));
    }

    @Test
    void aStatementOfThePublishedFormatVerifies() {
        var found = StatementVerifier.verify(good());
        assertThat(found.problems()).isEmpty();
        assertThat(found.valid()).isTrue();
        assertThat(found.journals()).isEqualTo(5);
        assertThat(found.postings()).isEqualTo(10);
        assertThat(good().isComplete()).isTrue();
    }

    @Test
    void aMonthWithoutJournalsVerifiesWhenNothingMoved() {
        assertThat(StatementVerifier.verify(statement(List.of(), CLOSING, CLOSING))
                        .problems())
                .isEmpty();
        refused(statement(List.of(), CLOSING, Balances.ZERO), "closing balance");
    }

    @Test
    void theNextMonthGoesOnWhereTheLastOneEnded() {
        var before = journals();
        String prev = before.getLast().hash();
        var j = journal(
                6, prev, line(1, account("payout_in_transit", "USD"), 400, "USD"), line(2, CLEARING, -400, "USD"));
        var s = with(statement(List.of(j), CLOSING, new Balances(100, 0, 200, 300, 0)), f -> {
            f[5] = 6L;
            f[6] = 6L;
            f[10] = prev;
        });
        assertThat(StatementVerifier.verify(sign(s, KEYS)).problems()).isEmpty();
        refused(sign(with(s, f -> f[10] = GENESIS), KEYS), "does not follow");
    }

    @Test
    void aChangedAmountIsFoundThoughItsHashWasMadeAnew() {
        var changed = journal(
                good(),
                0,
                j -> journal(
                        1,
                        GENESIS,
                        line(1, CLEARING, 2_000, "USD"),
                        line(2, account("pending", "USD"), -2_000, "USD")));
        refused(changed, "journal 2 does not follow its predecessor");
        refused(changed, "closing balance");
    }

    @Test
    void aWholeChainMadeAnewIsFoundByTheSignature() {
        var more = new ArrayList<SignedJournal>();
        String prev = GENESIS;
        for (int i = 0; i < 5; i++) {
            var j = journal(
                    i + 1, prev, line(1, CLEARING, 9_000, "USD"), line(2, account("available", "USD"), -9_000, "USD"));
            more.add(j);
            prev = j.hash();
        }
        String last = prev;
        var forged = with(good(), f -> {
            f[8] = more;
            f[9] = new Balances(45_000, 0, 0, 0, 0);
            f[11] = last;
        });
        assertThat(StatementVerifier.verify(forged).problems()).containsExactly("the signature does not fit");
        // Signed by somebody else it is whole, but not by whom one trusts.
        var theirs = sign(with(forged, f -> f[13] = publicKey(OTHER)), OTHER);
        assertThat(StatementVerifier.verify(theirs).valid()).isTrue();
        assertThat(StatementVerifier.verify(theirs, Map.of("key-1", publicKey(KEYS)))
                        .problems())
                .containsExactly("the key key-1 is not among the trusted ones");
    }

    @Test
    void onlyTheTrustedKeyOfThatIdCounts() {
        assertThat(StatementVerifier.verify(good(), Map.of("key-1", publicKey(KEYS)))
                        .valid())
                .isTrue();
        assertThat(StatementVerifier.verify(good(), Map.of("key-2", publicKey(KEYS)))
                        .valid())
                .isFalse();
        assertThat(StatementVerifier.verify(good(), Map.of("key-1", publicKey(OTHER)))
                        .valid())
                .isFalse();
        assertThat(StatementVerifier.verify(good(), Map.of()).valid()).isFalse();
    }

    @Test
    void aJournalLeftOutDoubledOrMovedIsFound() {
        var s = good();
        for (int i = 0; i < 5; i++) {
            int gone = i;
            refused(
                    with(s, f -> {
                        var all = new ArrayList<>(s.journals());
                        all.remove(gone);
                        f[8] = all;
                    }),
                    "there are 4 journals, not 5");
            refused(
                    with(s, f -> {
                        var all = new ArrayList<>(s.journals());
                        all.add(gone, s.journals().get(gone));
                        f[8] = all;
                    }),
                    "there are 6 journals, not 5");
        }
        refused(
                with(s, f -> {
                    var all = new ArrayList<>(s.journals());
                    all.set(1, s.journals().get(2));
                    all.set(2, s.journals().get(1));
                    f[8] = all;
                }),
                "stands where journal");
    }

    @Test
    void everyFieldOfTheSealIsSealed() {
        var s = good();
        Map<String, Change> changes = Map.ofEntries(
                Map.entry("creator", f -> f[1] = UUID.randomUUID()),
                Map.entry("month", f -> f[2] = "2026-10"),
                Map.entry("currency", f -> f[3] = Currency.EUR),
                Map.entry("issued", f -> f[4] = Instant.parse("2026-12-01T00:00:01Z")),
                Map.entry("first", f -> f[5] = 2L),
                Map.entry("last", f -> f[6] = 6L),
                Map.entry("opening", f -> f[7] = new Balances(1, 0, 0, 0, 0)),
                Map.entry("closing", f -> f[9] = new Balances(101, 0, 200, 300, 400)),
                Map.entry("prev", f -> f[10] = "1" + GENESIS.substring(1)),
                Map.entry("lastHash", f -> f[11] = GENESIS),
                Map.entry("keyId", f -> f[12] = "key-2"));
        changes.forEach((what, change) -> assertThat(
                        StatementVerifier.verify(with(s, change)).problems())
                .as(what)
                .contains("the signature does not fit"));
        refused(with(s, f -> f[0] = "tap2-statement/2"), "the format is not");
    }

    @Test
    void balancesThatOnlyMoveBetweenPlacesAreFoundToo() {
        var s = sign(with(good(), f -> f[9] = new Balances(0, 100, 200, 300, 400)), KEYS);
        assertThat(StatementVerifier.verify(s).problems())
                .containsExactly("the opening balance and the movements do not give the closing balance");
    }

    @Test
    void aJournalThatDoesNotSumToZeroIsFound() {
        var j = journal(1, GENESIS, line(1, CLEARING, 1_000, "USD"), line(2, account("available", "USD"), -999, "USD"));
        refused(statement(List.of(j), Balances.ZERO, new Balances(999, 0, 0, 0, 0)), "does not sum to zero");
    }

    @Test
    void aLineInAnotherCurrencyIsFoundThoughItSumsToZero() {
        var j = journal(1, GENESIS, line(1, CLEARING, 5, "EUR"), line(2, account("available", "EUR"), -5, "EUR"));
        refused(statement(List.of(j), Balances.ZERO, Balances.ZERO), "is in another currency");
    }

    @Test
    void linesThatCannotBeReadAreFoundAndThrowNothing() {
        for (String broken : List.of(
                "1|role\n",
                "1|role|" + CLEARING + "|many|USD|||||\n",
                "1|role|" + CLEARING + "|99999999999999999999|USD|||||\n",
                "||||\n",
                "nonsense\n")) {
            refused(statement(List.of(journal(1, GENESIS, broken)), Balances.ZERO, Balances.ZERO), "cannot be read");
        }
        var overflow = journal(
                1,
                GENESIS,
                line(1, CLEARING, Long.MAX_VALUE, "USD"),
                line(2, CLEARING, Long.MAX_VALUE, "USD"),
                line(3, CLEARING, Long.MIN_VALUE, "USD"));
        assertThat(StatementVerifier.verify(statement(List.of(overflow), Balances.ZERO, Balances.ZERO))
                        .valid())
                .isFalse();
        var huge = statement(
                List.of(journal(
                        1, GENESIS, line(1, CLEARING, 1, "USD"), line(2, account("available", "USD"), -1, "USD"))),
                new Balances(Long.MAX_VALUE, 0, 0, 0, 0),
                Balances.ZERO);
        refused(huge, "beyond any amount");
    }

    @Test
    void anothersJournalInThisChainIsFound() {
        String canonical = journals()
                .getFirst()
                .canonical()
                .replace(CREATOR.toString(), UUID.randomUUID().toString());
        var j = new SignedJournal(1, GENESIS, hash(GENESIS, canonical), canonical);
        refused(statement(List.of(j), Balances.ZERO, new Balances(0, 1_000, 0, 0, 0)), "is not of this creator");
    }

    @Test
    void keysAndSignaturesThatAreNoneAreRefused() {
        List<Function<SignedStatement, SignedStatement>> changes = List.of(
                s -> with(s, f -> f[13] = ""),
                s -> with(s, f -> f[13] = "%%%"),
                s -> with(s, f -> f[13] = s.publicKey() + "AA"),
                s -> with(s, f -> f[13] = s.publicKey() + "="),
                s -> with(s, f -> f[14] = ""),
                s -> with(s, f -> f[14] = "%%%"),
                s -> with(s, f -> f[14] = s.signature() + "="),
                s -> with(s, f -> f[14] = s.signature().substring(2)));
        for (var change : changes) {
            refused(change.apply(good()), "signature");
        }
    }

    /// The last letter of base64 has bits that the decoder ignores; in them nothing can be hidden.
    @Test
    void theLastLettersIdleBitsCannotBeChanged() {
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var s = good();
        char last = s.signature().charAt(s.signature().length() - 1);
        int twin = letters.indexOf(last) ^ 1;
        refused(
                with(s, f -> f[14] = s.signature().substring(0, s.signature().length() - 1) + letters.charAt(twin)),
                "signature");
    }

    /// One character anywhere in the hashed text.
    @Test
    void noCharacterOfAJournalCanBeChanged() {
        Random random = Seeded.random(StatementVerifierTest.class);
        for (int i = 0; i < 2_000; i++) {
            int which = random.nextInt(5);
            var changed = journal(good(), which, j -> {
                var text = new StringBuilder(j.canonical());
                int at = random.nextInt(text.length());
                text.setCharAt(at, (char) (text.charAt(at) + 1 + random.nextInt(20)));
                return new SignedJournal(j.seq(), j.prevHash(), j.hash(), text.toString());
            });
            assertThat(StatementVerifier.verify(changed).valid())
                    .as("round %d", i)
                    .isFalse();
        }
    }

    /// Read from a file, any field can be null whatever its type says.
    @Test
    @SuppressWarnings("NullAway")
    void aFieldThatIsMissingIsSaid() {
        for (int i : new int[] {0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 12, 13, 14}) {
            int field = i;
            assertThat(with(good(), f -> f[field] = null).isComplete())
                    .as("field %d", i)
                    .isFalse();
        }
        var s = good();
        assertThat(journal(s, 2, j -> new SignedJournal(j.seq(), null, j.hash(), j.canonical()))
                        .isComplete())
                .isFalse();
        assertThat(journal(s, 2, j -> new SignedJournal(j.seq(), j.prevHash(), null, j.canonical()))
                        .isComplete())
                .isFalse();
        assertThat(journal(s, 2, j -> new SignedJournal(j.seq(), j.prevHash(), j.hash(), null))
                        .isComplete())
                .isFalse();
    }

    @Test
    void notMoreProblemsAreToldThanAnybodyReads() {
        var many = new ArrayList<SignedJournal>();
        for (int i = 0; i < 500; i++) {
            many.add(new SignedJournal(i, "x", "y", "z"));
        }
        assertThat(StatementVerifier.verify(statement(many, Balances.ZERO, Balances.ZERO))
                        .problems())
                .hasSizeBetween(2, 20);
    }

    @Test
    void balancesAddExactly() {
        assertThat(new Balances(1, 2, 3, 4, 5).plus(new Balances(10, 20, 30, 40, 50)))
                .isEqualTo(new Balances(11, 22, 33, 44, 55));
        for (int i = 0; i < 5; i++) {
            long[] f = new long[5];
            f[i] = Long.MAX_VALUE;
            var max = new Balances(f[0], f[1], f[2], f[3], f[4]);
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> max.plus(max))
                    .isInstanceOf(ArithmeticException.class);
        }
    }
}
