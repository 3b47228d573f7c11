package gg.tap2.studio.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Merges two edits of one thing, field by field. A field that only one side changed takes that side's value;
/// one that both changed alike takes it; one that both changed differently is a conflict, and keeps mine until
/// the user chose.
public final class ThreeWayMerge {
    public record Result(ObjectNode merged, List<String> conflicts) {
        public boolean isClean() {
            return conflicts.isEmpty();
        }
    }

    private ThreeWayMerge() {}

    public static Result merge(ObjectNode base, ObjectNode mine, ObjectNode theirs) {
        Set<String> fields = new LinkedHashSet<>();
        theirs.fieldNames().forEachRemaining(fields::add);
        mine.fieldNames().forEachRemaining(fields::add);
        base.fieldNames().forEachRemaining(fields::add);
        ObjectNode merged = theirs.objectNode();
        List<String> conflicts = new ArrayList<>();
        for (String field : fields) {
            JsonNode b = NormalForm.of(field, base.get(field));
            JsonNode m = NormalForm.of(field, mine.get(field));
            JsonNode t = NormalForm.of(field, theirs.get(field));
            if (m.equals(b) && !t.equals(b)) {
                merged.set(field, written(theirs, field));
            } else {
                merged.set(field, written(mine, field));
                if (!m.equals(t) && !t.equals(b)) {
                    conflicts.add(field);
                }
            }
        }
        return new Result(merged, List.copyOf(conflicts));
    }

    /// Fields in which two states of one thing differ by value.
    public static List<String> differences(ObjectNode one, ObjectNode other) {
        Set<String> fields = new LinkedHashSet<>();
        one.fieldNames().forEachRemaining(fields::add);
        other.fieldNames().forEachRemaining(fields::add);
        return fields.stream()
                .filter(f -> !NormalForm.of(f, one.get(f)).equals(NormalForm.of(f, other.get(f))))
                .toList();
    }

    private static JsonNode written(ObjectNode node, String field) {
        JsonNode value = node.get(field);
        return value == null ? NullNode.instance : value;
    }
}
