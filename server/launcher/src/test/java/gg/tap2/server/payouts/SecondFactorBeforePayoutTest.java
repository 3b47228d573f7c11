package gg.tap2.server.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gg.tap2.model.payouts.AddBankAccount;
import gg.tap2.model.payouts.Payout;
import gg.tap2.model.payouts.PayoutReason;
import gg.tap2.model.payouts.PayoutReason.Code;
import gg.tap2.model.payouts.PayoutSettings;
import gg.tap2.model.payouts.RequestPayout;
import gg.tap2.model.payouts.VerifyBankAccount;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.testing.MoneyWorld;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// No money leaves to somebody without a second factor where the platform's admins ask for one.
class SecondFactorBeforePayoutTest {
    private final MoneyWorld world = MoneyWorld.get();
    private final Payouts payouts = world.app.payouts().payouts();
    private final BankAccounts banks = world.app.payouts().bankAccounts();
    private final UUID creator = world.creator();

    private void rule(@Nullable String value) {
        world.app.db().transact(tx -> {
            tx.sql("DELETE FROM platform_settings WHERE key = 'payouts.second-factor'")
                    .update();
            if (value != null) {
                tx.sql("""
                                INSERT INTO platform_settings (key, value, changed_at, changed_by)
                                SELECT 'payouts.second-factor', :value, :now, id FROM users LIMIT 1""").set("value", value).set("now", world.now()).update();
            }
        });
    }

