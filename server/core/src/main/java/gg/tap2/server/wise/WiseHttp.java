package gg.tap2.server.wise;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.payouts.PayoutProvider.OutcomeUnknownException;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.platform.tracing.TracedCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/// Calls to Wise, each answered or unknown.
final class WiseHttp {
    private static final MediaType JSON = MediaType.get("application/json");
    private static final Duration MAX_WAIT = Duration.ofHours(1);

    private final WiseSettings settings;
    private final OkHttpClient http;

    WiseHttp(WiseSettings settings, List<Interceptor> watchers) {
        this.settings = settings;
        var builder = new OkHttpClient.Builder()
                .connectTimeout(Duration.ofSeconds(3))
                .readTimeout(Duration.ofSeconds(15))
                .callTimeout(Duration.ofSeconds(18))
                .retryOnConnectionFailure(false)
                // A followed POST becomes a GET.
                .followRedirects(false)
                .addInterceptor(new TracedCalls("wise"));
        watchers.forEach(builder::addInterceptor);
        this.http = builder.build();
    }

    /// @param approvalAsked whether somebody would have to confirm the call at Wise
    record Answer(int status, JsonNode body, Duration retryAfter, boolean approvalAsked) {
        boolean good() {
            return status / 100 == 2;
        }

        Answer orThrow() {
            if (!good()) {
                throw WiseFaults.of(this);
            }
            return this;
        }
    }

    HttpUrl.Builder url(String path) {
        return Objects.requireNonNull(HttpUrl.get(settings.apiBase()))
                .newBuilder()
                .addPathSegments(path);
    }

    Answer get(String path) {
        return get(url(path));
    }

    Answer get(HttpUrl.Builder url) {
        return call(new Request.Builder().url(url.build()).get());
    }

    Answer post(String path, Map<String, ?> body) {
        return call(new Request.Builder().url(url(path).build()).post(RequestBody.create(Json.bytes(body), JSON)));
    }

    private Answer call(Request.Builder request) {
        request.header("Authorization", "Bearer " + settings.token().value());
        try (Response response = http.newCall(request.build()).execute()) {
            byte[] bytes = Objects.requireNonNull(response.body()).bytes();
            return new Answer(
                    response.code(),
                    body(bytes, response.code() / 100 == 2),
                    retryAfter(response.header("Retry-After")),
                    response.code() == 403 && response.header("x-2fa-approval") != null);
        } catch (IOException | UncheckedIOException e) {
            throw new OutcomeUnknownException(String.valueOf(e.getMessage()));
        }
    }

    /// An error's body may be anything.
    private static JsonNode body(byte[] bytes, boolean good) {
        try {
            return bytes.length == 0 ? Json.tree("{}") : Json.tree(bytes);
        } catch (UncheckedIOException e) {
            if (good) {
                throw e;
            }
            return Json.tree("{}");
        }
    }

    /// A minute where nothing is said.
    private static Duration retryAfter(@Nullable String header) {
        try {
            long seconds = header == null ? 60 : Long.parseLong(header.strip());
            return seconds < 0
                    ? Duration.ofMinutes(1)
                    : seconds > MAX_WAIT.toSeconds() ? MAX_WAIT : Duration.ofSeconds(seconds);
        } catch (NumberFormatException e) {
            return Duration.ofMinutes(1);
        }
    }
}
