package gg.tap2.server.wise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import gg.tap2.model.common.Currency;
import gg.tap2.server.payouts.PayoutProvider.Destination;
import gg.tap2.server.payouts.PayoutProvider.LaterException;
import gg.tap2.server.payouts.PayoutProvider.OperatorFaultException;
import gg.tap2.server.payouts.PayoutProvider.OutcomeUnknownException;
import gg.tap2.server.payouts.PayoutProvider.RefusedException;
import gg.tap2.server.payouts.PayoutProvider.Status;
import gg.tap2.server.payouts.PayoutProvider.Transfer;
import gg.tap2.server.payouts.PayoutProvider.TransferRequest;
import gg.tap2.server.platform.config.Secret;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Wise's answers as its documentation prints them, each with one whose fault it is.
class WiseFaultsTest {
    private static final String TRANSFER = """
            {"id": 16521632, "targetAccount": 8692237, "status": "%s", "created": "2017-11-24 10:47:49",
             "details": {"reference": "TAP2 PAY"}, "sourceCurrency": "EUR", "sourceValue": 0, "targetCurrency": "EUR",
             "targetValue": 150.5, "customerTransactionId": "54A6BC09-CEF9-49A8-9041-F1F0C654CD88"}""";

    private record Answer(int status, String body, Map<String, String> headers) {}

    /// By the end of the path.
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    private HttpServer server;
    private WiseProvider provider;

    @BeforeEach
    void open() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", x -> {
            x.getRequestBody().readAllBytes();
            String path = x.getRequestURI().getPath();
            Answer a = answers.entrySet().stream()
                    .filter(e -> path.endsWith(e.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(new Answer(500, "", Map.of()));
            a.headers().forEach((k, v) -> x.getResponseHeaders().add(k, v));
            byte[] bytes = a.body().getBytes(StandardCharsets.UTF_8);
            x.sendResponseHeaders(a.status(), bytes.length == 0 ? -1 : bytes.length);
            x.getResponseBody().write(bytes);
            x.close();
        });
        server.start();
        provider = new WiseProvider(new WiseSettings(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                new Secret("t"),
                30_000_000,
                List.of("production", "sandbox")));
        answer("/v1/accounts", 200, "{\"id\": 8692237}");
        answer("/quotes", 200, "{\"id\": \"8fa9be20-ba43-4b15-abbb-9424e1481050\", \"notices\": []}");
        answer("/v1/transfers", 200, TRANSFER.formatted("incoming_payment_waiting"));
        answer(
                "/transfers/16521632/payments",
                201,
                "{\"type\":\"BALANCE\",\"status\":\"COMPLETED\",\"errorCode\":null}");
        answer("/v1/transfers/16521632", 200, TRANSFER.formatted("processing"));
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private void answer(String path, int status, String body) {
        answers.put(path, new Answer(status, body, Map.of()));
    }

    private static String error(String code, String path) {
        return "{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"m\",\"path\":\"" + path
                + "\",\"arguments\":[]}]}";
    }

    private Transfer send() {
        return provider.send(new TransferRequest(
                "54a6bc09-cef9-49a8-9041-f1f0c654cd88",
                15_050,
                Currency.EUR,
                new Destination("iban", "DE89370400440532013000", "", "Mara Test", "DE")));
    }

    private <T extends Throwable> T fault(Class<T> kind) {
        T e = catchThrowableOfType(kind, this::send);
        assertThat(e).isNotNull();
        return e;
    }

