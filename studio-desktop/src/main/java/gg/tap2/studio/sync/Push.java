package gg.tap2.studio.sync;

import gg.tap2.model.billing.DisputeNote;
import gg.tap2.model.catalog.CreatorProfile;
import gg.tap2.model.catalog.DiscountCode;
import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.catalog.SaveProfile;
import gg.tap2.model.catalog.SaveTier;
import gg.tap2.model.catalog.Tier;
import gg.tap2.studio.api.ApiFailure;
import gg.tap2.studio.api.CreatorApi;
import gg.tap2.studio.platform.Json;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.store.Outbox;
import gg.tap2.studio.store.ProductCopy;
import gg.tap2.studio.store.StudioStore;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Sends the outbox in order. A refused entry is marked and shown, and does not hold up the others; a lost connection
/// stops the run with everything still in place.
final class Push {
    /// Runs, each about twenty seconds after the one before: five minutes.
    private static final int LONGEST_REST = 16;

    private final CreatorApi api;
    private final StudioStore store;
    private final Pull pull;
    private final Map<Long, Rest> rests = new HashMap<>();
    private @Nullable String trouble;

    Push(CreatorApi api, StudioStore store, Pull pull) {
        this.api = api;
        this.store = store;
        this.pull = pull;
    }

    /// Sends what waits. A change at which the server fails waits alone, each time longer; all others go on.
    Set<String> run() {
        Set<String> kinds = new HashSet<>();
        trouble = null;
        for (Outbox.Entry entry : store.outbox().listWaiting()) {
            if (rests(entry.seq())) {
                continue;
            }
            kinds.add(entry.kind());
            store.outbox().tried(entry.seq());
            try {
                if (send(entry)) {
                    store.outbox().done(entry.seq());
                }
                rests.remove(entry.seq());
            } catch (ApiFailure.Refused e) {
                if (isAboutEverything(e)) {
                    throw e;
                }
                if (e.isTemporary()) {
                    trouble = message(e);
                    store.outbox().mark(entry.seq(), "waiting", message(e));
                    rests.merge(entry.seq(), new Rest(1, 1), (was, first) -> was.longer());
                } else {
                    store.outbox().mark(entry.seq(), "failed", message(e));
                }
            }
        }
        return kinds;
    }

    /// What the server said of a change that waits alone; null when there is none.
    @Nullable
    String trouble() {
        return trouble;
    }

    /// The server as a whole has no time, so the next change would meet the same.
    private static boolean isAboutEverything(ApiFailure.Refused e) {
        return e.status() == 429 || e.status() == 502 || e.status() == 503 || e.status() == 504;
    }

    /// How many runs a change sits out, and how many are left.
    private record Rest(int runs, int left) {
        Rest longer() {
            int next = Math.min(runs * 2, LONGEST_REST);
            return new Rest(next, next);
        }

        Rest shorter() {
            return new Rest(runs, left - 1);
        }
    }

    private boolean rests(long seq) {
        Rest rest = rests.get(seq);
        if (rest == null || rest.left() == 0) {
            return false;
        }
        rests.put(seq, rest.shorter());
        return true;
    }

    private static String message(ApiFailure.Refused e) {
        if (e.details().isEmpty()) {
            return String.valueOf(e.getMessage());
        }
        var lines = new StringBuilder(String.valueOf(e.getMessage()));
        e.details()
                .forEach((field, texts) ->
                        lines.append("\n").append(field).append(": ").append(String.join(", ", texts)));
        return lines.toString();
    }

    /// Whether the entry is done.
    private boolean send(Outbox.Entry entry) {
        return switch (entry.kind()) {
            case Edits.PRODUCT -> product(entry);
            case Documents.TIER -> tier(entry);
            case Documents.DISCOUNT -> discount(entry);
            case Documents.PROFILE -> profile(entry);
            case Documents.DISPUTE_NOTE -> disputeNote(entry);
            default -> throw new IllegalStateException("unknown kind " + entry.kind());
        };
    }

    private boolean disputeNote(Outbox.Entry entry) {
        UUID id = entry.uuid();
        DisputeNote mine = store.documents()
                .find(Documents.DISPUTE_NOTE, id, DisputeNote.class)
                .orElse(null);
        if (mine == null) {
            return true;
        }
        store.documents().saveBase(Documents.DOSSIER, id, 1, api.noteDispute(id, mine), "");
        DisputeNote now = store.documents()
                .find(Documents.DISPUTE_NOTE, id, DisputeNote.class)
                .orElse(mine);
        if (!now.equals(mine)) {
            return again(entry);
        }
        store.documents().delete(Documents.DISPUTE_NOTE, id);
        return true;
    }

    private boolean product(Outbox.Entry entry) {
        UUID id = entry.uuid();
        if (entry.op().equals(Outbox.DELETE)) {
            return delete(() -> api.deleteProduct(id, null));
        }
        for (int round = 0; round < 5; round++) {
            ProductCopy copy = store.products().find(id).orElse(null);
            SaveProduct mine = copy == null ? null : copy.working();
            if (copy == null || mine == null) {
                return true;
            }
            Product base = copy.base();
            SaveProduct sent = Sendable.of(mine, base, this::isOnItsWay);
            if (sent != mine && base != null && Json.tree(sent).equals(Json.tree(ProductCopy.contentOf(base)))) {
                return again(entry);
            }
            try {
                Product now = base == null
                        ? api.createProduct(sent, entry.idempotencyKey())
                        : api.saveProduct(id, sent, base.version());
                store.products().saved(now, sent);
                return store.products().find(id).map(p -> p.working() == null).orElse(true) || again(entry);
            } catch (ApiFailure.Refused e) {
                if (base == null && e.status() == 409) {
                    // An earlier try got through and only its answer was lost: go on from what the server has.
                    store.products().saveBase(java.util.List.of(api.product(id)));
                } else if (base != null && e.isStale()) {
                    Product theirs = api.product(id);
                    if (!pull.meet(copy, theirs)) {
                        return false;
                    }
                } else {
                    throw e;
                }
            }
        }
        return false;
    }

