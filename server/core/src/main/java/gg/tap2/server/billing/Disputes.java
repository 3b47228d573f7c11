package gg.tap2.server.billing;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.billing.Dispute;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Ids;
import gg.tap2.server.events.DisputeEvent;
import gg.tap2.server.events.Outbox;
import gg.tap2.server.ledger.AccountKind;
import gg.tap2.server.ledger.Journal;
import gg.tap2.server.ledger.Ledger;
import gg.tap2.server.ledger.Line;
import gg.tap2.server.ledger.Metric;
import gg.tap2.server.ledger.Split;
import gg.tap2.server.platform.alarms.OperatorAlarms;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.stripe.Settlement;
import gg.tap2.server.stripe.StripeGateway;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Disputes. Opening one sets the disputed amount and Stripe's fee aside; won gives both back, lost consumes
/// them. The platform fee on the disputed part follows as with a refund. A warning reserves nothing. A membership ends
/// when one of its charges was lost.
public final class Disputes {
    private final Db db;
    private final InstantSource clock;
    private final StripeGateway stripe;
    private final Ledger ledger;
    private final OperatorAlarms alarms;
    private final Consumer<UUID> lostMembership;
    private final PaymentStore payments = new PaymentStore();

    /// @param lostMembership told of each membership one of whose charges was lost, maybe more than once
    Disputes(
            Db db,
            InstantSource clock,
            StripeGateway stripe,
            Ledger ledger,
            OperatorAlarms alarms,
            Consumer<UUID> lostMembership) {
        this.alarms = alarms;
        this.lostMembership = lostMembership;
        this.db = db;
        this.clock = clock;
        this.stripe = stripe;
        this.ledger = ledger;
    }

    private record DisputeRow(UUID id, String status, long amount, long fee, long feeReturned) {}

    private static Optional<DisputeRow> find(Tx tx, String stripeId) {
        return tx.sql(
                        "SELECT id, status, amount_cents, fee_cents, fee_returned_cents FROM disputes WHERE stripe_dispute_id = :id FOR UPDATE")
                .set("id", stripeId)
                .first(r -> new DisputeRow(
                        r.uuid("id"),
                        r.text("status"),
                        r.number("amount_cents"),
                        r.number("fee_cents"),
                        r.number("fee_returned_cents")));
    }

    /// Asks Stripe for the dispute and brings ours to its state; only ever forwards.
    public String refresh(String stripeId) {
        var theirs = stripe.disputes().retrieve(stripeId);
        String status = switch (theirs.getStatus()) {
            case "warning_needs_response", "warning_under_review", "warning_closed" -> "warning";
            case "under_review" -> "submitted";
            case "won", "prevented" -> "won";
            case "lost" -> "lost";
            default -> "open";
        };
        Instant now = clock.instant();
        String outcome = db.inTransaction(tx -> {
            Optional<PaymentRow> payment = paymentOf(tx, theirs).flatMap(p -> payments.lock(tx, p.id()));
            if (payment.isEmpty()) {
                return "parked";
            }
            PaymentRow p = payment.get();
            if (p.status() != gg.tap2.model.billing.PaymentStatus.SUCCEEDED) {
                throw new IllegalStateException("the payment of dispute " + stripeId + " is not booked yet");
            }
            ledger.lock(tx, p.creatorId());
            Optional<DisputeRow> before = find(tx, stripeId);
            DisputeRow d = before.isPresent() ? before.get() : insert(tx, p, theirs, now);
            boolean reserved = before.isPresent() && !before.get().status().equals("warning");
            if (d.status().equals("won") || d.status().equals("lost")) {
                return "done";
            }
            if (!status.equals("warning") && !reserved) {
                d = open(tx, p, amounts(tx, p, d, theirs), now);
            }
            if (status.equals("won")) {
                won(tx, p, d, now);
                // The reversal gave the booked fee back as well; what Stripe keeps of it is taken again.
                settleFee(tx, p, d, 0, fee(p, theirs), now);
            } else if (status.equals("lost")) {
                lost(tx, p, d, now);
                settleFee(tx, p, d, d.fee(), fee(p, theirs), now);
            }
            boolean forward = rank(status) >= rank(d.status());
            if (forward) {
                tx.sql("""
                        UPDATE disputes SET status = :status, updated_at = :now,
                          closed_at = CASE WHEN :status IN ('won', 'lost') THEN CAST(:now AS timestamptz) END,
                          evidence_due_by = coalesce(CAST(:due AS timestamptz), evidence_due_by)
                        WHERE id = :id""")
                        .set("id", d.id())
                        .set("status", status)
                        .set("now", now)
                        .set("due", dueBy(theirs))
                        .update();
            }
            Outbox.publish(tx, event("prevented".equals(theirs.getStatus()) ? "prevented" : status, d.id(), p), now);
            return "done";
        });
        if (status.equals("lost")) {
            db.read(tx -> paymentOf(tx, theirs)).map(PaymentRow::subscriptionId).ifPresent(lostMembership);
        }
        return outcome;
    }

