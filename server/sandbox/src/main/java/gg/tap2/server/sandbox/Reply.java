package gg.tap2.server.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/// One answer of a stand-in.
public record Reply(int status, String contentType, byte[] body, Map<String, String> headers) {

    public static Reply json(int status, JsonNode node) {
        return new Reply(status, "application/json", Json.bytes(node), Map.of());
    }

    public static Reply json(JsonNode node) {
        return json(200, node);
    }

    public static Reply html(String page) {
        return html(200, page);
    }

    /// Hosted pages carry no inline script, so the policy can forbid it; embedding is allowed (the card element).
    public static Reply html(int status, String page) {
        return new Reply(
                status,
                "text/html; charset=utf-8",
                page.getBytes(StandardCharsets.UTF_8),
                Map.of(
                        "Content-Security-Policy",
                        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https: http:;"
                                + " connect-src 'self'; form-action *; base-uri 'none'",
                        "Referrer-Policy",
                        "no-referrer",
                        "Cache-Control",
                        "no-store"));
    }

    public static Reply text(int status, String contentType, String text) {
        return new Reply(status, contentType + "; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    public static Reply redirect(String location) {
        return new Reply(303, "text/plain", new byte[0], Map.of("Location", location));
    }

    public Reply header(String name, String value) {
        var more = new TreeMap<>(headers);
        more.put(name, value);
        return new Reply(status, contentType, body, more);
    }
}
