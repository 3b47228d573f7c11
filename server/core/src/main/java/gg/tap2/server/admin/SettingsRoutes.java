package gg.tap2.server.admin;

import gg.tap2.model.Routes;
import gg.tap2.model.admin.AdminChange.Kind;
import gg.tap2.model.admin.ChangeSetting;
import gg.tap2.model.admin.SettingChange;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Guard;
import gg.tap2.server.platform.http.Proof;
import gg.tap2.server.platform.http.Route;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.platform.json.Json;
import java.util.Set;

/// Settings, their history, and the one that is a guard: whether anybody may register.
final class SettingsRoutes implements Guard {
    private static final Set<String> REGISTRATION = Set.of(Routes.REGISTER, "/register");

    private final Db db;
    private final Settings settings;
    private final AdminChanges changes;

    SettingsRoutes(Db db, Settings settings, AdminChanges changes) {
        this.db = db;
        this.settings = settings;
        this.changes = changes;
        changes.on(Kind.SETTING, (target, body, requester, agreed, decided) -> {
            var change = Json.read(body, ChangeSetting.class);
            settings.change(change.key(), change.value(), requester, decided);
        });
    }

    void register(Routing r) {
        r.get(Routes.ADMIN_SETTINGS, Access.ADMIN_SETTINGS, c -> c.ok(settings.list(c.locale())));
        r.put(Routes.ADMIN_SETTINGS, Access.ADMIN_SETTINGS, Proof.FRESH, c -> {
            var body = c.body(ChangeSetting.class);
            if (Settings.needsTwo(body.key(), body.value())) {
                Settings.check(body.key(), body.value());
                ChangeRoutes.waits(
                        c, changes.ask(Kind.SETTING, body.key(), body, null, PeopleRoutes.act(c, body.reason())));
                return;
            }
            settings.change(body.key(), body.value(), PeopleRoutes.act(c, body.reason()));
            c.ok(settings.list(c.locale()));
        });
        r.get(Routes.ADMIN_SETTINGS_HISTORY, Access.ADMIN_SETTINGS, this::history);
    }

    @Override
    public void check(Call call, Route route) {
        if (route.unsafe() && REGISTRATION.contains(route.path()) && !settings.registrationOpen()) {
            throw ApiException.of(403, "registration_closed");
        }
    }

    private void history(Call c) {
        Keyset k = Keyset.of(c);
        Query q = new Query("SELECT s.* FROM setting_changes s")
                .whereIf(c.query("key"), "s.key = :key", "key")
                .page(k, "s.at", "s.id");
        k.answer(
                c,
                db.read(tx -> q.list(
                        tx,
                        r -> new SettingChange(
                                r.uuid("id"),
                                r.text("key"),
                                r.textOrNull("before"),
                                r.textOrNull("after"),
                                r.text("reason"),
                                r.uuid("changed_by"),
                                r.instant("at")))),
                SettingChange::at,
                SettingChange::id);
    }
}
