package gg.tap2.studio.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import gg.tap2.model.accounts.RegisterRequest;
import gg.tap2.studio.platform.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/// Opens accounts on a real sandbox server as people do: registers, reads the mail, confirms.
public final class Newcomers {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern TOKEN = Pattern.compile("verify-email\\?token=([A-Za-z0-9_-]+)");

    private Newcomers() {}

    /// @param data the folder of a server's process, in which it says where its mailbox is
    public static void confirmed(String url, Path data, RegisterRequest request) throws Exception {
        confirmed(
                url,
                JSON.readTree(data.resolve("run.json").toFile())
                        .path("mailbox")
                        .path("base")
                        .asText(),
                request);
    }

    /// @param mailbox the address of the server's mailbox
    public static void confirmed(String url, String mailbox, RegisterRequest request) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            // As the studio writes it: enumerations in lower case.
            post(http, url + "/api/v1/auth/register", Json.MAPPER.valueToTree(request), 201);
            String token = token(http, mailbox.replaceAll("/$", "") + "/sandbox/api/messages", request.email());
            post(
                    http,
                    url + "/api/v1/auth/verify-email",
                    JSON.valueToTree(Map.of("token", token, "password", request.password())),
                    204);
        }
    }

    private static String token(HttpClient http, String messages, String to) throws Exception {
        for (int i = 0; i < 200; i++) {
            var list = get(http, messages + "?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8));
            for (JsonNode mail : list.path("data")) {
                var m = TOKEN.matcher(get(http, messages + "/" + mail.path("id").asText())
                        .path("text")
                        .asText());
                if (m.find()) {
                    return m.group(1);
                }
            }
            Thread.sleep(100);
        }
        throw new AssertionError("no confirmation mail came to " + to);
    }

    private static JsonNode get(HttpClient http, String url) throws Exception {
        return JSON.readTree(
                http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                        .body());
    }

    private static void post(HttpClient http, String url, JsonNode body, int status)
            throws IOException, InterruptedException {
        var answer = http.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != status) {
            throw new AssertionError(url + ": " + answer.statusCode() + " " + answer.body());
        }
    }
}
