package gg.tap2.studio.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.admin.AdminPayment;
import gg.tap2.model.admin.AdminPayout;
import gg.tap2.model.admin.MoneyAction;
import gg.tap2.model.billing.CreateRefund;
import gg.tap2.model.billing.CreateTip;
import gg.tap2.model.payouts.AddBankAccount;
import gg.tap2.model.payouts.RequestPayout;
import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.server.testing.TestServer;
import gg.tap2.server.testing.TestServer.Account;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javafx.scene.control.Label;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Payouts and money actions of admins in the window against the real server, its ledger and its providers' stand-ins.
final class RealAdminMoneyTest {
    private static final TestServer SERVER = AdminDesk.SERVER;
    private static final AtomicInteger ACCOUNT = new AtomicInteger(8_100_000);
    private static AdminDesk.Admin first;
    private static AdminDesk.Admin second;
    private final MoneyWorld world = MoneyWorld.of(SERVER.app());

    @TempDir
    Path dir;

    private AdminDesk desk;
    private StudioDriver studio;

    @BeforeAll
    static void makeAdmins() throws Exception {
        first = AdminDesk.admin();
        second = AdminDesk.admin();
    }

    @BeforeEach
    void open() throws Exception {
        desk = AdminDesk.open(dir.resolve("home"), first);
        studio = desk.studio;
    }

    @AfterEach
    void close() throws Exception {
        desk.close();
        assertThat(world.differences()).isEmpty();
    }

    private static UUID idOf(Account creator) {
        return UUID.fromString(
                AdminDesk.one("SELECT CAST(id AS text) AS v FROM creators WHERE slug = :x", creator.slug()));
    }

    private long available(UUID creator) {
        return SERVER.app().payouts().payouts().balance(creator).available();
    }

    /// A withdrawal of 12,000.00 that is large enough to be held.
    private UUID held(UUID creator) {
        world.fund(creator, 1_500_000);
        UUID bank = SERVER.app()
                .payouts()
                .bankAccounts()
                .add(
                        creator,
                        new AddBankAccount(
                                null, "US", "USD", "Mara Test", null, "88" + ACCOUNT.addAndGet(7) + "9", "110000000"))
                .id();
        AdminDesk.sql(
                "UPDATE bank_accounts SET verification_status = 'verified', usable_from = created_at WHERE CAST(id AS text) = :x",
                bank.toString());
        var payouts = SERVER.app().payouts().payouts();
        UUID id = UUID.randomUUID();
        payouts.request(
                creator,
                new RequestPayout(id, 1_200_000, bank, payouts.balance(creator).version(), null),
                "instant");
        return id;
    }

    private void decide(UUID payout, String button, String reason) throws Exception {
        studio.go("admin-payouts", null);
        desk.filter("#admin-payouts-status", "held");
        desk.openRow("#admin-payouts", (AdminPayout p) -> p.payout().id().equals(payout));
        studio.press(button);
        desk.reason(reason);
    }

    private static String state(UUID payout) {
        return AdminDesk.one("SELECT status AS v FROM payouts WHERE id = :x", payout);
    }

    @Test
    void heldPayoutsAreKeptApprovedRefusedAndStopped() throws Exception {
        UUID one = idOf(SERVER.creator());
        UUID two = idOf(SERVER.creator());
        UUID three = idOf(SERVER.creator());
        UUID approved = held(one);
        UUID rejected = held(two);
        UUID cancelled = held(three);

        String due = AdminDesk.one("SELECT CAST(held_until AS text) AS v FROM payouts WHERE id = :x", approved);
        decide(approved, "#admin-hold", "Waiting for papers");
        assertThat(AdminDesk.one("SELECT CAST(held_until AS text) AS v FROM payouts WHERE id = :x", approved))
                .isGreaterThan(due);
        decide(approved, "#admin-approve", "Confirmed by phone");
        assertThat(state(approved)).as("over the limit it takes two").isEqualTo("held");
        AdminDesk.agreedByAnother("Confirmed by phone");
        assertThat(state(approved)).isIn("queued", "sent", "paid");
        decide(rejected, "#admin-reject", "The name does not match");
        assertThat(state(rejected)).isEqualTo("rejected");
        assertThat(available(two)).isEqualTo(1_500_000);
        decide(cancelled, "#admin-cancel", "The creator asked us to stop it");
        assertThat(state(cancelled)).isEqualTo("cancelled");
        assertThat(available(three)).isEqualTo(1_500_000);

        desk.filter("#admin-payouts-status", "");
        studio.waitUntil("sent", () -> state(approved).matches("sent|paid"));
        studio.go("admin-payouts", null);
        desk.openRow("#admin-payouts", (AdminPayout p) -> p.payout().id().equals(approved));
        studio.find("#payout-attempts");
        assertThat(studio.shows("#admin-cancel")).isFalse();
        assertThat(studio.shows("#admin-approve")).isFalse();
        ScreenshotTest.save(studio, "admin-payout-sent");
    }

