package gg.tap2.server.events;

import gg.tap2.model.common.Money;
import java.util.UUID;

/// What the platform's people did with somebody's things, and why, as they wrote it.
public sealed interface ModerationEvent extends Event {
    String reason();

    /// Published by `admin.Takedowns`; `ref` is the takedown.
    ///
    /// @param path where its owner sees it
    @StoredAs("content_taken_down")
    record ContentTakenDown(String ref, UUID creatorId, String title, String reason, String path)
            implements ModerationEvent {}

    /// Published by `admin.Takedowns`; `ref` is the takedown.
    ///
    /// @param path where its owner sees it
    @StoredAs("content_restored")
    record ContentRestored(String ref, UUID creatorId, String title, String reason, String path)
            implements ModerationEvent {}

    /// The creator objected, and it stays down. Published by `admin.Takedowns`; `ref` is the takedown.
    ///
    /// @param path where its owner sees it
    @StoredAs("content_upheld")
    record ContentUpheld(String ref, UUID creatorId, String title, String reason, String path)
            implements ModerationEvent {}

    /// Published by `admin.MoneyActions`; `ref` is the action.
    ///
    /// @param amount negative for what was taken
    /// @param path where its owner sees it
    @StoredAs("balance_adjusted")
    record BalanceAdjusted(String ref, UUID creatorId, Money amount, String reason, String path)
            implements ModerationEvent {}

    /// Published by `accounts.Moderation`; `ref` is the user and the moment.
    @StoredAs("account_suspended")
    record AccountSuspended(String ref, UUID userId, String reason) implements ModerationEvent {}

    /// Published by `accounts.Moderation`; `ref` is the user and the moment.
    @StoredAs("account_restored")
    record AccountRestored(String ref, UUID userId, String reason) implements ModerationEvent {}
}
