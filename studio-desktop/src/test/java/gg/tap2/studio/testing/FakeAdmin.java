package gg.tap2.studio.testing;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.model.accounts.Role;
import gg.tap2.model.admin.*;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Envelope;
import gg.tap2.model.common.Ids;
import gg.tap2.model.common.Meta;
import gg.tap2.model.payouts.Payout;
import gg.tap2.model.payouts.PayoutStatus;
import gg.tap2.studio.platform.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;

/// The admin's routes over a small invented platform; keeps what was done to it.
public final class FakeAdmin {
    public final List<String> done = new ArrayList<>();
    public long balanceVersion = 7;
    private final Instant now = Instant.now();
    private final UUID creator = Ids.next();
    private final UUID user = Ids.next();
    private final List<AdminUser> users = new ArrayList<>();
    private final List<ContentReport> reports = new ArrayList<>();
    private final List<Takedown> takedowns = new ArrayList<>();
    private final List<AdminPayout> payouts = new ArrayList<>();
    private final List<MoneyAction> actions = new ArrayList<>();
    private final List<WebhookEvent> webhooks = new ArrayList<>();

    FakeAdmin() {
        String[] names = {"Mira Sol", "Ben Carter", "Chloé M.", "Dario R.", "Emma Lund", "Farid", "Greta", "Hanna B."};
        for (int i = 0; i < 120; i++) {
            boolean isCreator = i % 5 == 0;
            users.add(new AdminUser(
                    i == 0 ? user : Ids.next(),
                    "person" + i + "@example.com",
                    names[i % names.length],
                    isCreator ? Role.CREATOR : Role.FAN,
                    null,
                    i % 17 == 3 ? "suspended" : "active",
                    true,
                    isCreator,
                    isCreator ? (i == 0 ? creator : Ids.next()) : null,
                    isCreator ? "page-" + i : null,
                    now.minus(Duration.ofDays(i))));
        }
        UUID product = Ids.next();
        reports.add(new ContentReport(
                Ids.next(),
                "/@page-0/" + product,
                "copyright",
                "This is my album, sold without asking.",
                "owner@example.com",
                null,
                "product",
                creator,
                product,
                "Lisbon Nights sample pack",
                now.minus(Duration.ofHours(5)),
                null,
                null));
        takedowns.add(new Takedown(
                Ids.next(),
                Ids.next(),
                creator,
                "Tape loops vol. 0",
                "appealed",
                "Reported as a copy of another pack",
                false,
                "I recorded every loop myself; the session files are attached to my first mail.",
                null,
                now.minus(Duration.ofDays(3)),
                now.minus(Duration.ofDays(2)),
                null));
        payout(125_000, "held", Duration.ofHours(31));
        payout(840_00, "held", Duration.ofHours(-2));
        payout(310_00, "queued", null);
        actions.add(new MoneyAction(
                Ids.next(),
                "adjustment",
                creator,
                null,
                75_000,
                Currency.EUR,
                "Duplicate fee of the July migration",
                "waiting",
                Ids.next(),
                "second@example.com",
                null,
                null,
                null,
                null,
                now.minus(Duration.ofHours(3)),
                null));
        String[] types = {"payment_intent.succeeded", "charge.dispute.created", "transfer.failed", "customer.updated"};
        for (int i = 0; i < 12; i++) {
            boolean dead = i == 1;
            webhooks.add(new WebhookEvent(
                    Ids.next(),
                    i % 4 == 2 ? "flowpay" : "stripe",
                    "evt_" + (1000 + i),
                    types[i % 4],
                    null,
                    dead ? "dead" : "done",
                    dead ? 12 : 1,
                    null,
                    dead ? "The payment of this dispute is not known" : null,
                    now.minus(Duration.ofMinutes(7 * i)),
                    dead ? null : now.minus(Duration.ofMinutes(7 * i)),
                    null));
        }
    }

