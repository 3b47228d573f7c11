package gg.tap2.studio.uploads;

import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.function.LongConsumer;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/// HTTPS by OkHttp: bytes must be encrypted, so they pass through one small buffer per part. HTTP/1.1 on
/// purpose: one TCP connection per part is faster than one for all.
final class TlsTransport implements PartTransport {
    private static final long CHUNK = 256 << 10;

    private final OkHttpClient http;

    TlsTransport(OkHttpClient base) {
        this.http = NativeCrypto.sockets(base.newBuilder())
                .protocols(java.util.List.of(Protocol.HTTP_1_1))
                .writeTimeout(Duration.ofSeconds(60))
                .readTimeout(Duration.ofSeconds(60))
                .build();
    }

    @Override
    public String put(URI url, FileChannel file, long offset, long length, Bandwidth bandwidth, LongConsumer sent)
            throws IOException, InterruptedException {
        var body = new RequestBody() {
            @Override
            public @Nullable MediaType contentType() {
                return null;
            }

            @Override
            public long contentLength() {
                return length;
            }

            @Override
            public boolean isOneShot() {
                return true;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                long done = 0;
                try {
                    while (done < length) {
                        long allowed = bandwidth.take(Math.min(CHUNK, length - done));
                        long moved = file.transferTo(offset + done, allowed, sink);
                        if (moved <= 0) {
                            throw new EOFException("the file became shorter");
                        }
                        done += moved;
                        sink.emit();
                        sent.accept(done);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new java.io.InterruptedIOException();
                }
            }
        };
        var request = new Request.Builder().url(url.toString()).put(body).build();
        try (var response = http.newCall(request).execute()) {
            if (!response.isSuccessful()) {
                throw new Refused(response.code(), response.body().string());
            }
            String etag = response.header("ETag");
            if (etag == null) {
                throw new IOException("storage sent no ETag");
            }
            return etag;
        }
    }

    @Override
    public void close() {
        http.connectionPool().evictAll();
    }
}
