package gg.tap2.server.fanweb;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.billing.CreateSubscription;
import gg.tap2.model.billing.UpdateSubscription;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.server.testing.TestServer;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Pages tell a fan what is: of memberships, of what was taken down, of what is theirs already, and where they wanted
/// to go.
class WhatPagesTellTest {
    private static final TestServer SERVER = TestServer.get();
    private static final MoneyWorld WORLD = MoneyWorld.of(SERVER.app());
    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");
    private final UUID creator = WORLD.creator();
    private final TestServer.Account account = SERVER.fan();
    private final UUID fan = SERVER.app()
            .db()
            .read(tx -> tx.sql("SELECT f.id FROM fans f JOIN users u ON u.id = f.user_id WHERE u.email = :mail")
                    .set("mail", account.email())
                    .one(r -> r.uuid("id")));

    private HttpResponse<String> get(String path) {
        return SERVER.send("GET", path, null, account.accessToken()).raw();
    }

    private static void set(String sql, UUID id) {
        SERVER.app().db().transact(tx -> tx.sql(sql).set("id", id).update());
    }

    private UUID join(UUID tier) {
        var s = SERVER.app().billing().subscriptions().start(fan, new CreateSubscription(null, tier, null));
        WORLD.submitCheckout(s.checkoutUrl(), "4242 4242 4242 4242");
        get("/subscriptions?started=" + s.subscriptionId());
        return s.subscriptionId();
    }

    private void change(UUID membership, UpdateSubscription.Action action, UUID tier) {
        SERVER.app()
                .billing()
                .subscriptions()
                .update(fan, membership, new UpdateSubscription(action, tier, null, null));
    }

    private void give(UUID product) {
        SERVER.app()
                .db()
                .transact(tx -> tx.sql(
                                "INSERT INTO grants (id, fan_id, product_id, source, granted_at) VALUES (:id, :fan, :product, 'grant', :now)")
                        .set("id", UUID.randomUUID())
                        .set("fan", fan)
                        .set("product", product)
                        .set("now", WORLD.now())
                        .update());
    }

    @Test
    void aTrialSaysWhatItCostsAndWhen() {
        UUID tier = WORLD.tier(creator, 500);
        set("UPDATE tiers SET trial_days = 14 WHERE id = :id", tier);
        UUID dear = WORLD.tier(creator, 1800);
        UUID membership = join(tier);
        assertThat(get("/subscriptions").body()).contains("Free until ", ", then $5.00 a month.");
        assertThat(get("/subscriptions/" + membership + "/change").body())
                .contains("You pay $18.00 now. Your trial ends");
        assertThat(get("/@t-" + creator).body()).contains("Your tier", "/join/t-" + creator + "/" + dear);
    }

    @Test
    void anEndIsToldAlone() {
        UUID low = WORLD.tier(creator, 500);
        UUID membership = join(WORLD.tier(creator, 1500));
        change(membership, UpdateSubscription.Action.CHANGE, low);
        assertThat(get("/subscriptions").body()).contains("Changes to Tier on");
        change(membership, UpdateSubscription.Action.CANCEL, null);
        assertThat(get("/subscriptions").body()).contains("Ends on ").doesNotContain("Changes to Tier on");
    }

    @Test
    void afterTheBanksConsentThePageGoesOnUntilTheChangeIsThere() {
        UUID high = WORLD.tier(creator, 3600);
        UUID membership = join(WORLD.tier(creator, 1500));
        set("UPDATE tiers SET name = 'Grand' WHERE id = :id", high);
        String back = "/subscriptions?changed=" + membership + "&tier=" + high + "&interval=month";
        assertThat(get(back).body())
                .contains("Your bank’s answer is on its way", "http-equiv=\"refresh\"")
                .doesNotContain("Grand");
        change(membership, UpdateSubscription.Action.CHANGE, high);
        assertThat(get(back).body())
                .contains("Done: your membership is Grand now.")
                .doesNotContain("http-equiv=\"refresh\"");
        assertThat(get(back.replace("month", "year")).body())
                .as("the same tier by the year is another change")
                .contains("on its way");
    }

