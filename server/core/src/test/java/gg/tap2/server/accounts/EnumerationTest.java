package gg.tap2.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.accounts.Role;
import gg.tap2.server.platform.config.Key;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Nobody finds out by the clock whether an address has an account: 500 answers each, in turn, at the real cost
/// of a password. The medians lie within ten per cent, and the Mann-Whitney test cannot tell the two apart.
@Tag("slow")
final class EnumerationTest {
    private static final int EACH = 500;
    private static final int WARM_UP = 40;

    @Test
    void signInTakesTheSameTimeForKnownAndUnknownAddresses() {
        compare("/api/v1/auth/login", (server, email) -> server.login(email, "wrong password"));
    }

    @Test
    void aForgottenPasswordTakesTheSameTimeForKnownAndUnknownAddresses() {
        compare(
                "/api/v1/auth/forgot-password",
                (server, email) -> server.post("/api/v1/auth/forgot-password", Map.of("email", email), null));
    }

    @Test
    void aRepeatedRegistrationTakesTheSameTimeAsANewOne() {
        compare("/api/v1/auth/register", (server, email) -> server.register(email, Role.FAN));
    }

    private interface Question {
        AccountsServer.Reply ask(AccountsServer server, String email);
    }

    private static void compare(String what, Question question) {
        try (var s = new AccountsServer(Map.of(Key.RATELIMIT_FACTOR, "1000000"), Passwords.Cost.DEFAULT, r -> {})) {
            registerAll(s);
            var known = new double[EACH];
            var unknown = new double[EACH];
            var answers = new HashSet<String>();
            for (int i = 0; i < EACH + WARM_UP; i++) {
                // Who comes first changes, so that no side always follows the other.
                for (boolean exists : i % 2 == 0 ? new boolean[] {true, false} : new boolean[] {false, true}) {
                    String email = (exists ? "known" : "nobody") + i + "@example.org";
                    long t = System.nanoTime();
                    var reply = question.ask(s, email);
                    double took = (System.nanoTime() - t) / 1e6;
                    answers.add(reply.status()
                            + reply.raw()
                                    .body()
                                    .replaceAll("\"requestId\":\"[^\"]*\"", "")
                                    .replace(email, "THE ADDRESS"));
                    if (i >= WARM_UP) {
                        (exists ? known : unknown)[i - WARM_UP] = took;
                    }
                }
            }
            double ratio = median(known) / median(unknown);
            double p = mannWhitney(known, unknown);
            System.out.printf(
                    "%s: known %.2f ms, unknown %.2f ms, ratio %.3f, Mann-Whitney p = %.3f%n",
                    what, median(known), median(unknown), ratio, p);
            assertThat(answers.size()).as(answers.iterator().next()).isEqualTo(1);
            assertThat(ratio).isBetween(0.9, 1.1);
            assertThat(p).isGreaterThan(0.01);
        }
    }

    private static void registerAll(AccountsServer s) {
        try (var pool = Executors.newFixedThreadPool(6)) {
            for (int i = 0; i < EACH + WARM_UP; i++) {
                String email = "known" + i + "@example.org";
                pool.execute(() -> s.register(email, Role.FAN));
            }
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /// The two-sided probability that samples of one distribution differ as much as these, by the normal
    /// approximation, which is good from about twenty values on.
    private static double mannWhitney(double[] a, double[] b) {
        double u = 0;
        for (double x : a) {
            for (double y : b) {
                u += x > y ? 1 : x == y ? 0.5 : 0;
            }
        }
        double n = (double) a.length * b.length;
        double z = Math.abs(u - n / 2) / Math.sqrt(n * (a.length + b.length + 1) / 12);
        return 2 * (1 - normal(z));
    }

    /// The normal distribution's integral (Abramowitz and Stegun 26.2.17, error below 7.5e-8).
    private static double normal(double z) {
        double t = 1 / (1 + 0.2316419 * z);
        double d = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
        return 1
                - d * t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    }
}
