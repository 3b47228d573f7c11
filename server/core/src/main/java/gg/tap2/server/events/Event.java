package gg.tap2.server.events;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something that happened and that somebody is told of. Each kind is a record with what its readers need; the records
/// stand in families by what they are about. Readers answer with a `switch` over the family without `default`, so that
/// a new event does not compile before it has its texts.
///
/// A record is stored as its kind (see [StoredAs]), its `ref`, its creator and fan, and its other components as JSON
/// (see [EventCodec]). A new component must be nullable, or be filled in for what the release before wrote.
public sealed interface Event
        permits BankAccountEvent,
                DisputeEvent,
                FanNews,
                FeesChanged,
                MembershipEvent,
                ModerationEvent,
                PayoutEvent,
                PurchaseEvent,
                RefundEvent,
                SaleEvent {
    /// What happened, by an id: with the kind it names the event for ever, so that it is told once.
    String ref();

    /// Whose page it is about; null where it is about no page.
    default @Nullable UUID creatorId() {
        return null;
    }

    /// Which fan it is about; null where it is about none.
    default @Nullable UUID fanId() {
        return null;
    }
}