    private static DisputeEvent event(String status, UUID id, PaymentRow p) {
        String ref = id.toString();
        return switch (status) {
            case "warning" -> new DisputeEvent.Inquired(ref, p.creatorId(), id, p.id(), p.kind(), p.title());
            case "open" -> new DisputeEvent.Opened(ref, p.creatorId(), id, p.id(), p.kind(), p.title());
            case "submitted" -> new DisputeEvent.Submitted(ref, p.creatorId(), id, p.id(), p.kind(), p.title());
            case "won" -> new DisputeEvent.Won(ref, p.creatorId(), id, p.id(), p.kind(), p.title());
            case "lost" -> new DisputeEvent.Lost(ref, p.creatorId(), id, p.id(), p.kind(), p.title());
            // Told by a word of its own: nobody decided for anybody, and the money went back by itself.
            case "prevented" -> new DisputeEvent.Prevented(ref, p.creatorId(), id, p.id(), p.kind(), p.title());
            default -> throw new IllegalArgumentException("dispute " + status);
        };
    }

    private Optional<PaymentRow> paymentOf(Tx tx, com.stripe.model.Dispute theirs) {
        return theirs.getPaymentIntent() != null
                ? payments.findByIntent(tx, theirs.getPaymentIntent())
                : payments.findByCharge(tx, theirs.getCharge());
    }

    /// Notes that the answer went out and takes over what Stripe made of it.
    public void evidenceSubmitted(String stripeId) {
        db.transact(tx -> tx.sql(
                        "UPDATE disputes SET evidence_submitted_at = coalesce(evidence_submitted_at, :now) WHERE stripe_dispute_id = :id")
                .set("now", clock.instant())
                .set("id", stripeId)
                .update());
        refresh(stripeId);
    }

    private static int rank(String status) {
        return List.of("warning", "open", "submitted", "won", "lost").indexOf(status);
    }

    private static @Nullable Instant dueBy(com.stripe.model.Dispute d) {
        var details = d.getEvidenceDetails();
        Long due = details == null ? null : details.getDueBy();
        return due == null ? null : Instant.ofEpochSecond(due);
    }

    private DisputeRow insert(Tx tx, PaymentRow p, com.stripe.model.Dispute theirs, Instant now) {
        UUID id = Ids.next(clock);
        long fee = fee(p, theirs);
        long amount = amount(p, theirs);
        tx.sql("""
                INSERT INTO disputes (id, payment_id, creator_id, stripe_dispute_id, amount_cents, fee_cents, currency, status, reason,
                  evidence_due_by, created_at, updated_at)
                VALUES (:id, :payment, :creator, :stripe, :amount, :fee, :currency, 'warning', :reason, CAST(:due AS timestamptz), :now, :now)""")
                .set("id", id)
                .set("payment", p.id())
                .set("creator", p.creatorId())
                .set("stripe", theirs.getId())
                .set("amount", amount)
                .set("fee", fee)
                .set("currency", p.currency().name())
                .set("reason", theirs.getReason() == null ? "general" : theirs.getReason())
                .set("due", dueBy(theirs))
                .set("now", now)
                .update();
        return new DisputeRow(id, "warning", amount, fee, 0);
    }

    /// A warning moves no money; what a dispute takes is known when it becomes one, and less may be left by
    /// then.
    private DisputeRow amounts(Tx tx, PaymentRow p, DisputeRow d, com.stripe.model.Dispute theirs) {
        long amount = amount(p, theirs);
        long fee = fee(p, theirs);
        tx.sql("UPDATE disputes SET amount_cents = :amount, fee_cents = :fee WHERE id = :id")
                .set("amount", amount)
                .set("fee", fee)
                .set("id", d.id())
                .update();
        return new DisputeRow(d.id(), d.status(), amount, fee, d.feeReturned());
    }

    /// What is disputed of the sale, in the sale's currency. Stripe may tell it in another one; then it is all that is
    /// left.
    static long amount(PaymentRow p, com.stripe.model.Dispute theirs) {
        long left = Math.max(0, p.amount() - p.refunded() - p.disputed());
        return p.currency().stripeCode().equals(theirs.getCurrency()) ? Math.min(theirs.getAmount(), left) : left;
    }

