package gg.tap2.server.platform.http;

import io.helidon.http.Method;

/// A declared route. With `idempotent`, an `Idempotency-Key` is honoured; `maxBody` limits the request body in bytes;
/// `page` routes answer errors as HTML.
public record Route(
        Method method,
        String path,
        Access access,
        Proof proof,
        Handler handler,
        boolean idempotent,
        int maxBody,
        boolean page) {
    public static final int DEFAULT_MAX_BODY = 256 * 1024;

    /// A route for which the session is enough.
    public Route(
            Method method, String path, Access access, Handler handler, boolean idempotent, int maxBody, boolean page) {
        this(method, path, access, Proof.NONE, handler, idempotent, maxBody, page);
    }

    public boolean unsafe() {
        return method != Method.GET && method != Method.HEAD && method != Method.OPTIONS;
    }
}
