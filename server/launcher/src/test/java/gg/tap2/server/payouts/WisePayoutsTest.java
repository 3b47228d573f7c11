package gg.tap2.server.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.common.Currency;
import gg.tap2.model.payouts.AddBankAccount;
import gg.tap2.model.payouts.Payout;
import gg.tap2.model.payouts.RequestPayout;
import gg.tap2.model.payouts.VerifyBankAccount;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.billing.Inbox;
import gg.tap2.server.payouts.PayoutProvider.Destination;
import gg.tap2.server.payouts.PayoutProvider.TransferRequest;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.Secret;
import gg.tap2.server.sandbox.Faults;
import gg.tap2.server.sandbox.WebhookModes;
import gg.tap2.server.sandbox.wise.WiseSandbox;
import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.server.testing.People;
import gg.tap2.server.wise.WiseProvider;
import gg.tap2.server.wise.WiseSettings;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A platform that pays by Wise: what becomes of a payout, from the withdrawal to the bank and back.
class WisePayoutsTest {
    private static final AtomicInteger ACCOUNT = new AtomicInteger(532_013_000);

    @TempDir
    static Path folder;

    private static MoneyWorld world;
    private static WiseSandbox wise;
    private UUID creator;

    @BeforeAll
    static void start() {
        world = MoneyWorld.own(folder, Map.of(Key.PAYOUT_PROVIDER, "wise"));
        wise = Launcher.sandbox(world.app).orElseThrow().wise(0);
    }

    @AfterAll
    static void stop() {
        world.app.close();
    }

    @BeforeEach
    void funded() {
        creator = People.creator(world.app.db(), "EUR", world.now());
        world.fund(creator, 5_000, Currency.EUR);
        bank();
    }

    @AfterEach
    void whole() {
        wise.obey();
        wise.webhooks().modes().clear();
        wise.webhooks().release();
        world.until("payouts go on", () -> {
            later(Duration.ofMinutes(11));
            return stops().find().isEmpty();
        });
        assertThat(world.differences()).isEmpty();
    }

    private static PayoutStops stops() {
        return world.app.payouts().stops();
    }

    private static void later(Duration by) {
        Launcher.sandbox(world.app).orElseThrow().clock().advance(by);
        world.app.jobs().runNow("payouts-tidy");
    }

    /// With the check digits of ISO 13616.
    private static String iban() {
        String bban = "37040044" + String.format("%010d", ACCOUNT.incrementAndGet());
        int check =
                98 - new BigInteger(bban + "131400").mod(BigInteger.valueOf(97)).intValue();
        return "DE" + String.format("%02d", check) + bban;
    }

