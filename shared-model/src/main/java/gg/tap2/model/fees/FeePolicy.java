package gg.tap2.model.fees;

import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Money;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/// Platform fees in basis points by kind of sale, and the estimate of the processor's fee
/// (basis points plus a fixed part in minor units). Rounding is half-even; a fee never exceeds what is left
/// of the price. Source: product decisions 2 and 8.
public record FeePolicy(int tipBps, int productBps, int subscriptionBps, int processingBps, long processingFixedMinor) {
    /// Tips 0 %, products 0 %, subscriptions 30 %; card processing estimated at 2.9 % + 30.
    public static final FeePolicy DEFAULT = new FeePolicy(0, 0, 3000, 290, 30);

    public FeePolicy {
        for (int bps : new int[] {tipBps, productBps, subscriptionBps, processingBps}) {
            if (bps < 0 || bps > 10_000) {
                throw new IllegalArgumentException("basis points out of range: " + bps);
            }
        }
        if (processingFixedMinor < 0) {
            throw new IllegalArgumentException("negative fixed fee");
        }
    }

    public int platformBps(SaleKind kind) {
        return switch (kind) {
            case TIP -> tipBps;
            case PRODUCT -> productBps;
            case SUBSCRIPTION -> subscriptionBps;
        };
    }

    /// The fixed part of the estimate in a currency's own minor units: the configured number times what the
    /// currency's row of the table says of 30, half-even. A new currency is a decision to be made in
    /// [#fixedOfThirty]; the reasons are in `docs/decisions/0008-fixed-fee-by-currency.md`.
    public long processingFixedMinor(Currency currency) {
        return BigDecimal.valueOf(processingFixedMinor)
                .multiply(BigDecimal.valueOf(fixedOfThirty(currency)))
                .divide(BigDecimal.valueOf(30), 0, RoundingMode.HALF_EVEN)
                .longValueExact();
    }

    /// What the processor charges beside its percentage where it charges 30 cents in dollars, in minor units.
    /// Source: Stripe's price lists of Sweden, Denmark, Norway, Poland and Japan.
    private static long fixedOfThirty(Currency currency) {
        return switch (currency) {
            case USD, EUR, GBP, CHF, CAD, AUD -> 30;
            case SEK, DKK -> 180;
            case NOK -> 200;
            case PLN -> 100;
            case JPY -> 0;
        };
    }

    /// The split with the estimated processing fee.
    public FeeQuote quote(SaleKind kind, Money gross) {
        long fixed = processingFixedMinor(gross.currency());
        long estimate = gross.isZero() ? 0 : Math.addExact(share(gross.minor(), processingBps), fixed);
        return quote(kind, gross, Money.of(estimate, gross.currency()));
    }

    /// The split with a processing fee known from the processor.
    public FeeQuote quote(SaleKind kind, Money gross, Money processingFee) {
        if (gross.isNegative() || processingFee.isNegative()) {
            throw new IllegalArgumentException("negative amount");
        }
        Money platform = platformFee(kind, gross);
        Money processing = processingFee.min(gross.minus(platform));
        return new FeeQuote(gross, platform, processing, gross.minus(platform).minus(processing));
    }

    public Money platformFee(SaleKind kind, Money gross) {
        return Money.of(share(gross.minor(), platformBps(kind)), gross.currency());
    }

    /// `amount × bps / 10 000`, half-even; of a negative amount the opposite.
    public static long share(long amountMinor, int bps) {
        if (amountMinor < 0) {
            return -share(Math.negateExact(amountMinor), bps);
        }
        var qr = BigInteger.valueOf(amountMinor)
                .multiply(BigInteger.valueOf(bps))
                .divideAndRemainder(BigInteger.valueOf(10_000));
        long q = qr[0].longValueExact();
        int twice = qr[1].shiftLeft(1).compareTo(BigInteger.valueOf(10_000));
        return twice > 0 || (twice == 0 && (q & 1) == 1) ? q + 1 : q;
    }
}
