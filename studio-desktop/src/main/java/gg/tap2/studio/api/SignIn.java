package gg.tap2.studio.api;

import gg.tap2.model.Routes;
import gg.tap2.model.accounts.LoginRequest;
import gg.tap2.model.accounts.LoginResult;
import gg.tap2.model.accounts.Me;
import gg.tap2.model.accounts.Tokens;
import java.util.Map;

/// Signing in, in one or two steps.
public final class SignIn {
    /// What became of a step.
    public sealed interface Outcome {
        record SignedIn(Me me) implements Outcome {}

        record CodeNeeded(String challenge) implements Outcome {}
    }

    /// The code of a right password whose account still waits for the click in its confirmation mail.
    public static final String UNCONFIRMED = "email_unconfirmed";

    private final ApiClient api;

    public SignIn(ApiClient api) {
        this.api = api;
    }

    public Outcome password(String email, String password, String deviceName) {
        return next(api.post(Routes.LOGIN, new LoginRequest(email.strip(), password, deviceName), LoginResult.class)
                .data());
    }

    public Outcome code(String challenge, String code) {
        return next(api.post(Routes.VERIFY_2FA, Map.of("challenge", challenge, "code", code.strip()), LoginResult.class)
                .data());
    }

    public Me me() {
        return api.get(Routes.ME, Map.of(), Me.class).data();
    }

    /// Ends the session on the server if it can be reached, and here in any case.
    public void signOut() {
        try {
            api.tokens()
                    .find()
                    .ifPresent(t -> api.post(Routes.LOGOUT, Map.of("refreshToken", t.refreshToken()), Object.class));
        } catch (ApiFailure e) {
            // Nothing to keep: the refresh token expires by itself and is forgotten here.
        } finally {
            api.tokens().clear();
        }
    }

    /// Keeps the tokens of a finished sign-in, or hands on the challenge of an unfinished one.
    Outcome next(LoginResult result) {
        Tokens tokens = result.tokens();
        String challenge = result.challenge();
        if (tokens != null) {
            api.tokens().save(tokens);
            return new Outcome.SignedIn(me());
        }
        if (result.unconfirmed() != null) {
            throw new ApiFailure.Refused(403, UNCONFIRMED, "The address is not confirmed yet.", Map.of(), "");
        }
        if (challenge == null) {
            throw new ApiFailure.Unreadable("neither tokens nor a challenge", null);
        }
        return new Outcome.CodeNeeded(challenge);
    }
}
