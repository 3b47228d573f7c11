package gg.tap2.model.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Creators' addresses: what can be one, what is kept free, and what is suggested.
final class SlugsTest {
    private final Random random = Seeded.random(SlugsTest.class);

    @ParameterizedTest
    @ValueSource(
            strings = {"mara", "abc", "a-b", "a--b", "0x9", "maya-draws-2", "x12345678901234567890123456789012345678z"})
    void goodOnes(String slug) {
        assertThat(Slugs.isValid(slug)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "ab",
                "-ab",
                "ab-",
                "Mara",
                "ma ra",
                "ma_ra",
                "ma.ra",
                "mä-ra",
                "@mara",
                "mara\n",
                "\nmara",
                "ma\u0000ra",
                "x123456789012345678901234567890123456789z",
                "мара",
                "ｍａｒａ",
                "a/b",
                "..a",
                "%61bc",
                "ab\u200bc"
            })
    void badOnes(String slug) {
        assertThat(Slugs.isValid(slug)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "admin",
                "api",
                "pay",
                "payouts",
                "settings",
                "login",
                "adm1n",
                "l0gin",
                "1ogin",
                "l0g1n",
                "adrnin",
                "support",
                "tap2",
                "tap2-support",
                "support-tap2",
                "my-tap2-page",
                "tap2-creators",
                "payrnents",
                "vveb-tap2",
                "newvs-tap2"
            })
    void wordsOfRoutesAndWhatLooksLikeThePlatformAreKept(String slug) {
        assertThat(Slugs.isReserved(slug)).isTrue();
        assertThat(Slugs.isValid(slug)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tap22", "tapdance", "tap-dance", "administrators-choir", "payday", "mytap2"})
    void wordsThatOnlyContainOneAreFree(String slug) {
        assertThat(Slugs.isReserved(slug)).isFalse();
    }

    /// The first word of every route of the API, which stands where a creator's page does.
    @Test
    void noWordOfARouteIsFree() throws Exception {
        var free = new TreeSet<String>();
        for (var field : gg.tap2.model.Routes.class.getFields()) {
            if (!Modifier.isStatic(field.getModifiers()) || field.getType() != String.class) {
                continue;
            }
            Arrays.stream(((String) field.get(null)).split("/"))
                    .filter(w -> w.matches("[a-z][a-z0-9-]{2,39}") && !w.startsWith("v1"))
                    .filter(w -> !Slugs.isReserved(w))
                    .forEach(free::add);
        }
        // Parts of longer addresses only; a page cannot stand in their place.
        assertThat(free)
                .allMatch(w -> Arrays.stream(gg.tap2.model.Routes.class.getFields())
                        .noneMatch(f -> text(f).startsWith("/" + w)));
    }

    private static String text(java.lang.reflect.Field field) {
        try {
            return String.valueOf(field.get(null));
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mara Vega        | mara-vega",
                "  Mara   Vega  ! | mara-vega",
                "Müller & Söhne   | muller-sohne",
                "Ångström         | angstrom",
                "DJ №1            | dj-no1",
                "ﬁne art          | fine-art",
                "¡Olé!            | ole",
                "A_B.C            | a-b-c",
                "ＦＵＬＬ           | full",
                "Ⅳ                | iv"
            })
    void suggestions(String name, String slug) {
        assertThat(Slugs.suggest(name)).isEqualTo(slug);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "!!!", "山田", "🎨", "-", "—"})
    void nothingUsableGivesNothing(String name) {
        assertThat(Slugs.suggest(name)).isEmpty();
    }

    @Test
    void aSuggestionIsNeverTooLongAndHasNoLooseEnds() {
        for (int i = 0; i < 5_000; i++) {
            var name = new StringBuilder();
            for (int c = random.nextInt(120); c > 0; c--) {
                name.appendCodePoint(
                        random.nextInt(4) == 0 ? random.nextInt(0x3000) : "aZ9 -_.é".charAt(random.nextInt(8)));
            }
            String slug = Slugs.suggest(name.toString());
            assertThat(slug).as(name.toString()).matches("|[a-z0-9]|[a-z0-9][a-z0-9-]{0,38}[a-z0-9]");
            if (slug.length() >= 3 && !Slugs.isReserved(slug)) {
                assertThat(Slugs.isValid(slug)).isTrue();
            }
            assertThat(Slugs.suggest(slug)).as("a slug suggests itself").isEqualTo(slug);
        }
    }

    @Test
    void aSuggestionIsTheSameInEveryLanguage() {
        var before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(Slugs.suggest("ILLUSTRATION INC")).isEqualTo("illustration-inc");
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @CsvSource({"mara, mara", "m0na, mona", "1ily, lily", "burn, bum", "vvow, wow", "l1l0, lllo"})
    void skeletonsAreWhatTheEyeSees(String slug, String skeleton) {
        assertThat(Slugs.skeleton(slug)).isEqualTo(skeleton);
    }

    @Test
    void twoThatLookAlikeHaveOneSkeleton() {
        for (int i = 0; i < 5_000; i++) {
            var slug = new StringBuilder();
            for (int c = 3 + random.nextInt(20); c > 0; c--) {
                slug.append("abcdefgijklmoqstuwxyz".charAt(random.nextInt(21)));
            }
            String clear = slug.toString();
            String disguised =
                    clear.replace('o', '0').replace('l', '1').replace("m", "rn").replace("w", "vv");
            assertThat(Slugs.skeleton(disguised)).isEqualTo(Slugs.skeleton(clear));
        }
    }
}
