package gg.tap2.server.stripe;

import com.stripe.exception.ApiConnectionException;
import com.stripe.net.HttpURLConnectionClient;
import com.stripe.net.StripeRequest;
import com.stripe.net.StripeResponse;
import gg.tap2.server.platform.tracing.TracedCalls;
import gg.tap2.server.platform.tracing.Tracing;

/// Stripe's client with a step of the trace for each call on the wire, repetitions included.
final class TracedStripe extends HttpURLConnectionClient {
    @Override
    public StripeResponse request(StripeRequest request) throws ApiConnectionException {
        String method = request.method().name();
        String operation = TracedCalls.operation(request.url().getPath());
        try (var step = Tracing.step(Tracing.Kind.ASKING, "stripe " + method + " " + operation)) {
            step.put("http.request.method", method)
                    .put("url.template", operation)
                    .put("server.address", request.url().getHost());
            var carried = new StripeRequest[] {request};
            Tracing.carry((name, value) -> carried[0] = carried[0].withAdditionalHeader(name, value));
            try {
                StripeResponse response = super.request(carried[0]);
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