    @Test
    void whatWasTakenDownStaysWithAWord() {
        UUID product = WORLD.product(creator, 1100, false);
        give(product);
        assertThat(get("/@t-" + creator + "/" + product).body())
                .contains("This is yours already.")
                .doesNotContain("$11.00", "Yours right after paying", "No account needed");
        set("UPDATE products SET title = 'Moonlit prints', status = 'taken_down' WHERE id = :id", product);
        assertThat(get("/library").body()).contains("Moonlit prints", "Taken down on ");
        var page = get("/library/" + product);
        assertThat(page.statusCode()).isEqualTo(410);
        assertThat(page.body()).contains("Moonlit prints", "Taken down on ", "Write to us");
    }

    private String sent(String path, Map<String, String> fields) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(SERVER.baseUrl() + path))
                .header("Authorization", "Bearer " + account.accessToken())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept-Language", "en")
                .POST(HttpRequest.BodyPublishers.ofString(fields.entrySet().stream()
                        .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"))));
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void aWrongFirstCodeKeepsWhatTheAppHolds() throws Exception {
        var secret = Pattern.compile("name=\"secret\" value=\"([A-Z2-7]+)\"");
        var first = secret.matcher(sent("/settings/2fa", Map.of("password", TestServer.PASSWORD)));
        assertThat(first.find()).isTrue();
        String again = sent("/settings/2fa-confirm", Map.of("code", "000000", "secret", first.group(1)));
        assertThat(again)
                .contains("name=\"secret\" value=\"" + first.group(1) + "\"", "class=\"qr\"", "id=\"wrong-code\"");
        assertThat(sent("/settings/2fa-confirm", Map.of("code", "000000", "secret", "GUESSED")))
                .as("nobody is shown a secret that they do not have")
                .doesNotContain(first.group(1));
    }

    @Test
    void anAddressThatWaitsForItsLinkIsShownAndTakenBack() throws Exception {
        String wanted = "moving-" + UUID.randomUUID() + "@people.test";
        sent("/settings/email", Map.of("email", wanted, "password", TestServer.PASSWORD));
        assertThat(get("/settings?asked=1").body())
                .contains("Almost: please open the link", "Waiting for the link that we sent to " + wanted)
                .doesNotContain(">Saved.<");
        sent("/settings/email-cancel", Map.of());
        assertThat(get("/settings").body()).contains(account.email()).doesNotContain(wanted);
    }

    @Test
    void aReportThatIsTooShortKeepsItsWords() throws Exception {
        assertThat(sent(
                        "/report",
                        Map.of("path", "/@x", "reason", "copyright", "details", "Too <b>", "email", "a@b.test")))
                .contains("10 to 4000 characters", "Too &lt;b&gt;</textarea>", "value=\"a@b.test\"")
                .containsPattern("value=\"copyright\" selected");
    }

    @Test
    void thePriceIsReadBeforeTheDetails() {
        UUID product = WORLD.product(creator, 1100, false);
        set("UPDATE products SET refund_policy = 'Within 14 days' WHERE id = :id", product);
        String page = get("/@t-" + creator + "/" + product).body();
        assertThat(page.indexOf("$11.00")).isPositive().isLessThan(page.indexOf("Within 14 days"));
        assertThat(page).containsPattern("(?s)<h1[^>]*>A product.*<h2>Refunds").doesNotContain("<h3");
    }

    @Test
    void devicesAreToldApart() {
        assertThat(get("/settings").body())
                .containsPattern("Last used [^<]+ \\d+:\\d\\d[^<]* UTC · 127\\.0\\.0\\.1<br>Signed in [^<]+ UTC");
    }

    @Test
    void tagsOfAnySignsFindWhatHasThem() {
        UUID product = WORLD.product(creator, 500, false);
        set("UPDATE products SET tags = ARRAY['c++', 'r&b'] WHERE id = :id", product);
        String page = get("/@t-" + creator + "/" + product).body();
        for (String tag : new String[] {"c%2B%2B", "r%26b"}) {
            assertThat(page).contains("href=\"/?tag=" + tag + "\"");
            assertThat(get("/?tag=" + tag).body()).as(tag).contains("/@t-" + creator + "\"");
        }
    }

    /// A browser of somebody who has no account yet.
    private static final class Visitor {
        final HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .cookieHandler(new CookieManager())
                .build();

        HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
            return http.send(request.header("Accept-Language", "en").build(), HttpResponse.BodyHandlers.ofString());
        }

        HttpResponse<String> get(String path) throws IOException, InterruptedException {
            return send(HttpRequest.newBuilder(URI.create(SERVER.baseUrl() + path)));
        }

        HttpResponse<String> form(String page, String action, Map<String, String> fields)
                throws IOException, InterruptedException {
            var all = new HashMap<>(fields);
            var token = TOKEN.matcher(get(page).body());
            if (token.find()) {
                all.put("_csrf", token.group(1));
            }
            return send(HttpRequest.newBuilder(URI.create(SERVER.baseUrl() + action))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("Origin", SERVER.baseUrl())
                    .POST(HttpRequest.BodyPublishers.ofString(all.entrySet().stream()
                            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                            .collect(Collectors.joining("&")))));
        }
    }

    /// What was mailed to somebody; sent mail keeps no words here.
    private static String mail(String to) {
        String box = Launcher.sandbox(SERVER.app()).orElseThrow().mailbox().baseUri() + "/sandbox/api/messages";
        var all = new StringBuilder();
        WORLD.get(box + "?to=" + to)
                .body()
                .path("data")
                .forEach(m -> all.append(WORLD.get(box + "/" + m.path("id").asText())
                        .body()
                        .path("text")
                        .asText()));
        return all.toString();
    }

    @Test
    void whoeverRegistersToJoinATierComesBackToIt() throws Exception {
        UUID tier = WORLD.tier(creator, 900);
        String wanted = "/join/t-" + creator + "/" + tier;
        var visitor = new Visitor();
        String login = visitor.get(wanted).headers().firstValue("Location").orElseThrow();
        assertThat(login).startsWith("/login?next=");
        String register = "/register?next=" + wanted;
        assertThat(visitor.get(login).body().replace("%2F", "/")).contains("href=\"" + register + "\"");
        String mail = "joins-" + UUID.randomUUID() + "@people.test";
        var refused = visitor.form(
                register, "/register", Map.of("next", wanted, "name", "Lou", "email", mail, "password", "short"));
        assertThat(refused.body()).contains("value=\"Lou\"", "value=\"" + mail + "\"", "value=\"" + wanted + "\"");
        visitor.form(
                register,
                "/register",
                Map.of("next", wanted, "name", "Lou", "email", mail, "password", TestServer.PASSWORD));
        WORLD.until("the mail", () -> mail(mail).contains("/verify-email?token="));
        String link = mail(mail).replaceFirst("(?s).*?(/verify-email\\?\\S+).*", "$1");
        assertThat(link).startsWith("/verify-email?token=");
        String page = visitor.get(link).body();
        var done = visitor.form(
                link,
                "/verify",
                Map.of(
                        "token",
                        link.replaceFirst(".*token=([^&]+).*", "$1"),
                        "next",
                        page.replaceFirst("(?s).*name=\"next\" value=\"([^\"]+)\".*", "$1")));
        assertThat(done.headers().firstValue("Location")).as(done.body()).hasValue(wanted);
        assertThat(visitor.get(wanted).body()).contains("Join Tier");
    }
}
