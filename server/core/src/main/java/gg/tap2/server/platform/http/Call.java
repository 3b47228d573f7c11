package gg.tap2.server.platform.http;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.common.Envelope;
import gg.tap2.model.common.Pagination;
import gg.tap2.model.common.Validated;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.i18n.Texts;
import gg.tap2.server.platform.json.Json;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One request and its answer, as handlers see it.
public final class Call {
    private static final HeaderName LOCATION = HeaderNames.LOCATION;
    private static final HeaderName ETAG = HeaderNames.ETAG;

    private final ServerRequest request;
    private final ServerResponse response;
    private final Route route;
    private final @Nullable Principal principal;
    private final String requestId;
    private final ClientAddress client;
    private final byte[] body;
    private final Pipeline pipeline;
    private @Nullable Recorder recorder;
    private boolean longLived;

    Call(
            ServerRequest request,
            ServerResponse response,
            Route route,
            @Nullable Principal principal,
            String requestId,
            ClientAddress client,
            byte[] body,
            Pipeline pipeline) {
        this.body = body;
        this.pipeline = pipeline;
        this.request = request;
        this.response = response;
        this.route = route;
        this.principal = principal;
        this.requestId = requestId;
        this.client = client;
    }

    /// What the pipeline around a handler does for it.
    interface Pipeline {
        /// Nothing is left to do but to send: the request's place is given back.
        void sending();

        /// A place for an answer that is made while it is sent.
        Lanes.Place stream();

        /// The answer stays open for long and is not waited for.
        void longLived();

        /// The page loads the payment provider's script.
        void paying();

        Optional<String> cookie(String name);
    }

    /// Receives what is answered, for idempotent replays.
    interface Recorder {
        void answered(int status, byte[] body, Map<String, String> headers);
    }

    /// Has one more told what is answered, before it is sent.
    void record(Recorder r) {
        Recorder before = recorder;
        this.recorder = before == null
                ? r
                : (status, body, headers) -> {
                    r.answered(status, body, headers);
                    before.answered(status, body, headers);
                };
    }

    public ServerRequest request() {
        return request;
    }

    public ServerResponse response() {
        return response;
    }

    public Route route() {
        return route;
    }

    public String requestId() {
        return requestId;
    }

    /// The caller's address and scheme, behind trusted proxies.
    public ClientAddress client() {
        return client;
    }

    public Optional<Principal> findPrincipal() {
        return Optional.ofNullable(principal);
    }

    /// @throws ApiException 401 for guests
    public Principal principal() {
        if (principal == null) {
            throw ApiException.unauthorized("unauthenticated");
        }
        return principal;
    }

    public UUID creatorId() {
        UUID id = principal().creatorId();
        if (id == null) {
            throw ApiException.forbidden();
        }
        return id;
    }

    public UUID fanId() {
        UUID id = principal().fanId();
        if (id == null) {
            throw ApiException.forbidden();
        }
        return id;
    }

    /// The language to answer in: `lang` cookie, then Accept-Language; English unless German is preferred.
    public Locale locale() {
        return Texts.choose(
                cookie("lang").orElse(null),
                request.headers().first(HeaderNames.ACCEPT_LANGUAGE).orElse(null));
    }

    public String path(String name) {
        return request.path().pathParameters().get(name);
    }

    /// A path parameter that names somebody's object: no UUID means no such object.
    public UUID id() {
        return id("id");
    }

    public UUID id(String name) {
        try {
            return UUID.fromString(path(name));
        } catch (IllegalArgumentException e) {
            throw ApiException.notFound();
        }
    }

    public Optional<String> query(String name) {
        return request.query().first(name).asOptional().filter(s -> !s.isBlank());
    }

    public PageRequest page() {
        return new PageRequest(
                number("page", 1, 1, 100_000), number("limit", Pagination.DEFAULT_LIMIT, 1, Pagination.MAX_LIMIT));
    }

    public int number(String name, int fallback, int min, int max) {
        String raw = query(name).orElse(null);
        if (raw == null) {
            return fallback;
        }
        try {
            int n = Integer.parseInt(raw);
            if (n >= min && n <= max) {
                return n;
            }
        } catch (NumberFormatException e) {
            // answered below like any other value that does not fit
        }
        throw ApiException.invalid(name, "out_of_range", min, max);
    }

    public Optional<String> header(HeaderName name) {
        return request.headers().first(name);
    }

    public Optional<String> cookie(String name) {
        return pipeline.cookie(name);
    }

    /// The raw body, read whole before the request was let in.
    public byte[] rawBody() {
        return body;
    }

    /// The JSON body, read strictly and validated.
    public <T> T body(Class<T> type) {
        ContentTypes.check(request, body, ContentTypes.JSON);
        return Bodies.json(body, type);
    }

    public JsonNode jsonBody() {
        ContentTypes.check(request, body, ContentTypes.JSON);
        return Bodies.tree(body);
    }

    public static void validate(Validated value) {
        var violations = value.validate();
        if (!violations.isEmpty()) {
            throw ApiException.invalid(violations);
        }
    }

