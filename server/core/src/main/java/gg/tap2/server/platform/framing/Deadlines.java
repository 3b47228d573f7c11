package gg.tap2.server.platform.framing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Ends reads that take too long. Interrupting a virtual thread that waits on a socket closes the socket.
final class Deadlines {
    private static final long LOOK_EVERY_MS = 200;

    private final Map<Wait, Boolean> waits = new ConcurrentHashMap<>();

    /// A read that is under way.
    static final class Wait {
        private final Thread thread;
        private final long deadline;
        private boolean over;
        private boolean expired;

        private Wait(Thread thread, long deadline) {
            this.thread = thread;
            this.deadline = deadline;
        }

        private synchronized void expire() {
            if (!over) {
                expired = true;
                thread.interrupt();
            }
        }

        /// Ends the wait; true when it had expired.
        private synchronized boolean end() {
            over = true;
            if (expired) {
                boolean cleared = Thread.interrupted();
                return cleared || expired;
            }
            return false;
        }
    }

    Deadlines() {
        Thread.ofPlatform().daemon().name("http-deadlines").start(this::watch);
    }

    Wait begin(long nanos) {
        var wait = new Wait(Thread.currentThread(), System.nanoTime() + nanos);
        waits.put(wait, Boolean.TRUE);
        return wait;
    }

    boolean end(Wait wait) {
        waits.remove(wait);
        return wait.end();
    }

    private void watch() {
        while (true) {
            try {
                Thread.sleep(LOOK_EVERY_MS);
            } catch (InterruptedException e) {
                return;
            }
            long now = System.nanoTime();
            for (Wait wait : waits.keySet()) {
                if (now - wait.deadline > 0) {
                    waits.remove(wait);
                    wait.expire();
                }
            }
        }
    }
}
