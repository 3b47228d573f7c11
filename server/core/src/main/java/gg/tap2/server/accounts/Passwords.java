package gg.tap2.server.accounts;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.http.ApiException;
import java.text.Normalizer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Argon2id on a few threads of its own with a bounded queue: a flood of sign-ins costs at most those threads,
/// and what does not fit is answered 503 at once.
public final class Passwords implements AutoCloseable {
    private static final int QUEUE = 64;

    private final Argon2Function function;
    private final ThreadPoolExecutor threads;
    private final String nobody;

    /// Cost of one hash. The default follows OWASP's first recommendation for Argon2id.
    public record Cost(int memoryKib, int iterations) {
        public static final Cost DEFAULT = new Cost(19_456, 2);
    }

    private final EvenPace pace;

    public Passwords(Cost cost) {
        this.pace = EvenPace.of(cost);
        this.function = Argon2Function.getInstance(cost.memoryKib(), cost.iterations(), 1, 32, Argon2.ID);
        int size = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        this.threads = new ThreadPoolExecutor(
                size,
                size,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUE),
                Thread.ofPlatform()
                        .daemon()
                        .name("argon2-", 0)
                        .priority(Thread.MIN_PRIORITY)
                        .factory());
        this.nobody = hash(RandomTokens.next());
    }

    /// @throws ApiException 503 when too many hashes are waiting
    public String hash(String password) {
        return run(() ->
                Password.hash(normal(password)).addRandomSalt(16).with(function).getResult());
    }

    /// Whether the password fits. Takes as long for a missing hash as for a wrong password.
    public boolean matches(String password, @org.jspecify.annotations.Nullable String hash) {
        String against = hash == null ? nobody : hash;
        boolean fits =
                run(() -> Password.check(normal(password), against).with(Argon2Function.getInstanceFromHash(against)));
        return fits && hash != null;
    }

    /// Whether a stored hash is weaker than what new ones get.
    public boolean needsUpgrade(String hash) {
        var stored = Argon2Function.getInstanceFromHash(hash);
        return stored.getMemory() < function.getMemory() || stored.getIterations() < function.getIterations();
    }

    private static String normal(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFKC);
    }

    private <T> T run(Callable<T> work) {
        Future<T> future;
        try {
            future = threads.submit(work);
        } catch (RejectedExecutionException e) {
            throw ApiException.unavailable("overloaded", 2);
        }
        try {
            return future.get();
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw ApiException.unavailable("overloaded", 2);
        } catch (ExecutionException e) {
            throw new IllegalStateException("hashing failed", e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /// At which answers about addresses leave.
    EvenPace pace() {
        return pace;
    }
}
