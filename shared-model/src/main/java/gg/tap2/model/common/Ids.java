package gg.tap2.model.common;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;

/// Mints UUIDv7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then random bits. Whoever creates a thing
/// mints its id, so that a retry is harmless.
public final class Ids {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    public static UUID next() {
        return next(InstantSource.system());
    }

    public static UUID next(InstantSource clock) {
        byte[] r = new byte[10];
        RANDOM.nextBytes(r);
        long high = clock.millis() << 16 | 0x7000 | (r[0] & 0x0F) << 8 | (r[1] & 0xFF);
        long low = 0;
        for (int i = 2; i < 10; i++) {
            low = low << 8 | (r[i] & 0xFF);
        }
        return new UUID(high, low & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L);
    }
}
