package gg.tap2.server.accounts;

import gg.tap2.model.common.EmailAddress;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.ratelimit.Buckets;
import gg.tap2.server.platform.ratelimit.Limit;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/// Slows guessing down without letting a stranger lock the owner out. Wrong tries are counted per account and per
/// address. An address that used up its tries at an account waits. An account that is being guessed at from many
/// addresses answers everybody more slowly, except devices that signed in to it before.
final class Throttle {
    private static final Limit PER_ACCOUNT_AND_ADDRESS = new Limit(5, Duration.ofMinutes(5));
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

    /// Before a password is checked: seconds to wait when this address used up its tries. May take a moment.
    OptionalInt beforePassword(String email, SignInClient client, boolean trusted) {
        String account = account(email);
        var here = buckets.look(pair(account, client, trusted), PER_ACCOUNT_AND_ADDRESS);
        if (!here.allowed()) {
            return OptionalInt.of(here.retryAfterSeconds());
        }
        if (!trusted && !buckets.look("login:all:" + account, PER_ACCOUNT).allowed()) {
            return slowDown();
        }
        return OptionalInt.empty();
    }

    void wrongPassword(String email, SignInClient client, boolean trusted) {
        String account = account(email);
        buckets.take(pair(account, client, trusted), PER_ACCOUNT_AND_ADDRESS);
        if (!trusted) {
            buckets.take("login:all:" + account, PER_ACCOUNT);
        }
    }

    void rightPassword(String email, SignInClient client, boolean trusted) {
        buckets.reset(pair(account(email), client, trusted), PER_ACCOUNT_AND_ADDRESS);
    }

    /// Before a code is checked. Six digits can be guessed by many addresses together, so beyond the account's
    /// allowance only devices and places that the owner used before may go on.
    OptionalInt beforeCode(UUID userId, boolean trusted) {
        var a = buckets.look(codeKey(userId, trusted), trusted ? CODES_PER_TRUSTED : CODES_PER_ACCOUNT);
        return a.allowed() ? OptionalInt.empty() : OptionalInt.of(a.retryAfterSeconds());
    }

    void wrongCode(UUID userId, boolean trusted) {
        buckets.take(codeKey(userId, trusted), trusted ? CODES_PER_TRUSTED : CODES_PER_ACCOUNT);
    }

    private OptionalInt slowDown() {
        if (!delayed.tryAcquire()) {
            return OptionalInt.of(5);
        }
        try {
            Thread.sleep(DELAY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.of(5);
        } finally {
            delayed.release();
        }
        return OptionalInt.empty();
    }

    private static String codeKey(UUID userId, boolean trusted) {
        return "code:" + (trusted ? "known:" : "other:") + userId;
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
