package gg.tap2.studio.api;

import gg.tap2.model.Routes;
import gg.tap2.model.accounts.BrowserSignIn;
import gg.tap2.model.accounts.LoginResult;
import gg.tap2.model.accounts.SecondFactorCode;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;

/// Lets the system browser, which can use passkeys, vouch for the person in front of the studio.
public final class BrowserProof {
    private record Brought(String code, String verifier) {}

    private final ApiClient api;
    private final String donePage;

    /// @param donePage the sentence that the browser shows at the end
    public BrowserProof(ApiClient api, String donePage) {
        this.api = api;
        this.donePage = donePage;
    }

    /// Signs in. Opens the browser and blocks until it comes back.
    ///
    /// @throws IOException when it does not come back in time
    public SignIn.Outcome signIn(Consumer<String> browse, String deviceName) throws IOException, InterruptedException {
        Brought b = ask(browse);
        return new SignIn(api)
                .next(api.post(
                                Routes.BROWSER_SIGN_IN,
                                new BrowserSignIn(b.code(), b.verifier(), deviceName),
                                LoginResult.class)
                        .data());
    }

    /// What stands in for a code of the second factor. Opens the browser and blocks until it comes back.
    ///
    /// @throws IOException when it does not come back in time
    public String code(Consumer<String> browse) throws IOException, InterruptedException {
        Brought b = ask(browse);
        return SecondFactorCode.ofBrowser(b.code(), b.verifier());
    }

    private Brought ask(Consumer<String> browse) throws IOException, InterruptedException {
        String verifier = Loopback.secret();
        String state = Loopback.secret();
        try (var loopback = new Loopback(donePage)) {
            loopback.listen(state);
            browse.accept(api.base().resolve(Routes.BROWSER_PAGE) + "?port=" + loopback.port() + "&state=" + state
                    + "&challenge=" + Loopback.challenge(verifier));
            Map<String, String> query = loopback.await();
            return new Brought(query.getOrDefault("code", ""), verifier);
        }
    }
}
