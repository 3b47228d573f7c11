package gg.tap2.server.platform.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;

/// Sends bytes, gzipped where that helps and the caller accepts it.
final class Responses {
    private static final int MIN_GZIP = 1_000;

    private Responses() {}

    static void send(
            ServerRequest request,
            ServerResponse response,
            int status,
            String contentType,
            byte[] bytes,
            Runnable ready) {
        send(request, response, status, contentType, bytes, () -> gzip(bytes), ready);
    }

    /// @param gzip the compressed form, asked for where it is wanted
    /// @param ready told when only the sending is left
    static void send(
            ServerRequest request,
            ServerResponse response,
            int status,
            String contentType,
            byte[] bytes,
            Supplier<byte[]> gzip,
            Runnable ready) {
        response.status(Status.create(status));
        response.header(HeaderNames.CONTENT_TYPE, contentType);
        boolean text = contentType.startsWith("text/")
                || contentType.startsWith("application/json")
                || contentType.startsWith("application/manifest")
                || contentType.contains("javascript")
                || contentType.contains("xml")
                || contentType.startsWith("image/svg");
        if (text) {
            response.headers().add(io.helidon.http.HeaderValues.create(HeaderNames.VARY, "Accept-Encoding"));
        }
        if (text
                && bytes.length >= MIN_GZIP
                && !response.headers().contains(HeaderNames.CONTENT_ENCODING)
                && request.headers()
                        .first(HeaderNames.ACCEPT_ENCODING)
                        .orElse("")
                        .contains("gzip")) {
            response.header(HeaderNames.CONTENT_ENCODING, "gzip");
            byte[] compressed = gzip.get();
            ready.run();
            response.send(compressed);
        } else if (request.prologue().method() == Method.HEAD) {
            response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length));
            ready.run();
            response.send();
        } else {
            ready.run();
            response.send(bytes);
        }
    }

    static byte[] gzip(byte[] bytes) {
        var out = new ByteArrayOutputStream(bytes.length / 3 + 64);
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
