package gg.tap2.model.admin;

import gg.tap2.model.common.Currency;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Everything about one user that an admin needs to decide.
public record AdminUserDetail(
        AdminUser user,
        @Nullable String suspendedReason,
        @Nullable Instant deletionRequestedAt,
        @Nullable Creator creator,
        @Nullable Fan fan,
        long openSessions,
        List<AdminAuditEvent> recent) {
    public record Creator(
            UUID id,
            String slug,
            boolean published,
            Currency currency,
            String country,
            long available,
            long pending,
            long reserved,
            long inTransit,
            long lifetime,
            long balanceVersion,
            long products,
            long members,
            @Nullable String payoutsPausedReason) {}

    public record Fan(UUID id, long payments, List<Paid> paid) {}

    public record Paid(Currency currency, long amount) {}
}