    /// Uploads that this studio knows and that are not ready; of others the server knows more.
    private boolean isOnItsWay(UUID uploadId) {
        return store.db().number("SELECT COUNT(*) FROM upload WHERE id = ? AND state <> 'ready'", uploadId) > 0;
    }

    /// Edited while it was being sent, or with files still on their way: stays waiting, as a save.
    private boolean again(Outbox.Entry entry) {
        store.db().update("UPDATE outbox SET op = 'save', attempts = 0 WHERE seq = ?", entry.seq());
        return false;
    }

    private boolean tier(Outbox.Entry entry) {
        UUID id = entry.uuid();
        if (entry.op().equals(Outbox.DELETE)) {
            return delete(() -> api.deleteTier(id));
        }
        Tier mine =
                store.documents().findWorking(Documents.TIER, id, Tier.class).orElse(null);
        if (mine == null) {
            return true;
        }
        SaveTier content = Contents.of(mine);
        Tier base = store.documents().findBase(Documents.TIER, id, Tier.class).orElse(null);
        Tier now;
        if (base == null) {
            now = api.createTier(content, entry.idempotencyKey());
        } else {
            try {
                now = api.saveTier(id, content, base.version());
            } catch (ApiFailure.Refused e) {
                if (!e.isStale()) {
                    throw e;
                }
                Tier theirs = api.tier(id);
                var merge = ThreeWayMerge.merge(
                        Json.tree(Contents.of(base)), Json.tree(content), Json.tree(Contents.of(theirs)));
                now = api.saveTier(id, Json.fromTree(merge.merged(), SaveTier.class), theirs.version());
            }
        }
        store.documents().saveBase(Documents.TIER, id, now.version(), now, Edits.sort(now.sortOrder()));
        return sent(entry, Documents.TIER, id, Tier.class, mine);
    }

    private boolean discount(Outbox.Entry entry) {
        UUID id = entry.uuid();
        if (entry.op().equals(Outbox.DELETE)) {
            return delete(() -> api.deleteDiscount(id));
        }
        DiscountCode mine = store.documents()
                .findWorking(Documents.DISCOUNT, id, DiscountCode.class)
                .orElse(null);
        if (mine == null) {
            return true;
        }
        DiscountCode now = store.documents()
                        .findBase(Documents.DISCOUNT, id, DiscountCode.class)
                        .isPresent()
                ? api.saveDiscount(id, Contents.of(mine))
                : api.createDiscount(Contents.of(mine), entry.idempotencyKey());
        store.documents()
                .saveBase(Documents.DISCOUNT, id, 1, now, now.createdAt().toString());
        return sent(entry, Documents.DISCOUNT, id, DiscountCode.class, mine);
    }

    private boolean profile(Outbox.Entry entry) {
        CreatorProfile mine = store.documents()
                .findWorking(Documents.PROFILE, Documents.ONLY, CreatorProfile.class)
                .orElse(null);
        if (mine == null) {
            return true;
        }
        CreatorProfile base = store.documents()
                .findBase(Documents.PROFILE, Documents.ONLY, CreatorProfile.class)
                .orElse(mine);
        CreatorProfile now;
        boolean waits = false;
        try {
            SaveProfile sent = Sendable.of(Contents.of(mine), base, this::isOnItsWay);
            waits = !sent.equals(Contents.of(mine));
            if (waits && sent.equals(Contents.of(base))) {
                return again(entry);
            }
            now = api.saveProfile(sent, base.version());
        } catch (ApiFailure.Refused e) {
            if (!e.isStale()) {
                throw e;
            }
            CreatorProfile theirs = api.profile();
            var merge = ThreeWayMerge.merge(
                    Json.tree(Contents.of(base)), Json.tree(Contents.of(mine)), Json.tree(Contents.of(theirs)));
            now = api.saveProfile(Json.fromTree(merge.merged(), SaveProfile.class), theirs.version());
        }
        if (waits) {
            store.documents().saveBase(Documents.PROFILE, Documents.ONLY, now.version(), now, "");
            return again(entry);
        }
        store.documents().saveBase(Documents.PROFILE, Documents.ONLY, now.version(), now, "");
        return sent(entry, Documents.PROFILE, Documents.ONLY, CreatorProfile.class, mine);
    }

    /// Drops the local copy of what the server has now; one that was edited while it was being sent stays and waits.
    private <T> boolean sent(Outbox.Entry entry, String kind, Object id, Class<T> type, T mine) {
        return store.db().write(c -> {
            T now = store.documents().findWorking(kind, id, type).orElse(null);
            if (now != null && !now.equals(mine)) {
                return again(entry);
            }
            store.documents().dropWorking(kind, id);
            return true;
        });
    }

    private static boolean delete(Runnable call) {
        try {
            call.run();
        } catch (ApiFailure.Refused e) {
            if (!e.isGone()) {
                throw e;
            }
        }
        return true;
    }
}