    private void payout(long amount, String status, Duration left) {
        payouts.add(new AdminPayout(
                new Payout(
                        Ids.next(),
                        amount,
                        150,
                        Currency.EUR,
                        status.equals("held") ? PayoutStatus.HELD : PayoutStatus.PENDING,
                        "instant",
                        Ids.next(),
                        "4711",
                        "flowpay",
                        null,
                        List.of(),
                        null,
                        null,
                        now.minus(Duration.ofHours(17)),
                        null,
                        status.equals("held")
                                ? List.of()
                                : List.of(
                                        new Payout.Attempt(
                                                Ids.next(),
                                                "failed",
                                                null,
                                                "account_closed: the bank knows no such account",
                                                now.minus(Duration.ofHours(3)),
                                                now.minus(Duration.ofHours(3))),
                                        new Payout.Attempt(
                                                Ids.next(),
                                                "unknown",
                                                "trf_8842",
                                                "read timed out",
                                                now.minus(Duration.ofMinutes(3)),
                                                now.minus(Duration.ofMinutes(2))))),
                status,
                creator,
                "Mira Sol",
                "mira",
                left == null ? null : now.plus(left),
                1_261_776,
                7,
                4,
                now.minus(Duration.ofDays(6)),
                1));
    }

    MockResponse answer(String method, String path, String body, RecordedRequest r) throws IOException {
        if (!method.equals("GET")) {
            return act(method, path, body);
        }
        String q = r.getUrl().queryParameter("q");
        String status = r.getUrl().queryParameter("status");
        String role = r.getUrl().queryParameter("role");
        return switch (path) {
            case Routes.ADMIN_OVERVIEW -> FakePlatform.ok(overview(), 0);
            case Routes.ADMIN_USERS ->
                page(
                        users.stream()
                                .filter(u -> q == null || (u.email() + u.displayName() + u.slug()).contains(q))
                                .filter(u -> status == null || u.status().equals(status))
                                .filter(u -> role == null || u.role().toString().equals(role))
                                .toList(),
                        r);
            case Routes.ADMIN_REPORTS ->
                page(
                        reports.stream()
                                .filter(x -> !"handled".equals(status) == (x.handledAt() == null))
                                .toList(),
                        r);
            case Routes.ADMIN_TAKEDOWNS -> page(takedowns, r);
            case Routes.ADMIN_PAYOUTS ->
                page(
                        payouts.stream()
                                .filter(p -> status == null || p.innerStatus().equals(status))
                                .toList(),
                        r);
            case Routes.ADMIN_FEES ->
                page(
                        List.of(
                                new FeeChange(
                                        Ids.next(),
                                        now.plus(Duration.ofDays(35)),
                                        0,
                                        200,
                                        2_500,
                                        "Announced on the blog",
                                        user,
                                        now,
                                        "coming"),
                                new FeeChange(null, null, 0, 0, 3_000, null, null, null, "current")),
                        r);
            case Routes.ADMIN_RECONCILIATION -> page(differences(), r);
            case Routes.ADMIN_MONEY -> page(actions, r);
            case Routes.ADMIN_WEBHOOKS ->
                page(
                        webhooks.stream()
                                .filter(w -> status == null || w.status().equals(status))
                                .toList(),
                        r);
            case Routes.ADMIN_JOURNALS -> page(List.of(journal(), journal(), journal()), r);
            case Routes.ADMIN_TRIAL_BALANCE -> FakePlatform.ok(trial(), 0);
            case Routes.ADMIN_JOBS ->
                page(
                        List.of(
                                new Job("maturity", "every 30 s", now.plusSeconds(20), false, null, now, null, 0),
                                new Job(
                                        "auto-payouts",
                                        "daily 00:00 UTC",
                                        now.plusSeconds(9_000),
                                        false,
                                        null,
                                        now,
                                        null,
                                        0),
                                new Job("mail", "every 20 s", now.plusSeconds(5), false, null, null, now, 3)),
                        r);
            case Routes.ADMIN_AUDIT -> page(audit(), r);
            default -> one(path, r);
        };
    }

