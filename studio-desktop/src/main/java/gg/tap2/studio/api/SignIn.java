package gg.tap2.studio.api;

import gg.tap2.model.Routes;
import gg.tap2.model.accounts.LoginRequest;
import gg.tap2.model.accounts.LoginResult;
import gg.tap2.model.accounts.Me;
import gg.tap2.model.accounts.RegisterRequest;
import gg.tap2.model.accounts.Tokens;
import java.util.Map;

/// Signing in, in one or two steps.
public final class SignIn {
    /// What became of a step.
    public sealed interface Outcome {
        record SignedIn(Me me) implements Outcome {}

        record CodeNeeded(String challenge) implements Outcome {}
    }

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

    public Outcome register(RegisterRequest request, String deviceName) {
        api.post(Routes.REGISTER, request, Object.class);
        return password(request.email(), request.password(), deviceName);
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
        if (challenge == null) {
            throw new ApiFailure.Unreadable("neither tokens nor a challenge", null);
        }
        return new Outcome.CodeNeeded(challenge);
    }
}
