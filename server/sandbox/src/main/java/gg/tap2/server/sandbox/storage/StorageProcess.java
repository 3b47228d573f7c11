package gg.tap2.server.sandbox.storage;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/// An S3 API on a folder in a process of its own, over HTTP and HTTPS, so that its processor time is not the
/// server's and everybody sends to the same place.
public final class StorageProcess implements AutoCloseable {
    public static final String ACCESS_KEY = "tap2-bench";
    public static final String SECRET_KEY = "tap2-bench-secret";
    public static final String BUCKET = "tap2";
    private static final String PASSWORD = "tap2-bench";

    private final Process process;
    private final Path folder;
    private final URI http;
    private final URI https;

    private StorageProcess(Process process, Path folder, URI http, URI https) {
        this.process = process;
        this.folder = folder;
        this.http = http;
        this.https = https;
    }

    public static StorageProcess start(Path folder) throws IOException, InterruptedException {
        int plain = freePort();
        int tls = freePort();
        Process p = launch(folder, plain, tls);
        return new StorageProcess(
                p, folder, URI.create("http://127.0.0.1:" + plain), URI.create("https://127.0.0.1:" + tls));
    }

    /// The process, as soon as it takes requests; objects of an earlier one in the same folder are there again.
    ///
    /// @param plain port of HTTP
    /// @param tls port of HTTPS
    public static Process launch(Path folder, int plain, int tls) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path java = Path.of(System.getProperty("java.home"), "bin");
        if (!Files.exists(folder.resolve("s3.pem"))) {
            makeCertificate(java, folder);
        }
        Process p = new ProcessBuilder(
                        java.resolve("java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StorageProcess.class.getName(),
                        folder.toString(),
                        Integer.toString(plain),
                        Integer.toString(tls))
                .redirectError(folder.resolve("storage.log").toFile())
                .start();
        var out = new BufferedReader(new InputStreamReader(p.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); !"ready".equals(line); line = out.readLine()) {
            if (line == null) {
                throw new IOException("the storage did not start: " + Files.readString(folder.resolve("storage.log")));
            }
        }
        return p;
    }

    private static void makeCertificate(Path java, Path folder) throws IOException, InterruptedException {
        String key = "-genkeypair -alias s3 -keyalg RSA -dname CN=127.0.0.1 -ext san=ip:127.0.0.1 -validity 30";
        keytool(java, folder, key.split(" "));
        keytool(
                java,
                folder,
                "-exportcert",
                "-alias",
                "s3",
                "-rfc",
                "-file",
                folder.resolve("s3.pem").toString());
    }

    private static void keytool(Path java, Path folder, String... more) throws IOException, InterruptedException {
        var command = new java.util.ArrayList<>(List.of(java.resolve("keytool").toString()));
        command.addAll(List.of(more));
        command.addAll(List.of("-keystore", folder.resolve("s3.p12").toString(), "-storepass", PASSWORD));
        Process p = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("keytool.log").toFile()))
                .start();
        if (p.waitFor() != 0) {
            throw new IOException("keytool failed: " + Files.readString(folder.resolve("keytool.log")));
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public URI endpoint(boolean tls) {
        return tls ? https : http;
    }

    /// The certificate as PEM, for programs that take it so.
    public Path certificate() {
        return folder.resolve("s3.pem");
    }

    /// What makes a JVM trust the certificate.
    public String jvmTrust() {
        return "-Djavax.net.ssl.trustStore=" + folder.resolve("s3.p12") + " -Djavax.net.ssl.trustStorePassword="
                + PASSWORD;
    }

    /// Bytes of all objects and parts, those that are being written included.
    public long bytes() {
        try (var paths = Files.walk(folder.resolve("objects"))) {
            return paths.mapToLong(StorageProcess::size).sum();
        } catch (IOException | UncheckedIOException e) {
            // Something was deleted meanwhile; the next look will do.
            return 0;
        }
    }

    private static long size(Path p) {
        try {
            return Files.isRegularFile(p) ? Files.size(p) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /// Deletes what was stored, so that every run finds the same disk.
    public void clear() throws IOException {
        try (var paths = Files.walk(folder.resolve("objects"))) {
            for (Path p : paths.filter(Files::isRegularFile).toList()) {
                Files.deleteIfExists(p);
            }
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /// The process itself: folder, port of HTTP, port of HTTPS.
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        Path objects = Files.createDirectories(folder.resolve("objects"));
        S3Proxy proxy = S3Proxy.builder()
                .blobStore(new FilesystemNio2BlobStore(objects.toString()))
                .endpoint(URI.create("http://127.0.0.1:" + args[1]))
                .secureEndpoint(URI.create("https://127.0.0.1:" + args[2]))
                .keyStore(folder.resolve("s3.p12").toString(), PASSWORD)
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
                .ignoreUnknownHeaders(true)
                .build();
        proxy.start();
        System.out.println("ready");
        Thread.currentThread().join();
    }
}
