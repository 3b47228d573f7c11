package gg.tap2.server.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.platform.crypto.Vault;
import gg.tap2.server.sandbox.Faults;
import gg.tap2.server.testing.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/// Connecting a bank over the API, with the visitor's part at the stand-in's pages.
class BankLinksTest {
    private static final TestServer SERVER = TestServer.get();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String US_BANK = "ins_109508";
    private static final String EURO_BANK = "ins_131";

    private final TestServer.Account creator = SERVER.creator();

    private JsonNode begin() {
        var reply =
                SERVER.send("POST", Routes.PLAID_LINK, Map.of("accountHolderName", "Mara Test"), creator.accessToken());
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        return reply.data();
    }

    private TestServer.Reply complete(JsonNode link, TestServer.Account who) {
        return SERVER.send(
                "POST", Routes.path(Routes.PLAID_LINK_COMPLETE, link.path("id").asText()), Map.of(), who.accessToken());
    }

    /// What the visitor does in the browser.
    private static HttpResponse<String> visit(JsonNode link, String form) {
        return post(link.path("url").asText(), "application/x-www-form-urlencoded", form, Map.of());
    }

    private static HttpResponse<String> post(String url, String type, String body, Map<String, String> headers) {
        try {
            var request = HttpRequest.newBuilder(URI.create(url))
                    .header("Content-Type", type)
                    .POST(HttpRequest.BodyPublishers.ofString(body));
            headers.forEach(request::header);
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private JsonNode connected(String bank, String account) {
        JsonNode link = begin();
        var answer = visit(link, "bank=" + bank + "&account=" + account);
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location").orElseThrow()).endsWith("/bank-connected");
        var reply = complete(link, creator);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.data();
    }

    private JsonNode accounts() {
        return SERVER.send("GET", Routes.BANK_ACCOUNTS, null, creator.accessToken())
                .data();
    }

    private static void refused(TestServer.Reply reply, int status, String code) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.code()).isEqualTo(code);
        assertThat(reply.json().path("error").path("message").asText()).doesNotContain("error.");
    }

    @Test
    void aVisitToTheBankProvesTheAccount() {
        JsonNode account = connected(US_BANK, "checking");
        assertThat(account.path("verificationStatus").asText()).isEqualTo("verified");
        assertThat(account.path("source").asText()).isEqualTo("plaid");
        assertThat(account.path("last4").asText()).isEqualTo("6789");
        assertThat(account.path("bankName").asText()).isEqualTo("First Platypus Bank");
        assertThat(account.path("accountHolderName").asText()).isEqualTo("Mara Test");
        assertThat(account.path("isDefault").asBoolean()).isTrue();
        // It cools down like any other new account.
        assertThat(account.path("usableFrom").asText()).isNotEmpty();
        String stored = SERVER.app()
                .db()
                .read(tx -> tx.sql(
                                "SELECT details_encrypted || plaid_access_token_encrypted AS t FROM bank_accounts WHERE id = CAST(:id AS uuid)")
                        .set("id", account.path("id").asText())
                        .one(r -> r.text("t")));
        assertThat(stored).doesNotContain("000123456789").doesNotContain("access-sandbox");
    }

    @Test
    void anIbanComesFromEurope() {
        JsonNode link = begin();
        visit(link, "bank=" + EURO_BANK + "&account=checking");
        // The creator is paid in dollars up to here.
        refused(complete(link, creator), 409, "bank_link_currency");
        assertThat(SERVER.send("PUT", Routes.CURRENCY, Map.of("currency", "EUR"), creator.accessToken())
                        .status())
                .isEqualTo(200);
        JsonNode account = connected(EURO_BANK, "checking");
        assertThat(account.path("countryCode").asText()).isEqualTo("DE");
        assertThat(account.path("currency").asText()).isEqualTo("EUR");
        assertThat(account.path("last4").asText()).isEqualTo("3000");
    }

    @Test
    void completingAgainGivesTheSameAccount() {
        JsonNode link = begin();
        visit(link, "bank=" + US_BANK + "&account=savings");
        String first = complete(link, creator).data().path("id").asText();
        assertThat(complete(link, creator).data().path("id").asText()).isEqualTo(first);
        assertThat(connected(US_BANK, "savings").path("id").asText()).isEqualTo(first);
        assertThat(accounts()).hasSize(1);
    }

    @Test
    void whatWasAddedByHandIsProvenByTheBank() {
        var manual = SERVER.send(
                "POST",
                Routes.BANK_ACCOUNTS,
                Map.of(
                        "countryCode", "US",
                        "currency", "USD",
                        "accountHolderName", "Mara Test",
                        "accountNumber", "000123456789",
                        "routingNumber", "110000000"),
                creator.accessToken());
        assertThat(manual.status()).as(manual.body()).isEqualTo(201);
        JsonNode account = connected(US_BANK, "checking");
        assertThat(account.path("id").asText())
                .isEqualTo(manual.data().path("id").asText());
        assertThat(account.path("verificationStatus").asText()).isEqualTo("verified");
    }

