package gg.tap2.model.common;

import java.util.List;

/// What amounts a currency allows, in its minor units. A new currency does not compile until somebody decides.
///
/// `smallestPrice` is the smallest amount that the processor charges (source: Stripe, "Supported currencies",
/// minimum charge amounts, <https://docs.stripe.com/currencies>). The others are decisions of the product: a tip and
/// a month of a membership are worth about a dollar, so that most of it is left after the processor's fee, and a
/// payout is worth about ten.
///
/// @param smallestTip also the smallest price of a membership's period
/// @param tipPresets what a new page suggests as tips
/// @param smallestPayout where the operator has not set another one
public record AmountLimits(
        long smallestPrice, long smallestTip, long largestTip, List<Long> tipPresets, long smallestPayout) {
    /// The processor takes amounts of up to eight digits, in every currency.
    public static final long LARGEST = 99_999_999;

    private static final AmountLimits DOLLARS =
            new AmountLimits(50, 100, 1_000_000, List.of(300L, 500L, 1_000L), 1_000);
    private static final AmountLimits POUNDS = new AmountLimits(30, 100, 1_000_000, List.of(300L, 500L, 1_000L), 1_000);
    private static final AmountLimits KRONER =
            new AmountLimits(300, 1_000, 10_000_000, List.of(3_000L, 5_000L, 10_000L), 10_000);
    private static final AmountLimits DANISH_KRONER =
            new AmountLimits(250, 1_000, 10_000_000, List.of(2_000L, 5_000L, 10_000L), 10_000);
    private static final AmountLimits ZLOTY =
            new AmountLimits(200, 500, 5_000_000, List.of(1_000L, 2_000L, 5_000L), 5_000);
    private static final AmountLimits YEN = new AmountLimits(50, 100, 1_000_000, List.of(300L, 500L, 1_000L), 1_000);

    public static AmountLimits of(Currency currency) {
        return switch (currency) {
            case USD, EUR, CHF, CAD, AUD -> DOLLARS;
            case GBP -> POUNDS;
            case SEK, NOK -> KRONER;
            case DKK -> DANISH_KRONER;
            case PLN -> ZLOTY;
            case JPY -> YEN;
        };
    }

    /// What the operator set for dollars, in this currency: as many times its smallest payout as of a dollar's.
    public long likeDollars(long cents) {
        return Math.multiplyExact(cents, smallestPayout) / DOLLARS.smallestPayout;
    }

    /// The same amount where this currency allows it, else the smallest that it does.
    public long atLeastPrice(long amount) {
        return amount == 0 ? 0 : Math.max(amount, smallestPrice);
    }
}
