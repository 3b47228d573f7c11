package gg.tap2.server.admin;

import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who may act alone and who may be the second. Limits count what an admin did alone within a day, in all and for one
/// creator, so that a large amount cannot be split. The second is neither the one who asks, nor who gains, nor anybody
/// whom the one who asks made an admin, nor an admin of less than a day.
final class FourEyes {
    static final Duration DAY = Duration.ofHours(24);

    private final InstantSource clock;
    private final Settings settings;

    FourEyes(InstantSource clock, Settings settings) {
        this.clock = clock;
        this.settings = settings;
    }

    /// Whether a money action needs nobody else: small, alone and with the day's others, and not for oneself. Holds the
    /// admin's row until the transaction ends, so that two at once count each other.
    boolean alone(Tx tx, UUID admin, UUID creatorId, UUID beneficiary, long amount) {
        if (admin.equals(beneficiary) || settings.needsSecondAdmin(amount)) {
            return false;
        }
        tx.sql("SELECT id FROM users WHERE id = :id FOR NO KEY UPDATE")
                .set("id", admin)
                .exists();
        record Sums(long all, long one) {}
        Sums sums = tx.sql("""
                SELECT CAST(coalesce(sum(abs(amount_minor)) FILTER (WHERE requested_by = :admin), 0) AS bigint) AS mine,
                  CAST(coalesce(sum(abs(amount_minor)) FILTER (WHERE creator_id = :creator), 0) AS bigint) AS one
                FROM money_actions WHERE status = 'done' AND decided_by IS NULL AND created_at > :since
                  AND (requested_by = :admin OR creator_id = :creator)""")
                .set("admin", admin)
                .set("creator", creatorId)
                .set("since", clock.instant().minus(DAY))
                .one(r -> new Sums(r.number("mine"), r.number("one")));
        long size = Math.abs(amount);
        return !settings.needsSecondAdmin(Math.addExact(sums.all(), size))
                && !settings.needsSecondAdmin(Math.addExact(sums.one(), size));
    }

    /// @param beneficiary whose account gains or is made an admin; null where nobody's is
    /// @throws ApiException 409 for anybody who may not be the second
    void requireSecond(Tx tx, UUID requester, UUID approver, @Nullable UUID beneficiary) {
        if (requester.equals(approver)) {
            throw ApiException.conflict("second_admin_needed");
        }
        if (approver.equals(beneficiary)) {
            throw ApiException.conflict("second_admin_own_account");
        }
        record Made(Instant at, @Nullable UUID by, @Nullable UUID agreed) {}
        Optional<Made> made = tx.sql("""
                SELECT at, actor_id, CAST(details ->> 'agreedBy' AS uuid) AS agreed FROM audit_events
                WHERE subject_user_id = :id AND action = 'role_changed' AND details ->> 'to' = 'admin'
                ORDER BY at DESC, id DESC LIMIT 1""")
                .set("id", approver)
                .first(r -> new Made(r.instant("at"), r.uuidOrNull("actor_id"), r.uuidOrNull("agreed")));
        if (made.isEmpty()) {
            // Given by operations, outside the platform.
            return;
        }
        if (requester.equals(made.get().by()) || requester.equals(made.get().agreed())) {
            throw ApiException.conflict("second_admin_made_by_first");
        }
        if (made.get().at().plus(DAY).isAfter(clock.instant())) {
            throw ApiException.conflict("second_admin_too_new");
        }
    }
}
