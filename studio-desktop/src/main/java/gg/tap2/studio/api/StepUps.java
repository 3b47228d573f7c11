package gg.tap2.studio.api;

import gg.tap2.model.Routes;
import gg.tap2.model.accounts.ConfirmIdentity;
import gg.tap2.model.accounts.StepUpState;
import gg.tap2.model.accounts.StepUpState.Way;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;

/// The calls by which a session proves again who is there.
public final class StepUps {
    private final ApiClient client;

    StepUps(ApiClient client) {
        this.client = client;
    }

    /// What counts as a proof, and whether one is still good.
    public StepUpState state() {
        return client.get(Routes.STEP_UP, Map.of(), StepUpState.class).data();
    }

    /// Proves by the system browser. Opens it and blocks until it comes back.
    ///
    /// @throws IOException when it does not come back in time
    public StepUpState inBrowser(Consumer<String> browse, String donePage) throws IOException, InterruptedException {
        return prove(Way.CODE, new BrowserProof(client, donePage).code(browse));
    }

    /// Gives the code or the password.
    ///
    /// @throws ApiFailure.Refused when it does not fit
    public StepUpState prove(Way way, String secret) {
        var proof = way == Way.CODE ? new ConfirmIdentity(null, secret) : new ConfirmIdentity(secret, null);
        return client.post(Routes.STEP_UP, proof, StepUpState.class).data();
    }
}
