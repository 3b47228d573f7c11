package gg.tap2.server.platform.http;

import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;
import java.util.regex.Pattern;

/// What an address may hold. No name, word or id has a control character, and the database knows no NUL.
final class RequestAddress {
    private static final Pattern IN_PATH = Pattern.compile("%(?:[01][0-9a-fA-F]|7[fF])");
    /// Tabs and line breaks come from forms.
    private static final Pattern IN_QUERY = Pattern.compile("%(?:0[0-8bBcCeEfF]|1[0-9a-fA-F]|7[fF])");

    private RequestAddress() {}

    /// @throws ApiException 404 for a control character in the path, 400 for one in the query
    static void check(ServerRequest request) {
        if (IN_PATH.matcher(request.path().rawPath()).find()) {
            throw ApiException.notFound();
        }
        String query = request.query().rawValue();
        if (query != null && IN_QUERY.matcher(query).find()) {
            throw ApiException.badRequest("bad_request");
        }
    }

    /// Where somebody is sent who came with a slash or blanks at the end, as mail programs and people add them.
    static Optional<String> withoutTail(ServerRequest request, Routing routing) {
        Method method = request.prologue().method();
        if (method != Method.GET && method != Method.HEAD) {
            return Optional.empty();
        }
        String path = request.path().rawPath();
        String plain = path.replaceFirst("(?:/|%20|\\+|%C2%A0)+$", "");
        if (plain.isEmpty() || plain.equals(path) || plain.startsWith("//") || !routing.knows(method, plain)) {
            return Optional.empty();
        }
        String query = request.query().rawValue();
        return Optional.of(query == null || query.isEmpty() ? plain : plain + "?" + query);
    }
}
