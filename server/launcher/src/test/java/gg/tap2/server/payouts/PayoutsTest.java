package gg.tap2.server.payouts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.payouts.AddBankAccount;
import gg.tap2.model.payouts.Payout;
import gg.tap2.model.payouts.RequestPayout;
import gg.tap2.model.payouts.VerifyBankAccount;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.server.testing.People;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Money out, on the running platform with FlowPay's stand-in.
class PayoutsTest {
    private static final AtomicInteger ACCOUNT = new AtomicInteger(4_444_000);
    private final MoneyWorld world = MoneyWorld.get();
    private final Payouts payouts = world.app.payouts().payouts();
    private final BankAccounts banks = world.app.payouts().bankAccounts();
    private final UUID creator = world.creator();

    @AfterEach
    void theLedgerIsWhole() {
        world.flowPay("/sandbox/api/faults/clear", Map.of());
        world.flowPay("/sandbox/api/outcomes/clear", Map.of());
        assertEquals(List.of(), world.differences());
    }

    private void fund(long amount) {
        world.fund(creator, amount);
    }

    private UUID bank() {
        return banks.add(
                        creator,
                        new AddBankAccount(
                                null, "US", "USD", "Mara Test", null, "98" + ACCOUNT.addAndGet(7) + "9", "110000000"))
                .id();
    }

    private List<Long> deposits(UUID bank) {
        String reference = world.app.db().read(tx -> tx.sql("""
                        SELECT m.reference FROM micro_deposits m JOIN bank_accounts b USING (creator_id, fingerprint)
                        WHERE b.id = :id""").set("id", bank).one(r -> r.text("reference")));
        for (JsonNode d : world.get(
                        Launcher.sandbox(world.app).orElseThrow().flowPay().baseUri() + "/sandbox/api/micro_deposits")
                .body()
                .path("data")) {
            if (d.path("reference").asText().equals(reference)) {
                return List.of(
                        d.path("_amounts").path(0).asLong(),
                        d.path("_amounts").path(1).asLong());
            }
        }
        throw new AssertionError("no deposits to " + bank);
    }

