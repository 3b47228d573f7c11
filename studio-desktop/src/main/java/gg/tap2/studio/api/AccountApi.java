package gg.tap2.studio.api;

import gg.tap2.model.Routes;
import gg.tap2.model.accounts.ChangePassword;
import gg.tap2.model.accounts.SessionInfo;
import gg.tap2.model.admin.AppealTakedown;
import gg.tap2.model.admin.Takedown;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What somebody does about the account itself: password, devices, and decisions of the platform about it.
public final class AccountApi {
    private final ApiClient api;

    public AccountApi(ApiClient api) {
        this.api = api;
    }

    public void changePassword(ChangePassword change) {
        api.post(Routes.CHANGE_PASSWORD, change, Object.class);
    }

    public List<SessionInfo> sessions() {
        return api.list(Routes.SESSIONS, Map.of(), SessionInfo.class).data();
    }

    public void endSession(UUID id) {
        api.delete(Routes.path(Routes.SESSION, id), null);
    }

    public void endOtherSessions() {
        api.post(Routes.SESSIONS_REVOKE_OTHERS, null, Object.class);
    }

    public List<Takedown> takedowns() {
        return api.list(Routes.TAKEDOWNS, Map.of(), Takedown.class).data();
    }

    public Takedown appeal(UUID id, AppealTakedown appeal) {
        return api.post(Routes.path(Routes.TAKEDOWN_APPEAL, id), appeal, Takedown.class)
                .data();
    }
}
