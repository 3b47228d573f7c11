package gg.tap2.studio.uploads;

/// A limit on bytes per second over all uploads: a token bucket of a quarter second. 0 means no limit.
public final class Bandwidth {
    private long bytesPerSecond;
    private double tokens;
    private long last = System.nanoTime();

    public synchronized void setLimit(long bytesPerSecond) {
        this.bytesPerSecond = Math.max(0, bytesPerSecond);
        tokens = 0;
        last = System.nanoTime();
        notifyAll();
    }

    public synchronized long limit() {
        return bytesPerSecond;
    }

    /// Waits until some of `wanted` bytes may be sent and says how many.
    synchronized long take(long wanted) throws InterruptedException {
        while (bytesPerSecond > 0) {
            long now = System.nanoTime();
            double cap = Math.max(8_192, bytesPerSecond / 4.0);
            tokens = Math.min(cap, tokens + (now - last) / 1e9 * bytesPerSecond);
            last = now;
            if (tokens >= Math.min(wanted, Math.min(cap, 8_192))) {
                long granted = Math.min(wanted, (long) tokens);
                tokens -= granted;
                return granted;
            }
            wait(10);
        }
        return wanted;
    }
}
