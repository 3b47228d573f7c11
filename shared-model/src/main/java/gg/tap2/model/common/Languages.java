package gg.tap2.model.common;

import java.text.NumberFormat;
import java.util.List;
import java.util.Locale;

/// The languages that the platform speaks, and how amounts are written in them: the one list that server and studio
/// ask. `docs/how-to/add-a-language.md` says what else a language needs.
public final class Languages {
    /// The first one is for everybody whose language is not among them.
    public static final List<Locale> ALL = List.of(Locale.ENGLISH, Locale.GERMAN);

    private Languages() {}

    /// The language of ours that is nearest.
    public static Locale supported(Locale locale) {
        return ALL.stream()
                .filter(l -> l.getLanguage().equals(locale.getLanguage()))
                .findFirst()
                .orElse(ALL.getFirst());
    }

    /// Whether a tag such as `de` names one of them, exactly.
    public static boolean isSupported(String tag) {
        return ALL.stream().anyMatch(l -> l.getLanguage().equals(tag));
    }

    /// The country in whose way numbers are written: of English that of the United States, of German Germany.
    public static Locale withCountry(Locale locale) {
        return switch (supported(locale).getLanguage()) {
            case "de" -> Locale.GERMANY;
            default -> Locale.US;
        };
    }

    /// An amount with its currency's sign, as people of that language write it.
    public static String money(Locale locale, Money amount) {
        return moneyFormat(locale, amount.currency()).format(amount.major());
    }

    /// A format of its own for each caller, because formats may not be shared between threads.
    public static NumberFormat moneyFormat(Locale locale, Currency currency) {
        NumberFormat format = NumberFormat.getCurrencyInstance(withCountry(locale));
        format.setCurrency(java.util.Currency.getInstance(currency.name()));
        format.setMinimumFractionDigits(currency.minorDigits());
        format.setMaximumFractionDigits(currency.minorDigits());
        return format;
    }
}
