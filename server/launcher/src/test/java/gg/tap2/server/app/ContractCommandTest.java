package gg.tap2.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.contract.Run;
import gg.tap2.server.contract.Story;
import gg.tap2.server.contract.Target;
import gg.tap2.server.platform.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/// The stand-in half of every story, a second stand-in as the real one, and what is printed of a difference.
class ContractCommandTest {
    @TempDir
    static Path folder;

    private static ContractStandIns here;
    private static ContractStandIns there;

    @BeforeAll
    static void start() {
        here = new ContractStandIns(folder.resolve("here"));
        there = new ContractStandIns(folder.resolve("there"));
    }

    @AfterAll
    static void stop() {
        here.close();
        there.close();
    }

    private record Ended(int status, String out) {}

    private static Ended run(Map<String, String> environment, String... args) {
        PrintStream before = System.out;
        var out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            var line = new CommandLine(new ContractCommand(environment));
            line.setExecutionExceptionHandler((e, cmd, parsed) -> 2);
            return new Ended(line.execute(args), out.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
        }
    }

    private static Map<String, String> environment(Story story, Target t, String... other) {
        var out = new TreeMap<String, String>();
        t.values().forEach((k, v) -> out.put("TAP2_CONTRACT_" + k, v));
        out.put(
                "TAP2_CONTRACT_" + story.name().toUpperCase(java.util.Locale.ROOT) + "_BASE",
                t.base().toString());
        for (int i = 0; i < other.length; i += 2) {
            out.put("TAP2_CONTRACT_" + other[i], other[i + 1]);
        }
        return out;
    }

    static List<String> names() {
        return Story.all().stream().map(Story::name).toList();
    }

    private static Story story(String name) {
        return Story.all().stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("names")
    void withoutAnAccountTheStandInAloneIsAsDocumented(String name) {
        Ended e = run(Map.of(), name);
        assertThat(e.out()).contains(name + ": no test account (TAP2_CONTRACT_");
        assertThat(e.out()).contains(name + ": as documented in ");
        assertThat(e.status()).isZero();
    }

    @ParameterizedTest
    @MethodSource("names")
    void bothHalvesAreComparedAndDoNotDiffer(String name) {
        Story story = story(name);
        // As the command finds a test account, but without the rest between two steps.
        Target found = story.real(environment(story, there.of(story))).orElseThrow();
        Run run = Run.of(story, Optional.of(new Target(found.base(), false, found.values())), here.of(story));
        assertThat(run.differences()).isEmpty();
        assertThat(run.standIn().exchanges()).hasSizeGreaterThan(2);
    }

    @ParameterizedTest
    @CsvSource({
        "stripe, STRIPE_KEY, sk_test_wrong",
        "plaid, PLAID_SECRET, wrong",
        "google, GOOGLE_CLIENT_SECRET, wrong",
        "s3, S3_BUCKET, nobodys",
        "smtp, SMTP_URL, smtp://127.0.0.1:1",
        "flowpay, FLOWPAY_KEY, wrong",
        "wise, WISE_TOKEN, wrong"
    })
    void aDifferenceIsPrintedAndEndsWithOne(String name, String key, String value) {
        Story story = story(name);
        Ended e = run(environment(story, there.of(story), key, value), name);
        assertThat(e.status()).isEqualTo(1);
        assertThat(e.out()).contains(name + ": the real one: ").doesNotContain("no test account");
    }

    @Test
    void aLiveKeyIsNeverUsed() {
        Story story = story("stripe");
        Ended e = run(environment(story, there.of(story), "STRIPE_KEY", "sk_live_1"), "stripe");
        assertThat(e.out()).contains("TAP2_CONTRACT_STRIPE_KEY is no test key");
        assertThat(e.status()).isEqualTo(1);
    }

    @Test
    void whatIsRecordedHoldsNoValues() throws Exception {
        Path file = folder.resolve("recorded.json");
        Ended e = run(Map.of(), "wise", "--record", file.toString(), "--steps");
        assertThat(e.status()).isZero();
        String text = Files.readString(file);
        assertThat(text).doesNotContain("DE89370400440532013000", "Mara", "16000000");
        JsonNode wise = Json.tree(text).path(0);
        assertThat(wise.path("story").asText()).isEqualTo("wise");
        assertThat(wise.path("exchanges").toString())
                .contains("POST /v1/transfers", "incoming_payment_waiting", "targetValue");
        assertThat(e.out()).contains("GET /v1/simulation/transfers/{id}/bounced_back");
    }

    @Test
    void aStoryThatNobodyKnowsEndsWithTwo() {
        assertThat(run(Map.of(), "venmo").status()).isEqualTo(2);
    }
}
