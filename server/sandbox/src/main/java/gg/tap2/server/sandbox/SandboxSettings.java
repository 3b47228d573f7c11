package gg.tap2.server.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// How to start the stand-ins. Ports of 0 choose a free one; everything listens on loopback only.
///
/// @param stripeWebhooks endpoints registered at start; an empty secret means the one in `keys.json`
/// @param flowPayWebhooks receivers of FlowPay's events; an empty secret means the one in `keys.json`
/// @param plaidWebhookUrl receiver of Plaid's events when a Link token names none; empty for none
/// @param flowPayDelay time from processing to completed
/// @param retryBase first wait after a failed webhook delivery; doubles up to an hour
/// @param backgroundTicks whether due work (renewals, expiry, progress) runs by itself every second
public record SandboxSettings(
        Path dataFolder,
        SandboxClock clock,
        Ports ports,
        List<WebhookTarget> stripeWebhooks,
        List<WebhookTarget> flowPayWebhooks,
        String plaidWebhookUrl,
        Duration flowPayDelay,
        Duration retryBase,
        boolean backgroundTicks) {

    public record Ports(int stripe, int flowPay, int plaid, int google, int mailboxWeb, int smtp) {
        public static final Ports ANY = new Ports(0, 0, 0, 0, 0, 0);
    }

    public record WebhookTarget(String url, String secret) {
        public WebhookTarget(String url) {
            this(url, "");
        }
    }

    public SandboxSettings {
        stripeWebhooks = List.copyOf(stripeWebhooks);
        flowPayWebhooks = List.copyOf(flowPayWebhooks);
    }

    /// Settings for an ordinary installation: any port, no webhook receivers yet.
    public static SandboxSettings of(Path dataFolder, InstantSource clock) {
        return new SandboxSettings(
                dataFolder,
                clock instanceof SandboxClock sandboxClock ? sandboxClock : new SandboxClock(clock, dataFolder),
                Ports.ANY,
                List.of(),
                List.of(),
                "",
                Duration.ofMillis(300),
                Duration.ofSeconds(1),
                true);
    }

    /// As `of`, with quick webhook retries.
    public static SandboxSettings forTests(Path tempDir, InstantSource clock) {
        SandboxSettings plain = of(tempDir, clock);
        return new SandboxSettings(
                plain.dataFolder,
                plain.clock,
                plain.ports,
                plain.stripeWebhooks,
                plain.flowPayWebhooks,
                plain.plaidWebhookUrl,
                plain.flowPayDelay,
                Duration.ofMillis(50),
                true);
    }

    public SandboxSettings withPorts(Ports value) {
        return new SandboxSettings(
                dataFolder,
                clock,
                value,
                stripeWebhooks,
                flowPayWebhooks,
                plaidWebhookUrl,
                flowPayDelay,
                retryBase,
                backgroundTicks);
    }

    public SandboxSettings withStripeWebhooks(WebhookTarget... targets) {
        return new SandboxSettings(
                dataFolder,
                clock,
                ports,
                List.of(targets),
                flowPayWebhooks,
                plaidWebhookUrl,
                flowPayDelay,
                retryBase,
                backgroundTicks);
    }

    public SandboxSettings withFlowPayWebhooks(WebhookTarget... targets) {
        return new SandboxSettings(
                dataFolder,
                clock,
                ports,
                stripeWebhooks,
                List.of(targets),
                plaidWebhookUrl,
                flowPayDelay,
                retryBase,
                backgroundTicks);
    }

    public SandboxSettings withPlaidWebhook(String url) {
        return new SandboxSettings(
                dataFolder,
                clock,
                ports,
                stripeWebhooks,
                flowPayWebhooks,
                url,
                flowPayDelay,
                retryBase,
                backgroundTicks);
    }

    public SandboxSettings withFlowPayDelay(Duration delay) {
        return new SandboxSettings(
                dataFolder,
                clock,
                ports,
                stripeWebhooks,
                flowPayWebhooks,
                plaidWebhookUrl,
                delay,
                retryBase,
                backgroundTicks);
    }

    public Path folder() {
        return dataFolder.resolve("sandbox");
    }
}