    @Test
    void unfinishedLeftAndForeignVisitsAreToldApart() {
        JsonNode link = begin();
        refused(complete(link, creator), 409, "bank_link_pending");
        refused(complete(link, SERVER.creator()), 404, "not_found");
        visit(link, "cancel=1");
        refused(complete(link, creator), 409, "bank_link_cancelled");
        // The page is still open in the browser, so the visitor may choose after all.
        visit(link, "bank=" + US_BANK + "&account=checking");
        assertThat(complete(link, creator).status()).isEqualTo(200);
        refused(
                SERVER.send(
                        "POST",
                        Routes.path(Routes.PLAID_LINK_COMPLETE, UUID.randomUUID()),
                        Map.of(),
                        creator.accessToken()),
                404,
                "not_found");
        assertThat(SERVER.send("POST", Routes.PLAID_LINK, Map.of(), creator.accessToken())
                        .status())
                .isEqualTo(422);
    }

    @Test
    void aLostAnswerLosesNothing() {
        JsonNode link = begin();
        visit(link, "bank=" + US_BANK + "&account=checking");
        var plaid = Launcher.sandbox(SERVER.app()).orElseThrow().plaid();
        // The exchange gives its token once; what follows it fails.
        plaid.faults().add(Faults.Kind.ERROR, "POST", "/auth/get", 500, 0, 1);
        refused(complete(link, creator), 503, "bank_link_unavailable");
        assertThat(accounts()).isEmpty();
        assertThat(complete(link, creator).status()).isEqualTo(200);
        assertThat(accounts()).hasSize(1);
    }

    /// A visit that is half done when the keys change goes on afterwards.
    @Test
    void tokensOfVisitsFollowAChangeOfKeys() {
        JsonNode link = begin();
        visit(link, "bank=" + US_BANK + "&account=checking");
        Launcher.sandbox(SERVER.app())
                .orElseThrow()
                .plaid()
                .faults()
                .add(Faults.Kind.ERROR, "POST", "/auth/get", 500, 0, 1);
        refused(complete(link, creator), 503, "bank_link_unavailable");
        String before = token(link);
        Vault vault = Vault.open(SERVER.app().config());
        assertThat(SERVER.app().payouts().bankLinks().reencrypt(vault)).isPositive();
        assertThat(token(link)).isNotEqualTo(before);
        assertThat(complete(link, creator).status()).isEqualTo(200);
    }

    private static String token(JsonNode link) {
        return SERVER.app()
                .db()
                .read(tx -> tx.sql("SELECT access_token_encrypted AS t FROM bank_links WHERE id = CAST(:id AS uuid)")
                        .set("id", link.path("id").asText())
                        .one(r -> r.text("t")));
    }

    private static final String TOKENIZING = "ins_56";

    private static String column(String account, String name) {
        return SERVER.app()
                .db()
                .read(tx -> tx.sql("SELECT " + name + " AS i FROM bank_accounts WHERE id = CAST(:id AS uuid)")
                        .set("id", account)
                        .one(r -> r.text("i")));
    }

