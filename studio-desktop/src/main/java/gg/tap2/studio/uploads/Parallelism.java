package gg.tap2.studio.uploads;

/// How many parts travel at once, 2 to 8, at first 4: climbs while another connection brings at least 5 % more
/// throughput, steps back when it brings less or when connections fail, and tries again after a while.
final class Parallelism {
    static final int MIN = 2;
    private static final int FIRST = 4;
    static final int MAX = 8;
    private static final double WORTH = 1.05;
    private static final int REST_SAMPLES = 6;

    private int target = FIRST;
    private int active;
    private double before;
    private int rest;
    private boolean climbing;

    synchronized int target() {
        return target;
    }

    synchronized int active() {
        return active;
    }

    synchronized void enter() throws InterruptedException {
        while (active >= target) {
            wait(500);
        }
        active++;
    }

    synchronized void leave() {
        active--;
        notifyAll();
    }

    /// A measured throughput at the present target, bytes per second.
    synchronized void sample(double throughput) {
        if (rest > 0) {
            rest--;
            before = throughput;
            return;
        }
        if (climbing && throughput < before * WORTH) {
            target = Math.max(MIN, target - 1);
            climbing = false;
            rest = REST_SAMPLES;
        } else if (target < MAX) {
            target++;
            climbing = true;
        }
        before = throughput;
        notifyAll();
    }

    /// A connection failed: fewer of them, and no climbing for a while.
    synchronized void failed() {
        target = Math.max(MIN, target - 1);
        climbing = false;
        rest = REST_SAMPLES;
    }
}
