package gg.tap2.server.platform.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// Networks that send webhooks which nobody signed. After many of them no more is read from that network for a while;
/// one that has sent a signed event is never held up.
final class WebhookSenders {
    private static final int MOST_NETWORKS = 20_000;
    private static final int FALSE_ONES = 120;
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Duration TRUST = Duration.ofHours(24);

    private final double factor;
    private final Map<String, Seen> seen = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
            return size() > MOST_NETWORKS;
        }
    };

    private record Seen(int refused, long since, long provenAt, boolean proven) {}

    WebhookSenders(double factor) {
        this.factor = Math.max(1, factor);
    }

    /// @throws ApiException 429
    void check(Route route, String network) {
        long now = System.nanoTime();
        synchronized (seen) {
            var s = seen.get(key(route, network));
            if (s != null
                    && !(s.proven() && now - s.provenAt() < TRUST.toNanos())
                    && s.refused() >= FALSE_ONES * factor
                    && now - s.since() < WINDOW.toNanos()) {
                throw ApiException.tooMany((int) WINDOW.toSeconds());
            }
        }
    }

    void answered(Route route, String network, int status) {
        boolean good = status >= 200 && status < 300;
        if (!good && status != 400 && status != 401 && status != 403) {
            return;
        }
        long now = System.nanoTime();
        synchronized (seen) {
            seen.merge(
                    key(route, network),
                    new Seen(good ? 0 : 1, now, now, good),
                    (s, n) -> good
                            ? new Seen(0, now, now, true)
                            : now - s.since() < WINDOW.toNanos()
                                    ? new Seen(s.refused() + 1, s.since(), s.provenAt(), s.proven())
                                    : new Seen(1, now, s.provenAt(), s.proven()));
        }
    }

    private static String key(Route route, String network) {
        return route.path() + " " + network;
    }
}
