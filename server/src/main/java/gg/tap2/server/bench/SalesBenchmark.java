package gg.tap2.server.bench;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Sales booked per second through the whole path of a webhook up to its answer: HTTP, signature, inbox,
/// journal with its hash chain, lots, balance, daily numbers, payment, purchase, grant and fact. The peer is
/// pgbench writing the same rows into the same tables, one transaction an event; ours commits those that arrive
/// together in one transaction, which is another technique, so the ratio compares outcomes, not equal work.
public final class SalesBenchmark implements Benchmark {
    private static final int CREATORS = 50;
    private static final int CONNECTIONS = 64;
    private static final int PEER_CLIENTS = 32;

    @Override
    public String name() {
        return "sales";
    }

    @Override
    public String about() {
        return "paid webhooks booked per second, against pgbench writing the same rows one transaction an event";
    }

    @Override
    public List<Figure> run(BenchContext c) throws Exception {
        BenchServer server = c.servers().shared();
        var market = new Market(server, CREATORS);
        // The peer's rows carry no real hashes, so it gets creators of its own.
        var peers = new Market(server, CREATORS);
        int events = c.scaled(8000);
        List<Double> spread = new ArrayList<>();
        List<Double> one = new ArrayList<>();
        List<Double> peerSpread = new ArrayList<>();
        List<Double> peerOne = new ArrayList<>();
        boolean pgbench = c.peers() && Pgbench.installed();
        server.notices(false);
        try {
            ours(server, peers, CREATORS, CREATORS);
            ours(server, market, events, CREATORS);
            ours(server, market, events, 1);
            server.analyze();
            for (int i = 0; i < c.rounds(); i++) {
                spread.add(ours(server, market, events, CREATORS));
                if (pgbench) {
                    peerSpread.add(peer(c, server, peers, events / 2, CREATORS));
                }
                one.add(ours(server, market, events, 1));
                if (pgbench) {
                    peerOne.add(peer(c, server, peers, events / 2, 1));
                }
            }
        } finally {
            server.notices(true);
        }
        if (!pgbench) {
            return List.of(
                    Figure.plain("sales, 50 creators", BenchContext.median(spread), "1/s"),
                    Figure.plain("sales, one creator", BenchContext.median(one), "1/s"),
                    Figure.skipped("the same by pgbench", c.peers() ? Pgbench.MISSING : "not asked for"));
        }
        return List.of(
                Figure.ratio(
                        "sales, 50 creators",
                        BenchContext.median(spread),
                        "1/s",
                        "pgbench",
                        BenchContext.median(peerSpread),
                        1.5),
                Figure.ratio(
                        "sales, one creator",
                        BenchContext.median(one),
                        "1/s",
                        "pgbench",
                        BenchContext.median(peerOne),
                        1.5));
    }

    private static double ours(BenchServer server, Market market, int events, int creators) throws Exception {
        List<byte[]> requests = StripeEvents.webhooks(server, market.begin(events, creators));
        return RawHttp.closedLoop(URI.create(server.url()), CONNECTIONS, events, requests::get);
    }

    private static double peer(BenchContext c, BenchServer server, Market market, int events, int creators)
            throws Exception {
        long now = server.clock().instant().getEpochSecond();
        var owner = server.owner();
        try (Connection db = DriverManager.getConnection(
                owner.jdbcUrl(), owner.user(), owner.password().value())) {
            try (var s = db.createStatement()) {
                s.execute("CREATE SCHEMA IF NOT EXISTS bench");
                s.execute("""
                        DROP TABLE IF EXISTS bench.todo""");
                s.execute("""
                        CREATE TABLE bench.todo (n BIGINT PRIMARY KEY, payment UUID, creator UUID, product UUID, fan UUID,
                          clearing UUID, pending UUID, fees UUID, body TEXT)""");
                s.execute("DROP SEQUENCE IF EXISTS bench.n");
                s.execute("CREATE SEQUENCE bench.n");
            }
            try (var insert = db.prepareStatement("""
                    INSERT INTO bench.todo SELECT ?, CAST(? AS uuid), CAST(? AS uuid), CAST(? AS uuid), CAST(? AS uuid),
                      (SELECT id FROM ledger_account WHERE kind = 'stripe_clearing' AND currency = 'USD'),
                      (SELECT id FROM ledger_account WHERE kind = 'pending' AND currency = 'USD' AND creator_id = CAST(? AS uuid)),
                      (SELECT id FROM ledger_account WHERE kind = 'processor_fees' AND currency = 'USD'), ?""")) {
                long n = 0;
                for (Market.Waiting w : market.begin(events, creators)) {
                    insert.setLong(1, ++n);
                    insert.setString(2, w.payment().toString());
                    insert.setString(3, w.creator().toString());
                    insert.setString(4, w.product().toString());
                    insert.setString(5, w.fan().toString());
                    insert.setString(6, w.creator().toString());
                    insert.setString(7, new String(StripeEvents.paid(w, Market.PRICE, now), StandardCharsets.UTF_8));
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        }
        Path script = c.folder().resolve("sale.sql");
        try (var in = SalesBenchmark.class.getResourceAsStream("sale.sql")) {
            Files.write(script, java.util.Objects.requireNonNull(in).readAllBytes());
        }
        return Pgbench.run(owner, script, PEER_CLIENTS, events, Map.of());
    }
}
