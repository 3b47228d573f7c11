package gg.tap2.server.stripe;

import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.ApiException;
import com.stripe.exception.CardException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.StripeException;
import java.util.Set;

/// Whose fault an error of Stripe is. Only what is documented as the payer's, the destination's or the object's own
/// state is a refusal; whatever is not known is ours, so that no mistake of ours is ever told as a customer's.
///
/// Sources: https://docs.stripe.com/error-codes, https://docs.stripe.com/error-handling,
/// https://docs.stripe.com/api/errors.
final class StripeFaults {
    /// About the card, the bank or the amount that somebody chose.
    private static final Set<String> PAYER = Set.of(
            "amount_too_large",
            "amount_too_small",
            "authentication_required",
            "card_declined",
            "customer_max_payment_methods",
            "expired_card",
            "incorrect_address",
            "incorrect_cvc",
            "incorrect_number",
            "incorrect_zip",
            "invalid_cvc",
            "invalid_expiry_month",
            "invalid_expiry_year",
            "invalid_number",
            "payment_intent_authentication_failure",
            "payment_intent_payment_attempt_failed",
            "payment_intent_payment_attempt_expired",
            "payment_method_billing_details_address_missing",
            "payment_method_customer_decline",
            "payment_method_provider_decline",
            "payment_method_provider_timeout",
            "payment_method_not_available",
            "payment_method_unexpected_state",
            "processing_error",
            "setup_attempt_failed",
            "setup_intent_authentication_failure");

    /// About the account that money shall go to.
    private static final Set<String> DESTINATION = Set.of(
            "account_closed",
            "account_country_invalid_address",
            "account_number_invalid",
            "bank_account_bad_routing_numbers",
            "bank_account_restricted",
            "bank_account_unusable",
            "country_unsupported",
            "debit_not_authorized",
            "email_invalid",
            "incorrect_account_holder_name",
            "insufficient_capabilities_for_transfer",
            "no_account",
            "payouts_not_allowed",
            "routing_number_invalid");

    /// The object has moved on: paid, refunded, closed. Whoever asked looks at it again.
    private static final Set<String> STATE = Set.of(
            "charge_already_captured",
            "charge_already_refunded",
            "charge_disputed",
            "charge_not_refundable",
            "invoice_already_paid",
            "invoice_not_editable",
            "invoice_not_open",
            "invoice_payment_intent_requires_action",
            "payment_intent_unexpected_state",
            "refund_disputed_payment",
            "resource_already_exists",
            "setup_intent_unexpected_state",
            "subscription_payment_intent_requires_action");

    private StripeFaults() {}

    static ProviderException sorted(StripeException e) {
        String code = e.getCode();
        int status = e.getStatusCode() == null ? 0 : e.getStatusCode();
        if (e instanceof ApiConnectionException || status == 409 || status == 429 || status >= 500) {
            return new ProviderUnknownException(e, status >= 500 && TracedStripe.wasKept());
        }
        if (e instanceof ApiException) {
            // Not an answer in Stripe's form: something on the way speaks.
            return new ProviderUnknownException(e);
        }
        if (status == 401) {
            return ours(code == null ? "key_not_accepted" : code, e);
        }
        if (status == 403) {
            return ours(code == null ? "right_missing" : code, e);
        }
        if (e instanceof IdempotencyException) {
            return ours("idempotency_error", e);
        }
        if (e instanceof CardException card) {
            return new ProviderRefusedException(
                    card.getDeclineCode() != null ? card.getDeclineCode() : code == null ? "card_declined" : code,
                    String.valueOf(e.getMessage()));
        }
        if (code != null && (PAYER.contains(code) || DESTINATION.contains(code) || STATE.contains(code))) {
            return new ProviderRefusedException(code, String.valueOf(e.getMessage()));
        }
        if (ProviderSetupException.MISSING.equals(code) && isPaymentMethod(e)) {
            // A card that its owner removed.
            return new ProviderRefusedException("payment_method_unexpected_state", String.valueOf(e.getMessage()));
        }
        return ours(code == null ? "request_not_understood" : code, e);
    }

    private static boolean isPaymentMethod(StripeException e) {
        return param(e).contains("payment_method");
    }

    private static String param(StripeException e) {
        var error = e.getStripeError();
        String param = error == null ? null : error.getParam();
        return param == null ? "" : param;
    }

    private static ProviderSetupException ours(String code, StripeException e) {
        return new ProviderSetupException(
                TracedStripe.operation(),
                code,
                String.valueOf(e.getMessage()),
                !"account_invalid".equals(code)
                        && e.getStatusCode() != null
                        && (e.getStatusCode() == 401 || e.getStatusCode() == 403),
                param(e));
    }
}
