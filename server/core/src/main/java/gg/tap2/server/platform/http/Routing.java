package gg.tap2.server.platform.http;

import io.helidon.http.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The routing table. Literal segments win over parameters, whatever the order of registration.
public final class Routing {
    private final List<Route> routes = new ArrayList<>();

    public Routing get(String path, Access access, Handler handler) {
        return get(path, access, Proof.NONE, handler);
    }

    public Routing get(String path, Access access, Proof proof, Handler handler) {
        return add(new Route(Method.GET, path, access, proof, handler, false, 0, false));
    }

    public Routing page(String path, Access access, Handler handler) {
        return page(path, access, Proof.NONE, handler);
    }

    public Routing page(String path, Access access, Proof proof, Handler handler) {
        return add(new Route(Method.GET, path, access, proof, handler, false, 0, true));
    }

    public Routing form(String path, Access access, Handler handler) {
        return form(path, access, Proof.NONE, handler);
    }

    public Routing form(String path, Access access, Proof proof, Handler handler) {
        return add(new Route(Method.POST, path, access, proof, handler, false, Route.DEFAULT_MAX_BODY, true));
    }

    public Routing post(String path, Access access, Handler handler) {
        return post(path, access, Proof.NONE, handler);
    }

    public Routing post(String path, Access access, Proof proof, Handler handler) {
        return add(new Route(Method.POST, path, access, proof, handler, false, Route.DEFAULT_MAX_BODY, false));
    }

    /// A POST that creates something: the same `Idempotency-Key` gives the first answer again.
    public Routing create(String path, Access access, Handler handler) {
        return create(path, access, Proof.NONE, handler);
    }

    public Routing create(String path, Access access, Proof proof, Handler handler) {
        return add(new Route(Method.POST, path, access, proof, handler, true, Route.DEFAULT_MAX_BODY, false));
    }

    public Routing put(String path, Access access, Handler handler) {
        return put(path, access, Proof.NONE, handler);
    }

    public Routing put(String path, Access access, Proof proof, Handler handler) {
        return add(new Route(Method.PUT, path, access, proof, handler, false, Route.DEFAULT_MAX_BODY, false));
    }

    public Routing patch(String path, Access access, Handler handler) {
        return add(new Route(Method.PATCH, path, access, handler, false, Route.DEFAULT_MAX_BODY, false));
    }

    public Routing delete(String path, Access access, Handler handler) {
        return delete(path, access, Proof.NONE, handler);
    }

    public Routing delete(String path, Access access, Proof proof, Handler handler) {
        return add(new Route(Method.DELETE, path, access, proof, handler, false, Route.DEFAULT_MAX_BODY, false));
    }

    public Routing add(Route route) {
        boolean twice = routes.stream()
                .anyMatch(r -> r.method().equals(route.method()) && r.path().equals(route.path()));
        if (twice) {
            throw new IllegalStateException("route declared twice: " + route.method() + " " + route.path());
        }
        routes.add(route);
        return this;
    }

    /// All routes, the more literal ones first.
    public List<Route> routes() {
        return routes.stream()
                .sorted(Comparator.comparing(Routing::specificity))
                .toList();
    }

    /// Whether some route answers a path.
    boolean knows(Method method, String path) {
        return routes.stream().anyMatch(r -> r.method().equals(method) && matches(r.path(), path));
    }

    /// A parameter stands for what is between slashes; what is written before it must be there.
    private static boolean matches(String pattern, String path) {
        String[] wanted = pattern.split("/", -1);
        String[] given = path.split("/", -1);
        if (wanted.length != given.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            int brace = wanted[i].indexOf('{');
            boolean same = brace < 0
                    ? wanted[i].equals(given[i])
                    : given[i].length() > brace && given[i].startsWith(wanted[i].substring(0, brace));
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private static String specificity(Route route) {
        var key = new StringBuilder();
        for (String segment : route.path().split("/")) {
            key.append(segment.startsWith("{") ? '2' : segment.contains("{") ? '1' : '0');
        }
        return key.toString();
    }
}
