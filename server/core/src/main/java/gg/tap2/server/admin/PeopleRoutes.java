package gg.tap2.server.admin;

import com.fasterxml.jackson.core.type.TypeReference;
import gg.tap2.model.Routes;
import gg.tap2.model.accounts.AdminScope;
import gg.tap2.model.accounts.Role;
import gg.tap2.model.admin.AdminChange.Kind;
import gg.tap2.model.admin.AdminReason;
import gg.tap2.model.admin.AdminSession;
import gg.tap2.model.admin.AdminUser;
import gg.tap2.model.admin.AdminUserDetail;
import gg.tap2.model.admin.ChangeRole;
import gg.tap2.model.admin.Impersonation;
import gg.tap2.model.admin.RiskEvent;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.EmailAddress;
import gg.tap2.server.accounts.Moderation;
import gg.tap2.server.accounts.SignInClient;
import gg.tap2.server.ledger.Ledger;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Proof;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.platform.json.Json;
import io.helidon.http.HeaderNames;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Users and creators.
final class PeopleRoutes {
    private static final TypeReference<Map<String, Object>> DETAILS = new TypeReference<>() {};
    private static final String USER = """
            SELECT u.id, u.email, u.display_name, u.role, u.admin_scope, u.status, u.email_verified, u.created_at, u.suspended_reason, u.deletion_requested_at,
              t.totp OR t.passkey AS second_factor, c.id AS creator_id, c.slug
            FROM users u JOIN account_factors t ON t.user_id = u.id LEFT JOIN creators c ON c.user_id = u.id""";

    /// By address or name. Planned for the word at hand: a word that many have is met soon while walking the newest, a
    /// rare one is looked up by its trigrams.
    private static final String NAMED = "lower(u.email || ' ' || u.display_name) LIKE :q";

    /// By what a creator's page says. Bounded, so that a word that everybody has costs no more than a rare one.
    private static final String PAGE = "u.id IN (SELECT user_id FROM creators WHERE search_text LIKE :q LIMIT 1000)";

    /// The order of the list; ids as PostgreSQL compares them.
    private static final Comparator<AdminUser> NEWEST = Comparator.comparing(AdminUser::createdAt)
            .thenComparing(u -> u.id().toString())
            .reversed();

    private final Db db;
    private final InstantSource clock;
    private final Moderation moderation;
    private final Ledger ledger;
    private final AdminChanges changes;

    PeopleRoutes(Db db, InstantSource clock, Moderation moderation, Ledger ledger, AdminChanges changes) {
        this.changes = changes;
        changes.on(Kind.ROLE, (target, body, requester, agreed, decided) -> {
            var wish = Json.read(body, ChangeRole.class);
            moderation.changeRole(UUID.fromString(target), wish.role(), wish.scope(), requester, agreed, decided);
        });
        this.db = db;
        this.clock = clock;
        this.moderation = moderation;
        this.ledger = ledger;
    }

    void register(Routing r) {
        r.get(Routes.ADMIN_USERS, Access.ADMIN_PEOPLE, this::list);
        r.get(Routes.ADMIN_USER, Access.ADMIN_PEOPLE, c -> c.ok(detail(c.id())));
        r.get(Routes.ADMIN_USER_SESSIONS, Access.ADMIN_PEOPLE, this::sessions);
        r.post(Routes.ADMIN_USER_SESSION_END, Access.ADMIN_PEOPLE, Proof.FRESH, c -> {
            UUID session = AdminAudit.uuid(c.path("session"));
            moderation.endSession(
                    c.id(), session, act(c, c.body(AdminReason.class).reason()));
            c.noContent();
        });
        r.post(Routes.ADMIN_USER_SIGN_OUT, Access.ADMIN_PEOPLE, Proof.FRESH, c -> {
            moderation.signOut(c.id(), act(c, c.body(AdminReason.class).reason()));
            c.noContent();
        });
        r.post(Routes.ADMIN_USER_SUSPEND, Access.ADMIN_PEOPLE, Proof.FRESH, c -> {
            moderation.suspend(c.id(), act(c, c.body(AdminReason.class).reason()));
            c.ok(detail(c.id()));
        });
        r.post(Routes.ADMIN_USER_RESTORE, Access.ADMIN_PEOPLE, Proof.FRESH, c -> {
            moderation.restore(c.id(), act(c, c.body(AdminReason.class).reason()));
            c.ok(detail(c.id()));
        });
        r.put(Routes.ADMIN_USER_ROLE, Access.ADMIN_SETTINGS, Proof.FRESH, c -> {
            var body = c.body(ChangeRole.class);
            AdminScope given = body.scope();
            AdminUser before = detail(c.id()).user();
            // A server of the release before takes the role and leaves the scope.
            AdminScope had = before.role() == Role.ADMIN ? before.scope() : null;
            if (given != null && (had == null || given.exceeds(had))) {
                if (c.id().equals(c.principal().userId())) {
                    throw ApiException.conflict("not_yourself");
                }
                ChangeRoutes.waits(c, changes.ask(Kind.ROLE, c.id().toString(), body, c.id(), act(c, body.reason())));
                return;
            }
            moderation.changeRole(c.id(), body.role(), given, act(c, body.reason()));
            c.ok(detail(c.id()));
        });
        r.post(Routes.ADMIN_USER_IMPERSONATE, Access.ADMIN_PEOPLE, Proof.FRESH, this::impersonate);
        r.delete(Routes.ADMIN_USER_IMPERSONATE, Access.ADMIN_PEOPLE, c -> {
            moderation.endImpersonation(
                    c.id(), c.principal().userId(), c.client().ip());
            c.noContent();
        });
        r.get(Routes.ADMIN_RISK, Access.ADMIN_PEOPLE, this::risks);
    }

