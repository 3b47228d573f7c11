package gg.tap2.server.catalog;

import gg.tap2.model.catalog.CreatorProfile;
import gg.tap2.model.catalog.SaveProfile;
import gg.tap2.model.catalog.SlugAvailability;
import gg.tap2.model.common.AmountLimits;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Slugs;
import gg.tap2.model.media.UploadPurpose;
import gg.tap2.server.accounts.FormerSlugs;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Creators' own profiles.
public final class Profiles {
    private final Db db;
    private final InstantSource clock;
    private final Uploaded uploads;
    private final ProfileStore store = new ProfileStore();

    Profiles(Db db, InstantSource clock, Uploaded uploads) {
        this.db = db;
        this.clock = clock;
        this.uploads = uploads;
    }

    /// @throws ApiException 404 when there is no such creator
    public CreatorProfile get(UUID creatorId) {
        return db.read(tx -> get(tx, creatorId));
    }

    /// Takes a page down or lets its creator publish it again; what was down stays unpublished until they do.
    public void takeDown(Tx tx, UUID creatorId, boolean down) {
        tx.sql("UPDATE creators SET taken_down = :down, change_seq = :seq, updated_at = :now WHERE id = :id")
                .set("down", down)
                .set("seq", ChangeCounter.next(tx, creatorId))
                .set("now", clock.instant())
                .set("id", creatorId)
                .update();
    }

    CreatorProfile get(Tx tx, UUID creatorId) {
        return store.find(tx, creatorId).orElseThrow(ApiException::notFound);
    }

    public Optional<CreatorProfile> findIfChangedSince(Tx tx, UUID creatorId, long changeSeq) {
        return store.findChanged(tx, creatorId, changeSeq);
    }

    /// Saves against the version the caller saw.
    ///
    /// @throws ApiException 412 with the current profile when it is stale, 422 for a taken slug or unready image
    public CreatorProfile save(UUID creatorId, SaveProfile request, long version) {
        try {
            return db.inTransaction(tx -> {
                CreatorProfile current = store.findForUpdate(tx, creatorId).orElseThrow(ApiException::notFound);
                Currency currency = CreatorCurrency.judge(tx, creatorId, request);
                if (current.version() != version) {
                    throw ApiException.stale(current);
                }
                String slug = request.slug();
                if (!slug.equals(current.slug())) {
                    // Whoever has an address that became reserved later keeps it.
                    if (Slugs.isReserved(slug)) {
                        throw ApiException.invalid("slug", "slug");
                    }
                    store.lockSlug(tx, slug);
                    if (store.slugTaken(tx, slug, creatorId, clock.instant())) {
                        throw ApiException.invalid("slug", "taken");
                    }
                    FormerSlugs.keep(tx, creatorId, current.slug(), clock.instant());
                }
                String avatar =
                        imageUrl(tx, creatorId, request.avatarUploadId(), UploadPurpose.AVATAR, "avatarUploadId");
                String banner =
                        imageUrl(tx, creatorId, request.bannerUploadId(), UploadPurpose.BANNER, "bannerUploadId");
                List<Long> presets = request.tipPresets();
                store.save(
                        tx,
                        creatorId,
                        request,
                        avatar,
                        banner,
                        presets == null ? AmountLimits.of(currency).tipPresets() : presets,
                        ChangeCounter.next(tx, creatorId),
                        clock.instant());
                return get(tx, creatorId);
            });
        } catch (RuntimeException e) {
            if (Db.isUniqueViolation(e, "creators_slug_key")) {
                throw ApiException.invalid("slug", "taken");
            }
            throw e;
        }
    }

    private @Nullable String imageUrl(
            Tx tx, UUID creatorId, @Nullable UUID uploadId, UploadPurpose purpose, String field) {
        if (uploadId == null) {
            return null;
        }
        var file = uploads.ready(tx, creatorId, List.of(uploadId)).get(uploadId);
        if (file == null || file.purpose() != purpose) {
            throw ApiException.invalid(field, "not_ready");
        }
        return file.publicUrl();
    }

    public SlugAvailability checkSlug(@Nullable UUID ownCreatorId, String slug) {
        String s = slug.strip().toLowerCase(Locale.ROOT);
        if (!Slugs.PATTERN.matcher(s).matches()) {
            return new SlugAvailability(s, false, "invalid");
        }
        if (Slugs.isReserved(s)) {
            return new SlugAvailability(s, false, "reserved");
        }
        boolean taken = db.read(tx -> store.slugTaken(tx, s, ownCreatorId, clock.instant()));
        return new SlugAvailability(s, !taken, taken ? "taken" : null);
    }
}
