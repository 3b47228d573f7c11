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
/// journal with its hash chain, lots, balance, daily numbers, payment, purchase, grant and event. The peer is
/// pgbench writing the same rows into the same tables, one transaction an event; ours commits those that arrive
/// together in one transaction, which is another technique, so the ratio compares outcomes, not equal work. The other
/// peer is a Next.js route that does the same, one transaction an event.
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
        return "paid webhooks booked per second, against pgbench and a Next.js route writing the same rows, one transaction an event";
    }

    @Override
    public List<Figure> run(BenchContext c) throws Exception {
        BenchServer server = c.servers().shared();
        var market = new Market(server, CREATORS);
        // The peer's rows carry no real hashes, so it gets creators of its own.
        var peers = new Market(server, CREATORS);
        int events = c.scaled(8000);
        boolean pgbench = c.peers() && Pgbench.installed();
        List<Figure> out = new ArrayList<>();
        NextApp next = NextApp.startOrSkip(c, server, out);
        server.notices(false);
        try {
            ours(server, peers, CREATORS, CREATORS);
            ours(server, market, events, CREATORS);
            ours(server, market, events, 1);
            if (next != null) {
                next(server, next, peers, events / 8, CREATORS);
            }
            server.analyze();
            for (int over : new int[] {CREATORS, 1}) {
                List<Double> mine = new ArrayList<>();
                List<Double> theirs = new ArrayList<>();
                List<Double> routes = new ArrayList<>();
                for (int i = 0; i < c.rounds(); i++) {
                    mine.add(ours(server, market, events, over));
                    if (pgbench) {
                        theirs.add(peer(c, server, peers, events / 2, over));
                    }
                    if (next != null) {
                        routes.add(next(server, next, peers, events / 8, over));
                    }
                }
                out.addAll(figures(over == 1 ? "sales, one creator" : "sales, 50 creators", mine, theirs, routes));
            }
        } finally {
            server.notices(true);
            if (next != null) {
                next.close();
            }
        }
        if (!pgbench) {
            out.add(Figure.skipped("the same by pgbench", c.peers() ? Pgbench.MISSING : "not asked for"));
        }
        return out;
    }

    private static List<Figure> figures(String what, List<Double> mine, List<Double> pgbench, List<Double> next) {
        double value = BenchContext.median(mine);
        List<Figure> out = new ArrayList<>();
        if (!pgbench.isEmpty()) {
            out.add(Figure.ratio(what, value, "1/s", "pgbench", BenchContext.median(pgbench), 1.5));
        }
        if (!next.isEmpty()) {
            out.add(Figure.ratio(what, value, "1/s", "Next.js", BenchContext.median(next), 10));
        }
        return out.isEmpty() ? List.of(Figure.plain(what, value, "1/s")) : out;
    }

    /// A Next.js route that verifies the signature and writes the same rows, one transaction an event.
    private static double next(BenchServer server, NextApp next, Market market, int events, int creators)
            throws Exception {
        List<byte[]> requests =
                StripeEvents.webhooks(server, next.base(), "/api/webhook", market.begin(events, creators));
        return RawHttp.closedLoop(next.base(), CONNECTIONS, events, requests::get)
                .perSecond();
    }

    private static double ours(BenchServer server, Market market, int events, int creators) throws Exception {
        List<byte[]> requests = StripeEvents.webhooks(server, market.begin(events, creators));
        return RawHttp.closedLoop(URI.create(server.url()), CONNECTIONS, events, requests::get)
                .perSecond();
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
