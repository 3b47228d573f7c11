package gg.tap2.model.admin;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A change that one admin asked for and another must agree to. `target` is what it is about: the key of a setting, the
/// id of a user or payout, the beginning of fees; `request` is the change as it was asked for, as JSON.
public record AdminChange(
        UUID id,
        Kind kind,
        String target,
        String request,
        String reason,
        Status status,
        UUID requestedBy,
        @Nullable String requestedByEmail,
        @Nullable UUID decidedBy,
        @Nullable String decidedByEmail,
        @Nullable String decision,
        Instant createdAt,
        @Nullable Instant decidedAt) {
    public enum Kind {
        SETTING,
        ROLE,
        FEES,
        PAYOUT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public enum Status {
        WAITING,
        DONE,
        DECLINED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
