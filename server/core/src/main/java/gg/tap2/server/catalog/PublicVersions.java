package gg.tap2.server.catalog;

import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.SqlArrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// The version of what the public sees of a creator: it changes with every change of the profile, products and tiers
/// (the change counter), with every sale, tip and refund (the balance), and with the number of supporters, which a job
/// counts.
///
/// Callers that ask while a look into the database is under way share the next one. Each answer so comes from a look
/// that began after the question, and a busy server still asks only a few thousand times a second.
final class PublicVersions {
    private final Db db;
    private Batch next = new Batch();
    private boolean busy;

    private static final class Batch {
        final Set<String> slugs = new HashSet<>();
        final CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();
    }

    PublicVersions(Db db) {
        this.db = db;
    }

    /// Empty when nobody of that name is public.
    String of(String slug) {
        Batch mine;
        boolean first;
        synchronized (this) {
            mine = next;
            mine.slugs.add(slug);
            first = !busy;
            if (first) {
                busy = true;
                next = new Batch();
            }
        }
        if (first) {
            look(mine);
        }
        try {
            return mine.answer.join().getOrDefault(slug, "");
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException x ? x : e;
        }
    }

    private void look(Batch batch) {
        try {
            batch.answer.complete(read(batch.slugs));
        } catch (RuntimeException | Error e) {
            batch.answer.completeExceptionally(e);
        } finally {
            handOn();
        }
    }

    /// Those who asked meanwhile are looked up by a thread of their own, so that nobody serves others for ever.
    private synchronized void handOn() {
        if (next.slugs.isEmpty()) {
            busy = false;
        } else {
            Batch waiting = next;
            next = new Batch();
            Thread.startVirtualThread(() -> look(waiting));
        }
    }

    private Map<String, String> read(Set<String> slugs) {
        Map<String, String> out = new HashMap<>();
        db.read(tx -> {
            tx.sql("""
                    SELECT c.slug, concat(c.id, '/', n.last_seq, '/', b.version, '/', c.supporter_count) AS version
                    FROM creators c JOIN users u ON u.id = c.user_id AND u.status = 'active'
                    LEFT JOIN change_counters n ON n.creator_id = c.id LEFT JOIN creator_balances b ON b.creator_id = c.id
                    WHERE c.published AND c.slug = ANY(CAST(:slugs AS text[]))""").set("slugs", SqlArrays.texts(slugs)).each(r -> out.put(r.text("slug"), r.text("version")));
            return out.size();
        });
        return out;
    }
}