    private UUID provenBank() {
        UUID bank = bank();
        banks.verify(creator, new VerifyBankAccount(bank, deposits(bank)));
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE bank_accounts SET usable_from = :now WHERE id = :id")
                        .set("now", world.now())
                        .set("id", bank)
                        .update());
        return bank;
    }

    private Payout withdraw(long amount) {
        return payouts.request(
                creator,
                new RequestPayout(null, amount, null, world.balance(creator).version(), null),
                "instant");
    }

    private String status(UUID payout) {
        return payouts.get(creator, payout).status().toString();
    }

    private long transfers(UUID payout) {
        var references = payouts.get(creator, payout).attempts().stream()
                .map(a -> a.id().toString())
                .toList();
        long n = 0;
        for (JsonNode t : world.get(
                        Launcher.sandbox(world.app).orElseThrow().flowPay().baseUri() + "/sandbox/api/transfers")
                .body()
                .path("data")) {
            n += references.contains(t.path("reference").asText()) ? 1 : 0;
        }
        return n;
    }

    private void later() {
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofSeconds(61));
        world.app.jobs().runNow("payouts-tidy");
    }

    /// Whoever reads the table can neither find an account number nor the deposits by trying all there are.
    @Test
    void whatIsStoredOfABankAccountCannotBeGuessed() {
        UUID bank = bank();
        record Stored(String fingerprint, String proof) {}
        Stored stored = world.app
                .db()
                .read(tx -> tx.sql("SELECT fingerprint, verification_hash FROM bank_accounts WHERE id = :id")
                        .set("id", bank)
                        .one(r -> new Stored(r.text("fingerprint"), r.text("verification_hash"))));
        for (String prefix : List.of("", "proof/")) {
            for (long first = 1; first < 50; first++) {
                for (long second = 50; second < 99; second++) {
                    String guess = RandomTokens.hash(prefix + bank + "/" + first + "/" + second);
                    assertFalse(guess.equals(stored.proof()) || guess.equals(stored.fingerprint()));
                }
            }
        }
        String account = "98" + ACCOUNT.get() + "9";
        for (String prefix : List.of("", "fingerprint/")) {
            assertFalse(RandomTokens.hash(prefix + "US/110000000/" + account).equals(stored.fingerprint()));
        }
        var again = new AddBankAccount(null, "US", "USD", "Mara Test", null, account, "110000000");
        assertEquals(
                "bank_account_exists",
                assertThrows(ApiException.class, () -> banks.add(creator, again))
                        .code());
        assertThrows(ApiException.class, () -> banks.verify(creator, new VerifyBankAccount(bank, List.of(1L, 1L))));
        assertEquals(
                "verified",
                banks.verify(creator, new VerifyBankAccount(bank, deposits(bank)))
                        .verificationStatus());
    }

    @Test
    void fiftyAtOnceNeverOverdraw() throws Exception {
        provenBank();
        fund(10_000);
        long version = world.balance(creator).version();
        try (var pool = Executors.newFixedThreadPool(50)) {
            List<Callable<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                calls.add(() -> {
                    try {
                        payouts.request(creator, new RequestPayout(null, 6000, null, version, null), "instant");
                        return true;
                    } catch (ApiException e) {
                        assertEquals(409, e.status());
                        return false;
                    }
                });
            }
            int won = 0;
            for (var f : pool.invokeAll(calls)) {
                won += f.get() ? 1 : 0;
            }
            assertEquals(1, won);
        }
        assertEquals(4000, world.balance(creator).available());
        assertEquals(
                "balance_changed",
                assertThrows(
                                ApiException.class,
                                () -> payouts.request(
                                        creator, new RequestPayout(null, 1000, null, version, null), "instant"))
                        .code());
    }

    @Test
    void newSalesAndMaturityBetweenPreviewAndRequestDoNotMatter() {
        provenBank();
        fund(5000);
        long shown = payouts.preview(creator, null, null).balanceVersion();
        fund(3000);
        var payout = payouts.request(creator, new RequestPayout(null, 5000, null, shown, null), "instant");
        assertEquals(5000, payout.amount());
        assertEquals(3000, world.balance(creator).available());
        assertEquals(
                "balance_changed",
                assertThrows(
                                ApiException.class,
                                () -> payouts.request(
                                        creator, new RequestPayout(null, 3000, null, shown, null), "instant"))
                        .code());
    }

    @Test
    void aVersionThatDoesNotExistYetIsStale() {
        provenBank();
        fund(5000);
        long beyond = world.balance(creator).version() + 1;
        assertEquals(
                "balance_changed",
                assertThrows(
                                ApiException.class,
                                () -> payouts.request(
                                        creator, new RequestPayout(null, 2000, null, beyond, null), "instant"))
                        .code());
    }

    @Test
    void aRepeatedRequestIsTheSamePayout() {
        provenBank();
        fund(5000);
        var request = new RequestPayout(
                UUID.randomUUID(), 2000, null, world.balance(creator).version(), null);
        assertEquals(
                payouts.request(creator, request, "instant").id(),
                payouts.request(creator, request, "instant").id());
        assertEquals(3000, world.balance(creator).available());
    }

    @Test
    void aLostReplyIsAskedAboutAndPaidOnce() {
        provenBank();
        fund(5000);
        world.flowPay(
                "/sandbox/api/faults",
                Map.of("kind", "lose_reply", "method", "POST", "path", "/v1/transfers", "count", "1"));
        world.flowPay("/sandbox/api/webhooks/modes", Map.of("kind", "drop", "count", "5"));
        Payout p = withdraw(5000);
        assertEquals(
                "unknown", payouts.get(creator, p.id()).attempts().getFirst().status());
        assertEquals(0, world.balance(creator).available(), "the money stays set aside");
        for (int i = 0; i < 3 && !status(p.id()).equals("completed"); i++) {
            later();
        }
        world.until("paid", () -> {
            later();
            return status(p.id()).equals("completed");
        });
        assertEquals(1, transfers(p.id()));
    }

    @Test
    void failedAndReturnedMoneyComesBack() {
        provenBank();
        fund(5000);
        world.flowPay("/sandbox/api/outcomes", Map.of("outcome", "fail", "count", "1"));
        Payout failed = withdraw(5000);
        world.until("failed", () -> status(failed.id()).equals("failed"));
        assertEquals(5000, world.balance(creator).available());
        world.flowPay("/sandbox/api/outcomes", Map.of("outcome", "return", "count", "1"));
        world.flowPay("/sandbox/api/webhooks/modes", Map.of("kind", "duplicate", "amount", "2", "count", "4"));
        Payout returned = withdraw(5000);
        world.until("returned", () -> {
            later();
            return status(returned.id()).equals("returned");
        });
        assertEquals(5000, world.balance(creator).available());
        assertFalse(payouts.get(creator, returned.id()).failureReason() == null);
    }

    @Test
    void aWebhookBeforeTheReplyAndItsCopiesPayOnce() {
        provenBank();
        fund(5000);
        world.flowPay("/sandbox/api/webhook_first", Map.of("count", "1"));
        world.flowPay("/sandbox/api/webhooks/modes", Map.of("kind", "duplicate", "amount", "3", "count", "3"));
        Payout p = withdraw(5000);
        world.until("paid", () -> status(p.id()).equals("completed"));
        assertEquals(1, transfers(p.id()));
        assertEquals(0, world.balance(creator).inTransit());
    }

    @Test
    void aLargePayoutIsHeldAndReleasedAtItsDeadline() {
        provenBank();
        fund(1_000_000);
        Payout p = withdraw(1_000_000);
        assertEquals("held", status(p.id()));
        assertEquals("UNDER_REVIEW", p.reasons().getFirst().code().name());
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofHours(48));
        world.until("paid", () -> {
            later();
            return status(p.id()).equals("completed");
        });
    }

    @Test
    void aNegativeBalanceBlocksUntilEarningsCoverIt() {
        provenBank();
        fund(5000);
        Payout p = withdraw(5000);
        world.until("paid", () -> status(p.id()).equals("completed"));
        fund(-700);
        assertEquals(-700, world.balance(creator).available());
        var e = assertThrows(Payouts.NotEligibleException.class, () -> withdraw(1000));
        assertEquals(
                List.of("NEGATIVE_BALANCE"),
                e.reasons().stream().map(r -> r.code().name()).toList());
        fund(3000);
        assertEquals(2300, withdraw(2300).amount());
    }

    private long sum(UUID payout) {
        return world.app.payouts().explanation().lines(creator, payout).stream()
                .mapToLong(l -> l.net())
                .sum();
    }

    private List<String> events(UUID payout) {
        return world.app.payouts().explanation().lines(creator, payout).stream()
                .map(l -> l.event() + " " + l.net())
                .toList();
    }

    @Test
    void everyPayoutIsExplainedToTheCent() {
        UUID bank = provenBank();
        var tip = world.app
                .billing()
                .payments()
                .tip(
                        null,
                        null,
                        new gg.tap2.model.billing.CreateTip(
                                null, 5000, null, null, false, "t-" + creator, "g-" + creator + "@fans.test", "G"));
        world.pay(tip, "4242424242424242");
        world.until("the tip", () -> world.status(tip.paymentId()).equals("succeeded"));
        world.app.jobs().runNow("fee-true-up");
        world.app
                .billing()
                .refunds()
                .refund(creator, new gg.tap2.model.billing.CreateRefund(null, tip.paymentId(), 1000L, null), "test");
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofDays(8));
        fund(-100);
        Payout first = withdraw(2000);
        assertEquals(
                List.of("test_funds -100", "sale 4825", "taken_before_release -1000", "remains -1725"),
                events(first.id()));
        assertEquals(2000, sum(first.id()));
        world.until("paid", () -> status(first.id()).equals("completed"));
        fund(500);
        Payout second = withdraw(2225);
        assertEquals(List.of("carried_over 1725", "test_funds 500"), events(second.id()));
        assertEquals(
                404,
                assertThrows(
                                ApiException.class,
                                () -> world.app.payouts().explanation().lines(world.creator(), second.id()))
                        .status());
        assertTrue(bank != null);
    }

    @Test
    void theProvidersDayIsComparedWithTheLedgers() {
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofDays(1));
        provenBank();
        fund(5000);
        Payout p = withdraw(5000);
        world.until("paid", () -> status(p.id()).equals("completed"));
        var day = java.time.LocalDate.ofInstant(world.now(), java.time.ZoneOffset.UTC);
        assertEquals(0, world.app.payouts().reconciliation().day(day));
        var strange = Map.of(
                "Authorization",
                "Bearer " + Launcher.sandbox(world.app).orElseThrow().keys().flowPayKey(),
                "Idempotency-Key",
                UUID.randomUUID().toString());
        String body = "{\"amount_minor\":777,\"currency\":\"USD\",\"reference\":\"" + UUID.randomUUID()
                + "\",\"destination\":{\"type\":\"us_bank\",\"account\":\"000123456789\",\"routing\":\"110000000\",\"holder_name\":\"X\",\"country\":\"US\"}}";
        world.post(
                Launcher.sandbox(world.app).orElseThrow().flowPay().baseUri() + "/v1/transfers",
                "application/json",
                body,
                strange);
        world.until(
                "a difference in count and amount",
                () -> world.app.payouts().reconciliation().day(day) == 2);
        assertEquals(
                Long.valueOf(777),
                world.app
                        .db()
                        .read(tx -> tx.sql(
                                        "SELECT theirs - ours AS n FROM reconciliation_differences WHERE date = :date AND what = 'completed_amount'")
                                .set("date", day)
                                .one(r -> Long.valueOf(r.number("n")))));
    }

    @Test
    void banksKeepTheirCountrysRules() {
        assertTrue(BankDetails.isAba("110000000"));
        assertTrue(BankDetails.isAba("021000021"));
        for (String wrong : List.of("110000001", "000000000", "12345678", "1234567890", "02100002a")) {
            assertFalse(BankDetails.isAba(wrong), wrong);
        }
        UUID creator = People.creator(world.app.db(), "EUR", world.now());
        var good = new AddBankAccount(null, "DE", "EUR", "Mara Test", "DE89 3704 0044 0532 0130 00", null, null);
        assertEquals("3000", banks.add(creator, good).last4());
        assertEquals(
                "bank_account_exists",
                assertThrows(ApiException.class, () -> banks.add(creator, good)).code());
        for (String iban : List.of("DE89370400440532013001", "FR7630006000011234567890189", "DE00")) {
            assertEquals(
                    422,
                    assertThrows(
                                    ApiException.class,
                                    () -> banks.add(
                                            creator, new AddBankAccount(null, "DE", "EUR", "M", iban, null, null)))
                            .status());
        }
    }

    @Test
    void depositsAreGuessedAtFiveTimes() {
        UUID bank = bank();
        for (int i = 0; i < 5; i++) {
            assertEquals(
                    422,
                    assertThrows(
                                    ApiException.class,
                                    () -> banks.verify(creator, new VerifyBankAccount(bank, List.of(0L, 1L))))
                            .status());
        }
        assertEquals(
                "verification_exhausted",
                assertThrows(
                                ApiException.class,
                                () -> banks.verify(creator, new VerifyBankAccount(bank, deposits(bank))))
                        .code());
    }

    @Test
    void depositsThatDidNotGoOutLeaveNoAccountBehind() {
        world.flowPay(
                "/sandbox/api/faults",
                Map.of("kind", "error", "method", "POST", "path", "/v1/micro_deposits", "count", "1"));
        var request =
                new AddBankAccount(null, "US", "USD", "Mara Test", null, "7711" + ACCOUNT.addAndGet(7), "110000000");
        assertEquals(
                503,
                assertThrows(ApiException.class, () -> banks.add(creator, request))
                        .status());
        assertEquals(2, deposits(banks.add(creator, request).id()).size());
    }

    @Test
    void aFreshAccountCoolsDownAlsoForAutomaticPayouts() {
        UUID bank = bank();
        banks.verify(creator, new VerifyBankAccount(bank, deposits(bank)));
        fund(5000);
        assertEquals(
                "bank_account_cooling",
                assertThrows(ApiException.class, () -> withdraw(2000)).code());
        var e = assertThrows(
                Payouts.NotEligibleException.class,
                () -> world.app
                        .db()
                        .inTransaction(tx -> payouts.reserve(
                                tx,
                                world.app.ledger().lock(tx, creator),
                                UUID.randomUUID(),
                                2000,
                                banks.lock(tx, creator, null),
                                "daily",
                                null,
                                "system",
                                world.now())));
        assertEquals("BANK_ACCOUNT_COOLING", e.reasons().getFirst().code().name());
        assertEquals(5000, world.balance(creator).available());
    }
}
