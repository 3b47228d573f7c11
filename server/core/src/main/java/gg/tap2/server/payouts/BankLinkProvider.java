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
    /// @param tokenized whether the number was made for us alone: it dies with the permission, and the next
    /// permission
    /// gives another one for the same account
    record LinkedAccount(
            String accountId,
            String type,
            String account,
            String routing,
            String countryCode,
            Currency currency,
            @Nullable String bankName,
            boolean tokenized) {
        public LinkedAccount(
                String accountId,
                String type,
                String account,
                String routing,
                String countryCode,
                Currency currency,
                @Nullable String bankName) {
            this(accountId, type, account, routing, countryCode, currency, bankName, false);
        }
    }

    enum ItemChange {
        /// Its owner has to sign in at the bank again, or took the permission back.
        LOGIN_REQUIRED,
        /// The permission ends in some days; until then everything goes on.
        LOGIN_SOON,
        /// The numbers that were given are to be used no longer; there are others.
        NUMBERS_CHANGED,
        /// Its owner has signed in; the numbers may be others.
        REPAIRED
    }

    /// What a webhook says about an item.
    record ItemEvent(String itemId, ItemChange change) {}

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

    /// Our fault: a key, a product, a country or a feature that the operator has to mend. The message is the
    /// provider's code, with what it takes to ask it about.
    final class OperatorFaultException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public OperatorFaultException(String code) {
            super(code);
        }
    }

    /// Whether accounts of this country can be connected.
    default boolean serves(String country) {
        return true;
    }

    /// Whether a visit names a place that stays: who left one goes on there, and is given no second one.
    /// What [#start] is then told to repair may be gone, or in another country than the one asked for; only
    /// then is it made anew.
    default boolean keepsPlaces() {
        return false;
    }

    /// As accounts name their source: `plaid` or `stripe`.
    String name();

    /// @param user our opaque name of the visitor
    /// @param country of the account, where the provider has to know it beforehand
    /// @param repair access token of an item that needs its owner to sign in again; null for a new account
    ///
    /// @throws OperatorFaultException when it cannot begin for a reason that is not the visitor's
    Visit start(String user, String language, @Nullable String country, @Nullable String repair);

    Session session(String token);

    Item exchange(String publicToken);

    /// The account that the owner chose.
    ///
    /// @throws RefusedException `ITEM_LOGIN_REQUIRED`, or `NO_ACCOUNT` when the bank gave none that can be
    /// paid to
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
