package gg.tap2.model.common;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Rules of the creator's address `@slug`: 3–40 of `a-z 0-9 -`, starting and ending with a letter or digit.
/// Words that are routes can never be slugs.
public final class Slugs {
    public static final Pattern PATTERN = Pattern.compile("[a-z0-9](?:[a-z0-9-]{1,38})[a-z0-9]");
    private static final Set<String> RESERVED = Set.of(
            "profile",
            "products",
            "tiers",
            "subscriptions",
            "subscribers",
            "payouts",
            "balance",
            "analytics",
            "bank-accounts",
            "slug",
            "uploads",
            "changes",
            "sales",
            "tips",
            "refunds",
            "disputes",
            "discounts",
            "statements",
            "exports",
            "notices",
            "events",
            "admin",
            "api",
            "auth",
            "login",
            "logout",
            "register",
            "settings",
            "library",
            "discover",
            "search",
            "about",
            "help",
            "support",
            "legal",
            "privacy",
            "terms",
            "assets",
            "static",
            "sandbox",
            "health",
            "metrics",
            "webhooks",
            "public",
            "fans",
            "creators",
            "me",
            "tap2",
            "root",
            "null",
            "undefined",
            "imprint",
            "rehearsal",
            "archive",
            "buyers",
            "messages",
            "goals",
            "theme",
            "followers",
            "coupons",
            "checkout",
            "receipts",
            "feed",
            "sitemap",
            "robots");

    private Slugs() {}

    public static boolean isReserved(String slug) {
        return RESERVED.contains(slug);
    }

    public static boolean isValid(String slug) {
        return PATTERN.matcher(slug).matches() && !isReserved(slug);
    }

    /// A valid-looking slug from a display name; empty when nothing usable remains.
    public static String suggest(String displayName) {
        String ascii = java.text.Normalizer.normalize(displayName, java.text.Normalizer.Form.NFKD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-+|-+$", "");
        return ascii.length() > 40 ? ascii.substring(0, 40).replaceAll("-+$", "") : ascii;
    }
}
