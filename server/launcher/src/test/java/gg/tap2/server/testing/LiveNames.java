package gg.tap2.server.testing;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.app.ServerApp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// A proxy with TLS that gives the platform and the stand-ins the names that they have in live mode, each with an
/// origin of its own. A browser that resolves every name to it lives in the world of real providers.
///
/// It rewrites addresses of the stand-ins in what the platform and they answer, as nothing else about them differs.
public final class LiveNames implements AutoCloseable {
    public static final String PLATFORM = "tap2.example";
    private static final String PASSWORD = "only for this test";
    private static final List<String> SKIPPED =
            List.of("host", "connection", "content-length", "accept-encoding", "upgrade", "http2-settings");

    private final HttpsServer server;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI platform;
    private final URI stripe;
    private final URI google;
    private final URI storage;

    public LiveNames(ServerApp app, Path folder) throws IOException, GeneralSecurityException {
        platform = URI.create(app.localUrl());
        var box = Launcher.sandbox(app).orElseThrow();
        stripe = box.stripe().baseUri();
        google = box.google().baseUri();
        storage = app.storageSettings().publicEndpoint();
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls(folder)));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::pass);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private static SSLContext tls(Path folder) throws IOException, GeneralSecurityException {
        Path file = folder.resolve("names.p12");
        try {
            int code = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "names",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=" + PLATFORM,
                            "-keystore",
                            file.toString(),
                            "-storepass",
                            PASSWORD)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("keytool.log").toFile())
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IOException("keytool: " + Files.readString(folder.resolve("keytool.log")));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        var keys = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            String name = String.valueOf(exchange.getRequestHeaders().getFirst("Host"))
                    .toLowerCase(Locale.ROOT)
                    .replaceFirst(":\\d+$", "");
            URI to = target(name);
            if (to == null) {
                exchange.sendResponseHeaders(502, -1);
                return;
            }
            var request = HttpRequest.newBuilder(
                            URI.create(to + exchange.getRequestURI().toString()))
                    .method(
                            exchange.getRequestMethod(),
                            HttpRequest.BodyPublishers.ofByteArray(
                                    exchange.getRequestBody().readAllBytes()));
            exchange.getRequestHeaders().forEach((header, values) -> {
                if (!SKIPPED.contains(header.toLowerCase(Locale.ROOT))) {
                    values.forEach(v -> request.header(header, v));
                }
            });
            if (to.equals(platform)) {
                request.header("X-Forwarded-For", "203.0.113.7")
                        .header("X-Forwarded-Proto", "https")
                        .header("X-Forwarded-Host", name);
            }
            answer(exchange, http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange, HttpResponse<byte[]> reply) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        for (Map.Entry<String, List<String>> h : reply.headers().map().entrySet()) {
            String name = h.getKey().toLowerCase(Locale.ROOT);
            if (!name.startsWith(":") && !SKIPPED.contains(name) && !name.equals("transfer-encoding")) {
                h.getValue().forEach(v -> headers.add(h.getKey(), named(v)));
            }
        }
        byte[] body = reply.body();
        if (reply.headers().firstValue("content-type").orElse("").matches("(text|application/(json|javascript)).*")) {
            body = named(new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        }
        exchange.sendResponseHeaders(reply.statusCode(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    private @Nullable URI target(String name) {
        if (name.equals(PLATFORM)) {
            return platform;
        }
        if (name.equals("files.example")) {
            return storage;
        }
        return name.equals("accounts.google.com") ? google : name.endsWith(".stripe.com") ? stripe : null;
    }

    /// With the names that the providers print: each kind of Stripe's pages has one of its own.
    private String named(String text) {
        return text.replace(stripe + "/c/pay", "https://checkout.stripe.com/c/pay")
                .replace(stripe + "/3ds", "https://hooks.stripe.com/3ds")
                .replace(stripe.toString(), "https://js.stripe.com")
                .replace(google.toString(), "https://accounts.google.com")
                .replace(storage.toString(), "https://files.example")
                .replace(platform.toString(), "https://" + PLATFORM);
    }

    @Override
    public void close() {
        server.stop(0);
        http.close();
    }
}
