package gg.tap2.server.admin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import gg.tap2.model.accounts.AdminArea;
import gg.tap2.server.accounts.AuditLog;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Guard;
import gg.tap2.server.platform.http.Principal;
import gg.tap2.server.platform.http.Route;
import java.time.Duration;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Writes into the audit trail which admin opened which people's data, before it is shown; also what they opened
/// through a user's eyes. The names of the filters are
/// kept, their words are not, since they are often somebody's address. The same look within a minute is one event.
final class PersonalDataLog implements Guard {
    /// Areas whose answers name people. The overview and the settings hold figures only.
    private static final Set<AdminArea> OF_PEOPLE =
            Set.of(AdminArea.PEOPLE, AdminArea.CONTENT, AdminArea.MONEY, AdminArea.AUDIT, AdminArea.OPERATIONS);

    private record Look(UUID admin, @Nullable UUID subject, String address) {}

    private final Db db;
    private final AuditLog audit;
    private final Cache<Look, Boolean> recent = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();

    PersonalDataLog(Db db, AuditLog audit) {
        this.db = db;
        this.audit = audit;
    }

    @Override
    public void check(Call call, Route route) {
        Principal who = call.findPrincipal().orElse(null);
        if (who != null && who.actingAdminId() != null) {
            opened(call, route, who.actingAdminId(), who.userId(), true);
            return;
        }
        AdminArea area = route.access().area();
        if (area == null || route.unsafe() || !OF_PEOPLE.contains(area)) {
            return;
        }
        opened(call, route, call.principal().userId(), subject(call, route), false);
    }

    private void opened(Call call, Route route, UUID admin, @Nullable UUID subject, boolean asTheUser) {
        var look = new Look(
                admin,
                subject,
                call.request().prologue().uriPath().path() + "?"
                        + call.request().query().rawValue());
        if (recent.getIfPresent(look) != null) {
            return;
        }
        var details = new TreeMap<String, String>();
        details.put("list", route.path());
        if (asTheUser) {
            details.put("as", "the user");
        }
        String filters =
                String.join(", ", new java.util.TreeSet<>(call.request().query().names()));
        if (!filters.isEmpty()) {
            details.put("filters", filters);
        }
        if (route.path().contains("{id}") && (subject == null || asTheUser)) {
            details.put("id", call.path("id"));
        }
        db.transact(tx -> audit.record(
                tx, admin, subject, "personal_data_opened", null, call.client().ip(), details));
        recent.put(look, true);
    }

    /// The user whose data it is, where the address names one.
    private static @Nullable UUID subject(Call call, Route route) {
        return route.access().area() == AdminArea.PEOPLE && route.path().contains("{id}") ? call.id() : null;
    }
}
