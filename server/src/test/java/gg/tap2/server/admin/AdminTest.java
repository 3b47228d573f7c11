package gg.tap2.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.model.payouts.AddBankAccount;
import gg.tap2.server.ledger.LedgerCheck;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.testing.TestServer;
import gg.tap2.server.testing.TestServer.Account;
import gg.tap2.server.testing.TestServer.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Admin mode over HTTP, on the running platform.
final class AdminTest {
    private static final TestServer SERVER = TestServer.get();
    private static final AtomicInteger ACCOUNT = new AtomicInteger(7_100_000);
    private static final Account ADMIN = SERVER.admin();
    private static final Account SECOND = SERVER.admin();
    private final Account creator = SERVER.creator();
    private final UUID creatorId = id("SELECT c.id FROM creators c WHERE c.slug = :x", creator.slug());
    private final UUID userId = id("SELECT id FROM users WHERE email = :x", creator.email());

    private static UUID id(String sql, String x) {
        return SERVER.app().db().read(tx -> tx.sql(sql).set("x", x).one(r -> r.uuid("id")));
    }

    private static Reply get(String path) {
        return SERVER.send("GET", path, null, ADMIN.accessToken());
    }

    private static Reply post(String path, Object body) {
        return SERVER.send("POST", path, body, ADMIN.accessToken());
    }

    private static JsonNode ok(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isBetween(200, 299);
        return reply.data();
    }

    private Map<String, Object> adjustment(long amount, long version) {
        return new HashMap<>(Map.of(
                "kind", "adjustment",
                "creatorId", creatorId,
                "amount", amount,
                "reason", "Goodwill after the outage",
                "balanceVersion", version));
    }

    private long version() {
        return ok(post(Routes.ADMIN_MONEY_PREVIEW, adjustment(1, 0)))
                .path("balanceVersion")
                .asLong();
    }

    private long available() {
        return SERVER.app().payouts().payouts().balance(creatorId).available();
    }

    @Test
    void everyAdminRouteRefusesCreatorsFansAndGuests() {
        var fan = SERVER.fan();
        var routes = SERVER.app().routing().routes().stream()
                .filter(r -> r.path().startsWith(Routes.ADMIN))
                .toList();
        assertThat(routes).hasSizeGreaterThan(45);
        for (var r : routes) {
            String path = r.path().replace("{id}", UUID.randomUUID().toString()).replace("{name}", "maturity");
            Object body = r.unsafe() ? Map.of("reason", "a good reason") : null;
            assertThat(SERVER.send(r.method().text(), path, body, creator.accessToken())
                            .status())
                    .as("creator " + r.method() + " " + path)
                    .isEqualTo(403);
            assertThat(SERVER.send(r.method().text(), path, body, fan.accessToken())
                            .status())
                    .as("fan " + path)
                    .isEqualTo(403);
            assertThat(SERVER.send(r.method().text(), path, body, null).status())
                    .as("guest " + path)
                    .isEqualTo(401);
        }
    }