    private static void plaid(String account, String what) {
        URI plaid = Launcher.sandbox(SERVER.app()).orElseThrow().plaid().baseUri();
        var answer = post(
                plaid + "/sandbox/api/items/" + column(account, "plaid_item_id") + what,
                "application/json",
                "{}",
                Map.of());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private long told(String kind) {
        return SERVER.app()
                .db()
                .read(tx -> tx.sql("""
                SELECT count(*) AS n FROM outbox_facts f JOIN creators c ON c.id = f.creator_id JOIN users u ON u.id = c.user_id
                WHERE f.kind = :kind AND u.email = :email""")
                        .set("kind", kind)
                        .set("email", creator.email())
                        .one(r -> r.number("n")));
    }

    @Test
    void anItemThatNeedsItsOwnerHoldsPayoutsUntilItIsRepaired() throws Exception {
        JsonNode account = connected(TOKENIZING, "checking");
        String id = account.path("id").asText();
        plaid(id, "/login_required");
        until(() -> status(id).equals("relink"));
        var preview = SERVER.send("GET", Routes.PAYOUT_PREVIEW + "?amount=5000", null, creator.accessToken());
        assertThat(preview.body()).contains("BANK_ACCOUNT_UNVERIFIED");

        String before = column(id, "fingerprint");
        var again = SERVER.send("POST", Routes.PLAID_LINK, Map.of("bankAccountId", id), creator.accessToken());
        assertThat(again.status()).as(again.body()).isEqualTo(201);
        refused(complete(again.data(), creator), 409, "bank_link_pending");
        visit(again.data(), "bank=" + TOKENIZING);
        var repaired = complete(again.data(), creator);
        assertThat(repaired.status()).as(repaired.body()).isEqualTo(200);
        assertThat(status(id)).isEqualTo("verified");
        // The same account under another number, which is paid to from now on.
        assertThat(column(id, "fingerprint")).isNotEqualTo(before);
        assertThat(told("payout_bank_account_number")).isPositive();
    }

    @Test
    void numbersThatWorkWithoutThePermissionGoOn() throws Exception {
        String id = connected(US_BANK, "checking").path("id").asText();
        plaid(id, "/login_required");
        until(() -> told("payout_bank_account_signin") == 1);
        assertThat(status(id)).isEqualTo("verified");
    }

    @Test
    void anEndThatComesInSomeDaysStopsNothing() throws Exception {
        String id = connected(TOKENIZING, "savings").path("id").asText();
        plaid(id, "/webhooks/ITEM/PENDING_DISCONNECT");
        until(() -> told("payout_bank_account_signin") == 1);
        plaid(id, "/webhooks/ITEM/PENDING_EXPIRATION");
        until(() -> told("payout_bank_account_signin") == 2);
        assertThat(status(id)).isEqualTo("verified");
    }

    @Test
    void newNumbersReplaceTheOldOnesBeforePayoutsGoOn() throws Exception {
        String id = connected(TOKENIZING, "checking").path("id").asText();
        String before = column(id, "fingerprint");
        plaid(id, "/webhooks/AUTH/DEFAULT_UPDATE");
        until(() -> !column(id, "fingerprint").equals(before) && status(id).equals("verified"));
        assertThat(column(id, "usable_from > created_at + interval '1 hour'")).isEqualTo("true");
    }

    @Test
    void aConnectionThatNobodyUsesIsEndedAtThePlaid() {
        JsonNode account = connected(US_BANK, "savings");
        String item = column(account.path("id").asText(), "plaid_item_id");
        assertThat(SERVER.send(
                                "DELETE",
                                Routes.path(
                                        Routes.BANK_ACCOUNT, account.path("id").asText()),
                                null,
                                creator.accessToken())
                        .status())
                .isLessThan(300);
        SERVER.app().jobs().runNow("bank-links-tidy");
        long left = SERVER.app()
                .db()
                .read(tx ->
                        tx.sql("SELECT count(*) AS n FROM bank_items_to_remove").one(r -> r.number("n")));
        assertThat(left).isZero();
        URI plaid = Launcher.sandbox(SERVER.app()).orElseThrow().plaid().baseUri();
        assertThat(post(plaid + "/sandbox/api/items/" + item + "/login_required", "application/json", "{}", Map.of())
                        .statusCode())
                .as("gone there")
                .isEqualTo(422);
    }

    /// Whatever Plaid refuses before a bank was visited is the operator's.
    @Test
    void whatTheContractLacksIsToldToNobodyAsTheirBanks() {
        var plaid = Launcher.sandbox(SERVER.app()).orElseThrow().plaid();
        var all = java.util.List.of("US", "DE", "FR", "ES", "IT", "NL", "IE", "BE", "PT");
        try {
            plaid.contract(java.util.List.of("US"), true);
            refused(start(Map.of("accountHolderName", "Mara Test", "countryCode", "DE")), 503, "bank_link_unavailable");
            assertThat(start(Map.of("accountHolderName", "Mara Test", "countryCode", "US"))
                            .status())
                    .isEqualTo(201);
            plaid.contract(all, false);
            refused(start(Map.of("accountHolderName", "Mara Test", "countryCode", "US")), 503, "bank_link_unavailable");
        } finally {
            plaid.contract(all, true);
        }
        refused(start(Map.of("accountHolderName", "Mara Test", "countryCode", "GB")), 409, "bank_link_country");
    }

    private TestServer.Reply start(Map<String, Object> body) {
        return SERVER.send("POST", Routes.PLAID_LINK, body, creator.accessToken());
    }

    @Test
    void forgedWebhooksAreRefused() {
        String url = SERVER.baseUrl() + Routes.WEBHOOK_PLAID;
        String body = "{\"webhook_type\":\"ITEM\",\"webhook_code\":\"ERROR\",\"item_id\":\"x\"}";
        assertThat(post(url, "application/json", body, Map.of()).statusCode()).isEqualTo(400);
        for (String forged : new String[] {
            "x.y.z",
            // alg none, and ES256 by a key that Plaid does not know
            "eyJhbGciOiJub25lIn0.eyJpYXQiOjE3OTU2MDAwMDB9.",
            "eyJhbGciOiJFUzI1NiIsImtpZCI6Im5vbmUifQ.eyJpYXQiOjE3OTU2MDAwMDB9.MEUCIQ"
        }) {
            assertThat(post(url, "application/json", body, Map.of("Plaid-Verification", forged))
                            .statusCode())
                    .as(forged)
                    .isEqualTo(400);
        }
    }

    private String status(String id) {
        for (JsonNode a : accounts()) {
            if (a.path("id").asText().equals(id)) {
                return a.path("verificationStatus").asText();
            }
        }
        return "gone";
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(20);
        }
    }
}
