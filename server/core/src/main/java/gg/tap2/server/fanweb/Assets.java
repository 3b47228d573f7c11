package gg.tap2.server.fanweb;

import gg.tap2.server.platform.crypto.RandomTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Style sheets, scripts and icons under addresses that name their content, so that they are cached for ever.
final class Assets {
    static final List<String> NAMES =
            List.of("app.css", "pay.js", "app.js", "push.js", "passkeys.js", "keep.js", "icon.svg");

    record Asset(String contentType, byte[] bytes) {}

    private final Map<String, String> paths = new HashMap<>();
    private final Map<String, Asset> byPath = new HashMap<>();

    Assets() {
        for (String name : NAMES) {
            byte[] bytes = read(name);
            String hash = HexFormat.of().formatHex(RandomTokens.sha256(bytes), 0, 6);
            String path = name.replaceFirst("\\.", "-" + hash + ".");
            paths.put(name, "/assets/" + path);
            byPath.put(path, new Asset(type(name), bytes));
        }
    }

    static byte[] read(String name) {
        try (var in = Assets.class.getResourceAsStream("/web/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no asset " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String type(String name) {
        return name.endsWith(".css")
                ? "text/css; charset=utf-8"
                : name.endsWith(".js") ? "text/javascript; charset=utf-8" : "image/svg+xml";
    }

    String path(String name) {
        String p = paths.get(name);
        if (p == null) {
            throw new IllegalArgumentException(name);
        }
        return p;
    }

    Optional<Asset> find(String path) {
        return Optional.ofNullable(byPath.get(path));
    }
}
