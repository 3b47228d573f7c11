package gg.tap2.studio.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import gg.tap2.model.Routes;
import gg.tap2.model.accounts.GoogleAuthorization;
import gg.tap2.model.accounts.GoogleExchange;
import gg.tap2.model.accounts.GoogleStart;
import gg.tap2.model.accounts.LoginResult;
import gg.tap2.model.accounts.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Google sign-in by the system browser (RFC 8252): a server on a loopback port waits for the one redirect that
/// carries our state; the code is useless to others without the verifier (RFC 7636), which never leaves this process
/// except to our server.
public final class GoogleSignIn {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final ApiClient api;
    private final String donePage;

    /// `donePage` is the sentence that the browser shows at the end.
    public GoogleSignIn(ApiClient api, String donePage) {
        this.api = api;
        this.donePage = donePage;
    }

    /// Opens the browser and blocks until it comes back.
    ///
    /// @throws IOException when it does not come back in time, or comes back with a refusal
    public SignIn.Outcome run(Consumer<String> browse, String deviceName) throws IOException, InterruptedException {
        byte[] random = new byte[48];
        new SecureRandom().nextBytes(random);
        String verifier = BASE64.encodeToString(random);
        var back = new CompletableFuture<Map<String, String>>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        try {
            String redirect = "http://127.0.0.1:" + server.getAddress().getPort() + "/callback";
            GoogleAuthorization authorization = api.post(
                            Routes.AUTH + "/google/start",
                            new GoogleStart(redirect, challenge(verifier)),
                            GoogleAuthorization.class)
                    .data();
            server.createContext("/callback", exchange -> answer(exchange, authorization.state(), back));
            server.start();
            browse.accept(authorization.authorizationUri());
            Map<String, String> query = back.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            String code = query.get("code");
            if (code == null) {
                throw new IOException(query.getOrDefault("error", "no code"));
            }
            return new SignIn(api)
                    .next(api.post(
                                    Routes.AUTH + "/google/exchange",
                                    new GoogleExchange(code, authorization.state(), verifier, Role.CREATOR, deviceName),
                                    LoginResult.class)
                            .data());
        } catch (TimeoutException | ExecutionException e) {
            throw new IOException("the browser did not come back", e);
        } finally {
            server.stop(1);
        }
    }

    /// Anything without our state is not the answer we wait for: a stranger's request changes nothing.
    private void answer(HttpExchange exchange, String state, CompletableFuture<Map<String, String>> back)
            throws IOException {
        Map<String, String> query = parse(exchange.getRequestURI().getRawQuery());
        boolean ours = state.equals(query.get("state"));
        byte[] page = ("<!doctype html><meta charset=utf-8><title>Tap2 Studio</title>"
                        + "<body style='font:16px system-ui;display:grid;place-items:center;height:90vh'><p>"
                        + (ours ? donePage : "404"))
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        exchange.sendResponseHeaders(ours ? 200 : 404, page.length);
        exchange.getResponseBody().write(page);
        exchange.close();
        if (ours) {
            back.complete(query);
        }
    }

    private static Map<String, String> parse(@Nullable String rawQuery) {
        Map<String, String> out = new HashMap<>();
        for (String pair : (rawQuery == null ? "" : rawQuery).split("&")) {
            int at = pair.indexOf('=');
            if (at > 0) {
                out.put(
                        URLDecoder.decode(pair.substring(0, at), StandardCharsets.UTF_8),
                        URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
            }
        }
        return out;
    }

    static String challenge(String verifier) {
        try {
            return BASE64.encodeToString(
                    MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
