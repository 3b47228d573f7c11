package gg.tap2.server.sandbox.google;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Call;
import gg.tap2.server.sandbox.Faults;
import gg.tap2.server.sandbox.Html;
import gg.tap2.server.sandbox.Ids;
import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.Jwts;
import gg.tap2.server.sandbox.ObjectStore;
import gg.tap2.server.sandbox.Reply;
import gg.tap2.server.sandbox.Router;
import gg.tap2.server.sandbox.SandboxKeys;
import gg.tap2.server.sandbox.SandboxServer;
import gg.tap2.server.sandbox.SandboxSettings;
import gg.tap2.server.sandbox.Texts;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The Google stand-in: OpenID Connect by code with PKCE. It has two clients, and refuses as Google does
/// what does not
/// belong to them: a client of the type "Web application" takes the registered addresses alone, to the
/// letter; one of the
/// type "Desktop app" takes any port of this machine's loopback and no other address
/// (developers.google.com/identity/protocols/oauth2/web-server#uri-validation and
/// native-app#redirect-uri_loopback;
/// googleworkspace/node-samples#402).
public final class GoogleSandbox implements AutoCloseable {
    private static final long CODE_SECONDS = 300;
    private static final long TOKEN_SECONDS = 3600;

    private record Person(String name, String email) {}

    private static final List<Person> PEOPLE = List.of(
            new Person("Ada Lovelace", "ada@gmail.sandbox"),
            new Person("Grace Hopper", "grace@gmail.sandbox"),
            new Person("Alan Turing", "alan@gmail.sandbox"));
    private final SandboxKeys keys;
    private final Set<String> registered = ConcurrentHashMap.newKeySet();
    private final InstantSource clock;
    private final ObjectStore store;
    private final Jwts jwts;
    private final Faults faults = new Faults();
    private final SandboxServer server;

    private GoogleSandbox(SandboxSettings settings) {
        keys = SandboxKeys.load(settings.dataFolder());
        clock = settings.clock();
        store = new ObjectStore(settings.folder().resolve("google.ndjson"));
        jwts = Jwts.load(settings.folder().resolve("google-key.json"), "RS256");
        var router = new Router();
        router.get("/.well-known/openid-configuration", call -> Reply.json(discovery()));
        router.get("/oauth2/v3/certs", call -> {
            ObjectNode set = Json.object();
            set.putArray("keys").add(jwts.jwk());
            return Reply.json(set);
        });
        router.get("/o/oauth2/v2/auth", this::authorizePage);
        router.post("/o/oauth2/v2/auth", call -> store.inTransaction(() -> grant(call)));
        router.post("/token", call -> store.inTransaction(() -> token(call)));
        router.get("/v1/userinfo", call -> store.inTransaction(() -> userInfo(call)));
        Html.assets(router);
        server = new SandboxServer(settings.ports().google(), router, faults, new Style());
    }

    public static GoogleSandbox start(SandboxSettings settings) {
        return new GoogleSandbox(settings);
    }

    private ObjectNode discovery() {
        String base = baseUri().toString();
        ObjectNode d = Json.object();
        d.put("issuer", base);
        d.put("authorization_endpoint", base + "/o/oauth2/v2/auth");
        d.put("token_endpoint", base + "/token");
        d.put("userinfo_endpoint", base + "/v1/userinfo");
        d.put("jwks_uri", base + "/oauth2/v3/certs");
        d.putArray("response_types_supported").add("code");
        d.putArray("subject_types_supported").add("public");
        d.putArray("id_token_signing_alg_values_supported").add("RS256");
        d.putArray("scopes_supported").add("openid").add("email").add("profile");
        d.putArray("token_endpoint_auth_methods_supported")
                .add("client_secret_post")
                .add("client_secret_basic");
        d.putArray("claims_supported")
                .add("aud")
                .add("email")
                .add("email_verified")
                .add("exp")
                .add("iat")
                .add("iss")
                .add("name")
                .add("picture")
                .add("sub");
        d.putArray("code_challenge_methods_supported").add("S256");
        d.putArray("grant_types_supported").add("authorization_code").add("refresh_token");
        return d;
    }

