package gg.tap2.server.payouts;

import com.fasterxml.jackson.core.type.TypeReference;
import gg.tap2.model.common.Currency;
import gg.tap2.model.payouts.Payout;
import gg.tap2.model.payouts.PayoutReason;
import gg.tap2.model.payouts.PayoutStatus;
import gg.tap2.server.ledger.Differences;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.SqlArrays;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// SQL of payouts and their attempts.
final class PayoutStore {
    private static final int MAX_ERROR = 255;
    private static final int MAX_CODE = 120;

    /// Between two tries of what the provider refuses for a reason of ours.
    private static final Duration WAIT = Duration.ofMinutes(10);

    private static final TypeReference<List<PayoutReason>> REASONS = new TypeReference<>() {};
    private static final TypeReference<List<Payout.Attempt>> ATTEMPTS = new TypeReference<>() {};
    private static final String ROW =
            "SELECT id, creator_id, bank_account_id, amount_cents, fee_cents, currency, status, type, flowpay_transfer_id, held_until FROM payouts";
    private static final String MODEL = """
            SELECT p.*, b.account_number_last_4 AS last4, (SELECT coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'status', a.status,
              'reference', a.provider_reference, 'error', a.error, 'createdAt', to_char(a.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
              'updatedAt', to_char(a.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
              ORDER BY a.created_at), CAST('[]' AS jsonb)) FROM payout_attempts a WHERE a.payout_id = p.id) AS attempts
            FROM payouts p JOIN bank_accounts b ON b.id = p.bank_account_id""";

    static PayoutRow row(Row r) {
        return new PayoutRow(
                r.uuid("id"),
                r.uuid("creator_id"),
                r.uuid("bank_account_id"),
                r.number("amount_cents"),
                r.number("fee_cents"),
                Currency.valueOf(r.text("currency")),
                r.text("status"),
                r.text("type"),
                r.textOrNull("flowpay_transfer_id"),
                r.instantOrNull("held_until"));
    }

    private static PayoutStatus status(String inner) {
        return switch (inner) {
            case "held" -> PayoutStatus.HELD;
            case "sent" -> PayoutStatus.PROCESSING;
            case "paid" -> PayoutStatus.COMPLETED;
            case "failed" -> PayoutStatus.FAILED;
            case "returned" -> PayoutStatus.RETURNED;
            case "rejected" -> PayoutStatus.REJECTED;
            case "cancelled" -> PayoutStatus.CANCELLED;
            default -> PayoutStatus.PENDING;
        };
    }

    private static Payout model(Row r) {
        return new Payout(
                r.uuid("id"),
                r.number("amount_cents"),
                r.number("fee_cents"),
                Currency.valueOf(r.text("currency")),
                status(r.text("status")),
                r.text("type"),
                r.uuid("bank_account_id"),
                r.text("last4"),
                r.text("provider"),
                r.textOrNull("flowpay_transfer_id"),
                r.json("reasons", REASONS),
                r.textOrNull("failure_reason"),
                r.instantOrNull("held_until"),
                r.instant("created_at"),
                r.instantOrNull("completed_at"),
                r.json("attempts", ATTEMPTS));
    }

    Optional<Payout> find(Tx tx, UUID creator, UUID id) {
        return tx.sql(MODEL + " WHERE p.id = :id AND p.creator_id = :creator")
                .set("id", id)
                .set("creator", creator)
                .first(PayoutStore::model);
    }

    List<Payout> list(Tx tx, UUID creator, int limit, int offset) {
        return tx.sql(MODEL
                        + " WHERE p.creator_id = :creator ORDER BY p.created_at DESC, p.id LIMIT :limit OFFSET :offset")
                .set("creator", creator)
                .set("limit", limit)
                .set("offset", offset)
                .list(PayoutStore::model);
    }

    List<Payout> list(Tx tx, Collection<UUID> ids) {
        return tx.sql(MODEL + " WHERE p.id = ANY(CAST(:ids AS uuid[]))")
                .set("ids", SqlArrays.texts(ids.stream().map(UUID::toString).toList()))
                .list(PayoutStore::model);
    }

    long count(Tx tx, UUID creator) {
        return tx.sql("SELECT count(*) AS n FROM payouts WHERE creator_id = :creator")
                .set("creator", creator)
                .one(r -> r.number("n"));
    }

