package gg.tap2.server.payouts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.payouts.AddBankAccount;
import gg.tap2.model.payouts.Payout;
import gg.tap2.model.payouts.RequestPayout;
import gg.tap2.model.payouts.VerifyBankAccount;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.testing.MoneyWorld;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a provider refuses to the platform is not the creator's, and what it takes back is.
class PayoutFaultsTest {
    private static final AtomicInteger ACCOUNT = new AtomicInteger(6_444_000);
    private final MoneyWorld world = MoneyWorld.get();
    private final Payouts payouts = world.app.payouts().payouts();
    private final BankAccounts banks = world.app.payouts().bankAccounts();
    private final PayoutStops stops = world.app.payouts().stops();
    private final UUID creator = world.creator();

    @BeforeEach
    @AfterEach
    void mended() {
        world.flowPay("/sandbox/api/faults/clear", Map.of());
        world.flowPay("/sandbox/api/outcomes/clear", Map.of());
        world.until("payouts go on", () -> {
            later(Duration.ofMinutes(11));
            return stops.find().isEmpty();
        });
        assertEquals(List.of(), world.differences());
    }

    private void later(Duration by) {
        Launcher.sandbox(world.app).orElseThrow().clock().advance(by);
        world.app.jobs().runNow("payouts-tidy");
    }

