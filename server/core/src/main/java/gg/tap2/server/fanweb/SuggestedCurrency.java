package gg.tap2.server.fanweb;

import gg.tap2.model.common.Currency;
import gg.tap2.server.platform.http.Call;
import io.helidon.http.HeaderNames;
import java.util.List;
import java.util.Locale;

/// The currency that a new creator is likely to sell in: of the first region among the browser's languages.
final class SuggestedCurrency {
    private SuggestedCurrency() {}

    static Currency of(Call c) {
        return of(c.header(HeaderNames.ACCEPT_LANGUAGE).orElse(""));
    }

    /// US dollars where no language names a region whose currency is accepted.
    static Currency of(String languages) {
        List<Locale.LanguageRange> ranges;
        try {
            ranges = languages.isBlank() ? List.of() : Locale.LanguageRange.parse(languages);
        } catch (IllegalArgumentException e) {
            return Currency.USD;
        }
        return ranges.stream()
                .map(r -> Locale.forLanguageTag(r.getRange()).getCountry())
                .flatMap(country -> Currency.ofCountry(country).stream())
                .findFirst()
                .orElse(Currency.USD);
    }
}
