package gg.tap2.server.app;

import gg.tap2.server.accounts.AccountsFeature;
import gg.tap2.server.accounts.PayoutFreeze;
import gg.tap2.server.admin.Settings;
import gg.tap2.server.payouts.PayoutSafety;
import gg.tap2.server.platform.db.Tx;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// What payouts ask about the owner of the money, answered by accounts and by what admins decided.
final class OwnersSafety implements PayoutSafety {
    private final AccountsFeature accounts;
    private @Nullable Settings settings;

    OwnersSafety(AccountsFeature accounts) {
        this.accounts = accounts;
    }

    /// The admins' settings, which are built after payouts; called before the server starts.
    void follow(Settings admins) {
        this.settings = admins;
    }

    @Override
    public boolean enabled(UUID userId) {
        return accounts.secondFactors().isEnabled(userId);
    }

    @Override
    public boolean check(UUID userId, String code) {
        return accounts.accounts().confirmCode(userId, code);
    }

    @Override
    public boolean fresh(UUID session) {
        return accounts.stepUp().isFresh(session);
    }

    @Override
    public boolean factorMissing(Tx tx, UUID userId, BooleanSupplier paidBefore) {
        return switch (Objects.requireNonNull(settings).secondFactorBeforePayouts(tx)) {
            case OFF -> false;
            case FIRST -> !accounts.secondFactors().isEnabled(tx, userId) && !paidBefore.getAsBoolean();
            case EVERY -> !accounts.secondFactors().isEnabled(tx, userId);
        };
    }

    @Override
    public Optional<PayoutFreeze.Frozen> frozen(Tx tx, UUID userId) {
        return accounts.payoutFreeze().inForce(tx, userId);
    }

    @Override
    public Optional<Instant> keysChangedAt(Tx tx, UUID userId) {
        return accounts.payoutFreeze().keysChangedAt(tx, userId);
    }
}