    private MockResponse one(String path, RecordedRequest r) {
        String id = path.substring(path.lastIndexOf('/') + 1);
        if (path.endsWith("/sessions")) {
            return page(
                    List.of(new AdminSession(
                            Ids.next(),
                            "Firefox on Windows",
                            "Mozilla/5.0",
                            "203.0.113.9",
                            "web",
                            now.minus(Duration.ofDays(2)),
                            now.minus(Duration.ofMinutes(12)),
                            now.plus(Duration.ofDays(28)),
                            null,
                            null)),
                    r);
        }
        if (path.endsWith("/history")) {
            return page(List.of(), r);
        }
        if (path.startsWith(Routes.ADMIN_USERS)) {
            AdminUser u = users.stream()
                    .filter(x -> x.id().toString().equals(id))
                    .findFirst()
                    .orElseThrow();
            return FakePlatform.ok(
                    new AdminUserDetail(
                            u,
                            u.status().equals("suspended") ? "Card testing" : null,
                            null,
                            u.creatorId() == null
                                    ? null
                                    : new AdminUserDetail.Creator(
                                            u.creatorId(),
                                            String.valueOf(u.slug()),
                                            true,
                                            Currency.EUR,
                                            "DE",
                                            1_261_776,
                                            74_708,
                                            3_900,
                                            0,
                                            1_336_484,
                                            balanceVersion,
                                            8,
                                            104,
                                            null),
                            null,
                            1,
                            List.of()),
                    0);
        }
        if (path.startsWith(Routes.ADMIN_PAYOUTS)) {
            AdminPayout p = payouts.stream()
                    .filter(x -> x.payout().id().toString().equals(id))
                    .findFirst()
                    .orElseThrow();
            return FakePlatform.ok(new AdminPayoutDetail(p, differences(), null), 0);
        }
        if (path.startsWith(Routes.ADMIN_WEBHOOKS)) {
            WebhookEvent w = webhooks.stream()
                    .filter(x -> x.id().toString().equals(id))
                    .findFirst()
                    .orElseThrow();
            return FakePlatform.ok(
                    new WebhookEvent(
                            w.id(),
                            w.provider(),
                            w.eventId(),
                            w.type(),
                            "dp_1",
                            w.status(),
                            w.attempts(),
                            null,
                            w.lastError(),
                            w.receivedAt(),
                            w.handledAt(),
                            "{\"id\":\"evt_1001\",\"type\":\"charge.dispute.created\",\"data\":{\"object\":{\"id\":\"dp_1\"}}}"),
                    0);
        }
        if (path.startsWith(Routes.ADMIN + "/ledger/chains")) {
            return FakePlatform.ok(new ChainStatus(creator, true, null, 412, "ab12"), 0);
        }
        return page(List.of(), r);
    }

    private MockResponse act(String method, String path, String body) throws IOException {
        JsonNode json = body.isEmpty() ? Json.MAPPER.createObjectNode() : Json.MAPPER.readTree(body);
        if (path.equals(Routes.ADMIN_MONEY_PREVIEW)) {
            long amount = json.path("amount").asLong();
            return FakePlatform.ok(
                    new MoneyPreview(
                            creator,
                            "Mira Sol",
                            Currency.EUR,
                            amount,
                            1_261_776,
                            1_261_776 + amount,
                            74_708,
                            74_708,
                            balanceVersion,
                            Math.abs(amount) > 50_000,
                            journal()),
                    0);
        }
        if (path.equals(Routes.ADMIN_MONEY)) {
            if (json.path("balanceVersion").asLong() != balanceVersion) {
                return FakePlatform.error(409, "balance_changed", "The balance has changed.");
            }
            long amount = json.path("amount").asLong();
            MoneyAction action = new MoneyAction(
                    UUID.fromString(json.path("id").asText()),
                    json.path("kind").asText(),
                    creator,
                    null,
                    amount,
                    Currency.EUR,
                    json.path("reason").asText(),
                    Math.abs(amount) > 50_000 ? "waiting" : "done",
                    user,
                    "admin@example.com",
                    null,
                    null,
                    null,
                    null,
                    now,
                    null);
            actions.addFirst(action);
            done.add("money " + amount);
            return FakePlatform.ok(action, 0);
        }
        done.add(method + " " + path.substring(Routes.ADMIN.length()) + " "
                + json.path("reason").asText());
        if (path.equals(Routes.ADMIN_TAKEDOWNS)) {
            ContentReport r = reports.removeFirst();
            reports.add(new ContentReport(
                    r.id(),
                    r.path(),
                    r.reason(),
                    r.details(),
                    r.reporterEmail(),
                    null,
                    r.subject(),
                    r.creatorId(),
                    r.productId(),
                    r.title(),
                    r.createdAt(),
                    now,
                    "taken_down"));
        }
        payouts.replaceAll(p -> path.contains(p.payout().id().toString()) && path.endsWith("/approve")
                ? new AdminPayout(
                        p.payout(),
                        "queued",
                        p.creatorId(),
                        p.creatorName(),
                        p.slug(),
                        null,
                        p.available(),
                        p.balanceVersion(),
                        p.earlierPayouts(),
                        p.bankAccountSince(),
                        p.openDisputes())
                : p);
        return new MockResponse.Builder().code(204).build();
    }

