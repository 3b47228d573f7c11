package gg.tap2.studio.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.studio.platform.Json;
import gg.tap2.studio.store.Outbox;
import gg.tap2.studio.store.StudioStore;
import java.util.function.BiFunction;
import java.util.function.Function;

/// The server's state of a tier, a code or the page meets edits of this machine: fields that only one side changed
/// take that side's value, and mine stays where both did. What was let go and meets a change of the same field waits
/// for the creator again, so that nothing of the other side is undone unseen.
final class DocumentMerge {
    /// A thing as the server has it now.
    record Theirs<D>(String kind, Object id, long version, D body, String sort) {}

    private final StudioStore store;

    DocumentMerge(StudioStore store) {
        this.store = store;
    }

    <D, S> void meet(
            Theirs<D> theirs, Class<D> type, Function<D, S> content, Class<S> written, BiFunction<D, S, D> with) {
        store.db().write(c -> {
            var documents = store.documents();
            D base = documents.findBase(theirs.kind(), theirs.id(), type).orElse(null);
            D mine = documents.findWorking(theirs.kind(), theirs.id(), type).orElse(null);
            documents.saveBase(theirs.kind(), theirs.id(), theirs.version(), theirs.body(), theirs.sort());
            if (base == null || mine == null) {
                return null;
            }
            ObjectNode before = Json.tree(content.apply(base));
            ObjectNode now = Json.tree(content.apply(theirs.body()));
            meetLetGo(theirs.kind(), theirs.id(), before, now);
            var merged = ThreeWayMerge.merge(before, Json.tree(content.apply(mine)), now);
            boolean letGo = store.outbox()
                    .find(theirs.kind(), theirs.id())
                    .map(e -> e.content() != null)
                    .orElse(false);
            if (!letGo && ThreeWayMerge.differences(merged.merged(), now).isEmpty()) {
                documents.dropWorking(theirs.kind(), theirs.id());
                store.outbox().drop(theirs.kind(), theirs.id());
            } else {
                documents.saveWorking(
                        theirs.kind(),
                        theirs.id(),
                        with.apply(theirs.body(), Json.fromTree(merged.merged(), written)),
                        theirs.sort());
            }
            return null;
        });
    }

    /// The same for what was let go and has not been sent.
    void meetLetGo(String kind, Object id, ObjectNode before, ObjectNode now) {
        Outbox.Entry entry = store.outbox().find(kind, id).orElse(null);
        String content = entry == null ? null : entry.content();
        if (entry == null || content == null) {
            return;
        }
        var merge = ThreeWayMerge.merge(before, Json.read(content, ObjectNode.class), now);
        if (merge.isClean()) {
            store.outbox().replaceContent(entry.seq(), Json.write(merge.merged()));
        } else {
            store.outbox().callOff(entry.seq());
        }
    }
}
