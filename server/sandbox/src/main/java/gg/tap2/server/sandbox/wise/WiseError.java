package gg.tap2.server.sandbox.wise;

import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.Reply;
import org.jspecify.annotations.Nullable;

/// An error answer in one of Wise's forms: a list of errors for what was sent, a name for the system's own.
///
/// Source: https://docs.wise.com/guides/developer/errors
final class WiseError extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String code;
    private final @Nullable String path;
    private final boolean system;

    private WiseError(int status, String code, @Nullable String path, String message, boolean system) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.path = path;
        this.system = system;
    }

    static WiseError of(int status, String code, @Nullable String path, String message) {
        return new WiseError(status, code, path, message, false);
    }

    static WiseError system(int status, String error, String message) {
        return new WiseError(status, error, null, message, true);
    }

    Reply reply() {
        var body = Json.object();
        if (system) {
            body.put("error", code).put("error_description", getMessage());
            return Reply.json(status, body);
        }
        var error = body.putArray("errors").addObject();
        error.put("code", code).put("message", getMessage());
        if (path != null) {
            error.put("path", path);
        }
        error.putArray("arguments");
        return Reply.json(status, body);
    }
}
