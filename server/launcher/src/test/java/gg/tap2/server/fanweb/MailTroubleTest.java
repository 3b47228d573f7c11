package gg.tap2.server.fanweb;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.testing.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// Whom mail does not reach cannot be told so by mail: the pages say it, with the reason and a way on.
class MailTroubleTest {
    private static final TestServer SERVER = TestServer.get();

    private static String page(TestServer.Account who, String language) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create(SERVER.baseUrl() + "/settings"))
                                    .header("Accept-Language", language)
                                    .header("Authorization", "Bearer " + who.accessToken())
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void aDeadAddressIsShownWithItsReasonAndAWayOn() throws Exception {
        var who = SERVER.creator();
        assertThat(page(who, "en")).contains(who.email()).doesNotContain("does not arrive");
        SERVER.app()
                .db()
                .transact(tx -> tx.sql(
                                "INSERT INTO mail_suppressions (address, reason, detail, at) VALUES (:a, 'bounce', :d, :now)")
                        .set("a", who.email().toLowerCase(Locale.ROOT))
                        .set("d", "550 5.1.1 <b>no such user</b>")
                        .set("now", SERVER.app().clock().instant())
                        .update());
        assertThat(page(who, "en"))
                .contains("Mail to " + who.email() + " does not arrive")
                .contains("550 5.1.1 &lt;b&gt;no such user")
                .contains("/settings#email");
        assertThat(page(who, "de")).contains("kommen nicht an");
    }
}
