package gg.tap2.server.events;

import gg.tap2.model.fees.SaleKind;
import java.util.UUID;

/// What a fan's bank says of a payment. Published by `billing.Disputes`; `ref` is the dispute, or Stripe's warning.
public sealed interface DisputeEvent extends Event {
    @Override
    UUID creatorId();

    UUID paymentId();

    /// What was sold.
    SaleKind saleKind();

    /// What was sold, as the creator called it.
    String title();

    /// The bank asks before it disputes. Nobody is told: there is nothing to do and nothing was taken.
    @StoredAs("dispute_warning")
    record Inquired(String ref, UUID creatorId, UUID disputeId, UUID paymentId, SaleKind saleKind, String title)
            implements DisputeEvent {}

    /// The amount is taken back until the bank decides.
    @StoredAs("dispute_open")
    record Opened(String ref, UUID creatorId, UUID disputeId, UUID paymentId, SaleKind saleKind, String title)
            implements DisputeEvent {}

    /// The bank has the evidence. Nobody is told: who sent it knows.
    @StoredAs("dispute_submitted")
    record Submitted(String ref, UUID creatorId, UUID disputeId, UUID paymentId, SaleKind saleKind, String title)
            implements DisputeEvent {}

    @StoredAs("dispute_won")
    record Won(String ref, UUID creatorId, UUID disputeId, UUID paymentId, SaleKind saleKind, String title)
            implements DisputeEvent {}

    @StoredAs("dispute_lost")
    record Lost(String ref, UUID creatorId, UUID disputeId, UUID paymentId, SaleKind saleKind, String title)
            implements DisputeEvent {}

    /// The card network gave the money back by itself; nobody decided for anybody.
    @StoredAs("dispute_prevented")
    record Prevented(String ref, UUID creatorId, UUID disputeId, UUID paymentId, SaleKind saleKind, String title)
            implements DisputeEvent {}

    /// The bank suspects fraud; a refund now usually avoids the dispute.
    @StoredAs("early_fraud_warning")
    record FraudSuspected(String ref, UUID creatorId, UUID paymentId, SaleKind saleKind, String title)
            implements DisputeEvent {}
}
