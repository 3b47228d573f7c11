package gg.tap2.studio.api;

import gg.tap2.model.Routes;
import gg.tap2.model.accounts.GoogleAuthorization;
import gg.tap2.model.accounts.GoogleExchange;
import gg.tap2.model.accounts.GoogleStart;
import gg.tap2.model.accounts.LoginResult;
import gg.tap2.model.accounts.Role;
import gg.tap2.model.common.Currency;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/// Google sign-in by the system browser (RFC 8252): a server on a loopback port waits for the one redirect that
/// carries our state; the code is useless to others without the verifier (RFC 7636), which never leaves this process
/// except to our server.
public final class GoogleSignIn {
    private final ApiClient api;
    private final String donePage;

    /// `donePage` is the sentence that the browser shows at the end.
    public GoogleSignIn(ApiClient api, String donePage) {
        this.api = api;
        this.donePage = donePage;
    }

    /// Opens the browser and blocks until it comes back.
    ///
    /// @throws IOException when it does not come back in time, or comes back with a refusal
    public SignIn.Outcome run(Consumer<String> browse, String deviceName) throws IOException, InterruptedException {
        String verifier = Loopback.secret();
        try (var loopback = new Loopback(donePage)) {
            GoogleAuthorization authorization = api.post(
                            Routes.AUTH + "/google/start",
                            new GoogleStart(loopback.redirect(), Loopback.challenge(verifier)),
                            GoogleAuthorization.class)
                    .data();
            loopback.listen(authorization.state());
            browse.accept(authorization.authorizationUri());
            Map<String, String> query = loopback.await();
            String code = query.get("code");
            if (code == null) {
                throw new IOException(query.getOrDefault("error", "no code"));
            }
            return new SignIn(api)
                    .next(api.post(
                                    Routes.AUTH + "/google/exchange",
                                    new GoogleExchange(
                                            code,
                                            authorization.state(),
                                            verifier,
                                            Role.CREATOR,
                                            deviceName,
                                            Currency.ofCountry(Locale.getDefault(Locale.Category.FORMAT)
                                                            .getCountry())
                                                    .orElse(null)),
                                    LoginResult.class)
                            .data());
        }
    }
}
