package gg.tap2.server.platform.http;

import io.helidon.webserver.http.ServerRequest;
import org.jspecify.annotations.Nullable;

/// Tells who is calling. Implemented by accounts.
public interface Authenticator {
    /// Null when the request carries no credentials.
    ///
    /// @throws ApiException with 401 when it carries bad ones
    @Nullable
    Principal authenticate(ServerRequest request);
}
