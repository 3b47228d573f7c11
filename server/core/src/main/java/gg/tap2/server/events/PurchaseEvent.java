package gg.tap2.server.events;

import gg.tap2.model.common.Money;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What became of something that a fan has, other than by a payment of theirs.
public sealed interface PurchaseEvent extends Event {
    @Override
    UUID creatorId();

    @Override
    UUID fanId();

    /// The platform took it down, and its buyers cannot open it for now. Published by `admin.Takedowns`, once for each
    /// buyer; `ref` is the takedown and the fan.
    ///
    /// @param title of the product, or the name of the page when all of it was taken down
    /// @param paid what the fan paid and did not get back; zero for what was given
    /// @param payment of the fan, by which a guest sees the receipt; null for what was given
    @StoredAs("purchase_taken_down")
    record PurchaseTakenDown(
            String ref,
            UUID creatorId,
            UUID fanId,
            String title,
            Money paid,
            @Nullable UUID payment) implements PurchaseEvent {}
}
