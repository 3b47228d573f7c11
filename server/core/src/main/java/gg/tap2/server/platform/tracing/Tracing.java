package gg.tap2.server.platform.tracing;

import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Traces of one server, or none. Spans are sent in the background and dropped when the collector does not take them.
public final class Tracing implements AutoCloseable {
    /// The header, and what [#current] has the form of: `00-<trace>-<span>-<flags>` (W3C Trace Context).
    public static final String HEADER = "traceparent";

    private static final Duration SEND = Duration.ofSeconds(5);
    private static final int WAITING = 8_192;
    private static final Tracing OFF = new Tracing(null);
    private static final ContextKey<Tracing> HERE = ContextKey.named("tap2-tracing");
    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();
    private static final TextMapGetter<String> PARENT = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String carrier) {
            return List.of(HEADER);
        }

        @Override
        public @Nullable String get(@Nullable String carrier, String key) {
            return key.equals(HEADER) ? carrier : null;
        }
    };

    private final @Nullable SdkTracerProvider provider;
    private final @Nullable Tracer tracer;

    private Tracing(@Nullable SdkTracerProvider provider) {
        this.provider = provider;
        this.tracer = provider == null ? null : provider.get("tap2");
    }

    /// Where nothing is traced.
    public static Tracing off() {
        return OFF;
    }

    /// @param instance what this server is called among others
    public static Tracing of(ServerConfig config, String instance) {
        if (!config.isSet(Key.OTEL_ENDPOINT)) {
            return OFF;
        }
        String endpoint = config.text(Key.OTEL_ENDPOINT).replaceAll("/+$", "");
        var exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint.endsWith("/v1/traces") ? endpoint : endpoint + "/v1/traces")
                .setCompression("gzip")
                .setConnectTimeout(SEND)
                .setTimeout(SEND);
        for (String header : config.list(Key.OTEL_HEADERS)) {
            String[] pair = header.split("=", 2);
            exporter.addHeader(pair[0], pair[1]);
        }
        var share = Sampler.traceIdRatioBased(config.number(Key.OTEL_SAMPLE_PERCENT) / 100.0);
        var provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault()
                        .merge(Resource.create(Attributes.of(
                                AttributeKey.stringKey("service.name"),
                                "tap2-server",
                                AttributeKey.stringKey("service.instance.id"),
                                instance,
                                AttributeKey.stringKey("deployment.environment.name"),
                                config.text(Key.MODE)))))
                // By the trace's id alone, so that a stranger's flag does not have more kept than the operator wants,
                // and all steps of a trace are kept or none, on whichever server.
                .setSampler(share)
                .addSpanProcessor(BatchSpanProcessor.builder(exporter.build())
                        .setScheduleDelay(Duration.ofSeconds(1))
                        .setMaxQueueSize(WAITING)
                        .setExporterTimeout(SEND)
                        .build())
                .build();
        return new Tracing(provider);
    }

    /// Begins where work enters the server. With the trace that it belongs to, it goes on with that; without, or with
    /// something that is none, it is the first step of a trace.
    ///
    /// @param parent a `traceparent`, from a header or a table
    public Step begin(Kind kind, String name, @Nullable String parent) {
        Tracer t = tracer;
        if (t == null) {
            return Step.NONE;
        }
        Context root = Context.root().with(HERE, this);
        return started(t, kind, name, parent == null ? root : W3C.extract(root, parent, PARENT));
    }

    /// A step of what the thread is doing; nothing where that is not traced.
    public static Step step(Kind kind, String name) {
        Context now = Context.current();
        Tracing here = now.get(HERE);
        return here == null || here.tracer == null ? Step.NONE : started(here.tracer, kind, name, now);
    }

    /// A step of what another thread was doing when it asked for its [Place].
    public static Step step(Kind kind, String name, Place place) {
        Tracing there = place.context().get(HERE);
        return there == null || there.tracer == null ? Step.NONE : started(there.tracer, kind, name, place.context());
    }

    /// What the thread is doing, to be gone on with by another.
    public record Place(Context context) {}

    public static Place place() {
        return new Place(Context.current());
    }

    /// The present step as a `traceparent`, or null where nothing is traced.
    public static @Nullable String current() {
        Context now = Context.current();
        if (now.get(HERE) == null) {
            return null;
        }
        var found = new String[1];
        inject(now, (name, value) -> {
            if (name.equals(HEADER)) {
                found[0] = value;
            }
        });
        return found[0];
    }

    /// Gives the headers that carry the trace to whoever is asked next.
    public static void carry(BiConsumer<String, String> header) {
        Context now = Context.current();
        if (now.get(HERE) != null) {
            inject(now, header);
        }
    }

    private static void inject(Context context, BiConsumer<String, String> header) {
        W3C.inject(context, header, (h, name, value) -> {
            if (h != null) {
                h.accept(name, value);
            }
        });
    }

    /// The step closes the scope.
    @SuppressWarnings("MustBeClosedChecker")
    private static Step started(Tracer tracer, Kind kind, String name, Context parent) {
        Span span = tracer.spanBuilder(name)
                .setParent(parent)
                .setSpanKind(
                        switch (kind) {
                            case REQUEST -> SpanKind.SERVER;
                            case ASKING -> SpanKind.CLIENT;
                            case STORED -> SpanKind.CONSUMER;
                            case INSIDE -> SpanKind.INTERNAL;
                        })
                .startSpan();
        Scope scope = parent.with(span).makeCurrent();
        return new Step(span, scope, true);
    }

    /// What a step is.
    public enum Kind {
        /// An answer to somebody.
        REQUEST,
        /// A call of the database or a provider.
        ASKING,
        /// Something that waited in a table.
        STORED,
        INSIDE
    }

    /// Sends what waits, for a few seconds at most.
    @Override
    public void close() {
        if (provider != null) {
            var sent = provider.shutdown().join(SEND.toSeconds(), TimeUnit.SECONDS);
            if (!sent.isSuccess()) {
                org.slf4j.LoggerFactory.getLogger(Tracing.class).debug("the last spans were not taken");
            }
        }
    }
}
