package gg.tap2.model.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A version of the product, ordered as semver.org says; build metadata is not kept.
///
/// @param pre the part after the first hyphen, empty for a release
public record Version(int major, int minor, int patch, String pre) implements Comparable<Version> {
    private static final Pattern FORM =
            Pattern.compile("(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})(?:-([0-9A-Za-z.-]{1,60}))?(?:\\+.*)?");

    /// The version of the program that runs.
    public static final Version CURRENT = read();

    public static Optional<Version> parse(String text) {
        Matcher m = FORM.matcher(text.strip());
        return m.matches()
                ? Optional.of(new Version(
                        Integer.parseInt(m.group(1)),
                        Integer.parseInt(m.group(2)),
                        Integer.parseInt(m.group(3)),
                        m.group(4) == null ? "" : m.group(4)))
                : Optional.empty();
    }

    public boolean isNewerThan(Version other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(Version o) {
        int byNumber = Integer.compare(major, o.major);
        byNumber = byNumber != 0 ? byNumber : Integer.compare(minor, o.minor);
        byNumber = byNumber != 0 ? byNumber : Integer.compare(patch, o.patch);
        return byNumber != 0 ? byNumber : comparePre(pre, o.pre);
    }

    /// A release is after its previews; previews go by their parts, numbers before words.
    private static int comparePre(String a, String b) {
        if (a.isEmpty() || b.isEmpty()) {
            return Boolean.compare(a.isEmpty(), b.isEmpty());
        }
        String[] left = a.split("\\.");
        String[] right = b.split("\\.");
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            boolean leftNumber = left[i].matches("\\d{1,9}");
            boolean rightNumber = right[i].matches("\\d{1,9}");
            int c = leftNumber && rightNumber
                    ? Integer.compare(Integer.parseInt(left[i]), Integer.parseInt(right[i]))
                    : leftNumber == rightNumber ? left[i].compareTo(right[i]) : leftNumber ? -1 : 1;
            if (c != 0) {
                return c;
            }
        }
        return Integer.compare(left.length, right.length);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch + (pre.isEmpty() ? "" : "-" + pre);
    }

    private static Version read() {
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            var p = new Properties();
            if (in != null) {
                p.load(in);
            }
            return parse(p.getProperty("version", "")).orElse(new Version(0, 0, 0, ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
