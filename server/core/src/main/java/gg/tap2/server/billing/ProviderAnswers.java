package gg.tap2.server.billing;

import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.stripe.ProviderException;
import gg.tap2.server.stripe.ProviderRefusedException;
import gg.tap2.server.stripe.ProviderSetupException;
import gg.tap2.server.stripe.ProviderUnknownException;

/// What people are told of a payment call that failed. Only what their card or bank did is theirs.
public final class ProviderAnswers {
    private static final int SOON = 3;
    /// An operator has to act first.
    private static final int LATER = 120;

    private ProviderAnswers() {}

    public static ApiException of(ProviderException e) {
        return switch (e) {
            case ProviderUnknownException u -> ApiException.unavailable("payment_provider_unavailable", SOON);
            case ProviderSetupException s -> ApiException.unavailable("payments_not_available", LATER);
            case ProviderRefusedException r -> ApiException.of(402, "payment_refused", r.code());
        };
    }
}
