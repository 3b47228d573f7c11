package gg.tap2.server.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Misbehaviour on demand for the next N calls that match. Kept in memory only: a restart heals the provider.
public final class Faults {
    public enum Kind {
        /// An error status instead of the effect.
        ERROR,
        /// 429 instead of the effect.
        RATE_LIMIT,
        /// The effect happens, the answer is an error, and a retry with the same idempotency key repeats it.
        STORED_ERROR,
        /// No effect and no answer: the connection is held, then closed.
        TIMEOUT,
        /// The effect happens, then the connection closes without an answer.
        LOSE_REPLY,
        /// The answer comes late.
        LATENCY
    }

    /// @param code the provider's word for the error; empty for its usual one of that status
    public record Fault(String id, Kind kind, String method, String path, int status, long delayMs, String code) {}

    private static final class Rule {
        private final Fault fault;
        private int remaining;

        private Rule(Fault fault, int remaining) {
            this.fault = fault;
            this.remaining = remaining;
        }
    }

    private final List<Rule> rules = new ArrayList<>();

    /// @param path a part of the path, or a whole path where `*` stands for one segment; empty for any
    public Fault add(Kind kind, String method, String path, int status, long delayMs, int count) {
        return add(kind, method, path, status, delayMs, count, "");
    }

    /// The same with the provider's word for it.
    public synchronized Fault add(
            Kind kind, String method, String path, int status, long delayMs, int count, String code) {
        var fault =
                new Fault(Ids.random("fault_", 10), kind, method.toUpperCase(Locale.ROOT), path, status, delayMs, code);
        rules.add(new Rule(fault, Math.max(1, count)));
        return fault;
    }

    public synchronized void clear() {
        rules.clear();
    }

    synchronized @Nullable Fault take(String method, String path) {
        for (Rule rule : rules) {
            if (matches(rule.fault, method, path)) {
                rule.remaining--;
                rules.removeIf(r -> r.remaining <= 0);
                return rule.fault;
            }
        }
        return null;
    }

    private static boolean matches(Fault fault, String method, String path) {
        if (!fault.method().isEmpty() && !fault.method().equals(method)) {
            return false;
        }
        if (fault.path().contains("*")) {
            String[] pattern = fault.path().split("/", -1);
            String[] parts = path.split("/", -1);
            if (pattern.length != parts.length) {
                return false;
            }
            for (int i = 0; i < parts.length; i++) {
                if (!pattern[i].equals("*") && !pattern[i].equals(parts[i])) {
                    return false;
                }
            }
            return true;
        }
        return path.contains(fault.path());
    }

    public synchronized ArrayNode list() {
        ArrayNode list = Json.array();
        for (Rule rule : rules) {
            ObjectNode node = list.addObject();
            node.put("id", rule.fault.id());
            node.put("kind", rule.fault.kind().name().toLowerCase(Locale.ROOT));
            node.put("method", rule.fault.method());
            node.put("path", rule.fault.path());
            node.put("status", rule.fault.status());
            node.put("delay_ms", rule.fault.delayMs());
            node.put("remaining", rule.remaining);
        }
        return list;
    }
}
