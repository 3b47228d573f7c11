package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Json;
import org.jspecify.annotations.Nullable;

/// An error answer in Stripe's form.
final class StripeError extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final transient ObjectNode error;

    private StripeError(int status, String type, @Nullable String code, String message, @Nullable String param) {
        super(message, null, false, false);
        this.status = status;
        this.error = Json.object();
        if (code != null) {
            error.put("code", code);
            error.put("doc_url", "https://docs.stripe.com/error-codes/" + code.replace('_', '-'));
        }
        error.put("message", message);
        if (param != null) {
            error.put("param", param);
        }
        error.put("type", type);
    }

    static StripeError invalid(String message, @Nullable String param) {
        return new StripeError(400, "invalid_request_error", null, message, param);
    }

    static StripeError invalid(String code, String message, @Nullable String param) {
        return new StripeError(400, "invalid_request_error", code, message, param);
    }

    static StripeError missing(String param) {
        return invalid("parameter_missing", "Missing required param: " + param + ".", param);
    }

    static StripeError notFound(String type, String id, String param) {
        return new StripeError(
                404,
                "invalid_request_error",
                "resource_missing",
                "No such " + type.replace('.', '_') + ": '" + id + "'",
                param);
    }

    static StripeError unauthorized(String message) {
        return new StripeError(401, "invalid_request_error", null, message, null);
    }

    static StripeError of(int status, String type, @Nullable String code, String message) {
        return new StripeError(status, type, code, message, null);
    }

    /// What Stripe answers with that status, for a fault; null for a server error.
    ///
    /// Source: https://docs.stripe.com/api/errors, https://docs.stripe.com/error-low-level.
    static @Nullable StripeError fault(int status, String code) {
        String word = code.isEmpty() ? null : code;
        return switch (status) {
            case 401 -> unauthorized("Invalid API Key provided: sk_live_****gone");
            case 402 -> of(402, "card_error", word == null ? "card_declined" : word, "Your card was declined.");
            case 403 ->
                new StripeError(
                        403,
                        "invalid_request_error",
                        word,
                        "The provided key 'rk_live_****weak' does not have the required permissions for this endpoint.",
                        null);
            case 404 ->
                new StripeError(404, "invalid_request_error", "resource_missing", "No such object: 'x_1'", "id");
            default ->
                status < 400 || status >= 500
                        ? null
                        : new StripeError(
                                status,
                                "idempotency_error".equals(word) ? "idempotency_error" : "invalid_request_error",
                                "idempotency_error".equals(word) ? null : word,
                                "Sandbox fault.",
                                null);
        };
    }

    /// A declined card: 402, with the decline's code and the object it happened on.
    static StripeError card(TestCard.Decline decline) {
        var failure = new StripeError(402, "card_error", decline.code(), decline.message(), decline.param());
        if (decline.declineCode() != null) {
            failure.error.put("decline_code", decline.declineCode());
        }
        return failure;
    }

    StripeError with(String field, ObjectNode value) {
        error.set(field, value);
        return this;
    }

    StripeError with(String field, String value) {
        error.put(field, value);
        return this;
    }

    int status() {
        return status;
    }

    ObjectNode error() {
        return error;
    }

    ObjectNode body() {
        ObjectNode body = Json.object();
        body.set("error", error);
        return body;
    }
}
