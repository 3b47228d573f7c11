package gg.tap2.server.app;

import gg.tap2.server.contract.Story;
import gg.tap2.server.contract.Target;
import gg.tap2.server.platform.config.Secret;
import gg.tap2.server.platform.time.PlatformClock;
import gg.tap2.server.s3.ObjectStorage;
import gg.tap2.server.s3.StorageSettings;
import gg.tap2.server.sandbox.Sandbox;
import gg.tap2.server.sandbox.SandboxSettings;
import gg.tap2.server.sandbox.storage.EmbeddedStorage;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The stand-ins as the other side of every story. Nothing moves there by itself, so that a story moves it.
final class ContractStandIns implements AutoCloseable {
    private static final String CALLBACK = "https://tap2-creators.org/auth/google/callback";
    private final Path folder;
    private final Sandbox box;
    private @Nullable EmbeddedStorage storage;

    ContractStandIns(Path folder) {
        this.folder = folder;
        var plain = SandboxSettings.of(folder, new PlatformClock(Duration.ZERO));
        this.box = Sandbox.start(new SandboxSettings(
                plain.dataFolder(),
                plain.clock(),
                plain.ports(),
                plain.stripeWebhooks(),
                plain.flowPayWebhooks(),
                plain.plaidWebhookUrl(),
                plain.flowPayDelay(),
                plain.retryBase(),
                false));
        box.google().register(CALLBACK);
    }

    /// @throws IllegalArgumentException for a story without a stand-in
    Target of(Story story) {
        var keys = box.keys();
        return switch (story.name()) {
            case "stripe" -> target(box.stripe().baseUri(), Map.of("STRIPE_KEY", keys.stripeSecretKey()));
            case "plaid" ->
                target(
                        box.plaid().baseUri(),
                        Map.of("PLAID_CLIENT_ID", keys.plaidClientId(), "PLAID_SECRET", keys.plaidSecret()));
            case "google" ->
                target(
                        box.google().baseUri(),
                        Map.of(
                                "GOOGLE_CLIENT_ID", keys.googleClientId(),
                                "GOOGLE_CLIENT_SECRET", keys.googleClientSecret(),
                                "GOOGLE_REDIRECT", CALLBACK));
            case "smtp" ->
                target(
                        URI.create("smtp:stand-in"),
                        Map.of(
                                "SMTP_URL",
                                "smtp://" + keys.smtpUser() + ":" + keys.smtpPassword() + "@127.0.0.1:"
                                        + box.mailbox().smtpPort(),
                                "SMTP_FROM",
                                "Tap2 <hello@tap2-creators.org>",
                                "SMTP_TO",
                                "operator@tap2-creators.org"));
            case "flowpay" -> target(box.flowPay().baseUri(), Map.of("FLOWPAY_KEY", keys.flowPayKey()));
            case "wise" ->
                target(
                        box.wise(0).baseUri(),
                        Map.of(
                                "WISE_TOKEN", box.wise(0).token(),
                                "WISE_PROFILE", Long.toString(box.wise(0).profile())));
            case "s3" -> storage();
            default -> throw new IllegalArgumentException("no stand-in of " + story.name());
        };
    }

    private Target storage() {
        var secret = new Secret("contract");
        EmbeddedStorage running = EmbeddedStorage.start(folder.resolve("storage"), 0, "contract", secret.value());
        storage = running;
        var s = new StorageSettings(running.endpoint(), running.endpoint(), "us-east-1", "tap2", "contract", secret);
        try (var files = new ObjectStorage(s)) {
            files.ensureBucket();
        }
        return target(
                s.endpoint(),
                Map.of(
                        "S3_REGION", s.region(),
                        "S3_BUCKET", s.bucket(),
                        "S3_ACCESS_KEY", s.accessKey(),
                        "S3_SECRET_KEY", s.secretKey().value()));
    }

    private static Target target(URI base, Map<String, String> values) {
        return new Target(base, false, values);
    }

    @Override
    public void close() {
        box.close();
        if (storage != null) {
            storage.close();
        }
    }
}
