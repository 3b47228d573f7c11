package gg.tap2.server.platform.tracing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/// Takes spans as a collector does: OTLP over HTTP, protobuf, compressed.
final class Collector implements AutoCloseable {
    /// A span as it came over the wire.
    record Seen(String trace, String id, String parent, String name, Map<String, String> attributes, boolean failed) {}

    private final HttpServer server;
    final List<Seen> spans = new CopyOnWriteArrayList<>();
    final List<String> resources = new CopyOnWriteArrayList<>();
    final List<String> keys = new CopyOnWriteArrayList<>();

    Collector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void take(HttpExchange exchange) throws IOException {
        keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("x-key")));
        try (exchange;
                var body = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                        ? new GZIPInputStream(exchange.getRequestBody())
                        : exchange.getRequestBody()) {
            var request = ExportTraceServiceRequest.parseFrom(body);
            request.getResourceSpansList().forEach(r -> {
                resources.add(r.getResource().toString());
                r.getScopeSpansList().forEach(s -> s.getSpansList().forEach(span -> spans.add(seen(span))));
            });
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static Seen seen(Span s) {
        var hex = HexFormat.of();
        return new Seen(
                hex.formatHex(s.getTraceId().toByteArray()),
                hex.formatHex(s.getSpanId().toByteArray()),
                hex.formatHex(s.getParentSpanId().toByteArray()),
                s.getName(),
                s.getAttributesList().stream()
                        .collect(Collectors.toMap(
                                a -> a.getKey(),
                                a -> a.getValue().hasStringValue()
                                        ? a.getValue().getStringValue()
                                        : Long.toString(a.getValue().getIntValue()))),
                s.getStatus().getCodeValue() == 2);
    }

    List<Seen> named(String name) {
        return spans.stream().filter(s -> s.name().equals(name)).toList();
    }

    List<Seen> trace(String trace) {
        return spans.stream().filter(s -> s.trace().equals(trace)).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
