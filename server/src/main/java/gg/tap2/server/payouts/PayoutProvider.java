package gg.tap2.server.payouts;

import gg.tap2.model.common.Currency;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The port to whoever moves money to banks.
public interface PayoutProvider {
    enum Status {
        PROCESSING,
        COMPLETED,
        FAILED,
        RETURNED,
        CANCELLED
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

    record WebhookHeaders(
            @Nullable String id,
            @Nullable String timestamp,
            @Nullable String signature) {}

    String name();

    /// Sends money, once for each reference.
    ///
    /// @throws RefusedException for the destination's fault
    /// @throws OperatorFaultException for ours
    /// @throws LaterException for the provider's, when nothing was sent
    /// @throws OutcomeUnknownException when it is not known whether something was sent
    Transfer send(TransferRequest request);

    /// @throws OperatorFaultException when we are not let in, which says nothing about the transfer
    /// @throws OutcomeUnknownException when it is not known
    Optional<Transfer> findByReference(String reference);

    Optional<Transfer> find(String id);

    /// Asks whether the platform is let in at all; moves nothing. Where a provider has no such question,
    /// every payout
    /// asks it.
    ///
    /// @throws OperatorFaultException when it is not
    default void check() {}

    void sendMicroDeposits(
            String reference, Currency currency, Destination destination, long firstMinor, long secondMinor);

    /// Whether the provider signed this webhook, lately.
    boolean signed(byte[] body, WebhookHeaders headers, Instant now);

    List<DayTotal> totals(LocalDate utcDay);
}
