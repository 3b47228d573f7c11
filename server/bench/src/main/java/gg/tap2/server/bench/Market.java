package gg.tap2.server.bench;

import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Ids;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Creators with one product each, and payments of as many buyers that wait for Stripe's word.
final class Market {
    /// A payment that was begun.
    record Waiting(UUID payment, UUID creator, UUID product, UUID fan) {}

    static final long PRICE = 900;

    private final BenchServer server;
    private final List<UUID> creators = new ArrayList<>();
    private final List<UUID> products = new ArrayList<>();
    private int buyers;

    Market(BenchServer server, int size) {
        this.server = server;
        Instant now = server.clock().instant();
        String run = Long.toString(System.nanoTime(), 36);
        server.db().transact(tx -> {
            for (int i = 0; i < size; i++) {
                UUID user = Ids.next();
                UUID creator = Ids.next();
                UUID product = Ids.next();
                tx.sql(
                                "INSERT INTO users (id, email, role, created_at, updated_at) VALUES (:id, :email, 'creator', :now, :now)")
                        .set("id", user)
                        .set("email", run + "-" + i + "@bench.test")
                        .set("now", now)
                        .update();
                tx.sql(
                                "INSERT INTO creators (id, user_id, slug, display_name, created_at, updated_at) VALUES (:id, :user, :slug, 'Bench', :now, :now)")
                        .set("id", creator)
                        .set("user", user)
                        .set("slug", "bench-" + run + "-" + i)
                        .set("now", now)
                        .update();
                tx.sql("""
                        INSERT INTO products (id, creator_id, title, type, price_cents, currency, status, created_at, updated_at)
                        VALUES (:id, :creator, 'Bench', 'download', :price, 'USD', 'published', :now, :now)""")
                        .set("id", product)
                        .set("creator", creator)
                        .set("price", PRICE)
                        .set("now", now)
                        .update();
                server.ledger().open(tx, creator, Currency.USD, now);
                creators.add(creator);
                products.add(product);
            }
        });
    }

    List<UUID> creators() {
        return List.copyOf(creators);
    }

    /// Payments by buyers of their own, in turn over the first `over` creators.
    List<Waiting> begin(int count, int over) {
        Instant now = server.clock().instant();
        var out = new ArrayList<Waiting>(count);
        server.db().transact(tx -> {
            for (int done = 0; done < count; done += 1000) {
                var rows = new ArrayList<java.util.Map<String, Object>>();
                for (int i = done; i < Math.min(count, done + 1000); i++) {
                    int c = i % over;
                    var w = new Waiting(Ids.next(), creators.get(c), products.get(c), Ids.next());
                    out.add(w);
                    rows.add(java.util.Map.of(
                            "payment", w.payment(),
                            "creator", w.creator(),
                            "product", w.product(),
                            "fan", w.fan(),
                            "purchase", Ids.next(),
                            "email", "buyer" + System.nanoTime() + "-" + buyers++ + "@bench.test"));
                }
                tx.sql("""
                        WITH x AS (SELECT * FROM jsonb_to_recordset(CAST(:rows AS jsonb))
                            AS x(payment uuid, creator uuid, product uuid, fan uuid, purchase uuid, email text)),
                          f AS (INSERT INTO fans (id, guest_email, created_at) SELECT fan, email, CAST(:now AS timestamptz) FROM x),
                          p AS (INSERT INTO payments (id, creator_id, fan_id, kind, product_id, title, amount_cents, currency, status,
                              processing_fee_final, created_at, updated_at)
                            SELECT payment, creator, fan, 'product', product, 'Bench', :price, 'USD', 'processing', TRUE,
                              CAST(:now AS timestamptz), CAST(:now AS timestamptz) FROM x)
                        INSERT INTO purchases (id, payment_id, product_id, fan_id, amount_cents, currency, created_at)
                        SELECT purchase, payment, product, fan, :price, 'USD', CAST(:now AS timestamptz) FROM x""")
                        .set("rows", gg.tap2.server.platform.json.Json.write(rows))
                        .set("now", now)
                        .set("price", PRICE)
                        .update();
            }
        });
        return out;
    }
}
