package gg.tap2.server.platform.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.Locale;

/// What kind of body a handler reads. A body that says it is something else is refused: who sent it means something
/// else,
/// or is a page of another site, which can send plain text and forms without asking.
final class ContentTypes {
    static final String JSON = "application/json";
    static final String FORM = "application/x-www-form-urlencoded";

    private ContentTypes() {}

    /// @throws ApiException 415 when there is a body of another kind
    static void check(ServerRequest request, byte[] body, String wanted) {
        if (body.length == 0) {
            return;
        }
        String given = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
        int end = given.indexOf(';');
        String plain = (end < 0 ? given : given.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        if (!plain.equals(wanted)) {
            throw ApiException.of(415, "content_type", wanted);
        }
    }
}