    static Moderation.Act act(Call c, String reason) {
        return new Moderation.Act(c.principal().userId(), c.client().ip(), reason);
    }

    private void list(Call c) {
        Keyset k = Keyset.of(c);
        Optional<String> address = c.query("q").map(String::strip).filter(q -> q.contains("@"));
        if (address.isPresent()) {
            // A whole address is the commonest question and has an index of its own.
            List<AdminUser> whose = filtered(c)
                    .where("u.email_key = :q", "q", EmailAddress.keyOf(address.get()))
                    .page(k, "u.created_at", "u.id")
                    .list(db, PeopleRoutes::user);
            if (!whose.isEmpty()) {
                k.answer(c, whose, AdminUser::createdAt, AdminUser::id);
                return;
            }
        }
        Optional<String> pattern = c.query("q").map(PeopleRoutes::pattern);
        List<AdminUser> rows = pattern.isEmpty()
                ? filtered(c).page(k, "u.created_at", "u.id").list(db, PeopleRoutes::user)
                : db.inTransaction(tx -> {
                    tx.planForTheseValues();
                    return Stream.of(NAMED, PAGE)
                            .flatMap(found -> filtered(c)
                                    .where(found, "q", pattern.get())
                                    .page(k, "u.created_at", "u.id")
                                    .list(tx, PeopleRoutes::user)
                                    .stream())
                            .distinct()
                            .sorted(NEWEST)
                            .limit(k.fetch())
                            .toList();
                });
        k.answer(c, rows, AdminUser::createdAt, AdminUser::id);
    }

    private static Query filtered(Call c) {
        return new Query(USER)
                .whereIf(c.query("role"), "u.role = :role", "role")
                .whereIf(c.query("status"), "u.status = :status", "status");
    }

    private static String pattern(String q) {
        if (q.codePointCount(0, q.length()) < 3) {
            throw ApiException.invalid("q", "too_short", 3);
        }
        return "%" + q.toLowerCase(Locale.ROOT).replaceAll("[%_\\\\]", "\\\\$0") + "%";
    }

    private static AdminUser user(Row r) {
        return new AdminUser(
                r.uuid("id"),
                r.text("email"),
                r.text("display_name"),
                r.enumeration("role", Role.class),
                r.enumerationOrNull("admin_scope", AdminScope.class),
                r.text("status"),
                r.bool("email_verified"),
                r.bool("second_factor"),
                r.uuidOrNull("creator_id"),
                r.textOrNull("slug"),
                r.instant("created_at"));
    }

    private AdminUserDetail detail(UUID id) {
        record Head(
                AdminUser user,
                @Nullable String reason,
                @Nullable Instant deletion) {}
        Instant now = clock.instant();
        return db.read(tx -> {
            Head head = tx.sql(USER + " WHERE u.id = :id")
                    .set("id", id)
                    .first(r -> new Head(
                            user(r), r.textOrNull("suspended_reason"), r.instantOrNull("deletion_requested_at")))
                    .orElseThrow(ApiException::notFound);
            UUID creator = head.user().creatorId();
            return new AdminUserDetail(
                    head.user(),
                    head.reason(),
                    head.deletion(),
                    creator == null ? null : creator(tx, creator, now),
                    fan(tx, id),
                    tx.sql(
                                    "SELECT count(*) AS n FROM sessions WHERE user_id = :id AND revoked_at IS NULL AND expires_at > :now")
                            .set("id", id)
                            .set("now", now)
                            .one(r -> r.number("n")),
                    tx.sql(
                                    AdminAudit.SELECT
                                            + " WHERE e.subject_user_id = :id AND e.action <> 'personal_data_opened' ORDER BY e.at DESC, e.id DESC LIMIT 20")
                            .set("id", id)
                            .list(AdminAudit::event));
        });
    }