    /// What Stripe has kept as fees of this dispute up to now, in the sale's currency: the one for receiving it, the
    /// one for answering it, and less what came back. Each movement is in the currency that the account settles in.
    ///
    /// Source: https://support.stripe.com/topics/disputes (fees)
    private long fee(PaymentRow p, com.stripe.model.Dispute theirs) {
        if (theirs.getBalanceTransactions() == null) {
            return 0;
        }
        long sum = 0;
        for (var t : theirs.getBalanceTransactions()) {
            var settled = Settlement.of(t, p.currency(), 0);
            if (settled.isPresent()) {
                sum += settled.get().feeInSale();
            } else {
                // The amount is set aside all the same; the fee is booked when the dispute is decided.
                alarms.raise(
                        "stripe",
                        "fee of dispute " + theirs.getId(),
                        "fee_currency",
                        "balance transaction " + t.getId() + " is in " + t.getCurrency() + " with the rate "
                                + t.getExchangeRate() + ", which does not explain a sale in " + p.currency(),
                        false);
            }
        }
        return Math.max(0, sum);
    }

    /// Books what Stripe's fees became while the dispute went on: the creator pays what it kept, no more and no less.
    private void settleFee(Tx tx, PaymentRow p, DisputeRow d, long booked, long kept, Instant now) {
        long more = kept - booked;
        if (more != 0) {
            List<Line> lines = new ArrayList<>();
            lines.add(Line.of("dispute", AccountKind.STRIPE_CLEARING, -more)
                    .payment(p.id())
                    .dispute(d.id()));
            if (more > 0) {
                Split split = ledger.split(tx, p.id(), more);
                lines.add(Line.pending("dispute", split.fromPending(), p.id(), null)
                        .dispute(d.id()));
                lines.add(Line.of("dispute", AccountKind.AVAILABLE, split.fromAvailable())
                        .payment(p.id())
                        .dispute(d.id()));
            } else {
                lines.add(Line.of("dispute", AccountKind.AVAILABLE, more)
                        .payment(p.id())
                        .dispute(d.id()));
            }
            LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
            ledger.post(
                    tx,
                    new Journal(
                            p.creatorId(),
                            p.currency(),
                            "dispute_fee",
                            d.id().toString(),
                            now,
                            "stripe",
                            null,
                            lines,
                            -more,
                            new Metric(day, 0, 0, 0, 0, 0, 0, 0, 0, -more)));
        }
        tx.sql("UPDATE disputes SET fee_cents = :fee WHERE id = :id")
                .set("fee", kept)
                .set("id", d.id())
                .update();
    }

    private DisputeRow open(Tx tx, PaymentRow p, DisputeRow d, Instant now) {
        long feeReturned = RefundBooking.feeReturned(p, d.amount());
        long fromCreator = d.amount() - feeReturned + d.fee();
        Split split = ledger.split(tx, p.id(), fromCreator);
        LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
        ledger.post(
                tx,
                new Journal(
                        p.creatorId(),
                        p.currency(),
                        "dispute_opened",
                        d.id().toString(),
                        now,
                        "stripe",
                        null,
                        List.of(
                                Line.pending("dispute", split.fromPending(), p.id(), null)
                                        .dispute(d.id()),
                                Line.of("dispute", AccountKind.AVAILABLE, split.fromAvailable())
                                        .payment(p.id())
                                        .dispute(d.id()),
                                Line.of("platform_fee_returned", AccountKind.PLATFORM_REVENUE, feeReturned)
                                        .payment(p.id())
                                        .dispute(d.id()),
                                Line.of("dispute", AccountKind.DISPUTE_RESERVE, -(d.amount() + d.fee()))
                                        .payment(p.id())
                                        .dispute(d.id())),
                        -fromCreator,
                        new Metric(day, -d.amount(), 0, 0, 0, 0, 0, 0, d.amount(), -fromCreator)));
        tx.sql("UPDATE disputes SET fee_returned_cents = :fee, status = 'open' WHERE id = :id")
                .set("fee", feeReturned)
                .set("id", d.id())
                .update();
        payment(tx, p.id(), d.amount(), feeReturned, now);
        tx.sql(
                        "UPDATE grants SET revoked_at = :now, revoked_reason = 'disputed' WHERE payment_id = :id AND revoked_at IS NULL")
                .set("id", p.id())
                .set("now", now)
                .update();
        return new DisputeRow(d.id(), "open", d.amount(), d.fee(), feeReturned);
    }