    @Test
    void anAdminWithoutSecondFactorMayDoNothing() {
        var admin = SERVER.admin();
        SERVER.app()
                .db()
                .transact(tx -> tx.sql(
                                "DELETE FROM two_factor_auth WHERE user_id = (SELECT id FROM users WHERE email = :mail)")
                        .set("mail", admin.email())
                        .update());
        var reply = SERVER.send("GET", Routes.ADMIN_OVERVIEW, null, admin.accessToken());
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.code()).isEqualTo("admin_second_factor");
    }

    @Test
    void anAdminsSessionEndsWithinAWorkingDay() {
        long hours = SERVER.app()
                .db()
                .read(tx -> tx.sql("""
                SELECT CAST(extract(epoch FROM max(s.expires_at - s.created_at)) / 3600 AS bigint) AS n FROM sessions s
                JOIN users u ON u.id = s.user_id WHERE u.email = :mail""").set("mail", registeredAdmin()).one(r -> r.number("n")));
        assertThat(hours).isEqualTo(8);
    }

    private static String registeredAdmin() {
        var admin = SERVER.admin();
        return admin.email();
    }

    @Test
    void thePreviewShowsTheJournalThatIsThenPosted() {
        var preview = ok(post(Routes.ADMIN_MONEY_PREVIEW, adjustment(1234, 0)));
        assertThat(preview.path("availableAfter").asLong()
                        - preview.path("availableBefore").asLong())
                .isEqualTo(1234);
        assertThat(preview.path("secondAdmin").asBoolean()).isFalse();
        assertThat(available()).as("a preview posts nothing").isZero();
        var done = ok(post(
                Routes.ADMIN_MONEY,
                adjustment(1234, preview.path("balanceVersion").asLong())));
        assertThat(done.path("status").asText()).isEqualTo("done");
        assertThat(available()).isEqualTo(1234);
        var posted =
                ok(get(Routes.path(Routes.ADMIN_JOURNAL, done.path("journalId").asText())));
        assertThat(posted.path("postings")).isEqualTo(preview.path("journal").path("postings"));
        var seen = ok(SERVER.send("GET", Routes.ADJUSTMENTS, null, creator.accessToken()));
        assertThat(seen.path(0).path("reason").asText()).isEqualTo("Goodwill after the outage");
        assertThat(new LedgerCheck(SERVER.app().db()).run().differences()).isEmpty();
    }

    @Test
    void aBalanceThatMovedSinceThePreviewStopsTheAction() {
        long stale = version();
        ok(post(Routes.ADMIN_MONEY, adjustment(500, stale)));
        var reply = post(Routes.ADMIN_MONEY, adjustment(500, stale));
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.code()).isEqualTo("balance_changed");
        assertThat(available()).isEqualTo(500);
    }

    @Test
    void aboveTheLimitASecondAdminMustAgreeToTheStateTheySaw() {
        long seen = version();
        var waiting = ok(post(Routes.ADMIN_MONEY, adjustment(50_000, seen)));
        assertThat(waiting.path("status").asText()).isEqualTo("waiting");
        assertThat(available()).isZero();
        String approve =
                Routes.path(Routes.ADMIN_MONEY_APPROVE, waiting.path("id").asText());
        var agree = Map.of("reason", "Checked the ticket", "balanceVersion", seen);
        assertThat(post(approve, agree).code()).isEqualTo("second_admin_needed");
        ok(post(Routes.ADMIN_MONEY, adjustment(10, seen)));
        assertThat(SERVER.send("POST", approve, agree, SECOND.accessToken()).code())
                .isEqualTo("balance_changed");
        var fresh = Map.of("reason", "Checked the ticket", "balanceVersion", version());
        var done = ok(SERVER.send("POST", approve, fresh, SECOND.accessToken()));
        assertThat(done.path("status").asText()).isEqualTo("done");
        assertThat(done.path("decidedByEmail").asText()).isEqualTo(SECOND.email());
        assertThat(available()).isEqualTo(50_010);
        assertThat(SERVER.send("POST", approve, fresh, SECOND.accessToken()).status())
                .isEqualTo(409);
    }

    @Test
    void theSameRequestTwiceIsOneAction() {
        var body = adjustment(77, version());
        body.put("id", UUID.randomUUID());
        ok(post(Routes.ADMIN_MONEY, body));
        ok(post(Routes.ADMIN_MONEY, body));
        assertThat(available()).isEqualTo(77);
    }

    private UUID heldPayout(long amount) {
        ok(post(Routes.ADMIN_MONEY, adjustment(40_000, version())));
        var banks = SERVER.app().payouts().bankAccounts();
        UUID bank = banks.add(
                        creatorId,
                        new AddBankAccount(
                                null, "US", "USD", "Mara Test", null, "77" + ACCOUNT.addAndGet(7) + "9", "110000000"))
                .id();
        SERVER.app()
                .db()
                .transact(tx -> tx.sql(
                                "UPDATE bank_accounts SET verification_status = 'verified', usable_from = created_at WHERE id = :id")
                        .set("id", bank)
                        .update());
        long balance = SERVER.app().payouts().payouts().balance(creatorId).version();
        UUID id = UUID.randomUUID();
        SERVER.app()
                .db()
                .transact(tx -> tx.sql("""
                INSERT INTO payouts (id, creator_id, bank_account_id, amount_cents, currency, status, provider, held_until, created_at, updated_at)
                VALUES (:id, :creator, :bank, :amount, 'USD', 'held', 'flowpay', now() + interval '40 hours', now(), now())""")
                        .set("id", id)
                        .set("creator", creatorId)
                        .set("bank", bank)
                        .set("amount", amount)
                        .update());
        SERVER.app()
                .db()
                .transact(tx -> SERVER.app()
                        .ledger()
                        .post(
                                tx,
                                new gg.tap2.server.ledger.Journal(
                                        creatorId,
                                        gg.tap2.model.common.Currency.USD,
                                        "payout_requested",
                                        id.toString(),
                                        SERVER.app().clock().instant(),
                                        "creator",
                                        null,
                                        List.of(
                                                gg.tap2.server.ledger.Line.of(
                                                                "payout",
                                                                gg.tap2.server.ledger.AccountKind.AVAILABLE,
                                                                amount)
                                                        .payout(id),
                                                gg.tap2.server.ledger.Line.of(
                                                                "payout",
                                                                gg.tap2.server.ledger.AccountKind.PAYOUT_IN_TRANSIT,
                                                                -amount)
                                                        .payout(id)),
                                        0,
                                        null)));
        assertThat(balance).isPositive();
        return id;
    }

    @Test
    void aHeldPayoutIsApprovedOrRejectedOnce() {
        UUID sent = heldPayout(20_000);
        var list = ok(get(Routes.ADMIN_PAYOUTS + "?status=held&creator=" + creatorId));
        assertThat(list.path(0).path("reviewDueAt").asText()).isNotEmpty();
        var after = ok(post(Routes.path(Routes.ADMIN_PAYOUT_APPROVE, sent), Map.of("reason", "Looks right")));
        assertThat(after.path("innerStatus").asText()).isIn("sent", "paid", "queued");
        assertThat(post(Routes.path(Routes.ADMIN_PAYOUT_REJECT, sent), Map.of("reason", "Changed my mind"))
                        .status())
                .isEqualTo(409);
    }

    @Test
    void aRejectedPayoutGivesTheMoneyBack() {
        UUID id = heldPayout(15_000);
        assertThat(available()).isEqualTo(25_000);
        ok(post(Routes.path(Routes.ADMIN_PAYOUT_HOLD, id), Map.of("reason", "Waiting for papers")));
        var after = ok(post(Routes.path(Routes.ADMIN_PAYOUT_REJECT, id), Map.of("reason", "Name does not match")));
        assertThat(after.path("innerStatus").asText()).isEqualTo("cancelled");
        assertThat(available()).isEqualTo(40_000);
        var trail = ok(get(Routes.ADMIN_AUDIT + "?action=payout_rejected&subject=" + userId));
        assertThat(trail.path(0).path("reason").asText()).isEqualTo("Name does not match");
    }

    @Test
    void aSuspendedCreatorIsOutAtOnceAndToldWhy() {
        ok(post(Routes.path(Routes.ADMIN_USER_SUSPEND, userId), Map.of("reason", "Stolen pictures")));
        assertThat(SERVER.send("GET", Routes.ME, null, creator.accessToken()).status())
                .isEqualTo(401);
        assertThat(post(Routes.path(Routes.ADMIN_USER_SUSPEND, userId), Map.of("reason", "Stolen pictures"))
                        .code())
                .isEqualTo("user_state");
        ok(post(Routes.path(Routes.ADMIN_USER_RESTORE, userId), Map.of("reason", "Proved ownership")));
        var user = ok(get(Routes.path(Routes.ADMIN_USER, userId)));
        assertThat(user.path("user").path("status").asText()).isEqualTo("active");
        assertThat(user.path("recent").path(0).path("action").asText()).isEqualTo("account_restored");
        assertThat(count(
                        "SELECT count(*) AS n FROM outbox_facts WHERE kind IN ('account_suspended', 'account_restored')"
                                + " AND payload ->> 'userId' = CAST(:id AS text)"))
                .isEqualTo(2);
    }

    private long count(String sql) {
        return SERVER.app()
                .db()
                .read(tx -> tx.sql(sql).set("id", userId.toString()).one(r -> r.number("n")));
    }

    @Test
    void anImpersonatedSessionOnlyLooks() {
        var session = ok(post(Routes.path(Routes.ADMIN_USER_IMPERSONATE, userId), Map.of("reason", "Ticket 4711")));
        String token = session.path("accessToken").asText();
        assertThat(SERVER.send("GET", Routes.BALANCE, null, token).status()).isEqualTo(200);
        var write = SERVER.send("POST", Routes.PRODUCTS, Map.of("title", "x"), token);
        assertThat(write.code()).isEqualTo("read_only_session");
        assertThat(ok(get(Routes.ADMIN_AUDIT + "?action=impersonated&subject=" + userId)))
                .hasSize(1);
        UUID other = id("SELECT id FROM users WHERE email = :x", SECOND.email());
        assertThat(post(Routes.path(Routes.ADMIN_USER_IMPERSONATE, other), Map.of("reason", "Ticket 4711"))
                        .code())
                .isEqualTo("admin_protected");
    }

    @Test
    void searchFindsByMailNameAndSlug() {
        for (String q : List.of(creator.email().substring(0, 18), creator.slug())) {
            assertThat(ok(get(Routes.ADMIN_USERS + "?q=" + q)).findValuesAsText("id"))
                    .contains(userId.toString());
        }
        assertThat(get(Routes.ADMIN_USERS + "?q=ab").status()).isEqualTo(422);
    }

    @Test
    void aListIsWalkedWholeByItsCursor() {
        var seen = new ArrayList<String>();
        String cursor = "";
        do {
            var reply = get(Routes.ADMIN_USERS + "?limit=2" + cursor);
            seen.addAll(ok(reply).findValuesAsText("email"));
            String next = reply.json().path("meta").path("nextCursor").asText("");
            cursor = next.isEmpty() ? "" : "&cursor=" + next;
        } while (!cursor.isEmpty() && seen.size() < 400);
        assertThat(seen).doesNotHaveDuplicates().contains(creator.email());
    }

    @Test
    void takedownAppealAndRestore() {
        UUID product = UUID.randomUUID();
        SERVER.app()
                .db()
                .transact(tx ->
                        tx.sql("""
                INSERT INTO products (id, creator_id, title, type, price_cents, currency, status, created_at, updated_at, published_at)
                VALUES (:id, :creator, 'Reported', 'unlockable', 500, 'USD', 'published', now(), now(), now())""").set("id", product).set("creator", creatorId).update());
        SERVER.app()
                .db()
                .transact(tx -> tx.sql(
                                "INSERT INTO content_reports (id, path, reason, details, created_at) VALUES (:id, :path, 'copyright', 'This is my picture', now())")
                        .set("id", UUID.randomUUID())
                        .set("path", "/@" + creator.slug() + "/" + product)
                        .update());
        JsonNode report = null;
        for (JsonNode r : ok(get(Routes.ADMIN_REPORTS + "?limit=100"))) {
            report = r.path("productId").asText().equals(product.toString()) ? r : report;
        }
        assertThat(report).isNotNull();
        var down = ok(post(
                Routes.ADMIN_TAKEDOWNS,
                Map.of(
                        "productId",
                        product,
                        "reportId",
                        report.path("id").asText(),
                        "closeAccess",
                        true,
                        "reason",
                        "Copyright complaint")));
        String t = down.path("id").asText();
        assertThat(status(product)).isEqualTo("taken_down");
        assertThat(SERVER.send("POST", Routes.path(Routes.PUBLISH, product), null, creator.accessToken())
                        .status())
                .isEqualTo(409);
        assertThat(SERVER.send(
                                "POST",
                                Routes.path(Routes.TAKEDOWN_APPEAL, t),
                                Map.of("text", "I took this picture myself."),
                                SERVER.creator().accessToken())
                        .status())
                .isEqualTo(404);
        ok(SERVER.send(
                "POST",
                Routes.path(Routes.TAKEDOWN_APPEAL, t),
                Map.of("text", "I took this picture myself."),
                creator.accessToken()));
        ok(post(Routes.path(Routes.ADMIN_TAKEDOWN_RESTORE, t), Map.of("reason", "The creator is right")));
        assertThat(status(product)).isEqualTo("unpublished");
        assertThat(ok(SERVER.send("GET", Routes.TAKEDOWNS, null, creator.accessToken()))
                        .path(0)
                        .path("status")
                        .asText())
                .isEqualTo("restored");
    }

    private static String status(UUID product) {
        return SERVER.app()
                .db()
                .read(tx -> tx.sql("SELECT status FROM products WHERE id = :id")
                        .set("id", product)
                        .one(r -> r.text("status")));
    }

    @Test
    void aPageThatIsDownStaysDownWhateverItsCreatorSaves() {
        ok(post(
                Routes.ADMIN_TAKEDOWNS,
                Map.of("creatorId", creatorId, "closeAccess", false, "reason", "Impersonation")));
        SERVER.app()
                .db()
                .transact(tx -> tx.sql("UPDATE creators SET published = TRUE WHERE id = :id")
                        .set("id", creatorId)
                        .update());
        assertThat(SERVER.send("GET", Routes.path(Routes.PUBLIC_CREATOR, creator.slug()), null, null)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void webhooksAreListedShownAndReplayed() {
        UUID id = UUID.randomUUID();
        SERVER.app()
                .db()
                .transact(tx ->
                        tx.sql("""
                INSERT INTO webhook_inbox (id, provider, event_id, type, payload, received_at, status, attempts, last_error)
                VALUES (:id, 'nobody', :event, 'thing.happened', CAST('{"a":1}' AS jsonb), now(), 'dead', 12, 'boom')""").set("id", id).set("event", "evt_" + id).update());
        assertThat(ok(get(Routes.ADMIN_WEBHOOKS + "?status=dead&provider=nobody"))
                        .findValuesAsText("id"))
                .contains(id.toString());
        assertThat(ok(get(Routes.path(Routes.ADMIN_WEBHOOK, id)))
                        .path("payload")
                        .asText())
                .contains("\"a\"");
        ok(post(Routes.path(Routes.ADMIN_WEBHOOK_REPLAY, id), Map.of("reason", "Fixed the cause")));
        for (int i = 0; i < 100; i++) {
            String now = ok(get(Routes.path(Routes.ADMIN_WEBHOOK, id)))
                    .path("status")
                    .asText();
            if (now.equals("ignored")) {
                return;
            }
            pause();
        }
        throw new AssertionError("the replayed event was not handled");
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void jobsAreListedRunAndRemembered() {
        assertThat(ok(get(Routes.ADMIN_JOBS)).findValuesAsText("name")).contains("maturity", "auto-payouts");
        ok(post(Routes.path(Routes.ADMIN_JOB_RUN, "digest"), Map.of("reason", "Trying it out")));
        for (int i = 0; i < 100; i++) {
            var runs = ok(get(Routes.path(Routes.ADMIN_JOB_HISTORY, "digest")));
            if (!runs.isEmpty()) {
                assertThat(runs.path(0).path("ok").asBoolean()).isTrue();
                return;
            }
            pause();
        }
        throw new AssertionError("the run was not noted");
    }

    @Test
    void settingsTakeEffectAndKeepTheirHistory() {
        var change = new HashMap<String, Object>(
                Map.of("key", "registration.open", "value", "off", "reason", "Wave of spam"));
        ok(SERVER.send("PUT", Routes.ADMIN_SETTINGS, change, ADMIN.accessToken()));
        try {
            assertThat(SERVER.send("POST", Routes.REGISTER, Map.of("email", "x@y.test"), null)
                            .code())
                    .isEqualTo("registration_closed");
        } finally {
            change.put("value", "on");
            ok(SERVER.send("PUT", Routes.ADMIN_SETTINGS, change, ADMIN.accessToken()));
        }
        var history = ok(get(Routes.ADMIN_SETTINGS_HISTORY + "?key=registration.open"));
        assertThat(history.path(0).path("before").asText()).isEqualTo("off");
        change.put("key", "no.such");
        assertThat(SERVER.send("PUT", Routes.ADMIN_SETTINGS, change, ADMIN.accessToken())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void theTrailCannotBeChangedByTheServersOwnRole() {
        for (String sql : List.of(
                "UPDATE audit_events SET reason = 'x'",
                "DELETE FROM audit_events",
                "TRUNCATE audit_events",
                "DELETE FROM setting_changes",
                "UPDATE ledger_posting SET amount_minor = 1")) {
            assertThatThrownBy(
                            () -> SERVER.app().db().transact(tx -> tx.sql(sql).update()))
                    .satisfies(e -> assertThat(Db.sqlState(e)).isEqualTo("42501"));
        }
    }

    @Test
    void theTrailIsExportedAsCsv() {
        ok(post(Routes.path(Routes.ADMIN_USER_SIGN_OUT, userId), Map.of("reason", "=HYPERLINK(\"x\")")));
        var csv = get(Routes.ADMIN_AUDIT_CSV + "?action=signed_out_by_admin&subject=" + userId);
        assertThat(csv.status()).isEqualTo(200);
        assertThat(csv.body()).startsWith("at,id,actor").contains("'=HYPERLINK");
    }

    @Test
    void theRemainingViewsAnswer() {
        ok(post(Routes.ADMIN_MONEY, adjustment(42, version())));
        for (String path : List.of(
                Routes.ADMIN_OVERVIEW,
                Routes.ADMIN_PAYMENTS + "?status=succeeded",
                Routes.ADMIN_REFUNDS,
                Routes.ADMIN_DISPUTES,
                Routes.ADMIN_MONEY + "?creator=" + creatorId,
                Routes.ADMIN_RECONCILIATION,
                Routes.ADMIN_AUTO_PAYOUTS,
                Routes.ADMIN_LEDGER_ACCOUNTS + "?creator=" + creatorId,
                Routes.ADMIN_LEDGER_ACCOUNTS,
                Routes.ADMIN_JOURNALS + "?limit=3",
                Routes.ADMIN_JOURNALS + "?creator=" + creatorId,
                Routes.ADMIN_MAIL + "?status=all",
                Routes.ADMIN_RATE_LIMITS,
                Routes.ADMIN_SETTINGS,
                Routes.ADMIN_RISK,
                Routes.path(Routes.ADMIN_USER_SESSIONS, userId))) {
            assertThat(get(path).status()).as(path + get(path).body()).isEqualTo(200);
        }
        assertThat(ok(get(Routes.path(Routes.ADMIN_CHAIN, creatorId)))
                        .path("whole")
                        .asBoolean())
                .isTrue();
        long sum = 0;
        for (JsonNode line : ok(get(Routes.ADMIN_TRIAL_BALANCE)).path("lines")) {
            sum += line.path("currency").asText().equals("USD")
                    ? line.path("amount").asLong()
                    : 0;
        }
        assertThat(sum).isZero();
    }
}
