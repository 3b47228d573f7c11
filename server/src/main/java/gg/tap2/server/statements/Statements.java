package gg.tap2.server.statements;

import gg.tap2.model.common.Currency;
import gg.tap2.model.statements.Balances;
import gg.tap2.model.statements.StatementLine;
import gg.tap2.model.statements.StatementMonth;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.ApiException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// The months of a creator's ledger. A month that is over is written down once, with the journals that belong to it,
/// so that its statement never changes and the next one starts where it ended.
public final class Statements {
    /// A posting may commit a little after its time; the month waits for it.
    private static final Duration GRACE = Duration.ofMinutes(2);

    private static final int CHUNK = 2_000;
    private static final int WINDOW = 500;

    private final Db db;
    private final InstantSource clock;
    private final StatementStore store = new StatementStore();

    Statements(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    static long total(Balances b) {
        return b.available() + b.pending() + b.reserved() + b.refunding() + b.inTransit();
    }

    /// All months in which something was posted, oldest first.
    public List<StatementMonth> months(UUID creator) {
        YearMonth current = YearMonth.from(clock.instant().minus(GRACE).atOffset(ZoneOffset.UTC));
        return db.inTransaction(tx -> {
            var head = store.head(tx, creator).orElse(null);
            if (head == null) {
                return List.of();
            }
            var out = new ArrayList<>(store.closed(tx, creator));
            long after = out.isEmpty() ? 0 : out.getLast().lastSeq();
            Balances opening = out.isEmpty() ? Balances.ZERO : out.getLast().closing();
            LocalDate floor = out.isEmpty()
                    ? LocalDate.EPOCH
                    : YearMonth.parse(out.getLast().month()).plusMonths(1).atDay(1);
            for (var m : store.moved(tx, creator, after, head.seq(), floor)) {
                boolean closed = m.month().isBefore(current);
                var month = month(m, head.currency(), closed, opening);
                if (closed && !store.close(tx, creator, month)) {
                    // Another request wrote it meanwhile; what it wrote counts.
                    return months(creator, tx);
                }
                out.add(month);
                opening = month.closing();
            }
            return out;
        });
    }

    private List<StatementMonth> months(UUID creator, gg.tap2.server.platform.db.Tx tx) {
        var head = store.head(tx, creator).orElseThrow();
        var out = new ArrayList<>(store.closed(tx, creator));
        var last = out.getLast();
        LocalDate floor = YearMonth.parse(last.month()).plusMonths(1).atDay(1);
        Balances opening = last.closing();
        for (var m : store.moved(tx, creator, last.lastSeq(), head.seq(), floor)) {
            var month = month(m, head.currency(), false, opening);
            out.add(month);
            opening = month.closing();
        }
        return out;
    }

    private static StatementMonth month(StatementStore.Moved m, Currency currency, boolean closed, Balances opening) {
        Balances closing = opening.plus(m.moved());
        if (total(opening) + m.totals().change() != total(closing)) {
            throw new IllegalStateException("movements of " + m.month() + " do not give its closing balance");
        }
        return new StatementMonth(
                m.month().toString(),
                currency,
                closed,
                m.firstSeq(),
                m.lastSeq(),
                m.postings(),
                opening,
                closing,
                total(opening),
                total(closing),
                m.totals());
    }

    /// @throws ApiException 404 for a month without postings
    public StatementMonth month(UUID creator, String month) {
        return months(creator).stream()
                .filter(m -> m.month().equals(month))
                .findFirst()
                .orElseThrow(ApiException::notFound);
    }

    /// Takes postings one by one.
    @FunctionalInterface
    interface Each<T> {
        void take(T value) throws IOException;
    }

    /// Every posting of the month, in constant memory. Journals never change, so reading them by pieces gives what
    /// one look at all would.
    void postings(UUID creator, StatementMonth m, Each<StatementStore.Posting> each) throws IOException {
        long seq = m.firstSeq();
        int line = 0;
        while (seq <= m.lastSeq()) {
            long fromSeq = seq;
            int fromLine = line;
            // Bounded by journals as well, or every piece would sort all that is still to come.
            long end = Math.min(m.lastSeq(), seq + WINDOW - 1);
            var chunk = db.read(tx -> store.postings(tx, creator, fromSeq, fromLine, end, CHUNK));
            for (var p : chunk) {
                each.take(p);
            }
            boolean whole = chunk.size() < CHUNK;
            seq = whole ? end + 1 : chunk.getLast().seq();
            line = whole ? 0 : chunk.getLast().line();
        }
    }

    /// Every line of the month with the running balance.
    ///
    /// @throws IllegalStateException when the lines do not lead to the closing balance
    void lines(UUID creator, StatementMonth m, Each<StatementLine> each) throws IOException {
        long[] balance = {m.openingTotal()};
        long[] count = {0};
        postings(creator, m, p -> {
            long change = p.creators() ? -p.amount() : 0;
            balance[0] = Math.addExact(balance[0], change);
            count[0]++;
            each.take(line(p, change, balance[0]));
        });
        if (balance[0] != m.closingTotal() || count[0] != m.postings()) {
            throw new IllegalStateException("statement " + m.month() + " of " + creator + " ends at " + balance[0]
                    + ", not " + m.closingTotal());
        }
    }

    private static StatementLine line(StatementStore.Posting p, long change, long balance) {
        return new StatementLine(
                p.seq(),
                p.line(),
                p.postedAt(),
                p.occurredAt(),
                p.eventType(),
                p.eventId(),
                p.role(),
                p.account(),
                p.amount(),
                change,
                balance,
                Currency.valueOf(p.currency()),
                p.paymentId(),
                p.refundId(),
                p.disputeId(),
                p.payoutId(),
                p.kind(),
                p.title(),
                p.role().equals("gross") || p.role().startsWith("platform_fee") ? p.platformFeeBps() : null,
                p.reason());
    }
}
