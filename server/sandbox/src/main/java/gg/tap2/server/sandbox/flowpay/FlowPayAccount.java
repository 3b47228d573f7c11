package gg.tap2.server.sandbox.flowpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.ObjectStore;
import gg.tap2.server.sandbox.Reply;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// The platform's own account at the stand-in: whether it may send, what is on it, and a clock of its own,
/// since no
/// provider shares ours. Two seconds behind unless said otherwise, so that midnight there is not midnight
/// here.
/// Runs under the store's lock.
///
/// What a real one refuses, and where that is documented: 402 for a balance that is too small and 403 for a
/// restricted
/// account (docs.stripe.com/api/errors; docs.wise.com, "Fund a transfer":
/// `balance.payment-option-unavailable`),
/// refusals
/// that repeat themselves under the same idempotency key (docs.stripe.com/api/idempotent_requests:
/// "regardless of
/// whether
/// it succeeds or fails").
final class FlowPayAccount {
    private static final String TYPE = "account";
    private static final String ID = "main";
    static final Duration SKEW = Duration.ofSeconds(-2);

    private final ObjectStore store;
    private final InstantSource base;

    /// Refusals that were asked for, for the next calls that create something.
    private record Refusal(int status, String code) {}

    private final Deque<Refusal> next = new ArrayDeque<>();

    FlowPayAccount(ObjectStore store, InstantSource base) {
        this.store = store;
        this.base = base;
    }

    private ObjectNode state() {
        ObjectNode kept = store.find(TYPE, ID);
        return kept == null ? Json.object().put("status", "active") : kept;
    }

    Instant now() {
        ObjectNode s = state();
        return base.instant().plus(s.has("skew_seconds") ? Duration.ofSeconds(Json.number(s, "skew_seconds")) : SKEW);
    }

    /// Changes what is named: `status` (`active`, `restricted`), `balance_minor`, `skew_seconds`; the word
    /// `unlimited`
    /// for a balance takes its limit away.
    ObjectNode change(ObjectNode form) {
        ObjectNode s = state().deepCopy();
        String status = Json.text(form, "status");
        if (status != null) {
            s.put("status", status);
        }
        if (form.has("skew_seconds")) {
            s.put("skew_seconds", Json.number(form, "skew_seconds"));
        }
        if ("unlimited".equals(Json.text(form, "balance_minor"))) {
            s.remove("balance_minor");
        } else if (form.has("balance_minor")) {
            s.put("balance_minor", Json.number(form, "balance_minor"));
        }
        store.put(TYPE, ID, s);
        return view();
    }

    synchronized void refuseNext(int status, String code, int count) {
        for (int i = 0; i < Math.max(1, count); i++) {
            next.add(new Refusal(status, code));
        }
    }

    synchronized void clear() {
        next.clear();
        store.remove(TYPE, ID);
    }

    private synchronized @Nullable Refusal refusal() {
        return next.poll();
    }

    /// @throws FlowPayError unless the account may send this much
    void require(long amount) {
        Refusal asked = refusal();
        if (asked != null) {
            throw new FlowPayError(asked.status(), asked.code(), "refused on demand");
        }
        ObjectNode s = state();
        if (!"active".equals(Json.text(s, "status"))) {
            throw new FlowPayError(403, "account_restricted", "this account may not send payouts");
        }
        if (s.has("balance_minor") && Json.number(s, "balance_minor") < amount) {
            throw new FlowPayError(402, "insufficient_balance", "the balance is too small");
        }
    }

    void spend(long amount) {
        ObjectNode s = state().deepCopy();
        if (s.has("balance_minor")) {
            store.put(TYPE, ID, s.put("balance_minor", Json.number(s, "balance_minor") - amount));
        }
    }

    ObjectNode view() {
        ObjectNode s = state();
        return Json.object()
                .put("id", "fpa_sandbox")
                .put("object", "account")
                .put("status", Json.text(s, "status"))
                .put("payouts_enabled", "active".equals(Json.text(s, "status")));
    }

    Reply balances() {
        ObjectNode s = state();
        ObjectNode list = Json.object();
        var data = list.putArray("balances");
        for (String currency : new String[] {"EUR", "GBP", "USD"}) {
            data.addObject()
                    .put("currency", currency)
                    .put(
                            "available_minor",
                            s.has("balance_minor") ? Json.number(s, "balance_minor") : 1_000_000_000_000L);
        }
        return Reply.json(list);
    }
}
