package gg.tap2.studio.api;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import gg.tap2.model.Routes;
import gg.tap2.model.accounts.RefreshRequest;
import gg.tap2.model.accounts.Tokens;
import gg.tap2.model.common.Envelope;
import gg.tap2.model.common.ErrorEnvelope;
import gg.tap2.model.common.Ids;
import gg.tap2.studio.platform.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/// Calls the API. Every call may block: use it off the UI thread. Failures are [ApiFailure].
///
/// Tries again on a lost connection, 429 and 5xx, because every request it sends is safe to repeat: GET, PUT with
/// `If-Match`, DELETE, and POST with an `Idempotency-Key`. Refreshes the access token once when it is about to
/// expire or was refused; one refresh at a time, since a refresh token is good for one use.
public final class ApiClient {
    private static final MediaType JSON = MediaType.get("application/json");
    private static final TypeFactory TYPES = Json.MAPPER.getTypeFactory();
    private static final String STEP_UP_REQUIRED = "step_up_required";
    private static final Duration REFRESH_EARLY = Duration.ofSeconds(60);
    /// Under the life of an access token, by a clock that nobody sets.
    private static final Duration TRUSTED = Duration.ofMinutes(10);

    private final HttpUrl base;
    private final OkHttpClient http;
    private final TokenStore tokens;
    private final Backoff backoff;
    private final int tries;
    private final InstantSource clock;
    private volatile @Nullable String given;
    private volatile long givenAt;
    private final ReentrantLock refreshing = new ReentrantLock();
    private final StepUps stepUps = new StepUps(this);
    private volatile StepUpPrompt prompt = StepUpPrompt.NOBODY;

    public ApiClient(HttpUrl base, OkHttpClient http, TokenStore tokens, Backoff backoff, InstantSource clock) {
        this(base, http, tokens, backoff, 3, clock);
    }

    public ApiClient(
            HttpUrl base, OkHttpClient http, TokenStore tokens, Backoff backoff, int tries, InstantSource clock) {
        this.base = base;
        this.http = http;
        this.tokens = tokens;
        this.backoff = backoff;
        this.tries = tries;
        this.clock = clock;
    }

    /// Who asks the person when the server wants a fresh proof of identity; the refused call is then repeated once.
    public void onStepUp(StepUpPrompt next) {
        prompt = next;
    }

    /// A client with the studio's time limits.
    public static OkHttpClient http() {
        return new OkHttpClient.Builder()
                // An encrypted way is never left for one that is not.
                .followSslRedirects(false)
                .connectTimeout(Duration.ofSeconds(8))
                .readTimeout(Duration.ofSeconds(30))
                .writeTimeout(Duration.ofSeconds(30))
                .build();
    }

    public HttpUrl base() {
        return base;
    }

    public TokenStore tokens() {
        return tokens;
    }

    public <T> Answer<T> get(String path, Map<String, ?> query, Class<T> type) {
        return call("GET", url(path, query), null, null, null, TYPES.constructType(type));
    }

    public <T> Answer<List<T>> list(String path, Map<String, ?> query, Class<T> element) {
        return call("GET", url(path, query), null, null, null, TYPES.constructCollectionType(List.class, element));
    }

    public <T> Answer<T> post(String path, @Nullable Object body, Class<T> type) {
        return post(path, body, Ids.next(clock).toString(), type);
    }

    public <T> Answer<T> post(String path, @Nullable Object body, String idempotencyKey, Class<T> type) {
        return call(
                "POST",
                url(path, Map.of()),
                body == null ? Map.of() : body,
                idempotencyKey,
                null,
                TYPES.constructType(type));
    }

    public <T> Answer<T> put(String path, Object body, @Nullable Long version, Class<T> type) {
        return call("PUT", url(path, Map.of()), body, null, version, TYPES.constructType(type));
    }

    public void delete(String path, @Nullable Long version) {
        call("DELETE", url(path, Map.of()), null, null, version, TYPES.constructType(Object.class));
    }

