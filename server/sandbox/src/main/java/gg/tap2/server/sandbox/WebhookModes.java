package gg.tap2.server.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// What happens to the next N webhooks: dropped, delayed, duplicated, reordered or held.
public final class WebhookModes {
    public enum Kind {
        NONE,
        DROP,
        DELAY,
        DUPLICATE,
        REORDER,
        HOLD
    }

    /// @param amount milliseconds for DELAY, extra copies for DUPLICATE
    public record Mode(Kind kind, String eventType, long amount, int group) {}

    private static final class Rule {
        private final Mode mode;
        private int remaining;

        private Rule(Mode mode, int remaining) {
            this.mode = mode;
            this.remaining = remaining;
        }
    }

    private static final Mode NOTHING = new Mode(Kind.NONE, "", 0, 0);
    private final List<Rule> rules = new ArrayList<>();
    private final List<String> held = new ArrayList<>();

    /// @param eventType the type it applies to, or empty for any
    public synchronized void add(Kind kind, String eventType, long amount, int count) {
        int n = Math.max(1, count);
        rules.add(new Rule(new Mode(kind, eventType, amount, n), n));
    }

    public synchronized void clear() {
        rules.clear();
    }

    synchronized Mode take(String eventType) {
        for (Rule rule : rules) {
            if (rule.mode.eventType().isEmpty() || rule.mode.eventType().equals(eventType)) {
                rule.remaining--;
                rules.removeIf(r -> r.remaining <= 0);
                return rule.mode;
            }
        }
        return NOTHING;
    }

    /// Keeps a delivery back. Once a whole REORDER group is there, answers it in reverse.
    synchronized List<String> hold(String delivery, Mode mode) {
        held.add(delivery);
        return mode.kind() == Kind.REORDER && held.size() >= mode.group() ? release() : List.of();
    }

    synchronized List<String> release() {
        var released = new ArrayList<>(held);
        held.clear();
        Collections.reverse(released);
        return released;
    }

    public synchronized ArrayNode list() {
        ArrayNode list = Json.array();
        for (Rule rule : rules) {
            list.addObject()
                    .put("kind", rule.mode.kind().name().toLowerCase(Locale.ROOT))
                    .put("type", rule.mode.eventType())
                    .put("amount", rule.mode.amount())
                    .put("remaining", rule.remaining);
        }
        return list;
    }
}
