package gg.tap2.server.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.platform.json.Json;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every record is what it was after its way through the outbox.
class EventCodecTest {
    private static final UUID CREATOR = UUID.randomUUID();
    private static final UUID FAN = UUID.randomUUID();

    static Stream<Arguments> samples() {
        return Samples.records().stream()
                .flatMap(type ->
                        Stream.of(true, false).map(whole -> Arguments.of(Samples.of(type, CREATOR, FAN, whole))));
    }

    static List<Class<? extends Event>> records() {
        return Samples.records();
    }

    private static StoredEvent stored(Event event, String payload) {
        return new StoredEvent(
                UUID.randomUUID(), EventKinds.of(event), event.ref(), event.creatorId(), event.fanId(), payload, null);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whatIsWrittenIsReadAgain(Event event) {
        String payload = Json.write(EventCodec.payload(event));
        assertThat(stored(event, payload).read()).isEqualTo(event);
        assertThat(Json.tree(payload)).noneMatch(JsonNode::isObject);
    }

    /// During an update both releases run, and what the newer one adds may not stop the older one.
    @ParameterizedTest
    @MethodSource("samples")
    void whatANewerReleaseAddsIsLeftOut(Event event) {
        var payload = EventCodec.payload(event).put("somethingNew", 1);
        assertThat(stored(event, Json.write(payload)).read()).isEqualTo(event);
    }

    @ParameterizedTest
    @MethodSource("records")
    void whatIsMissingIsRefused(Class<? extends Event> type) {
        Event event = Samples.of(type, CREATOR, FAN, true);
        for (RecordComponent c : type.getRecordComponents()) {
            var json = c.getAccessor().getAnnotation(com.fasterxml.jackson.annotation.JsonProperty.class);
            String name = json == null ? c.getName() : json.value();
            var payload = EventCodec.payload(event);
            if (c.getAnnotatedType().isAnnotationPresent(Nullable.class) || payload.remove(name) == null) {
                continue;
            }
            StoredEvent without = stored(event, Json.write(payload));
            assertThatThrownBy(without::read).as(name).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /// The words stand in the outbox of every server that runs: they are never given anew.
    @Test
    void everyRecordHasAKindOfItsOwn() {
        assertThat(EventKinds.all()).hasSize(Samples.records().size());
        assertThat(Arrays.asList("payment_succeeded", "membership_renews", "payout_returned", "creator_message"))
                .allSatisfy(kind -> assertThat(EventKinds.all()).contains(kind));
        assertThat(EventKinds.find("payment_forgotten")).isEmpty();
    }
}
