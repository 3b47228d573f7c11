package gg.tap2.server.billing;

import gg.tap2.model.common.EmailAddress;
import gg.tap2.model.common.Ids;
import gg.tap2.server.catalog.Follows;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.stripe.ProviderSetupException;
import gg.tap2.server.stripe.StripeGateway;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fans as buyers: guests by e-mail, Stripe customers, and the claim of a guest's goods by a verified address.
public final class Fans {
    private static final Logger LOG = LoggerFactory.getLogger(Fans.class);

    private static final int MADE_ANEW = 10;

    private final Db db;
    private final InstantSource clock;
    private final StripeGateway stripe;

    Fans(Db db, InstantSource clock, StripeGateway stripe) {
        this.db = db;
        this.clock = clock;
        this.stripe = stripe;
    }

    /// A buyer. `email` is where receipts go.
    public record Buyer(
            UUID fanId,
            String email,
            @Nullable String name,
            @Nullable UUID userId,
            @Nullable String customerId) {}

    public Buyer buyer(UUID fanId) {
        return db.read(tx -> buyer(tx, fanId));
    }

    Buyer buyer(Tx tx, UUID fanId) {
        return tx.sql("""
                SELECT f.id, f.user_id, coalesce(u.email, f.guest_email) AS email, coalesce(f.display_name, u.display_name) AS name,
                  f.stripe_customer_id
                FROM fans f LEFT JOIN users u ON u.id = f.user_id WHERE f.id = :id""")
                .set("id", fanId)
                .one(r -> new Buyer(
                        r.uuid("id"),
                        r.text("email"),
                        r.textOrNull("name"),
                        r.uuidOrNull("user_id"),
                        r.textOrNull("stripe_customer_id")));
    }

    /// The guest with that e-mail, made on first use.
    public UUID guest(String email, @Nullable String name) {
        EmailAddress address = EmailAddress.of(email);
        return db.inTransaction(tx -> {
            tx.sql("""
                    INSERT INTO fans (id, guest_email, display_name, created_at) VALUES (:id, :email, :name, :now)
                    ON CONFLICT DO NOTHING""")
                    .set("id", Ids.next(clock))
                    .set("email", address.text())
                    .set("name", name)
                    .set("now", clock.instant())
                    .update();
            return tx.sql("SELECT id FROM fans WHERE guest_email_key = :email AND user_id IS NULL")
                    .set("email", address.key())
                    .one(r -> r.uuid("id"));
        });
    }

    /// The fan's Stripe customer, made on first use. Calls Stripe.
    public String customer(Buyer buyer) {
        String known = buyer.customerId();
        if (known != null) {
            return known;
        }
        String id = stripe.createCustomer(buyer.fanId(), buyer.email(), buyer.name(), null);
        db.transact(tx -> tx.sql(
                        "UPDATE fans SET stripe_customer_id = :customer WHERE id = :id AND stripe_customer_id IS NULL")
                .set("customer", id)
                .set("id", buyer.fanId())
                .update());
        return id;
    }

    /// Does something with the fan's Stripe customer. One that was deleted at Stripe is forgotten and made anew, once.
    /// Calls Stripe.
    ///
    /// @param work may be done twice; its first try then had no effect
    <T> T withCustomer(Buyer buyer, Function<String, T> work) {
        String customer = customer(buyer);
        try {
            return stripe.healing(() -> work.apply(customer));
        } catch (ProviderSetupException e) {
            if (!e.isMissing() || stripe.hasCustomer(customer)) {
                throw stripe.unhealed(e);
            }
        }
        LOG.warn("the Stripe customer of fan {} is gone; a new one is made", buyer.fanId());
        return work.apply(anew(buyer, customer));
    }

    private String anew(Buyer buyer, String gone) {
        String made = stripe.createCustomer(buyer.fanId(), buyer.email(), buyer.name(), gone);
        // Stripe answers the same key the same for a day, also with one that is gone by now.
        for (int i = 0; i < MADE_ANEW && !stripe.hasCustomer(made); i++) {
            made = stripe.createCustomer(buyer.fanId(), buyer.email(), buyer.name(), made);
        }
        String id = made;
        db.transact(tx -> {
            tx.sql("""
                    UPDATE fans SET stripe_customer_id = :customer
                    WHERE id = :id AND (stripe_customer_id IS NULL OR stripe_customer_id = :gone)""")
                    .set("customer", id)
                    .set("id", buyer.fanId())
                    .set("gone", gone)
                    .update();
            // The cards went with their customer.
            tx.sql("DELETE FROM payment_methods WHERE fan_id = :id")
                    .set("id", buyer.fanId())
                    .update();
        });
        return id;
    }