    @BeforeEach
    void money() {
        String number = "78" + ThreadLocalRandom.current().nextLong(1_000_000_000L, 9_999_999_999L);
        UUID id = banks.add(creator, new AddBankAccount(null, "US", "USD", "Mara Test", null, number, "110000000"))
                .id();
        for (var d : world.get(
                        Launcher.sandbox(world.app).orElseThrow().flowPay().baseUri()
                                + "/sandbox/api/micro_deposits?limit=1000")
                .body()
                .path("data")) {
            if (number.endsWith(d.path("account_last4").asText())) {
                List<Long> pair = List.of(
                        d.path("_amounts").path(0).asLong(),
                        d.path("_amounts").path(1).asLong());
                banks.verify(creator, new VerifyBankAccount(id, pair));
            }
        }
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE bank_accounts SET usable_from = :now WHERE id = :id")
                        .set("now", world.now())
                        .set("id", id)
                        .update());
        world.fund(creator, 90_000);
        rule("first");
    }

    @AfterEach
    void asBefore() {
        rule(null);
    }

    private UUID owner() {
        return world.app
                .db()
                .read(tx -> tx.sql("SELECT user_id FROM creators WHERE id = :id")
                        .set("id", creator)
                        .one(r -> r.uuid("user_id")));
    }

    private void app(boolean on) {
        world.app.db().transact(tx -> {
            tx.sql("DELETE FROM two_factor_auth WHERE user_id = :user")
                    .set("user", owner())
                    .update();
            if (on) {
                tx.sql("INSERT INTO two_factor_auth (user_id, secret, enabled) VALUES (:user, 'sealed', TRUE)")
                        .set("user", owner())
                        .update();
            }
        });
    }

    private void passkey(boolean on) {
        world.app.db().transact(tx -> {
            tx.sql("DELETE FROM passkeys WHERE user_id = :user")
                    .set("user", owner())
                    .update();
            if (on) {
                tx.sql("""
                                INSERT INTO passkeys (id, user_id, rp_id, credential_id, data, sign_count, backup_eligible, backed_up, name, created_at)
                                VALUES (:id, :user, 'localhost', CAST(:credential AS bytea), CAST('x' AS bytea), 0, FALSE, FALSE, 'Key', :now)""")
                        .set("id", UUID.randomUUID())
                        .set("user", owner())
                        .set("credential", UUID.randomUUID().toString())
                        .set("now", world.now())
                        .update();
            }
        });
    }

    private Payout withdraw(long amount) {
        return payouts.request(
                creator,
                new RequestPayout(null, amount, null, world.balance(creator).version(), null),
                "instant");
    }

    private void refusedForTheFactor() {
        assertThatThrownBy(() -> withdraw(2000))
                .isInstanceOfSatisfying(
                        Payouts.NotEligibleException.class,
                        e -> assertThat(e.reasons())
                                .containsExactly(new PayoutReason(
                                        Code.SECOND_FACTOR_MISSING, PayoutReason.Actor.CREATOR, null, null)));
    }

    private UUID setAside(long amount) {
        UUID id = UUID.randomUUID();
        world.app
                .db()
                .transact(tx -> payouts.reserve(
                        tx,
                        world.app.ledger().lock(tx, creator),
                        id,
                        amount,
                        banks.lock(tx, creator, null),
                        "instant",
                        null,
                        "creator",
                        world.now()));
        return id;
    }

    private long told() {
        return world.app
                .db()
                .read(tx -> tx.sql(
                                "SELECT count(*) AS n FROM outbox_facts WHERE kind = 'payout_needs_second_factor' AND creator_id = :id")
                        .set("id", creator)
                        .one(r -> r.number("n")));
    }

    @Test
    void theFirstPayoutWaitsForAnAppOrAPasskey() {
        refusedForTheFactor();
        assertThat(payouts.preview(creator, 2000L, null).reasons())
                .as("said before anything is asked for")
                .extracting(PayoutReason::code)
                .containsExactly(Code.SECOND_FACTOR_MISSING);
        passkey(true);
        Payout made = withdraw(2000);
        assertThat(made.attempts()).isNotEmpty();
        passkey(false);
        assertThat(payouts.preview(creator, 3000L, null).reasons())
                .as("a first payout was sent")
                .isEmpty();
    }

    @Test
    void anAppIsAsGoodAsAPasskeyAndEveryMeansEvery() {
        app(true);
        assertThat(withdraw(2000).attempts()).isNotEmpty();
        app(false);
        rule("every");
        refusedForTheFactor();
        rule("off");
        assertThat(withdraw(2000).status().toString()).isNotEqualTo("held");
    }

    @Test
    void aFailedPayoutIsNoFirstOne() {
        app(true);
        UUID id = withdraw(2000).id();
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE payouts SET status = 'failed' WHERE id = :id")
                        .set("id", id)
                        .update());
        app(false);
        refusedForTheFactor();
    }

    /// Set aside with a factor, removed before it is handed over: it waits, says why, and leaves once there is one.
    @Test
    void aFactorRemovedWhileAPayoutIsMadeKeepsItBack() {
        app(true);
        UUID id = setAside(2000);
        app(false);
        world.app.payouts().sending().send(id);
        Payout waiting = payouts.get(creator, id);
        assertThat(waiting.attempts()).isEmpty();
        assertThat(waiting.status().toString()).isEqualTo("held");
        assertThat(waiting.reasons()).extracting(PayoutReason::code).containsExactly(Code.SECOND_FACTOR_MISSING);
        assertThat(told()).isEqualTo(1);
        world.app.payouts().review().approve(id, tx -> {});
        assertThat(payouts.get(creator, id).attempts())
                .as("an admin's word is no second factor")
                .isEmpty();
        app(true);
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofHours(2));
        world.app.jobs().runNow("payouts-tidy");
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofSeconds(61));
        world.app.jobs().runNow("payouts-tidy");
        assertThat(payouts.get(creator, id).attempts()).hasSize(1);
    }

    @Test
    void automaticPayoutsWaitAndTheirOwnerIsToldOnceWithAWayOn() {
        payouts.saveSettings(creator, new PayoutSettings(true, PayoutSettings.Schedule.DAILY, null, 1000));
        for (int night = 0; night < 2; night++) {
            Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofDays(1));
            world.app.payouts().autoPayouts().run();
        }
        assertThat(payouts.count(creator)).isZero();
        assertThat(outcomes()).allSatisfy(o -> assertThat(o).contains("SECOND_FACTOR_MISSING"));
        assertThat(told()).isBetween(1L, 2L);
        assertThat(mail()).contains("/settings#2fa");
        app(true);
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofDays(1));
        world.app.payouts().autoPayouts().run();
        assertThat(payouts.count(creator)).isEqualTo(1);
    }

    private List<String> outcomes() {
        return world.app
                .db()
                .read(tx -> tx.sql("SELECT CAST(reasons AS text) AS r FROM auto_payout_outcomes WHERE creator_id = :id")
                        .set("id", creator)
                        .list(r -> r.text("r")));
    }

    private String mail() {
        for (int i = 0; i < 200; i++) {
            var text = world.app.db().read(tx -> tx.sql("""
                            SELECT m.text_body AS t FROM outbox_mails m JOIN users u ON u.email = m.to_address
                            WHERE u.id = :id AND m.dedup_key LIKE 'payout_needs_second_factor/%'""").set("id", owner()).first(r -> r.text("t")));
            if (text.isPresent() && text.get().contains("/settings")) {
                return text.get();
            }
            String box = Launcher.sandbox(world.app).orElseThrow().mailbox().baseUri() + "/sandbox/api/messages";
            for (var m : world.get(box + "?limit=500").body().path("data")) {
                String full = world.get(box + "/" + m.path("id").asText()).text();
                if (full.contains("second factor") && full.contains("/settings")) {
                    return full;
                }
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return "";
    }
}
