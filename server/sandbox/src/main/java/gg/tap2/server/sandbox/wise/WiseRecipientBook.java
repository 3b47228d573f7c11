package gg.tap2.server.sandbox.wise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.ObjectStore;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Recipients, each of one currency.
///
/// Source: https://docs.wise.com/api-reference/recipient (names, address for dollars); the refusals from "Create
/// Recipient" in https://docs.wise.com/guides/developer/errors.
final class WiseRecipientBook {
    static final String TYPE = "recipient";
    private static final Set<String> FIELDS =
            Set.of("profile", "accountHolderName", "currency", "type", "ownedByCustomer", "details");
    private static final Map<String, Set<String>> DETAILS = Map.of(
            "iban", Set.of("legalType", "IBAN", "dateOfBirth", "address"),
            "sort_code", Set.of("legalType", "sortCode", "accountNumber", "dateOfBirth", "address"),
            "canadian",
                    Set.of(
                            "legalType",
                            "institutionNumber",
                            "transitNumber",
                            "accountNumber",
                            "accountType",
                            "address"),
            "aba", Set.of("legalType", "abartn", "accountNumber", "accountType", "address"));
    private static final Map<String, Set<String>> CURRENCIES = Map.of(
            "iban", Set.of("EUR", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN"),
            "sort_code", Set.of("GBP"),
            "canadian", Set.of("CAD"),
            "aba", Set.of("USD"));

    private final ObjectStore store;
    private final long profile;

    WiseRecipientBook(ObjectStore store, long profile) {
        this.store = store;
        this.profile = profile;
    }

    ObjectNode create(ObjectNode form) {
        WiseSandbox.onlyKnown(form, FIELDS);
        if (form.path("profile").asLong() != profile) {
            throw WiseError.system(403, "unauthorized", "Unauthorized");
        }
        String type = Json.text(form, "type", "");
        String currency = Json.text(form, "currency", "");
        if (!DETAILS.containsKey(type)) {
            throw WiseError.of(422, "NOT_VALID", "type", "Unsupported recipient type");
        }
        if (!CURRENCIES.getOrDefault(type, Set.of()).contains(currency)) {
            throw WiseError.of(422, "NOT_VALID", "currency", "This type takes no " + currency);
        }
        name(form);
        JsonNode details = form.path("details");
        if (!(details instanceof ObjectNode given)) {
            throw WiseError.of(422, "MISSING", "details", "Please enter the bank details");
        }
        WiseSandbox.onlyKnown(given, DETAILS.getOrDefault(type, Set.of()));
        if (!Set.of("PRIVATE", "BUSINESS").contains(Json.text(given, "legalType", ""))) {
            throw WiseError.of(422, "NOT_VALID", "legalType", "PRIVATE or BUSINESS");
        }
        numbers(type, given);
        if (currency.equals("USD") && !given.path("address").isObject()) {
            throw WiseError.of(422, "MISSING", "address", "Please enter the recipient's address");
        }
        return kept(form, given, type, currency);
    }

    private ObjectNode kept(ObjectNode form, ObjectNode given, String type, String currency) {
        long id = 40_000_000L + store.count(TYPE);
        ObjectNode recipient =
                Json.object().put("id", id).put("business", profile).put("profile", profile);
        recipient.put("accountHolderName", Json.text(form, "accountHolderName")).put("currency", currency);
        recipient.put("country", country(type, given)).put("type", type);
        recipient.set("details", given.deepCopy());
        recipient.put("user", 55).put("active", true);
        recipient.put("ownedByCustomer", Json.flag(form, "ownedByCustomer"));
        store.put(TYPE, Long.toString(id), recipient);
        return recipient;
    }

    private static String country(String type, ObjectNode given) {
        return switch (type) {
            case "iban" -> Json.text(given, "IBAN", "  ").substring(0, 2).toUpperCase(Locale.ROOT);
            case "sort_code" -> "GB";
            case "canadian" -> "CA";
            default -> "US";
        };
    }

    private static void name(ObjectNode form) {
        String name = Json.text(form, "accountHolderName", "").strip();
        boolean two = name.split("\\s+").length > 1;
        for (String part : name.split("\\s+")) {
            two &= part.length() > 1;
        }
        if (!two || !name.matches("[A-Za-zÀ-ÖØ-öø-ÿ_()'*,.\\s-]+")) {
            throw WiseError.of(
                    422, "NOT_VALID", "accountHolderName", "Please enter the recipients first and last name.");
        }
    }

    private static void numbers(String type, ObjectNode d) {
        switch (type) {
            case "iban" -> {
                if (!isIban(Json.text(d, "IBAN", "").replace(" ", "").toUpperCase(Locale.ROOT))) {
                    throw WiseError.of(422, "NOT_VALID", "IBAN", "Please specify an IBAN.");
                }
            }
            case "sort_code" -> {
                digits(d, "sortCode", "\\d{2}-?\\d{2}-?\\d{2}");
                digits(d, "accountNumber", "\\d{8}");
            }
            case "canadian" -> {
                digits(d, "institutionNumber", "\\d{3}");
                digits(d, "transitNumber", "\\d{5}");
                digits(d, "accountNumber", "\\d{7,12}");
            }
            default -> {
                digits(d, "abartn", "\\d{9}");
                digits(d, "accountNumber", "\\d{4,17}");
            }
        }
    }

    private static void digits(ObjectNode details, String field, String form) {
        if (!Json.text(details, field, "").matches(form)) {
            throw WiseError.of(422, "NOT_VALID", field, "Please enter a valid " + field);
        }
    }

    /// ISO 13616: the remainder by 97 is 1.
    private static boolean isIban(String iban) {
        if (!iban.matches("[A-Z]{2}\\d{2}[A-Z0-9]{10,30}")) {
            return false;
        }
        var digits = new StringBuilder();
        (iban.substring(4) + iban.substring(0, 4)).chars().forEach(c -> digits.append(Character.getNumericValue(c)));
        return new BigInteger(digits.toString()).mod(BigInteger.valueOf(97)).intValue() == 1;
    }

    ObjectNode find(long id) {
        ObjectNode found = store.find(TYPE, Long.toString(id));
        if (found == null || !Json.flag(found, "active")) {
            throw WiseError.of(422, "NOT_VALID", "targetAccount", "Recipient not found");
        }
        return found;
    }
}
