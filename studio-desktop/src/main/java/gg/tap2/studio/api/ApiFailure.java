package gg.tap2.studio.api;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Why a call gave no answer. Screens switch over the kinds; nobody parses messages.
public sealed class ApiFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private ApiFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /// The server was not reached, or the answer was lost after all tries.
    public static final class Offline extends ApiFailure {
        private static final long serialVersionUID = 1L;

        private final boolean mayHaveArrived;

        public Offline(Throwable cause) {
            this(cause, true);
        }

        public Offline(Throwable cause, boolean mayHaveArrived) {
            super("The server cannot be reached: " + cause.getMessage(), cause);
            this.mayHaveArrived = mayHaveArrived;
        }

        /// Whether the server may have the request all the same: a connection was there, and the answer was lost.
        public boolean mayHaveArrived() {
            return mayHaveArrived;
        }
    }

    /// The sign-in is no longer valid: work is kept, the user signs in again.
    public static final class SignedOut extends ApiFailure {
        private static final long serialVersionUID = 1L;

        public SignedOut(String message) {
            super(message, null);
        }
    }

    /// An answer of the server with a stable code.
    public static final class Refused extends ApiFailure {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final String code;
        private final transient Map<String, List<String>> details;
        private final String body;

        public Refused(int status, String code, String message, Map<String, List<String>> details, String body) {
            super(message, null);
            this.status = status;
            this.code = code;
            this.details = details;
            this.body = body;
        }

        public int status() {
            return status;
        }

        public String code() {
            return code;
        }

        /// Messages by field, as the server phrased them.
        public Map<String, List<String>> details() {
            return details;
        }

        public String body() {
            return body;
        }

        /// Somebody else saved first.
        public boolean isStale() {
            return status == 412;
        }

        public boolean isGone() {
            return status == 404 || status == 410;
        }

        /// The same request may succeed later without any change. One that is still at work on the server is asked for
        /// again with the same key until its answer is there.
        public boolean isTemporary() {
            return status == 429 || status >= 500 || code.equals("idempotency_running");
        }
    }

    /// The answer is not what the contract says: a server of another version, or no Tap2 server at all.
    public static final class Unreadable extends ApiFailure {
        private static final long serialVersionUID = 1L;

        public Unreadable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
