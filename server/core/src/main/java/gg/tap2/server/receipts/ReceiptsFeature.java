package gg.tap2.server.receipts;

import gg.tap2.model.Routes;
import gg.tap2.model.billing.BusinessDetails;
import gg.tap2.server.accounts.PersonalData;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.Routing;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;

/// Builds receipts and registers what creators print on theirs; the pages are drawn by `fanweb`.
public final class ReceiptsFeature {
    private final Receipts receipts;

    public ReceiptsFeature(Db db, InstantSource clock) {
        this.receipts = new Receipts(db, clock);
    }

    public Receipts receipts() {
        return receipts;
    }

    public void register(Routing r) {
        r.get(Routes.BUSINESS_DETAILS, Access.CREATOR, c -> c.ok(receipts.seller(c.creatorId())));
        r.put(
                Routes.BUSINESS_DETAILS,
                Access.CREATOR,
                c -> c.ok(receipts.seller(c.creatorId(), c.body(BusinessDetails.class))));
    }

    public PersonalData personalData() {
        return new Details();
    }

    /// Issued receipts stay whole, as tax law demands of both sides.
    private static final class Details implements PersonalData {
        @Override
        public String name() {
            return "businessDetails";
        }

        @Override
        public Object export(Tx tx, UUID userId) {
            return Map.of(
                    "onReceipts",
                    tx.sql("""
                            SELECT json_build_object('payment', d.payment_id, 'issuedAt', d.issued_at, 'name', d.name,
                              'address', d.address, 'taxId', d.tax_id) AS j
                            FROM receipt_details d JOIN payments p ON p.id = d.payment_id JOIN fans f ON f.id = p.fan_id
                            WHERE f.user_id = :user ORDER BY d.issued_at""").set("user", userId).list(r -> r.json("j", Object.class)),
                    "asSeller",
                    tx.sql("""
                            SELECT json_build_object('validFrom', d.valid_from, 'name', d.name, 'address', d.address,
                              'taxId', d.tax_id) AS j
                            FROM seller_details d JOIN creators c ON c.id = d.creator_id
                            WHERE c.user_id = :user ORDER BY d.valid_from""").set("user", userId).list(r -> r.json("j", Object.class)));
        }

        @Override
        public void anonymise(Tx tx, UUID userId) {
            // Nothing: what was issued is kept as long as the payments themselves.
        }
    }
}
