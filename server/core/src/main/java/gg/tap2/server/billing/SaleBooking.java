package gg.tap2.server.billing;

import gg.tap2.model.billing.PaymentStatus;
import gg.tap2.model.common.Ids;
import gg.tap2.model.common.Money;
import gg.tap2.model.fees.FeePolicy;
import gg.tap2.model.fees.FeeQuote;
import gg.tap2.server.catalog.DiscountCodes;
import gg.tap2.server.events.Outbox;
import gg.tap2.server.events.SaleEvent;
import gg.tap2.server.ledger.Journal;
import gg.tap2.server.ledger.Ledger;
import gg.tap2.server.ledger.Posted;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.platform.tracing.Tracing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Books paid payments, any number in one transaction: journal, payment, purchase or tip, grant and event.
final class SaleBooking {
    private static final String FINISH = """
            WITH x AS (
              SELECT * FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS x(id uuid, charge text, intent text, fee bigint, bps int,
                processing bigint, net bigint, paid timestamptz, available timestamptz, seq bigint, "grant" uuid)
            ), p AS (
              UPDATE payments p SET status = 'succeeded', failure_code = NULL, stripe_charge_id = coalesce(x.charge, p.stripe_charge_id),
                stripe_payment_intent_id = coalesce(p.stripe_payment_intent_id, x.intent),
                platform_fee_cents = x.fee, platform_fee_bps = x.bps, processing_fee_cents = x.processing, net_cents = x.net,
                paid_at = x.paid, available_at = x.available, ledger_seq = x.seq, updated_at = CAST(:now AS timestamptz),
                receipt_number = 'T2-' || to_char(CAST(:now AS timestamptz) AT TIME ZONE 'UTC', 'YYYY') || '-' || lpad(CAST(nextval('receipt_number_seq') AS text), 8, '0')
              FROM x WHERE p.id = x.id RETURNING p.id, p.kind, p.product_id, p.fan_id, p.creator_id, p.receipt_number
            ), t AS (
              UPDATE tips SET status = 'completed' FROM p WHERE tips.payment_id = p.id AND p.kind = 'tip'
            ), b AS (
              UPDATE purchases SET status = 'completed' FROM p WHERE purchases.payment_id = p.id AND p.kind = 'product'
            ), g AS (
              INSERT INTO grants (id, product_id, fan_id, payment_id, source, granted_at)
              SELECT x."grant", p.product_id, p.fan_id, p.id, 'purchase', CAST(:now AS timestamptz) FROM p JOIN x ON x.id = p.id
              WHERE p.kind = 'product' AND p.product_id IS NOT NULL ON CONFLICT (payment_id) DO NOTHING
            ), s AS (
              UPDATE products SET sales_count = sales_count + n.n FROM (
                SELECT product_id, count(*) AS n FROM p WHERE product_id IS NOT NULL GROUP BY product_id) n
              WHERE products.id = n.product_id
            )
            SELECT id, receipt_number FROM p""";

    private final Ledger ledger;
    private final Sales sales;
    private final Fees fees;
    private final DiscountCodes codes;
    private final PaymentStore store = new PaymentStore();

    SaleBooking(Ledger ledger, Sales sales, Fees fees, DiscountCodes codes) {
        this.codes = codes;
        this.ledger = ledger;
        this.sales = sales;
        this.fees = fees;
    }

    /// That a payment was paid, as the provider says. `paidAt` is the provider's time, `trace` the trace in which it
    /// said so.
    record Paid(
            UUID paymentId,
            @Nullable String intentId,
            @Nullable String chargeId,
            long amount,
            String currency,
            Instant paidAt,
            boolean newSubscription,
            @Nullable String trace) {
        /// In the thread's trace.
        Paid(
                UUID paymentId,
                @Nullable String intentId,
                @Nullable String chargeId,
                long amount,
                String currency,
                Instant paidAt,
                boolean newSubscription) {
            this(paymentId, intentId, chargeId, amount, currency, paidAt, newSubscription, Tracing.current());
        }
    }

    /// What became of each: booked now, before, or not bookable.
    enum Outcome {
        BOOKED,
        BEFORE,
        UNKNOWN_PAYMENT,
        AMOUNT_DIFFERS
    }

