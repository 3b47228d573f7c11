package gg.tap2.server.platform.config;

import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What live mode asks of its settings: all that is needed, real providers, encrypted ways, and keys that
/// are no
/// test's.
/// All faults are told at once.
final class LiveSettings {
    private static final List<Key> NEEDED = List.of(
            Key.DATABASE_URL,
            Key.S3_ENDPOINT,
            Key.S3_ACCESS_KEY,
            Key.S3_SECRET_KEY,
            Key.STRIPE_SECRET_KEY,
            Key.STRIPE_PUBLISHABLE_KEY,
            Key.STRIPE_WEBHOOK_SECRETS,
            Key.SMTP_URL,
            Key.LEGAL_DIR,
            Key.PUBLIC_URL);
    private static final List<Key> ADDRESSES = List.of(
            Key.STRIPE_JS_URL,
            Key.PLAID_BASE,
            Key.GOOGLE_ISSUER,
            Key.PUBLIC_URL,
            Key.S3_ENDPOINT,
            Key.S3_PUBLIC_ENDPOINT);
    private static final List<Key> KEYS = List.of(
            Key.STRIPE_SECRET_KEY,
            Key.STRIPE_PUBLISHABLE_KEY,
            Key.PLAID_SECRET,
            Key.GOOGLE_CLIENT_ID,
            Key.GOOGLE_DESKTOP_CLIENT_ID);

    private LiveSettings() {}

    static List<String> faults(ServerConfig config) {
        var faults = new ArrayList<String>();
        var needed = new ArrayList<>(NEEDED);
        // What has no default of a provider's settings, which begin with its name, is what it cannot do without.
        String provider = config.text(Key.PAYOUT_PROVIDER) + ".";
        needed.addAll(keys(k -> k.key().startsWith(provider) && k.fallback().isEmpty()));
        for (Key key : needed) {
            if (!config.isSet(key)) {
                faults.add("live mode needs the setting " + key.key() + " (" + key.doc() + ")");
            }
        }
        for (Key key : joined(KEYS, keys(k -> k.key().matches(".*\\.api-(key|token)|.*\\.webhook-keys")))) {
            String value = config.text(key).toLowerCase(Locale.ROOT);
            if (value.contains("_test_") || value.contains("sandbox")) {
                faults.add("live mode refuses the sandbox secret in " + key.key());
            }
        }
        joined(ADDRESSES, keys(k -> k.key().endsWith(".api-base"))).stream()
                .filter(config::isSet)
                .forEach(key -> address(config, key, faults));
        // With plain smtp:// the relay decides whether the way is encrypted, or whoever stands between.
        for (Key key : List.of(Key.SMTP_URL, Key.SMTP_FALLBACK_URL, Key.SMTP_BULK_URL)) {
            String url = config.text(key).strip().toLowerCase(Locale.ROOT);
            boolean encrypted = url.startsWith("smtps://")
                    || url.startsWith("smtp+starttls://")
                    || (url.startsWith("smtp://") && url.endsWith("?starttls=required"));
            if (config.isSet(key) && !encrypted) {
                faults.add("live mode needs an address like smtps://user:password@host:465 or "
                        + "smtp+starttls://user:password@host:587 in " + key.key());
            }
        }
        sender(config, faults);
        return faults;
    }

    private static List<Key> keys(Predicate<Key> which) {
        return Stream.of(Key.values()).filter(which).toList();
    }

    private static List<Key> joined(List<Key> some, List<Key> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    /// Relays refuse a sender whose domain nobody showed to be theirs; names that stand for nothing are
    /// nobody's.
    private static void sender(ServerConfig config, List<String> faults) {
        String from = config.text(Key.MAIL_FROM);
        int at = from.lastIndexOf('@');
        String domain =
                at < 0 ? "" : from.substring(at + 1).replaceAll("[>\\s].*$", "").toLowerCase(Locale.ROOT);
        if (!config.isSetExplicitly(Key.MAIL_FROM)) {
            faults.add("live mode needs the setting mail.from (" + Key.MAIL_FROM.doc() + ", of a domain of yours)");
        } else if (!domain.contains(".")
                || domain.matches("(.*\\.)?(example(\\.(com|org|net))?|test|invalid|localhost|local)")) {
            faults.add("live mode refuses the sender in mail.from: no mail can come from " + domain);
        }
    }

    private static void address(ServerConfig config, Key key, List<String> faults) {
        String host = null;
        String scheme = null;
        try {
            URI uri = URI.create(config.text(key));
            host = uri.getHost();
            scheme = uri.getScheme();
        } catch (IllegalArgumentException e) {
            // told below, as what is no https address
        }
        if (host == null || !"https".equals(scheme)) {
            faults.add("live mode needs an https address in " + key.key());
        }
        if (host != null && isLocal(host)) {
            faults.add("live mode refuses an address of this machine in " + key.key() + "; name the provider's own");
        }
        if (host != null && host.toLowerCase(Locale.ROOT).contains("sandbox")) {
            faults.add("live mode refuses the address of a sandbox in " + key.key());
        }
    }

    private static boolean isLocal(String host) {
        String name = host.toLowerCase(Locale.ROOT).replaceAll("^\\[|]$", "");
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return true;
        }
        try {
            InetAddress a = InetAddress.ofLiteral(name);
            return a.isLoopbackAddress() || a.isAnyLocalAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
