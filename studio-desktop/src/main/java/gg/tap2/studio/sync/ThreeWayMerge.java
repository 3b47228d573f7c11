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
            JsonNode b = value(base, field);
            JsonNode m = value(mine, field);
            JsonNode t = value(theirs, field);
            if (m.equals(t) || t.equals(b)) {
                merged.set(field, m);
            } else if (m.equals(b)) {
                merged.set(field, t);
            } else {
                merged.set(field, m);
                conflicts.add(field);
            }
        }
        return new Result(merged, List.copyOf(conflicts));
    }

    /// Absent, null and empty text mean the same to the server, so they are no difference.
    private static JsonNode value(ObjectNode node, String field) {
        JsonNode value = node.get(field);
        return value == null
                        || value.isNull()
                        || (value.isTextual() && value.textValue().isEmpty())
                        || (value.isArray() && value.isEmpty())
                ? NullNode.instance
                : value;
    }
}
