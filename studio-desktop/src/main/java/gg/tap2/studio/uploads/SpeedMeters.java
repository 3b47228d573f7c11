package gg.tap2.studio.uploads;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/// How fast each upload is, smoothed for people; and, once a second, unsmoothed for the choice of parallelism.
final class SpeedMeters {
    private static final class Meter {
        long lastSent = -1;
        long lastNanos;
        double speed;
        long sampleSent = -1;
        long sampleNanos;
    }

    private final Map<UUID, Meter> meters = new HashMap<>();

    synchronized long bytesPerSecond(UUID id) {
        Meter meter = meters.get(id);
        return meter == null ? 0 : (long) meter.speed;
    }

    synchronized void forget(UUID id) {
        meters.remove(id);
    }

    synchronized void measure(UUID id, UploadRun run, long now) {
        Meter meter = meters.computeIfAbsent(id, k -> new Meter());
        long sent = run.sender().sent();
        if (meter.lastSent >= 0 && now > meter.lastNanos) {
            double current = Math.max(0, sent - meter.lastSent) * 1e9 / (now - meter.lastNanos);
            meter.speed = meter.speed == 0 ? current : meter.speed * 0.8 + current * 0.2;
        }
        if (meter.sampleSent < 0) {
            meter.sampleSent = sent;
            meter.sampleNanos = now;
        } else if (now - meter.sampleNanos > 1_000_000_000L) {
            run.sender().parallelism().sample((sent - meter.sampleSent) * 1e9 / (now - meter.sampleNanos));
            meter.sampleSent = sent;
            meter.sampleNanos = now;
        }
        meter.lastSent = sent;
        meter.lastNanos = now;
    }
}
