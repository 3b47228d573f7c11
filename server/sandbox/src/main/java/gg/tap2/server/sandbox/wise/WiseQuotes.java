package gg.tap2.server.sandbox.wise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.ObjectStore;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/// Quotes in one currency. A quote is good for half an hour and for one transfer.
///
/// Source: https://docs.wise.com/api-reference/quote; the refusals from "Create Quote" in
/// https://docs.wise.com/guides/developer/errors.
final class WiseQuotes {
    static final String TYPE = "quote";
    private static final Duration GOOD_FOR = Duration.ofMinutes(30);
    private static final BigDecimal FEE = new BigDecimal("0.41");
    private static final Set<String> FIELDS = Set.of(
            "sourceCurrency",
            "targetCurrency",
            "sourceAmount",
            "targetAmount",
            "targetAccount",
            "payOut",
            "preferredPayIn",
            "paymentMetadata",
            "pricingConfiguration");

    private final ObjectStore store;
    private final WiseAccount account;
    private final long profile;

    WiseQuotes(ObjectStore store, WiseAccount account, long profile) {
        this.store = store;
        this.account = account;
        this.profile = profile;
    }

    ObjectNode create(ObjectNode form) {
        WiseSandbox.onlyKnown(form, FIELDS);
        String source = currency(form, "sourceCurrency");
        String target = currency(form, "targetCurrency");
        JsonNode asked = amount(form);
        if (!source.equals(target)) {
            throw WiseError.of(422, "NOT_SUPPORTED", "targetCurrency", "The stand-in exchanges no money.");
        }
        BigDecimal value = asked.decimalValue();
        boolean byTarget = form.path("targetAmount").isNumber();
        Instant now = account.now();
        String id = UUID.randomUUID().toString();
        ObjectNode quote = Json.object().put("id", id);
        quote.put("sourceCurrency", source).put("targetCurrency", target);
        quote.put("sourceAmount", byTarget ? value.add(FEE) : value);
        quote.put("targetAmount", byTarget ? value : value.subtract(FEE));
        quote.put("payOut", "BANK_TRANSFER").put("preferredPayIn", Json.text(form, "preferredPayIn", "BANK_TRANSFER"));
        quote.put("rate", 1).put("createdTime", now.toString()).put("user", 55).put("profile", profile);
        quote.put("rateType", "FIXED")
                .put("rateExpirationTime", now.plus(GOOD_FOR).toString());
        quote.put("guaranteedTargetAmountAllowed", true).put("targetAmountAllowed", true);
        quote.put("guaranteedTargetAmount", false).put("providedAmountType", byTarget ? "TARGET" : "SOURCE");
        quote.set("targetAccount", form.path("targetAccount").isNumber() ? form.get("targetAccount") : null);
        ObjectNode option = quote.putArray("paymentOptions").addObject();
        option.put("disabled", false).put("payIn", "BALANCE").put("payOut", "BANK_TRANSFER");
        option.put("sourceAmount", quote.path("sourceAmount").decimalValue()).put("sourceCurrency", source);
        option.put("targetAmount", quote.path("targetAmount").decimalValue()).put("targetCurrency", target);
        option.putObject("fee")
                .put("transferwise", FEE)
                .put("payIn", 0)
                .put("discount", 0)
                .put("partner", 0)
                .put("total", FEE);
        quote.put("status", "PENDING").put("expirationTime", now.plus(GOOD_FOR).toString());
        quote.putArray("notices");
        store.put(TYPE, id, quote);
        return quote;
    }

    private static String currency(ObjectNode form, String field) {
        String code = Json.text(form, field, "");
        if (!WiseAccount.CURRENCIES.contains(code)) {
            throw WiseError.of(
                    400, "CurrencyCode", field, "That wasn't a valid ISO-4217 currency code (like GBP, USD or EUR).");
        }
        return code;
    }

    private static JsonNode amount(ObjectNode form) {
        JsonNode source = form.path("sourceAmount");
        JsonNode target = form.path("targetAmount");
        if (source.isNumber() && target.isNumber()) {
            throw WiseError.of(
                    400,
                    "error.quote.amount.onlySingle",
                    "sourceAmount",
                    "Please only specify a source or target amount.");
        }
        JsonNode one = source.isNumber() ? source : target;
        if (!one.isNumber() || one.decimalValue().signum() <= 0) {
            throw WiseError.of(
                    400, "error.greaterThanZero", "sourceAmount", "Please type in a number that's larger than 0.");
        }
        return one;
    }

    /// The quote for one transfer; afterwards it is spent. The words of these refusals are not documented.
    ObjectNode accept(String id, long recipient, String recipientCurrency) {
        ObjectNode quote = store.find(TYPE, id);
        if (quote == null) {
            throw WiseError.of(422, "NOT_VALID", "quoteUuid", "Quote not found");
        }
        if (!Json.text(quote, "status", "").equals("PENDING")) {
            throw WiseError.of(422, "NOT_VALID", "quoteUuid", "Quote is already used by another transfer");
        }
        if (!account.now().isBefore(Instant.parse(Json.text(quote, "expirationTime", "")))) {
            quote.put("status", "EXPIRED");
            store.put(TYPE, id, quote);
            throw WiseError.of(422, "NOT_VALID", "quoteUuid", "Quote has expired");
        }
        boolean forAnother = quote.path("targetAccount").isNumber()
                && quote.path("targetAccount").asLong() != recipient;
        if (forAnother || !Json.text(quote, "targetCurrency", "").equals(recipientCurrency)) {
            throw WiseError.of(422, "NOT_VALID", "targetAccount", "Recipient does not fit the quote");
        }
        quote.put("status", "ACCEPTED");
        store.put(TYPE, id, quote);
        return quote;
    }
}
