package gg.tap2.server.payouts;

import gg.tap2.model.payouts.PayoutReason;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/// What admins decide about payouts. Each decision is a compare-and-set under the payout's lock, so two admins, or an
/// admin and the janitor, cannot both have their way.
public final class PayoutReview {
    private static final Duration HOLD = Duration.ofDays(14);

    private final Db db;
    private final InstantSource clock;
    private final PayoutSending sending;
    private final PayoutStore store = new PayoutStore();

    PayoutReview(Db db, InstantSource clock, PayoutSending sending) {
        this.db = db;
        this.clock = clock;
        this.sending = sending;
    }

    /// Sends a held payout. `note` writes the audit entry in the same transaction.
    public void approve(UUID id, Consumer<Tx> note) {
        db.transact(tx -> {
            move(tx, id, List.of("held"), "queued");
            note.accept(tx);
        });
        sending.send(id);
    }

    /// Keeps back what is not sent yet, or what is held already, for two more weeks.
    public void hold(UUID id, Consumer<Tx> note) {
        Instant now = clock.instant();
        db.transact(tx -> {
            PayoutRow p = store.lock(tx, id).orElseThrow(ApiException::notFound);
            boolean sent =
                    p.status().equals("queued") && store.openAttempt(tx, id).isPresent();
            if (sent || !List.of("requested", "queued", "held").contains(p.status())) {
                throw ApiException.conflict("payout_state", p.status());
            }
            var why = new PayoutReason(
                    PayoutReason.Code.UNDER_REVIEW, PayoutReason.Actor.PLATFORM, now.plus(HOLD), p.amount());
            store.hold(tx, id, now.plus(HOLD), List.of(why), now);
            note.accept(tx);
        });
    }

    /// Refuses a payout that is under review: the platform does not send it, and says why. The money is
    /// available again.
    ///
    /// @throws ApiException 409 `payout_state` for one that is not held; hold it first
    public void reject(UUID id, String reason, Consumer<Tx> note) {
        end(id, List.of("held"), "rejected", reason, note);
    }

    /// Stops a payout without blame before it is sent, on the creator's wish or because its bank account is
    /// wrong. The money is available again.
    ///
    /// @throws ApiException 409 `payout_state` once the provider may have it
    public void cancel(UUID id, String reason, Consumer<Tx> note) {
        end(id, List.of("requested", "held", "queued"), "cancelled", reason, note);
    }

    private void end(UUID id, List<String> from, String to, String reason, Consumer<Tx> note) {
        db.transact(tx -> {
            PayoutRow p = store.lock(tx, id).orElseThrow(ApiException::notFound);
            // With an attempt under way the provider may have it; only its answer may end the payout then.
            if (!from.contains(p.status()) || store.openAttempt(tx, id).isPresent()) {
                throw ApiException.conflict("payout_state", p.status());
            }
            sending.giveBack(tx, id, to, reason);
            note.accept(tx);
        });
    }

    private void move(Tx tx, UUID id, List<String> from, String to) {
        PayoutRow p = store.lock(tx, id).orElseThrow(ApiException::notFound);
        if (!store.move(tx, id, from, to, null, null, clock.instant())) {
            throw ApiException.conflict("payout_state", p.status());
        }
    }
}
