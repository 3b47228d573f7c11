package gg.tap2.server.statements;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import gg.tap2.model.common.Currency;
import gg.tap2.model.statements.Balances;
import gg.tap2.model.statements.SignedJournal;
import gg.tap2.model.statements.SignedStatement;
import gg.tap2.model.statements.StatementVerifier;
import gg.tap2.server.platform.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Signed statements from anywhere: nothing but what the platform signed is ever found valid.
class StatementFuzzTest {
    private static final UUID CREATOR = UUID.fromString("0190a000-0000-7000-8000-000000000001");
    private static final SignedStatement GOOD = signed();
    private static final Map<String, String> TRUSTED = Map.of(GOOD.keyId(), GOOD.publicKey());

    static Stream<byte[]> statement() {
        return Stream.of(Json.bytes(GOOD), "null".getBytes(StandardCharsets.US_ASCII));
    }

    @MethodSource
    @FuzzTest
    void statement(byte[] bytes) {
        SignedStatement s;
        try {
            s = Json.STRICT.readValue(bytes, SignedStatement.class);
        } catch (IOException e) {
            return;
        }
        if (s == null || !s.isComplete()) {
            return;
        }
        var verdict = StatementVerifier.verify(s, TRUSTED);
        assertThat(verdict.valid()).as(verdict.problems().toString()).isEqualTo(s.equals(GOOD));
        assertThat(verdict.problems()).hasSizeLessThanOrEqualTo(20);
    }

    private static SignedStatement signed() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] encoded = pair.getPublic().getEncoded();
            String key = base64(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
            var first = journal(5, "00".repeat(32), 700);
            var second = journal(6, first.hash(), -200);
            var zero = new Balances(0, 0, 0, 0, 0);
            var closing = new Balances(500, 0, 0, 0, 0);
            Instant at = Instant.parse("2026-11-01T00:00:00Z");
            String seal = SignedStatement.seal(
                    CREATOR, "2026-10", Currency.EUR, at, 5, 6, zero, closing, first.prevHash(), second.hash(), "k1");
            var signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(seal.getBytes(StandardCharsets.UTF_8));
            return new SignedStatement(
                    SignedStatement.FORMAT,
                    CREATOR,
                    "2026-10",
                    Currency.EUR,
                    at,
                    5,
                    6,
                    zero,
                    List.of(first, second),
                    closing,
                    first.prevHash(),
                    second.hash(),
                    "k1",
                    key,
                    base64(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A journal that moves an amount, in minor units, to the creator's available money.
    private static SignedJournal journal(long seq, String prev, long amount) throws GeneralSecurityException {
        UUID available =
                UUID.nameUUIDFromBytes(("tap2-ledger/available/" + CREATOR + "/EUR").getBytes(StandardCharsets.UTF_8));
        String text = UUID.nameUUIDFromBytes(new byte[] {(byte) seq}) + "|" + CREATOR + "|" + seq
                + "|tip|e" + seq + "|2026-10-02T00:00:00Z|2026-10-02T00:00:00Z|stripe|?\n"
                + "0|net|" + available + "|" + -amount + "|EUR|||||\n"
                + "1|clearing|" + new UUID(1, 2) + "|" + amount + "|EUR|||||\n";
        var digest = MessageDigest.getInstance("SHA-256");
        digest.update(HexFormat.of().parseHex(prev));
        String hash = HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        return new SignedJournal(seq, prev, hash, text);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
