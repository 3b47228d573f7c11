package gg.tap2.server.notices;

import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.platform.config.Secret;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where a relay is and how the way to it is encrypted.
///
/// - `smtps://` speaks TLS from the first byte, usually at port 465.
/// - `smtp+starttls://`, or `smtp://…?starttls=required`, begins plain and goes no further than that
/// without TLS, usually
///   at port 587 (Postmark, Amazon SES, most of them).
/// - `smtp://` takes TLS when it is offered; whoever stands between can keep it from being offered, so that
/// live mode
///   refuses it.
record SmtpAddress(
        Security security,
        String host,
        int port,
        @Nullable String user,
        @Nullable Secret password) {
    enum Security {
        TLS,
        STARTTLS,
        OPPORTUNISTIC
    }

    String protocol() {
        return security == Security.TLS ? "smtps" : "smtp";
    }

    /// @throws ConfigException for what is no such address
    static SmtpAddress parse(String url) {
        URI uri;
        try {
            uri = URI.create(url.strip());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(
                    "smtp.url is no URL; encode special characters of the user and password, such as @ as %40");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || !scheme.matches("smtps?|smtp\\+starttls")) {
            throw new ConfigException(
                    "smtp.url must look like smtps://user:password@host:465 or smtp+starttls://user:password@host:587");
        }
        Security security = switch (scheme) {
            case "smtps" -> Security.TLS;
            case "smtp+starttls" -> Security.STARTTLS;
            default -> parameter(uri.getRawQuery());
        };
        if (security == Security.TLS && uri.getRawQuery() != null) {
            throw new ConfigException("smtp.url has parameters that smtps:// does not know");
        }
        int port = uri.getPort() < 0 ? security == Security.TLS ? 465 : 587 : uri.getPort();
        String who = uri.getRawUserInfo();
        if (who == null) {
            return new SmtpAddress(security, uri.getHost(), port, null, null);
        }
        String[] parts = who.split(":", 2);
        if (parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new ConfigException("smtp.url names a user without a password, or a password without a user");
        }
        return new SmtpAddress(security, uri.getHost(), port, decode(parts[0]), new Secret(decode(parts[1])));
    }

    private static Security parameter(@Nullable String query) {
        if (query == null || query.isEmpty()) {
            return Security.OPPORTUNISTIC;
        }
        if (query.equals("starttls=required")) {
            return Security.STARTTLS;
        }
        throw new ConfigException("smtp.url has a parameter that is not known; starttls=required is the only one");
    }

    private static String decode(String s) {
        // A plus is a plus here, unlike in a form.
        return URLDecoder.decode(s.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
