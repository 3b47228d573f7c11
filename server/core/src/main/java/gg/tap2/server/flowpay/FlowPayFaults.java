package gg.tap2.server.flowpay;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.payouts.PayoutProvider.LaterException;
import gg.tap2.server.payouts.PayoutProvider.OperatorFaultException;
import gg.tap2.server.payouts.PayoutProvider.OutcomeUnknownException;
import gg.tap2.server.payouts.PayoutProvider.RefusedException;
import gg.tap2.server.platform.json.Json;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whose fault it is that FlowPay did not do as it was asked. The one place where that is decided.
final class FlowPayFaults {
    /// The account that the money should go to. Everything else is not its owner's matter.
    private static final Set<String> DESTINATION = Set.of(
            "invalid_destination",
            "invalid_account",
            "account_not_found",
            "account_closed",
            "account_blocked",
            "account_frozen",
            "bank_account_invalid",
            "holder_name_mismatch",
            "bank_not_supported",
            "bank_unreachable",
            "country_not_supported",
            "destination_currency_not_supported",
            "recipient_blocked");

    /// The outcome is open: a proxy gave up, the reference is known already, or a server broke.
    private static final Set<Integer> UNKNOWN = Set.of(408, 409, 425);

    /// The same for every other payout: key, funds, rights, address, method.
    private static final Set<Integer> EVERYTHING = Set.of(401, 402, 403, 404, 405, 407, 410, 415, 421, 426, 451);

    /// Refusals of a request that are nevertheless about the whole account.
    private static final Set<String> EVERYTHING_CODES =
            Set.of("insufficient_balance", "insufficient_funds", "account_suspended", "account_restricted");

    private static final Duration MAX_WAIT = Duration.ofHours(1);

    private FlowPayFaults() {}

    /// An error's body, which may be anything.
    static JsonNode body(byte[] bytes) {
        try {
            return bytes.length == 0 ? Json.tree("{}") : Json.tree(bytes);
        } catch (UncheckedIOException e) {
            return Json.tree("{}");
        }
    }

    static RuntimeException of(int status, JsonNode body, Duration retryAfter, boolean replayed) {
        String given = body.path("error").path("code").asText("");
        String code = given.isEmpty() ? "http_" + status : given;
        if (status == 429) {
            return new LaterException(code, retryAfter);
        }
        if (status < 300 || status >= 500 || UNKNOWN.contains(status)) {
            return new OutcomeUnknownException("HTTP " + status + " " + code);
        }
        if (status / 100 == 3 || EVERYTHING.contains(status) || EVERYTHING_CODES.contains(given)) {
            return new OperatorFaultException(code, true, replayed);
        }
        return DESTINATION.contains(given)
                ? new RefusedException(code)
                : new OperatorFaultException(code, false, replayed);
    }

    /// A minute where nothing is said.
    static Duration retryAfter(@Nullable String header) {
        try {
            long seconds = header == null ? 60 : Long.parseLong(header.strip());
            return seconds < 0 ? Duration.ofMinutes(1) : min(Duration.ofSeconds(seconds));
        } catch (NumberFormatException e) {
            return Duration.ofMinutes(1);
        }
    }

    private static Duration min(Duration wait) {
        return wait.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wait;
    }
}