    Optional<PayoutRow> row(Tx tx, UUID id) {
        return tx.sql(ROW + " WHERE id = :id").set("id", id).first(PayoutStore::row);
    }

    Optional<PayoutRow> lock(Tx tx, UUID id) {
        return tx.sql(ROW + " WHERE id = :id FOR UPDATE").set("id", id).first(PayoutStore::row);
    }

    /// What was asked for since then and was not given back.
    long askedSince(Tx tx, UUID creator, Instant since) {
        return tx.sql("""
                SELECT CAST(coalesce(sum(amount_cents), 0) AS bigint) AS n FROM payouts
                WHERE creator_id = :creator AND created_at > :since AND status NOT IN ('failed', 'rejected', 'cancelled', 'returned')""").set("creator", creator).set("since", since).one(r -> r.number("n"));
    }

    /// Whether a payout of theirs ever left, but for this one.
    boolean sentBefore(Tx tx, UUID creator, @Nullable UUID but) {
        return tx.sql("""
                        SELECT 1 FROM payouts WHERE creator_id = :creator AND status IN ('sent', 'paid', 'returned')
                          AND id IS DISTINCT FROM CAST(:but AS uuid)""")
                .set("creator", creator)
                .set("but", but == null ? null : but.toString())
                .exists();
    }

    boolean inProgress(Tx tx, UUID creator) {
        return tx.sql("SELECT 1 FROM payouts WHERE creator_id = :creator AND status IN ('requested', 'held', 'queued')")
                .set("creator", creator)
                .exists();
    }

    void insert(
            Tx tx,
            PayoutRow p,
            String provider,
            @Nullable UUID runId,
            List<PayoutReason> reasons,
            long ledgerSeq,
            Instant now) {
        tx.sql("""
                INSERT INTO payouts (id, creator_id, bank_account_id, amount_cents, fee_cents, currency, status, type, provider, run_id, reasons,
                  held_until, ledger_seq, created_at, updated_at)
                VALUES (:id, :creator, :bank, :amount, :fee, :currency, :status, :type, :provider, CAST(:run AS uuid), CAST(:reasons AS jsonb),
                  CAST(:held AS timestamptz), :seq, :now, :now)""")
                .set("id", p.id())
                .set("creator", p.creatorId())
                .set("bank", p.bankAccountId())
                .set("amount", p.amount())
                .set("fee", p.fee())
                .set("currency", p.currency().name())
                .set("status", p.status())
                .set("type", p.type())
                .set("provider", provider)
                .set("run", runId == null ? null : runId.toString())
                .set("reasons", Json.write(reasons))
                .set("held", p.heldUntil())
                .set("seq", ledgerSeq)
                .set("now", now)
                .update();
    }

    /// Keeps a payout that was not sent until then, and says why.
    void hold(Tx tx, UUID id, Instant until, List<PayoutReason> why, Instant now) {
        tx.sql("""
                UPDATE payouts SET status = 'held', held_until = :until, reasons = CAST(:why AS jsonb), updated_at = :now
                WHERE id = :id AND status IN ('requested', 'queued', 'held')""")
                .set("until", until)
                .set("why", Json.write(why))
                .set("now", now)
                .set("id", id)
                .update();
    }

    /// Compare-and-set; true when this call moved it.
    boolean move(
            Tx tx,
            UUID id,
            List<String> from,
            String to,
            @Nullable String transferId,
            @Nullable String failure,
            Instant now) {
        return tx.sql("""
                UPDATE payouts SET status = :to, flowpay_transfer_id = coalesce(:transfer, flowpay_transfer_id), failure_reason = :failure, waits_for = NULL,
                  completed_at = CASE WHEN :to = 'paid' THEN CAST(:now AS timestamptz) ELSE completed_at END, updated_at = :now
                WHERE id = :id AND status = ANY(CAST(:from AS text[]))""")
                        .set("id", id)
                        .set("to", to)
                        .set("transfer", transferId)
                        .set("failure", failure)
                        .set("now", now)
                        .set("from", SqlArrays.texts(from))
                        .update()
                == 1;
    }

