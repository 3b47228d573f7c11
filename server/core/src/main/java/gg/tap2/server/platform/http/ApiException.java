package gg.tap2.server.platform.http;

import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Violations;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A refusal with an HTTP status and a stable code; the message is looked up by code in the caller's language.
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final transient Object[] args;
    private final transient @Nullable Violations violations;
    private final transient @Nullable Object current;
    private final int retryAfterSeconds;

    private ApiException(
            int status,
            String code,
            Object[] args,
            @Nullable Violations violations,
            @Nullable Object current,
            int retryAfter) {
        super(code, null, false, false);
        this.status = status;
        this.code = code;
        this.args = args;
        this.violations = violations;
        this.current = current;
        this.retryAfterSeconds = retryAfter;
    }

    public static ApiException of(int status, String code, Object... args) {
        return new ApiException(status, code, args, null, null, 0);
    }

    public static ApiException badRequest(String code, Object... args) {
        return of(400, code, args);
    }

    public static ApiException unauthorized(String code) {
        return of(401, code);
    }

    public static ApiException forbidden() {
        return of(403, "forbidden");
    }

    public static ApiException notFound() {
        return of(404, "not_found");
    }

    public static ApiException conflict(String code, Object... args) {
        return of(409, code, args);
    }

    /// A refusal that says more than its message: `current` is answered as `data` beside the error.
    public static ApiException conflictWith(Object current, String code, Object... args) {
        return new ApiException(409, code, args, null, current, 0);
    }

    /// The caller's version is stale; `current` is the representation to merge with.
    public static ApiException stale(Object current) {
        return new ApiException(412, "version_stale", new Object[0], null, current, 0);
    }

    public static ApiException invalid(Violations violations) {
        return new ApiException(422, "validation_failed", new Object[0], violations, null, 0);
    }

    public static ApiException invalid(String field, String key, Object... args) {
        return invalid(Violations.none().add(field, key, args));
    }

    /// The same with the amounts that it names in that currency.
    public ApiException in(Currency currency) {
        return violations == null
                ? this
                : new ApiException(status, code, args, violations.in(currency), current, retryAfterSeconds);
    }

    public static ApiException tooMany(int retryAfterSeconds) {
        // Nobody counts seconds by the thousand.
        int minutes = (retryAfterSeconds + 59) / 60;
        return new ApiException(
                429, "rate_limited", new Object[] {retryAfterSeconds, minutes}, null, null, retryAfterSeconds);
    }

    /// A refusal that ends once its caller has shown who they are. The id is one under which the request can be
    /// repeated
    /// then, so that it is done once.
    public static ApiException proofNeeded(UUID repeatAs) {
        return new ApiException(
                403, "step_up_required", new Object[0], null, Map.of("id", repeatAs, "page", "/step-up"), 0);
    }

    /// A form that its own page sent too late, or after its cookie was lost.
    public static ApiException expired(ExpiredForm form) {
        return new ApiException(403, "form_expired", new Object[0], null, form, 0);
    }

    /// The same request is still at work; its answer is there for whoever asks again.
    public static ApiException running(int retryAfterSeconds) {
        return new ApiException(409, "idempotency_running", new Object[0], null, null, retryAfterSeconds);
    }

    public static ApiException unavailable(String code, int retryAfterSeconds) {
        return new ApiException(503, code, new Object[0], null, null, retryAfterSeconds);
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public Object[] args() {
        return args;
    }

    public @Nullable Violations violations() {
        return violations;
    }

    public @Nullable Object current() {
        return current;
    }

    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
