package gg.tap2.server.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// `hash = SHA-256(prev ‖ canonical bytes)`, where the canonical bytes are UTF-8 lines: the journal's fields joined
/// by `|`, then each posting's. Anyone with the rows can recompute it.
public final class HashChain {
    public static final byte[] GENESIS = new byte[32];

    private HashChain() {}

    public static byte[] next(
            byte[] prev, UUID journalId, long seq, Journal j, Instant postedAt, List<UUID> accountIds) {
        var text = new StringBuilder(256);
        header(
                text,
                journalId,
                j.creatorId(),
                seq,
                j.eventType(),
                j.eventId(),
                j.occurredAt(),
                postedAt,
                j.actor(),
                j.reason());
        for (int i = 0; i < j.lines().size(); i++) {
            Line l = j.lines().get(i);
            line(
                    text,
                    i + 1,
                    l.role(),
                    accountIds.get(i),
                    l.amountMinor(),
                    j.currency().name(),
                    l.availableAt(),
                    l.paymentId(),
                    l.refundId(),
                    l.disputeId(),
                    l.payoutId());
        }
        return sha256(prev, text.toString());
    }

    /// Appends a journal's line.
    public static void header(
            StringBuilder out,
            UUID journalId,
            UUID chainId,
            long seq,
            String eventType,
            String eventId,
            Instant occurredAt,
            Instant postedAt,
            String actor,
            @org.jspecify.annotations.Nullable String reason) {
        out.append(journalId)
                .append('|')
                .append(chainId)
                .append('|')
                .append(seq)
                .append('|')
                .append(eventType)
                .append('|')
                .append(eventId)
                .append('|')
                .append(occurredAt)
                .append('|')
                .append(postedAt)
                .append('|')
                .append(actor)
                .append('|')
                .append(reason == null ? "" : reason.replace("\n", "\\n"))
                .append('\n');
    }

    /// Appends a posting's line.
    public static void line(
            StringBuilder out,
            int no,
            String role,
            UUID accountId,
            long amount,
            String currency,
            @org.jspecify.annotations.Nullable Object availableAt,
            @org.jspecify.annotations.Nullable Object payment,
            @org.jspecify.annotations.Nullable Object refund,
            @org.jspecify.annotations.Nullable Object dispute,
            @org.jspecify.annotations.Nullable Object payout) {
        out.append(no)
                .append('|')
                .append(role)
                .append('|')
                .append(accountId)
                .append('|')
                .append(amount)
                .append('|')
                .append(currency);
        for (Object ref :
                new Object[] {orEmpty(availableAt), orEmpty(payment), orEmpty(refund), orEmpty(dispute), orEmpty(payout)
                }) {
            out.append('|').append(ref);
        }
        out.append('\n');
    }

    private static Object orEmpty(@org.jspecify.annotations.Nullable Object o) {
        return o == null ? "" : o;
    }

    static byte[] sha256(byte[] prev, String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(prev);
            return digest.digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
