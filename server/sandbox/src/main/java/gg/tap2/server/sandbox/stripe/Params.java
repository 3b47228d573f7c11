package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Request parameters with Stripe's error messages. A present but empty value means "unset".
final class Params {
    private final ObjectNode node;
    private final String prefix;

    Params(ObjectNode node) {
        this(node, "");
    }

    private Params(ObjectNode node, String prefix) {
        this.node = node;
        this.prefix = prefix;
    }

    ObjectNode raw() {
        return node;
    }

    String path(String name) {
        return prefix.isEmpty() ? name : prefix + "[" + name + "]";
    }

    boolean has(String name) {
        return node.has(name);
    }

    boolean unset(String name) {
        return node.has(name)
                && !node.get(name).isContainerNode()
                && node.get(name).asText().isEmpty();
    }

    @Nullable
    String string(String name) {
        return Json.text(node, name);
    }

    String string(String name, String otherwise) {
        return Json.text(node, name, otherwise);
    }

    String required(String name) {
        String value = string(name);
        if (value == null) {
            throw StripeError.missing(path(name));
        }
        return value;
    }

    String oneOf(String name, String otherwise, String... allowed) {
        String value = string(name, otherwise);
        if (!value.equals(otherwise) && !List.of(allowed).contains(value)) {
            throw StripeError.invalid(
                    "Invalid " + path(name) + ": must be one of " + String.join(", ", allowed), path(name));
        }
        return value;
    }

    @Nullable
    Long number(String name) {
        String value = string(name);
        if (value == null) {
            return null;
        }
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw StripeError.invalid("parameter_invalid_integer", "Invalid integer: " + value, path(name));
        }
    }

    long number(String name, long otherwise) {
        Long value = number(name);
        return value == null ? otherwise : value;
    }

    long requiredNumber(String name) {
        required(name);
        return number(name, 0);
    }

    boolean flag(String name, boolean otherwise) {
        String value = string(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.equals("true") && !value.equals("false")) {
            throw StripeError.invalid("Invalid boolean: " + value, path(name));
        }
        return value.equals("true");
    }

    @Nullable
    Params object(String name) {
        return node.get(name) instanceof ObjectNode child ? new Params(child, path(name)) : null;
    }

    /// The child, or an empty one: reading from it finds nothing.
    Params child(String name) {
        Params child = object(name);
        return child == null ? new Params(Json.object(), path(name)) : child;
    }

    List<Params> objects(String name) {
        var list = new ArrayList<Params>();
        JsonNode children = node.get(name);
        if (children != null && children.isArray()) {
            for (int i = 0; i < children.size(); i++) {
                if (children.get(i) instanceof ObjectNode child) {
                    list.add(new Params(child, path(name) + "[" + i + "]"));
                }
            }
        }
        return list;
    }

    List<String> strings(String name) {
        var list = new ArrayList<String>();
        JsonNode children = node.get(name);
        if (children != null && children.isArray()) {
            children.forEach(c -> list.add(c.asText()));
        } else if (string(name) instanceof String one) {
            list.add(one);
        }
        return list;
    }

    /// Copies plain text parameters that are present; an empty one becomes null.
    void copyStrings(ObjectNode target, String... names) {
        for (String name : names) {
            if (has(name)) {
                target.put(name, string(name));
            }
        }
    }

    void copyObject(ObjectNode target, String name) {
        if (node.get(name) instanceof ObjectNode child) {
            target.set(name, child.deepCopy());
        } else if (unset(name)) {
            target.putNull(name);
        }
    }

    /// Merges metadata as Stripe does: an empty value removes a key, an empty parameter removes all.
    void copyMetadata(ObjectNode target) {
        if (unset("metadata")) {
            target.putObject("metadata");
            return;
        }
        Params given = object("metadata");
        if (given == null) {
            return;
        }
        ObjectNode metadata = Json.child(target, "metadata");
        given.node.properties().forEach(entry -> {
            String value = entry.getValue().asText();
            if (entry.getKey().length() > 40 || value.length() > 500) {
                throw StripeError.invalid(
                        "Metadata keys can have up to 40 characters and values up to 500.", given.path(entry.getKey()));
            }
            if (value.isEmpty()) {
                metadata.remove(entry.getKey());
            } else {
                metadata.put(entry.getKey(), value);
            }
        });
        if (metadata.size() > 50) {
            throw StripeError.invalid("You can have up to 50 metadata keys.", "metadata");
        }
    }

    /// Refuses what the endpoint does not know, as Stripe does.
    Params only(Set<String> known) {
        for (var field : node.properties()) {
            if (!known.contains(field.getKey()) && !field.getKey().equals("expand")) {
                throw StripeError.invalid(
                        "parameter_unknown",
                        "Received unknown parameter: " + path(field.getKey()),
                        path(field.getKey()));
            }
        }
        return this;
    }
}
