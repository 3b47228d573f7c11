package gg.tap2.server.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Form encoding with nested keys: `a[b][0]=x`, `a[]=x`.
public final class Forms {
    private Forms() {}

    public static ObjectNode parse(String encoded) {
        ObjectNode root = Json.object();
        for (String pair : encoded.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String key = decode(equals < 0 ? pair : pair.substring(0, equals));
            insert(root, keys(key), equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
        return (ObjectNode) arrays(root);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static List<String> keys(String key) {
        var parts = new ArrayList<String>();
        int open = key.indexOf('[');
        if (open <= 0) {
            return List.of(key);
        }
        parts.add(key.substring(0, open));
        while (open >= 0) {
            int close = key.indexOf(']', open);
            if (close < 0) {
                return List.of(key);
            }
            parts.add(key.substring(open + 1, close));
            open = key.indexOf('[', close);
        }
        return parts;
    }

    private static void insert(ObjectNode root, List<String> path, String value) {
        ObjectNode node = root;
        for (int i = 0; i < path.size(); i++) {
            String part = path.get(i).isEmpty() ? Integer.toString(node.size()) : path.get(i);
            if (i == path.size() - 1) {
                node.set(part, TextNode.valueOf(value));
            } else {
                node = Json.child(node, part);
            }
        }
    }

    private static JsonNode arrays(JsonNode node) {
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        boolean indexed = !object.isEmpty();
        for (var field : object.properties()) {
            field.setValue(arrays(field.getValue()));
            indexed &= field.getKey().chars().allMatch(Character::isDigit);
        }
        if (!indexed) {
            return object;
        }
        ArrayNode array = Json.array();
        object.properties().stream()
                .sorted(java.util.Comparator.comparingInt(e -> index(e.getKey())))
                .forEach(e -> array.add(e.getValue()));
        return array;
    }

    private static int index(String digits) {
        return digits.isEmpty() || digits.length() > 6 ? 0 : Integer.parseInt(digits);
    }
}
