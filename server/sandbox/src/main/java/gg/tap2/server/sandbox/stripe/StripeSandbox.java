package gg.tap2.server.sandbox.stripe;

import gg.tap2.server.sandbox.Call;
import gg.tap2.server.sandbox.Faults;
import gg.tap2.server.sandbox.Html;
import gg.tap2.server.sandbox.ObjectStore;
import gg.tap2.server.sandbox.Reply;
import gg.tap2.server.sandbox.Router;
import gg.tap2.server.sandbox.SandboxKeys;
import gg.tap2.server.sandbox.SandboxServer;
import gg.tap2.server.sandbox.SandboxSettings;
import gg.tap2.server.sandbox.Ticker;
import gg.tap2.server.sandbox.WebhookSender;
import java.net.URI;
import java.util.List;

/// The Stripe stand-in: start it, point stripe-java's API base at `baseUri()`.
public final class StripeSandbox implements AutoCloseable {
    private final SandboxKeys keys;
    private final ObjectStore store;
    private final WebhookSender sender;
    private final Faults faults = new Faults();
    private final SandboxServer server;
    private final Parts parts;
    private final Ticker ticker;

    private StripeSandbox(SandboxSettings settings) {
        keys = SandboxKeys.load(settings.dataFolder());
        store = new ObjectStore(settings.folder().resolve("stripe.ndjson"));
        var world = new World(store, settings.clock());
        var events = new Events(world);
        world.connect(events);
        sender = new WebhookSender(store, settings.clock(), settings.retryBase(), events::compose);
        events.connect(sender);
        var router = new Router();
        parts = new Parts(world, router, keys, faults, settings.clock());
        configureWebhooks(settings, parts.eventsApi());
        Html.assets(router);
        server = new SandboxServer(settings.ports().stripe(), router, faults, new Style());
        world.at(server.baseUri());
        sender.resume();
        ticker = new Ticker("stripe-tick", settings.backgroundTicks(), this::tick);
    }

    public static StripeSandbox start(SandboxSettings settings) {
        return new StripeSandbox(settings);
    }

    private void configureWebhooks(SandboxSettings settings, EventsApi api) {
        List<SandboxSettings.WebhookTarget> targets = settings.stripeWebhooks();
        store.run(() -> {
            api.forgetConfiguredExcept(
                    targets.stream().map(SandboxSettings.WebhookTarget::url).toList());
            targets.forEach(
                    t -> api.configured(t.url(), t.secret().isEmpty() ? keys.stripeWebhookSecret() : t.secret()));
        });
    }

    /// Registers another receiver of all events while running, signed with the secret in `keys.json`.
    public void addWebhook(String url) {
        store.run(() -> parts.eventsApi().configured(url, keys.stripeWebhookSecret()));
    }

    public URI baseUri() {
        return server.baseUri();
    }

    public SandboxKeys keys() {
        return keys;
    }

    public Faults faults() {
        return faults;
    }

    public WebhookSender webhooks() {
        return sender;
    }

    /// Does everything that is due at the present time of the clock.
    public void tick() {
        store.run(parts::tick);
    }

    @Override
    public void close() {
        ticker.close();
        server.close();
        sender.close();
        store.close();
    }

    private static final class Style implements SandboxServer.Style {
        @Override
        public Reply notFound(Call call) {
            return Reply.json(
                    404,
                    StripeError.of(
                                    404,
                                    "invalid_request_error",
                                    "url_invalid",
                                    "Unrecognized request URL (" + call.method() + ": " + call.path() + ").")
                            .body());
        }

        @Override
        public Reply fault(Faults.Fault fault) {
            if (fault.kind() == Faults.Kind.RATE_LIMIT) {
                return Reply.json(
                        429,
                        StripeError.of(
                                        429,
                                        "invalid_request_error",
                                        "rate_limit",
                                        "Request rate limit exceeded (sandbox fault).")
                                .body());
            }
            if (fault.code().equals("garbage")) {
                return Reply.text(fault.status(), "text/html", "<html><body>Service page of somebody on the way");
            }
            StripeError error = StripeError.fault(fault.status(), fault.code());
            return error == null ? Api.serverError(fault.status()) : Reply.json(error.status(), error.body());
        }

        @Override
        public Reply failure(RuntimeException error) {
            return error instanceof StripeError known ? Reply.json(known.status(), known.body()) : Api.serverError(500);
        }

        @Override
        public Reply decorate(Call call, Reply reply) {
            return call.path().startsWith("/v1/")
                    ? reply.header("Access-Control-Allow-Origin", "*")
                            .header("Access-Control-Allow-Methods", "GET, POST, DELETE, OPTIONS")
                            .header("Access-Control-Allow-Headers", "Authorization, Content-Type, Stripe-Version")
                            .header("Access-Control-Max-Age", "300")
                    : reply;
        }
    }
}
