package gg.tap2.server.checks;

import gg.tap2.server.payouts.PayoutProvider;
import gg.tap2.server.platform.config.ServerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// All checks, each with its own time, so that one provider that hangs hides nobody else.
public final class LiveChecks {
    private static final long SECONDS = 60;

    /// @param operator whom the relay is asked about
    /// @param send whether a mail is really sent to them
    public record Options(String operator, boolean send) {}

    private final List<LiveCheck> checks;

    /// @param stripe what is not as it must be there
    /// @param payouts who pays creators; empty where that is not set, or at Stripe
    public LiveChecks(
            Options options,
            Function<ServerConfig, List<String>> stripe,
            Function<ServerConfig, Optional<PayoutProvider>> payouts) {
        this(List.of(
                new DatabaseCheck(),
                new StorageCheck(),
                new MalwareCheck(),
                new MailCheck(options),
                new PushCheck(),
                new RedisCheck(),
                new GoogleCheck(),
                new PlaidCheck(),
                new PayoutCheck(payouts),
                new StripeCheck(stripe)));
    }

    LiveChecks(List<LiveCheck> checks) {
        this.checks = checks;
    }

    public List<Finding> run(ServerConfig config) {
        List<Finding> out = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (LiveCheck check : checks) {
                Callable<List<Finding>> work = () -> check.look(config);
                var asked = threads.submit(work);
                try {
                    out.addAll(asked.get(SECONDS, TimeUnit.SECONDS));
                } catch (TimeoutException e) {
                    asked.cancel(true);
                    out.add(Finding.failed(
                            check.area(),
                            "no answer within " + SECONDS + " s",
                            "look at the network between here and there"));
                } catch (ExecutionException e) {
                    Throwable cause = e.getCause() == null ? e : e.getCause();
                    out.add(Finding.failed(
                            check.area(),
                            Finding.word(cause),
                            "look at the settings of " + check.area() + " in docs/going-live.md"));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return out;
                }
            }
        }
        return out;
    }
}
