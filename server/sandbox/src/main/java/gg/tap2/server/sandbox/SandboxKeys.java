package gg.tap2.server.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;

/// Keys and secrets of every stand-in. Made once, kept in `sandbox/keys.json` of the data folder.
public record SandboxKeys(
        String stripeSecretKey,
        String stripePublishableKey,
        String stripeWebhookSecret,
        String flowPayKey,
        String flowPayWebhookSecret,
        String plaidClientId,
        String plaidSecret,
        String googleClientId,
        String googleClientSecret,
        String googleDesktopClientId,
        String googleDesktopClientSecret,
        String smtpUser,
        String smtpPassword) {

    /// Synchronized because the stand-ins of one installation may be started side by side.
    public static synchronized SandboxKeys load(Path dataFolder) {
        Path file = dataFolder.resolve("sandbox").resolve("keys.json");
        try {
            Files.createDirectories(file.getParent());
            ObjectNode kept = Files.exists(file) ? Json.parseObject(Files.readAllBytes(file)) : Json.object();
            int before = kept.size();
            var keys = new SandboxKeys(
                    keep(kept, "stripeSecretKey", Ids.random("sk_test_", 48)),
                    keep(kept, "stripePublishableKey", Ids.random("pk_test_", 48)),
                    keep(kept, "stripeWebhookSecret", Ids.random("whsec_", 32)),
                    keep(kept, "flowPayKey", Ids.random("fp_test_", 40)),
                    keep(
                            kept,
                            "flowPayWebhookSecret",
                            "whsec_" + Base64.getEncoder().encodeToString(Ids.bytes(32))),
                    keep(kept, "plaidClientId", Ids.random("", 24)),
                    keep(kept, "plaidSecret", Ids.random("", 30)),
                    keep(kept, "googleClientId", Ids.random("", 16) + ".apps.sandbox"),
                    keep(kept, "googleClientSecret", Ids.random("GOCSPX-", 24)),
                    keep(kept, "googleDesktopClientId", Ids.random("", 16) + ".apps.sandbox"),
                    keep(kept, "googleDesktopClientSecret", Ids.random("GOCSPX-", 24)),
                    keep(kept, "smtpUser", "mailbox"),
                    keep(kept, "smtpPassword", Ids.random("", 20)));
            if (kept.size() != before) {
                Path fresh = file.resolveSibling("keys.json.new");
                Files.write(fresh, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(kept));
                Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            }
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException("sandbox keys " + file, e);
        }
    }

    private static String keep(ObjectNode kept, String name, String fresh) {
        String value = Json.text(kept, name);
        if (value == null) {
            kept.put(name, fresh);
            return fresh;
        }
        return value;
    }

    @Override
    public String toString() {
        return "SandboxKeys[REDACTED]";
    }
}
