package gg.tap2.server.fanweb;

import gg.tap2.model.catalog.ThemeColors;
import java.util.Locale;
import java.util.regex.Pattern;

/// A creator's colours as a style sheet. A colour too close to its background is darkened or lightened until text in
/// it reaches 4.5 : 1 (WCAG 2.2, 1.4.3), in both schemes.
public final class Theme {
    private static final Pattern NAME = Pattern.compile("([0-9a-f]{6})-([0-9a-f]{6})");
    private static final int LIGHT = 0xFFFFFF;
    private static final int DARK = 0x17161D;

    private Theme() {}

    static String path(ThemeColors c) {
        return "/theme/" + hex(c.primary()) + "-" + hex(c.accent()) + ".css";
    }

    private static String hex(String color) {
        String h = color.toLowerCase(Locale.ROOT).replace("#", "");
        return h.matches("[0-9a-f]{6}") ? h : "6d28d9";
    }

    /// The sheet of a name such as `6d28d9-f59e0b`, or null for other names.
    static @org.jspecify.annotations.Nullable String css(String name) {
        var m = NAME.matcher(name);
        if (!m.matches()) {
            return null;
        }
        int primary = Integer.parseInt(m.group(1), 16);
        int accent = Integer.parseInt(m.group(2), 16);
        return ":root{" + vars(primary, accent, LIGHT) + "}@media(prefers-color-scheme:dark){:root{"
                + vars(primary, accent, DARK) + "}}";
    }

    private static String vars(int primary, int accent, int background) {
        int p = legible(primary, background);
        String on = contrast(p, 0xFFFFFF) >= contrast(p, 0x111111) ? "#fff" : "#111";
        return "--brand:" + text(p) + ";--on-brand:" + on + ";--glow:" + text(primary) + ";--accent:" + text(accent);
    }

    private static String text(int rgb) {
        return String.format("#%06x", rgb);
    }

    /// The nearest shade that is legible on the background.
    static int legible(int color, int background) {
        int to = luminance(background) > 0.5 ? 0 : 0xFFFFFF;
        for (int i = 0; i <= 20; i++) {
            int c = mix(color, to, i / 20.0);
            if (contrast(c, background) >= 5) {
                return c;
            }
        }
        return to;
    }

    private static int mix(int a, int b, double share) {
        int out = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            int x = a >> shift & 255;
            int y = b >> shift & 255;
            out |= (int) Math.round(x + (y - x) * share) << shift;
        }
        return out;
    }

    static double contrast(int a, int b) {
        double x = luminance(a) + 0.05;
        double y = luminance(b) + 0.05;
        return Math.max(x, y) / Math.min(x, y);
    }

    private static double luminance(int rgb) {
        return 0.2126 * linear(rgb >> 16 & 255) + 0.7152 * linear(rgb >> 8 & 255) + 0.0722 * linear(rgb & 255);
    }

    private static double linear(int channel) {
        double c = channel / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }

    /// One of eight colours for whoever has no picture, always the same one.
    public static String tint(String slug) {
        return "tint-" + Math.floorMod(slug.hashCode(), 8);
    }
}
