package gg.tap2.server.sandbox.flowpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.sandbox.Faults;
import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.SandboxSettings;
import gg.tap2.server.sandbox.SandboxSettings.WebhookTarget;
import gg.tap2.server.sandbox.WebhookCatcher;
import gg.tap2.server.sandbox.WebhookModes;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlowPaySandboxTest {
    @TempDir
    Path folder;

    private final WebhookCatcher catcher = new WebhookCatcher();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private FlowPaySandbox flowPay;

    @BeforeEach
    void start() {
        flowPay = FlowPaySandbox.start(SandboxSettings.forTests(folder, InstantSource.system())
                .withFlowPayDelay(Duration.ofMillis(100))
                .withFlowPayWebhooks(new WebhookTarget(catcher.url())));
    }

    @AfterEach
    void stop() {
        flowPay.close();
        catcher.close();
    }

    record Answer(int status, JsonNode body) {}

    private Answer send(String method, String path, String key, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(flowPay.baseUri().resolve(path))
                .header("Authorization", "Bearer " + flowPay.keys().flowPayKey())
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(5))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!key.isEmpty()) {
            request.header("Idempotency-Key", key);
        }
        HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), Json.parse(response.body()));
    }

    private static String transfer(String reference, long amount, String account) {
        return """
                {"amount_minor":%d,"currency":"EUR","reference":"%s","destination":{"type":"iban","account":"%s",
                "holder_name":"Ada Lovelace","country":"DE"}}""".formatted(amount, reference, account);
    }

    private String status(String id) {
        try {
            return send("GET", "/v1/transfers/" + id, "", "")
                    .body()
                    .path("status")
                    .asText();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aTransferCompletesAndSaysSoWithAValidSignature() throws Exception {
        Answer created = send("POST", "/v1/transfers", "k1", transfer("a1", 5000, "DE89370400440532013000"));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body().path("status").asText()).isEqualTo("processing");
        assertThat(created.body().toString()).doesNotContain("DE89370400440532013000");
        String id = created.body().path("id").asText();
        WebhookCatcher.await(() -> catcher.types().contains("transfer.completed"));
        assertThat(status(id)).isEqualTo("completed");
        for (WebhookCatcher.Caught caught : catcher.caught) {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(
                    Base64.getDecoder()
                            .decode(flowPay.keys().flowPayWebhookSecret().substring(6)),
                    "HmacSHA256"));
            String signed = caught.headers().get("webhook-id") + "."
                    + caught.headers().get("webhook-timestamp") + "." + caught.body();
            assertThat(caught.headers().get("webhook-signature"))
                    .isEqualTo("v1,"
                            + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
        }
        String today = LocalDate.now(ZoneOffset.UTC).toString();
        JsonNode totals = send("GET", "/v1/totals?date=" + today, "", "").body().path("totals");
        assertThat(totals.get(0).path("amount_minor").asLong()).isEqualTo(5000);
    }

    @Test
    void oneKeyMakesOneTransfer() throws Exception {
        Answer first = send("POST", "/v1/transfers", "same", transfer("a2", 5000, "DE89370400440532013000"));
        Answer again = send("POST", "/v1/transfers", "same", transfer("a2", 5000, "DE89370400440532013000"));
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(send("POST", "/v1/transfers", "same", transfer("a2", 5001, "DE89370400440532013000"))
                        .status())
                .isEqualTo(422);
        assertThat(send("POST", "/v1/transfers", "", transfer("a3", 5000, "DE89370400440532013000"))
                        .status())
                .isEqualTo(400);
        assertThat(send("POST", "/v1/transfers", "other", transfer("a2", 5000, "DE89370400440532013000"))
                        .status())
                .isEqualTo(409);
    }

    @Test
    void aLostReplyLeavesATransferThatTheReferenceFinds() throws Exception {
        flowPay.faults().add(Faults.Kind.LOSE_REPLY, "POST", "/v1/transfers", 0, 0, 1);
        assertThatThrownBy(() -> send("POST", "/v1/transfers", "k", transfer("lost", 700, "DE89370400440532013000")))
                .isInstanceOf(IOException.class);
        JsonNode found =
                send("GET", "/v1/transfers?reference=lost", "", "").body().path("data");
        assertThat(found).hasSize(1);
    }

    @Test
    void timeoutsAndErrorsHaveNoEffect() throws Exception {
        flowPay.faults().add(Faults.Kind.TIMEOUT, "POST", "/v1/transfers", 0, 50, 1);
        assertThatThrownBy(() -> send("POST", "/v1/transfers", "k", transfer("t", 700, "DE89370400440532013000")))
                .isInstanceOf(IOException.class);
        flowPay.faults().add(Faults.Kind.RATE_LIMIT, "", "", 0, 0, 1);
        assertThat(send("POST", "/v1/transfers", "k", transfer("t", 700, "DE89370400440532013000"))
                        .status())
                .isEqualTo(429);
        assertThat(send("GET", "/v1/transfers?reference=t", "", "").body().path("data"))
                .isEmpty();
    }

    @Test
    void magicAccountsFailAndReturn() throws Exception {
        String fails = send("POST", "/v1/transfers", "f", transfer("f", 700, "DE41370400440000000001"))
                .body()
                .path("id")
                .asText();
        String returns = send("POST", "/v1/transfers", "r", transfer("r", 700, "DE14370400440000000002"))
                .body()
                .path("id")
                .asText();
        WebhookCatcher.await(
                () -> status(fails).equals("failed") && status(returns).equals("returned"));
        WebhookCatcher.await(() -> catcher.types().contains("transfer.returned"));
        assertThat(catcher.types()).contains("transfer.completed", "transfer.failed", "transfer.returned");
    }

    @Test
    void theWebhookCanComeBeforeTheReplyAndTwice() throws Exception {
        flowPay.webhookBeforeReply(1);
        flowPay.webhooks().modes().add(WebhookModes.Kind.DUPLICATE, "transfer.processing", 1, 1);
        send("POST", "/v1/transfers", "w", transfer("w", 700, "DE89370400440532013000"));
        assertThat(catcher.types().stream().filter("transfer.processing"::equals))
                .hasSize(2);
        assertThat(catcher.caught.get(0).headers().get("webhook-id"))
                .isEqualTo(catcher.caught.get(1).headers().get("webhook-id"));
    }

    /// What a real one would not take either.
    @Test
    void itsOwnAccountAndTheChecksumsAreLookedAt() throws Exception {
        assertThat(send("POST", "/v1/transfers", "i", transfer("i", 700, "DE89370400440532013001"))
                        .status())
                .isEqualTo(422);
        flowPay.refuseNext(402, "insufficient_balance", 1);
        Answer refused = send("POST", "/v1/transfers", "b", transfer("b", 700, "DE89370400440532013000"));
        assertThat(refused.status()).isEqualTo(402);
        assertThat(send("POST", "/v1/transfers", "b", transfer("b", 700, "DE89370400440532013000"))
                        .status())
                .isEqualTo(402);
        assertThat(send("POST", "/v1/transfers", "b2", transfer("b", 700, "DE89370400440532013000"))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void cancelWorksOnlyWhileProcessing() throws Exception {
        String id = send("POST", "/v1/transfers", "c", transfer("c", 700, "DE84370400440000000003"))
                .body()
                .path("id")
                .asText();
        assertThat(send("POST", "/v1/transfers/" + id + "/cancel", "", "")
                        .body()
                        .path("status")
                        .asText())
                .isEqualTo("cancelled");
        String done = send("POST", "/v1/transfers", "d", transfer("d", 700, "DE89370400440532013000"))
                .body()
                .path("id")
                .asText();
        WebhookCatcher.await(() -> status(done).equals("completed"));
        assertThat(send("POST", "/v1/transfers/" + done + "/cancel", "", "").status())
                .isEqualTo(409);
    }

    @Test
    void microDepositAmountsStayOnTheControlPage() throws Exception {
        Answer made = send("POST", "/v1/micro_deposits", "m", """
                {"amounts_minor":[12,57],"currency":"USD","reference":"b1","destination":{"type":"us_bank",
                "account":"000123456789","routing":"110000000","holder_name":"Ada","country":"US"}}""");
        assertThat(made.status()).isEqualTo(201);
        // Looking for "57" in the text would now and then find it in the id or the time.
        assertThat(made.body().findValues("amounts_minor")).isEmpty();
        assertThat(made.body().findValues("amounts")).isEmpty();
        HttpResponse<String> page = http.send(
                HttpRequest.newBuilder(flowPay.baseUri().resolve("/sandbox?tab=micro_deposit"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(page.body()).contains("[12,57]");
    }

    @Test
    void wrongKeysAndValuesAreRefused() throws Exception {
        var request = HttpRequest.newBuilder(flowPay.baseUri().resolve("/v1/transfers"))
                .header("Authorization", "Bearer nope")
                .build();
        assertThat(http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(401);
        assertThat(send("POST", "/v1/transfers", "x", transfer("x", 0, "DE89370400440532013000"))
                        .status())
                .isEqualTo(422);
        assertThat(send("GET", "/v1/totals?date=yesterday", "", "").status()).isEqualTo(422);
    }
}
