package gg.tap2.server.admin;

import gg.tap2.model.admin.CreateTakedown;
import gg.tap2.model.admin.Takedown;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Ids;
import gg.tap2.model.common.Money;
import gg.tap2.server.accounts.AuditLog;
import gg.tap2.server.accounts.Moderation.Act;
import gg.tap2.server.billing.Grants;
import gg.tap2.server.catalog.Products;
import gg.tap2.server.catalog.Profiles;
import gg.tap2.server.events.ModerationEvent.ContentRestored;
import gg.tap2.server.events.ModerationEvent.ContentTakenDown;
import gg.tap2.server.events.ModerationEvent.ContentUpheld;
import gg.tap2.server.events.Outbox;
import gg.tap2.server.events.PurchaseEvent.PurchaseTakenDown;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Content that was taken down, objections to it, and their end. The decision is written first; the product's own
/// status follows at once and is set again by a repeat, so a crash in between leaves nothing half done for long.
final class Takedowns {
    static final String SELECT = "SELECT t.* FROM takedowns t";

    private final Db db;
    private final InstantSource clock;
    private final Products products;
    private final Profiles profiles;
    private final AuditLog audit;
    private final Runnable wakeNotices;

    Takedowns(Db db, InstantSource clock, Products products, Profiles profiles, AuditLog audit, Runnable wakeNotices) {
        this.db = db;
        this.clock = clock;
        this.products = products;
        this.profiles = profiles;
        this.audit = audit;
        this.wakeNotices = wakeNotices;
    }

    private record Subject(UUID creatorId, UUID userId, String title, Currency currency) {
        static Subject of(Row r) {
            return new Subject(r.uuid("id"), r.uuid("user_id"), r.text("title"), Currency.valueOf(r.text("currency")));
        }
    }

    private static Subject subject(Tx tx, CreateTakedown t) {
        return t.productId() != null
                ? tx.sql(
                                "SELECT c.id, c.user_id, p.title, c.currency FROM products p JOIN creators c ON c.id = p.creator_id WHERE p.id = :id")
                        .set("id", t.productId())
                        .first(Subject::of)
                        .orElseThrow(ApiException::notFound)
                : tx.sql("SELECT id, user_id, display_name AS title, currency FROM creators WHERE id = :id")
                        .set("id", t.creatorId())
                        .first(Subject::of)
                        .orElseThrow(ApiException::notFound);
    }

    Takedown takeDown(CreateTakedown request, Act act) {
        UUID wanted = request.id();
        UUID id = wanted == null ? Ids.next(clock) : wanted;
        Instant now = clock.instant();
        boolean fresh = db.inTransaction(tx -> {
            Subject s = subject(tx, request);
            tx.serialize("takedown", request.productId() == null ? s.creatorId() : request.productId());
            if (repeated(tx, id, request)) {
                return false;
            }
            boolean downAlready = tx.sql("""
                    SELECT 1 AS one FROM takedowns WHERE creator_id = :creator AND product_id IS NOT DISTINCT FROM CAST(:product AS uuid)
                      AND status <> 'restored'""")
                    .set("creator", s.creatorId())
                    .set("product", request.productId())
                    .exists();
            if (downAlready) {
                throw ApiException.conflict("taken_down_already");
            }
            tx.sql("""
                    INSERT INTO takedowns (id, product_id, creator_id, report_id, title, status, reason, close_access, created_by, created_at)
                    VALUES (:id, CAST(:product AS uuid), :creator, CAST(:report AS uuid), :title, 'down', :reason, :close, :admin, :now)""")
                    .set("id", id)
                    .set("product", request.productId())
                    .set("creator", s.creatorId())
                    .set("report", request.reportId())
                    .set("title", s.title())
                    .set("reason", request.reason())
                    .set("close", request.closeAccess())
                    .set("admin", act.adminId())
                    .set("now", now)
                    .update();
            if (request.reportId() != null) {
                handled(tx, request.reportId(), "taken_down", act.adminId(), now);
            }
            if (request.productId() != null || request.closeAccess()) {
                tellBuyers(tx, id, s, request, now);
            }
            if (request.closeAccess()) {
                Grants.close(tx, subjects(tx, s.creatorId(), request.productId(), id), now);
            }
            if (request.productId() == null) {
                profiles.takeDown(tx, s.creatorId(), true);
            }
            audit.record(
                    tx,
                    act.adminId(),
                    s.userId(),
                    "content_taken_down",
                    act.reason(),
                    act.ip(),
                    Map.of("takedown", id.toString(), "title", s.title()));
            Outbox.publish(
                    tx,
                    new ContentTakenDown(id.toString(), s.creatorId(), s.title(), request.reason(), "/products"),
                    now);
            return true;
        });
        if (!fresh) {
            return get(id);
        }
        if (request.productId() != null) {
            products.takeDown(request.productId(), true);
        }
        wakeNotices.run();
        return get(id);
    }

    /// Whoever has it cannot open it from now on, and hears that from us and not from an empty shelf.
    private static void tellBuyers(Tx tx, UUID id, Subject s, CreateTakedown request, Instant now) {
        var gone = Grants.listHolders(tx, subjects(tx, s.creatorId(), request.productId(), id));
        List<PurchaseTakenDown> events = gone.stream()
                .map(h -> {
                    Money paid = h.paid();
                    return new PurchaseTakenDown(
                            id + ":" + h.fan(),
                            s.creatorId(),
                            h.fan(),
                            s.title(),
                            paid == null ? Money.of(0, s.currency()) : paid,
                            h.payment());
                })
                .toList();
        Outbox.publish(tx, events, now);
    }

