package gg.tap2.server.app;

import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.Routing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/// Addresses that programs look for on every site: whom to tell about a weakness (RFC 9116), and where a password is
/// changed.
final class WellKnown {
    private static final Duration VALID = Duration.ofDays(180);

    private final ServerConfig config;
    private final InstantSource clock;

    WellKnown(ServerConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    void register(Routing r) {
        r.get(
                "/.well-known/security.txt",
                Access.PUBLIC,
                c -> c.send(200, "text/plain; charset=utf-8", securityText().getBytes(StandardCharsets.UTF_8)));
        r.get("/.well-known/change-password", Access.PUBLIC, c -> c.redirect("/settings"));
    }

    private String securityText() {
        var text = new StringBuilder("Contact: " + contact() + "\n");
        text.append("Expires: ")
                .append(clock.instant().plus(VALID).truncatedTo(ChronoUnit.DAYS))
                .append("\nPreferred-Languages: en, de\n");
        if (config.isSet(Key.PUBLIC_URL)) {
            text.append("Canonical: ")
                    .append(config.text(Key.PUBLIC_URL).replaceAll("/+$", ""))
                    .append("/.well-known/security.txt\n");
        }
        if (config.isSet(Key.SECURITY_POLICY)) {
            text.append("Policy: ").append(config.text(Key.SECURITY_POLICY)).append('\n');
        }
        return text.toString();
    }

    /// As set, else the address from which the platform writes.
    private String contact() {
        String contact = config.text(Key.SECURITY_CONTACT);
        if (!contact.isBlank()) {
            return contact.contains(":") ? contact : "mailto:" + contact;
        }
        String from = config.text(Key.MAIL_FROM);
        int open = from.indexOf('<');
        return "mailto:" + (open < 0 ? from : from.substring(open + 1, from.indexOf('>', open)));
    }
}
