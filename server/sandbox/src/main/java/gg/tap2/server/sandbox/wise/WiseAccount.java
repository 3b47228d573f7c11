package gg.tap2.server.sandbox.wise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.ObjectStore;
import gg.tap2.server.sandbox.Reply;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/// The paying profile: its balances, whether payments need somebody's approval, and a clock of its own. Two seconds
/// behind unless said otherwise. Runs under the store's lock.
final class WiseAccount {
    static final Duration SKEW = Duration.ofSeconds(-2);
    private static final String TYPE = "account";
    private static final String ID = "main";
    private static final List<String> BALANCES = List.of("EUR", "GBP", "USD");

    /// What a profile holds that nobody changed.
    private static final BigDecimal FULL = new BigDecimal("10000000.00");

    /// Currencies that quotes are given for.
    static final Set<String> CURRENCIES =
            Set.of("EUR", "GBP", "USD", "CHF", "CAD", "AUD", "SEK", "NOK", "DKK", "PLN", "JPY");

    private final ObjectStore store;
    private final InstantSource base;

    WiseAccount(ObjectStore store, InstantSource base) {
        this.store = store;
        this.base = base;
    }

    private ObjectNode state() {
        ObjectNode kept = store.find(TYPE, ID);
        return kept == null ? Json.object() : kept.deepCopy();
    }

    Instant now() {
        ObjectNode s = state();
        return base.instant().plus(s.has("skew_seconds") ? Duration.ofSeconds(Json.number(s, "skew_seconds")) : SKEW);
    }

    BigDecimal balance(String currency) {
        ObjectNode s = state();
        if (s.path("balances").has(currency)) {
            return s.path("balances").path(currency).decimalValue();
        }
        return BALANCES.contains(currency) ? FULL : BigDecimal.ZERO;
    }

    void balance(String currency, BigDecimal value) {
        ObjectNode s = state();
        Json.child(s, "balances").put(currency, value);
        store.put(TYPE, ID, s);
    }

    boolean wantsApproval() {
        return Json.flag(state(), "sca");
    }

    /// Changes what is named: `currency` with `balance`, `sca` (`true`, `false`), `skew_seconds`.
    ObjectNode change(ObjectNode form) {
        ObjectNode s = state();
        if (form.has("sca")) {
            s.put("sca", Boolean.parseBoolean(Json.text(form, "sca", "false")));
        }
        if (form.has("skew_seconds")) {
            s.put("skew_seconds", Json.number(form, "skew_seconds"));
        }
        store.put(TYPE, ID, s);
        String currency = Json.text(form, "currency");
        if (currency != null && form.has("balance")) {
            balance(currency, new BigDecimal(Json.text(form, "balance", "0")));
        }
        return state();
    }

    void clear() {
        store.remove(TYPE, ID);
    }

    /// As GET /v4/profiles/{id}/balances shows them.
    Reply balances() {
        var all = Json.array();
        long id = 200_001;
        for (String currency : BALANCES) {
            ObjectNode b = all.addObject();
            b.put("id", id++).put("currency", currency).put("type", "STANDARD");
            b.putNull("name").putNull("icon").put("investmentState", "NOT_INVESTED");
            b.putObject("amount").put("value", balance(currency)).put("currency", currency);
            b.putObject("reservedAmount").put("value", 0).put("currency", currency);
            b.putObject("cashAmount").put("value", balance(currency)).put("currency", currency);
            b.putObject("totalWorth").put("value", balance(currency)).put("currency", currency);
            b.put("creationTime", "2020-05-20T14:43:16.658Z").put("modificationTime", "2020-05-20T14:43:16.658Z");
            b.put("visible", true);
        }
        return Reply.json(all);
    }
}
