package gg.tap2.server.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.platform.json.Json;
import java.util.ArrayList;
import java.util.List;

/// A body with one thing wrong, for every thing.
final class Mutations {
    private static final String MARK = "\"@@here@@\"";

    /// Bodies that are no object of the kind that is asked for.
    static final List<String> TEXTS = List.of(
            "",
            "null",
            "[]",
            "[null]",
            "7",
            "\"x\"",
            "{",
            "{}",
            "{\"a\":1,\"a\":2}",
            "{\"\\u0000\":1}",
            "\u0000",
            "[".repeat(3_000),
            "{\"a\":" + "9".repeat(2_000) + "}",
            "\uFEFF{}");

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "\"\"",
            "\" \"",
            "\"x\"",
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "\"\\u0001\\u001b\\u202e\"",
            "7",
            "0",
            "-1",
            "1.5",
            "1e99999999",
            "-9223372036854775808",
            "9223372036854775807",
            "92233720368547758070",
            "2147483648",
            "[]",
            "[null]",
            "[[null]]",
            "{}",
            "{\"a\":null}",
            "[\"a\\u0000b\"]",
            "\"+1000000000-12-31T23:59:59Z\"",
            "\"-999999999-01-01\"",
            "\"0000-00-00\"",
            "\"00000000-0000-0000-0000-000000000000\"",
            "\"" + "x".repeat(70_000) + "\"");

    private Mutations() {}

    record Changed(String what, String body) {}

    static List<Changed> of(JsonNode valid, JsonNode schema, InputWorld world) {
        var out = new ArrayList<Changed>();
        walk(valid, valid, "", out);
        return out;
    }

    private static void walk(JsonNode root, JsonNode at, String path, List<Changed> out) {
        if (at instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                JsonNode was = object.remove(name);
                out.add(new Changed(path + "/" + name + " absent", Json.write(root)));
                object.put(name, "@@here@@");
                String marked = Json.write(root);
                for (String value : VALUES) {
                    out.add(new Changed(path + "/" + name, marked.replace(MARK, value)));
                }
                object.set(name, was);
                walk(root, was, path + "/" + name, out);
            }
        } else if (at instanceof ArrayNode array && !array.isEmpty()) {
            JsonNode was = array.get(0);
            array.set(0, Json.LENIENT.getNodeFactory().textNode("@@here@@"));
            String marked = Json.write(root);
            for (String value : VALUES) {
                out.add(new Changed(path + "/0", marked.replace(MARK, value)));
            }
            array.set(0, was);
            walk(root, was, path + "/0", out);
        }
    }
}
