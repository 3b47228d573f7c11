package gg.tap2.server.platform.http;

import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.framing.StrictHttp1;
import gg.tap2.server.platform.i18n.Texts;
import gg.tap2.server.platform.tracing.Step;
import gg.tap2.server.platform.tracing.Tracing;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/// The web server: request ids, identity, access, guards, idempotency, errors, security headers and overload in one
/// pipeline around the handlers.
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final HeaderName REQUEST_ID = HeaderNames.create("X-Request-Id");
    private static final HeaderName TRACE_PARENT = HeaderNames.create(Tracing.HEADER);

    /// How long requests may take to end when the server closes.
    private static final Duration ENDING = Duration.ofSeconds(10);
    /// For the connections after that. None of them has a request any more, but the web server would wait for each.
    private static final Duration CLOSING = Duration.ofMillis(200);

    private final ServerConfig config;
    private final Routing routing;
    private final Authenticator authenticator;
    private final List<Guard> guards;
    private final ErrorAnswers errors;
    private final RunningKeys runningKeys;
    private final Idempotency idempotency;
    private final SecurityHeaders headers;
    private final List<RequestObserver> observers;
    private final Tracing tracing;
    private final Semaphore lane;
    private final Lanes lanes;
    private final RequestBodies bodies = new RequestBodies(Runtime.getRuntime().maxMemory() / 8);
    private final WebhookSenders senders;
    private final TrustedProxies proxies;
    /// Who asked for what they may not have. Things of others are answered as if they were not there, and not told
    /// here.
    private static final Logger REFUSALS = LoggerFactory.getLogger("tap2.refused");

    private final HttpsRedirect httpsRedirect;
    private final HostNames hostNames;
    private final Cookies cookies;
    private @Nullable WebServer server;
    private volatile boolean leaving;
    private volatile boolean draining;

    /// Told about every answered request; for metrics and counting. `call` is null when it was refused before its
    /// handler. Must not throw and must not wait.
    public interface RequestObserver {
        void answered(Route route, @Nullable Call call, int status, long nanos);
    }

    public HttpServer(
            ServerConfig config,
            Db db,
            InstantSource clock,
            Texts texts,
            Routing routing,
            Authenticator authenticator,
            List<Guard> guards,
            SecurityHeaders headers,
            ErrorAnswers.Page errorPage,
            List<RequestObserver> observers,
            Tracing tracing) {
        this.config = config;
        this.routing = routing;
        this.authenticator = authenticator;
        this.guards = List.copyOf(guards);
        this.errors = new ErrorAnswers(texts, errorPage);
        this.runningKeys = new RunningKeys(db, clock, RunningKeys.SIGN_OF_LIFE);
        this.idempotency = new Idempotency(db, clock, runningKeys);
        this.headers = headers;
        this.observers = List.copyOf(observers);
        this.tracing = tracing;
        this.lane = new Semaphore(config.integer(Key.HTTP_MAX_REQUESTS));
        this.lanes = new Lanes(lane, config.decimal(Key.RATELIMIT_FACTOR));
        this.senders = new WebhookSenders(config.decimal(Key.RATELIMIT_FACTOR));
        this.proxies = TrustedProxies.of(config);
        this.httpsRedirect = new HttpsRedirect(config);
        this.cookies = Cookies.of(config, clock);
        this.hostNames = new HostNames(config, proxies);
    }

    /// @throws ConfigException when the port is in use
    public HttpServer start() {
        var builder = HttpRouting.builder();
        for (Route route : routing.routes()) {
            io.helidon.webserver.http.Handler served = (req, res) -> {
                dispatch(route, req, res);
                closeIfAsked(req, res);
            };
            builder.route(route.method(), route.path(), served);
            if (route.method() == Method.GET) {
                builder.route(Method.HEAD, route.path(), served);
            }
        }
        builder.any((req, res) -> {
            unknown(req, res);
            closeIfAsked(req, res);
        });
        var web = WebServer.builder()
                .host(config.text(Key.HTTP_HOST))
                .port(config.integer(Key.HTTP_PORT))
                .maxTcpConnections(config.integer(Key.HTTP_MAX_CONNECTIONS))
                .idleConnectionTimeout(Duration.ofSeconds(60))
                .idleConnectionPeriod(Duration.ofSeconds(15))
                .maxPayloadSize(8L << 20)
                .protocolsDiscoverServices(false)
                .addConnectionSelector(new StrictHttp1(perNetwork(), this::counted))
                .shutdownHook(false)
                .shutdownGracePeriod(CLOSING)
                .connectionConfig(c ->
                        c.readTimeout(Duration.ofSeconds(30)).keepAlive(true).tcpNoDelay(true))
                .routing(builder)
                .build();
        try {
            this.server = web.start();
            runningKeys.start();
        } catch (RuntimeException e) {
            throw new ConfigException("port " + config.text(Key.HTTP_PORT) + " on " + config.text(Key.HTTP_HOST)
                    + " cannot be used: " + rootMessage(e) + "; choose another with --port");
        }
        return this;
    }

    public int port() {
        var s = server;
        if (s == null) {
            throw new IllegalStateException("not started");
        }
        return s.port();
    }

    /// Asks everybody to go elsewhere: connections are closed after their answer, and readiness is denied, so that a
    /// load balancer stops sending. Requests are still served.
    public void leave() {
        leaving = true;
    }

    public boolean isLeaving() {
        return leaving;
    }

    /// Requests being handled now.
    public int running() {
        return lanes.running();
    }

    private int perNetwork() {
        double factor = Math.max(1, config.decimal(Key.RATELIMIT_FACTOR));
        return (int) Math.min(Integer.MAX_VALUE, config.integer(Key.HTTP_CONNECTIONS_PER_ADDRESS) * factor);
    }

    /// A proxy speaks for everybody behind it.
    private Optional<String> counted(String address) {
        return proxies.trusts(address) ? Optional.empty() : Optional.of(ClientAddress.network(address));
    }

    /// Refuses new work with 503 while what is running ends.
    public void drain() {
        draining = true;
    }

    private void dispatch(Route route, ServerRequest req, ServerResponse res) {
        String requestId = requestId(req);
        try (Step step = traced(route, req)) {
            step.put("tap2.request_id", requestId);
            dispatch(route, req, res, requestId);
            int status = res.status().code();
            step.put("http.response.status_code", status);
            if (status >= 500) {
                step.failed(Integer.toString(status));
            }
        }
    }

    /// Probes and scrapes would only bury the rest.
    private Step traced(Route route, ServerRequest req) {
        if (route.path().startsWith("/health") || route.path().equals("/metrics")) {
            return Tracing.off().begin(Tracing.Kind.REQUEST, route.path(), null);
        }
        String method = route.method().text();
        return tracing.begin(
                        Tracing.Kind.REQUEST,
                        method + " " + route.path(),
                        req.headers().first(TRACE_PARENT).orElse(null))
                .put("http.request.method", method)
                .put("http.route", route.path());
    }

    private void dispatch(Route route, ServerRequest req, ServerResponse res, String requestId) {
        long started = System.nanoTime();
        MDC.put("requestId", requestId);
        res.header(REQUEST_ID, requestId);
        ClientAddress client = ClientAddress.of(req, proxies);
        headers.apply(res, route, client);
        if (httpsRedirect.redirected(route, req, res, client) || (route.page() && tidied(req, res))) {
            return;
        }
        if (leaving) {
            res.headers().set(HeaderValues.CONNECTION_CLOSE);
        }
        var places = new Places(req, res, client.network());
        Call call = null;
        try {
            RequestAddress.check(req);
            hostNames.check(req, route, ClientAddress.peer(req));
            httpsRedirect.check(route, req, client);
            call = let(route, req, res, requestId, client, places);
            for (Guard guard : guards) {
                guard.check(call, route);
            }
            if (route.idempotent()) {
                idempotency.run(call, route.handler());
            } else if (call.findPrincipal()
                    .filter(p -> p.actingAdminId() != null)
                    .isPresent()) {
                // An admin who looks through a user's eyes: nothing is marked, counted or made on the way.
                Call seen = call;
                Db.lookOnly(() -> route.handler().handle(seen));
            } else {
                route.handler().handle(call);
            }
        } catch (CloseConnectionException e) {
            throw e;
        } catch (Throwable t) {
            places.sending();
            errors.send(route, req, res, requestId, t);
        } finally {
            places.end();
            MDC.clear();
            if (route.access() == Access.WEBHOOK) {
                senders.answered(route, client.network(), res.status().code());
            }
            observe(route, call, res, started);
        }
    }

    /// Reads the body, finds a place and tells who is calling, in this order.
    private Call let(
            Route route, ServerRequest req, ServerResponse res, String requestId, ClientAddress client, Places places) {
        if (draining) {
            throw ApiException.unavailable("overloaded", 1);
        }
        if (route.access() == Access.WEBHOOK) {
            senders.check(route, client.network());
        }
        byte[] body = bodies.read(req, route, client.network());
        if (draining || !places.enter(route)) {
            throw ApiException.unavailable("overloaded", 1);
        }
        Principal principal = identify(route, req, res);
        if (principal != null) {
            MDC.put("userId", principal.userId().toString());
        }
        return new Call(req, res, route, principal, requestId, client, body, places);
    }

    /// What one request takes of the server.
    private final class Places implements Call.Pipeline {
        private final ServerRequest request;
        private final ServerResponse response;
        private final String network;
        private final Lanes.Place running = lanes.begun();
        private Lanes.@Nullable Place place;

        private Places(ServerRequest request, ServerResponse response, String network) {
            this.request = request;
            this.response = response;
            this.network = network;
        }

        private boolean enter(Route route) {
            place = lanes.enter(route, network);
            return place != null;
        }

        @Override
        public void sending() {
            if (place != null) {
                place.release();
            }
        }

        @Override
        public Lanes.Place stream() {
            return lanes.stream(network);
        }

        @Override
        public void longLived() {
            sending();
            running.release();
        }

        @Override
        public void paying() {
            headers.paying(response);
        }

        @Override
        public Optional<String> cookie(String name) {
            return cookies.read(request, name);
        }

        private void end() {
            sending();
            running.release();
        }
    }

    private void observe(Route route, @Nullable Call call, ServerResponse res, long started) {
        long nanos = System.nanoTime() - started;
        for (RequestObserver o : observers) {
            o.answered(route, call, res.status().code(), nanos);
        }
    }

    /// The web server writes `Connection: close` but leaves the connection open.
    private static void closeIfAsked(ServerRequest req, ServerResponse res) {
        boolean asked = req.headers()
                        .first(HeaderNames.CONNECTION)
                        .filter(c -> c.equalsIgnoreCase("close"))
                        .isPresent()
                || res.headers().contains(HeaderValues.CONNECTION_CLOSE);
        if (asked && res.isSent()) {
            throw new CloseConnectionException("asked to close");
        }
    }

    private @Nullable Principal identify(Route route, ServerRequest req, ServerResponse res) {
        if (route.access() == Access.WEBHOOK) {
            return null;
        }
        Principal principal;
        try {
            principal = authenticator.authenticate(req, res);
        } catch (ApiException e) {
            if (route.access() == Access.PUBLIC || route.access() == Access.SANDBOX) {
                return null;
            }
            throw e;
        }
        if (principal != null) {
            // An error's page is drawn for the same person.
            req.context().register(principal);
        }
        try {
            Permissions.check(route, principal);
        } catch (ApiException e) {
            if (principal != null) {
                REFUSALS.info(
                        "{} {} {} of user {} as {}",
                        e.code(),
                        route.method().text(),
                        route.path(),
                        principal.userId(),
                        principal.role());
            }
            throw e;
        }
        return principal;
    }

    private boolean tidied(ServerRequest req, ServerResponse res) {
        var tidy = RequestAddress.withoutTail(req, routing);
        tidy.ifPresent(to -> {
            res.header(HeaderNames.LOCATION, to);
            res.status(Status.PERMANENT_REDIRECT_308).send();
        });
        return tidy.isPresent();
    }

    private void unknown(ServerRequest req, ServerResponse res) {
        String requestId = requestId(req);
        res.header(REQUEST_ID, requestId);
        var route = new Route(
                req.prologue().method(),
                req.path().path(),
                Access.PUBLIC,
                c -> {},
                false,
                0,
                !req.path().path().startsWith("/api/"));
        headers.apply(res, route, ClientAddress.of(req, proxies));
        if (tidied(req, res)) {
            return;
        }
        if (route.page()) {
            known(req, res);
        }
        boolean otherMethod = routing.routes().stream()
                .anyMatch(r -> r.path().equals(req.path().path()));
        errors.send(
                route,
                req,
                res,
                requestId,
                otherMethod ? ApiException.of(405, "method_not_allowed") : ApiException.notFound());
    }

    /// Whoever is signed in stays so on a page that is not there. A session that is over, or cannot be looked up, is
    /// nobody's.
    private void known(ServerRequest req, ServerResponse res) {
        try {
            Principal principal = authenticator.authenticate(req, res);
            if (principal != null) {
                req.context().register(principal);
            }
        } catch (RuntimeException e) {
            LOG.debug("nobody known asks for {}: {}", req.path().path(), rootMessage(e));
        }
    }

    private static String requestId(ServerRequest req) {
        return req.headers()
                .first(REQUEST_ID)
                .filter(id -> id.matches("[A-Za-z0-9-]{8,64}"))
                .orElseGet(() -> Long.toHexString(
                        java.util.concurrent.ThreadLocalRandom.current().nextLong()));
    }

    private static String rootMessage(Throwable e) {
        Throwable t = e;
        while (t.getCause() != null) {
            t = t.getCause();
        }
        return String.valueOf(t.getMessage());
    }

    private void awaitRunning() {
        long until = System.nanoTime() + ENDING.toNanos();
        while (running() > 0 && System.nanoTime() < until) {
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /// Refuses new requests, lets what is running end, and closes the connections.
    @Override
    public void close() {
        drain();
        if (server != null) {
            awaitRunning();
            server.stop();
            runningKeys.close();
        }
    }
}
