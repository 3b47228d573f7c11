package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// `expand[]`: replaces ids by objects and adds the fields that are shown only on request.
final class Expansion {
    private final World world;
    private final Map<String, Function<ObjectNode, JsonNode>> includable = new HashMap<>();

    Expansion(World world) {
        this.world = world;
    }

    /// Registers a field that appears only when asked for.
    void include(String type, String field, Function<ObjectNode, JsonNode> value) {
        includable.put(type + '.' + field, value);
    }

    ObjectNode expand(ObjectNode result, List<String> paths) {
        ObjectNode copy = result.deepCopy();
        strip(copy);
        for (String path : paths) {
            walk(copy, List.of(path.split("\\.")), path);
        }
        return copy;
    }

    private static void strip(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().removeIf(field -> field.getKey().startsWith("_"));
            object.forEach(Expansion::strip);
        } else if (node instanceof ArrayNode array) {
            array.forEach(Expansion::strip);
        }
    }

    private void walk(JsonNode node, List<String> path, String whole) {
        if (path.isEmpty()) {
            return;
        }
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                walk(array.get(i), path, whole);
            }
            return;
        }
        if (!(node instanceof ObjectNode object)) {
            return;
        }
        String field = path.getFirst();
        var include = includable.get(Json.text(object, "object", "") + '.' + field);
        if (include != null && !(object.get(field) instanceof ObjectNode)) {
            ObjectNode original = world.store.findAny(World.id(object));
            JsonNode value = include.apply(original == null ? object : original).deepCopy();
            strip(value);
            object.set(field, value);
        }
        JsonNode value = object.get(field);
        if (value == null) {
            if (object.has("object") && !object.path("object").asText().equals("list")) {
                throw StripeError.invalid("This property cannot be expanded (" + whole + ").", "expand");
            }
            return;
        }
        if (value.isTextual()) {
            ObjectNode target = world.store.findAny(value.asText());
            if (target != null) {
                ObjectNode copy = target.deepCopy();
                strip(copy);
                object.set(field, copy);
                value = copy;
            }
        } else if (value instanceof ArrayNode ids) {
            expandAll(ids);
        }
        walk(value, path.subList(1, path.size()), whole);
    }

    private void expandAll(ArrayNode ids) {
        var values = new ArrayList<JsonNode>();
        for (JsonNode id : ids) {
            ObjectNode target = id.isTextual() ? world.store.findAny(id.asText()) : null;
            if (target == null) {
                values.add(id);
            } else {
                ObjectNode copy = target.deepCopy();
                strip(copy);
                values.add(copy);
            }
        }
        ids.removeAll();
        ids.addAll(values);
    }
}
