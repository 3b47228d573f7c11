package gg.tap2.server.sandbox.wise;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// What becomes of a transfer, set for the next N.
final class WiseOutcomes {
    enum Outcome {
        PAID,
        /// Sent, bounced back, and refunded after a while.
        BOUNCE,
        /// Sent, bounced back, and delivered all the same.
        LATE,
        /// Refunded before anything left.
        REFUND,
        /// Stays where it is.
        STUCK,
        /// Waits in Wise's state `unknown`, and is sent afterwards.
        UNKNOWN
    }

    private final Deque<Outcome> next = new ArrayDeque<>();

    synchronized void next(Outcome outcome, int count) {
        for (int i = 0; i < Math.max(1, count); i++) {
            next.add(outcome);
        }
    }

    synchronized void clear() {
        next.clear();
    }

    synchronized Outcome decide() {
        Outcome asked = next.poll();
        return asked == null ? Outcome.PAID : asked;
    }

    /// The state after this one; null where it stays.
    static @Nullable String next(Outcome outcome, String state, boolean paid, boolean bounced) {
        if (state.equals("incoming_payment_waiting")) {
            return "cancelled";
        }
        if (outcome == Outcome.STUCK) {
            return null;
        }
        return switch (state) {
            case "processing" ->
                switch (outcome) {
                    case REFUND -> "cancelled";
                    case UNKNOWN -> "unknown";
                    case BOUNCE -> bounced ? "cancelled" : "funds_converted";
                    default -> bounced ? "outgoing_payment_sent" : "funds_converted";
                };
            case "unknown" -> "funds_converted";
            case "funds_converted" -> "outgoing_payment_sent";
            case "outgoing_payment_sent" ->
                !bounced && (outcome == Outcome.BOUNCE || outcome == Outcome.LATE) ? "bounced_back" : null;
            case "bounced_back" -> "processing";
            case "cancelled" -> paid ? "funds_refunded" : null;
            default -> null;
        };
    }
}
