package gg.tap2.server.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.platform.config.Key;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Addresses as the world writes them, and those that nobody means.
final class AddressesTest {
    private static final PlainServer SERVER = new PlainServer(Map.of(Key.PROXY_TRUSTED, "127.0.0.0/8"), r -> {
        r.page(
                "/@{slug}",
                Access.PUBLIC,
                c -> c.html(
                        200,
                        (c.path("slug") + " " + c.query("x").orElse("-") + " "
                                        + c.request().query().size())
                                .getBytes(StandardCharsets.UTF_8)));
        r.get(
                "/api/v1/who",
                Access.PUBLIC,
                c -> c.ok(c.client().ip() + " " + c.client().https()));
        r.post("/api/v1/echo", Access.PUBLIC, c -> c.ok(c.jsonBody().size()));
        r.form(
                "/form",
                Access.PUBLIC,
                c -> c.html(200, Integer.toString(c.form().size()).getBytes(StandardCharsets.UTF_8)));
        r.post("/sandbox/move", Access.SANDBOX, c -> c.ok(true));
    });

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "ref=https://x.com/?a=1#,-",
                "x=a|b,a|b",
                "x={campaign},{campaign}",
                "a[]=1&x=[2],[2]",
                "x=a^b,a^b",
                "x=a\\b,a\\b",
                "x=50%,50%",
                "x=%,%",
                "x=%z1,%z1",
                "x=12:30,12:30",
                "x=a+b,a b",
                "x=\"<>`,\"<>`",
                "x=ü,ü",
                "x=a/b@c?d,a/b@c?d",
                "'',-"
            })
    void ordinaryQueriesAreRead(String query, String x) throws Exception {
        String raw = new String(
                query.replace("''", "").replace("#", "").getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(SERVER.get("/@mara?" + raw)).startsWith("HTTP/1.1 200").contains("mara " + x + " ");
    }

    @ParameterizedTest
    @CsvSource({
        "/@mara/,/@mara",
        "/@mara//,/@mara",
        "/@mara%20,/@mara",
        "/@mara/?x=a|b,/@mara?x=a%7Cb",
        "/@mara%C2%A0,/@mara"
    })
    void aSlashOrBlankAtTheEndIsTakenAway(String path, String to) throws Exception {
        assertThat(SERVER.get(path)).startsWith("HTTP/1.1 308").containsIgnoringCase("Location: " + to + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.example/", "//evil.example/@mara/", "/unknown/", "/%20", "//"})
    void nobodyIsSentElsewhere(String path) throws Exception {
        assertThat(SERVER.get(path)).doesNotContainIgnoringCase("\r\nLocation:");
    }

    @ParameterizedTest
    @CsvSource({
        "/@a%00b,404",
        "/@%00,404",
        "/@a%1Fb,404",
        "/@a%7fb,404",
        "/@a?x=%00,400",
        "/@a?%00=1,400",
        "/@a?x=a%0bc,400",
        "/@a?x=a%0D%0Ab,200",
        "/none%00,404"
    })
    void controlCharactersAreRefused(String path, int status) throws Exception {
        assertThat(SERVER.get(path)).startsWith("HTTP/1.1 " + status);
    }

    @Test
    void theRefusalSpeaksThePersonsLanguage() throws Exception {
        assertThat(SERVER.get("/@a?x=%00", "Accept-Language: de\r\n")).contains("Die Anfrage war nicht verständlich.");
    }

    @Test
    void aVeryLongAddressIsRefused() throws Exception {
        assertThat(SERVER.get("/@a?x=" + "|".repeat(7_000))).startsWith("HTTP/1.1 200");
        assertThat(SERVER.get("/@a?x=" + "a".repeat(9_000))).startsWith("HTTP/1.1 414");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "X-Forwarded-For: 198.51.100.1 # 198.51.100.1 false",
                "X-Forwarded-For: 198.51.100.9|X-Forwarded-For: 198.51.100.1 # 198.51.100.1 false",
                "X-Forwarded-For: 198.51.100.9, 198.51.100.1|X-Forwarded-Proto: https # 198.51.100.1 true",
                "X-Forwarded-For: 198.51.100.1|X-Forwarded-Proto: https|Forwarded: for=198.51.100.9;proto=http # 198.51.100.1 true",
                "X-Forwarded-Proto: http|X-Forwarded-Proto: https # 127.0.0.1 true",
                "Forwarded: for=198.51.100.9, for=198.51.100.1;proto=https # 198.51.100.1 true",
                "Forwarded: for=198.51.100.9;proto=https|Forwarded: for=198.51.100.1;proto=http # 198.51.100.1 false",
                "Forwarded: for=198.51.100.9;proto=https, for=127.0.0.7;proto=http # 198.51.100.9 true",
                "Forwarded: for=\"198.51.100.9, for=1.1.1.1\", for=\"[2001:db8::1]:80\" # 2001:db8:0:0:0:0:0:1 false",
                "X-Forwarded-For: unknown # 127.0.0.1 false"
            })
    void whatTheTrustedHopWroteCounts(String headers, String who) throws Exception {
        String lines = headers.strip().replace("|", "\r\n") + "\r\n";
        assertThat(SERVER.get("/api/v1/who", lines)).contains("\"" + who.strip() + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/echo,text/plain,415",
        "/api/v1/echo,application/x-www-form-urlencoded,415",
        "/api/v1/echo,'',415",
        "/api/v1/echo,application/json; charset=utf-8,200",
        "/form,application/json,415",
        "/form,application/x-www-form-urlencoded,200",
        "/form,multipart/form-data,415"
    })
    void bodiesOfAnotherKindAreRefused(String path, String type, int status) throws Exception {
        assertThat(SERVER.ask("127.0.0.1", PlainServer.post(path, type, "{}"))).startsWith("HTTP/1.1 " + status);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost,200", "localhost:8080,200", "127.0.0.1,200", "[::1]:80,200", "192.0.2.7,200", "a.localhost,200",
        "rebound.example,421", "localhost.evil.example,421", "127.0.0.1.evil.example,421", "tap2,200", "1e100.net,421",
                "127.0.0.1.,421"
    })
    void aSandboxAnswersOnlyUnderItsOwnNames(String host, int status) throws Exception {
        // No proxy: what it says would be believed.
        try (var server = new PlainServer(Map.of(), r -> r.get("/api/v1/a", Access.PUBLIC, c -> c.ok(true)))) {
            assertThat(server.ask(
                            "127.0.0.1", "GET /api/v1/a HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 " + status);
        }
    }

    @ParameterizedTest
    @CsvSource({"same-origin,200", "none,200", "same-site,403", "cross-site,403"})
    void controlsAreForThisSiteOnly(String site, int status) throws Exception {
        assertThat(SERVER.ask(
                        "127.0.0.1",
                        "POST /sandbox/move HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nSec-Fetch-Site: " + site
                                + "\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status);
    }
}
