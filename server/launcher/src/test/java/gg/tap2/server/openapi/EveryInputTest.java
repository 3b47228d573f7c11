package gg.tap2.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.platform.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Whatever is sent to an operation is a value or a refusal, and soon: every field of every body absent, null, of
/// another kind, empty, extreme and with control characters; path and query parameters likewise.
final class EveryInputTest {
    private static final int SECONDS_AT_MOST = 10;
    private static InputWorld world;
    private static List<InputWorld.Operation> operations;

    @BeforeAll
    static void start() throws Exception {
        world = new InputWorld();
        operations = world.operations();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void bodies() throws Exception {
        int sent = play(operations.stream().filter(o -> o.body() != null).toList(), this::bodiesOf);
        assertThat(sent).isGreaterThan(2_000);
    }

    @Test
    void parameters() throws Exception {
        int sent = play(operations, this::parametersOf);
        assertThat(sent).isGreaterThan(1_000);
    }

    private interface Player {
        List<String> play(InputWorld.Operation operation, int[] sent) throws Exception;
    }

    private static int play(List<InputWorld.Operation> some, Player player) throws Exception {
        int[] sent = {0};
        var faults = new ArrayList<String>();
        try (var threads = Executors.newFixedThreadPool(6)) {
            List<Callable<List<String>>> plays = new ArrayList<>();
            some.forEach(o -> plays.add(() -> player.play(o, sent)));
            for (var f : threads.invokeAll(plays)) {
                faults.addAll(f.get());
            }
        }
        assertThat(faults).as(sent[0] + " requests").isEmpty();
        return sent[0];
    }

    private List<String> bodiesOf(InputWorld.Operation o, int[] sent) throws Exception {
        var faults = new ArrayList<String>();
        if (world.isRight(o)) {
            var reply = world.send(o, o.path(world), Json.write(world.sample(o.body())));
            if (reply.status() >= 300) {
                faults.add(o.method() + " " + o.route() + " refuses what is right: " + reply.body());
            }
        }
        JsonNode valid = world.sample(o.body());
        for (var changed : Mutations.of(valid, world.schema(o.body()), world)) {
            judge(o, changed.body(), o.path(world), changed.what(), sent, faults);
        }
        for (String text : Mutations.TEXTS) {
            judge(o, text, o.path(world), "as a whole", sent, faults);
        }
        return faults;
    }

    private List<String> parametersOf(InputWorld.Operation o, int[] sent) throws Exception {
        var faults = new ArrayList<String>();
        String body = o.body() == null || !o.isSafeToRepeat() ? null : Json.write(world.sample(o.body()));
        for (String address : o.addresses(world, new Random(7))) {
            judge(o, body, address, "parameters", sent, faults);
        }
        return faults;
    }

    private static void judge(
            InputWorld.Operation o, String body, String address, String what, int[] sent, List<String> faults)
            throws Exception {
        long begun = System.nanoTime();
        var reply = world.send(o, address, body);
        long seconds = (System.nanoTime() - begun) / 1_000_000_000;
        synchronized (sent) {
            sent[0]++;
        }
        boolean provider = reply.status() == 503 && reply.body().contains("unavailable");
        if (reply.status() >= 500 && !provider || seconds >= SECONDS_AT_MOST) {
            faults.add(o.method() + " " + address + " " + what + " " + shorten(body) + " -> " + reply.status() + " "
                    + seconds + " s " + shorten(reply.body()));
        }
    }

    private static String shorten(String text) {
        return text == null ? "" : text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }
}
