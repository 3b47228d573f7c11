package gg.tap2.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.platform.json.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Speaks to the platform as any program would, and prints what it sends and what comes back.
final class DemoClient {
    /// A step went wrong; the message says what was expected.
    static final class WrongException extends RuntimeException {
        private static final long serialVersionUID = 1;

        WrongException(String message) {
            super(message);
        }
    }

    record Answer(int status, JsonNode body, String text, Map<String, String> headers) {
        JsonNode data() {
            return body.path("data");
        }
    }

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String base;
    private final PrintStream out;
    private int step;

    DemoClient(String base, PrintStream out) {
        this.base = base;
        this.out = out;
    }

    void step(String title) {
        out.printf("%n%2d. %s%n", ++step, title);
    }

    void proof(String format, Object... args) {
        out.println("    ✓ " + format.formatted(args));
    }

    void check(boolean ok, String what) {
        if (!ok) {
            throw new WrongException(what);
        }
        proof("%s", what);
    }

    Answer get(String path, @Nullable String token) {
        return send("GET", path, null, token, Map.of());
    }

    Answer post(String path, Object body, @Nullable String token) {
        return send(
                "POST",
                path,
                body,
                token,
                Map.of("Idempotency-Key", java.util.UUID.randomUUID().toString()));
    }

    Answer send(
            String method, String path, @Nullable Object body, @Nullable String token, Map<String, String> headers) {
        String json = body == null ? null : Json.write(body);
        Answer a = raw(method, path.startsWith("http") ? path : base + path, json, "application/json", token, headers);
        String line = method + " " + path + (json == null || path.contains("auth") ? "" : " " + shorten(json, 150));
        out.println("    → " + line);
        out.println("    ← " + a.status() + " " + shorten(a.text(), 170));
        if (a.status() >= 400) {
            throw new WrongException(line + " was answered " + a.status() + " " + shorten(a.text(), 500));
        }
        return a;
    }

    Answer form(String url, Map<String, String> fields, @Nullable String token) {
        String body = fields.entrySet().stream()
                .map(e -> URLEncoder.encode(e.getKey(), StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        Answer a = raw("POST", url, body, "application/x-www-form-urlencoded", token, Map.of());
        out.println("    → POST " + url.replaceFirst("^http://[^/]+", "") + " (form: "
                + String.join(", ", fields.keySet()) + ")");
        out.println("    ← " + a.status() + " " + shorten(a.text(), 120));
        if (a.status() >= 400) {
            throw new WrongException("form " + url + " was answered " + a.status() + " " + shorten(a.text(), 500));
        }
        return a;
    }

    Answer quiet(String method, String url, @Nullable String body, @Nullable String token) {
        return raw(method, url.startsWith("http") ? url : base + url, body, "application/json", token, Map.of());
    }

    private Answer raw(
            String method,
            String url,
            @Nullable String body,
            String type,
            @Nullable String token,
            Map<String, String> headers) {
        var request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(60))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", type);
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        headers.forEach(request::header);
        try {
            HttpResponse<byte[]> r = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            String text = new String(r.body(), StandardCharsets.UTF_8);
            JsonNode node = text.startsWith("{") || text.startsWith("[") ? Json.tree(text) : Json.tree("{}");
            var flat = new java.util.HashMap<String, String>();
            r.headers().map().forEach((k, v) -> flat.put(k.toLowerCase(java.util.Locale.ROOT), v.getFirst()));
            return new Answer(r.statusCode(), node, text, flat);
        } catch (IOException e) {
            throw new WrongException(method + " " + url + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WrongException("interrupted");
        }
    }

    HttpClient http() {
        return http;
    }

    /// Asks again until it fits, for at most 30 seconds.
    <T> T until(String what, Supplier<T> ask, Predicate<T> fits) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            T value = ask.get();
            if (fits.test(value)) {
                return value;
            }
            if (System.nanoTime() > end) {
                throw new WrongException(
                        "waited 30 s in vain for: " + what + "; last seen: " + shorten(String.valueOf(value), 400));
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new WrongException("interrupted");
            }
        }
    }

    static String shorten(String s, int max) {
        String one = s.replaceAll("\\s+", " ")
                .replaceAll("\"(accessToken|refreshToken|clientSecret|claimToken)\":\"[^\"]+\"", "\"$1\":\"…\"");
        return one.length() > max ? one.substring(0, max) + "…" : one;
    }
}
