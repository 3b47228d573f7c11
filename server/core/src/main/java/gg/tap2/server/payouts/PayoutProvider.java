package gg.tap2.server.payouts;

import gg.tap2.model.common.Currency;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The port to whoever moves money to banks.
public interface PayoutProvider {
    enum Status {
        /// Made, and waiting for the platform to pay for it; nothing moves before [#fund].
        AWAITING_FUNDS,
        /// Under way. Also what the provider calls by a word that we do not know.
        PROCESSING,
        COMPLETED,
        FAILED,
        RETURNED,
        CANCELLED,
        /// Ended without ever having been paid for. No money moved, and the payout may go out under a new reference.
        LAPSED
    }

    /// `type` is `iban`, `us_bank` or `other`; `routing` may be empty.
    record Destination(String type, String account, String routing, String holderName, String country) {
        @Override
        public String toString() {
            return "Destination[" + country + "]";
        }
    }

    record TransferRequest(String reference, long amountMinor, Currency currency, Destination destination) {}

    /// @param returnedMinor what came back of a transfer that did not stay there; null while nothing did,
    /// or where the
    /// provider does not say, which means all of it
    /// @param createdAt by the provider's own clock, which decides on which of its days the transfer counts
    record Transfer(
            String id,
            String reference,
            Status status,
            @Nullable String failureCode,
            long amountMinor,
            @Nullable Long returnedMinor,
            @Nullable Instant createdAt) {
        public Transfer(String id, String reference, Status status, @Nullable String failureCode, long amountMinor) {
            this(id, reference, status, failureCode, amountMinor, null, null);
        }
    }

    record DayTotal(String currency, String status, long count, long amountMinor) {}

    /// Nothing is known: no answer, or a server error. The transfer may or may not exist, and is asked for
    /// by our
    /// reference.
    final class OutcomeUnknownException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public OutcomeUnknownException(String message) {
            super(message);
        }
    }

    /// The destination's fault: refused for good because of the account that the money should go to. The
    /// message is
    /// the provider's code. Only this is ever told to the account's owner.
    final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public RefusedException(String code) {
            super(code);
        }
    }

    /// Our fault: a key, right, balance or address that the operator has to mend. Nothing was sent, and
    /// nothing of it
    /// is told to a creator. The message is the provider's code.
    final class OperatorFaultException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final boolean everything;
        private final boolean replayed;

        /// @param everything whether every other payout would be refused as well; false when it may be this
        /// request
        /// @param replayed whether the provider repeated its first answer to this reference, so that only a
        /// new one
        /// will be looked at
        public OperatorFaultException(String code, boolean everything, boolean replayed) {
            super(code);
            this.everything = everything;
            this.replayed = replayed;
        }

        public boolean everything() {
            return everything;
        }

        public boolean replayed() {
            return replayed;
        }
    }

    /// The provider's own wish: not now. Nothing was sent.
    final class LaterException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final Duration after;

        public LaterException(String code, Duration after) {
            super(code);
            this.after = after;
        }

        public Duration after() {
            return after;
        }
    }

    /// What a webhook tells.
    ///
    /// @param id the provider's id of it, by which a repeat is known
    /// @param type the provider's word, kept for those who look
    /// @param transferId of the transfer to be asked about; null where it is about none
    record Event(String id, String type, @Nullable String transferId) {}

    /// The value of a webhook's header by its name, which is not case-sensitive; null where it is absent.
    @FunctionalInterface
    interface Headers {
        @Nullable
        String value(String name);
    }

    /// The value of `payout.provider`, under which its webhooks and payouts are kept.
    String name();

    /// Sends money, once for each reference. Whatever a provider needs before it moves something (a quote, a
    /// recipient, a transfer that is then paid for) is one step here. What is made and could not be paid for is
    /// found again by its reference as [Status#AWAITING_FUNDS].
    ///
    /// @throws RefusedException for the destination's fault
    /// @throws OperatorFaultException for ours
    /// @throws LaterException for the provider's, when nothing was sent
    /// @throws OutcomeUnknownException when it is not known whether something was sent
    Transfer send(TransferRequest request);

    /// Pays for a transfer that waits for it; once, however often it is called.
    ///
    /// @throws OperatorFaultException without enough money, or where the provider does not let us
    /// @throws OutcomeUnknownException when it is not known whether it was paid for
    default Transfer fund(Transfer waiting) {
        return waiting;
    }

    /// @param since before which no transfer of this reference was made, for providers that find transfers only by
    /// their time
    /// @throws OperatorFaultException when we are not let in, which says nothing about the transfer
    /// @throws OutcomeUnknownException when it is not known
    Optional<Transfer> findByReference(String reference, Instant since);

    Optional<Transfer> find(String id);

    /// What may be sent, in minor units by currency; empty where the provider does not say.
    default Map<String, Long> balances() {
        return Map.of();
    }

    /// Asks whether the platform is let in at all; moves nothing. Where a provider has no such question,
    /// every payout
    /// asks it.
    ///
    /// @throws OperatorFaultException when it is not
    default void check() {}

    void sendMicroDeposits(
            String reference, Currency currency, Destination destination, long firstMinor, long secondMinor);

    /// Reads a webhook; empty unless the provider signed it.
    ///
    /// @throws java.io.UncheckedIOException for what is signed and is no JSON
    Optional<Event> event(byte[] body, Headers headers, Instant now);

    /// Sums of the transfers that were made on a day of the provider's, by `completed` and `returned`.
    List<DayTotal> totals(LocalDate utcDay);

    /// Whether [#totals] tells what was sent and came back. Where a refund may as well be of a transfer that never
    /// left, it does not, and only what is there is compared.
    default boolean countsReturns() {
        return true;
    }
}
