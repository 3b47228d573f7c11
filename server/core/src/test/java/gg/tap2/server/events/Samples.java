package gg.tap2.server.events;

import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Money;
import gg.tap2.model.fees.SaleKind;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One event of every record, made from the types of its components.
public final class Samples {
    private Samples() {}

    /// Every record of [Event], found through the families.
    public static List<Class<? extends Event>> records() {
        return records(Event.class).toList();
    }

    private static Stream<Class<? extends Event>> records(Class<?> type) {
        return type.isRecord()
                ? Stream.of(type.asSubclass(Event.class))
                : Arrays.stream(type.getPermittedSubclasses()).flatMap(Samples::records);
    }

    /// @param creator whom it is about, where it is about a creator or their user; also the one before the fan
    /// @param whole whether what may be null is there
    public static Event of(Class<? extends Event> type, UUID creator, UUID fan, boolean whole) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = Arrays.stream(components)
                .map(c -> !whole && c.getAnnotatedType().isAnnotationPresent(Nullable.class)
                        ? null
                        : value(c, creator, fan))
                .toArray();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be made", e);
        }
    }

    private static Object value(RecordComponent c, UUID creator, UUID fan) {
        return switch (c.getName()) {
            case "creatorId", "userId" -> creator;
            case "fanId" -> fan;
            default -> value(c.getType(), c.getName());
        };
    }

    private static Object value(Class<?> type, String name) {
        if (type == String.class) {
            return name + " „ü“ " + UUID.randomUUID();
        }
        if (type == UUID.class) {
            return UUID.randomUUID();
        }
        if (type == Money.class) {
            return Money.of(-9_007_199_254_740_993L, Currency.EUR);
        }
        if (type == SaleKind.class) {
            return SaleKind.SUBSCRIPTION;
        }
        if (type == Instant.class) {
            return Instant.parse("2027-02-28T23:59:59.123456Z");
        }
        if (type == int.class) {
            return 725;
        }
        throw new IllegalArgumentException("no sample of " + type + " " + name);
    }
}
