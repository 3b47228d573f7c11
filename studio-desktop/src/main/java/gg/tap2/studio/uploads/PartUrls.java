package gg.tap2.studio.uploads;

import gg.tap2.model.media.PresignedPart;
import gg.tap2.studio.api.CreatorApi;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Presigned URLs, fetched in small batches ahead of need and renewed when they expire or are refused.
final class PartUrls {
    private static final int AHEAD = 16;
    private static final Duration MARGIN = Duration.ofSeconds(20);

    private final CreatorApi api;
    private final UUID id;
    private final InstantSource clock;
    private final Map<Integer, PresignedPart> held = new HashMap<>();

    PartUrls(CreatorApi api, UUID id, InstantSource clock) {
        this.api = api;
        this.id = id;
        this.clock = clock;
    }

    /// `next` are the parts that will be asked for soon.
    synchronized URI url(int part, List<Integer> next) {
        PresignedPart known = held.get(part);
        if (known == null || known.expiresAt().minus(MARGIN).isBefore(clock.instant())) {
            List<Integer> wanted = new ArrayList<>(List.of(part));
            next.stream().filter(n -> n != part).limit(AHEAD - 1).forEach(wanted::add);
            api.presign(id, wanted).forEach(p -> held.put(p.partNumber(), p));
            known = held.get(part);
        }
        if (known == null) {
            throw new IllegalStateException("the server did not presign part " + part);
        }
        return URI.create(known.url());
    }

    /// Refused by storage: every URL of that batch is as old.
    synchronized void forget() {
        held.clear();
    }
}
