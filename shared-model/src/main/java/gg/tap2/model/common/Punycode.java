package gg.tap2.model.common;

import java.util.Optional;

/// RFC 3492, for the labels of domain names.
final class Punycode {
    private static final int BASE = 36;
    private static final int T_MIN = 1;
    private static final int T_MAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int FIRST_BIAS = 72;
    private static final int FIRST_POINT = 0x80;
    /// A label has 63 characters, so no honest sum comes near this.
    private static final int MOST = 1 << 26;

    private Punycode() {}

    static String encode(int[] points) {
        var out = new StringBuilder();
        for (int p : points) {
            if (p < FIRST_POINT) {
                out.append((char) p);
            }
        }
        int basic = out.length();
        int handled = basic;
        if (basic > 0) {
            out.append('-');
        }
        int point = FIRST_POINT;
        int delta = 0;
        int bias = FIRST_BIAS;
        while (handled < points.length) {
            int next = Integer.MAX_VALUE;
            for (int p : points) {
                if (p >= point && p < next) {
                    next = p;
                }
            }
            delta = Math.addExact(delta, Math.multiplyExact(next - point, handled + 1));
            point = next;
            for (int p : points) {
                if (p < point) {
                    delta++;
                }
                if (p == point) {
                    append(out, delta, bias);
                    bias = adapt(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }
            delta++;
            point++;
        }
        return out.toString();
    }

    private static void append(StringBuilder out, int delta, int bias) {
        int q = delta;
        for (int k = BASE; ; k += BASE) {
            int t = threshold(k, bias);
            if (q < t) {
                break;
            }
            out.append(digit(t + (q - t) % (BASE - t)));
            q = (q - t) / (BASE - t);
        }
        out.append(digit(q));
    }

    /// Empty for what no encoder writes.
    static Optional<String> decode(String ascii) {
        int end = Math.max(0, ascii.lastIndexOf('-'));
        var out = new StringBuilder(ascii.substring(0, end));
        int length = end;
        int at = end > 0 ? end + 1 : 0;
        int point = FIRST_POINT;
        int i = 0;
        int bias = FIRST_BIAS;
        while (at < ascii.length()) {
            int before = i;
            long weight = 1;
            for (int k = BASE; ; k += BASE) {
                int d = at < ascii.length() ? value(ascii.charAt(at++)) : -1;
                long sum = i + d * weight;
                if (d < 0 || sum > MOST) {
                    return Optional.empty();
                }
                i = (int) sum;
                int t = threshold(k, bias);
                if (d < t) {
                    break;
                }
                weight *= BASE - t;
                if (weight > MOST) {
                    return Optional.empty();
                }
            }
            length++;
            bias = adapt(i - before, length, before == 0);
            point += i / length;
            i %= length;
            if (!Character.isValidCodePoint(point) || (point >= 0xD800 && point <= 0xDFFF)) {
                return Optional.empty();
            }
            out.insert(out.offsetByCodePoints(0, i), Character.toString(point));
            i++;
        }
        return Optional.of(out.toString());
    }

    private static int threshold(int k, int bias) {
        return Math.clamp((long) k - bias, T_MIN, T_MAX);
    }

    private static int adapt(int delta, int points, boolean first) {
        int d = first ? delta / DAMP : delta / 2;
        d += d / points;
        int k = 0;
        while (d > (BASE - T_MIN) * T_MAX / 2) {
            d /= BASE - T_MIN;
            k += BASE;
        }
        return k + (BASE - T_MIN + 1) * d / (d + SKEW);
    }

    private static char digit(int d) {
        return (char) (d < 26 ? 'a' + d : '0' + d - 26);
    }

    private static int value(char c) {
        return c >= 'a' && c <= 'z' ? c - 'a' : c >= '0' && c <= '9' ? c - '0' + 26 : -1;
    }
}
