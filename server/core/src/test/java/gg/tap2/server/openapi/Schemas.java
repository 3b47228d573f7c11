package gg.tap2.server.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// JSON schemas of records, read off their components.
final class Schemas {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Map<String, ObjectNode> named = new TreeMap<>();

    Map<String, ObjectNode> named() {
        return named;
    }

    ObjectNode of(Class<?> type) {
        return schema(type, null);
    }

    private ObjectNode schema(Type type, @Nullable AnnotatedType annotated) {
        if (type instanceof ParameterizedType p && p.getRawType() instanceof Class<?> raw) {
            var inner = annotated instanceof AnnotatedParameterizedType a ? a.getAnnotatedActualTypeArguments() : null;
            if (Collection.class.isAssignableFrom(raw)) {
                var array = NODES.objectNode().put("type", "array");
                array.set("items", schema(p.getActualTypeArguments()[0], inner == null ? null : inner[0]));
                return array;
            }
            if (raw == Optional.class) {
                return orNull(schema(p.getActualTypeArguments()[0], null));
            }
            var object = NODES.objectNode().put("type", "object");
            if (Map.class.isAssignableFrom(raw)) {
                object.set("additionalProperties", schema(p.getActualTypeArguments()[1], null));
            }
            return object;
        }
        return type instanceof Class<?> c ? ofClass(c) : NODES.objectNode();
    }

    private ObjectNode ofClass(Class<?> c) {
        var node = NODES.objectNode();
        if (c == String.class) {
            return node.put("type", "string");
        } else if (c == UUID.class) {
            return node.put("type", "string").put("format", "uuid");
        } else if (c == Instant.class) {
            return node.put("type", "string").put("format", "date-time");
        } else if (c == LocalDate.class) {
            return node.put("type", "string").put("format", "date");
        } else if (c == URI.class) {
            return node.put("type", "string").put("format", "uri");
        } else if (c == boolean.class || c == Boolean.class) {
            return node.put("type", "boolean");
        } else if (c == long.class || c == Long.class) {
            return node.put("type", "integer").put("format", "int64");
        } else if (c == int.class || c == Integer.class) {
            return node.put("type", "integer").put("format", "int32");
        } else if (c == double.class || c == Double.class) {
            return node.put("type", "number");
        } else if (c.isEnum()) {
            var values = node.put("type", "string").putArray("enum");
            for (Object constant : c.getEnumConstants()) {
                values.add(constant.toString());
            }
            return node;
        } else if (c.isRecord()) {
            String name = c.getEnclosingClass() == null
                    ? c.getSimpleName()
                    : c.getEnclosingClass().getSimpleName() + c.getSimpleName();
            if (!named.containsKey(name)) {
                named.put(name, node);
                record(c, node);
            }
            return NODES.objectNode().put("$ref", "#/components/schemas/" + name);
        }
        return node;
    }

    private void record(Class<?> c, ObjectNode node) {
        node.put("type", "object");
        var properties = node.putObject("properties");
        var required = NODES.arrayNode();
        for (RecordComponent part : c.getRecordComponents()) {
            boolean nullable = part.getAnnotatedType().isAnnotationPresent(Nullable.class);
            ObjectNode schema = schema(part.getGenericType(), part.getAnnotatedType());
            properties.set(part.getName(), nullable ? orNull(schema) : schema);
            if (!nullable) {
                required.add(part.getName());
            }
        }
        if (!required.isEmpty()) {
            node.set("required", required);
        }
    }

    private static ObjectNode orNull(ObjectNode schema) {
        if (schema.isEmpty()) {
            return schema;
        }
        var node = NODES.objectNode();
        node.putArray("anyOf").add(schema).addObject().put("type", "null");
        return node;
    }
}
