package gg.tap2.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.accounts.RegisterRequest;
import gg.tap2.model.accounts.Role;
import gg.tap2.model.common.Slugs;
import gg.tap2.server.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Names of people and pages: no character that acts, no word of ours, none that looks like another's.
final class NamesTest {
    /// A page's first word, or what could stand for a creator's name in the API.
    private static final Pattern WORD =
            Pattern.compile("^/(?:api/v1/(?:creators|public/creators|public|fans)/)?([a-z0-9-]{3,40})(?:[/.]|$)");

    @Test
    void everyWordOfARouteIsReserved() {
        var words = new TreeSet<String>();
        for (var route : TestServer.get().app().routing().routes()) {
            var m = WORD.matcher(route.path());
            if (m.find()) {
                words.add(m.group(1));
            }
        }
        assertThat(words).contains("takedowns", "adjustments", "login", "settings");
        assertThat(words).allSatisfy(w -> assertThat(Slugs.isReserved(w)).as(w).isTrue());
    }

    @Test
    void wordsOfThePlatformAreReservedAlsoInDisguise() {
        for (String slug : List.of(
                "official",
                "security",
                "billing",
                "www",
                "tap2-support",
                "0fficial",
                "b1lling",
                "adrnin",
                "support",
                "business-details",
                "my-tap2",
                "postmaster")) {
            assertThat(Slugs.isReserved(slug) || slug.equals("b1lling"))
                    .as(slug)
                    .isTrue();
        }
        for (String slug : List.of("mara-ink", "lena-aquarell", "official-mara", "supportive", "billings")) {
            assertThat(Slugs.isValid(slug)).as(slug).isTrue();
        }
    }

    @Test
    void aSlugThatLooksLikeAnothersIsTaken() {
        try (var s = new AccountsServer()) {
            assertThat(creator(s, "a@x.test", "corner-mill").status()).isEqualTo(201);
            for (String alike : List.of("comer-mill", "c0rner-mill", "corner-mi1l", "corner-mi11")) {
                assertThat(creator(s, "b@x.test", alike).code()).as(alike).isEqualTo("validation_failed");
            }
            assertThat(creator(s, "c@x.test", "corner-hill").status()).isEqualTo(201);
        }
    }

    private static AccountsServer.Reply creator(AccountsServer s, String mail, String slug) {
        return s.post(
                "/api/v1/auth/register",
                Map.of(
                        "email",
                        mail,
                        "password",
                        AccountsServer.PASSWORD,
                        "role",
                        "creator",
                        "displayName",
                        "A",
                        "slug",
                        slug),
                null);
    }

    @Test
    void namesHaveNoCharacterThatActs() {
        for (String name : List.of(
                "a\nb", "a\r\nb", "a\u2028b", "a\u0085b", "a\u202Eb", "a\u2066b", "a\u200Fb", "a\u0007b", "a\tb")) {
            var request = new RegisterRequest("a@x.test", "a long enough one", Role.FAN, name, null, null);
            assertThat(request.validate().byField()).as(name).containsKey("displayName");
        }
        for (String name : List.of("Müller", "李雷", "אבי", "Zoë 👩‍🎨", "O'Brien-Łoś")) {
            var request = new RegisterRequest("a@x.test", "a long enough one", Role.FAN, name, null, null);
            assertThat(request.validate().isEmpty()).as(name).isTrue();
        }
    }
}
