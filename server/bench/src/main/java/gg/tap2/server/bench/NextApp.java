package gg.tap2.server.bench;

import gg.tap2.server.platform.config.Key;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The same pages and routes written for Next.js, as a production build on the same database. Its packages come from
/// the
/// package registry on first use and stay in the user's cache folder.
final class NextApp implements AutoCloseable {
    private static final List<String> FILES = List.of(
            "package.json",
            "next.config.mjs",
            "lib/db.js",
            "app/layout.js",
            "app/p/[slug]/page.js",
            "app/api/creators/[slug]/route.js",
            "app/api/webhook/route.js");

    private static final int START_SECONDS = 60;

    private final Process process;
    private final URI base;

    private NextApp(Process process, URI base) {
        this.process = process;
        this.base = base;
    }

    /// The peer, or null with a figure that says why it is left out.
    static @Nullable NextApp startOrSkip(BenchContext c, BenchServer server, List<Figure> out)
            throws InterruptedException {
        String why = c.peers() ? NodeTool.missing() : "not asked for";
        if (why == null) {
            try {
                return start(c, server);
            } catch (IOException e) {
                why = e.getMessage();
            }
        }
        out.add(Figure.skipped("the same by Next.js", String.valueOf(why)));
        return null;
    }

    /// Installs and builds what is not there yet, and starts it.
    ///
    /// @throws IOException when the registry cannot be reached or the build fails, with what npm said last
    private static NextApp start(BenchContext c, BenchServer server) throws IOException, InterruptedException {
        Map<String, byte[]> files = files();
        Path folder = NodeTool.install(
                c, "next-" + digest(files), files, ".next/BUILD_ID", "node_modules/next/dist/bin/next", "build");
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var builder = new ProcessBuilder(
                        "node",
                        "node_modules/next/dist/bin/next",
                        "start",
                        "-H",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(port))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(c.folder().resolve("next.log").toFile());
        var owner = server.owner();
        URI db = URI.create(owner.jdbcUrl().substring("jdbc:".length()));
        String password = java.net.URLEncoder.encode(owner.password().value(), StandardCharsets.UTF_8);
        builder.environment()
                .putAll(Map.of(
                        "DATABASE_URL",
                        "postgres://" + owner.user() + ":" + password + "@" + db.getHost() + ":" + db.getPort()
                                + db.getPath(),
                        "WEBHOOK_SECRET",
                        server.setting(Key.STRIPE_WEBHOOK_SECRETS).split(",")[0].strip(),
                        "NODE_ENV",
                        "production",
                        "NEXT_TELEMETRY_DISABLED",
                        "1"));
        Process p = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(p::destroyForcibly));
        for (int i = 0; i < START_SECONDS * 10 && p.isAlive(); i++) {
            try (var socket = new Socket("127.0.0.1", port)) {
                if (socket.isConnected()) {
                    return new NextApp(p, URI.create("http://127.0.0.1:" + port));
                }
            } catch (IOException e) {
                Thread.sleep(100);
            }
        }
        p.destroyForcibly();
        throw new IOException("Next.js did not start: "
                + Files.readString(c.folder().resolve("next.log")).strip());
    }

    private static Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> out = new LinkedHashMap<>();
        for (String name : FILES) {
            try (InputStream in = Objects.requireNonNull(NextApp.class.getResourceAsStream("next/" + name), name)) {
                out.put(name, in.readAllBytes());
            }
        }
        return out;
    }

    private static String digest(Map<String, byte[]> files) {
        var all = new java.io.ByteArrayOutputStream();
        files.forEach((name, bytes) -> {
            all.writeBytes(name.getBytes(StandardCharsets.UTF_8));
            all.writeBytes(bytes);
        });
        return HexFormat.of().formatHex(gg.tap2.server.platform.crypto.RandomTokens.sha256(all.toByteArray()), 0, 6);
    }

    URI base() {
        return base;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
