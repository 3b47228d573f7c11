package gg.tap2.server.wise;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.payouts.PayoutProvider.LaterException;
import gg.tap2.server.payouts.PayoutProvider.OperatorFaultException;
import gg.tap2.server.payouts.PayoutProvider.OutcomeUnknownException;
import gg.tap2.server.payouts.PayoutProvider.RefusedException;
import java.util.Locale;
import java.util.Set;

/// Whose fault it is that Wise did not do as it was asked. The one place where that is decided.
final class WiseFaults {
    /// A proxy gave up, or a server broke: the outcome is open.
    private static final Set<Integer> UNKNOWN = Set.of(408, 409, 425);

    /// The same for every other payout: token, right, profile, address, method.
    private static final Set<Integer> EVERYTHING = Set.of(401, 402, 403, 404, 405, 407, 410, 415, 421, 426, 451);

    /// Of a recipient that is refused: what we say of it, as opposed to what its owner gave us.
    private static final Set<String> OURS = Set.of("profile", "currency", "type", "legaltype", "details.legaltype");

    /// Refused payments that every other transfer would meet too.
    ///
    /// Source: https://docs.wise.com/guides/product/send-money/funding/fund-by-transfer names the first,
    /// https://docs.wise.com/guides/developer/errors the second for the same case.
    private static final Set<String> NO_MONEY =
            Set.of("transfer.insufficient_funds", "balance.payment-option-unavailable");

    private WiseFaults() {}

    static RuntimeException of(WiseHttp.Answer a) {
        String code = code(a.body(), a.status());
        if (a.status() == 429) {
            return new LaterException(code, a.retryAfter());
        }
        if (a.status() < 300 || a.status() >= 500 || UNKNOWN.contains(a.status())) {
            return new OutcomeUnknownException("HTTP " + a.status() + " " + code);
        }
        if (a.approvalAsked()) {
            // Strong customer authentication: somebody would have to confirm each payment.
            return new OperatorFaultException("sca_required", true, false);
        }
        boolean everything = a.status() / 100 == 3 || EVERYTHING.contains(a.status());
        return new OperatorFaultException(code, everything, false);
    }

    /// A recipient's details that are not taken are their owner's matter.
    static RuntimeException ofRecipient(WiseHttp.Answer a) {
        JsonNode errors = a.body().path("errors");
        boolean validated = (a.status() == 400 || a.status() == 422) && !errors.isEmpty();
        if (!validated) {
            return of(a);
        }
        for (JsonNode e : errors) {
            String path = e.path("path").asText("");
            if (!path.isEmpty() && !OURS.contains(path.toLowerCase(Locale.ROOT))) {
                return new RefusedException("invalid_" + snake(path.replaceFirst("^details\\.", "")));
            }
        }
        return of(a);
    }

    /// A payment that is refused as such, by whatever HTTP status.
    static OperatorFaultException ofPayment(String code) {
        return new OperatorFaultException(code, NO_MONEY.contains(code), false);
    }

    /// Their word for it, from the forms that errors come in.
    static String code(JsonNode body, int status) {
        JsonNode first = body.path("errors").path(0);
        String code = first.path("code").asText("");
        String path = first.path("path").asText("");
        if (!code.isEmpty()) {
            return path.isEmpty() || path.equals("null") ? code : code + ":" + path;
        }
        for (String field : new String[] {"errorCode", "error", "code"}) {
            String text = body.path(field).asText("");
            if (!text.isEmpty() && !text.equals("null")) {
                return text;
            }
        }
        return "http_" + status;
    }

    /// Told by their errors' form, which a proxy or a wrong address does not speak.
    static boolean saysNotFound(JsonNode body) {
        String code = body.path("errors").path(0).path("code").asText("");
        return code.toLowerCase(Locale.ROOT).matches("(.*\\.)?not[._-]?found");
    }

    private static String snake(String path) {
        return path.replaceAll("([a-z0-9])([A-Z])", "$1_$2").replace('.', '_').toLowerCase(Locale.ROOT);
    }
}
