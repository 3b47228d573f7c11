package gg.tap2.server.catalog;

import gg.tap2.model.catalog.SaveTier;
import gg.tap2.model.catalog.Tier;
import gg.tap2.model.common.Ids;
import gg.tap2.model.media.UploadPurpose;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Membership tiers. A price change makes new Stripe prices on the next sale; running memberships keep theirs.
public final class Tiers {
    private final Db db;
    private final InstantSource clock;
    private final Uploaded uploads;
    private final TierStore store = new TierStore();

    Tiers(Db db, InstantSource clock, Uploaded uploads) {
        this.db = db;
        this.clock = clock;
        this.uploads = uploads;
    }

    public List<Tier> list(UUID creatorId) {
        return db.read(tx -> store.list(tx, creatorId));
    }

    /// Those whose change number is above `after` and at most `upTo`, oldest change first.
    public List<Tier> changedBetween(Tx tx, UUID creatorId, long after, long upTo) {
        return store.changedBetween(tx, creatorId, after, upTo);
    }

    public Optional<Tier> findAny(Tx tx, UUID id) {
        return store.findAny(tx, id);
    }

    public Tier get(UUID creatorId, UUID id) {
        return db.read(tx -> store.find(tx, creatorId, id)).orElseThrow(ApiException::notFound);
    }

    public Tier create(UUID creatorId, SaveTier request) {
        UUID requested = request.id();
        UUID id = requested == null ? Ids.next(clock) : requested;
        return db.inTransaction(tx -> {
            CreatorCurrency.judge(tx, creatorId, request);
            tx.serialize("tier", id);
            Optional<Tier> there = store.findAny(tx, id);
            if (there.isPresent()) {
                return there.filter(t -> t.creatorId().equals(creatorId))
                        .orElseThrow(() -> ApiException.conflict("id_taken"));
            }
            store.insert(
                    tx,
                    id,
                    creatorId,
                    request,
                    imageUrl(tx, creatorId, request.imageUploadId()),
                    ChangeCounter.next(tx, creatorId),
                    clock.instant());
            return store.find(tx, creatorId, id).orElseThrow();
        });
    }

    /// @throws ApiException 412 with the current tier when `version` is stale
    public Tier replace(UUID creatorId, UUID id, SaveTier request, long version) {
        return db.inTransaction(tx -> {
            CreatorCurrency.judge(tx, creatorId, request);
            Tier current = store.findForUpdate(tx, creatorId, id).orElseThrow(ApiException::notFound);
            if (current.version() != version) {
                throw ApiException.stale(current);
            }
            store.update(
                    tx,
                    id,
                    request,
                    imageUrl(tx, creatorId, request.imageUploadId()),
                    ChangeCounter.next(tx, creatorId),
                    clock.instant());
            return store.find(tx, creatorId, id).orElseThrow();
        });
    }

    /// @throws ApiException 409 while the tier has members
    public void delete(UUID creatorId, UUID id) {
        db.transact(tx -> {
            Tier t = store.findForUpdate(tx, creatorId, id).orElseThrow(ApiException::notFound);
            if (t.activeSubscribers() > 0) {
                throw ApiException.conflict("tier_has_members", t.activeSubscribers());
            }
            Instant now = clock.instant();
            // Whoever saves a product holds it and then takes a change number; so do we.
            store.lockProducts(tx, id);
            store.delete(tx, id, ChangeCounter.next(tx, creatorId), now);
            ChangeCounter.tombstone(tx, creatorId, "tier", id, now);
        });
    }

    private @Nullable String imageUrl(Tx tx, UUID creatorId, @Nullable UUID uploadId) {
        if (uploadId == null) {
            return null;
        }
        var file = uploads.ready(tx, creatorId, List.of(uploadId)).get(uploadId);
        if (file == null || file.purpose() != UploadPurpose.TIER_IMAGE) {
            throw ApiException.invalid("imageUploadId", "not_ready");
        }
        return file.publicUrl();
    }
}