    /// The whole answer as text, for the few that have no envelope.
    public String text(String path) {
        return call(
                "GET",
                url(path, Map.of()),
                null,
                null,
                null,
                response -> response.body().string());
    }

    /// Streams an answer into a file by way of one beside it, so that nothing half done is left.
    ///
    /// @throws IOException when the file cannot be written
    public void download(String path, Path file) throws IOException {
        Path beside = Files.createTempFile(file.toAbsolutePath().getParent(), ".tap2-", ".part");
        try {
            call("GET", url(path, Map.of()), null, null, null, response -> {
                try (var in = response.body().byteStream()) {
                    return Files.copy(in, beside, StandardCopyOption.REPLACE_EXISTING);
                }
            });
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private interface Decoder<T> {
        T decode(Response response) throws IOException;
    }

    private HttpUrl url(String path, Map<String, ?> query) {
        HttpUrl resolved = base.resolve(path);
        if (resolved == null) {
            throw new IllegalArgumentException("not a path: " + path);
        }
        var url = resolved.newBuilder();
        query.forEach((name, value) -> url.addQueryParameter(name, value.toString()));
        return url.build();
    }

    private <T> Answer<T> call(
            String method,
            HttpUrl url,
            @Nullable Object body,
            @Nullable String idempotencyKey,
            @Nullable Long version,
            JavaType type) {
        return call(method, url, body, idempotencyKey, version, response -> decode(response, type));
    }

    private <T> T call(
            String method,
            HttpUrl url,
            @Nullable Object body,
            @Nullable String idempotencyKey,
            @Nullable Long version,
            Decoder<T> decoder) {
        boolean anonymous = url.encodedPath().startsWith(Routes.AUTH)
                && !url.encodedPath().equals(Routes.ME)
                && !url.encodedPath().equals(Routes.STEP_UP)
                && !url.encodedPath().equals(Routes.CHANGE_PASSWORD)
                && !url.encodedPath().startsWith(Routes.SESSIONS)
                && !url.encodedPath().equals(Routes.LOGOUT);
        String used = anonymous ? null : accessToken(null);
        boolean renewed = false;
        boolean asked = false;
        boolean arrived = false;
        ApiFailure last = new ApiFailure.Offline(new IOException("not tried"));
        for (int attempt = 0; attempt < tries; attempt++) {
            var request = new Request.Builder()
                    .url(url)
                    .header("Accept", "application/json")
                    .header("User-Agent", "Tap2Studio/0.1");
            if (used != null) {
                request.header("Authorization", "Bearer " + used);
            }
            if (idempotencyKey != null) {
                request.header("Idempotency-Key", idempotencyKey);
            }
            if (version != null) {
                request.header("If-Match", "\"v" + version + "\"");
            }
            request.method(method, body == null ? null : RequestBody.create(Json.write(body), JSON));
            Duration wait = null;
            try (Response response = http.newCall(request.build()).execute()) {
                if (response.isSuccessful()) {
                    return decoder.decode(response);
                }
                ApiFailure.Refused refused = refusal(response);
                if (refused.status() == 401 && used != null && !renewed) {
                    renewed = true;
                    used = accessToken(used);
                    attempt--;
                    continue;
                }
                if (refused.status() == 401 && used != null) {
                    throw new ApiFailure.SignedOut(String.valueOf(refused.getMessage()));
                }
                boolean proofNeeded = refused.code().equals(STEP_UP_REQUIRED) && !asked;
                if (!proofNeeded && !refused.isTemporary()) {
                    throw refused;
                }
                asked |= proofNeeded;
                last = refused;
                wait = retryAfter(response);
            } catch (IOException e) {
                arrived |= !(e instanceof ConnectException
                        || e instanceof NoRouteToHostException
                        || e instanceof UnknownHostException);
                last = new ApiFailure.Offline(e, arrived);
            }
            if (last instanceof ApiFailure.Refused r && r.code().equals(STEP_UP_REQUIRED)) {
                // Asked once the answer's connection is free, as the person may take their time.
                if (!prompt.ask(stepUps)) {
                    throw last;
                }
                attempt--;
                continue;
            }
            if (attempt + 1 < tries && !pause(attempt, wait)) {
                throw last;
            }
        }
        throw last;
    }

    private boolean pause(int attempt, @Nullable Duration wait) {
        if (wait == null) {
            return backoff.sleep(attempt);
        }
        try {
            Thread.sleep(wait.compareTo(backoff.max()) > 0 ? backoff.max() : wait);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static @Nullable Duration retryAfter(Response response) {
        String value = response.header("Retry-After");
        try {
            return value == null ? null : Duration.ofSeconds(Long.parseLong(value.strip()));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static <T> Answer<T> decode(Response response, JavaType type) throws IOException {
        Long version = versionOf(response.header("ETag"));
        byte[] bytes = response.body().bytes();
        if (bytes.length == 0) {
            if (type.getRawClass() != Object.class) {
                throw new IOException("the answer is empty");
            }
            @SuppressWarnings("unchecked")
            T nothing = (T) Map.of();
            return new Answer<>(nothing, null, version);
        }
        try {
            Envelope<T> envelope = Json.MAPPER.readValue(bytes, TYPES.constructParametricType(Envelope.class, type));
            return new Answer<>(envelope.data(), envelope.meta(), version);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new ApiFailure.Unreadable(
                    "The answer of " + response.request().url().host() + " is unreadable", e);
        }
    }

    private static ApiFailure.Refused refusal(Response response) throws IOException {
        String text = response.body().string();
        try {
            var error = Json.read(text, ErrorEnvelope.class).error();
            return new ApiFailure.Refused(
                    response.code(),
                    error.code(),
                    error.message(),
                    error.details() == null ? Map.of() : error.details(),
                    text);
        } catch (RuntimeException e) {
            return new ApiFailure.Refused(
                    response.code(), "http_" + response.code(), "HTTP " + response.code(), Map.of(), text);
        }
    }

    /// The number inside `"v7"`.
    static @Nullable Long versionOf(@Nullable String etag) {
        if (etag == null) {
            return null;
        }
        String digits = etag.replaceAll("[^0-9]", "");
        return digits.isEmpty() ? null : Long.valueOf(digits);
    }

    /// A token to send: refreshed when it is near its end or equals `refused`.
    public String accessToken(@Nullable String refused) {
        Tokens held = require();
        if (fresh(held, refused)) {
            return held.accessToken();
        }
        refreshing.lock();
        try {
            held = require();
            if (fresh(held, refused)) {
                return held.accessToken();
            }
            return tokens.alone(() -> renewed(refused));
        } finally {
            refreshing.unlock();
        }
    }

    private String renewed(@Nullable String refused) {
        Tokens held = require();
        if (fresh(held, refused)) {
            return held.accessToken();
        }
        try {
            Answer<Tokens> answer = post(Routes.REFRESH, new RefreshRequest(held.refreshToken()), Tokens.class);
            tokens.save(answer.data());
            given = answer.data().accessToken();
            givenAt = System.nanoTime();
            return answer.data().accessToken();
        } catch (ApiFailure.Refused e) {
            if (e.isTemporary()) {
                throw e;
            }
            throw new ApiFailure.SignedOut(String.valueOf(e.getMessage()));
        }
    }

    /// The local clock may be wrong, so a token that the server gave a few minutes ago is good whatever its end looks
    /// like here, until the server refuses it. Otherwise each call would use up a refresh token.
    private boolean fresh(Tokens held, @Nullable String refused) {
        if (held.accessToken().equals(refused)) {
            return false;
        }
        boolean justGiven = held.accessToken().equals(given) && System.nanoTime() - givenAt < TRUSTED.toNanos();
        return justGiven || held.accessExpiresAt().minus(REFRESH_EARLY).isAfter(clock.instant());
    }

    private Tokens require() {
        return tokens.find().orElseThrow(() -> new ApiFailure.SignedOut("not signed in"));
    }

    /// Plain fetching of pages and files, without the account.
    public Fetcher fetcher() {
        return new Fetcher(base, http);
    }

    OkHttpClient transport() {
        return http;
    }
}
