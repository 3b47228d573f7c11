package gg.tap2.server.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// Short words for JSON trees, which are the stand-ins' only data model.
public final class Json {
    public static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode parse(byte[] bytes) {
        try {
            return MAPPER.readTree(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Parses a request body: anything but a JSON object reads as an empty object.
    public static ObjectNode parseObject(byte[] bytes) {
        if (bytes.length == 0) {
            return object();
        }
        try {
            return MAPPER.readTree(bytes) instanceof ObjectNode object ? object : object();
        } catch (IOException e) {
            return object();
        }
    }

    /// The text of a field, or null where it is absent, null or empty.
    public static @Nullable String text(JsonNode node, String field) {
        JsonNode value = node.get(field);
        if (value == null || value.isNull() || value.isContainerNode()) {
            return null;
        }
        String text = value.asText();
        return text.isEmpty() ? null : text;
    }

    public static String text(JsonNode node, String field, String otherwise) {
        String text = text(node, field);
        return text == null ? otherwise : text;
    }

    public static long number(JsonNode node, String field) {
        return node.path(field).asLong(0);
    }

    public static boolean flag(JsonNode node, String field) {
        return node.path(field).asBoolean(false);
    }

    /// The child object, created in place where it is absent or null.
    public static ObjectNode child(ObjectNode node, String field) {
        return node.get(field) instanceof ObjectNode child ? child : node.putObject(field);
    }
}