    void attempt(Tx tx, UUID attemptId, UUID payoutId, Instant now) {
        tx.sql(
                        "INSERT INTO payout_attempts (id, payout_id, status, created_at, updated_at) VALUES (:id, :payout, 'pending', :now, :now)")
                .set("id", attemptId)
                .set("payout", payoutId)
                .set("now", now)
                .update();
    }

    /// @param error in the provider's words, as much of them as there is room for
    void attemptStatus(
            Tx tx, UUID attemptId, String status, @Nullable String reference, @Nullable String error, Instant now) {
        tx.sql("""
                UPDATE payout_attempts SET status = :status, provider_reference = coalesce(:reference, provider_reference), error = :error, updated_at = :now
                WHERE id = :id AND status NOT IN ('paid', 'failed')""")
                .set("id", attemptId)
                .set("status", status)
                .set("reference", reference)
                .set("error", error == null ? null : error.substring(0, Math.min(error.length(), MAX_ERROR)))
                .set("now", now)
                .update();
    }

    /// The provider's own hour of a transfer; null where it does not say.
    void countedOn(Tx tx, UUID attemptId, @Nullable Instant providersTime) {
        if (providersTime != null) {
            tx.sql(
                            "UPDATE payout_attempts SET provider_created_at = :at WHERE id = :id AND provider_created_at IS NULL")
                    .set("at", providersTime)
                    .set("id", attemptId)
                    .update();
        }
    }

    private static String code(String code) {
        return code.substring(0, Math.min(code.length(), MAX_CODE));
    }

    /// Whether a payout waits already for the operator to mend this.
    boolean waitsFor(Tx tx, String code) {
        return tx.sql("SELECT 1 FROM payouts WHERE waits_for = :code")
                .set("code", code(code))
                .exists();
    }

    void waitFor(Tx tx, UUID payout, String code, Instant now) {
        tx.sql("UPDATE payouts SET waits_for = :code, updated_at = :now WHERE id = :id AND status = 'queued'")
                .set("code", code(code))
                .set("now", now)
                .set("id", payout)
                .update();
    }

    /// Keeps open what a transfer lost on its way back, on the provider's day of it.
    void shortReturn(
            Tx tx,
            UUID id,
            String provider,
            Currency currency,
            @Nullable Instant created,
            long sent,
            long back,
            Instant now) {
        LocalDate day = LocalDate.ofInstant(created == null ? now : created, ZoneOffset.UTC);
        Differences.add(tx, id, provider, day, currency, "returned_short", sent, back, now);
    }

    /// @param begun when it was written down, which is before its call
    record Attempt(UUID id, Instant begun) {}

    Optional<Attempt> openAttempt(Tx tx, UUID payoutId) {
        return tx.sql(
                        "SELECT id, created_at FROM payout_attempts WHERE payout_id = :id AND status IN ('pending', 'unknown', 'sent') ORDER BY created_at DESC")
                .set("id", payoutId)
                .first(r -> new Attempt(r.uuid("id"), r.instant("created_at")));
    }

    /// Whether an attempt ended without having paid. Another may have gone out since.
    boolean hasFailed(Tx tx, UUID attemptId) {
        return tx.sql("SELECT 1 FROM payout_attempts WHERE id = :id AND status = 'failed'")
                .set("id", attemptId)
                .exists();
    }

    Optional<UUID> payoutOfAttempt(Tx tx, UUID attemptId) {
        return tx.sql("SELECT payout_id FROM payout_attempts WHERE id = :id")
                .set("id", attemptId)
                .first(r -> r.uuid("payout_id"));
    }

    List<PayoutRow> due(Tx tx, String status, Instant before, int limit) {
        return tx.sql(
                        ROW
                                + " WHERE status = :status AND updated_at <= :before AND (waits_for IS NULL OR updated_at <= :waited) ORDER BY updated_at LIMIT :limit")
                .set("waited", before.minus(WAIT))
                .set("status", status)
                .set("before", before)
                .set("limit", limit)
                .list(PayoutStore::row);
    }

    List<PayoutRow> heldUntil(Tx tx, Instant now) {
        return tx.sql(ROW + " WHERE status = 'held' AND held_until <= :now ORDER BY held_until LIMIT 200")
                .set("now", now)
                .list(PayoutStore::row);
    }
}
