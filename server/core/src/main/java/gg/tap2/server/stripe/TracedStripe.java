package gg.tap2.server.stripe;

import com.stripe.exception.ApiConnectionException;
import com.stripe.net.HttpURLConnectionClient;
import com.stripe.net.StripeRequest;
import com.stripe.net.StripeResponse;
import gg.tap2.server.platform.tracing.TracedCalls;
import gg.tap2.server.platform.tracing.Tracing;

/// Stripe's client with a step of the trace for each call on the wire, repetitions included.
final class TracedStripe extends HttpURLConnectionClient {
    private record Last(String operation, boolean kept) {}

    /// Of this thread's last call; the library tells neither with its exceptions.
    private static final ThreadLocal<Last> LAST = ThreadLocal.withInitial(() -> new Last("", false));

    /// Bound where nobody waits for the answer.
    static final ScopedValue<Boolean> BACKGROUND = ScopedValue.newInstance();

    private final StripePace pace = new StripePace();

    /// What this thread asked last, such as `POST /v1/refunds`.
    static String operation() {
        return LAST.get().operation();
    }

    /// Whether this thread's last answer was one that Stripe had kept by its idempotency key.
    static boolean wasKept() {
        return LAST.get().kept();
    }

    @Override
    public StripeResponse request(StripeRequest request) throws ApiConnectionException {
        String method = request.method().name();
        String operation = TracedCalls.operation(request.url().getPath());
        LAST.set(new Last(method + " " + operation, false));
        if (BACKGROUND.isBound()) {
            pace.await(method + " " + operation);
        }
        try (var step = Tracing.step(Tracing.Kind.ASKING, "stripe " + method + " " + operation)) {
            step.put("http.request.method", method)
                    .put("url.template", operation)
                    .put("server.address", request.url().getHost());
            var carried = new StripeRequest[] {request};
            Tracing.carry((name, value) -> carried[0] = carried[0].withAdditionalHeader(name, value));
            try {
                StripeResponse response = super.request(carried[0]);
                LAST.set(new Last(
                        method + " " + operation,
                        response.headers()
                                .firstValue("Idempotent-Replayed")
                                .filter("true"::equals)
                                .isPresent()));
                step.put("http.response.status_code", response.code());
                if (response.code() >= 400) {
                    step.failed(Integer.toString(response.code()));
                }
                return response;
            } catch (ApiConnectionException | RuntimeException e) {
                step.failed(e);
                throw e;
            }
        }
    }
}
