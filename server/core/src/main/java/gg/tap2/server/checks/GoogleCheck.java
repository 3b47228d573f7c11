package gg.tap2.server.checks;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Discovery, and each OAuth client: a code that is none is refused as a code when the client is known, and
/// as a client
/// when it is not. The page for signing in says whether the redirect address belongs to the client.
final class GoogleCheck implements LiveCheck {
    private static final String CALLBACK = "/auth/google/callback";
    private static final String LOOPBACK = "http://127.0.0.1:49152/callback";

    @Override
    public String area() {
        return "google";
    }

    @Override
    public List<Finding> look(ServerConfig c) {
        if (!c.isSet(Key.GOOGLE_ISSUER)) {
            return List.of(Finding.skipped(area(), "google.issuer is not set: nobody signs in by Google"));
        }
        List<Finding> out = new ArrayList<>();
        try (var http = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .followRedirects(HttpClient.Redirect.NEVER)
                .build()) {
            String issuer = c.text(Key.GOOGLE_ISSUER);
            JsonNode d = json(http, issuer.replaceAll("/+$", "") + "/.well-known/openid-configuration");
            if (!d.path("issuer").asText().equals(issuer)) {
                return List.of(Finding.failed(
                        area(),
                        "no discovery at " + issuer,
                        "google.issuer is https://accounts.google.com, without a slash at the end"));
            }
            out.add(Finding.ok(area(), "discovery at " + issuer));
            String token = d.path("token_endpoint").asText();
            String auth = d.path("authorization_endpoint").asText();
            String page = c.text(Key.PUBLIC_URL).replaceAll("/+$", "") + CALLBACK;
            client(http, token, auth, c, Key.GOOGLE_CLIENT_ID, Key.GOOGLE_CLIENT_SECRET, page, out);
            if (c.isSet(Key.GOOGLE_DESKTOP_CLIENT_ID)) {
                client(
                        http,
                        token,
                        auth,
                        c,
                        Key.GOOGLE_DESKTOP_CLIENT_ID,
                        Key.GOOGLE_DESKTOP_CLIENT_SECRET,
                        LOOPBACK,
                        out);
            } else {
                out.add(Finding.warning(
                        area(),
                        "google.desktop-client-id is not set: the studio offers no Google",
                        "make an OAuth client of the type Desktop app"));
            }
        } catch (IOException e) {
            out.add(Finding.failed(area(), Finding.word(e), "look at google.issuer and the network"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return out;
    }

    private static JsonNode json(HttpClient http, String url) throws IOException, InterruptedException {
        return body(http.send(
                        HttpRequest.newBuilder(URI.create(url))
                                .timeout(Duration.ofSeconds(10))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray())
                .body());
    }

    private static JsonNode body(byte[] bytes) {
        try {
            return Json.tree(bytes);
        } catch (UncheckedIOException e) {
            return Json.tree("{}");
        }
    }

    private void client(
            HttpClient http,
            String tokenEndpoint,
            String authEndpoint,
            ServerConfig c,
            Key id,
            Key secret,
            String redirect,
            List<Finding> out)
            throws IOException, InterruptedException {
        String form =
                "grant_type=authorization_code&code=config-check&code_verifier=" + "v".repeat(43) + "&redirect_uri="
                        + encode(redirect) + "&client_id=" + encode(c.text(id)) + "&client_secret="
                        + encode(c.secret(secret).value());
        String error = body(http.send(
                                HttpRequest.newBuilder(URI.create(tokenEndpoint))
                                        .timeout(Duration.ofSeconds(10))
                                        .header("Content-Type", "application/x-www-form-urlencoded")
                                        .POST(HttpRequest.BodyPublishers.ofString(form))
                                        .build(),
                                HttpResponse.BodyHandlers.ofByteArray())
                        .body())
                .path("error")
                .asText("no answer");
        boolean web = id == Key.GOOGLE_CLIENT_ID;
        if (!error.equals("invalid_grant") && !error.equals("redirect_uri_mismatch")) {
            out.add(
                    Finding.failed(
                            area(),
                            id.key() + " with its secret: " + error,
                            "copy both anew from the client in Google's console; a deleted client or another project's secret does this"));
            return;
        }
        String ask = authEndpoint + (authEndpoint.contains("?") ? "&" : "?")
                + "response_type=code&scope=openid&state=s&client_id=" + encode(c.text(id)) + "&redirect_uri="
                + encode(redirect);
        var answer = http.send(
                HttpRequest.newBuilder(URI.create(ask))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (error.equals("redirect_uri_mismatch") || saysMismatch(answer)) {
            out.add(Finding.failed(
                    area(),
                    id.key() + " does not take the redirect address " + redirect,
                    web
                            ? "the client must be of the type Web application, with exactly this authorised redirect URI"
                            : "the client must be of the type Desktop app"));
        } else {
            out.add(Finding.ok(area(), id.key() + " is known, with its secret and redirect address"));
        }
    }

    /// On the page, or packed into the address of an error page.
    private static boolean saysMismatch(HttpResponse<String> answer) {
        String location = answer.headers().firstValue("Location").orElse("");
        String packed = location.replaceFirst(".*[?&]authError=([^&]*).*", "$1");
        String unpacked = "";
        try {
            unpacked = new String(
                    Base64.getMimeDecoder()
                            .decode(URLDecoder.decode(packed, StandardCharsets.UTF_8)
                                    .replace('-', '+')
                                    .replace('_', '/')),
                    StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Not packed.
        }
        return (answer.body() + location + unpacked).contains("redirect_uri_mismatch");
    }

    private static String encode(String s) {
        return URLEncoder.encode(s, StandardCharsets.UTF_8);
    }
}
