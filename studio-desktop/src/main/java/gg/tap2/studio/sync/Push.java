package gg.tap2.studio.sync;

import gg.tap2.model.billing.DisputeNote;
import gg.tap2.model.catalog.CreatorProfile;
import gg.tap2.model.catalog.DiscountCode;
import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.SaveDiscountCode;
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
import java.time.Instant;
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

    /// Sends what waits, and what was let go until `due`. A change at which the server fails waits alone, each time
    /// longer; all others go on.
    Set<String> run(Instant due) {
        trouble = null;
        return more(due);
    }

    /// The same once more within a run.
    Set<String> more(Instant due) {
        Set<String> kinds = new HashSet<>();
        for (Outbox.Entry listed : store.outbox().listWaiting(due)) {
            if (rests(listed) || !store.outbox().start(listed.seq(), due)) {
                continue;
            }
            Outbox.Entry entry = store.outbox().find(listed.seq()).orElse(listed);
            kinds.add(entry.kind());
            try {
                if (send(entry)) {
                    store.outbox().done(entry.seq());
                }
                rests.remove(entry.seq());
            } catch (ApiFailure.Offline e) {
                if (!e.mayHaveArrived()) {
                    store.outbox().notSent(entry.seq());
                }
                throw e;
            } catch (ApiFailure.Refused e) {
                if (isAboutEverything(e)) {
                    throw e;
                }
                if (e.isTemporary()) {
                    trouble = message(e);
                    store.outbox().mark(entry.seq(), "waiting", message(e));
                    rests.merge(entry.seq(), new Rest(1, 1), (was, first) -> was.longer());
                } else if (isGone(entry, e)) {
                    store.outbox().gone(entry.kind(), entry.entityId());
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

    /// The server itself says so, and no page of something in between.
    private static boolean isGone(Outbox.Entry entry, ApiFailure.Refused e) {
        return e.isGone()
                && e.code().equals("not_found")
                && entry.op().equals(Outbox.SAVE)
                && !entry.kind().equals(Documents.DISPUTE_NOTE);
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

    /// What was let go anew is sent at once, whatever became of it before.
    private boolean rests(Outbox.Entry entry) {
        Rest rest = entry.attempts() == 0 ? null : rests.get(entry.seq());
        if (rest == null || rest.left() == 0) {
            return false;
        }
        rests.put(entry.seq(), rest.shorter());
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

    private boolean product(Outbox.Entry first) {
        UUID id = first.uuid();
        if (first.op().equals(Outbox.DELETE)) {
            return delete(() -> api.deleteProduct(id, null));
        }
        for (int round = 0; round < 5; round++) {
            Outbox.Entry entry = store.outbox().find(first.seq()).orElse(first);
            ProductCopy copy = store.products().find(id).orElse(null);
            SaveProduct mine = copy == null ? null : letGo(entry, SaveProduct.class, copy.working());
            if (copy == null || mine == null) {
                return true;
            }
            Product base = copy.base();
            SaveProduct sent = Sendable.of(mine, base, this::isOnItsWay);
            if (sent != mine && base != null && Json.tree(sent).equals(Json.tree(ProductCopy.contentOf(base)))) {
                return later(entry);
            }
            try {
                Product now = base == null
                        ? api.createProduct(sent, entry.idempotencyKey())
                        : api.saveProduct(id, sent, base.version());
                return taken(entry, now, sent, sent == mine);
            } catch (ApiFailure.Refused e) {
                if (base == null && e.status() == 409) {
                    // An earlier try got through and only its answer was lost: go on from what the server has.
                    store.products().saveBase(java.util.List.of(api.product(id)));
                } else if (base != null && e.isStale()) {
                    Product theirs = api.product(id);
                    if (!pull.meet(copy, theirs) || mustWait(entry)) {
                        return false;
                    }
                } else {
                    throw e;
                }
            }
        }
        return false;
    }

    /// The answer and the outbox in one step: a kill between them would send the same again, over what came since.
    private boolean taken(Outbox.Entry entry, Product now, SaveProduct sent, boolean whole) {
        return store.db().write(c -> {
            store.products().saved(now, sent);
            if (store.products().find(now.id()).map(p -> p.working() == null).orElse(true)) {
                store.outbox().done(entry.seq());
                return true;
            }
            return whole ? again(entry) : later(entry);
        });
    }

    /// What goes out: exactly what was let go, or what is being written when nobody sees it yet.
    private static <T> @Nullable T letGo(Outbox.Entry entry, Class<T> type, @Nullable T working) {
        String content = entry.content();
        return content == null ? working : Json.read(content, type);
    }

    /// What was called off, and the edit of a draft that another machine published meanwhile.
    private boolean mustWait(Outbox.Entry entry) {
        return takenBack(entry) || store.outbox().isHeld(entry.kind(), entry.entityId());
    }

    /// Both sides changed the same field of what was let go: the creator looks at it again first.
    private boolean takenBack(Outbox.Entry entry) {
        return entry.content() != null
                && store.outbox()
                        .find(entry.seq())
                        .map(e -> e.content() == null)
                        .orElse(true);
    }

    /// Uploads that this studio knows and that are not ready; of others the server knows more.
    private boolean isOnItsWay(UUID uploadId) {
        return store.db().number("SELECT COUNT(*) FROM upload WHERE id = ? AND state <> 'ready'", uploadId) > 0;
    }

    /// Edited while it was being sent: stays, as a save. What fans see waits for the creator again.
    private boolean again(Outbox.Entry entry) {
        store.outbox().again(entry.seq());
        return false;
    }

    /// Files are still on their way: stays as it was let go.
    private boolean later(Outbox.Entry entry) {
        store.outbox().later(entry.seq());
        return false;
    }

    private boolean tier(Outbox.Entry first) {
        UUID id = first.uuid();
        if (first.op().equals(Outbox.DELETE)) {
            return delete(() -> api.deleteTier(id));
        }
        for (int round = 0; round < 5; round++) {
            Outbox.Entry entry = store.outbox().find(first.seq()).orElse(first);
            Tier working = store.documents()
                    .findWorking(Documents.TIER, id, Tier.class)
                    .orElse(null);
            SaveTier sent = letGo(entry, SaveTier.class, working == null ? null : Contents.of(working));
            if (sent == null) {
                return true;
            }
            Tier base =
                    store.documents().findBase(Documents.TIER, id, Tier.class).orElse(null);
            try {
                Tier now = base == null
                        ? api.createTier(sent, entry.idempotencyKey())
                        : api.saveTier(id, sent, base.version());
                return store.db().write(c -> {
                    store.documents().saveBase(Documents.TIER, id, now.version(), now, Edits.sort(now.sortOrder()));
                    return sent(
                            entry, Documents.TIER, id, sent, () -> find(Documents.TIER, id, Tier.class, Contents::of));
                });
            } catch (ApiFailure.Refused e) {
                if (!e.isStale()) {
                    throw e;
                }
                pull.tier(api.tier(id));
                if (mustWait(entry)) {
                    return false;
                }
            }
        }
        return false;
    }

    private <D, S> @Nullable S find(String kind, Object id, Class<D> type, java.util.function.Function<D, S> content) {
        return store.documents().findWorking(kind, id, type).map(content).orElse(null);
    }

    private boolean discount(Outbox.Entry entry) {
        UUID id = entry.uuid();
        if (entry.op().equals(Outbox.DELETE)) {
            return delete(() -> api.deleteDiscount(id));
        }
        SaveDiscountCode sent =
                letGo(entry, SaveDiscountCode.class, find(Documents.DISCOUNT, id, DiscountCode.class, Contents::of));
        if (sent == null) {
            return true;
        }
        DiscountCode now = store.documents()
                        .findBase(Documents.DISCOUNT, id, DiscountCode.class)
                        .isPresent()
                ? api.saveDiscount(id, sent)
                : api.createDiscount(sent, entry.idempotencyKey());
        store.documents()
                .saveBase(Documents.DISCOUNT, id, 1, now, now.createdAt().toString());
        return sent(
                entry,
                Documents.DISCOUNT,
                id,
                sent,
                () -> find(Documents.DISCOUNT, id, DiscountCode.class, Contents::of));
    }

    private boolean profile(Outbox.Entry first) {
        for (int round = 0; round < 5; round++) {
            Outbox.Entry entry = store.outbox().find(first.seq()).orElse(first);
            SaveProfile mine = letGo(
                    entry,
                    SaveProfile.class,
                    find(Documents.PROFILE, Documents.ONLY, CreatorProfile.class, Contents::of));
            CreatorProfile base = store.documents()
                    .findBase(Documents.PROFILE, Documents.ONLY, CreatorProfile.class)
                    .orElse(null);
            if (mine == null || base == null) {
                return true;
            }
            SaveProfile sent = Sendable.of(mine, base, this::isOnItsWay);
            boolean waits = !sent.equals(mine);
            if (waits && sent.equals(Contents.of(base))) {
                return later(entry);
            }
            try {
                CreatorProfile now = api.saveProfile(sent, base.version());
                store.documents().saveBase(Documents.PROFILE, Documents.ONLY, now.version(), now, "");
                return waits
                        ? later(entry)
                        : sent(
                                entry,
                                Documents.PROFILE,
                                Documents.ONLY,
                                mine,
                                () -> find(Documents.PROFILE, Documents.ONLY, CreatorProfile.class, Contents::of));
            } catch (ApiFailure.Refused e) {
                if (!e.isStale()) {
                    throw e;
                }
                pull.profile(api.profile());
                if (mustWait(entry)) {
                    return false;
                }
            }
        }
        return false;
    }

    /// Drops the local copy of what the server has now; one that was edited while it was being sent stays and waits.
    private boolean sent(
            Outbox.Entry entry,
            String kind,
            Object id,
            Object sent,
            java.util.function.Supplier<@Nullable Object> working) {
        return store.db().write(c -> {
            Object now = working.get();
            if (now != null && !Json.tree(now).equals(Json.tree(sent))) {
                return again(entry);
            }
            store.documents().dropWorking(kind, id);
            store.outbox().done(entry.seq());
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
