package gg.tap2.server.accounts;

import gg.tap2.model.common.EmailAddress;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.ratelimit.Buckets;
import gg.tap2.server.platform.ratelimit.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/// Slows guessing down without letting a stranger lock the owner out. A try is taken before it is judged, so that
/// many at once are no more than many in a row, and given back when it was right: only wrong ones count. They
/// count per account and address, per address, and per account. An address that used up its tries at an account
/// waits. An account that is being guessed at from many addresses answers everybody more slowly, except devices
/// that signed in to it before.
final class Throttle {
    private static final Limit PER_ACCOUNT_AND_ADDRESS = new Limit(5, Duration.ofMinutes(5));
    /// Whole schools and mobile networks come from one address.
    private static final Limit PER_ADDRESS = new Limit(50, Duration.ofMinutes(15));
    private static final Limit PER_ACCOUNT = new Limit(20, Duration.ofHours(1));
    private static final Limit CODES_PER_ACCOUNT = new Limit(10, Duration.ofHours(1));
    private static final Limit CODES_PER_TRUSTED = new Limit(10, Duration.ofMinutes(15));
    private static final Duration DELAY = Duration.ofSeconds(3);
    private static final int MAX_DELAYED = 200;

    private final Buckets buckets;
    private final Semaphore delayed = new Semaphore(MAX_DELAYED);

    Throttle(Buckets buckets) {
        this.buckets = buckets;
    }

    private record Taken(String key, Limit limit) {}

    /// A try that was taken; `delay` says how many seconds to come back in when it may not be judged at all.
    record Attempt(OptionalInt delay, List<Taken> taken) {
        private static Attempt refused(int seconds) {
            return new Attempt(OptionalInt.of(seconds), List.of());
        }
    }

    /// Takes a try at a password. May take a moment.
    Attempt takePassword(String email, SignInClient client, boolean trusted) {
        String account = account(email);
        var wanted = new ArrayList<Taken>();
        wanted.add(new Taken(pair(account, client, trusted), PER_ACCOUNT_AND_ADDRESS));
        if (!trusted) {
            wanted.add(new Taken("login:from:" + client.ip(), PER_ADDRESS));
        }
        Attempt attempt = take(wanted);
        if (attempt.delay().isPresent() || trusted) {
            return attempt;
        }
        var everywhere = new Taken("login:all:" + account, PER_ACCOUNT);
        if (buckets.take(everywhere.key(), everywhere.limit()).allowed()) {
            attempt.taken().add(everywhere);
            return attempt;
        }
        int wait = slowDown();
        if (wait > 0) {
            giveBack(attempt);
            return Attempt.refused(wait);
        }
        return attempt;
    }

    /// Takes a try at a code or at a password of somebody who is signed in. Six digits can be guessed by many
    /// addresses together, so beyond the account's allowance only devices and places that the owner used before
    /// may go on.
    Attempt takeCode(UUID userId, boolean trusted) {
        return take(List.of(new Taken(
                "code:" + (trusted ? "known:" : "other:") + userId, trusted ? CODES_PER_TRUSTED : CODES_PER_ACCOUNT)));
    }

    /// The try was right, or was none.
    void giveBack(Attempt attempt) {
        attempt.taken().forEach(t -> buckets.give(t.key(), t.limit(), 1));
    }

    /// After a right password the address begins anew at this account.
    void right(Attempt attempt, String email, SignInClient client, boolean trusted) {
        giveBack(attempt);
        buckets.reset(pair(account(email), client, trusted), PER_ACCOUNT_AND_ADDRESS);
    }

    private Attempt take(List<Taken> wanted) {
        var taken = new ArrayList<Taken>();
        for (Taken t : wanted) {
            var answer = buckets.take(t.key(), t.limit());
            if (!answer.allowed()) {
                giveBack(new Attempt(OptionalInt.empty(), taken));
                return Attempt.refused(answer.retryAfterSeconds());
            }
            taken.add(t);
        }
        return new Attempt(OptionalInt.empty(), taken);
    }

    /// Seconds to come back in; 0 after a moment's wait.
    private int slowDown() {
        if (!delayed.tryAcquire()) {
            return 5;
        }
        try {
            Thread.sleep(DELAY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 5;
        } finally {
            delayed.release();
        }
        return 0;
    }

    private static String pair(String account, SignInClient client, boolean trusted) {
        String device = client.deviceToken();
        return "login:" + account + ":"
                + (trusted && device != null ? "d" + RandomTokens.hash(device).substring(0, 16) : client.ip());
    }

    /// Unknown addresses are throttled just like known ones.
    private static String account(String email) {
        return RandomTokens.hash(EmailAddress.keyOf(email)).substring(0, 24);
    }
}
