package gg.tap2.studio.changes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/// What differs between two texts, word by word. Long stretches that are the same are shortened by the one who shows
/// it.
public final class WordDiff {
    public enum Side {
        SAME,
        REMOVED,
        ADDED
    }

    /// Neighbouring words of one side.
    public record Piece(Side side, String text) {}

    private static final Pattern WORDS = Pattern.compile("(?<=\\s)(?=\\S)|(?<=\\S)(?=\\s)");
    /// Above this many cells, two texts are shown as a whole each: the table would take too long.
    private static final long MOST_CELLS = 4_000_000;

    private WordDiff() {}

    public static List<Piece> of(String before, String after) {
        List<String> a = words(before);
        List<String> b = words(after);
        int start = 0;
        while (start < a.size() && start < b.size() && a.get(start).equals(b.get(start))) {
            start++;
        }
        int end = 0;
        while (end < a.size() - start
                && end < b.size() - start
                && a.get(a.size() - 1 - end).equals(b.get(b.size() - 1 - end))) {
            end++;
        }
        var out = new ArrayList<Piece>();
        add(out, Side.SAME, a.subList(0, start));
        middle(out, a.subList(start, a.size() - end), b.subList(start, b.size() - end));
        add(out, Side.SAME, a.subList(a.size() - end, a.size()));
        return List.copyOf(out);
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : Arrays.asList(WORDS.split(text));
    }

    private static void middle(List<Piece> out, List<String> a, List<String> b) {
        if ((long) a.size() * b.size() > MOST_CELLS) {
            add(out, Side.REMOVED, a);
            add(out, Side.ADDED, b);
            return;
        }
        int[][] common = new int[a.size() + 1][b.size() + 1];
        for (int i = a.size() - 1; i >= 0; i--) {
            for (int j = b.size() - 1; j >= 0; j--) {
                common[i][j] = a.get(i).equals(b.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
                add(out, Side.SAME, Collections.singletonList(a.get(i)));
                i++;
                j++;
            } else if (i < a.size() && (j == b.size() || common[i + 1][j] >= common[i][j + 1])) {
                add(out, Side.REMOVED, Collections.singletonList(a.get(i++)));
            } else {
                add(out, Side.ADDED, Collections.singletonList(b.get(j++)));
            }
        }
    }

    private static void add(List<Piece> out, Side side, List<String> words) {
        if (words.isEmpty()) {
            return;
        }
        String text = String.join("", words);
        if (!out.isEmpty() && out.getLast().side() == side) {
            out.set(out.size() - 1, new Piece(side, out.getLast().text() + text));
        } else {
            out.add(new Piece(side, text));
        }
    }
}
