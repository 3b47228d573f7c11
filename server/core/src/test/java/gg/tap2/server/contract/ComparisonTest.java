package gg.tap2.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What counts as a difference between the real one and the stand-in, and what does not.
class ComparisonTest {
    private static Exchange answer(String step, String call, String status, String json) {
        var body = Shapes.read(json.getBytes(StandardCharsets.UTF_8));
        return new Exchange(step, call, status, Shapes.of(body), Shapes.scrubbed(body));
    }

    private static List<String> differences(String real, String standIn) {
        return Comparison.of(
                        List.of(answer("s", "GET /x", "200", real)), List.of(answer("s", "GET /x", "200", standIn)))
                .differences();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":1} | {\"a\":2}",
                "{\"a\":1,\"more\":{\"b\":1}} | {\"a\":2}",
                "{\"a\":null} | {\"a\":\"x\"}",
                "{\"a\":{\"b\":1}} | {\"a\":null}",
                "{\"a\":null} | {\"a\":{\"b\":1}}",
                "{\"l\":[]} | {\"l\":[{\"b\":1}]}",
                "{\"l\":[{\"b\":1},{\"b\":\"x\"}]} | {\"l\":[{\"b\":\"y\"}]}"
            })
    void whatIsNone(String real, String standIn) {
        assertThat(differences(real, standIn)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":1} | {\"a\":\"1\"} | a is number there and text here",
                "{} | {\"a\":1} | has no a there",
                "{\"l\":[{\"c\":1}]} | {\"l\":[{\"b\":1}]} | has no l[].b there",
                "{\"a\":{\"c\":1}} | {\"a\":{\"b\":1}} | has no a.b there"
            })
    void whatIsOne(String real, String standIn, String told) {
        assertThat(differences(real, standIn)).singleElement().asString().contains(told);
    }

    @Test
    void statusesAndCallsAreCompared() {
        var real = List.of(answer("s", "GET /x", "201", "{}"), answer("t", "GET /y", "200", "{}"));
        assertThat(Comparison.of(real, List.of(answer("s", "GET /x", "200", "{}")))
                        .differences())
                .containsExactly("s: GET /x is 201 there and 200 here", "t: GET /y only at the real one");
        assertThat(Comparison.of(real, List.of(answer("s", "GET /z", "200", "{}")))
                        .differences())
                .singleElement()
                .asString()
                .contains("what follows is not compared");
    }

    @Test
    void valuesAreGoneAndWordsStay() {
        var body = Json.tree("""
                {"status":"succeeded","id":"pi_3Nx","email":"fan@example.com","name":"Mara","currency":"EUR","n":17,
                 "ok":true,"at":"2026-01-01","none":null,"list":["4242424242424242"]}""");
        assertThat(Shapes.scrubbed(body).toString())
                .isEqualTo("{\"status\":\"succeeded\",\"id\":\"…\",\"email\":\"…\",\"name\":\"…\",\"currency\":\"EUR\","
                        + "\"n\":0,\"ok\":true,\"at\":\"…\",\"none\":null,\"list\":[\"…\"]}");
    }
}
