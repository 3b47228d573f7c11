package gg.tap2.server.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import gg.tap2.server.platform.json.Json;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What is left of an answer when its values are gone.
final class Shapes {
    /// Words of an interface, such as `succeeded` or `BALANCE`; whatever may be a name, a number or an id is none.
    private static final Pattern WORD = Pattern.compile("[a-z][a-z_.#-]{0,40}|[A-Z][A-Z_]{0,30}");

    private Shapes() {}

    /// JSON where it is JSON; missing otherwise.
    static JsonNode read(byte[] body) {
        String start = new String(body, 0, Math.min(body.length, 1), StandardCharsets.UTF_8);
        try {
            return start.equals("{") || start.equals("[") ? Json.tree(body) : JsonNodeFactory.instance.missingNode();
        } catch (UncheckedIOException e) {
            return JsonNodeFactory.instance.missingNode();
        }
    }

    /// Types by path: `data[].id` to `string`. What is null is of every type.
    static Map<String, String> of(JsonNode body) {
        var out = new TreeMap<String, String>();
        collect("", body, out);
        return out;
    }

    private static void collect(String path, JsonNode node, Map<String, String> out) {
        if (node.isObject()) {
            node.properties().forEach(f -> {
                String at = path.isEmpty() ? f.getKey() : path + "." + f.getKey();
                put(out, at, type(f.getValue()));
                collect(at, f.getValue(), out);
            });
        } else if (node.isArray()) {
            node.forEach(e -> collect(path + "[]", e, out));
        }
    }

    private static void put(Map<String, String> out, String path, String type) {
        String known = out.get(path);
        out.put(
                path,
                known == null || known.equals("null") || known.equals(type) || type.equals("null") && !known.isEmpty()
                        ? known == null || known.equals("null") ? type : known
                        : known.contains(type) ? known : known + "|" + type);
    }

    private static String type(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "list";
            case OBJECT -> "object";
            case BOOLEAN -> "boolean";
            case NUMBER -> "number";
            case STRING -> "text";
            default -> "null";
        };
    }

    /// The same tree with words and booleans alone; texts and numbers are gone.
    static JsonNode scrubbed(JsonNode node) {
        var nodes = JsonNodeFactory.instance;
        return switch (node.getNodeType()) {
            case OBJECT -> {
                var copy = nodes.objectNode();
                node.properties().forEach(f -> copy.set(f.getKey(), scrubbed(f.getValue())));
                yield copy;
            }
            case ARRAY -> {
                var copy = nodes.arrayNode();
                node.forEach(e -> copy.add(scrubbed(e)));
                yield copy;
            }
            case NUMBER -> nodes.numberNode(0);
            case STRING -> nodes.textNode(WORD.matcher(node.asText()).matches() ? node.asText() : "…");
            case BOOLEAN -> node;
            default -> nodes.nullNode();
        };
    }
}
