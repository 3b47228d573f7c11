package gg.tap2.server.flowpay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import gg.tap2.model.common.Currency;
import gg.tap2.server.payouts.PayoutProvider;
import gg.tap2.server.payouts.PayoutProvider.Destination;
import gg.tap2.server.payouts.PayoutProvider.LaterException;
import gg.tap2.server.payouts.PayoutProvider.OperatorFaultException;
import gg.tap2.server.payouts.PayoutProvider.OutcomeUnknownException;
import gg.tap2.server.payouts.PayoutProvider.RefusedException;
import gg.tap2.server.payouts.PayoutProvider.Status;
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
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every answer has one whose fault it is; only the destination's is its owner's.
class FlowPayFaultsTest {
    private record Answer(int status, String body, Map<String, String> headers) {}

    private final AtomicReference<Answer> answer = new AtomicReference<>(new Answer(500, "", Map.of()));
    private HttpServer server;
    private FlowPayProvider provider;

    @BeforeEach
    void open() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", x -> {
            x.getRequestBody().readAllBytes();
            Answer a = answer.get();
            a.headers().forEach((k, v) -> x.getResponseHeaders().add(k, v));
            byte[] bytes = a.body().getBytes(StandardCharsets.UTF_8);
            x.sendResponseHeaders(a.status(), bytes.length == 0 ? -1 : bytes.length);
            x.getResponseBody().write(bytes);
            x.close();
        });
        server.start();
        provider = new FlowPayProvider(new FlowPaySettings(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), new Secret("k"), List.of()));
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private static String error(String code) {
        return "{\"error\":{\"code\":\"" + code + "\",\"message\":\"m\"}}";
    }

    private PayoutProvider.Transfer send() {
        return provider.send(new TransferRequest(
                "ref", 100, Currency.USD, new Destination("us_bank", "000123456789", "110000000", "X", "US")));
    }

    private <T extends Throwable> T refused(Class<T> kind, int status, String body, Map<String, String> headers) {
        answer.set(new Answer(status, body, headers));
        return assertThrows(kind, this::send);
    }

    @ParameterizedTest
    @CsvSource({
        "401, unauthorized",
        "402, insufficient_balance",
        "403, account_restricted",
        "404, ''",
        "405, ''",
        "301, ''",
        "302, ''",
        "307, ''",
        "422, insufficient_balance",
        "400, account_suspended"
    })
    void whatEveryPayoutWouldMeetIsOurs(int status, String code) {
        var e = refused(
                OperatorFaultException.class,
                status,
                code.isEmpty() ? "<html>no</html>" : error(code),
                Map.of("Location", "/elsewhere"));
        assertTrue(e.everything());
        assertEquals(code.isEmpty() ? "http_" + status : code, e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"422, amount_too_large", "400, something_new", "422, ''", "413, ''", "418, teapot"})
    void aRefusalThatNobodyKnowsIsOursToLookAtButStopsNobodyElse(int status, String code) {
        var e = refused(OperatorFaultException.class, status, code.isEmpty() ? "" : error(code), Map.of());
        assertTrue(!e.everything());
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid_destination", "account_closed", "bank_account_invalid", "holder_name_mismatch"})
    void onlyTheDestinationsIsToldToItsOwner(String code) {
        assertEquals(
                code,
                refused(RefusedException.class, 422, error(code), Map.of()).getMessage());
        assertEquals(
                code,
                refused(RefusedException.class, 400, error(code), Map.of()).getMessage());
        // A wrong key is a wrong key whatever it says besides.
        refused(OperatorFaultException.class, 401, error(code), Map.of());
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 409, 425, 500, 502, 503, 504, 599})
    void whatMayHaveHappenedIsUnknown(int status) {
        refused(OutcomeUnknownException.class, status, error("invalid_destination"), Map.of());
    }

    @Test
    void aWishToWaitIsTheirs() {
        assertEquals(
                Duration.ofSeconds(7),
                refused(LaterException.class, 429, error("rate_limited"), Map.of("Retry-After", "7"))
                        .after());
        for (String garbage : List.of("soon", "-4", "Wed, 21 Oct 2026 07:28:00 GMT")) {
            assertEquals(
                    Duration.ofMinutes(1),
                    refused(LaterException.class, 429, "", Map.of("Retry-After", garbage))
                            .after());
        }
        assertEquals(
                Duration.ofHours(1),
                refused(LaterException.class, 429, "", Map.of("Retry-After", "9999999999"))
                        .after());
    }

    @Test
    void aRefusalThatRepeatsItselfIsKnownAsOne() {
        assertTrue(refused(
                        OperatorFaultException.class,
                        402,
                        error("insufficient_balance"),
                        Map.of("Idempotent-Replayed", "true"))
                .replayed());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "[]",
                "{}",
                "null",
                "{\"id\":\"\",\"amount_minor\":1}",
                "{\"id\":\"t\",\"status\":\"completed\"}"
            })
    void anAnswerThatIsNoTransferIsUnknown(String body) {
        answer.set(new Answer(201, body, Map.of()));
        assertThrows(OutcomeUnknownException.class, this::send);
    }

    @ParameterizedTest
    @ValueSource(strings = {"in_review", "funds_converted", "outgoing_payment_sent", "", "COMPLETED?", "paid"})
    void aStatusThatNobodyKnowsIsUnderWay(String status) {
        answer.set(new Answer(
                201,
                "{\"id\":\"t\",\"reference\":\"r\",\"amount_minor\":100,\"status\":\"" + status + "\"}",
                Map.of()));
        assertEquals(Status.PROCESSING, send().status());
    }

    @Test
    void theirHourAndWhatCameBackAreTakenOver() {
        answer.set(new Answer(201, """
                {"id":"t","reference":"r","amount_minor":100,"status":"returned","returned_amount_minor":90,\
                "created_at":"2026-11-29T23:59:59Z"}""", Map.of()));
        var t = send();
        assertEquals(Instant.parse("2026-11-29T23:59:59Z"), t.createdAt());
        assertEquals(Long.valueOf(90), t.returnedMinor());
        answer.set(new Answer(201, """
                {"id":"t","reference":"r","amount_minor":100,"status":"returned","created_at":"yesterday"}""", Map.of()));
        assertEquals(null, send().createdAt());
        assertEquals(null, send().returnedMinor());
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 401, 402, 403, 404, 422})
    void aRefusedLookUpIsNeverNotThere(int status) {
        answer.set(new Answer(status, error("invalid_destination"), Map.of("Location", "/x")));
        var byReference = assertThrows(RuntimeException.class, () -> provider.findByReference("r", Instant.EPOCH));
        var byId = assertThrows(RuntimeException.class, () -> provider.find("t"));
        Class<?> kind = status == 422 ? OutcomeUnknownException.class : OperatorFaultException.class;
        assertInstanceOf(kind, byReference);
        assertInstanceOf(kind, byId);
        answer.set(new Answer(404, error("not_found"), Map.of()));
        assertTrue(provider.find("t").isEmpty());
    }
}
