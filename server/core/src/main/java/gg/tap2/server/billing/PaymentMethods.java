package gg.tap2.server.billing;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.billing.PaymentMethod;
import gg.tap2.model.common.Ids;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.stripe.ProviderException;
import gg.tap2.server.stripe.ProviderRefusedException;
import gg.tap2.server.stripe.StripeGateway;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fans' saved cards. Stripe keeps the card; we keep what is shown of it.
public final class PaymentMethods {
    private static final Logger LOG = LoggerFactory.getLogger(PaymentMethods.class);

    private final Db db;
    private final InstantSource clock;
    private final StripeGateway stripe;
    private final Fans fans;
    private final MembershipCards memberships;

    PaymentMethods(Db db, InstantSource clock, StripeGateway stripe, Fans fans, MembershipCards memberships) {
        this.memberships = memberships;
        this.db = db;
        this.clock = clock;
        this.stripe = stripe;
        this.fans = fans;
    }

    public List<PaymentMethod> list(UUID fanId) {
        return db.read(tx -> list(tx, fanId));
    }

    /// A card that was saved again is one card: the default one, or else the newest.
    private static List<PaymentMethod> list(Tx tx, UUID fanId) {
        return tx.sql("""
                SELECT id, brand, last4, exp_month, exp_year, is_default FROM (
                  SELECT DISTINCT ON (coalesce(fingerprint, CAST(id AS text))) * FROM payment_methods WHERE fan_id = :fan
                  ORDER BY coalesce(fingerprint, CAST(id AS text)), is_default DESC, created_at DESC) AS cards
                ORDER BY is_default DESC, created_at DESC""")
                .set("fan", fanId)
                .list(r -> new PaymentMethod(
                        r.uuid("id"),
                        r.text("brand"),
                        r.text("last4"),
                        r.integer("exp_month"),
                        r.integer("exp_year"),
                        r.bool("is_default")));
    }

    /// What the browser needs to save a card.
    public record Setup(String clientSecret, String publishableKey) {}

    public Setup startSetup(UUID fanId) {
        try {
            var intent = fans.withCustomer(
                    fans.buyer(fanId), customer -> stripe.createSetupIntent(customer, "setup-" + Ids.next(clock)));
            return new Setup(intent.getClientSecret(), stripe.publishableKey());
        } catch (ProviderException e) {
            throw ProviderAnswers.of(e);
        }
    }

    /// Brings our list in line with Stripe's; called after a card was saved.
    public List<PaymentMethod> refresh(UUID fanId) {
        var cards = cardsAtStripe(fanId);
        db.transact(tx -> cards.forEach(c -> save(
                tx,
                fanId,
                c.getId(),
                c.getCard().getFingerprint(),
                c.getCard().getBrand(),
                c.getCard().getLast4(),
                c.getCard().getExpMonth().intValue(),
                c.getCard().getExpYear().intValue())));
        return list(fanId);
    }

    private List<com.stripe.model.PaymentMethod> cardsAtStripe(UUID fanId) {
        try {
            return fans.withCustomer(fans.buyer(fanId), stripe::listCards);
        } catch (ProviderException e) {
            throw ProviderAnswers.of(e);
        }
    }

    private void save(
            Tx tx,
            UUID fanId,
            String stripeId,
            @Nullable String fingerprint,
            String brand,
            String last4,
            int month,
            int year) {
        tx.sql("""
                INSERT INTO payment_methods (id, fan_id, stripe_payment_method_id, fingerprint, brand, last4, exp_month, exp_year,
                  is_default, created_at)
                SELECT :id, :fan, :stripe, CAST(:fingerprint AS text), :brand, :last4, :month, :year,
                  NOT EXISTS (SELECT 1 FROM payment_methods WHERE fan_id = :fan AND is_default), :now
                ON CONFLICT (stripe_payment_method_id) DO UPDATE SET brand = excluded.brand,
                  fingerprint = coalesce(excluded.fingerprint, payment_methods.fingerprint),
                  last4 = excluded.last4, exp_month = excluded.exp_month, exp_year = excluded.exp_year""")
                .set("id", Ids.next(clock))
                .set("fan", fanId)
                .set("stripe", stripeId)
                .set("fingerprint", fingerprint)
                .set("brand", brand)
                .set("last4", last4)
                .set("month", month)
                .set("year", year)
                .set("now", clock.instant())
                .update();
    }