    /// Books what is new; the outcomes are by payment id.
    Map<UUID, Outcome> book(Tx tx, Collection<Paid> paid, Instant now) {
        Map<UUID, Paid> byId = new LinkedHashMap<>();
        paid.forEach(p -> byId.putIfAbsent(p.paymentId(), p));
        Map<UUID, Outcome> out = new HashMap<>();
        var journals = new ArrayList<Journal>();
        var rows = new LinkedHashMap<UUID, PaymentRow>();
        var quotes = new HashMap<UUID, FeeQuote>();
        var bps = new HashMap<UUID, Integer>();
        for (PaymentRow p : store.lockAll(tx, byId.keySet())) {
            Paid theirs = Objects.requireNonNull(byId.get(p.id()));
            if (p.status() == PaymentStatus.SUCCEEDED) {
                out.put(p.id(), Outcome.BEFORE);
            } else if (theirs.amount() != p.amount()
                    || !theirs.currency().equalsIgnoreCase(p.currency().name())) {
                out.put(p.id(), Outcome.AMOUNT_DIFFERS);
            } else {
                FeePolicy policy = fees.at(tx, theirs.paidAt());
                FeeQuote q = Sales.quote(policy, p);
                bps.put(p.id(), policy.platformBps(p.kind()));
                quotes.put(p.id(), q);
                rows.put(p.id(), p);
                if (p.amount() > 0) {
                    journals.add(sales.journal(p, q, theirs.paidAt(), theirs.newSubscription()));
                }
                out.put(p.id(), Outcome.BOOKED);
            }
        }
        byId.keySet().forEach(id -> out.putIfAbsent(id, Outcome.UNKNOWN_PAYMENT));
        if (rows.isEmpty()) {
            return out;
        }
        Map<String, Posted> posted = new HashMap<>();
        ledger.post(tx, journals).forEach(p -> posted.put(p.eventId(), p));
        finish(tx, rows, quotes, bps, byId, posted, now);
        var discounted = new HashMap<UUID, UUID>();
        rows.values().forEach(p -> {
            if (p.discountCodeId() instanceof UUID code) {
                discounted.put(p.id(), code);
            }
        });
        codes.used(tx, discounted);
        return out;
    }

    private void finish(
            Tx tx,
            Map<UUID, PaymentRow> rows,
            Map<UUID, FeeQuote> quotes,
            Map<UUID, Integer> bps,
            Map<UUID, Paid> paid,
            Map<String, Posted> posted,
            Instant now) {
        List<Map<String, Object>> json = new ArrayList<>();
        for (PaymentRow p : rows.values()) {
            FeeQuote q = Objects.requireNonNull(quotes.get(p.id()));
            Paid theirs = Objects.requireNonNull(paid.get(p.id()));
            var r = new HashMap<String, Object>();
            r.put("id", p.id());
            if (theirs.chargeId() != null) {
                r.put("charge", theirs.chargeId());
            }
            if (theirs.intentId() != null) {
                r.put("intent", theirs.intentId());
            }
            r.put("fee", q.platformFee().minor());
            r.put("bps", Objects.requireNonNull(bps.get(p.id())));
            r.put("processing", q.processingFee().minor());
            r.put("net", q.net().minor());
            r.put("paid", theirs.paidAt());
            r.put("available", sales.availableAt(theirs.paidAt()));
            Posted at = posted.get(p.id().toString());
            r.put("seq", at == null ? 0 : at.seq());
            r.put("grant", Ids.next(() -> now));
            json.add(r);
        }
        var events = new ArrayList<Outbox.Traced>();
        tx.sql(FINISH).set("rows", Json.write(json)).set("now", now).each(r -> {
            UUID id = r.uuid("id");
            events.add(new Outbox.Traced(
                    event(Objects.requireNonNull(rows.get(id)), r.text("receipt_number")),
                    Objects.requireNonNull(paid.get(id)).trace()));
        });
        Outbox.publishTraced(tx, events, now);
    }

    private static SaleEvent event(PaymentRow p, String receiptNumber) {
        return new SaleEvent.PaymentSucceeded(
                p.id().toString(),
                p.creatorId(),
                p.fanId(),
                p.id(),
                p.kind(),
                p.title(),
                p.productId(),
                Money.of(p.amount(), p.currency()),
                receiptNumber);
    }
}