    private static <T> MockResponse page(List<T> all, RecordedRequest r) {
        String cursor = r.getUrl().queryParameter("cursor");
        int from = cursor == null ? 0 : Integer.parseInt(cursor);
        int to = Math.min(all.size(), from + Integer.parseInt(r.getUrl().queryParameter("limit")));
        return new MockResponse.Builder()
                .code(200)
                .setHeader("Content-Type", "application/json")
                .body(Json.write(new Envelope<>(
                        all.subList(from, to), new Meta(null, to < all.size() ? String.valueOf(to) : null))))
                .build();
    }

    private AdminOverview overview() {
        return new AdminOverview(
                30,
                List.of(new AdminOverview.MoneyLine(Currency.EUR, 18_423_050, 612_400, 214_000, 14_920_000)),
                412,
                187,
                9_120,
                2_455,
                1_980,
                310,
                61,
                4_871,
                new AdminOverview.Queues(0, 1, 0, 2, 0, 2, 0, 1, 1, 1, 3, 1),
                List.of(
                        new AdminOverview.Alarm(
                                "webhooks_dead", "critical", 1, "One event of a provider could not be handled."),
                        new AdminOverview.Alarm(
                                "payout_overdue", "warning", 1, "One payout waits longer than its deadline.")),
                now);
    }

    private LedgerJournal journal() {
        return new LedgerJournal(
                Ids.next(),
                creator,
                42L,
                "adjustment",
                Ids.next().toString(),
                now,
                now,
                "admin",
                "Duplicate fee of the July migration",
                "9f2c11d0a1b3c4d5e6f7",
                List.of(
                        new LedgerJournal.Posting(
                                1, "amount", "platform_revenue", 2_500, Currency.EUR, null, null, null, null, null),
                        new LedgerJournal.Posting(
                                2, "amount", "available", -2_500, Currency.EUR, null, null, null, null, null)));
    }

    private List<ReconciliationDifference> differences() {
        return List.of(new ReconciliationDifference(
                Ids.next(),
                "flowpay",
                LocalDate.now(ZoneOffset.UTC).minusDays(1),
                Currency.EUR,
                "completed_amount",
                1_492_000,
                1_461_000,
                now,
                null));
    }

    private TrialBalance trial() {
        return new TrialBalance(
                LocalDate.now(ZoneOffset.UTC),
                List.of(
                        new TrialBalance.Line("stripe_clearing", Currency.EUR, 18_000_000, 230_000),
                        new TrialBalance.Line("available", Currency.EUR, -14_000_000, -180_000),
                        new TrialBalance.Line("pending", Currency.EUR, -3_400_000, -43_000),
                        new TrialBalance.Line("platform_revenue", Currency.EUR, -600_000, -7_000)));
    }

    private List<AdminAuditEvent> audit() {
        return List.of(
                new AdminAuditEvent(
                        Ids.next(),
                        now.minusSeconds(500),
                        user,
                        "admin@example.com",
                        user,
                        "person3@example.com",
                        "user_suspended",
                        "Card testing from this account",
                        "198.51.100.7",
                        Map.of()),
                new AdminAuditEvent(
                        Ids.next(),
                        now.minusSeconds(9_000),
                        user,
                        "admin@example.com",
                        null,
                        null,
                        "webhook_replayed",
                        "The payment arrived after its dispute",
                        "198.51.100.7",
                        Map.of("event", "evt_1001")));
    }
}
