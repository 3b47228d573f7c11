package gg.tap2.server.payouts;

import gg.tap2.model.common.Currency;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The port to whoever asks banks who owns an account (Plaid Link): the owner signs in at the bank, which
/// proves the account without micro-deposits.
public interface BankLinkProvider {
    /// @param token names the visit to the provider
    /// @param url the page to be opened in a browser
    record Visit(String token, URI url, Instant expiresAt) {}

    enum Progress {
        OPEN,
        LEFT,
        DONE
    }

    /// @param publicToken to be exchanged once; null unless DONE, and when an item was only repaired
    record Session(Progress progress, @Nullable String publicToken) {}

    /// @param accessToken long-lived; as secret as a password
    record Item(String itemId, String accessToken) {}

    /// An account at the bank as payouts need it.
    ///
    /// @param type `iban`, `us_bank` or `stripe_account`
    record LinkedAccount(
            String accountId,
            String type,
            String account,
            String routing,
            String countryCode,
            Currency currency,
            @Nullable String bankName) {}

    /// What a webhook says about an item.
    ///
    /// @param loginRequired whether its owner has to sign in at the bank again; false when that was done
    record ItemEvent(String itemId, boolean loginRequired) {}

    /// No answer, or a server error; nothing is known to have changed.
    final class UnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public UnavailableException(String message) {
            super(message);
        }
    }

    /// Refused for good; the message is the provider's code, such as `INVALID_PUBLIC_TOKEN`.
    final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public RefusedException(String code) {
            super(code);
        }
    }

    /// As accounts name their source: `plaid` or `stripe`.
    String name();

    /// @param user our opaque name of the visitor
    /// @param country of the account, where the provider has to know it beforehand
    /// @param repair access token of an item that needs its owner to sign in again; null for a new account
    Visit start(String user, String language, @Nullable String country, @Nullable String repair);

    Session session(String token);

    Item exchange(String publicToken);

    /// The account that the owner chose.
    ///
    /// @throws RefusedException `ITEM_LOGIN_REQUIRED`, or `NO_ACCOUNT` when the bank gave none that can be paid to
    LinkedAccount account(String accessToken);

    /// Forgets the item; harmless when it is gone.
    void remove(String accessToken);

    /// What a webhook says; null when it is not about an item's sign-in.
    ///
    /// @param signature its `Plaid-Verification` header
    /// @throws RefusedException `SIGNATURE_INVALID` unless the provider signed exactly this body within five
    /// minutes
    @Nullable
    ItemEvent event(byte[] body, @Nullable String signature, Instant now);
}