    private void bankOf(UUID owner) {
        AddBankAccount request = new AddBankAccount(
                null, "US", "USD", "Mara Test", null, "66" + ACCOUNT.addAndGet(7) + "9", "110000000");
        UUID bank = banks.add(owner, request).id();
        String reference = world.app.db().read(tx -> tx.sql("""
                SELECT m.reference FROM micro_deposits m JOIN bank_accounts b USING (creator_id, fingerprint)
                WHERE b.id = :id""").set("id", bank).one(r -> r.text("reference")));
        for (JsonNode d : world.get(
                        Launcher.sandbox(world.app).orElseThrow().flowPay().baseUri() + "/sandbox/api/micro_deposits")
                .body()
                .path("data")) {
            if (d.path("reference").asText().equals(reference)) {
                banks.verify(
                        owner,
                        new VerifyBankAccount(
                                bank,
                                List.of(
                                        d.path("_amounts").path(0).asLong(),
                                        d.path("_amounts").path(1).asLong())));
            }
        }
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE bank_accounts SET usable_from = :now WHERE id = :id")
                        .set("now", world.now())
                        .set("id", bank)
                        .update());
    }

    private Payout withdraw(UUID owner, long amount) {
        return payouts.request(
                owner,
                new RequestPayout(null, amount, null, world.balance(owner).version(), null),
                "instant");
    }

    private String status(UUID owner, UUID payout) {
        return payouts.get(owner, payout).status().toString();
    }

    private long events(UUID payout, String kind) {
        return world.app
                .db()
                .read(tx -> tx.sql(
                                "SELECT count(*) AS n FROM outbox_facts WHERE kind = :kind AND payload->>'payoutId' = :id")
                        .set("kind", kind)
                        .set("id", payout.toString())
                        .one(r -> r.number("n")));
    }

    private long transfers() {
        return world.get(Launcher.sandbox(world.app).orElseThrow().flowPay().baseUri() + "/sandbox/api/transfers")
                .body()
                .path("data")
                .size();
    }

    @ParameterizedTest
    @CsvSource({"401, unauthorized", "402, insufficient_balance", "403, account_restricted", "404, not_here"})
    void aFaultOfThePlatformsAccountFailsNobody(int status, String code) {
        UUID other = world.creator();
        bankOf(creator);
        bankOf(other);
        world.fund(creator, 5000);
        world.fund(other, 5000);
        long before = transfers();
        world.flowPay("/sandbox/api/refusals", Map.of("status", Integer.toString(status), "code", code, "count", "2"));
        Payout first = withdraw(creator, 5000);
        Payout second = withdraw(other, 5000);
        assertEquals("pending", status(creator, first.id()));
        assertEquals("pending", status(other, second.id()));
        assertEquals(0, world.balance(creator).available(), "the money stays set aside");
        assertEquals(code, stops.find().orElseThrow().code());
        assertEquals("ours", stops.find().orElseThrow().fault());
        assertEquals(0, events(first.id(), "payout_failed") + events(second.id(), "payout_failed"));
        assertNull(payouts.get(creator, first.id()).failureReason());
        assertNull(payouts.get(creator, first.id()).attempts().getFirst().error());
        // The second was not tried at all: of two refusals one is left for the next try.
        later(Duration.ofSeconds(30));
        assertEquals(1, stops.find().orElseThrow().tries());
        later(Duration.ofSeconds(61));
        assertEquals(2, stops.find().orElseThrow().tries());
        world.until("both are paid without anybody's doing", () -> {
            later(Duration.ofMinutes(3));
            return status(creator, first.id()).equals("completed")
                    && status(other, second.id()).equals("completed");
        });
        assertEquals(before + 2, transfers());
        assertTrue(stops.find().isEmpty());
    }

    @Test
    void aBalanceThatIsFilledUpLetsTheRunGoOn() {
        bankOf(creator);
        world.fund(creator, 5000);
        world.flowPay("/sandbox/api/account", Map.of("balance_minor", "4999"));
        Payout p = withdraw(creator, 5000);
        later(Duration.ofMinutes(2));
        later(Duration.ofMinutes(5));
        assertEquals("pending", status(creator, p.id()));
        assertEquals("insufficient_balance", stops.find().orElseThrow().code());
        world.flowPay("/sandbox/api/account", Map.of("balance_minor", "5000"));
        // The first refusal is repeated under the same key, so it goes on with a new one.
        world.until("paid", () -> {
            later(Duration.ofMinutes(6));
            return status(creator, p.id()).equals("completed");
        });
        assertEquals(0, events(p.id(), "payout_failed"));
    }

    @Test
    void aRequestThatIsRefusedForAnUnknownReasonWaitsAlone() {
        UUID other = world.creator();
        bankOf(creator);
        bankOf(other);
        world.fund(creator, 5000);
        world.fund(other, 5000);
        world.flowPay("/sandbox/api/refusals", Map.of("status", "422", "code", "purpose_required", "count", "1"));
        Payout first = withdraw(creator, 5000);
        Payout second = withdraw(other, 5000);
        assertEquals("pending", status(creator, first.id()));
        world.until("the other", () -> status(other, second.id()).equals("completed"));
        assertTrue(stops.find().isEmpty());
        assertEquals(
                "purpose_required",
                world.app
                        .db()
                        .read(tx -> tx.sql("SELECT waits_for FROM payouts WHERE id = :id")
                                .set("id", first.id())
                                .one(r -> r.text("waits_for"))));
        world.until("it goes out later", () -> {
            later(Duration.ofMinutes(11));
            return status(creator, first.id()).equals("completed");
        });
        assertEquals(0, events(first.id(), "payout_failed"));
    }

    @Test
    void onlyARefusedDestinationIsGivenBack() {
        bankOf(creator);
        world.fund(creator, 5000);
        world.flowPay("/sandbox/api/refusals", Map.of("status", "422", "code", "account_closed", "count", "1"));
        Payout p = withdraw(creator, 5000);
        assertEquals("failed", status(creator, p.id()));
        assertEquals(5000, world.balance(creator).available());
        assertEquals(1, events(p.id(), "payout_failed"));
    }

    @ParameterizedTest
    @CsvSource({"401, unauthorized", "402, insufficient_balance", "403, account_restricted", "422, something_new"})
    void addingABankAccountBlamesNoNumber(int status, String code) {
        world.flowPay("/sandbox/api/refusals", Map.of("status", Integer.toString(status), "code", code, "count", "1"));
        var request = new AddBankAccount(
                null, "US", "USD", "Mara Test", null, "67" + ACCOUNT.addAndGet(7) + "9", "110000000");
        var e = assertThrows(ApiException.class, () -> banks.add(creator, request));
        assertEquals(503, e.status());
        assertEquals("payout_provider_refuses_us", e.code());
        assertEquals(List.of(), banks.list(creator));
        assertEquals("pending", banks.add(creator, request).verificationStatus());
    }

    @Test
    void aStatusThatNobodyKnowsIsWaitedFor() {
        bankOf(creator);
        world.fund(creator, 5000);
        world.flowPay("/sandbox/api/outcomes", Map.of("outcome", "review", "count", "1"));
        Payout p = withdraw(creator, 5000);
        world.until("paid", () -> {
            later(Duration.ofSeconds(61));
            return status(creator, p.id()).equals("completed");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"cancel_late", "fail_late", "return"})
    void whatWasPaidAndDoesNotStayComesBackWhole(String outcome) {
        bankOf(creator);
        world.fund(creator, 5000);
        world.flowPay("/sandbox/api/outcomes", Map.of("outcome", outcome, "count", "1"));
        Payout p = withdraw(creator, 5000);
        world.until("returned", () -> {
            later(Duration.ofSeconds(61));
            return status(creator, p.id()).equals("returned");
        });
        assertEquals(5000, world.balance(creator).available());
        assertEquals(1, events(p.id(), "payout_returned"));
    }

    @Test
    void whatComesBackShortIsBookedAsWhatItIs() {
        bankOf(creator);
        world.fund(creator, 5000);
        world.flowPay("/sandbox/api/outcomes", Map.of("outcome", "return_short", "count", "1"));
        Payout p = withdraw(creator, 5000);
        world.until("returned", () -> {
            later(Duration.ofSeconds(61));
            return status(creator, p.id()).equals("returned");
        });
        assertEquals(4900, world.balance(creator).available());
        boolean open = world.app
                .db()
                .read(tx -> tx.sql(
                                "SELECT 1 FROM reconciliation_differences WHERE what = 'returned_short' AND ours - theirs >= 100 AND resolved_at IS NULL")
                        .exists());
        assertTrue(open);
    }

    @Test
    void aDayIsComparedByTheProvidersClock() {
        bankOf(creator);
        world.fund(creator, 5000);
        var clock = Launcher.sandbox(world.app).orElseThrow().clock();
        var midnight = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)
                .plusDays(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        world.flowPay("/sandbox/api/account", Map.of("skew_seconds", "-120"));
        clock.advance(Duration.between(clock.instant(), midnight).plusSeconds(5));
        Payout p = withdraw(creator, 5000);
        world.until("paid", () -> status(creator, p.id()).equals("completed"));
        LocalDate ours = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        var reconciliation = world.app.payouts().reconciliation();
        assertEquals(0, reconciliation.day(ours));
        assertEquals(0, reconciliation.day(ours.minusDays(1)));
    }
}
