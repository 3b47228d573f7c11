package gg.tap2.server.platform.framing;

import java.util.concurrent.ConcurrentHashMap;

/// How many connections each network has open. One that has too many gets no more, whatever they do.
final class Connections {
    private final int most;
    private final ConcurrentHashMap<String, Integer> open = new ConcurrentHashMap<>();

    Connections(int most) {
        this.most = most;
    }

    /// False when the network has as many as it may.
    boolean enter(String network) {
        boolean[] entered = {true};
        open.compute(network, (k, n) -> {
            int now = n == null ? 0 : n;
            entered[0] = now < most;
            return entered[0] ? now + 1 : now;
        });
        return entered[0];
    }

    void leave(String network) {
        open.computeIfPresent(network, (k, n) -> n <= 1 ? null : n - 1);
    }

    int networks() {
        return open.size();
    }
}
