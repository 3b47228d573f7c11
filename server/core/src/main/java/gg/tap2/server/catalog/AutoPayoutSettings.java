package gg.tap2.server.catalog;

import gg.tap2.model.payouts.PayoutSettings;
import gg.tap2.server.platform.db.Tx;
import java.time.Instant;
import java.util.UUID;

/// A creator's choice of automatic payouts, which stands with the creator because the studio pulls it with them.
public final class AutoPayoutSettings {
    private AutoPayoutSettings() {}

    /// Changes the settings and takes the creator's next change number; returns whether payouts were automatic
    /// before.
    public static boolean change(Tx tx, UUID creator, PayoutSettings s, Instant now) {
        long seq = ChangeCounter.next(tx, creator);
        boolean was = tx.sql("SELECT auto_payout_enabled FROM creators WHERE id = :id FOR NO KEY UPDATE")
                .set("id", creator)
                .one(r -> r.bool("auto_payout_enabled"));
        tx.sql("""
                UPDATE creators SET auto_payout_enabled = :on, auto_payout_schedule = :schedule, auto_payout_weekday = CAST(:day AS int),
                  auto_payout_threshold = :threshold, change_seq = :seq, updated_at = :now WHERE id = :id""")
                .set("id", creator)
                .set("on", s.autoPayoutEnabled())
                .set("schedule", s.schedule())
                .set("day", s.weekday())
                .set("threshold", s.threshold())
                .set("seq", seq)
                .set("now", now)
                .update();
        return was;
    }
}
