package gg.tap2.server.plaid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpServer;
import gg.tap2.server.payouts.BankLinkProvider.OperatorFaultException;
import gg.tap2.server.payouts.BankLinkProvider.RefusedException;
import gg.tap2.server.payouts.BankLinkProvider.UnavailableException;
import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.platform.config.Secret;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every refusal of Plaid has one whose matter it is.
class PlaidFaultsTest {
    private static PlaidBankLinks at(URI base, List<String> countries) {
        return new PlaidBankLinks(new PlaidSettings(
                base,
                "id",
                new Secret("s"),
                countries,
                () -> URI.create("https://t/w"),
                () -> URI.create("https://t/b")));
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_INPUT, INVALID_API_KEYS, ours, ours",
        "INVALID_REQUEST, INVALID_FIELD, ours, ours",
        "INVALID_INPUT, INVALID_PRODUCT, ours, ours",
        "INVALID_REQUEST, UNAUTHORIZED_ENVIRONMENT, ours, ours",
        "INVALID_INPUT, UNAUTHORIZED_ROUTE_ACCESS, ours, ours",
        "INVALID_INPUT, INVALID_PUBLIC_TOKEN, ours, theirs",
        "INVALID_INPUT, INVALID_ACCESS_TOKEN, ours, theirs",
        "ITEM_ERROR, ITEM_LOGIN_REQUIRED, ours, theirs",
        "ITEM_ERROR, NO_AUTH_ACCOUNTS, ours, theirs",
        "INSTITUTION_ERROR, INSTITUTION_DOWN, later, later",
        "API_ERROR, PLANNED_MAINTENANCE, later, later",
        "RATE_LIMIT_EXCEEDED, ADDITION_LIMIT, later, later",
        "SOMETHING_NEW, NEVER_SEEN, ours, ours"
    })
    void refusals(String type, String code, String atStart, String afterwards) throws Exception {
        byte[] body = ("{\"error_type\":\"" + type + "\",\"error_code\":\"" + code + "\",\"request_id\":\"req1\"}")
                .getBytes(StandardCharsets.UTF_8);
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", x -> {
            x.getRequestBody().readAllBytes();
            x.getResponseHeaders().add("Content-Type", "application/json");
            x.sendResponseHeaders(400, body.length);
            x.getResponseBody().write(body);
            x.close();
        });
        server.start();
        try {
            var links = at(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), List.of("US"));
            assertThat(catchThrowable(() -> links.start("u", "en", "US", null))).isInstanceOf(kind(atStart));
            assertThat(catchThrowable(() -> links.exchange("public-1"))).isInstanceOf(kind(afterwards));
        } finally {
            server.stop(0);
        }
    }

    private static Class<? extends RuntimeException> kind(String whose) {
        return switch (whose) {
            case "ours" -> OperatorFaultException.class;
            case "theirs" -> RefusedException.class;
            default -> UnavailableException.class;
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"CA", "GB", "us", "", "XX"})
    void countriesWhoseNumbersCannotBePaidToAreRefusedAtStart(String country) {
        assertThatThrownBy(() -> at(URI.create("http://127.0.0.1:1"), List.of("US", country)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("plaid.countries");
    }
}
