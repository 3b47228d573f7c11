package gg.tap2.server.events;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The records of [Event] by the word that they are stored as.
public final class EventKinds {
    private static final Map<String, Class<? extends Event>> RECORDS = new TreeMap<>();
    private static final Map<Class<? extends Event>, String> KINDS = new HashMap<>();

    static {
        records(Event.class).forEach(type -> {
            StoredAs stored = type.getAnnotation(StoredAs.class);
            if (stored == null || RECORDS.put(stored.value(), type) != null) {
                throw new IllegalStateException(type + " has no kind of its own: @StoredAs");
            }
            KINDS.put(type, stored.value());
        });
    }

    private EventKinds() {}

    private static Stream<Class<? extends Event>> records(Class<?> type) {
        return type.isRecord()
                ? Stream.of(type.asSubclass(Event.class))
                : Stream.of(type.getPermittedSubclasses()).flatMap(EventKinds::records);
    }

    /// Every kind that this release knows.
    public static Collection<String> all() {
        return Collections.unmodifiableSet(RECORDS.keySet());
    }

    public static String of(Event event) {
        return of(event.getClass());
    }

    static String of(Class<? extends Event> type) {
        String kind = KINDS.get(type);
        if (kind == null) {
            throw new IllegalArgumentException(type + " is no record of an event");
        }
        return kind;
    }

    static Optional<Class<? extends Event>> find(String kind) {
        return Optional.ofNullable(RECORDS.get(kind));
    }
}
