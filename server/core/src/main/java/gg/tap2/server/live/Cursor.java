package gg.tap2.server.live;

import java.util.Optional;
import java.util.regex.Pattern;

/// What somebody has seen: the number of the last change, of the last journal, and of the last notice.
record Cursor(long change, long ledger, long notice) {
    static final Cursor NOTHING = new Cursor(0, 0, 0);
    private static final Pattern TEXT = Pattern.compile("(\\d{1,18})-(\\d{1,18})-(\\d{1,18})");

    static Optional<Cursor> parse(String text) {
        var m = TEXT.matcher(text);
        return m.matches()
                ? Optional.of(
                        new Cursor(Long.parseLong(m.group(1)), Long.parseLong(m.group(2)), Long.parseLong(m.group(3))))
                : Optional.empty();
    }

    boolean sameData(Cursor other) {
        return change == other.change && ledger == other.ledger;
    }

    @Override
    public String toString() {
        return change + "-" + ledger + "-" + notice;
    }
}
