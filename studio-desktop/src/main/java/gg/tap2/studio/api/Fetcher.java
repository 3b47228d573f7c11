package gg.tap2.studio.api;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/// Fetches what a buyer's browser would: pages as text, files as nothing but their size and SHA-256. Without the
/// account's token. Blocks.
public final class Fetcher {
    private static final int BUFFER = 256 << 10;

    private final HttpUrl base;
    private final OkHttpClient http;

    Fetcher(HttpUrl base, OkHttpClient http) {
        this.base = base;
        this.http = http;
    }

    public record Page(int status, String text) {}

    public record Fetched(int status, long size, String sha256) {}

    /// A page of the account's server by its path, or any other by its address.
    public Page page(String pathOrUrl) throws IOException {
        try (var response = http.newCall(request(pathOrUrl)).execute()) {
            return new Page(response.code(), response.body().string());
        }
    }

    /// Whether an address answers with something; reads no body.
    public int status(String pathOrUrl) throws IOException {
        try (var response = http.newCall(request(pathOrUrl)).execute()) {
            return response.code();
        }
    }

    public Fetched file(String url, LongConsumer onBytes, BooleanSupplier stopped)
            throws IOException, InterruptedException {
        try (var response = http.newCall(request(url)).execute()) {
            if (!response.isSuccessful()) {
                return new Fetched(response.code(), 0, "");
            }
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BUFFER];
            long size = 0;
            var in = response.body().byteStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (stopped.getAsBoolean()) {
                    throw new InterruptedException();
                }
                digest.update(buffer, 0, n);
                size += n;
                onBytes.accept(size);
            }
            return new Fetched(response.code(), size, HexFormat.of().formatHex(digest.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A file's bytes into `out`; returns what arrived.
    public Fetched copy(String url, OutputStream out) throws IOException {
        try (var response = http.newCall(request(url)).execute()) {
            if (!response.isSuccessful()) {
                return new Fetched(response.code(), 0, "");
            }
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BUFFER];
            long size = 0;
            var in = response.body().byteStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
                out.write(buffer, 0, n);
                size += n;
            }
            return new Fetched(response.code(), size, HexFormat.of().formatHex(digest.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Request request(String pathOrUrl) throws IOException {
        HttpUrl url = base.resolve(pathOrUrl);
        if (url == null) {
            throw new IOException("not an address: " + pathOrUrl);
        }
        return new Request.Builder()
                .url(url)
                .header("User-Agent", "Tap2Studio/0.1 (rehearsal)")
                .build();
    }
}
