package gg.tap2.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Bodies;
import gg.tap2.server.platform.json.Json;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// The body of every request of the API, by its record: it is refused with 400 or 422, or it is a valid value whose
/// words the database can hold and which says the same when it is written and read again.
///
/// The first byte chooses the record.
class RequestBodiesFuzzTest {
    private static final List<Class<?>> TYPES = new ApiTypes().requests();

    static Stream<byte[]> body() {
        return Stream.iterate(0, i -> i < TYPES.size(), i -> i + 1)
                .flatMap(i -> bodies(TYPES.get(i)).map(json -> {
                    byte[] out = new byte[json.length + 1];
                    out[0] = i.byteValue();
                    System.arraycopy(json, 0, out, 1, json.length);
                    return out;
                }));
    }

    /// A whole one, one without anything, and whole ones without one field each.
    private static Stream<byte[]> bodies(Class<?> type) {
        var whole = (ObjectNode) Json.tree(Json.bytes(example(type, 0)));
        Stream<JsonNode> lacking =
                whole.propertyStream().map(field -> whole.deepCopy().without(field.getKey()));
        return Stream.concat(Stream.of(whole, Json.tree("{}")), lacking).map(Json::bytes);
    }

    @MethodSource
    @FuzzTest
    void body(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        Class<?> type = TYPES.get((bytes[0] & 0xFF) % TYPES.size());
        Object value;
        try {
            value = Bodies.json(Arrays.copyOfRange(bytes, 1, bytes.length), type);
        } catch (ApiException e) {
            assertThat(e.status()).isIn(400, 422);
            return;
        }
        JsonNode written = Json.LENIENT.valueToTree(value);
        storable(type.getSimpleName(), written);
        assertThat(Bodies.json(Json.bytes(value), type)).isEqualTo(value);
    }

    /// PostgreSQL takes neither NUL nor half a surrogate pair in a text, and knows fewer years than Java.
    private static void storable(String where, JsonNode node) {
        if (node.isTextual()) {
            assertThat(node.asText()).as(where).doesNotContain("\u0000");
            assertThat(node.asText()).as(where).doesNotMatch("[+-]\\d+-\\d\\d-\\d\\dT.*Z");
            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(node.asText()))
                    .as(where)
                    .isTrue();
        }
        node.properties().forEach(e -> storable(where + "." + e.getKey(), e.getValue()));
        if (node.isArray()) {
            node.forEach(n -> storable(where + "[]", n));
        }
    }

    /// Something of every field, so that the fuzzer need not guess their names.
    private static Object example(Type type, int depth) {
        Class<?> raw = (Class<?>) (type instanceof ParameterizedType p ? p.getRawType() : type);
        if (raw.isRecord() && depth < 4) {
            ObjectNode out = Json.LENIENT.createObjectNode();
            for (RecordComponent c : raw.getRecordComponents()) {
                out.set(c.getName(), Json.LENIENT.valueToTree(example(c.getGenericType(), depth + 1)));
            }
            return out;
        }
        if (type instanceof ParameterizedType p && List.class.isAssignableFrom(raw)) {
            return List.of(example(p.getActualTypeArguments()[0], depth + 1));
        }
        if (raw.isEnum()) {
            return raw.getEnumConstants()[0];
        }
        if (raw == long.class || raw == Long.class || raw == int.class || raw == Integer.class) {
            return 500;
        }
        if (raw == boolean.class || raw == Boolean.class) {
            return true;
        }
        if (raw == UUID.class) {
            return new UUID(1, 2);
        }
        if (raw == Instant.class) {
            return Instant.parse("2026-11-01T12:00:00Z");
        }
        return raw == String.class ? "a@example.com" : "";
    }
}
