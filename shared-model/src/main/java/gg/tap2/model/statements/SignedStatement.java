package gg.tap2.model.statements;

import gg.tap2.model.common.Currency;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/// A month of a creator's ledger that proves itself: the journals carry what was hashed, and the signature covers the
/// ends of their chain and the balances. `publicKey` and `signature` are base64url, Ed25519.
public record SignedStatement(
        String format,
        UUID creatorId,
        String month,
        Currency currency,
        Instant issuedAt,
        long firstSeq,
        long lastSeq,
        Balances opening,
        List<SignedJournal> journals,
        Balances closing,
        String prevHash,
        String lastHash,
        String keyId,
        String publicKey,
        String signature) {
    public static final String FORMAT = "tap2-statement/1";

    /// Whether no field is missing, which only a reader of foreign files has to ask.
    public boolean isComplete() {
        return Stream.of(
                                format, creatorId, month, currency, issuedAt, opening, journals, closing, prevHash,
                                lastHash, keyId, publicKey, signature)
                        .allMatch(Objects::nonNull)
                && journals.stream()
                        .allMatch(j -> j != null
                                && Stream.of(j.prevHash(), j.hash(), j.canonical())
                                        .allMatch(Objects::nonNull));
    }

    /// What is signed. Everything else in the statement follows from it.
    public String seal() {
        return seal(
                creatorId, month, currency, issuedAt, firstSeq, lastSeq, opening, closing, prevHash, lastHash, keyId);
    }

    public static String seal(
            UUID creatorId,
            String month,
            Currency currency,
            Instant issuedAt,
            long firstSeq,
            long lastSeq,
            Balances opening,
            Balances closing,
            String prevHash,
            String lastHash,
            String keyId) {
        return FORMAT + "\n" + creatorId + "|" + month + "|" + currency.name() + "|" + issuedAt + "\n" + firstSeq + "|"
                + lastSeq + "\n" + line(opening) + line(closing) + prevHash + "|" + lastHash + "\n" + keyId + "\n";
    }

    private static String line(Balances b) {
        return b.available() + "|" + b.pending() + "|" + b.reserved() + "|" + b.refunding() + "|" + b.inTransit()
                + "\n";
    }
}
