package gg.tap2.server.accounts.passkeys;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/// The names under which this platform takes passkeys. A passkey belongs to one name for good, and never to an
/// address in numbers. A sandbox takes `localhost` too, whatever it was told to be called.
public final class RelyingParties {
    /// A page's origin, such as `https://tap2.example`, and the name of its passkeys, such as `tap2.example`.
    public record RelyingParty(String origin, String id) {}

    private final Supplier<String> baseUrl;
    private final boolean sandbox;

    public RelyingParties(Supplier<String> baseUrl, boolean sandbox) {
        this.baseUrl = baseUrl;
        this.sandbox = sandbox;
    }

    /// For the page that a browser shows, by its `Host` header; empty where it has no name that can hold passkeys.
    Optional<RelyingParty> ofHost(String host) {
        return all().stream()
                .filter(p -> URI.create(p.origin()).getRawAuthority().equals(host.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /// For what a browser signed, by the origin that it signed.
    Optional<RelyingParty> ofOrigin(String origin) {
        return all().stream().filter(p -> p.origin().equals(origin)).findFirst();
    }

    private List<RelyingParty> all() {
        var found = new ArrayList<RelyingParty>();
        URI base = URI.create(baseUrl.get());
        String host = base.getHost() == null ? "" : base.getHost().toLowerCase(Locale.ROOT);
        if (isName(host)) {
            found.add(new RelyingParty(
                    base.getScheme() + "://" + base.getRawAuthority().toLowerCase(Locale.ROOT), host));
        }
        if (sandbox && !host.equals("localhost")) {
            String port = base.getPort() < 0 ? "" : ":" + base.getPort();
            found.add(new RelyingParty(base.getScheme() + "://localhost" + port, "localhost"));
        }
        return found;
    }

    private static boolean isName(String host) {
        return !host.isEmpty() && !host.contains(":") && !host.matches("[0-9.]+");
    }
}
