package gg.tap2.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.accounts.Role;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.Route;
import gg.tap2.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Who may call what, asked of the running server and kept as a table. `-Dmatrix.write=true` writes the table
/// anew.
final class RouteMatrixTest {
    private static final Path FILE = Path.of("../docs/security/route-matrix.md");
    private static final TestServer SERVER = TestServer.get();

    @Test
    void guestsAreAskedToSignInAndWrongRolesAreRefused() {
        Map<Role, String> tokens = new EnumMap<>(Role.class);
        tokens.put(Role.CREATOR, SERVER.creator().accessToken());
        tokens.put(Role.FAN, SERVER.fan().accessToken());
        tokens.put(Role.ADMIN, SERVER.admin().accessToken());
        var wrong = new TreeSet<String>();
        int asked = 0;
        for (Route route : api()) {
            String path = route.path().replaceAll("\\{[a-zA-Z]+}", "00000000-0000-7000-8000-000000000001");
            String method = route.method().text();
            if (!mayGuest(route.access())) {
                asked++;
                var reply = SERVER.send(method, path, null, null);
                if (reply.status() != 401 || !reply.code().equals("unauthenticated")) {
                    wrong.add("guest " + method + " " + path + ": " + reply.status());
                }
            }
            for (var role : tokens.entrySet()) {
                if (!may(route.access(), role.getKey())) {
                    asked++;
                    var reply = SERVER.send(method, path, null, role.getValue());
                    if (reply.status() != 403 || !reply.code().equals("forbidden")) {
                        wrong.add(role.getKey() + " " + method + " " + path + ": " + reply.status());
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(asked).isGreaterThan(150);
    }

    @Test
    void nothingButTheNamedRoutesIsOpenToGuests() {
        assertThat(api().stream().filter(r -> r.access() == Access.PUBLIC).map(Route::path))
                .allMatch(p -> p.startsWith("/api/v1/auth/")
                        || p.startsWith("/api/v1/public/")
                        || p.equals("/api/v1/openapi.json")
                        || p.equals("/api/v1/studio/release")
                        || p.equals("/api/v1/creators/{slug}")
                        || p.equals("/api/v1/creators/slug/validate"));
    }

    @Test
    void theTableIsUpToDate() throws IOException {
        if (Boolean.getBoolean("matrix.write")) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, table());
        }
        assertThat(Files.readString(FILE))
                .as("run this test with -Dmatrix.write=true")
                .isEqualTo(table());
    }

    private static String table() {
        var out = new StringBuilder("""
                # Who may call what

                Written from the routing table by `RouteMatrixTest`, which also asks the running server: where a guest has a
                dash the answer is 401, where a role has a dash it is 403. Whose object it is decides afterwards: somebody
                else's is 404.

                | Method | Path | Guest | Fan | Creator | Admin | Rule |
                |---|---|---|---|---|---|---|
                """);
        for (Route r : api()) {
            out.append("| %s | `%s` | %s | %s | %s | %s | %s |%n"
                    .formatted(
                            r.method().text(),
                            r.path(),
                            mark(mayGuest(r.access())),
                            mark(may(r.access(), Role.FAN)),
                            mark(may(r.access(), Role.CREATOR)),
                            mark(may(r.access(), Role.ADMIN)),
                            r.access() == Access.WEBHOOK
                                    ? "signed by the provider"
                                    : r.access()
                                            .name()
                                            .toLowerCase(java.util.Locale.ROOT)
                                            .replace('_', ' ')));
        }
        return out.toString();
    }

    private static List<Route> api() {
        return SERVER.app().routing().routes().stream()
                .filter(r -> r.path().startsWith("/api/v1") && !r.page())
                .sorted(Comparator.comparing(Route::path)
                        .thenComparing(r -> r.method().text()))
                .toList();
    }

    private static boolean mayGuest(Access access) {
        return access == Access.PUBLIC
                || access == Access.FAN_OR_GUEST
                || access == Access.WEBHOOK
                || access == Access.SANDBOX;
    }

    /// Written apart from the server's own rule, on purpose.
    private static boolean may(Access access, Role role) {
        return switch (access) {
            case PUBLIC, WEBHOOK, SANDBOX, SIGNED_IN -> true;
            case FAN, FAN_OR_GUEST -> role == Role.FAN;
            case CREATOR -> role == Role.CREATOR;
            case ADMIN -> role == Role.ADMIN;
        };
    }

    private static String mark(boolean yes) {
        return yes ? "yes" : "–";
    }
}
