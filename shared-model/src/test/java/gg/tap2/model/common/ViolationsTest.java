package gg.tap2.model.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is wrong with a request, by field, with keys that server and studio phrase.
final class ViolationsTest {
    private static List<String> keys(Violations v) {
        return v.byField().getOrDefault("f", List.of()).stream()
                .map(Violations.Violation::key)
                .toList();
    }

    private static Violations none() {
        return Violations.none();
    }

    @Test
    void nothingIsWrongUntilSomethingIs() {
        assertThat(none().isEmpty()).isTrue();
        assertThat(none().byField()).isEmpty();
        var v = none().add("f", "invalid");
        assertThat(v.isEmpty()).isFalse();
        assertThat(keys(v)).containsExactly("invalid");
    }

    @Test
    void fieldsKeepTheirOrderAndEachAllThatIsWrongWithIt() {
        var v = none().add("b", "one").add("a", "two", 3).add("b", "four", "x", 5L);
        assertThat(v.byField().keySet()).containsExactly("b", "a");
        assertThat(v.byField().get("b"))
                .containsExactly(
                        new Violations.Violation("one", List.of()), new Violations.Violation("four", List.of("x", 5L)));
        assertThat(v.byField().get("a")).containsExactly(new Violations.Violation("two", List.of(3)));
    }

    @Test
    void nothingOrBlankIsMissingWhereSomethingIsNeededAndNothingElse() {
        for (String empty : Arrays.asList(null, "", " ", "\t", "\n", "\u2003")) {
            assertThat(keys(none().text("f", empty, 1, 10))).as("[%s]", empty).containsExactly("required");
            assertThat(none().text("f", empty, 0, 10).isEmpty())
                    .as("[%s]", empty)
                    .isTrue();
            assertThat(keys(none().email("f", empty))).as("[%s]", empty).containsExactly("required");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ab, 2, 3, ''",
        "abc, 2, 3, ''",
        "a, 2, 3, too_short",
        "abcd, 2, 3, too_long",
        "🎨🎨🎨, 2, 3, ''",
        "🎨🎨🎨🎨, 2, 3, too_long",
        "🎨, 2, 3, too_short"
    })
    void lengthsAreCountedAsPeopleCountLetters(String value, int min, int max, String key) {
        assertThat(String.join(",", keys(none().text("f", value, min, max)))).isEqualTo(key);
    }

    @Test
    void theLimitIsToldWithTheKey() {
        assertThat(none().text("f", "abcd", 1, 3).byField().get("f"))
                .containsExactly(new Violations.Violation("too_long", List.of(3)));
        assertThat(none().text("f", "a", 2, 3).byField().get("f"))
                .containsExactly(new Violations.Violation("too_short", List.of(2)));
        assertThat(none().range("f", 9L, 1, 3).byField().get("f"))
                .containsExactly(new Violations.Violation("out_of_range", List.of(1L, 3L)));
    }

    @Test
    void whatTheDatabaseCannotKeepIsRefusedInEveryText() {
        assertThat(keys(none().text("f", "a\0b", 1, 10))).containsExactly("invalid");
        assertThat(keys(none().text("f", "\0", 1, 10))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                '\n', '\r', '\t', 0, 0x1B, 0x7F, 0x85, 0x2028, 0x2029, 0x200E, 0x200F, 0x061C, 0x202A, 0x202B, 0x202C,
                0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069, 0xFEFF
            })
    void aNameKeepsToItsLineAndDirection(int point) {
        String value = "Mara" + Character.toString(point) + "Vega";
        assertThat(keys(none().line("f", value, 1, 40))).contains("line");
        assertThat(Violations.breaksALine(point)).isTrue();
    }

    @Test
    void halfOfAPairIsNoLetter() {
        assertThat(keys(none().line("f", "a\uD83Cb", 1, 10))).contains("line");
        assertThat(keys(none().line("f", "a\uDFA8b", 1, 10))).contains("line");
        assertThat(keys(none().line("f", "a\uD83C\uDFA8b", 1, 10))).isEmpty();
    }

    /// Every letter people write with is fine, whatever the script.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mara Vega",
                "Jürgen Groß",
                "山田太郎",
                "Αθηνά",
                "محمد",
                "שלום",
                "🎨 Studio",
                "O’Brien",
                "नमस्ते",
                "a\u200Db"
            })
    void namesOfTheWorldAreFine(String name) {
        assertThat(none().line("f", name, 1, 40).isEmpty()).isTrue();
    }

    @Test
    void noLetterOrDigitOfAsciiBreaksALine() {
        assertThat(IntStream.rangeClosed(0x20, 0x7E)).noneMatch(Violations::breaksALine);
        assertThat(IntStream.range(0, 0x20)).allMatch(Violations::breaksALine);
    }

    @ParameterizedTest
    @CsvSource({"1, ''", "3, ''", "0, out_of_range", "4, out_of_range", "-9223372036854775808, out_of_range"})
    void ranges(long value, String key) {
        assertThat(String.join(",", keys(none().range("f", value, 1, 3)))).isEqualTo(key);
    }

    @Test
    void aMissingNumberIsNoNumber() {
        assertThat(keys(none().range("f", null, 0, 3))).containsExactly("required");
        assertThat(keys(none().required("f", null))).containsExactly("required");
        assertThat(none().required("f", 0L).isEmpty()).isTrue();
        assertThat(none().required("f", "").isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@b.co", " a@b.co\n", "first.last+tag@sub.example.org", "x_y@example.com"})
    void addresses(String address) {
        assertThat(none().email("f", address).isEmpty()).as(address).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a@",
                "@b.co",
                "a@b",
                "a b@c.de",
                "a@b..co",
                "a@@b.co",
                "a\r\nBcc: x@y.zz@b.co",
                "a@-b.co",
                "a@b.co,c@d.ee",
                "<a@b.co>"
            })
    void whatIsNoAddressHasAKey(String address) {
        assertThat(keys(none().email("f", address))).as(address).hasSize(1);
    }

    @Test
    void patternsAndChecks() {
        Pattern hex = Pattern.compile("[0-9a-f]+");
        assertThat(none().matches("f", "beef", hex, "hex").isEmpty()).isTrue();
        assertThat(none().matches("f", null, hex, "hex").isEmpty())
                .as("absent is another rule")
                .isTrue();
        assertThat(keys(none().matches("f", "beet", hex, "hex"))).containsExactly("hex");
        assertThat(keys(none().matches("f", "beef\n", hex, "hex")))
                .as("whole, not to the line's end")
                .containsExactly("hex");
        assertThat(none().check(true, "f", "no").isEmpty()).isTrue();
        assertThat(none().check(false, "f", "no", 1).byField().get("f"))
                .containsExactly(new Violations.Violation("no", List.of(1)));
    }
}
