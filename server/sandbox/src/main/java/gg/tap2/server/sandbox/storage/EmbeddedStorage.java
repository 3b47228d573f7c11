package gg.tap2.server.sandbox.storage;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gaul.s3proxy.CrossOriginResourceSharing;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/// A real S3 API (S3Proxy) on a folder, on a loopback port.
public final class EmbeddedStorage implements AutoCloseable {
    private final S3Proxy proxy;
    private final int port;

    private EmbeddedStorage(S3Proxy proxy, int port) {
        this.proxy = proxy;
        this.port = port;
    }

    private static final int TRIES = 5;

    /// @param port the port to use again, or 0 for any free one; another is taken when somebody else has it by then
    /// @throws IllegalStateException when it cannot start; the message is for the operator
    public static EmbeddedStorage start(Path folder, int port, String accessKey, String secretKey) {
        Exception last = new IOException("not tried");
        for (int i = 0; i < TRIES; i++) {
            try {
                Files.createDirectories(folder);
                int chosen = i == 0 && port != 0 && free(port) ? port : anyFree();
                S3Proxy proxy = proxy(folder, chosen, accessKey, secretKey);
                proxy.start();
                return new EmbeddedStorage(proxy, chosen);
            } catch (Exception e) {
                last = e;
                if (!String.valueOf(e.getMessage()).contains("bind")) {
                    break;
                }
            }
        }
        throw new IllegalStateException(
                "the embedded storage could not start in " + folder + ": " + last.getMessage(), last);
    }

    private static S3Proxy proxy(Path folder, int port, String accessKey, String secretKey) {
        return S3Proxy.builder()
                .blobStore(new FilesystemNio2BlobStore(folder.toString()))
                .endpoint(URI.create("http://127.0.0.1:" + port))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, accessKey, secretKey)
                .ignoreUnknownHeaders(true)
                .corsRules(new CrossOriginResourceSharing(
                        List.of(".*"),
                        List.of("GET", "HEAD"),
                        List.of("*"),
                        List.of("ETag", "Content-Length"),
                        "false"))
                .build();
    }

    private static boolean free(int port) {
        try (var socket = new ServerSocket(port, 1, java.net.InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static int anyFree() throws IOException {
        try (var socket = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public int port() {
        return port;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() {
        try {
            proxy.stop();
        } catch (Exception e) {
            org.slf4j.LoggerFactory.getLogger(EmbeddedStorage.class).warn("storage did not stop cleanly", e);
        }
    }
}
