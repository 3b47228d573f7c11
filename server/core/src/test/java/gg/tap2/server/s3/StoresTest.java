package gg.tap2.server.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import gg.tap2.model.media.Upload;
import gg.tap2.server.platform.config.Secret;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The stores' own answers, one row each, and what we make of them. The sources are in `docs/live-mode.md`.
class StoresTest {
    private record Answer(int status, String code) {}

    private final AtomicReference<Answer> answer = new AtomicReference<>(new Answer(200, ""));
    private HttpServer server;
    private ObjectStorage storage;

    @BeforeEach
    void open() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", x -> {
            x.getRequestBody().readAllBytes();
            Answer a = answer.get();
            byte[] body = a.code().isEmpty()
                    ? new byte[0]
                    : ("<?xml version=\"1.0\"?><Error><Code>" + a.code() + "</Code><Message>m</Message></Error>")
                            .getBytes(StandardCharsets.UTF_8);
            boolean head = x.getRequestMethod().equals("HEAD");
            x.getResponseHeaders().add("Content-Type", "application/xml");
            x.sendResponseHeaders(a.status(), head || body.length == 0 ? -1 : body.length);
            if (!head && body.length > 0) {
                x.getResponseBody().write(body);
            }
            x.close();
        });
        server.start();
        var at = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        storage = new ObjectStorage(new StorageSettings(at, at, "auto", "tap2", "key", new Secret("secret")));
    }

    @AfterEach
    void close() {
        storage.close();
        server.stop(0);
    }

    private boolean complete() {
        return storage.completeMultipart("k", "u", List.of(new Upload.StoredPart(1, 5, "\"e\"")));
    }

    /// Store, answer to a completion, and whether the parts are refused, it is a matter of later, or of our key.
    @ParameterizedTest
    @CsvSource({
        "AWS, 400, InvalidPart, refused",
        "AWS, 400, InvalidPartOrder, refused",
        "AWS, 400, EntityTooSmall, refused",
        "R2, 429, TooManyRequests, later",
        "AWS, 503, SlowDown, later",
        "Hetzner, 429, SlowDown, later",
        "AWS, 403, AccessDenied, later",
        "AWS, 403, RequestTimeTooSkewed, later",
        "R2, 401, Unauthorized, later",
        "B2, 403, InvalidAccessKeyId, later",
        "MinIO, 403, SignatureDoesNotMatch, later",
        "AWS, 408, RequestTimeout, later",
        "B2, 500, InternalError, later"
    })
    void aCompletionIsRefusedForItsPartsAlone(String store, int status, String code, String what) {
        answer.set(new Answer(status, code));
        if (what.equals("refused")) {
            assertThat(complete()).as(store).isFalse();
        } else {
            assertThatThrownBy(this::complete).as(store).isInstanceOf(StorageUnavailableException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "401, Unauthorized",
        "403, AccessDenied",
        "403, RequestTimeTooSkewed",
        "408, RequestTimeout",
        "429, SlowDown",
        "503, SlowDown"
    })
    void notNowAndNotForUsIsNeverNotThere(int status, String code) {
        answer.set(new Answer(status, code));
        assertThatThrownBy(() -> storage.size("k")).isInstanceOf(StorageUnavailableException.class);
        assertThatThrownBy(() -> storage.open("k")).isInstanceOf(StorageUnavailableException.class);
        assertThatThrownBy(() -> storage.listParts("k", "u")).isInstanceOf(StorageUnavailableException.class);
        assertThatThrownBy(() -> storage.delete("k")).isInstanceOf(StorageUnavailableException.class);
    }

    @Test
    void notThereIsNotThere() {
        answer.set(new Answer(404, "NoSuchKey"));
        assertThat(storage.size("k")).isEmpty();
        answer.set(new Answer(404, "NoSuchUpload"));
        assertThat(storage.listParts("k", "u")).isEmpty();
    }
}
