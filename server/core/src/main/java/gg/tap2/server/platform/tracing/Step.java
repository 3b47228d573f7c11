package gg.tap2.server.platform.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/// A span that is the thread's present one until it is closed, by the same thread. Lines logged meanwhile carry its
/// trace's id.
public final class Step implements AutoCloseable {
    static final String LOGGED_AS = "traceId";

    /// Where nothing is traced.
    static final Step NONE = new Step(Span.getInvalid(), Scope.noop(), false);

    private final Span span;
    private final Scope scope;
    private final boolean on;
    private final @Nullable String loggedBefore;

    Step(Span span, Scope scope, boolean on) {
        this.span = span;
        this.scope = scope;
        this.on = on;
        this.loggedBefore = on ? MDC.get(LOGGED_AS) : null;
        if (on) {
            MDC.put(LOGGED_AS, span.getSpanContext().getTraceId());
        }
    }

    public Step put(String key, String value) {
        if (on) {
            span.setAttribute(key, value);
        }
        return this;
    }

    public Step put(String key, long value) {
        if (on) {
            span.setAttribute(key, value);
        }
        return this;
    }

    /// By its kind only: messages of exceptions may hold what is nobody's business.
    public Step failed(Throwable e) {
        return failed(e.getClass().getName());
    }

    public Step failed(String kind) {
        if (on) {
            span.setAttribute("error.type", kind);
            span.setStatus(StatusCode.ERROR);
        }
        return this;
    }

    @Override
    public void close() {
        if (!on) {
            return;
        }
        scope.close();
        span.end();
        if (loggedBefore == null) {
            MDC.remove(LOGGED_AS);
        } else {
            MDC.put(LOGGED_AS, loggedBefore);
        }
    }
}
