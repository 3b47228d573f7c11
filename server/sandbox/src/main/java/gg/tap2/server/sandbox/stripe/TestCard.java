package gg.tap2.server.sandbox.stripe;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Stripe's documented test cards and what each of them does.
///
/// @param alias the `pm_card_…` name without that prefix
record TestCard(
        String number,
        String alias,
        String brand,
        String funding,
        String country,
        Behaviour behaviour,
        @Nullable Decline decline) {

    enum Behaviour {
        OK,
        DECLINE,
        ATTACH_THEN_DECLINE,
        THREE_DS_ALWAYS,
        THREE_DS_UNLESS_SET_UP,
        THREE_DS_THEN_DECLINE,
        DISPUTE_FRAUDULENT,
        DISPUTE_NOT_RECEIVED,
        DISPUTE_INQUIRY,
        EARLY_FRAUD_WARNING,
        REFUND_PENDING,
        REFUND_FAILS,
        AVAILABLE_AT_ONCE
    }

    record Decline(
            String code,
            @Nullable String declineCode,
            String message,
            @Nullable String param) {
        static Decline of(String declineCode) {
            return new Decline("card_declined", declineCode, "Your card was declined.", null);
        }
    }

    static final Decline AUTHENTICATION_REQUIRED = new Decline(
            "authentication_required",
            "authentication_required",
            "Your card was declined. This transaction requires authentication.",
            null);
    static final Decline AUTHENTICATION_FAILED = new Decline(
            "payment_intent_authentication_failure",
            null,
            "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new"
                    + " PaymentMethod to attempt to fulfill this PaymentIntent again.",
            null);
    private static final Decline INSUFFICIENT =
            new Decline("card_declined", "insufficient_funds", "Your card has insufficient funds.", null);

    private static final Map<String, TestCard> BY_NUMBER = new LinkedHashMap<>();
    private static final Map<String, TestCard> BY_ALIAS = new LinkedHashMap<>();

    static {
        ok("4242424242424242", "visa", "visa", "credit");
        ok("4000056655665556", "visa_debit", "visa", "debit");
        ok("5555555555554444", "mastercard", "mastercard", "credit");
        ok("2223003122003222", "mastercard_2series", "mastercard", "credit");
        ok("5200828282828210", "mastercard_debit", "mastercard", "debit");
        ok("378282246310005", "amex", "amex", "credit");
        ok("6011111111111117", "discover", "discover", "credit");
        ok("3056930009020004", "diners", "diners", "credit");
        ok("3566002020360505", "jcb", "jcb", "credit");
        ok("6200000000000005", "unionpay", "unionpay", "credit");
        card("4000002760000016", "de", "DE", Behaviour.OK, null);
        card("4000008260000000", "gb", "GB", Behaviour.OK, null);
        card("4000000000003055", "threeDSecureOptional", "US", Behaviour.OK, null);
        card("4000000000000077", "bypassPending", "US", Behaviour.AVAILABLE_AT_ONCE, null);
        decline("4000000000000002", "visa_chargeDeclined", Decline.of("generic_decline"));
        decline("4000000000009995", "visa_chargeDeclinedInsufficientFunds", INSUFFICIENT);
        decline("4000000000009987", "visa_chargeDeclinedLostCard", Decline.of("lost_card"));
        decline("4000000000009979", "visa_chargeDeclinedStolenCard", Decline.of("stolen_card"));
        decline(
                "4000000000006975",
                "visa_chargeDeclinedVelocityLimitExceeded",
                new Decline(
                        "card_declined",
                        "card_velocity_exceeded",
                        "Your card was declined for making repeated attempts too frequently or exceeding its amount limit.",
                        null));
        decline(
                "4000000000000069",
                "chargeDeclinedExpiredCard",
                new Decline("expired_card", null, "Your card has expired.", "exp_month"));
        decline(
                "4000000000000127",
                "chargeDeclinedIncorrectCvc",
                new Decline("incorrect_cvc", null, "Your card's security code is incorrect.", "cvc"));
        decline(
                "4000000000000119",
                "chargeDeclinedProcessingError",
                new Decline(
                        "processing_error",
                        null,
                        "An error occurred while processing your card. Try again in a little bit.",
                        null));
        decline("4100000000000019", "radarBlock", Decline.of("fraudulent"));
        // Checks that fail decide nothing by themselves, only by rules of the account.
        // Source: https://docs.stripe.com/testing#fraud-prevention
        card("4000000000000101", "cvcCheckFail", "US", Behaviour.OK, null);
        card("4000000000000010", "avsFail", "US", Behaviour.OK, null);
        card("4000000000000028", "avsLine1Fail", "US", Behaviour.OK, null);
        card("4000000000000036", "avsZipFail", "US", Behaviour.OK, null);
        card("4000000000009235", "riskLevelElevated", "US", Behaviour.OK, null);
        decline("4000000000004954", "riskLevelHighest", Decline.of("fraudulent"));
        card(
                "4000000000000341",
                "chargeCustomerFail",
                "US",
                Behaviour.ATTACH_THEN_DECLINE,
                Decline.of("generic_decline"));
        card("4000002760003184", "authenticationRequired", "DE", Behaviour.THREE_DS_ALWAYS, null);
        card("4000000000003220", "threeDSecure2Required", "US", Behaviour.THREE_DS_ALWAYS, null);
        card("4000000000003063", "threeDSecureRequired", "US", Behaviour.THREE_DS_ALWAYS, null);
        card("4000002500003155", "authenticationRequiredOnSetup", "FR", Behaviour.THREE_DS_UNLESS_SET_UP, null);
        card("4000003800000446", "authenticationRequiredSetupForOffSession", "GT", Behaviour.OK, null);
        card(
                "4000008260003178",
                "authenticationRequiredChargeDeclinedInsufficientFunds",
                "GB",
                Behaviour.THREE_DS_THEN_DECLINE,
                INSUFFICIENT);
        card(
                "4000008400001629",
                "threeDSecureRequiredChargeDeclined",
                "US",
                Behaviour.THREE_DS_THEN_DECLINE,
                Decline.of("generic_decline"));
        card("4000000000000259", "createDispute", "US", Behaviour.DISPUTE_FRAUDULENT, null);
        card("4000000000002685", "createDisputeProductNotReceived", "US", Behaviour.DISPUTE_NOT_RECEIVED, null);
        card("4000000000001976", "createDisputeInquiry", "US", Behaviour.DISPUTE_INQUIRY, null);
        card("4000000000005423", "createIssuerFraudRecord", "US", Behaviour.EARLY_FRAUD_WARNING, null);
        card("4000000000007726", "pendingRefund", "US", Behaviour.REFUND_PENDING, null);
        card("4000000000005126", "refundFail", "US", Behaviour.REFUND_FAILS, null);
        BY_ALIAS.put("chargeDeclined", required("visa_chargeDeclined"));
        BY_ALIAS.put("chargeDeclinedInsufficientFunds", required("visa_chargeDeclinedInsufficientFunds"));
        BY_ALIAS.put("us", required("visa"));
    }

    private static TestCard required(String alias) {
        TestCard card = BY_ALIAS.get(alias);
        if (card == null) {
            throw new IllegalStateException(alias);
        }
        return card;
    }

    private static void add(TestCard card) {
        BY_NUMBER.put(card.number, card);
        BY_ALIAS.put(card.alias, card);
    }

    private static void ok(String number, String alias, String brand, String funding) {
        add(new TestCard(number, alias, brand, funding, "US", Behaviour.OK, null));
    }

    private static void card(String number, String alias, String country, Behaviour behaviour, @Nullable Decline d) {
        add(new TestCard(number, alias, "visa", "credit", country, behaviour, d));
    }

    private static void decline(String number, String alias, Decline decline) {
        card(number, alias, "US", Behaviour.DECLINE, decline);
    }

    static @Nullable TestCard byAlias(String alias) {
        return BY_ALIAS.get(alias);
    }

    /// The card of a typed number, or the error Stripe's test mode gives.
    static TestCard byNumber(String typed) {
        String number = typed.replaceAll("[ -]", "");
        if (!number.matches("[0-9]{12,19}") || !luhn(number)) {
            throw StripeError.card(new Decline("incorrect_number", null, "Your card number is incorrect.", "number"));
        }
        TestCard card = BY_NUMBER.get(number);
        if (card == null) {
            throw StripeError.card(new Decline(
                    "card_declined",
                    "live_mode_test_card",
                    "Your card was declined. Your request was in test mode, but used a non test card. For a list of"
                            + " valid test cards, visit: https://stripe.com/docs/testing.",
                    null));
        }
        return card;
    }

    static boolean luhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int d = digits.charAt(digits.length() - 1 - i) - '0';
            sum += i % 2 == 0 ? d : d * 2 > 9 ? d * 2 - 9 : d * 2;
        }
        return sum % 10 == 0;
    }

    String last4() {
        return number.substring(number.length() - 4);
    }
}
