package gg.tap2.server.bench;

import org.jspecify.annotations.Nullable;

/// One line of the results.
///
/// @param what what was measured
/// @param value our median
/// @param unit of `value` and `peerValue`
/// @param peer what it is compared with; null when the figure stands alone
/// @param peerValue the peer's median
/// @param target the goal for the ratio (or for the value when there is no peer); null when it is only colour
/// @param atMost whether the goal is an upper bound
/// @param note why something was skipped, or how to read it
public record Figure(
        String what,
        @Nullable Double value,
        String unit,
        @Nullable String peer,
        @Nullable Double peerValue,
        @Nullable Double target,
        boolean atMost,
        @Nullable String note) {

    /// Ours over the peer's, at least `target`.
    public static Figure ratio(String what, double value, String unit, String peer, double peerValue, double target) {
        return new Figure(what, value, unit, peer, peerValue, target, false, null);
    }

    /// A value with an upper bound.
    public static Figure atMost(String what, double value, String unit, double limit) {
        return new Figure(what, value, unit, null, null, limit, true, null);
    }

    /// Only colour.
    public static Figure plain(String what, double value, String unit) {
        return new Figure(what, value, unit, null, null, null, false, null);
    }

    public static Figure skipped(String what, String why) {
        return new Figure(what, null, "", null, null, null, false, "skipped: " + why);
    }

    public Figure withNote(String text) {
        return new Figure(what, value, unit, peer, peerValue, target, atMost, text);
    }

    /// Ours over the peer's; null without a peer.
    public @Nullable Double ratio() {
        return value == null || peerValue == null || peerValue == 0 ? null : value / peerValue;
    }

    /// Whether the goal was reached; null when there is none or nothing was measured.
    public @Nullable Boolean met() {
        Double shown = peer == null ? value : ratio();
        if (target == null || shown == null) {
            return null;
        }
        return atMost ? shown <= target : shown >= target;
    }
}
