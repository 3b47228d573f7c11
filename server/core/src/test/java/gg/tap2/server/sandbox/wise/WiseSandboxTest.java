package gg.tap2.server.sandbox.wise;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.SandboxSettings;
import gg.tap2.server.testing.MutableClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the stand-in refuses, which is what Wise is documented to refuse.
class WiseSandboxTest {
    @TempDir
    Path folder;

    private final MutableClock clock = new MutableClock();
    private final HttpClient http = HttpClient.newHttpClient();
    private WiseSandbox wise;

    @BeforeEach
    void start() {
        wise = WiseSandbox.start(SandboxSettings.forTests(folder, clock), 0);
    }

    @AfterEach
    void stop() {
        wise.close();
        http.close();
    }

    private record Answer(int status, JsonNode body) {
        String code() {
            return body.path("errors")
                    .path(0)
                    .path("code")
                    .asText(body.path("error").asText());
        }

        String path() {
            return body.path("errors").path(0).path("path").asText();
        }
    }

    private Answer call(String method, String path, String body, String token) throws Exception {
        var answer = http.send(
                HttpRequest.newBuilder(URI.create(wise.baseUri() + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        return new Answer(answer.statusCode(), Json.parse(answer.body()));
    }

    private Answer post(String path, String body) throws Exception {
        return call("POST", path, body, wise.token());
    }

    private Answer get(String path) throws Exception {
        return call("GET", path, "", wise.token());
    }

    private String quotes() {
        return "/v3/profiles/" + wise.profile() + "/quotes";
    }

    private Answer quote(String currency, String amount) throws Exception {
        return post(quotes(), """
                {"sourceCurrency":"%s","targetCurrency":"%s","targetAmount":%s,"preferredPayIn":"BALANCE"}""".formatted(currency, currency, amount));
    }

    private Answer recipient(String currency, String type, String name, String details) throws Exception {
        return post("/v1/accounts", """
                {"profile":%d,"accountHolderName":"%s","currency":"%s","type":"%s","details":{"legalType":"PRIVATE",%s}}""".formatted(wise.profile(), name, currency, type, details));
    }

    private long recipient() throws Exception {
        return recipient("EUR", "iban", "Mara Test", "\"IBAN\":\"DE89370400440532013000\"")
                .body()
                .path("id")
                .asLong();
    }

    private Answer transfer(long recipient, String quote, String transaction) throws Exception {
        return post("/v1/transfers", """
                {"targetAccount":%d,"quoteUuid":"%s","customerTransactionId":"%s","details":{"reference":"TAP2"}}""".formatted(recipient, quote, transaction));
    }

    private Answer pay(String transfer) throws Exception {
        return post(
                "/v3/profiles/" + wise.profile() + "/transfers/" + transfer + "/payments", "{\"type\":\"BALANCE\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"sourceCurrency\":\"XXX\",\"targetCurrency\":\"EUR\",\"targetAmount\":1} | CurrencyCode | sourceCurrency",
                "{\"sourceCurrency\":\"EUR\",\"targetCurrency\":\"EUR\",\"targetAmount\":-1} | error.greaterThanZero | sourceAmount",
                "{\"sourceCurrency\":\"EUR\",\"targetCurrency\":\"EUR\",\"targetAmount\":1,\"sourceAmount\":1} | error.quote.amount.onlySingle | sourceAmount",
                "{\"sourceCurrency\":\"EUR\",\"targetCurrency\":\"EUR\",\"targetAmount\":1,\"colour\":1} | BAD_REQUEST | colour"
            })
    void quotesAreChecked(String body, String code, String path) throws Exception {
        Answer a = post(quotes(), body);
        assertThat(a.status()).isEqualTo(400);
        assertThat(a.code()).isEqualTo(code);
        assertThat(a.path()).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EUR | iban | Mara | \"IBAN\":\"DE89370400440532013000\" | accountHolderName",
                "EUR | iban | Mara T | \"IBAN\":\"DE89370400440532013000\" | accountHolderName",
                "EUR | iban | Mara 2nd | \"IBAN\":\"DE89370400440532013000\" | accountHolderName",
                "EUR | iban | Mara Test | \"IBAN\":\"DE89370400440532013001\" | IBAN",
                "GBP | sort_code | Mara Test | \"sortCode\":\"1\",\"accountNumber\":\"12345678\" | sortCode",
                "USD | iban | Mara Test | \"IBAN\":\"DE89370400440532013000\" | currency",
                "USD | aba | Mara Test | \"abartn\":\"110000000\",\"accountNumber\":\"12345678\",\"accountType\":\"CHECKING\" | address",
                "EUR | carrier_pigeon | Mara Test | \"IBAN\":\"x\" | type"
            })
    void recipientsAreChecked(String currency, String type, String name, String details, String path) throws Exception {
        Answer a = recipient(currency, type, name, details);
        assertThat(a.status()).isEqualTo(422);
        assertThat(a.path()).isEqualTo(path);
    }

    @Test
    void aTransactionIsATransferOnceAndAQuoteToo() throws Exception {
        long to = recipient();
        String quote = quote("EUR", "50").body().path("id").asText();
        String id = UUID.randomUUID().toString();
        Answer first = transfer(to, quote, id);
        assertThat(first.status()).isEqualTo(200);
        Answer again = transfer(to, quote("EUR", "70").body().path("id").asText(), id);
        assertThat(again.body().path("id")).isEqualTo(first.body().path("id"));
        assertThat(again.body().path("targetValue").asInt()).isEqualTo(50);
        assertThat(transfer(to, quote, UUID.randomUUID().toString()).path()).isEqualTo("quoteUuid");
        assertThat(transfer(to, quote, "no uuid").path()).isEqualTo("customerTransactionId");
    }

    @Test
    void aQuoteEndsAndARecipientIsOfOneCurrency() throws Exception {
        long to = recipient();
        String old = quote("EUR", "50").body().path("id").asText();
        clock.advance(Duration.ofMinutes(31));
        assertThat(transfer(to, old, UUID.randomUUID().toString()).path()).isEqualTo("quoteUuid");
        String pounds = quote("GBP", "50").body().path("id").asText();
        assertThat(transfer(to, pounds, UUID.randomUUID().toString()).path()).isEqualTo("targetAccount");
        assertThat(transfer(7, pounds, UUID.randomUUID().toString()).path()).isEqualTo("targetAccount");
    }

    @Test
    void aTransferIsPaidForOnceAndOnlyWithMoney() throws Exception {
        wise.nextOutcome("stuck", 1);
        String id = transfer(
                        recipient(),
                        quote("EUR", "50").body().path("id").asText(),
                        UUID.randomUUID().toString())
                .body()
                .path("id")
                .asText();
        assertThat(get("/v1/simulation/transfers/" + id + "/processing").status())
                .isEqualTo(422);
        wise.balance("EUR", 50);
        Answer empty = pay(id);
        assertThat(empty.body().path("status").asText()).isEqualTo("REJECTED");
        assertThat(empty.body().path("errorCode").asText()).isEqualTo("transfer.insufficient_funds");
        wise.balance("EUR", 51);
        assertThat(pay(id).body().path("status").asText()).isEqualTo("COMPLETED");
        assertThat(pay(id).code()).isEqualTo("transfer.invalid-state");
        assertThat(get("/v1/simulation/transfers/" + id + "/bounced_back").status())
                .isEqualTo(422);
        for (String state : new String[] {"processing", "funds_converted", "outgoing_payment_sent", "bounced_back"}) {
            assertThat(get("/v1/simulation/transfers/" + id + "/" + state)
                            .body()
                            .path("status")
                            .asText())
                    .isEqualTo(state);
        }
        assertThat(call("PUT", "/v1/transfers/" + id + "/cancel", "", wise.token())
                        .code())
                .isEqualTo("transfer.cancellation.not.allowed");
    }

    @Test
    void strangersAndOtherProfilesAreRefused() throws Exception {
        assertThat(call("GET", "/v1/transfers/1", "", "wrong").code()).isEqualTo("invalid_token");
        assertThat(post("/v3/profiles/7/quotes", "{}").code()).isEqualTo("unauthorized");
        assertThat(get("/v1/transfers?profile=7").status()).isEqualTo(403);
        assertThat(get("/v1/transfers/1").code()).isEqualTo("transfer.not-found");
    }

    @Test
    void aSignatureIsOfItsBody() throws Exception {
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        assertThat(wise.sign(body)).isNotEqualTo(wise.sign("{ }".getBytes(StandardCharsets.UTF_8)));
        assertThat(wise.publicKey()).isNotBlank();
    }
}
