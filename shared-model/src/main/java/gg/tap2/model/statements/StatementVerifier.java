package gg.tap2.model.statements;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Checks a signed statement with nothing but the JDK: every journal hashes to what is written and follows its
/// predecessor, sums to zero, and leads from the opening to the closing balance; and the signature covers it all.
///
/// Without trusted keys this proves that the statement is whole and by whoever holds the key in it; that the key is
/// the platform's is only known by comparing it.
public final class StatementVerifier {
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final int MAX_PROBLEMS = 20;

    private final SignedStatement statement;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Integer> buckets;
    private final long[] sums = new long[5];

    private StatementVerifier(SignedStatement s) {
        this.statement = s;
        this.buckets = Map.of(
                account("available"), 0,
                account("pending"), 1,
                account("dispute_reserve"), 2,
                account("refund_reserve"), 3,
                account("payout_in_transit"), 4);
    }

    /// What was found; valid when nothing was.
    public record Verdict(long journals, long postings, List<String> problems) {
        public boolean valid() {
            return problems.isEmpty();
        }
    }

    public static Verdict verify(SignedStatement s) {
        return verify(s, null);
    }

    /// @param trusted public keys by key id (base64url) to hold the statement's key against; null trusts any
    public static Verdict verify(SignedStatement s, @Nullable Map<String, String> trusted) {
        return new StatementVerifier(s).run(trusted);
    }

    private Verdict run(@Nullable Map<String, String> trusted) {
        var s = statement;
        if (!SignedStatement.FORMAT.equals(s.format())) {
            problem("the format is not " + SignedStatement.FORMAT);
            return new Verdict(0, 0, problems);
        }
        long postings = 0;
        String prev = s.prevHash();
        long seq = s.firstSeq();
        for (SignedJournal j : s.journals()) {
            if (j.seq() != seq) {
                problem("journal " + j.seq() + " stands where journal " + seq + " belongs");
            }
            if (!j.prevHash().equals(prev)) {
                problem("journal " + j.seq() + " does not follow its predecessor");
            }
            postings += journal(j);
            prev = j.hash();
            seq++;
        }
        if (seq != s.lastSeq() + 1) {
            problem("there are " + s.journals().size() + " journals, not " + (s.lastSeq() - s.firstSeq() + 1));
        }
        if (!prev.equals(s.lastHash())) {
            problem("the last journal is not the one that was signed");
        }
        sums();
        signature(trusted);
        return new Verdict(s.journals().size(), postings, List.copyOf(problems));
    }

    private void problem(String what) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(what);
        }
    }

    /// Returns the number of postings.
    private int journal(SignedJournal j) {
        if (!isHash(j.prevHash()) || !hash(j).equals(j.hash())) {
            problem("journal " + j.seq() + " was changed");
        }
        String[] lines = j.canonical().split("\n", -1);
        String[] head = lines[0].split("\\|", 9);
        if (head.length < 9
                || !head[1].equals(statement.creatorId().toString())
                || !head[2].equals(Long.toString(j.seq()))) {
            problem("journal " + j.seq() + " is not of this creator and place");
        }
        long sum = 0;
        int count = 0;
        for (String line : Arrays.asList(lines).subList(1, lines.length)) {
            if (line.isEmpty()) {
                continue;
            }
            count++;
            try {
                String[] f = line.split("\\|", -1);
                long amount = Long.parseLong(f[3]);
                if (!f[4].equals(statement.currency().name())) {
                    problem("journal " + j.seq() + " is in another currency");
                }
                sum = Math.addExact(sum, amount);
                Integer bucket = buckets.get(f[2]);
                if (bucket != null) {
                    // The creator is owed what stands on the credit side.
                    sums[bucket] = Math.subtractExact(sums[bucket], amount);
                }
            } catch (NumberFormatException | ArithmeticException | ArrayIndexOutOfBoundsException e) {
                problem("journal " + j.seq() + " has a line that cannot be read");
            }
        }
        if (sum != 0) {
            problem("journal " + j.seq() + " does not sum to zero");
        }
        return count;
    }

    private void sums() {
        Balances moved = new Balances(sums[0], sums[1], sums[2], sums[3], sums[4]);
        try {
            if (!statement.opening().plus(moved).equals(statement.closing())) {
                problem("the opening balance and the movements do not give the closing balance");
            }
        } catch (ArithmeticException e) {
            problem("the balances are beyond any amount");
        }
    }

    private void signature(@Nullable Map<String, String> trusted) {
        try {
            byte[] key = base64(statement.publicKey());
            byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + key.length);
            System.arraycopy(key, 0, encoded, X509_PREFIX.length, key.length);
            var verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
            verifier.update(statement.seal().getBytes(StandardCharsets.UTF_8));
            if (!verifier.verify(base64(statement.signature()))) {
                problem("the signature does not fit");
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            problem("the signature cannot be checked");
        }
        if (trusted != null && !statement.publicKey().equals(trusted.get(statement.keyId()))) {
            problem("the key " + statement.keyId() + " is not among the trusted ones");
        }
    }

    /// Strict: the decoder ignores the last bits of the last letter, in which something could be changed unseen.
    private static byte[] base64(String text) {
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text)) {
            throw new IllegalArgumentException("not canonical base64url");
        }
        return bytes;
    }

    private static boolean isHash(String hex) {
        return hex.length() == 64 && hex.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    private static String hash(SignedJournal j) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(HexFormat.of().parseHex(j.prevHash()));
            return HexFormat.of().formatHex(digest.digest(j.canonical().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Ids of accounts follow from what they are, as the ledger makes them.
    private String account(String kind) {
        String name = "tap2-ledger/" + kind + "/" + statement.creatorId() + "/"
                + statement.currency().name();
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