    /// Takes over that Stripe has no such customer any more; from the event.
    boolean customerDeleted(String customer) {
        return db.inTransaction(tx -> {
            var fan = tx.sql("UPDATE fans SET stripe_customer_id = NULL WHERE stripe_customer_id = :id RETURNING id")
                    .set("id", customer)
                    .first(r -> r.uuid("id"));
            fan.ifPresent(f -> tx.sql("DELETE FROM payment_methods WHERE fan_id = :id")
                    .set("id", f)
                    .update());
            return fan.isPresent();
        });
    }

    /// Removes deleted people's customers, and with them their cards, at Stripe. Calls Stripe.
    public void forgetDeleted() {
        var left = db.read(tx -> tx.sql("""
                SELECT f.id, f.stripe_customer_id FROM fans f JOIN users u ON u.id = f.user_id
                WHERE u.status = 'deleted' AND f.stripe_customer_id IS NOT NULL LIMIT 50""").list(r -> Map.entry(r.uuid("id"), r.text("stripe_customer_id"))));
        for (var fan : left) {
            stripe.deleteCustomer(fan.getValue());
            db.transact(tx -> tx.sql("UPDATE fans SET stripe_customer_id = NULL WHERE id = :id")
                    .set("id", fan.getKey())
                    .update());
        }
        var former = db.read(tx -> tx.sql("""
                SELECT o.customer_id FROM former_customers o JOIN fans f ON f.id = o.fan_id JOIN users u ON u.id = f.user_id
                WHERE u.status = 'deleted' LIMIT 50""").list(r -> r.text("customer_id")));
        for (String customer : former) {
            stripe.deleteCustomer(customer);
            db.transact(tx -> tx.sql("DELETE FROM former_customers WHERE customer_id = :id")
                    .set("id", customer)
                    .update());
        }
    }

    /// Gives a user what they bought as a guest, once their e-mail is verified. Nothing is given that was bought
    /// before an account's `claims_from`: such an account was confirmed by a link alone, and whoever opened it has
    /// not shown that the address is theirs.
    public void claimGuest(Tx tx, UUID userId, String verifiedEmail) {
        Optional<Instant> from = tx.sql(
                        "SELECT claims_from FROM users WHERE id = :user AND claims_from IS NOT NULL FOR UPDATE")
                .set("user", userId)
                .first(r -> r.instant("claims_from"));
        var guest = tx.sql("SELECT id FROM fans WHERE guest_email_key = :email AND user_id IS NULL FOR UPDATE")
                .set("email", EmailAddress.keyOf(verifiedEmail))
                .first(r -> r.uuid("id"));
        var own = tx.sql("SELECT id FROM fans WHERE user_id = :user FOR UPDATE")
                .set("user", userId)
                .first(r -> r.uuid("id"));
        if (guest.isEmpty() || own.isEmpty()) {
            return;
        }
        // What a guest began to pay stays a checkout of its own beside the account's, whatever the release that began
        // it.
        tx.sql("""
                UPDATE payments SET started_by = coalesce(claim_hash, CAST(id AS text))
                WHERE fan_id = :guest AND started_by IS NULL""").set("guest", guest.get()).update();
        if (from.isPresent()) {
            claimSince(tx, guest.get(), own.get(), from.get());
            return;
        }
        for (String table : new String[] {
            "payments", "tips", "purchases", "grants", "subscriptions", "payment_methods", "download_links"
        }) {
            tx.sql("UPDATE " + table + " SET fan_id = :own WHERE fan_id = :guest")
                    .set("own", own.get())
                    .set("guest", guest.get())
                    .update();
        }
        tx.sql("""
                INSERT INTO former_customers (customer_id, fan_id) SELECT stripe_customer_id, :own FROM fans
                WHERE id = :guest AND stripe_customer_id IS NOT NULL ON CONFLICT DO NOTHING""").set("own", own.get()).set("guest", guest.get()).update();
        tx.sql("INSERT INTO merged_fans (guest_id, fan_id, merged_at) VALUES (:guest, :own, :now)")
                .set("guest", guest.get())
                .set("own", own.get())
                .set("now", clock.instant())
                .update();
        Follows.removeAll(tx, guest.get());
        tx.sql("DELETE FROM fans WHERE id = :guest").set("guest", guest.get()).update();
    }

    /// What was bought from a moment on; the guest keeps the rest.
    private static void claimSince(Tx tx, UUID guest, UUID own, Instant from) {
        tx.sql("UPDATE payments SET fan_id = :own WHERE fan_id = :guest AND created_at >= :from")
                .set("own", own)
                .set("guest", guest)
                .set("from", from)
                .update();
        for (String table : new String[] {"tips", "purchases", "grants"}) {
            tx.sql("UPDATE " + table + " SET fan_id = :own WHERE fan_id = :guest AND payment_id IN"
                            + " (SELECT id FROM payments WHERE fan_id = :own)")
                    .set("own", own)
                    .set("guest", guest)
                    .update();
        }
    }
}
