package gg.tap2.server.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import gg.tap2.server.platform.tracing.TracedCalls;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/// Writes down what one side of a story answered.
public final class Notes {
    private static final long MAX_BODY = 1 << 20;
    private final List<Exchange> exchanges = new ArrayList<>();
    private final List<String> unexpected = new ArrayList<>();
    private String step = "";
    private String hidden = "";
    private boolean quiet;

    /// Work whose end is asked about.
    @FunctionalInterface
    interface Work<T> {
        T run() throws Exception;
    }

    /// Notes each call that it sees, but for those of a wait.
    Interceptor watcher() {
        return chain -> {
            Request request = chain.request();
            Response response = chain.proceed(request);
            if (!quiet) {
                JsonNode body = Shapes.read(response.peekBody(MAX_BODY).bytes());
                exchanges.add(new Exchange(
                        step,
                        request.method() + " " + operation(request),
                        Integer.toString(response.code()),
                        Shapes.of(body),
                        Shapes.scrubbed(body)));
            }
            return response;
        };
    }

    private String operation(Request request) {
        String path = TracedCalls.operation(request.url().encodedPath());
        return hidden.isEmpty() ? path : path.replace("/" + hidden + "/", "/{name}/");
    }

    /// A part of the paths that each side has its own of.
    void hide(String segment) {
        hidden = segment;
    }

    /// A client that is watched, for calls that no adapter of ours makes.
    OkHttpClient client() {
        return new OkHttpClient.Builder()
                .callTimeout(Duration.ofSeconds(40))
                .readTimeout(Duration.ofSeconds(40))
                .followRedirects(false)
                .addInterceptor(watcher())
                .build();
    }

    /// Does one step, whose end must be the one that is documented: `ok`, or the name of an exception of ours.
    <T> @Nullable T step(String name, String documented, Work<T> work) {
        step = name;
        String end = "ok";
        String word = "";
        T result = null;
        try {
            result = work.run();
        } catch (Exception e) {
            end = e.getClass().getSimpleName().replaceFirst("Exception$", "");
            word = String.valueOf(e.getMessage());
        }
        exchanges.add(new Exchange(step, "what we make of it", end, Map.of(), JsonNodeFactory.instance.missingNode()));
        if (!end.equals(documented)) {
            unexpected.add(name + ": " + end + " instead of " + documented + (word.isBlank() ? "" : " (" + word + ")"));
        }
        return result;
    }

    /// One call by hand that must be answered by this status; the body, where it is JSON.
    JsonNode call(OkHttpClient client, String name, int documented, Request request) throws IOException {
        step = name;
        try (Response response = client.newCall(request).execute()) {
            byte[] body = response.peekBody(MAX_BODY).bytes();
            if (response.code() != documented) {
                unexpected.add(name + ": HTTP " + response.code() + " instead of " + documented);
            }
            return Shapes.read(body);
        }
    }

    /// Looks that are repeated until something is so are no part of the story.
    <T> T quietly(Work<T> work) throws Exception {
        quiet = true;
        try {
            return work.run();
        } finally {
            quiet = false;
        }
    }

    /// What must be so and is not.
    void require(boolean so, String what) {
        if (!so) {
            unexpected.add(what);
        }
    }

    void failed(Exception e) {
        unexpected.add("the story ended at \"" + step + "\": " + e.getClass().getSimpleName() + " " + e.getMessage());
    }

    public List<Exchange> exchanges() {
        return List.copyOf(exchanges);
    }

    /// What was not as it is documented.
    public List<String> unexpected() {
        return List.copyOf(unexpected);
    }
}
