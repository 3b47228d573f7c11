package gg.tap2.server.sandbox;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The HTTP side of one stand-in: loopback only, with faults on demand around every handler.
public final class SandboxServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SandboxServer.class);
    private static final long MAX_BODY = 8L << 20;

    /// What differs by provider: how errors look and what every reply carries.
    public interface Style {
        Reply notFound(Call call);

        Reply fault(Faults.Fault fault);

        Reply failure(RuntimeException error);

        default Reply decorate(Call call, Reply reply) {
            return reply;
        }
    }

    private final Router router;
    private final Faults faults;
    private final Style style;
    private final WebServer server;

    public SandboxServer(int port, Router router, Faults faults, Style style) {
        this.router = router;
        this.faults = faults;
        this.style = style;
        this.server = WebServer.builder()
                .host("127.0.0.1")
                .port(port)
                .maxPayloadSize(MAX_BODY)
                // Stripe's libraries send a[b][0]=x without escaping the brackets.
                .addProtocol(Http1Config.builder()
                        .validatePrologue(false)
                        .maxPrologueLength(16_384)
                        .build())
                .shutdownHook(false)
                .shutdownGracePeriod(Duration.ofMillis(200))
                .routing(r -> r.any(this::serve))
                .build()
                .start();
    }

    public URI baseUri() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    private void serve(ServerRequest req, ServerResponse res) {
        Map<String, String> headers = new TreeMap<>();
        req.headers().forEach(h -> headers.put(h.name().toLowerCase(Locale.ROOT), h.get()));
        byte[] body = req.content().hasEntity() ? req.content().as(byte[].class) : new byte[0];
        String method = req.prologue().method().text().toUpperCase(Locale.ROOT);
        String path = req.path().rawPath();
        var call = new Call(method, path, req.query().rawValue(), headers, body, Map.of(), null);
        Reply refused = Gate.refusal(call);
        if (refused != null) {
            send(refused, res);
            return;
        }
        Faults.Fault fault = path.startsWith("/sandbox") ? null : faults.take(method, path);
        Reply reply;
        if (fault != null && fault.kind() == Faults.Kind.TIMEOUT) {
            pause(fault.delayMs() > 0 ? fault.delayMs() : 60_000);
            throw new CloseConnectionException("sandbox: no answer on demand");
        } else if (fault != null && (fault.kind() == Faults.Kind.ERROR || fault.kind() == Faults.Kind.RATE_LIMIT)) {
            reply = style.fault(fault);
        } else {
            reply = handle(call, fault);
        }
        if (fault != null && fault.kind() == Faults.Kind.LATENCY) {
            pause(fault.delayMs());
        }
        if (fault != null && fault.kind() == Faults.Kind.LOSE_REPLY) {
            throw new CloseConnectionException("sandbox: reply lost on demand");
        }
        send(Gate.guarded(call, style.decorate(call, reply)), res);
    }

    private Reply handle(Call call, Faults.@org.jspecify.annotations.Nullable Fault fault) {
        Router.Match match = router.find(call.method(), call.path());
        if (match == null) {
            return call.method().equals("OPTIONS")
                    ? new Reply(204, "text/plain", new byte[0], Map.of())
                    : style.notFound(call);
        }
        try {
            return match.handler().handle(call.with(match.vars(), fault));
        } catch (RuntimeException e) {
            Reply reply = style.failure(e);
            if (reply.status() >= 500) {
                LOG.warn("sandbox {} {} failed", call.method(), call.path(), e);
            }
            return reply;
        }
    }

    private static void send(Reply reply, ServerResponse res) {
        res.status(Status.create(reply.status()));
        if (reply.status() != 204) {
            res.header(HeaderNames.CONTENT_TYPE, reply.contentType());
        }
        reply.headers().forEach((name, value) -> res.header(HeaderNames.create(name), value));
        res.send(reply.body());
    }

    static void pause(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