    @Test
    void whatIsDocumentedIsRead() {
        Transfer t = send();
        assertThat(t.id()).isEqualTo("16521632");
        assertThat(t.reference()).isEqualTo("54a6bc09-cef9-49a8-9041-f1f0c654cd88");
        assertThat(t.status()).isEqualTo(Status.PROCESSING);
        assertThat(t.amountMinor()).isEqualTo(15_050);
        assertThat(t.createdAt()).isEqualTo(Instant.parse("2017-11-24T10:47:49Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "accountHolderName, invalid_account_holder_name",
        "IBAN, invalid_iban",
        "details.sortCode, invalid_sort_code"
    })
    void aRecipientsDetailsAreTheirOwners(String path, String code) {
        answer("/v1/accounts", 422, error("NOT_VALID", path));
        assertThat(fault(RefusedException.class)).hasMessage(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"profile", "currency", "type", "legalType"})
    void whatWeSayOfARecipientIsOurs(String path) {
        answer("/v1/accounts", 422, error("NOT_VALID", path));
        assertThat(fault(OperatorFaultException.class).everything()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"/v1/accounts, 401", "/quotes, 403", "/v1/transfers, 404", "/v1/accounts, 302", "/quotes, 405"})
    void whatEveryPayoutWouldMeetIsOurs(String path, int status) {
        answer(path, status, "{\"error\":\"invalid_token\",\"error_description\":\"x\"}");
        var e = fault(OperatorFaultException.class);
        assertThat(e.everything()).isTrue();
        assertThat(e).hasMessage("invalid_token");
    }

    @ParameterizedTest
    @CsvSource({
        "422, transfer.insufficient_funds",
        "201, transfer.insufficient_funds",
        "422, balance.payment-option-unavailable"
    })
    void withoutMoneyAllWait(int status, String code) {
        answer(
                "/transfers/16521632/payments",
                status,
                "{\"type\":\"BALANCE\",\"status\":\"REJECTED\",\"errorCode\":\"" + code + "\",\"errorMessage\":null}");
        var e = fault(OperatorFaultException.class);
        assertThat(e.everything()).isTrue();
        assertThat(e.replayed()).as("the same transfer is paid for later").isFalse();
        assertThat(e).hasMessage(code);
    }

    @Test
    void whatIsPaidForAlreadyIsLookedUp() {
        answer("/transfers/16521632/payments", 422, error("transfer.invalid-state", ""));
        assertThat(send().status()).isEqualTo(Status.PROCESSING);
    }

    @Test
    void anApprovalThatIsAskedForIsNamed() {
        answers.put(
                "/transfers/16521632/payments",
                new Answer(
                        403,
                        "{\"status\":403,\"error\":\"unauthorized\"}",
                        Map.of("x-2fa-approval-result", "REJECTED", "x-2fa-approval", "abc")));
        assertThat(fault(OperatorFaultException.class)).hasMessage("sca_required");
    }

    @ParameterizedTest
    @CsvSource({"/v1/transfers, INVALID_RECIPIENT", "/quotes, error.greaterThanZero"})
    void aRequestThatIsRefusedWaitsAlone(String path, String code) {
        answer(path, 422, error(code, ""));
        assertThat(fault(OperatorFaultException.class).everything()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 409, 500, 502, 503})
    void whatMayHaveHappenedIsUnknown(int status) {
        answer("/v1/transfers", status, error("NOT_VALID", "IBAN"));
        fault(OutcomeUnknownException.class);
    }

    @Test
    void aWishToWaitIsHeard() {
        answers.put("/quotes", new Answer(429, "", Map.of("Retry-After", "7")));
        assertThat(fault(LaterException.class).after()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void aQuoteThatIsBlockedIsNotUsed() {
        answer("/quotes", 200, "{\"id\":\"q\",\"notices\":[{\"type\":\"BLOCKED\",\"text\":\"no\"}]}");
        assertThat(fault(OperatorFaultException.class)).hasMessage("quote_blocked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "[]", "{}", "null", "{\"id\":1,\"targetCurrency\":\"EUR\"}"})
    void anAnswerThatIsNoTransferIsUnknown(String body) {
        answer("/v1/transfers", 200, body);
        fault(OutcomeUnknownException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"150.501", "151", "0"})
    void aTransferOfAnotherAmountIsNotTaken(String value) {
        answer("/v1/transfers", 200, TRANSFER.formatted("processing").replace("150.5", value));
        fault(OutcomeUnknownException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "incoming_payment_waiting, AWAITING_FUNDS",
        "incoming_payment_initiated, PROCESSING",
        "processing, PROCESSING",
        "funds_converted, PROCESSING",
        "outgoing_payment_sent, COMPLETED",
        "bounced_back, PROCESSING",
        "funds_refunded, FAILED",
        "charged_back, PROCESSING",
        "unknown, PROCESSING",
        "something_new, PROCESSING"
    })
    void everyStateIsSorted(String state, Status status) {
        answer("/v1/transfers/16521632", 200, TRANSFER.formatted(state));
        assertThat(provider.find("16521632").orElseThrow().status()).isEqualTo(status);
    }

    @Test
    void cancelledIsTwoThings() {
        answer("/v1/transfers/16521632", 200, TRANSFER.formatted("cancelled"));
        answer("/transfers/16521632/payments", 200, "[]");
        assertThat(provider.find("16521632").orElseThrow().status()).isEqualTo(Status.LAPSED);
        answer("/transfers/16521632/payments", 200, "[{\"id\":50000000,\"method\":\"BALANCE\"}]");
        assertThat(provider.find("16521632").orElseThrow().status()).isEqualTo(Status.CANCELLED);
    }

    @Test
    void onlyWisesOwnWordIsNotThere() {
        answer("/v1/transfers/16521632", 404, error("transfer.not-found", ""));
        assertThat(provider.find("16521632")).isEmpty();
        answer("/v1/transfers/16521632", 404, "{\"status\":404,\"error\":\"Not Found\"}");
        assertThatThrownBy(() -> provider.find("16521632")).isInstanceOf(OperatorFaultException.class);
    }

    @Test
    void dollarsWaitForAnAddressThatNobodyAsksFor() {
        var usd = new TransferRequest(
                "54a6bc09-cef9-49a8-9041-f1f0c654cd88",
                15_050,
                Currency.USD,
                new Destination("us_bank", "000123456789", "110000000", "Mara Test", "US"));
        assertThatThrownBy(() -> provider.send(usd))
                .isInstanceOf(OperatorFaultException.class)
                .hasMessage("recipient_address_needed");
    }

    @Test
    void onlyWisesKeysSign() {
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        assertThat(provider.event(body, n -> "AAAA", Instant.EPOCH)).isEmpty();
        assertThatThrownBy(() -> new WiseWebhooks(List.of("no key"))).isInstanceOf(IllegalArgumentException.class);
    }
}
