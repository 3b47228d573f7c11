package gg.tap2.server.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.Call;
import java.util.function.Supplier;

/// What everybody is answered about a creator, drawn once and sent for as long as it holds. Every answer is checked
/// against the creator's version in the database first, so a stale one is never sent, whichever server made the change.
public final class PublicAnswers {
    private static final long MAX_BYTES = 32L << 20;

    private final PublicVersions versions;
    private final Cache<Key, Drawn> drawn = Caffeine.newBuilder()
            .maximumWeight(MAX_BYTES)
            .weigher((Key k, Drawn d) -> d.body.bytes().length + d.body.gzip().length + 500)
            .build();

    /// @param variant what else the answer depends on, such as the language
    private record Key(String kind, String slug, String variant) {}

    private record Drawn(String version, String etag, Call.Body body) {}

    PublicAnswers(Db db) {
        this.versions = new PublicVersions(db);
    }

    /// Answers 200, or 304 to who has it already.
    ///
    /// @param draw makes the answer from the database; it must not depend on who asks
    public void send(Call c, String kind, String slug, String variant, String contentType, Supplier<byte[]> draw) {
        String version = versions.of(slug);
        var key = new Key(kind, slug, variant);
        Drawn have = version.isEmpty() ? null : drawn.getIfPresent(key);
        if (have == null || !have.version().equals(version)) {
            byte[] bytes = draw.get();
            // What was drawn is as new as the version or newer, never older.
            have = new Drawn(version, Call.etag(bytes), Call.Body.of(bytes));
            if (!version.isEmpty()) {
                drawn.put(key, have);
            }
        }
        if (!c.known(have.etag())) {
            c.send(200, contentType, have.body());
        }
    }
}
