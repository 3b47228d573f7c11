package gg.tap2.server.statements;

import gg.tap2.model.common.Currency;
import gg.tap2.model.statements.Balances;
import gg.tap2.model.statements.StatementLine;
import gg.tap2.model.statements.StatementMonth;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
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
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// The months of a creator's ledger. A month that is over is written down once, with the journals that belong to it,
/// so that its statement never changes and the next one starts where it ended.
public final class Statements {
    /// A posting may commit a little after its time; the month waits for it.
    private static final Duration GRACE = Duration.ofMinutes(2);

    /// Journals after which the sums of the open month are kept.
    private static final int STEP = 500;
    /// Journals that one request adds up while others wait for its sums.
    private static final int LONG = 5_000;

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
        return LongStream.of(b.available(), b.pending(), b.reserved(), b.refunding(), b.inTransit())
                .reduce(0, Math::addExact);
    }

    /// All months in which something was posted, oldest first.
    public List<StatementMonth> months(UUID creator) {
        YearMonth current = YearMonth.from(clock.instant().minus(GRACE).atOffset(ZoneOffset.UTC));
        return db.inTransaction(tx -> {
            var head = store.head(tx, creator).orElse(null);
            if (head == null) {
                return List.of();
            }
            var known = known(tx, creator);
            if (head.seq() - known.lastSeq() > LONG) {
                store.alone(tx, creator);
                known = known(tx, creator);
            }
            return months(tx, creator, head, known, current);
        });
    }

    /// What was added up before.
    ///
    /// @param open the beginning of the month after the last closed one, once there is one
    private record Known(List<StatementMonth> closed, StatementStore.@Nullable Moved open) {
        long lastSeq() {
            return open != null
                    ? open.lastSeq()
                    : closed.isEmpty() ? 0 : closed.getLast().lastSeq();
        }

        /// The first month to which a journal after these can belong.
        LocalDate floor() {
            if (open != null) {
                return open.month().atDay(1);
            }
            return closed.isEmpty()
                    ? LocalDate.EPOCH
                    : YearMonth.parse(closed.getLast().month()).plusMonths(1).atDay(1);
        }
    }

    private Known known(Tx tx, UUID creator) {
        var closed = store.closed(tx, creator);
        long last = closed.isEmpty() ? 0 : closed.getLast().lastSeq();
        return new Known(
                closed,
                store.progress(tx, creator)
                        .filter(m -> m.firstSeq() == last + 1)
                        .orElse(null));
    }

    private List<StatementMonth> months(Tx tx, UUID creator, StatementStore.Head head, Known known, YearMonth current) {
        List<StatementStore.Moved> moved =
                new ArrayList<>(store.moved(tx, creator, known.lastSeq(), head.seq(), known.floor()));
        var begun = known.open();
        if (begun != null) {
            if (!moved.isEmpty() && moved.getFirst().month().equals(begun.month())) {
                moved.set(0, begun.plus(moved.getFirst()));
            } else {
                moved.addFirst(begun);
            }
        }
        var out = new ArrayList<>(known.closed());
        Balances opening = out.isEmpty() ? Balances.ZERO : out.getLast().closing();
        for (var m : moved) {
            boolean closed = m.month().isBefore(current);
            var month = month(m, head.currency(), closed, opening);
            if (closed && !store.close(tx, creator, month)) {
                // Another request wrote it meanwhile; what it wrote counts.
                return months(tx, creator, head, known(tx, creator), current);
            }
            if (!closed && m.lastSeq() - known.lastSeq() >= STEP) {
                store.keepProgress(tx, creator, m);
            }
            out.add(month);
            opening = month.closing();
        }
        return out;
    }

    /// What a month did to what the creator was owed before.
    ///
    /// @throws IllegalStateException when its movements do not give its closing balance
    static StatementMonth month(StatementStore.Moved m, Currency currency, boolean closed, Balances opening) {
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