    private Reply authorizePage(Call call) {
        ObjectNode q = call.query();
        Texts texts = Texts.of(call.locale());
        String problem = problem(q);
        if (!problem.isEmpty()) {
            return Reply.html(
                    400,
                    Html.page(
                            texts.locale(),
                            "Error 400",
                            "google",
                            "<main class=\"narrow\"><div class=\"card\"><h1>Error 400: " + Html.escape(problem)
                                    + "</h1></div></main>"));
        }
        if ("none".equals(Json.text(q, "prompt"))) {
            return Reply.redirect(back(q, "error=login_required"));
        }
        var hidden = new StringBuilder();
        q.properties()
                .forEach(f -> hidden.append("<input type=\"hidden\" name=\"q_")
                        .append(Html.escape(f.getKey()))
                        .append("\" value=\"")
                        .append(Html.escape(f.getValue().asText()))
                        .append("\">"));
        String form = "<form method=\"post\" action=\"/o/oauth2/v2/auth?locale="
                + texts.locale().getLanguage() + "\">" + hidden;
        var people = new StringBuilder();
        for (Person person : PEOPLE) {
            people.append(form)
                    .append("<button class=\"person\" name=\"email\" value=\"")
                    .append(person.email())
                    .append("\"><span class=\"dot\" aria-hidden=\"true\">")
                    .append(person.name(), 0, 1)
                    .append("</span><span><b>")
                    .append(Html.escape(person.name()))
                    .append("</b><span class=\"soft small\">")
                    .append(person.email())
                    .append("</span></span></button></form>");
        }
        String host = URI.create(Json.text(q, "redirect_uri", "")).getHost();
        return Reply.html(Html.page(
                texts.locale(),
                texts.get("google.title"),
                "google",
                "<main class=\"narrow\"><div class=\"card\"><h1>" + texts.html("google.title")
                        + "</h1><p class=\"soft\">"
                        + texts.html("google.to", String.valueOf(host)) + "</p><div class=\"stack\">" + people
                        + "</div><h2>"
                        + texts.html("google.other") + "</h2>" + form + "<label for=\"n\">" + texts.html("google.name")
                        + "</label><input id=\"n\" name=\"name\" autocomplete=\"name\"><label for=\"e\">"
                        + texts.html("field.email") + "</label><input id=\"e\" name=\"email\" type=\"email\" required"
                        + " autocomplete=\"email\" value=\"" + Html.escape(Json.text(q, "login_hint", ""))
                        + "\"><p><label><input"
                        + " type=\"checkbox\" name=\"verified\" value=\"yes\" checked> " + texts.html("google.verified")
                        + "</label></p><input type=\"hidden\" name=\"free\" value=\"1\"><button class=\"wide\">"
                        + texts.html("google.continue") + "</button></form>" + form
                        + "<button class=\"plain wide\" name=\"cancel\" value=\"1\">" + texts.html("google.cancel")
                        + "</button></form></div></main>"));
    }

    private String problem(ObjectNode q) {
        String client = Json.text(q, "client_id", "");
        if (secretOf(client) == null) {
            return "invalid_client";
        }
        String redirect = Json.text(q, "redirect_uri", "");
        boolean known = client.equals(keys.googleClientId())
                ? registered.contains(redirect)
                : redirect.matches("http://(127\\.0\\.0\\.1|\\[::1]|localhost):\\d{1,5}(/[^?#]*)?");
        if (!known) {
            return "redirect_uri_mismatch";
        }
        if (!"code".equals(Json.text(q, "response_type"))) {
            return "unsupported_response_type";
        }
        String method = Json.text(q, "code_challenge_method", "S256");
        return Json.text(q, "scope", "").contains("openid") && method.equals("S256") ? "" : "invalid_request";
    }

    private @Nullable String secretOf(String client) {
        if (client.equals(keys.googleClientId())) {
            return keys.googleClientSecret();
        }
        return client.equals(keys.googleDesktopClientId()) ? keys.googleDesktopClientSecret() : null;
    }

    /// What an operator does in Google's console: names an address to which the web client may send
    /// browsers back.
    public void register(String redirectUri) {
        registered.add(redirectUri);
    }

    private static String back(ObjectNode q, String result) {
        String redirect = Json.text(q, "redirect_uri", "");
        String state = Json.text(q, "state");
        return redirect
                + (redirect.contains("?") ? "&" : "?")
                + result
                + (state == null ? "" : "&state=" + URLEncoder.encode(state, StandardCharsets.UTF_8));
    }

    private Reply grant(Call call) {
        ObjectNode form = call.form();
        ObjectNode q = Json.object();
        form.properties().forEach(f -> {
            if (f.getKey().startsWith("q_")) {
                q.set(f.getKey().substring(2), f.getValue());
            }
        });
        if (!problem(q).isEmpty()) {
            return Reply.json(400, Json.object().put("error", problem(q)));
        }
        if (form.has("cancel")) {
            return Reply.redirect(back(q, "error=access_denied"));
        }
        String email = Json.text(form, "email", "").toLowerCase(Locale.ROOT);
        if (!email.matches("[^@\\s]+@[^@\\s]+")) {
            return Reply.json(400, Json.object().put("error", "invalid_email"));
        }
        String name = PEOPLE.stream()
                .filter(p -> p.email().equals(email))
                .map(Person::name)
                .findFirst()
                .orElse(Json.text(form, "name", email.substring(0, email.indexOf('@'))));
        String code = Ids.random("4/", 40);
        ObjectNode kept = q.deepCopy();
        kept.put("email", email).put("name", name);
        kept.put("email_verified", !form.has("free") || form.has("verified"));
        kept.put("created", clock.instant().getEpochSecond());
        store.put("code", code, kept);
        return Reply.redirect(back(
                q,
                "code=" + URLEncoder.encode(code, StandardCharsets.UTF_8) + "&scope="
                        + URLEncoder.encode("openid email profile", StandardCharsets.UTF_8)));
    }

