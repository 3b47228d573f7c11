package gg.tap2.server.accounts;

import gg.tap2.model.accounts.Role;
import gg.tap2.model.common.Ids;
import gg.tap2.server.accounts.tokens.AccessTokens;
import gg.tap2.server.platform.config.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What the check of an access token adds to a request: the token itself and whether its session is alive, on
/// the real database. `known` is every request but a token's first; `first` pays for the signature. Run by
/// [TokenCheckSpeedTest].
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class TokenCheckBenchmark {
    private static final int TOKENS = 20_000;

    private AccountsServer server;
    private AccessTokens tokens;
    private SessionStates states;
    private String token;
    private List<String> fresh;
    private int next;

    @Setup(Level.Trial)
    public void start() {
        server = new AccountsServer(Map.of(Key.RATELIMIT_FACTOR, "100000"), AccountsServer.LIGHT, r -> {});
        server.register("bench" + System.nanoTime() + "@example.org", Role.FAN);
        states = new SessionStates(server.db, new SessionStore(), server.clock);
        tokens = new AccessTokens(server.db, server.vault, server.clock, "tap2");
        token = tokens.issue(UUID.randomUUID(), Ids.next(), Role.FAN).token();
        fresh = new ArrayList<>();
        for (int i = 0; i < TOKENS; i++) {
            fresh.add(tokens.issue(UUID.randomUUID(), Ids.next(), Role.FAN).token());
        }
    }

    @TearDown(Level.Trial)
    public void stop() {
        server.close();
    }

    @Setup(Level.Iteration)
    public void forget() {
        tokens = new AccessTokens(server.db, server.vault, server.clock, "tap2");
        next = 0;
    }

    @Benchmark
    public Object known() {
        return tokens.verify(token) instanceof AccessTokens.Check.Good(var t) ? states.findAlive(t.sessionId()) : null;
    }

    /// Every token once in an iteration; a second round would find them remembered, so it starts anew.
    @Benchmark
    public Object first() {
        if (next == TOKENS) {
            forget();
        }
        return tokens.verify(fresh.get(next++));
    }
}
