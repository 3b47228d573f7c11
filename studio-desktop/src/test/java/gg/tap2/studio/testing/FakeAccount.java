package gg.tap2.studio.testing;

import gg.tap2.model.Routes;
import gg.tap2.model.accounts.ChangePassword;
import gg.tap2.model.accounts.SessionInfo;
import gg.tap2.model.admin.AppealTakedown;
import gg.tap2.model.admin.Takedown;
import gg.tap2.studio.platform.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mockwebserver3.MockResponse;
import org.jspecify.annotations.Nullable;

/// Password, devices and takedowns as the platform answers them.
public final class FakeAccount {
    public final UUID other = UUID.randomUUID();
    public final Map<UUID, Takedown> takedowns = new LinkedHashMap<>();
    public volatile @Nullable String password;
    private final List<SessionInfo> sessions = new ArrayList<>();

    FakeAccount() {
        Instant now = Instant.parse("2026-11-20T09:00:00Z");
        sessions.add(new SessionInfo(UUID.randomUUID(), "Tap2 Studio, Linux", null, null, now, now, true));
        sessions.add(new SessionInfo(other, "Firefox on a phone", "Firefox", "192.0.2.7", now, now, false));
    }

    public synchronized List<SessionInfo> sessions() {
        return List.copyOf(sessions);
    }

    /// Null when it is none of its routes.
    synchronized @Nullable MockResponse answer(String method, String path, String body) {
        if (path.equals(Routes.CHANGE_PASSWORD)) {
            ChangePassword change = Json.read(body, ChangePassword.class);
            if (!FakePlatform.PASSWORD.equals(change.currentPassword())) {
                return FakePlatform.error(403, "wrong_password", "The present password is not right.");
            }
            password = change.newPassword();
            return new MockResponse.Builder().code(204).build();
        }
        if (path.equals(Routes.SESSIONS)) {
            return FakePlatform.ok(List.copyOf(sessions), 0);
        }
        if (path.equals(Routes.SESSIONS_REVOKE_OTHERS)) {
            sessions.removeIf(s -> !s.current());
            return FakePlatform.ok(Map.of("revoked", 1), 0);
        }
        if (path.startsWith(Routes.SESSIONS + "/") && method.equals("DELETE")) {
            String id = path.substring(path.lastIndexOf('/') + 1);
            sessions.removeIf(s -> s.id().toString().equals(id));
            return new MockResponse.Builder().code(204).build();
        }
        if (path.equals(Routes.TAKEDOWNS)) {
            return FakePlatform.ok(List.copyOf(takedowns.values()), 0);
        }
        if (path.startsWith(Routes.TAKEDOWNS + "/")) {
            Takedown held = takedowns.get(UUID.fromString(path.split("/")[5]));
            AppealTakedown appeal = Json.read(body, AppealTakedown.class);
            if (held == null
                    || !held.status().equals("down")
                    || !appeal.validate().isEmpty()) {
                return FakePlatform.error(409, "not_open", "You cannot object to this.");
            }
            var tree = Json.tree(held).put("status", "appealed").put("appeal", appeal.text());
            takedowns.put(held.id(), Json.fromTree(tree, Takedown.class));
            return FakePlatform.ok(takedowns.get(held.id()), 0);
        }
        return null;
    }
}