    /// From Stripe's own events.
    String changed(String type, JsonNode object) {
        String id = object.path("id").asText("");
        if (type.equals("payment_method.detached")) {
            db.transact(tx -> tx.sql("DELETE FROM payment_methods WHERE stripe_payment_method_id = :id")
                    .set("id", id)
                    .update());
            return "done";
        }
        String customer = object.path("customer").asText("");
        JsonNode card = object.path("card");
        return db.inTransaction(tx -> {
            var fan = tx.sql("SELECT id FROM fans WHERE stripe_customer_id = :id")
                    .set("id", customer)
                    .first(r -> r.uuid("id"));
            if (fan.isEmpty() || !card.isObject()) {
                return "ignored";
            }
            save(
                    tx,
                    fan.get(),
                    id,
                    card.hasNonNull("fingerprint") ? card.path("fingerprint").asText() : null,
                    card.path("brand").asText(""),
                    card.path("last4").asText(""),
                    card.path("exp_month").asInt(),
                    card.path("exp_year").asInt());
            return "done";
        });
    }

    /// Charges this card from now on, also for running memberships, and tries what is overdue at once. Stripe hears of
    /// it
    /// first: what we show as the default is what is charged.
    ///
    /// @throws ApiException 404 for another's card, 409 when Stripe does not know the card any more
    public void makeDefault(UUID fanId, UUID id) {
        String card = db.read(tx -> requireOwn(tx, fanId, id));
        try {
            fans.withCustomer(fans.buyer(fanId), customer -> {
                memberships.charge(fanId, customer, card);
                return customer;
            });
        } catch (ProviderException e) {
            throw ProviderAnswers.of(e);
        }
        db.transact(tx -> {
            requireOwn(tx, fanId, id);
            tx.sql("UPDATE payment_methods SET is_default = (id = :id) WHERE fan_id = :fan")
                    .set("id", id)
                    .set("fan", fanId)
                    .update();
        });
    }

    /// Forgets a card. The default one of a member gives way to another card first; the last card of a member stays.
    ///
    /// @throws ApiException 409 `card_in_use` when a running membership would be left without a card
    public void delete(UUID fanId, UUID id) {
        List<PaymentMethod> cards = list(fanId);
        Map<UUID, String> same = same(fanId, id);
        boolean wasDefault = cards.stream().anyMatch(c -> same.containsKey(c.id()) && c.isDefault());
        var other = cards.stream().filter(c -> !same.containsKey(c.id())).findFirst();
        if (!memberships.live(fanId).isEmpty()) {
            if (other.isEmpty()) {
                throw ApiException.conflict("card_in_use");
            }
            UUID next = wasDefault
                    ? other.get().id()
                    : cards.stream()
                            .filter(PaymentMethod::isDefault)
                            .findFirst()
                            .orElse(other.get())
                            .id();
            makeDefault(fanId, next);
        }
        same.values().forEach(this::detach);
        db.transact(tx -> {
            same.keySet()
                    .forEach(one -> tx.sql("DELETE FROM payment_methods WHERE id = :id AND fan_id = :fan")
                            .set("id", one)
                            .set("fan", fanId)
                            .update());
            other.filter(o -> wasDefault)
                    .ifPresent(o -> tx.sql("UPDATE payment_methods SET is_default = (id = :id) WHERE fan_id = :fan")
                            .set("id", o.id())
                            .set("fan", fanId)
                            .update());
        });
    }

    private void detach(String stripeId) {
        try {
            stripe.detach(stripeId);
        } catch (ProviderRefusedException e) {
            // Stripe no longer knows the card: removing our row is all that is left to do.
            LOG.info("card already detached: {}", e.code());
        } catch (ProviderException e) {
            throw ProviderAnswers.of(e);
        }
    }

    /// The card as often as it was saved: ours and Stripe's ids.
    ///
    /// @throws ApiException 404 for another's card
    private Map<UUID, String> same(UUID fanId, UUID id) {
        var found = db.read(tx -> {
            requireOwn(tx, fanId, id);
            return tx.sql("""
                    SELECT c.id, c.stripe_payment_method_id AS s FROM payment_methods p JOIN payment_methods c
                      ON c.fan_id = p.fan_id AND (c.id = p.id OR c.fingerprint = p.fingerprint)
                    WHERE p.id = :id AND p.fan_id = :fan""").set("id", id).set("fan", fanId).list(r -> Map.entry(r.uuid("id"), r.text("s")));
        });
        var out = new LinkedHashMap<UUID, String>();
        found.forEach(e -> out.put(e.getKey(), e.getValue()));
        return out;
    }

    private static String requireOwn(Tx tx, UUID fanId, UUID id) {
        return tx.sql("SELECT stripe_payment_method_id AS s FROM payment_methods WHERE id = :id AND fan_id = :fan")
                .set("id", id)
                .set("fan", fanId)
                .first(r -> r.text("s"))
                .orElseThrow(ApiException::notFound);
    }
}
