package gg.tap2.server.catalog;

import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Priced;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import java.util.UUID;

/// The currency of a creator for transactions that write amounts. It stays until they end: a change of the currency
/// waits for them, and they wait for it.
public final class CreatorCurrency {
    private CreatorCurrency() {}

    /// Taken before anything else that the transaction locks.
    ///
    /// @throws ApiException 404 for an unknown creator
    public static Currency hold(Tx tx, UUID creatorId) {
        return tx.sql("SELECT currency FROM creators WHERE id = :id FOR KEY SHARE")
                .set("id", creatorId)
                .first(r -> Currency.valueOf(r.text("currency")))
                .orElseThrow(ApiException::notFound);
    }

    /// The same where somebody has seen amounts in a currency.
    ///
    /// @throws ApiException 409 when the creator sells in another one meanwhile
    public static void hold(Tx tx, UUID creatorId, Currency seen) {
        Currency now = hold(tx, creatorId);
        if (now != seen) {
            throw ApiException.conflict("currency_changed", now.name());
        }
    }

    /// Judges a request in the creator's currency.
    ///
    /// @throws ApiException 422 with everything that is wrong
    static Currency judge(Tx tx, UUID creatorId, Priced request) {
        Currency currency = hold(tx, creatorId);
        var violations = request.validate(currency);
        if (!violations.isEmpty()) {
            throw ApiException.invalid(violations);
        }
        return currency;
    }
}
