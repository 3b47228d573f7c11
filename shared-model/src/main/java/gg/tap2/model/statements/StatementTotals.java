package gg.tap2.model.statements;

import java.util.stream.LongStream;

/// What changed a creator's money in a month, signed: what they gained is positive. Everything sums to the closing
/// less the opening balance. `refunds` and `disputes` are what went back to fans; the fees returned with them are in
/// `platformFees`.
public record StatementTotals(
        long sales,
        long platformFees,
        long processingFees,
        long refunds,
        long disputes,
        long payouts,
        long payoutFees,
        long other) {
    /// The change of the balance that these explain.
    public long change() {
        return LongStream.of(sales, platformFees, processingFees, refunds, disputes, payouts, payoutFees, other)
                .reduce(0, Math::addExact);
    }

    public StatementTotals plus(StatementTotals o) {
        return new StatementTotals(
                Math.addExact(sales, o.sales),
                Math.addExact(platformFees, o.platformFees),
                Math.addExact(processingFees, o.processingFees),
                Math.addExact(refunds, o.refunds),
                Math.addExact(disputes, o.disputes),
                Math.addExact(payouts, o.payouts),
                Math.addExact(payoutFees, o.payoutFees),
                Math.addExact(other, o.other));
    }
}