    /// Whether that takedown was made before, by the same request.
    private static boolean repeated(Tx tx, UUID id, CreateTakedown request) {
        return tx.sql("SELECT product_id, reason FROM takedowns WHERE id = :id")
                .set("id", id)
                .first(r -> {
                    if (!java.util.Objects.equals(r.uuidOrNull("product_id"), request.productId())
                            || !r.text("reason").equals(request.reason())) {
                        throw ApiException.conflict("id_taken");
                    }
                    return true;
                })
                .orElse(false);
    }

    /// The products that a takedown is about, without those to which another one has closed access as well.
    private static List<UUID> subjects(Tx tx, UUID creator, @Nullable UUID product, UUID takedown) {
        return tx.sql("""
                SELECT p.id FROM products p WHERE p.creator_id = :creator AND (CAST(:product AS uuid) IS NULL OR p.id = CAST(:product AS uuid))
                  AND NOT EXISTS (SELECT 1 FROM takedowns o WHERE o.id <> :id AND o.creator_id = p.creator_id AND o.status <> 'restored'
                    AND o.close_access AND (o.product_id IS NULL OR o.product_id = p.id))""")
                .set("creator", creator)
                .set("product", product)
                .set("id", takedown)
                .list(r -> r.uuid("id"));
    }

    static void handled(Tx tx, UUID report, String outcome, UUID admin, Instant now) {
        tx.sql("UPDATE content_reports SET handled_at = :now, outcome = :outcome, handled_by = :admin WHERE id = :id")
                .set("now", now)
                .set("outcome", outcome)
                .set("admin", admin)
                .set("id", report)
                .update();
    }

    /// The creator objects, once.
    Takedown appeal(UUID creator, UUID id, String text) {
        db.transact(tx -> {
            boolean moved = tx.sql("""
                    UPDATE takedowns SET status = 'appealed', appeal = :text, appealed_at = :now
                    WHERE id = :id AND creator_id = :creator AND status = 'down'""")
                            .set("text", text)
                            .set("now", clock.instant())
                            .set("id", id)
                            .set("creator", creator)
                            .update()
                    == 1;
            if (!moved) {
                boolean mine = tx.sql("SELECT 1 AS one FROM takedowns WHERE id = :id AND creator_id = :creator")
                        .set("id", id)
                        .set("creator", creator)
                        .exists();
                throw mine ? ApiException.conflict("takedown_state") : ApiException.notFound();
            }
        });
        return get(id);
    }

    /// Puts it back, or says that it stays down.
    Takedown decide(UUID id, boolean restore, Act act) {
        Instant now = clock.instant();
        Takedown before = get(id);
        db.transact(tx -> {
            boolean moved = tx.sql("""
                    UPDATE takedowns SET status = :to, decision = :reason, decided_by = :admin, decided_at = :now
                    WHERE id = :id AND status = ANY(CAST(:from AS text[]))""")
                            .set("to", restore ? "restored" : "upheld")
                            .set("reason", act.reason())
                            .set("admin", act.adminId())
                            .set("now", now)
                            .set("id", id)
                            .set("from", restore ? "{down,appealed,upheld}" : "{appealed}")
                            .update()
                    == 1;
            if (!moved) {
                throw ApiException.conflict("takedown_state");
            }
            UUID user = tx.sql("SELECT user_id FROM creators WHERE id = :id")
                    .set("id", before.creatorId())
                    .one(r -> r.uuid("user_id"));
            if (restore) {
                Grants.reopen(tx, subjects(tx, before.creatorId(), before.productId(), id));
                if (before.productId() == null) {
                    profiles.takeDown(tx, before.creatorId(), false);
                }
            }
            String kind = restore ? "content_restored" : "content_upheld";
            audit.record(
                    tx,
                    act.adminId(),
                    user,
                    kind,
                    act.reason(),
                    act.ip(),
                    Map.of("takedown", id.toString(), "title", before.title()));
            String ref = id.toString();
            Outbox.publish(
                    tx,
                    restore
                            ? new ContentRestored(ref, before.creatorId(), before.title(), act.reason(), "/products")
                            : new ContentUpheld(ref, before.creatorId(), before.title(), act.reason(), "/products"),
                    now);
        });
        if (restore && before.productId() != null) {
            products.takeDown(before.productId(), false);
        }
        wakeNotices.run();
        return get(id);
    }

    List<Takedown> ofCreator(UUID creator) {
        return db.read(tx -> tx.sql(SELECT + " WHERE t.creator_id = :id ORDER BY t.created_at DESC LIMIT 100")
                .set("id", creator)
                .list(Takedowns::row));
    }

    Takedown get(UUID id) {
        return db.read(tx -> tx.sql(SELECT + " WHERE t.id = :id").set("id", id).first(Takedowns::row))
                .orElseThrow(ApiException::notFound);
    }

    static Takedown row(Row r) {
        return new Takedown(
                r.uuid("id"),
                r.uuidOrNull("product_id"),
                r.uuid("creator_id"),
                r.text("title"),
                r.text("status"),
                r.text("reason"),
                r.bool("close_access"),
                r.textOrNull("appeal"),
                r.textOrNull("decision"),
                r.instant("created_at"),
                r.instantOrNull("appealed_at"),
                r.instantOrNull("decided_at"));
    }
}
