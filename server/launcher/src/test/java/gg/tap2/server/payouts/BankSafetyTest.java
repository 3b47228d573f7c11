package gg.tap2.server.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.payouts.AddBankAccount;
import gg.tap2.model.payouts.BankAccount;
import gg.tap2.model.payouts.Payout;
import gg.tap2.model.payouts.PayoutReason;
import gg.tap2.model.payouts.PayoutSettings;
import gg.tap2.model.payouts.RequestPayout;
import gg.tap2.model.payouts.VerifyBankAccount;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.testing.MoneyWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/// What keeps money from going where its owner did not send it.
class BankSafetyTest {
    private final MoneyWorld world = MoneyWorld.get();
    private final Payouts payouts = world.app.payouts().payouts();
    private final BankAccounts banks = world.app.payouts().bankAccounts();
    private final UUID creator = world.creator();

    private static String number() {
        return "77" + ThreadLocalRandom.current().nextLong(1_000_000_000L, 9_999_999_999L);
    }

    private BankAccount add(String number) {
        return banks.add(creator, new AddBankAccount(null, "US", "USD", "Mara Test", null, number, "110000000"));
    }

    private List<List<Long>> pairs(String number) {
        List<List<Long>> out = new ArrayList<>();
        for (JsonNode d : world.get(
                        Launcher.sandbox(world.app).orElseThrow().flowPay().baseUri()
                                + "/sandbox/api/micro_deposits?limit=1000")
                .body()
                .path("data")) {
            if (number.endsWith(d.path("account_last4").asText())) {
                out.add(List.of(
                        d.path("_amounts").path(0).asLong(),
                        d.path("_amounts").path(1).asLong()));
            }
        }
        return out;
    }

    private UUID proven(boolean old) {
        String number = number();
        UUID id = add(number).id();
        banks.verify(creator, new VerifyBankAccount(id, pairs(number).getFirst()));
        if (old) {
            world.app
                    .db()
                    .transact(tx -> tx.sql("UPDATE bank_accounts SET usable_from = :now WHERE id = :id")
                            .set("now", world.now())
                            .set("id", id)
                            .update());
        }
        return id;
    }

    private UUID owner() {
        return world.app
                .db()
                .read(tx -> tx.sql("SELECT user_id FROM creators WHERE id = :id")
                        .set("id", creator)
                        .one(r -> r.uuid("user_id")));
    }

    private RequestPayout ask(long amount) {
        return new RequestPayout(null, amount, null, world.balance(creator).version(), null);
    }

