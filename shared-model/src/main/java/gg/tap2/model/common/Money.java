package gg.tap2.model.common;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// An amount in minor units (cents). Arithmetic is exact: overflow and mixed currencies throw
/// [ArithmeticException] and [IllegalArgumentException].
public record Money(long minor, Currency currency) implements Comparable<Money> {

    public static Money of(long minor, Currency currency) {
        return new Money(minor, currency);
    }

    public static Money zero(Currency currency) {
        return new Money(0, currency);
    }

    public Money plus(Money other) {
        return new Money(Math.addExact(minor, same(other).minor), currency);
    }

    public Money minus(Money other) {
        return new Money(Math.subtractExact(minor, same(other).minor), currency);
    }

    public Money negated() {
        return new Money(Math.negateExact(minor), currency);
    }

    public boolean isNegative() {
        return minor < 0;
    }

    public boolean isZero() {
        return minor == 0;
    }

    public Money min(Money other) {
        return compareTo(other) <= 0 ? this : other;
    }

    /// Splits into parts proportional to the weights; the parts sum to the whole, and the remainder goes
    /// one minor unit each to the parts with the largest fractions, earlier parts first.
    ///
    /// @throws IllegalArgumentException when no weight is positive or one is negative
    /// @throws ArithmeticException for the smallest amount, which has no opposite
    public List<Money> allocate(long... weights) {
        var total = BigInteger.ZERO;
        for (long w : weights) {
            if (w < 0) {
                throw new IllegalArgumentException("negative weight");
            }
            total = total.add(BigInteger.valueOf(w));
        }
        if (total.signum() == 0) {
            throw new IllegalArgumentException("no positive weight");
        }
        long magnitude = Math.absExact(minor);
        var whole = BigInteger.valueOf(magnitude);
        long[] parts = new long[weights.length];
        var rests = new ArrayList<Rest>();
        long given = 0;
        for (int i = 0; i < weights.length; i++) {
            var qr = whole.multiply(BigInteger.valueOf(weights[i])).divideAndRemainder(total);
            parts[i] = qr[0].longValueExact();
            given = Math.addExact(given, parts[i]);
            rests.add(new Rest(i, qr[1]));
        }
        long left = magnitude - given;
        // Stable: of equal fractions the earlier part comes first.
        rests.sort(Comparator.comparing(Rest::fraction).reversed());
        for (int i = 0; i < left; i++) {
            parts[rests.get(i).part()]++;
        }
        var out = new ArrayList<Money>(parts.length);
        for (long p : parts) {
            out.add(new Money(minor < 0 ? -p : p, currency));
        }
        return List.copyOf(out);
    }

    private record Rest(int part, BigInteger fraction) {}

    /// The amount in major units, for display only.
    public BigDecimal major() {
        return BigDecimal.valueOf(minor, currency.minorDigits());
    }

    @Override
    public int compareTo(Money other) {
        return Long.compare(minor, same(other).minor);
    }

    private Money same(Money other) {
        if (other.currency != currency) {
            throw new IllegalArgumentException("mixed currencies " + currency + " and " + other.currency);
        }
        return other;
    }

    @Override
    public String toString() {
        return major().toPlainString() + " " + currency;
    }
}
