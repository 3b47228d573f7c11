package gg.tap2.server.platform.http;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

/// Tells who is calling. Implemented by accounts.
public interface Authenticator {
    /// Null when the request carries no credentials.
    ///
    /// @throws ApiException with 401 when it carries bad ones
    @Nullable
    Principal authenticate(ServerRequest request);

    /// The same, for an implementation that renews a browser's cookies on the way.
    default @Nullable Principal authenticate(ServerRequest request, ServerResponse response) {
        return authenticate(request);
    }
}