    private UUID tip(UUID creator, int amount) {
        UUID fan = world.fan();
        var tip = world.app
                .billing()
                .payments()
                .tip(fan, fan, new CreateTip(null, amount, null, null, false, "t-" + creator, null, null));
        world.pay(tip, "4242424242424242");
        world.until("the tip", () -> world.status(tip.paymentId()).equals("succeeded"));
        return tip.paymentId();
    }

    private static long refunded(UUID payment) {
        return Long.parseLong(
                AdminDesk.one("SELECT CAST(refunded_cents AS text) AS v FROM payments WHERE id = :x", payment));
    }

    /// On the UI thread, so it must not wait.
    private boolean toldThatItMoved() {
        return studio.shown("#money-problem") instanceof Label told
                && told.getText().contains("balance has changed");
    }

    @Test
    void aRefundShowsItsJournalAndAStaleOneIsShownAnew() throws Exception {
        UUID creator = world.creator();
        UUID payment = tip(creator, 2_500);
        studio.go("admin-money", null);
        studio.type("#admin-payments-search", payment.toString());
        desk.openRow("#admin-payments", (AdminPayment p) -> p.id().equals(payment));
        studio.press("#admin-refund");
        studio.type("#money-amount", "10.00");
        studio.type("#money-reason", "The file was broken");
        studio.press("#money-preview");
        studio.find("#money-confirm");
        assertThat(refunded(payment)).as("a preview posts nothing").isZero();
        // Other sales do not matter; what was refunded of this payment meanwhile does.
        world.fund(creator, 100);
        world.app.billing().refunds().refund(null, new CreateRefund(null, payment, 100L, "asked for"), "creator");
        studio.press("#money-confirm");
        studio.waitUntil("told that it moved", this::toldThatItMoved);
        assertThat(refunded(payment)).isEqualTo(100);
        ScreenshotTest.save(studio, "admin-refund-stale");
        studio.press("#money-confirm");
        desk.closed();
        studio.waitUntil("refunded", () -> refunded(payment) == 1_100);
    }

    @Test
    void aboveTheLimitAnotherAdminSeesTheSameJournalAndAgrees() throws Exception {
        var account = SERVER.creator();
        UUID creator = idOf(account);
        studio.go("admin-money", "actions");
        studio.press("#admin-adjust");
        studio.type("#adjust-creator", account.slug());
        studio.press("#adjust-find");
        studio.press("#adjust-hits .button");
        studio.type("#money-amount", "700");
        studio.type("#money-reason", "Lost in the migration");
        studio.press("#money-preview");
        studio.press("#money-confirm");
        desk.closed();
        assertThat(available(creator)).isZero();
        desk.openRow("#admin-actions", (MoneyAction a) -> a.creatorId().equals(creator));
        studio.find("#money-not-yours");
        assertThat(studio.shows("#money-approve")).isFalse();
        studio.close();

        desk = AdminDesk.open(dir.resolve("second"), second);
        studio = desk.studio;
        studio.go("admin-money", "actions");
        desk.openRow("#admin-actions", (MoneyAction a) -> a.creatorId().equals(creator));
        studio.type("#money-decision", "Checked the ticket");
        // A creator who sells meanwhile does not hold up what is given.
        world.fund(creator, 100);
        ScreenshotTest.save(studio, "admin-second-admin");
        studio.press("#money-approve");
        desk.closed();
        studio.waitUntil("posted", () -> available(creator) == 70_100);
        MoneyAction done = desk.row(
                "#admin-actions",
                a -> a.creatorId().equals(creator) && a.status().equals("done"));
        assertThat(done.decidedByEmail()).isEqualTo(second.email());
    }
}
