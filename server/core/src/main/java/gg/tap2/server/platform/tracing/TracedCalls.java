package gg.tap2.server.platform.tracing;

import java.io.IOException;
import java.util.regex.Pattern;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/// Makes a step of each call of an OkHttp client and passes the trace on.
public final class TracedCalls implements Interceptor {
    private static final Pattern ID = Pattern.compile("(?<=/)(?=[^/]*[0-9A-Z])[^/]{6,}");

    private final String provider;

    public TracedCalls(String provider) {
        this.provider = provider;
    }

    /// A path with its ids replaced, so that it names an operation: `/v1/refunds/{id}`.
    public static String operation(String path) {
        return ID.matcher(path).replaceAll("{id}");
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        String operation = operation(request.url().encodedPath());
        try (var step = Tracing.step(Tracing.Kind.ASKING, provider + " " + request.method() + " " + operation)) {
            step.put("http.request.method", request.method())
                    .put("url.template", operation)
                    .put("server.address", request.url().host());
            var carried = request.newBuilder();
            Tracing.carry(carried::header);
            try {
                Response response = chain.proceed(carried.build());
                step.put("http.response.status_code", response.code());
                if (response.code() >= 400) {
                    step.failed(Integer.toString(response.code()));
                }
                return response;
            } catch (IOException | RuntimeException e) {
                step.failed(e);
                throw e;
            }
        }
    }
}
