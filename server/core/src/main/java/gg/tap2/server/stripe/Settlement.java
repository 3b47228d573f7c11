package gg.tap2.server.stripe;

import com.stripe.model.BalanceTransaction;
import gg.tap2.model.common.Currency;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a movement of Stripe's balance means in the currency of its sale. Stripe keeps its balance, and takes its fees,
/// in the currency that the account settles in, and says by which rate it exchanged.
///
/// Source: https://docs.stripe.com/api/balance_transactions/object#balance_transaction_object-exchange_rate
///
/// @param currency what the account settled in, in capitals
/// @param amount gross, in minor units of `currency`
/// @param fee Stripe's fee, in minor units of `currency`; negative when one came back
/// @param rate settled by sold, in whole units; null where nothing was exchanged
/// @param feeInSale the fee in minor units of the sale's currency, rounded once, half up
public record Settlement(
        String currency, long amount, long fee, @Nullable BigDecimal rate, long feeInSale) {
    /// Twice the rounding that Stripe's own whole minor units can hide.
    private static final BigDecimal SLACK = BigDecimal.TWO;

    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);

    /// The rate that Stripe tells has so many digits; of a large amount their rounding is more than a cent.
    private static BigDecimal slack(long amount) {
        return SLACK.max(BigDecimal.valueOf(Math.abs(amount)).movePointLeft(3));
    }

    /// Empty when Stripe says neither the sale's currency nor a rate that explains its amount: then the fee is not
    /// known, and nothing is booked by guess.
    ///
    /// @param sold the amount that was exchanged, in minor units of the sale's currency, as a check; 0 for no check
    public static Optional<Settlement> of(BalanceTransaction t, Currency sale, long sold) {
        String code = t.getCurrency();
        Long amount = t.getAmount();
        Long fee = t.getFee();
        if (code == null || amount == null || fee == null) {
            return Optional.empty();
        }
        String currency = code.toUpperCase(Locale.ROOT);
        if (currency.equals(sale.name())) {
            return Optional.of(new Settlement(currency, amount, fee, null, fee));
        }
        BigDecimal rate = t.getExchangeRate();
        Optional<Currency> settled = Currency.find(currency);
        if (rate == null || rate.signum() <= 0 || settled.isEmpty()) {
            return Optional.empty();
        }
        BigDecimal minor = rate.scaleByPowerOfTen(settled.get().minorDigits() - sale.minorDigits());
        if (sold != 0
                && minor.multiply(BigDecimal.valueOf(Math.abs(sold)))
                                .subtract(BigDecimal.valueOf(Math.abs(amount)))
                                .abs()
                                .compareTo(slack(amount))
                        > 0) {
            return Optional.empty();
        }
        BigDecimal inSale = BigDecimal.valueOf(fee).divide(minor, 0, RoundingMode.HALF_UP);
        return inSale.abs().compareTo(LARGEST) > 0
                ? Optional.empty()
                : Optional.of(new Settlement(currency, amount, fee, rate, inSale.longValueExact()));
    }
}
