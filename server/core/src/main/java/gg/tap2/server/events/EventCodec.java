package gg.tap2.server.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.model.common.Money;
import gg.tap2.server.platform.json.Json;
import java.lang.reflect.RecordComponent;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Writes the payload of an event and reads it again. An amount of money stands there as `amount` in minor units and
/// `currency`. What a newer release added is left out; what is missing and may not be null is refused.
final class EventCodec {
    /// Components that have a column of their own.
    private static final Set<String> COLUMNS = Set.of("ref", "creatorId", "fanId");

    private static final String CURRENCY = "currency";

    private EventCodec() {}

    static ObjectNode payload(Event event) {
        ObjectNode node = Json.LENIENT.createObjectNode();
        for (RecordComponent component : event.getClass().getRecordComponents()) {
            Object value = value(component, event);
            if (value instanceof Money money) {
                node.put(component.getName(), money.minor());
                node.put(CURRENCY, money.currency().name());
            } else if (value != null && !COLUMNS.contains(component.getName())) {
                node.set(name(component), Json.LENIENT.valueToTree(value));
            }
        }
        return node;
    }

    /// @throws IllegalArgumentException for a payload that is none of that kind
    static Event read(
            Class<? extends Event> type,
            String ref,
            @Nullable UUID creatorId,
            @Nullable UUID fanId,
            ObjectNode payload) {
        ObjectNode all = payload.deepCopy();
        all.put("ref", ref);
        all.put("creatorId", creatorId == null ? null : creatorId.toString());
        all.put("fanId", fanId == null ? null : fanId.toString());
        for (RecordComponent component : type.getRecordComponents()) {
            String name = name(component);
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            if (!nullable && !all.hasNonNull(name)) {
                throw new IllegalArgumentException(type.getSimpleName() + " without " + name);
            }
            if (component.getType() == Money.class) {
                JsonNode minor = all.path(name);
                all.putObject(name).set("minor", minor);
                all.withObject("/" + name).set(CURRENCY, all.path(CURRENCY));
            }
        }
        try {
            return Json.LENIENT.treeToValue(all, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(type.getSimpleName() + ": " + e.getOriginalMessage(), e);
        }
    }

    private static String name(RecordComponent component) {
        JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
        return named == null ? component.getName() : named.value();
    }

    private static @Nullable Object value(RecordComponent component, Event event) {
        try {
            return component.getAccessor().invoke(event);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
