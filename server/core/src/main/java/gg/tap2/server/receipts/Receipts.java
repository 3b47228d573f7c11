package gg.tap2.server.receipts;

import gg.tap2.model.billing.BusinessDetails;
import gg.tap2.model.common.Currency;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/// Receipts are derived, not stored: the payment, its refunds, and the details that buyer and seller gave. So a sale
/// writes nothing for it, and a receipt can never contradict the ledger.
public final class Receipts {
    /// How often one receipt may be given other details; each is an issue that stays.
    static final int MAX_DETAILS = 20;

    private final Db db;
    private final InstantSource clock;

    Receipts(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    /// @throws ApiException 404 for a payment that is unknown or was not paid
    public Receipt get(UUID paymentId) {
        return db.read(tx -> find(tx, paymentId)).orElseThrow(ApiException::notFound);
    }

    private static Optional<Receipt> find(Tx tx, UUID paymentId) {
        List<Issued> details = tx.sql(
                        "SELECT issued_at, name, address, tax_id FROM receipt_details WHERE payment_id = :id ORDER BY issued_at")
                .set("id", paymentId)
                .list(r -> new Issued(r.instant("issued_at"), details(r)));
        List<Receipt.RefundLine> refunds = tx.sql("""
                SELECT j.occurred_at, f.amount_cents FROM refunds f
                JOIN ledger_journal j ON j.event_type = 'refund_succeeded' AND j.event_id = CAST(f.id AS text)
                WHERE f.payment_id = :id AND f.status = 'succeeded' ORDER BY j.occurred_at, f.id""")
                .set("id", paymentId)
                .list(r -> new Receipt.RefundLine(r.instant("occurred_at"), r.number("amount_cents")));
        return tx.sql("""
                        SELECT p.id, p.kind, p.title, c.display_name, c.slug, p.amount_cents, p.discount_cents,
                          coalesce(p.discount_name, '') AS discount_name, p.currency, p.paid_at, p.receipt_number,
                          coalesce(p.buyer_email, '') AS buyer, coalesce(s.name, '') AS name, coalesce(s.address, '') AS address,
                          coalesce(s.tax_id, '') AS tax_id
                        FROM payments p JOIN creators c ON c.id = p.creator_id LEFT JOIN LATERAL (
                          SELECT name, address, tax_id FROM seller_details d
                          WHERE d.creator_id = p.creator_id
                          ORDER BY d.valid_from <= p.created_at DESC, abs(extract(epoch FROM d.valid_from - p.created_at)) LIMIT 1) s ON TRUE
                        WHERE p.id = :id AND p.status = 'succeeded'""").set("id", paymentId).first(r -> receipt(r, details, refunds));
    }

    private record Issued(Instant at, BusinessDetails details) {}

    private static Receipt receipt(Row r, List<Issued> details, List<Receipt.RefundLine> refunds) {
        Instant paid = r.instant("paid_at");
        Instant issued = Stream.concat(
                        details.stream().map(Issued::at), refunds.stream().map(Receipt.RefundLine::at))
                .reduce(paid, (a, b) -> a.isAfter(b) ? a : b);
        String number = r.textOrNull("receipt_number");
        return new Receipt(
                r.uuid("id"),
                number == null ? r.uuid("id").toString() : number,
                1 + details.size() + refunds.size(),
                issued,
                SaleKind.valueOf(r.text("kind").toUpperCase(Locale.ROOT)),
                r.text("title"),
                r.number("amount_cents"),
                r.number("discount_cents"),
                r.text("discount_name"),
                Currency.valueOf(r.text("currency")),
                paid,
                r.text("display_name"),
                r.text("slug"),
                r.text("buyer"),
                details(r),
                details.isEmpty() ? BusinessDetails.NONE : details.getLast().details(),
                refunds);
    }

    private static BusinessDetails details(Row r) {
        return new BusinessDetails(r.text("name"), r.text("address"), r.text("tax_id"));
    }

    /// Issues the receipt anew with the buyer's details; the same ones again change nothing.
    ///
    /// @throws ApiException 404 as for [#get], 409 `receipt_issues` after {@value #MAX_DETAILS} changes
    public Receipt customer(UUID paymentId, BusinessDetails details) {
        return db.inTransaction(tx -> {
            // Two changes at once would else both see room for one more.
            tx.sql(
                            "SELECT pg_advisory_xact_lock(hashtextextended('receipt/' || CAST(:id AS text), 0)) IS NULL AS locked")
                    .set("id", paymentId.toString())
                    .one(r -> r.bool("locked"));
            Receipt now = find(tx, paymentId).orElseThrow(ApiException::notFound);
            if (now.customer().equals(details)) {
                return now;
            }
            if (now.issue() - now.refunds().size() > MAX_DETAILS) {
                throw ApiException.conflict("receipt_issues", MAX_DETAILS);
            }
            keep(tx, "receipt_details (payment_id, issued_at", paymentId, details);
            return find(tx, paymentId).orElseThrow();
        });
    }

    /// The details that this fan gave last, to be offered for the next receipt.
    public BusinessDetails lastOf(UUID fanId) {
        return db.read(tx -> tx.sql("""
                        SELECT d.name, d.address, d.tax_id FROM receipt_details d JOIN payments p ON p.id = d.payment_id
                        WHERE p.fan_id = :fan ORDER BY d.issued_at DESC LIMIT 1""").set("fan", fanId).first(Receipts::details))
                .orElse(BusinessDetails.NONE);
    }

    /// What a creator prints on the receipts of sales from now on.
    public BusinessDetails seller(UUID creatorId) {
        return db.read(tx -> seller(tx, creatorId));
    }

    private static BusinessDetails seller(Tx tx, UUID creatorId) {
        return tx.sql("""
                        SELECT name, address, tax_id FROM seller_details WHERE creator_id = :id
                        ORDER BY valid_from DESC LIMIT 1""").set("id", creatorId).first(Receipts::details).orElse(BusinessDetails.NONE);
    }

    /// Replaces what is printed on receipts of later sales; earlier ones keep what they show. The first details that a
    /// creator gives also go on the receipts of sales before them, which had none.
    public BusinessDetails seller(UUID creatorId, BusinessDetails details) {
        return db.inTransaction(tx -> {
            if (!seller(tx, creatorId).equals(details)) {
                keep(tx, "seller_details (creator_id, valid_from", creatorId, details);
            }
            return details;
        });
    }

    /// @param into the table and its key, open for the other columns
    private void keep(Tx tx, String into, UUID owner, BusinessDetails details) {
        String key = into.substring(into.indexOf('(') + 1);
        tx.sql("INSERT INTO " + into + ", name, address, tax_id) VALUES (:owner, :now, :name, :address, :tax)"
                        + " ON CONFLICT (" + key + ") DO UPDATE SET name = :name, address = :address, tax_id = :tax")
                .set("owner", owner)
                .set("now", clock.instant())
                .set("name", details.name())
                .set("address", details.address())
                .set("tax", details.taxId())
                .update();
    }
}
