package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The part of JSON Schema draft 7 that Stripe's schema file uses. A general validator expands its 2,156 mutually
/// recursive definitions ahead of use and runs out of memory; this one follows references as the value needs them.
final class PlainSchema {
    private static final Set<String> KNOWN = Set.of(
            "$ref",
            "type",
            "anyOf",
            "enum",
            "const",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "description",
            "title",
            "allOf");
    private final JsonNode definitions;

    PlainSchema(JsonNode definitions) {
        this.definitions = definitions;
    }

    void check(JsonNode schema, JsonNode value, String path, List<String> problems) {
        schema.fieldNames().forEachRemaining(keyword -> {
            if (!KNOWN.contains(keyword)) {
                throw new IllegalStateException("schema keyword " + keyword + " at " + path);
            }
        });
        if (schema.has("$ref")) {
            String name = schema.path("$ref").asText().substring("#/$defs/".length());
            if (!definitions.has(name)) {
                throw new IllegalStateException("no definition " + name);
            }
            check(definitions.path(name), value, path, problems);
        }
        for (JsonNode part : schema.path("allOf")) {
            check(part, value, path, problems);
        }
        if (schema.has("anyOf")) {
            anyOf(schema.path("anyOf"), value, path, problems);
        }
        if (schema.has("const") && !schema.path("const").equals(value)) {
            problems.add(path + " is not " + schema.path("const"));
        }
        if (schema.has("enum") && !contains(schema.path("enum"), value)) {
            problems.add(path + " " + value + " is not one of the allowed values");
        }
        if (schema.has("type") && !hasType(schema.path("type"), value)) {
            problems.add(path + " is " + value.getNodeType() + ", not " + schema.path("type"));
            return;
        }
        if (value.isObject()) {
            object(schema, value, path, problems);
        }
        if (value.isArray() && schema.has("items")) {
            for (int i = 0; i < value.size(); i++) {
                check(schema.path("items"), value.get(i), path + "[" + i + "]", problems);
            }
        }
    }

    private void object(JsonNode schema, JsonNode value, String path, List<String> problems) {
        for (JsonNode required : schema.path("required")) {
            if (!value.has(required.asText())) {
                problems.add(path + " lacks " + required.asText());
            }
        }
        value.properties().forEach(field -> {
            JsonNode property = schema.path("properties").path(field.getKey());
            JsonNode additional = schema.path("additionalProperties");
            if (!property.isMissingNode()) {
                check(property, field.getValue(), path + "." + field.getKey(), problems);
            } else if (additional.isObject()) {
                check(additional, field.getValue(), path + "." + field.getKey(), problems);
            } else if (additional.isBoolean() && !additional.asBoolean()) {
                problems.add(path + " has the unknown field " + field.getKey());
            }
        });
    }

    /// Reports the branch that came nearest.
    private void anyOf(JsonNode branches, JsonNode value, String path, List<String> problems) {
        List<String> best = null;
        for (JsonNode branch : branches) {
            var found = new ArrayList<String>();
            check(branch, value, path, found);
            if (found.isEmpty()) {
                return;
            }
            boolean sameKind = found.stream().noneMatch(p -> p.startsWith(path + " is "));
            if (best == null || sameKind) {
                best = found;
            }
        }
        if (best == null) {
            problems.add(path + " may not be present");
        } else {
            problems.addAll(best);
        }
    }

    private static boolean contains(JsonNode list, JsonNode value) {
        for (JsonNode each : list) {
            if (each.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasType(JsonNode type, JsonNode value) {
        if (type.isArray()) {
            for (JsonNode each : type) {
                if (hasType(each, value)) {
                    return true;
                }
            }
            return false;
        }
        return switch (type.asText()) {
            case "null" -> value.isNull();
            case "string" -> value.isTextual();
            case "number" -> value.isNumber();
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            default -> throw new IllegalStateException("type " + type);
        };
    }
}
