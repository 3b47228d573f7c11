package gg.tap2.studio.uploads;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

/// Bytes that the engine's threads have allocated, sampled while they live.
final class AllocationProbe implements AutoCloseable {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Map<Long, Long> byThread = new HashMap<>();

    void sample() {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("upload-")) {
                byThread.merge(thread.threadId(), threads.getThreadAllocatedBytes(thread.threadId()), Math::max);
            }
        }
    }

    long allocated() {
        return byThread.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void close() {
        byThread.clear();
    }
}
