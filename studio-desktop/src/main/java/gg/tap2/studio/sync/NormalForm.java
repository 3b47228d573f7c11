package gg.tap2.studio.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One way to write each value, so that two states are compared by what they mean: a number is its decimal value
/// whatever read it, line ends and blanks at the end of a text mean nothing, the order of names and of sets means
/// nothing, and absent, null, empty text and empty list are all nothing.
final class NormalForm {
    /// Lists whose order means nothing.
    private static final Set<String> SETS = Set.of("productIds");

    private NormalForm() {}

    static JsonNode of(String field, @Nullable JsonNode value) {
        return switch (value) {
            case null -> NullNode.instance;
            case JsonNode n when n.isNumber() -> number(n.decimalValue());
            case JsonNode n when n.isTextual() -> text(n.textValue());
            case ArrayNode list -> list(field, list);
            case ObjectNode object -> object(object);
            default -> value;
        };
    }

    private static JsonNode number(BigDecimal value) {
        BigDecimal plain = value.stripTrailingZeros();
        return DecimalNode.valueOf(plain.scale() < 0 ? plain.setScale(0) : plain);
    }

    private static JsonNode text(String written) {
        String text = written.replace("\r\n", "\n").stripTrailing();
        return text.isEmpty() ? NullNode.instance : TextNode.valueOf(text);
    }

    private static JsonNode list(String field, ArrayNode list) {
        if (list.isEmpty()) {
            return NullNode.instance;
        }
        List<JsonNode> items = new ArrayList<>();
        list.forEach(item -> items.add(of(field, item)));
        if (SETS.contains(field)) {
            items.sort(Comparator.comparing(JsonNode::toString));
        }
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        out.addAll(items);
        return out;
    }

    private static JsonNode object(ObjectNode object) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            JsonNode value = of(name, object.get(name));
            if (!value.isNull()) {
                out.set(name, value);
            }
        }
        return out.isEmpty() ? NullNode.instance : out;
    }
}
