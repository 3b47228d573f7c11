package gg.tap2.server.billing;

import gg.tap2.model.common.Money;
import gg.tap2.model.fees.FeePolicy;
import gg.tap2.model.fees.FeeQuote;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.server.ledger.AccountKind;
import gg.tap2.server.ledger.Journal;
import gg.tap2.server.ledger.Line;
import gg.tap2.server.ledger.Metric;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/// How a paid sale is booked. Pure.
final class Sales {
    private final Duration hold;

    Sales(Duration hold) {
        this.hold = hold;
    }

    Instant availableAt(Instant paidAt) {
        return paidAt.plus(hold);
    }

    static FeeQuote quote(FeePolicy fees, PaymentRow p) {
        return fees.quote(p.kind(), Money.of(p.amount(), p.currency()));
    }

    /// The sale journal: gross into clearing; net to the creator's pending with its release date; fees as their own
    /// lines.
    Journal journal(PaymentRow p, FeeQuote q, Instant paidAt, boolean newSubscription) {
        LocalDate day = LocalDate.ofInstant(paidAt, ZoneOffset.UTC);
        long gross = q.gross().minor();
        var metric = new Metric(
                day,
                gross,
                p.kind() == SaleKind.TIP ? gross : 0,
                p.kind() == SaleKind.TIP ? 1 : 0,
                p.kind() == SaleKind.SUBSCRIPTION ? gross : 0,
                newSubscription ? 1 : 0,
                p.kind() == SaleKind.PRODUCT ? gross : 0,
                p.kind() == SaleKind.PRODUCT ? 1 : 0,
                0,
                q.net().minor());
        return new Journal(
                p.creatorId(),
                p.currency(),
                "sale",
                p.id().toString(),
                paidAt,
                "stripe",
                null,
                List.of(
                        Line.of("gross", AccountKind.STRIPE_CLEARING, gross).payment(p.id()),
                        Line.pending("net", -q.net().minor(), p.id(), availableAt(paidAt)),
                        Line.of(
                                        "platform_fee",
                                        AccountKind.PLATFORM_REVENUE,
                                        -q.platformFee().minor())
                                .payment(p.id()),
                        Line.of(
                                        "processing_fee",
                                        AccountKind.PROCESSOR_FEES,
                                        -q.processingFee().minor())
                                .payment(p.id())),
                q.net().minor(),
                metric);
    }
}
