package gg.tap2.server.accounts;

import gg.tap2.model.Routes;
import gg.tap2.model.accounts.AskPasskey;
import gg.tap2.model.accounts.BrowserSignIn;
import gg.tap2.model.accounts.PasskeyAnswer;
import gg.tap2.model.accounts.SavePasskey;
import gg.tap2.server.accounts.passkeys.Passkeys;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Principal;
import gg.tap2.server.platform.http.Proof;
import gg.tap2.server.platform.http.Routing;
import io.helidon.http.HeaderNames;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// HTTP of passkeys, and of programs that let the browser use them.
final class PasskeyRoutes {
    private final Db db;
    private final Accounts accounts;
    private final SecondFactors factors;
    private final SignIns signIns;

    PasskeyRoutes(Db db, Accounts accounts, SecondFactors factors, SignIns signIns) {
        this.db = db;
        this.accounts = accounts;
        this.factors = factors;
        this.signIns = signIns;
    }

    void register(Routing routing) {
        routing.get(Routes.PASSKEYS, Access.SIGNED_IN, this::list)
                .post(Routes.PASSKEY_CREATION, Access.SIGNED_IN, Proof.FRESH, this::creation)
                .post(Routes.PASSKEY_REQUEST, Access.PUBLIC, this::request)
                .post(Routes.PASSKEY_SIGN_IN, Access.PUBLIC, this::signIn)
                .post(Routes.BROWSER_SIGN_IN, Access.PUBLIC, this::browser)
                .post(Routes.PASSKEYS, Access.SIGNED_IN, Proof.FRESH, this::add)
                .delete(Routes.PASSKEY, Access.SIGNED_IN, Proof.FRESH, this::remove);
    }

    private void list(Call c) {
        UUID user = c.principal().userId();
        c.ok(db.read(tx -> factors.passkeys().list(tx, user)));
    }

    private void creation(Call c) {
        User user = accounts.user(c.principal().userId());
        c.ok(options(db.read(
                tx -> factors.passkeys().creationOptions(tx, new Passkeys.Owner(user.id(), user.email()), host(c)))));
    }

    private void request(Call c) {
        String challenge = c.body(AskPasskey.class).challenge();
        Optional<UUID> whose = challenge != null && !challenge.isBlank()
                ? Optional.of(signIns.waiting(challenge).orElseThrow(() -> ApiException.unauthorized("challenge_over")))
                : c.findPrincipal().map(Principal::userId);
        c.ok(options(db.read(tx -> factors.passkeys().requestOptions(tx, whose.orElse(null), host(c)))));
    }

    private static Map<String, Object> options(Optional<Map<String, Object>> made) {
        return made.orElseThrow(() -> ApiException.conflict("passkey_host"));
    }

    private void signIn(Call c) {
        AccountRoutes.answer(c, signIns.passkey(c.body(PasskeyAnswer.class).credential(), Clients.of(c, false)));
    }

    private void browser(Call c) {
        AccountRoutes.answer(c, signIns.browser(c.body(BrowserSignIn.class), Clients.of(c, false)));
    }

    private void add(Call c) {
        var body = c.body(SavePasskey.class);
        User user = accounts.user(c.principal().userId());
        c.json(
                201,
                gg.tap2.model.common.Envelope.of(factors.addPasskey(
                        user, body.credential(), body.name().strip(), c.client().ip())));
    }

    private void remove(Call c) {
        factors.removePasskey(
                accounts.user(c.principal().userId()), c.id(), c.client().ip());
        c.noContent();
    }

    private static String host(Call c) {
        return c.header(HeaderNames.HOST).orElse("");
    }
}