    /// The fields of an HTML form; of a repeated field, all values.
    public Map<String, List<String>> form() {
        ContentTypes.check(request, body, ContentTypes.FORM);
        return Bodies.form(body);
    }

    public Optional<String> field(String name) {
        var values = form().get(name);
        return values == null
                ? Optional.empty()
                : Optional.of(values.getFirst()).filter(s -> !s.isBlank());
    }

    /// The number in `If-Match: "v7"`.
    ///
    /// @throws ApiException 428 when absent, 400 when it is no version
    public long ifMatch() {
        String raw = header(HeaderNames.IF_MATCH).orElseThrow(() -> ApiException.of(428, "if_match_required"));
        try {
            return Long.parseLong(raw.replace("\"", "").replaceFirst("^(W/)?v", ""));
        } catch (NumberFormatException e) {
            throw ApiException.badRequest("if_match_malformed");
        }
    }

    public void ok(Object data) {
        json(200, Envelope.of(data));
    }

    /// 200 with an ETag, or 304 when the caller has that version.
    public void versioned(Object data, long version) {
        String etag = "\"v" + version + "\"";
        if (route.method() != io.helidon.http.Method.GET) {
            response.header(ETAG, etag);
        } else if (known(etag)) {
            return;
        }
        json(200, Envelope.of(data));
    }

    /// The entity tag of an answer, weak because the same bytes are also sent compressed.
    public static String etag(byte[] bytes) {
        return "W/\"" + HexFormat.of().formatHex(RandomTokens.sha256(bytes), 0, 8) + "\"";
    }

    /// Names the answer; when the caller has it already, that is answered (304) and true.
    public boolean known(String etag) {
        response.header(ETAG, etag);
        if (header(HeaderNames.IF_NONE_MATCH).filter(etag::equals).isEmpty()) {
            return false;
        }
        response.status(Status.NOT_MODIFIED_304).send();
        return true;
    }

    public void created(Object data, String location) {
        response.header(LOCATION, location);
        json(201, Envelope.of(data));
    }

    public <T> void page(List<T> data, PageRequest page, long total) {
        json(200, Envelope.of(data, Pagination.of(page.page(), page.limit(), total)));
    }

    public void noContent() {
        var r = recorder;
        if (r != null) {
            r.answered(204, new byte[0], Map.of());
        }
        response.status(Status.NO_CONTENT_204).send();
    }

    public void json(int status, Object value) {
        send(status, "application/json", Json.bytes(value));
    }

    public void html(int status, byte[] page) {
        send(status, "text/html; charset=utf-8", page);
    }

    /// Redirect after a form (303).
    public void redirect(String location) {
        response.header(LOCATION, location);
        response.status(Status.SEE_OTHER_303).send();
    }

    /// The thing has another address for good.
    public void moved(String location) {
        response.header(LOCATION, location);
        response.status(Status.MOVED_PERMANENTLY_301).send();
    }

    /// Bytes that are sent many times, with their compressed form.
    public record Body(byte[] bytes, byte[] gzip) {
        public static Body of(byte[] bytes) {
            return new Body(bytes, Responses.gzip(bytes));
        }
    }

    public void send(int status, String contentType, Body body) {
        Responses.send(request, response, status, contentType, body.bytes(), body::gzip, pipeline::sending);
    }

    public void send(int status, String contentType, byte[] bytes) {
        var r = recorder;
        if (r != null) {
            var headers = new LinkedHashMap<String, String>();
            headers.put("Content-Type", contentType);
            for (HeaderName name : List.of(LOCATION, ETAG)) {
                if (response.headers().contains(name)) {
                    headers.put(name.defaultCase(), response.headers().get(name).get());
                }
            }
            r.answered(status, bytes, headers);
        }
        Responses.send(request, response, status, contentType, bytes, pipeline::sending);
    }

    /// Says that the page loads the payment provider's script, so that the browser lets it.
    public void paying() {
        pipeline.paying();
    }

    /// Says that this request stays open for long: it no longer counts against the requests handled at once.
    public void longLived() {
        longLived = true;
        pipeline.longLived();
    }

    /// Streams a table as CSV. It begins with a byte order mark: without one, spreadsheets read its letters as those of
    /// an old code page.
    public void csv(StreamWriter writer) {
        stream("text/csv; charset=utf-8", out -> {
            out.write(0xEF);
            out.write(0xBB);
            out.write(0xBF);
            writer.write(out);
        });
    }

    /// Streams an answer of unknown length; the writer must not keep the stream.
    ///
    /// @throws ApiException 429 when the caller's network has many such answers open
    public void stream(String contentType, StreamWriter writer) {
        var place = longLived ? null : pipeline.stream();
        try {
            pipeline.sending();
            response.status(Status.OK_200);
            response.header(HeaderNames.CONTENT_TYPE, contentType);
            try (OutputStream out = response.outputStream()) {
                writer.write(out);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        } finally {
            if (place != null) {
                place.release();
            }
        }
    }

    @FunctionalInterface
    public interface StreamWriter {
        void write(OutputStream out) throws IOException;
    }
}
