package gg.tap2.server.sandbox;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Routes of one stand-in. The first registered match wins, so literal paths go before `{variables}`.
public final class Router {
    @FunctionalInterface
    public interface Handler {
        Reply handle(Call call);
    }

    record Match(Handler handler, Map<String, String> vars) {}

    private record Route(String method, String[] parts, Handler handler) {}

    private final List<Route> routes = new ArrayList<>();

    public Router on(String method, String path, Handler handler) {
        routes.add(new Route(method, path.split("/", -1), handler));
        return this;
    }

    public Router get(String path, Handler handler) {
        return on("GET", path, handler);
    }

    public Router post(String path, Handler handler) {
        return on("POST", path, handler);
    }

    public Router delete(String path, Handler handler) {
        return on("DELETE", path, handler);
    }

    @Nullable
    Match find(String method, String path) {
        String[] parts = path.split("/", -1);
        for (Route route : routes) {
            if (route.method.equals(method) && route.parts.length == parts.length) {
                Map<String, String> vars = match(route.parts, parts);
                if (vars != null) {
                    return new Match(route.handler, vars);
                }
            }
        }
        return null;
    }

    private static @Nullable Map<String, String> match(String[] pattern, String[] parts) {
        Map<String, String> vars = new HashMap<>();
        for (int i = 0; i < parts.length; i++) {
            if (pattern[i].startsWith("{")) {
                if (parts[i].isEmpty()) {
                    return null;
                }
                vars.put(
                        pattern[i].substring(1, pattern[i].length() - 1),
                        URLDecoder.decode(parts[i].replace("+", "%2B"), StandardCharsets.UTF_8));
            } else if (!pattern[i].equals(parts[i])) {
                return null;
            }
        }
        return vars;
    }
}
