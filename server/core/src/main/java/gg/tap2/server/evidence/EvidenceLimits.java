package gg.tap2.server.evidence;

import java.util.List;
import java.util.Optional;

/// Stripe's limits on what a dispute is answered with: a text has at most 20,000 characters, all fields together have
/// 150,000. The dossier that is sent along as a paper has everything.
///
/// Source: https://docs.stripe.com/api/disputes/evidence_object
final class EvidenceLimits {
    static final int FIELD = 20_000;
    private static final String CUT = "\n(cut; the whole text is in the attached paper)";

    private EvidenceLimits() {}

    /// Characters as Stripe counts them may be code points or UTF-16 units; units are never fewer.
    static String cut(String text) {
        if (text.length() <= FIELD) {
            return text;
        }
        int end = FIELD - CUT.length();
        if (Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + CUT;
    }

    /// As many lines as fit, half of them the newest and half the oldest, since both count: that it was used lately,
    /// and
    /// that it was used at once. Empty without lines.
    ///
    /// @param newestFirst one line each, without line breaks
    static Optional<String> log(List<String> newestFirst) {
        if (newestFirst.isEmpty()) {
            return Optional.empty();
        }
        String all = String.join("\n", newestFirst);
        if (all.length() <= FIELD) {
            return Optional.of(all);
        }
        int room = FIELD - 80;
        int head = 0;
        int tail = newestFirst.size();
        int used = 0;
        boolean fromHead = true;
        while (head < tail) {
            int length = newestFirst.get(fromHead ? head : tail - 1).length() + 1;
            if (used + length > room) {
                break;
            }
            used += length;
            if (fromHead) {
                head++;
            } else {
                tail--;
            }
            fromHead = !fromHead;
        }
        String left = "(and " + (tail - head) + " more, see the attached paper)";
        return Optional.of(cut(String.join("\n", newestFirst.subList(0, head)) + "\n" + left + "\n"
                + String.join("\n", newestFirst.subList(tail, newestFirst.size()))));
    }
}