    private static void payment(Tx tx, UUID paymentId, long amount, long fee, Instant now) {
        tx.sql("""
                UPDATE payments SET disputed_cents = disputed_cents + :amount,
                  platform_fee_returned_cents = platform_fee_returned_cents + :fee, updated_at = :now,
                  ledger_seq = (SELECT version FROM creator_balances b WHERE b.creator_id = payments.creator_id)
                WHERE id = :id""")
                .set("id", paymentId)
                .set("amount", amount)
                .set("fee", fee)
                .set("now", now)
                .update();
    }

    private void won(Tx tx, PaymentRow p, DisputeRow d, Instant now) {
        LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
        long toCreator = d.amount() - d.feeReturned() + d.fee();
        var lines = ledger.linesOf(tx, "dispute_opened", d.id().toString()).stream()
                .map(Line::reversed)
                .toList();
        ledger.post(
                tx,
                new Journal(
                        p.creatorId(),
                        p.currency(),
                        "dispute_won",
                        d.id().toString(),
                        now,
                        "stripe",
                        null,
                        lines,
                        toCreator,
                        new Metric(day, d.amount(), 0, 0, 0, 0, 0, 0, -d.amount(), toCreator)));
        payment(tx, p.id(), -d.amount(), -d.feeReturned(), now);
        tx.sql(
                        "UPDATE grants SET revoked_at = NULL, revoked_reason = NULL WHERE payment_id = :id AND revoked_reason = 'disputed'")
                .set("id", p.id())
                .update();
    }

    private void lost(Tx tx, PaymentRow p, DisputeRow d, Instant now) {
        ledger.post(
                tx,
                new Journal(
                        p.creatorId(),
                        p.currency(),
                        "dispute_lost",
                        d.id().toString(),
                        now,
                        "stripe",
                        null,
                        List.of(
                                Line.of("dispute", AccountKind.DISPUTE_RESERVE, d.amount() + d.fee())
                                        .payment(p.id())
                                        .dispute(d.id()),
                                Line.of("dispute", AccountKind.STRIPE_CLEARING, -(d.amount() + d.fee()))
                                        .payment(p.id())
                                        .dispute(d.id())),
                        0,
                        null));
    }

    String earlyWarning(JsonNode object) {
        String charge = object.path("charge").asText("");
        Instant now = clock.instant();
        return db.inTransaction(tx -> {
            Optional<PaymentRow> p = payments.findByCharge(tx, charge);
            if (p.isEmpty()) {
                return "ignored";
            }
            tx.sql(
                            "INSERT INTO risk_events (id, kind, payment_id, details, created_at) VALUES (:id, 'early_fraud_warning', :payment, CAST(:details AS jsonb), :now)")
                    .set("id", Ids.next(clock))
                    .set("payment", p.get().id())
                    .set(
                            "details",
                            Json.write(Map.of(
                                    "fraudType", object.path("fraud_type").asText(""), "charge", charge)))
                    .set("now", now)
                    .update();
            PaymentRow payment = p.get();
            Outbox.publish(
                    tx,
                    new DisputeEvent.FraudSuspected(
                            object.path("id").asText(charge),
                            payment.creatorId(),
                            payment.id(),
                            payment.kind(),
                            payment.title()),
                    now);
            return "done";
        });
    }

    private static final String LIST =
            "SELECT id, payment_id, amount_cents, fee_cents, currency, status, reason, evidence_due_by, created_at, closed_at FROM disputes";

    public List<Dispute> list(UUID creatorId, int limit, int offset) {
        return db.read(
                tx -> tx.sql(LIST + " WHERE creator_id = :creator ORDER BY created_at DESC LIMIT :limit OFFSET :offset")
                        .set("creator", creatorId)
                        .set("limit", limit)
                        .set("offset", offset)
                        .list(Disputes::toModel));
    }

    public Dispute get(@Nullable UUID creatorId, UUID id) {
        return db.read(tx -> tx.sql(
                                LIST
                                        + " WHERE id = :id AND (CAST(:creator AS uuid) IS NULL OR creator_id = CAST(:creator AS uuid))")
                        .set("id", id)
                        .set("creator", creatorId == null ? null : creatorId.toString())
                        .first(Disputes::toModel))
                .orElseThrow(ApiException::notFound);
    }

    private static Dispute toModel(Row r) {
        return new Dispute(
                r.uuid("id"),
                r.uuid("payment_id"),
                r.number("amount_cents"),
                r.number("fee_cents"),
                Currency.valueOf(r.text("currency")),
                r.text("status"),
                r.text("reason"),
                r.instantOrNull("evidence_due_by"),
                r.instant("created_at"),
                r.instantOrNull("closed_at"));
    }
}
