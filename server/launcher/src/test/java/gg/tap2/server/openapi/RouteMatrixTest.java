package gg.tap2.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.accounts.Role;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.Proof;
import gg.tap2.server.platform.http.Route;
import gg.tap2.server.testing.Checkout;
import gg.tap2.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Who may call what, asked of the running server and kept as a table. `-Dmatrix.write=true` writes the table
/// anew.
final class RouteMatrixTest {
    private static final Path FILE = Checkout.ROOT.resolve("docs/security/route-matrix.md");
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
                    if (reply.status() != 403
                            || !List.of("forbidden", "fans_only").contains(reply.code())) {
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

                *Proof* is what the session alone is not enough for: *fresh* asks for the code of the second factor, or the password
                where there is none, within five minutes; *in request* carries it; *owner* is not given to an admin who
                looks through a user's eyes; *by amount* asks when the day's sum or the
                destination calls for one.

                | Method | Path | Guest | Fan | Creator | Admin | Rule | Proof |
                |---|---|---|---|---|---|---|---|
                """);
        for (Route r : api()) {
            out.append("| %s | `%s` | %s | %s | %s | %s | %s | %s |%n"
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
                                            .replace('_', ' '),
                            r.proof() == Proof.NONE
                                    ? "–"
                                    : r.proof()
                                            .name()
                                            .toLowerCase(java.util.Locale.ROOT)
                                            .replace('_', ' ')));
        }
        return out.toString();
    }

    /// What moves money or identity, by its address. A new route there needs a declaration, or a word here why not.
    private static final Pattern SENSITIVE = Pattern.compile(
            ".*/(bank-accounts|payouts|withdraw|export|audit\\.csv|money|fees|settings|role|impersonate|suspend|restore|sign-out|end"
                    + "|reconciliation|disable-2fa|enable-2fa|backup-codes|change-password|change-email|delete-account|link|unlink|step-up)"
                    + "(/.*)?");

    /// Proves nothing, moves nothing: looks, a preview that is rolled back, the way back from a deletion, an end of
    /// looking, what an admin restores of content, and the end of a visit to a bank that a fresh proof began.
    private static final Set<String> HARMLESS = Set.of(
            "POST /api/v1/admin/money/preview",
            "DELETE /api/v1/admin/users/{id}/impersonate",
            "POST /api/v1/admin/takedowns/{id}/restore",
            "POST /api/v1/creators/bank-accounts/plaid/link/{id}/complete");

    @Test
    void everyRouteThatMovesMoneyOrIdentityDeclaresItsProof() {
        var bare = SERVER.app().routing().routes().stream()
                .filter(r ->
                        r.access() != Access.PUBLIC && r.access() != Access.WEBHOOK && r.access() != Access.SANDBOX)
                .filter(r ->
                        r.unsafe() || r.path().endsWith("/export") || r.path().endsWith("audit.csv"))
                .filter(r -> SENSITIVE.matcher(r.path()).matches())
                .filter(r -> r.proof() == Proof.NONE)
                .map(r -> r.method().text() + " " + r.path())
                .filter(r -> !HARMLESS.contains(r))
                .toList();
        assertThat(bare).isEmpty();
    }

    /// A session whose proof is older than five minutes is asked again, whatever the body.
    @Test
    void routesThatDeclareAFreshProofRefuseAnOldOne() {
        Map<Role, String> tokens = Map.of(
                Role.CREATOR,
                stale(SERVER.creator()),
                Role.ADMIN,
                stale(SERVER.admin()),
                Role.FAN,
                stale(SERVER.fan()));
        var wrong = new TreeSet<String>();
        int asked = 0;
        for (Route route : api()) {
            if (route.proof() != Proof.FRESH) {
                continue;
            }
            String path = route.path().replaceAll("\\{[a-zA-Z]+}", "00000000-0000-7000-8000-000000000001");
            for (var role : tokens.entrySet()) {
                if (may(route.access(), role.getKey())) {
                    asked++;
                    var reply = SERVER.send(route.method().text(), path, null, role.getValue());
                    if (reply.status() != 403 || !reply.code().equals("step_up_required")) {
                        wrong.add(role.getKey() + " " + route.method() + " " + path + ": " + reply.status());
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(asked).isGreaterThan(25);
    }

    private static String stale(TestServer.Account account) {
        SERVER.app()
                .db()
                .transact(tx -> tx.sql("""
                        UPDATE sessions SET proven_at = proven_at - interval '6 minutes', proven_by = 'password'
                        WHERE user_id = (SELECT id FROM users WHERE email = :email)""").set("email", account.email()).update());
        return account.accessToken();
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
            case PUBLIC, WEBHOOK, SANDBOX, UNCONFIRMED, SIGNED_IN -> true;
            case FAN, FAN_OR_GUEST -> role == Role.FAN;
            case CREATOR -> role == Role.CREATOR;
            case ADMIN, ADMIN_PEOPLE, ADMIN_CONTENT, ADMIN_MONEY, ADMIN_AUDIT, ADMIN_OPERATIONS, ADMIN_SETTINGS ->
                role == Role.ADMIN;
        };
    }

    private static String mark(boolean yes) {
        return yes ? "yes" : "–";
    }
}
