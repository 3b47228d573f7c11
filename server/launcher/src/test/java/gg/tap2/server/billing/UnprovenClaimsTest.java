package gg.tap2.server.billing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gg.tap2.model.billing.CreatePurchase;
import gg.tap2.server.testing.MoneyWorld;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What an address bought before its account's owner has shown that it is theirs stays the guest's.
final class UnprovenClaimsTest {
    private final MoneyWorld world = MoneyWorld.get();
    private final UUID creator = world.creator();
    private final UUID fan = world.fan();
    private final String mail = fan + "@fans.test";

    private void buy() {
        var s = world.app
                .billing()
                .payments()
                .purchase(
                        null,
                        null,
                        new CreatePurchase(
                                null, world.product(creator, 1200, false), null, null, null, mail, null, false));
        world.pay(s, "4242424242424242");
        world.until("the sale", () -> world.status(s.paymentId()).equals("succeeded"));
    }

    private void claimsFrom(Instant from) {
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE users SET claims_from = CAST(:from AS timestamptz) WHERE id = :id")
                        .set("from", from)
                        .set("id", fan)
                        .update());
    }

    private void claim() {
        world.app.db().transact(tx -> world.app.billing().fans().claimGuest(tx, fan, mail));
    }

    private long goods() {
        return world.count("SELECT count(*) AS n FROM grants WHERE fan_id = :id AND revoked_at IS NULL", fan);
    }

    @Test
    void onlyWhatCameLaterIsGivenUntilTheAddressIsProven() {
        buy();
        Instant confirmed = world.now();
        claimsFrom(confirmed);
        claim();
        assertEquals(0, goods());
        buy();
        claim();
        assertEquals(1, goods());
        claim();
        assertEquals(1, goods());
        claimsFrom(null);
        claim();
        assertEquals(2, goods());
    }

    @Test
    void withTheAccountGoTheCustomersOfItsGuests() {
        buy();
        claim();
        assertEquals(1, world.count("SELECT count(*) AS n FROM former_customers WHERE fan_id = :id", fan));
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE users SET status = 'deleted' WHERE id = :id")
                        .set("id", fan)
                        .update());
        world.app.billing().fans().forgetDeleted();
        assertEquals(0, world.count("SELECT count(*) AS n FROM former_customers WHERE fan_id = :id", fan));
    }
}
