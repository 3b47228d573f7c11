package gg.tap2.server.sandbox.flowpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Json;
import java.util.ArrayDeque;
import java.util.Deque;

/// What becomes of a transfer: set for the next N, or decided by the last digits of the amount or account.
///
/// Amounts ending in 6601 fail, 6602 are completed and then returned, 6603 stay processing; so do accounts
/// ending in
/// 0001, 0002, 0003.
final class MagicRules {
    enum Outcome {
        COMPLETE,
        FAIL,
        RETURN,
        STUCK,
        /// Waits in a status of its own first, which no list names.
        REVIEW,
        /// Completed, and cancelled afterwards: the bank bounced it late.
        CANCEL_LATE,
        /// Completed, and failed afterwards.
        FAIL_LATE,
        /// Returned without the bank's charge of 1.00.
        RETURN_SHORT
    }

    private final Deque<Outcome> next = new ArrayDeque<>();
    private int webhookFirst;

    synchronized void next(Outcome outcome, int count) {
        for (int i = 0; i < Math.max(1, count); i++) {
            next.add(outcome);
        }
    }

    /// The next N creations answer only after their first webhook was sent.
    synchronized void webhookFirst(int count) {
        webhookFirst = count;
    }

    synchronized boolean takeWebhookFirst() {
        if (webhookFirst > 0) {
            webhookFirst--;
            return true;
        }
        return false;
    }

    synchronized void clear() {
        next.clear();
        webhookFirst = 0;
    }

    synchronized Outcome decide(ObjectNode form) {
        if (!next.isEmpty()) {
            return next.poll();
        }
        String account = Json.text(form.path("destination"), "account", "").replace(" ", "");
        if (account.endsWith("0001")) {
            return Outcome.FAIL;
        }
        if (account.endsWith("0002")) {
            return Outcome.RETURN;
        }
        if (account.endsWith("0003")) {
            return Outcome.STUCK;
        }
        return switch ((int) (Json.number(form, "amount_minor") % 10_000)) {
            case 6601 -> Outcome.FAIL;
            case 6602 -> Outcome.RETURN;
            case 6603 -> Outcome.STUCK;
            default -> Outcome.COMPLETE;
        };
    }
}
