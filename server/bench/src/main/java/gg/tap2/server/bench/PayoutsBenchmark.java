package gg.tap2.server.bench;

import gg.tap2.model.common.Currency;
import gg.tap2.server.billing.Inbox;
import gg.tap2.server.ledger.AccountKind;
import gg.tap2.server.ledger.Journal;
import gg.tap2.server.ledger.Line;
import gg.tap2.server.payouts.PayoutProvider;
import gg.tap2.server.payouts.PayoutSafety;
import gg.tap2.server.payouts.Payouts;
import gg.tap2.server.payouts.PayoutsFeature;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.crypto.Hmac;
import gg.tap2.server.platform.crypto.Vault;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.json.Json;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The daily run over many creators who are all due: decision, journal and outcome of each, and the call to a
/// provider that takes 20 ms. One run a server, because a day has one.
public final class PayoutsBenchmark implements Benchmark {
    private static final int CREATORS = 10_000;
    private static final long LIMIT_SECONDS = 60;
    private static final long AMOUNT = 12_345;

    @Override
    public String name() {
        return "payouts";
    }

    @Override
    public String about() {
        return "the daily run over 10,000 creators who are due, at a provider that answers in 20 ms";
    }

    @Override
    public List<Figure> run(BenchContext c) throws Exception {
        int creators = c.scaled(CREATORS);
        BenchServer server = c.servers().start(Map.of());
        Vault vault = Vault.open(ServerConfig.load(
                null,
                Map.of(),
                Map.of(
                        Key.DATA_DIR,
                        Files.createDirectories(c.folder().resolve("payouts")).toString())));
        var bank = new SlowBank();
        var feature = new PayoutsFeature(
                server.db(),
                server.clock(),
                server.ledger(),
                vault,
                new Hmac(new byte[32]),
                bank,
                null,
                new Payouts.Limits(1000, 0, 1_000_000, 10_000_000),
                Duration.ofHours(24),
                PayoutSafety.NONE,
                new Inbox(),
                () -> {},
                () -> {});
        server.notices(false);
        var market = new Market(server, creators);
        server.analyze();
        fund(server, vault, market);
        // The server's own run would take the day away from this one.
        server.db()
                .transact(tx -> tx.sql("""
                        INSERT INTO platform_settings (key, value, changed_at, changed_by)
                        SELECT 'payouts.automatic', 'off', :now, id FROM users LIMIT 1""").set("now", server.clock().instant()).update());
        server.analyze();
        long begun = System.nanoTime();
        int made = feature.autoPayouts().run();
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (made != creators || bank.transfers.size() != creators) {
            throw new IllegalStateException(
                    made + " payouts and " + bank.transfers.size() + " transfers for " + creators + " creators");
        }
        return List.of(
                Figure.atMost("run over " + creators + " creators", seconds, "s", LIMIT_SECONDS * c.scale()),
                Figure.plain("payouts booked and sent", creators / seconds, "1/s"));
    }

    private static void fund(BenchServer server, Vault vault, Market market) {
        Instant now = server.clock().instant();
        List<UUID> all = market.creators();
        server.db().transact(tx -> {
            tx.sql("UPDATE users SET email_verified = TRUE").update();
            tx.sql("UPDATE creators SET auto_payout_enabled = TRUE").update();
        });
        for (int from = 0; from < all.size(); from += 100) {
            List<UUID> batch = all.subList(from, Math.min(all.size(), from + 100));
            server.db().transact(tx -> batch.forEach(creator -> fund(server, vault, tx, creator, now)));
        }
    }

    private static void fund(BenchServer server, Vault vault, Tx tx, UUID creator, Instant now) {
        UUID account = UUID.randomUUID();
        var to = new PayoutProvider.Destination("us_bank", "12345678", "110000000", "Bench", "US");
        server.ledger()
                .post(
                        tx,
                        new Journal(
                                creator,
                                Currency.USD,
                                "bench_funds",
                                creator.toString(),
                                now,
                                "bench",
                                null,
                                List.of(
                                        Line.of("funds", AccountKind.STRIPE_CLEARING, AMOUNT),
                                        Line.of("funds", AccountKind.AVAILABLE, -AMOUNT)),
                                0,
                                null));
        tx.sql("""
                INSERT INTO bank_accounts (id, creator_id, country_code, currency, account_number_last_4, account_holder_name,
                  details_encrypted, fingerprint, verification_status, is_default, created_at)
                VALUES (:id, :creator, 'US', 'USD', '5678', 'Bench', :details, :print, 'verified', TRUE, :now)""")
                .set("id", account)
                .set("creator", creator)
                .set("details", vault.encryptText(Json.write(to), "bank_accounts/" + account))
                .set("print", "f".repeat(64))
                .set("now", now)
                .update();
    }

    /// Accepts everything after a while.
    private static final class SlowBank implements PayoutProvider {
        private static final long ANSWER_MS = 20;

        private final Map<String, Transfer> transfers = new ConcurrentHashMap<>();

        @Override
        public String name() {
            return "flowpay";
        }

        @Override
        public Transfer send(TransferRequest r) {
            pause();
            return transfers.computeIfAbsent(
                    r.reference(), k -> new Transfer("tr_" + k, k, Status.PROCESSING, null, r.amountMinor()));
        }

        private static void pause() {
            try {
                Thread.sleep(ANSWER_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public Optional<Transfer> findByReference(String reference, Instant since) {
            pause();
            return Optional.ofNullable(transfers.get(reference));
        }

        @Override
        public Optional<Transfer> find(String id) {
            return Optional.ofNullable(transfers.get(id.substring(3)));
        }

        @Override
        public void sendMicroDeposits(String reference, Currency c, Destination d, long first, long second) {
            pause();
        }

        @Override
        public Optional<Event> event(byte[] body, Headers headers, Instant now) {
            return Optional.empty();
        }

        @Override
        public List<DayTotal> totals(LocalDate day) {
            return List.of();
        }
    }
}