    private AdminUserDetail.Creator creator(Tx tx, UUID id, Instant now) {
        var balance = ledger.findBalance(tx, id, now);
        return tx.sql("""
                SELECT c.*, (SELECT count(*) FROM products p WHERE p.creator_id = c.id AND p.deleted_at IS NULL) AS products,
                  (SELECT count(*) FROM subscriptions s WHERE s.creator_id = c.id AND s.status IN ('active', 'trialing', 'past_due')) AS members
                FROM creators c WHERE c.id = :id""")
                .set("id", id)
                .one(r -> new AdminUserDetail.Creator(
                        id,
                        r.text("slug"),
                        r.bool("published"),
                        Currency.valueOf(r.text("currency")),
                        r.text("country"),
                        balance.map(b -> b.available()).orElse(0L),
                        balance.map(b -> b.pending()).orElse(0L),
                        balance.map(b -> b.reserved() + b.refunding()).orElse(0L),
                        balance.map(b -> b.inTransit()).orElse(0L),
                        balance.map(b -> b.lifetime()).orElse(0L),
                        balance.map(b -> b.version()).orElse(0L),
                        r.number("products"),
                        r.number("members"),
                        r.textOrNull("payouts_paused_reason")));
    }

    private static AdminUserDetail.@Nullable Fan fan(Tx tx, UUID userId) {
        UUID id = tx.sql("SELECT id FROM fans WHERE user_id = :id")
                .set("id", userId)
                .first(r -> r.uuid("id"))
                .orElse(null);
        if (id == null) {
            return null;
        }
        record Sum(AdminUserDetail.Paid paid, long count) {}
        var sums = tx.sql("""
                SELECT currency, count(*) AS n, CAST(sum(amount_cents - refunded_cents) AS bigint) AS paid FROM payments
                WHERE fan_id = :id AND status = 'succeeded' GROUP BY currency""")
                .set("id", id)
                .list(r -> new Sum(
                        new AdminUserDetail.Paid(Currency.valueOf(r.text("currency")), r.number("paid")),
                        r.number("n")));
        return new AdminUserDetail.Fan(
                id,
                sums.stream().mapToLong(Sum::count).sum(),
                sums.stream().map(Sum::paid).toList());
    }

    private void sessions(Call c) {
        Keyset k = Keyset.of(c);
        Query q = new Query("SELECT * FROM sessions s")
                .where("s.user_id = CAST(:user AS uuid)", "user", c.id())
                .page(k, "s.created_at", "s.id");
        k.answer(
                c,
                db.read(tx -> q.list(
                        tx,
                        r -> new AdminSession(
                                r.uuid("id"),
                                r.text("device_name"),
                                r.textOrNull("user_agent"),
                                r.textOrNull("ip_address"),
                                r.text("client"),
                                r.instant("created_at"),
                                r.instant("last_used_at"),
                                r.instant("expires_at"),
                                r.instantOrNull("revoked_at"),
                                r.uuidOrNull("acting_admin_id")))),
                AdminSession::createdAt,
                AdminSession::id);
    }

    private void impersonate(Call c) {
        var reason = c.body(AdminReason.class).reason();
        var client = new SignInClient(
                c.client().ip(), c.header(HeaderNames.USER_AGENT).orElse(null), "Support", null, false, c.locale());
        Moderation.Look look = moderation.impersonate(c.id(), act(c, reason), client);
        AdminUser user = detail(c.id()).user();
        c.ok(new Impersonation(look.accessToken(), look.expiresAt(), user.id(), user.email(), user.role()));
    }

    private void risks(Call c) {
        Keyset k = Keyset.of(c);
        Query q = new Query("SELECT e.id, e.kind, e.payment_id, e.user_id, e.details, e.created_at FROM risk_events e")
                .whereIf(c.query("kind"), "e.kind = :kind", "kind")
                .whereIf(AdminAudit.uuid(c, "user"), "e.user_id = CAST(:user AS uuid)", "user")
                .page(k, "e.created_at", "e.id");
        k.answer(
                c,
                db.read(tx -> q.list(
                        tx,
                        r -> new RiskEvent(
                                r.uuid("id"),
                                r.text("kind"),
                                r.uuidOrNull("payment_id"),
                                r.uuidOrNull("user_id"),
                                r.json("details", DETAILS),
                                r.instant("created_at")))),
                RiskEvent::createdAt,
                RiskEvent::id);
    }
}