    private static Reply oauthError(int status, String error, String text) {
        return Reply.json(status, Json.object().put("error", error).put("error_description", text));
    }

    private Reply token(Call call) {
        ObjectNode form = call.form();
        String id = Json.text(form, "client_id", "");
        String secret = Json.text(form, "client_secret", "");
        String header = call.header("authorization");
        if (header != null && header.startsWith("Basic ")) {
            String[] pair =
                    new String(Base64.getDecoder().decode(header.substring(6)), StandardCharsets.UTF_8).split(":", 2);
            id = java.net.URLDecoder.decode(pair[0], StandardCharsets.UTF_8);
            secret = pair.length < 2 ? "" : java.net.URLDecoder.decode(pair[1], StandardCharsets.UTF_8);
        }
        if (!secret.equals(secretOf(id))) {
            return oauthError(401, "invalid_client", "The OAuth client was not found.");
        }
        if (!"authorization_code".equals(Json.text(form, "grant_type"))) {
            return oauthError(400, "unsupported_grant_type", "Only authorization_code.");
        }
        String code = Json.text(form, "code", "");
        ObjectNode kept = store.find("code", code);
        if (kept == null
                || Json.number(kept, "created") + CODE_SECONDS < clock.instant().getEpochSecond()) {
            return oauthError(400, "invalid_grant", "Malformed auth code.");
        }
        // A code works once, also when the rest of the request turns out wrong.
        store.remove("code", code);
        if (!id.equals(Json.text(kept, "client_id"))) {
            return oauthError(400, "invalid_grant", "The code was issued to another client.");
        }
        if (!Json.text(kept, "redirect_uri", "").equals(Json.text(form, "redirect_uri"))) {
            return oauthError(400, "redirect_uri_mismatch", "Bad Request");
        }
        String challenge = Json.text(kept, "code_challenge");
        if (challenge != null && !challenge.equals(s256(Json.text(form, "code_verifier", "")))) {
            return oauthError(400, "invalid_grant", "Invalid code verifier.");
        }
        String access = Ids.random("ya29.", 60);
        long now = clock.instant().getEpochSecond();
        ObjectNode session = Json.object().put("created", now).put("email", Json.text(kept, "email"));
        session.put("name", Json.text(kept, "name")).put("email_verified", Json.flag(kept, "email_verified"));
        store.put("access", access, session);
        ObjectNode claims = person(session);
        claims.put("iss", baseUri().toString()).put("aud", id).put("azp", id);
        // As at the real Google: a token's times are those of its own clock, which no sandbox moves.
        long issued = InstantSource.system().instant().getEpochSecond();
        claims.put("iat", issued).put("exp", issued + TOKEN_SECONDS);
        claims.put("at_hash", half(access));
        if (Json.text(kept, "nonce") instanceof String nonce) {
            claims.put("nonce", nonce);
        }
        ObjectNode reply = Json.object().put("access_token", access).put("expires_in", TOKEN_SECONDS);
        reply.put("scope", "openid email profile").put("token_type", "Bearer").put("id_token", jwts.sign(claims));
        return Reply.json(reply).header("Cache-Control", "no-store");
    }

    private static ObjectNode person(ObjectNode session) {
        String email = Json.text(session, "email", "");
        String name = Json.text(session, "name", email);
        ObjectNode claims = Json.object();
        claims.put("sub", HexFormat.of().formatHex(sha256(email)).substring(0, 21));
        claims.put("email", email).put("email_verified", Json.flag(session, "email_verified"));
        claims.put("name", name).put("given_name", name.split(" ", 2)[0]);
        return claims;
    }

    private Reply userInfo(Call call) {
        String header = call.header("authorization");
        ObjectNode session =
                header == null || !header.startsWith("Bearer ") ? null : store.find("access", header.substring(7));
        if (session == null
                || Json.number(session, "created") + TOKEN_SECONDS
                        < clock.instant().getEpochSecond()) {
            return oauthError(401, "invalid_token", "Invalid credentials");
        }
        return Reply.json(person(session));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String s256(String verifier) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(verifier));
    }

    private static String half(String token) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(java.util.Arrays.copyOf(sha256(token), 16));
    }

    public URI baseUri() {
        return server.baseUri();
    }

    public Faults faults() {
        return faults;
    }

    public SandboxKeys keys() {
        return keys;
    }

    @Override
    public void close() {
        server.close();
        store.close();
    }

    private static final class Style implements SandboxServer.Style {
        @Override
        public Reply notFound(Call call) {
            return oauthError(404, "not_found", "No such address.");
        }

        @Override
        public Reply fault(Faults.Fault fault) {
            return oauthError(fault.status() == 0 ? 500 : fault.status(), "server_error", "Sandbox fault.");
        }

        @Override
        public Reply failure(RuntimeException error) {
            return oauthError(500, "server_error", "Unexpected.");
        }
    }
}
