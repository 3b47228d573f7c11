package gg.tap2.server.app;

import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `tap2 warm-up`: one start on a throw-away folder and a few pages, so that a JVM run with `-XX:AOTCacheOutput`
/// records what every start loads.
@Command(name = "warm-up", hidden = true, description = "Starts once on a throw-away folder, to record a start.")
final class WarmUpCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("tap2-warm-up-");
        try {
            var set = new EnumMap<Key, String>(Key.class);
            set.put(Key.DATA_DIR, folder.toString());
            set.put(Key.HTTP_PORT, "0");
            try (ServerApp app = Launcher.start(ServerConfig.load(null, Map.of(), set));
                    HttpClient http = HttpClient.newHttpClient()) {
                for (String path : List.of("/", "/sign-in", "/api/v1/public/creators", "/api/v1/openapi.json")) {
                    var request = HttpRequest.newBuilder(URI.create(app.localUrl() + path))
                            .build();
                    http.send(request, HttpResponse.BodyHandlers.discarding());
                }
            }
        } finally {
            remove(folder);
        }
        return 0;
    }

    private static void remove(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(p);
            }
        }
    }
}
