package gg.tap2.server.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.flowpay.FlowPaySandbox;
import gg.tap2.server.sandbox.google.GoogleSandbox;
import gg.tap2.server.sandbox.mailbox.Mailbox;
import gg.tap2.server.sandbox.plaid.PlaidSandbox;
import gg.tap2.server.sandbox.stripe.StripeSandbox;
import gg.tap2.server.sandbox.wise.WiseSandbox;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Every stand-in, started and stopped together.
///
/// Start it before the server; when the server knows its own address, register its webhook receivers with
/// `addStripeWebhook` and `addFlowPayWebhook` (or give them in the settings when the port is fixed).
public final class Sandbox implements AutoCloseable {
    private final SandboxSettings settings;
    private final SandboxKeys keys;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final StripeSandbox stripe;
    private final FlowPaySandbox flowPay;
    private final PlaidSandbox plaid;
    private final GoogleSandbox google;
    private final Mailbox mailbox;
    private @Nullable WiseSandbox wise;

    private Sandbox(SandboxSettings settings) {
        this.settings = settings;
        this.keys = SandboxKeys.load(settings.dataFolder());
        try {
            stripe = opened(StripeSandbox.start(settings));
            flowPay = opened(FlowPaySandbox.start(settings));
            plaid = opened(PlaidSandbox.start(settings));
            google = opened(GoogleSandbox.start(settings));
            mailbox = opened(Mailbox.start(settings));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    public static Sandbox start(SandboxSettings settings) {
        return new Sandbox(settings);
    }

    public StripeSandbox stripe() {
        return stripe;
    }

    public FlowPaySandbox flowPay() {
        return flowPay;
    }

    public PlaidSandbox plaid() {
        return plaid;
    }

    public GoogleSandbox google() {
        return google;
    }

    /// Started when it is first asked for, as few installations pay by Wise.
    ///
    /// @param port 0 for any; heeded at the start
    public synchronized WiseSandbox wise(int port) {
        WiseSandbox running = wise;
        if (running == null) {
            running = opened(WiseSandbox.start(settings, port));
            wise = running;
        }
        return running;
    }

    public Mailbox mailbox() {
        return mailbox;
    }

    public SandboxKeys keys() {
        return keys;
    }

    public SandboxClock clock() {
        return settings.clock();
    }

    public void addStripeWebhook(String url) {
        stripe.addWebhook(url);
    }

    public void addFlowPayWebhook(String url) {
        flowPay.addWebhook(url);
    }

    /// Addresses, keys and secrets, for `run.json`.
    public synchronized ObjectNode describe() {
        ObjectNode all = Json.object();
        all.putObject("stripe")
                .put("base", stripe.baseUri().toString())
                .put("control", stripe.baseUri() + "/sandbox")
                .put("secretKey", keys.stripeSecretKey())
                .put("publishableKey", keys.stripePublishableKey())
                .put("webhookSecret", keys.stripeWebhookSecret())
                .put("script", stripe.baseUri() + "/v3/");
        all.putObject("flowPay")
                .put("base", flowPay.baseUri().toString())
                .put("control", flowPay.baseUri() + "/sandbox")
                .put("key", keys.flowPayKey())
                .put("webhookSecret", keys.flowPayWebhookSecret());
        WiseSandbox paysByWise = wise;
        if (paysByWise != null) {
            all.putObject("wise")
                    .put("base", paysByWise.baseUri().toString())
                    .put("control", paysByWise.baseUri() + "/sandbox")
                    .put("token", paysByWise.token())
                    .put("profile", paysByWise.profile())
                    .put("webhookKey", paysByWise.publicKey());
        }
        all.putObject("plaid")
                .put("base", plaid.baseUri().toString())
                .put("control", plaid.baseUri() + "/sandbox")
                .put("clientId", keys.plaidClientId())
                .put("secret", keys.plaidSecret());
        all.putObject("google")
                .put("base", google.baseUri().toString())
                .put("clientId", keys.googleClientId())
                .put("clientSecret", keys.googleClientSecret())
                .put("desktopClientId", keys.googleDesktopClientId())
                .put("desktopClientSecret", keys.googleDesktopClientSecret());
        all.putObject("mailbox")
                .put("base", mailbox.baseUri().toString())
                .put("smtpPort", mailbox.smtpPort())
                .put("smtpUser", keys.smtpUser())
                .put("smtpPassword", keys.smtpPassword());
        return all;
    }

    @Override
    public void close() {
        RuntimeException first = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                first = first == null ? new IllegalStateException("closing the sandbox", e) : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