    @Test
    void aNumberAddedAgainGetsNoSecondPairAndNoNewTries() {
        String number = number();
        List<Long> wrong = List.of(1L, 2L);
        for (int i = 0; i < 4; i++) {
            UUID id = add(number).id();
            assertThatThrownBy(() -> banks.verify(creator, new VerifyBankAccount(id, wrong)))
                    .isInstanceOf(ApiException.class);
            banks.delete(creator, id);
        }
        assertThat(pairs(number)).as("pairs sent").hasSize(1);
        UUID last = add(number).id();
        assertThatThrownBy(() -> banks.verify(creator, new VerifyBankAccount(last, wrong)))
                .isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> banks.verify(
                        creator, new VerifyBankAccount(last, pairs(number).getFirst())))
                .as("the fifth wrong try was the last, whatever row it belonged to")
                .hasMessageContaining("verification_exhausted");
        banks.delete(creator, last);
        assertThatThrownBy(() -> add(number)).hasMessageContaining("verification_exhausted");
        assertThat(pairs(number)).hasSize(1);
    }

    @Test
    void theFirstPairStillProvesAnAccountThatWasRemovedInBetween() {
        String number = number();
        banks.delete(creator, add(number).id());
        UUID again = add(number).id();
        assertThat(banks.verify(
                                creator,
                                new VerifyBankAccount(again, pairs(number).getFirst()))
                        .verificationStatus())
                .isEqualTo("verified");
    }

    @Test
    void fewPairsADayWhateverTheNumbers() {
        for (int i = 0; i < MicroDeposits.PAIRS_A_DAY; i++) {
            banks.delete(creator, add(number()).id());
        }
        assertThatThrownBy(() -> add(number())).hasMessageContaining("bank_accounts_limit");
    }

    /// Thirty withdrawals from eight threads while the default moves to a fresh account and back.
    @RepeatedTest(20)
    void aWithdrawalNeverGoesToAFreshAccount() throws Exception {
        UUID old = proven(true);
        UUID fresh = proven(false);
        world.fund(creator, 50_000);
        List<Payout> made = java.util.Collections.synchronizedList(new ArrayList<>());
        var over = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var flipping = threads.submit(() -> {
                while (!over.get()) {
                    banks.makeDefault(creator, fresh);
                    banks.makeDefault(creator, old);
                }
            });
            List<Callable<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                calls.add(() -> {
                    try {
                        made.add(payouts.request(creator, ask(1000), "instant"));
                        return true;
                    } catch (ApiException | Payouts.NotEligibleException e) {
                        return false;
                    }
                });
            }
            for (var f : threads.invokeAll(calls)) {
                f.get();
            }
            over.set(true);
            flipping.get();
        }
        assertThat(made).allSatisfy(p -> assertThat(p.bankAccountId()).isEqualTo(old));
        assertThat(world.differences()).isEmpty();
    }

    @Test
    void limitsCountTheDayAndNotTheRequest() {
        proven(true);
        world.fund(creator, 2_000_000);
        var first = payouts.request(creator, ask(600_000), "instant");
        assertThat(first.reasons()).isEmpty();
        var preview = payouts.preview(creator, 400_000L, null);
        assertThat(preview.reasons())
                .extracting(PayoutReason::code)
                .as("the second makes a million in one day")
                .containsExactly(PayoutReason.Code.UNDER_REVIEW);
        assertThat(preview.secondFactorRequired()).isTrue();
        assertThatThrownBy(() -> payouts.request(creator, ask(400_000), "instant", UUID.randomUUID()))
                .as("a session without a fresh proof")
                .hasMessageContaining("step_up_required");
        var second = payouts.request(creator, ask(400_000), "instant");
        assertThat(second.status().toString()).isEqualTo("held");
    }

    @Test
    void aRepeatedIdGivesTheFirstAnswerAndAnotherBodyIsRefused() throws Exception {
        proven(true);
        world.fund(creator, 50_000);
        UUID id = UUID.randomUUID();
        long version = world.balance(creator).version();
        List<Callable<Payout>> six = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            six.add(() -> payouts.request(creator, new RequestPayout(id, 2000, null, version, null), "instant"));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var f : threads.invokeAll(six)) {
                assertThat(f.get().id()).isEqualTo(id);
            }
        }
        assertThatThrownBy(() -> payouts.request(creator, new RequestPayout(id, 2001, null, version, null), "instant"))
                .hasMessageContaining("id_taken");
        assertThat(world.balance(creator).available()).isEqualTo(48_000);
    }

    @Test
    void aFreezeHoldsEverythingBackUntilItEnds() {
        proven(true);
        world.fund(creator, 50_000);
        String path = world.app
                .db()
                .inTransaction(tx -> world.app.accounts().freezeLinks().path(tx, creator));
        String token = path.substring(path.indexOf('=') + 1);
        assertThat(world.app.accounts().freezeLinks().use(token + "x", "127.0.0.1"))
                .isEmpty();
        assertThat(world.app.accounts().freezeLinks().use(token, "127.0.0.1")).isPresent();
        assertThatThrownBy(() -> payouts.request(creator, ask(2000), "instant"))
                .isInstanceOfSatisfying(
                        Payouts.NotEligibleException.class,
                        e -> assertThat(e.reasons())
                                .extracting(PayoutReason::code)
                                .containsExactly(PayoutReason.Code.PAYOUTS_FROZEN));
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofHours(25));
        assertThat(payouts.request(creator, ask(2000), "instant").status().toString())
                .isNotEqualTo("held");
    }

    /// Set aside before the freeze, sent after it: it waits, and leaves by itself once the freeze is over.
    @Test
    void whatIsQueuedWaitsForTheFreeze() {
        proven(true);
        world.fund(creator, 50_000);
        UUID id = UUID.randomUUID();
        world.app.db().transact(tx -> {
            world.app.ledger().lock(tx, creator);
            payouts.reserve(
                    tx,
                    world.app.ledger().lock(tx, creator),
                    id,
                    2000,
                    banks.lock(tx, creator, null),
                    "instant",
                    null,
                    "creator",
                    world.now());
        });
        world.app
                .db()
                .transact(tx -> world.app
                        .accounts()
                        .payoutFreeze()
                        .freeze(tx, owner(), gg.tap2.server.accounts.PayoutFreeze.Reason.ASKED_BY_OWNER));
        world.app.payouts().sending().send(id);
        var waiting = payouts.get(creator, id);
        assertThat(waiting.status().toString()).isEqualTo("held");
        assertThat(waiting.attempts()).isEmpty();
        assertThat(waiting.reasons()).extracting(PayoutReason::code).containsExactly(PayoutReason.Code.PAYOUTS_FROZEN);
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofHours(25));
        world.app.jobs().runNow("payouts-tidy");
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofSeconds(61));
        world.app.jobs().runNow("payouts-tidy");
        assertThat(payouts.get(creator, id).attempts()).hasSize(1);
    }

    @Test
    void aChangeOfKeysStartsTheSafetyPeriodAgain() {
        proven(true);
        world.fund(creator, 50_000);
        Instant now = world.now();
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE users SET keys_changed_at = :now WHERE id = :id")
                        .set("now", now)
                        .set("id", owner())
                        .update());
        assertThatThrownBy(() -> payouts.request(creator, ask(2000), "instant"))
                .hasMessageContaining("bank_account_cooling");
    }

    @Test
    void newDefaultsAndAutomaticPayoutsAreToldByMailWithALinkThatFreezes() {
        proven(true);
        UUID second = proven(true);
        banks.makeDefault(creator, second);
        payouts.saveSettings(creator, new PayoutSettings(true, PayoutSettings.Schedule.DAILY, null, 1000));
        for (String kind : List.of("payout_bank_account_default", "payout_automatic_on")) {
            Optional<String> link = Optional.empty();
            for (int i = 0; i < 100 && link.isEmpty(); i++) {
                link = mailed(kind);
                pause();
            }
            assertThat(link).as(kind).isPresent();
        }
    }

    /// Read while it waits, or from the sandbox's mailbox once it was sent.
    private Optional<String> mailed(String kind) {
        record Mail(String to, String text) {}
        return world.app
                .db()
                .read(tx -> tx.sql("""
                        SELECT m.to_address, m.text_body FROM outbox_mails m JOIN users u ON u.email = m.to_address
                        WHERE u.id = :id AND m.dedup_key LIKE :kind || '/%'""")
                        .set("id", owner())
                        .set("kind", kind)
                        .first(r -> new Mail(r.text("to_address"), r.text("text_body"))))
                .map(m -> m.text().isEmpty() ? fromMailbox(m.to()) : m.text())
                .filter(text -> text.contains("/freeze-payouts?token="));
    }

    private String fromMailbox(String to) {
        String base = Launcher.sandbox(world.app).orElseThrow().mailbox().baseUri() + "/sandbox/api/messages";
        var all = new StringBuilder();
        for (JsonNode m : world.get(base + "?to=" + to).body().path("data")) {
            all.append(world.get(base + "/" + m.path("id").asText())
                    .body()
                    .path("text")
                    .asText());
        }
        return all.toString();
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