    /// Proven by the two amounts that came in, as at every other provider.
    private void bank() {
        var banks = world.app.payouts().bankAccounts();
        UUID id = banks.add(creator, new AddBankAccount(null, "DE", "EUR", "Mara Test", iban(), null, null))
                .id();
        List<Long> amounts = wise.transfers().stream()
                .filter(t -> t.path("details").path("reference").asText().equals("TAP2 CHECK"))
                .limit(2)
                .map(t -> t.path("targetValue").decimalValue().movePointRight(2).longValueExact())
                .toList();
        assertThat(banks.verify(creator, new VerifyBankAccount(id, amounts.reversed()))
                        .verificationStatus())
                .isEqualTo("verified");
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE bank_accounts SET usable_from = :now WHERE id = :id")
                        .set("now", world.now())
                        .set("id", id)
                        .update());
    }

    private Payout withdraw() {
        return world.app
                .payouts()
                .payouts()
                .request(
                        creator,
                        new RequestPayout(
                                null, 5_000L, null, world.balance(creator).version(), null),
                        "instant");
    }

    private Payout now(Payout p) {
        return world.app.payouts().payouts().get(creator, p.id());
    }

    private String status(Payout p) {
        return now(p).status().toString();
    }

    private void until(Payout p, String status) {
        world.until(p.id() + " is " + status, () -> status(p).equals(status));
    }

    private static long facts(Payout p, String kind) {
        return world.app
                .db()
                .read(tx -> tx.sql(
                                "SELECT count(*) AS n FROM outbox_facts WHERE kind = :kind AND payload->>'payoutId' = :id")
                        .set("kind", kind)
                        .set("id", p.id().toString())
                        .one(r -> r.number("n")));
    }

    /// Those that were made at Wise for a payout's attempts, oldest first.
    private List<JsonNode> transfers(Payout p) {
        var attempts = now(p).attempts().stream().map(a -> a.id().toString()).toList();
        return wise.transfers().reversed().stream()
                .filter(t -> attempts.contains(t.path("customerTransactionId").asText()))
                .toList();
    }

    private String transfer(Payout p) {
        return transfers(p).getLast().path("id").asText();
    }

    @Test
    void fromTheWithdrawalToTheBank() {
        Payout p = withdraw();
        until(p, "completed");
        JsonNode t = transfers(p).getFirst();
        assertThat(transfers(p)).hasSize(1);
        assertThat(t.path("targetValue").decimalValue()).isEqualByComparingTo("50.00");
        assertThat(t.path("sourceValue").decimalValue()).isEqualByComparingTo("50.41");
        assertThat(t.path("details").path("reference").asText()).isEqualTo("TAP2 PAY");
        assertThat(now(p).provider()).isEqualTo("wise");
        assertThat(world.balance(creator).available()).isZero();
        assertThat(facts(p, "payout_paid")).isOne();
        // The two amounts that proved the account are told as well, and nobody is called for it.
        String check = wise.transfers().stream()
                .filter(c -> c.path("details").path("reference").asText().equals("TAP2 CHECK"))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asText();
        world.until("heard", () -> inbox(check, "pending") == 0 && inbox(check, "ignored") > 0);
        assertThat(inbox(check, "parked")).isZero();
    }

    private static long inbox(String transfer, String status) {
        return world.app
                .db()
                .read(tx ->
                        tx.sql("""
                        SELECT count(*) AS n FROM webhook_inbox
                        WHERE provider = 'wise' AND object_id = :id AND status = :status""").set("id", transfer).set("status", status).one(r -> r.number("n")));
    }

    @Test
    void whatBouncesBackIsTheCreatorsAgainOnceItIsRefunded() {
        wise.nextOutcome("bounce", 1);
        Payout p = withdraw();
        until(p, "returned");
        assertThat(world.balance(creator).available()).isEqualTo(5_000);
        assertThat(facts(p, "payout_returned")).isOne();
        world.until(
                "refunded there",
                () -> transfers(p).getFirst().path("status").asText().equals("funds_refunded"));
        later(Duration.ofMinutes(2));
        assertThat(world.balance(creator).available()).isEqualTo(5_000);
        assertThat(facts(p, "payout_returned")).isOne();
    }

    @Test
    void whatBouncesBackAndIsDeliveredLateStaysPaid() {
        wise.nextOutcome("late", 1);
        Payout p = withdraw();
        until(p, "completed");
        Duration step = Duration.ofSeconds(1);
        for (int i = 0; i < 6; i++) {
            later(step);
        }
        world.until(
                "sent again",
                () -> transfers(p).getFirst().path("status").asText().equals("outgoing_payment_sent"));
        later(Duration.ofMinutes(2));
        assertThat(status(p)).isEqualTo("completed");
        assertThat(world.balance(creator).available()).isZero();
    }

    @Test
    void aBounceAfterDaysIsStillOne() {
        wise.nextOutcome("stuck", 1);
        Payout p = withdraw();
        wise.force(transfer(p), "outgoing_payment_sent");
        until(p, "completed");
        later(Duration.ofDays(9));
        wise.force(transfer(p), "bounced_back");
        later(Duration.ofMinutes(2));
        assertThat(status(p)).as("not refunded yet").isEqualTo("completed");
        wise.force(transfer(p), "funds_refunded");
        until(p, "returned");
        assertThat(world.balance(creator).available()).isEqualTo(5_000);
    }

    @Test
    void whatIsRefundedBeforeItLeftIsGivenBackOnce() {
        wise.nextOutcome("refund", 1);
        Payout p = withdraw();
        until(p, "cancelled");
        world.until(
                "refunded there",
                () -> transfers(p).getFirst().path("status").asText().equals("funds_refunded"));
        later(Duration.ofMinutes(2));
        assertThat(world.balance(creator).available()).isEqualTo(5_000);
        assertThat(facts(p, "payout_paid") + facts(p, "payout_returned")).isZero();
    }

    @Test
    void withoutMoneyTheRunPausesAndPaysForTheSameTransferAfterwards() {
        wise.balance("EUR", 0);
        Payout p = withdraw();
        assertThat(status(p)).isEqualTo("pending");
        assertThat(stops().find().orElseThrow().code()).isEqualTo("transfer.insufficient_funds");
        later(Duration.ofMinutes(2));
        later(Duration.ofMinutes(5));
        assertThat(stops().find().orElseThrow().tries()).isGreaterThan(1);
        assertThat(transfers(p)).hasSize(1);
        wise.balance("EUR", 51);
        world.until("paid", () -> {
            later(Duration.ofMinutes(6));
            return status(p).equals("completed");
        });
        assertThat(transfers(p)).hasSize(1);
        assertThat(facts(p, "payout_failed")).isZero();
        assertThat(stops().find()).isEmpty();
    }

    @Test
    void aTransferThatNobodyPaidForIsMadeAnew() {
        wise.balance("EUR", 0);
        Payout p = withdraw();
        var clock = Launcher.sandbox(world.app).orElseThrow().clock();
        clock.advance(Duration.ofDays(15));
        world.until(
                "lapsed there",
                () -> transfers(p).getFirst().path("status").asText().equals("cancelled"));
        wise.balance("EUR", 1_000);
        world.until("paid by another", () -> {
            later(Duration.ofMinutes(6));
            return status(p).equals("completed");
        });
        assertThat(transfers(p)).hasSize(2);
        assertThat(facts(p, "payout_cancelled") + facts(p, "payout_failed")).isZero();

        // The first one's word comes late, and once more.
        String first = transfers(p).stream()
                .filter(t -> t.path("status").asText().equals("cancelled"))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asText();
        for (int i = 0; i < 2; i++) {
            assertThat(world.app.payouts().events().handle(heard(first))).isEqualTo("done");
        }
        assertThat(status(p)).isEqualTo("completed");
        assertThat(facts(p, "payout_cancelled") + facts(p, "payout_returned")).isZero();
    }

    /// As the inbox gives it, whenever it comes.
    private static Inbox.Waiting heard(String transfer) {
        return new Inbox.Waiting(
                UUID.randomUUID(),
                "wise",
                "late-" + UUID.randomUUID(),
                "transfers#state-change",
                transfer,
                "{}",
                0,
                null);
    }

    @Test
    void aPaymentThatSomebodyMustApproveIsTheOperatorsMatter() {
        wise.wantApproval(true);
        Payout p = withdraw();
        assertThat(status(p)).isEqualTo("pending");
        assertThat(stops().find().orElseThrow().code()).isEqualTo("sca_required");
        wise.wantApproval(false);
        world.until("paid", () -> {
            later(Duration.ofMinutes(6));
            return status(p).equals("completed");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/accounts", "/quotes", "/v1/transfers", "/payments"})
    void aLostAnswerIsAskedForAndPaysOnce(String lost) {
        wise.faults().add(Faults.Kind.LOSE_REPLY, "POST", lost, 500, 0, 1);
        Payout p = withdraw();
        assertThat(status(p)).isIn("pending", "processing", "completed");
        world.until("paid", () -> {
            later(Duration.ofSeconds(25));
            return status(p).equals("completed");
        });
        assertThat(transfers(p)).hasSize(1);
        assertThat(now(p).attempts()).hasSize(1);
        assertThat(facts(p, "payout_paid")).isOne();
    }

    @Test
    void webhooksMayComeTwiceAndInAnyOrder() {
        wise.webhooks().modes().add(WebhookModes.Kind.DUPLICATE, "", 2, 2);
        wise.webhooks().modes().add(WebhookModes.Kind.REORDER, "", 3, 3);
        Payout p = withdraw();
        world.until("paid", () -> {
            wise.webhooks().release();
            return status(p).equals("completed");
        });
        // The first word of it, told once more and last.
        byte[] body = event(transfer(p), wise.profile(), "processing");
        assertThat(told(body, wise.sign(body))).isEqualTo(200);
        assertThat(told(body, wise.sign(body))).isEqualTo(200);
        later(Duration.ofMinutes(2));
        assertThat(status(p)).isEqualTo("completed");
        assertThat(facts(p, "payout_paid")).isOne();
        assertThat(world.count(
                        "SELECT count(*) AS n FROM ledger_posting WHERE payout_id = :id AND amount_minor < 0", p.id()))
                .as("set aside, and paid")
                .isEqualTo(2);
    }

    @Test
    void whatWiseDidNotSignIsRefused() {
        byte[] body = event("16000000", wise.profile(), "funds_refunded");
        byte[] other = event("16000001", wise.profile(), "funds_refunded");
        assertThat(told(body, wise.sign(other))).isEqualTo(400);
        assertThat(told(body, "")).isEqualTo(400);
        assertThat(told(event("1", 7, "processing"), wise.sign(event("1", 7, "processing"))))
                .as("another profile's is taken and is nobody's")
                .isEqualTo(200);
    }

    private static byte[] event(String transfer, long profile, String state) {
        return ("{\"data\":{\"resource\":{\"type\":\"transfer\",\"id\":" + transfer + ",\"profile_id\":" + profile
                        + ",\"account_id\":1},\"current_state\":\"" + state
                        + "\",\"previous_state\":null,\"occurred_at\":\"2026-12-01T00:00:00Z\"},"
                        + "\"event_type\":\"transfers#state-change\",\"schema_version\":\"2.0.0\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static int told(byte[] body, String signature) {
        return world.post(
                        world.app.localUrl() + "/api/v1/webhooks/payout",
                        "application/json",
                        new String(body, StandardCharsets.UTF_8),
                        Map.of(
                                "X-Signature-SHA256",
                                signature,
                                "X-Delivery-Id",
                                UUID.randomUUID().toString()))
                .status();
    }

    @Test
    void aStateThatNobodyKnowsIsWaitedFor() {
        wise.nextOutcome("unknown", 1);
        Payout p = withdraw();
        world.until("paid", () -> {
            later(Duration.ofSeconds(61));
            return status(p).equals("completed");
        });
    }

    @Test
    void aDayIsComparedByWisesClockAndADifferenceIsFound() {
        var clock = Launcher.sandbox(world.app).orElseThrow().clock();
        var midnight = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)
                .plusDays(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        world.post(
                wise.baseUri() + "/sandbox/api/account",
                "application/x-www-form-urlencoded",
                "skew_seconds=-120",
                Map.of());
        clock.advance(Duration.between(clock.instant(), midnight).plusSeconds(5));
        Payout p = withdraw();
        until(p, "completed");
        LocalDate ours = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        var reconciliation = world.app.payouts().reconciliation();
        assertThat(reconciliation.day(ours)).isZero();
        assertThat(reconciliation.day(ours.minusDays(1))).isZero();
        // Sent with the platform's own token and mark, and by nobody here.
        new WiseProvider(new WiseSettings(wise.baseUri(), new Secret(wise.token()), wise.profile(), List.of()))
                .send(new TransferRequest(
                        UUID.randomUUID().toString(),
                        1_234,
                        Currency.EUR,
                        new Destination("iban", iban(), "", "Somebody Else", "DE")));
        world.until(
                "sent there",
                () -> wise.transfers().getFirst().path("status").asText().equals("outgoing_payment_sent"));
        assertThat(reconciliation.day(ours.minusDays(1))).isPositive();
    }
}
