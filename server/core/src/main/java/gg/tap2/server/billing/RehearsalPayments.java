package gg.tap2.server.billing;

import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.ProductAccess;
import gg.tap2.model.catalog.Rehearsal;
import gg.tap2.model.catalog.Rehearsal.Outcome;
import gg.tap2.model.common.Ids;
import gg.tap2.server.stripe.ProviderException;
import gg.tap2.server.stripe.StripeGateway;
import java.time.InstantSource;

/// Buys a product at the provider's sandbox for its creator's rehearsal: the price that a checkout asks, a test card,
/// and the money back at once. The intent carries none of the metadata that a sale is booked by, so its events change
/// no balance. A live server never gets as far as the provider.
public final class RehearsalPayments {
    private final Payments payments;
    private final StripeGateway stripe;
    private final InstantSource clock;
    private final boolean live;

    RehearsalPayments(Payments payments, StripeGateway stripe, InstantSource clock, boolean live) {
        this.payments = payments;
        this.stripe = stripe;
        this.clock = clock;
        this.live = live;
    }

    public Rehearsal.Payment pay(Product product) {
        long amount = payments.price(product, null, null).amount();
        boolean sold = product.access() != ProductAccess.MEMBERS_ONLY;
        if (amount == 0 || live || !sold) {
            return new Rehearsal.Payment(
                    amount == 0 && sold ? Outcome.FREE : Outcome.NOT_CHARGED, amount, product.currency(), null, null);
        }
        try {
            var intent = stripe.rehearse(Ids.next(clock), product.id(), amount, product.currency(), product.title());
            boolean paid = "succeeded".equals(intent.getStatus());
            return new Rehearsal.Payment(
                    paid ? Outcome.PAID : Outcome.FAILED,
                    amount,
                    product.currency(),
                    intent.getId(),
                    paid ? null : intent.getStatus());
        } catch (ProviderException e) {
            return new Rehearsal.Payment(
                    Outcome.FAILED, amount, product.currency(), null, String.valueOf(e.getMessage()));
        }
    }
}
