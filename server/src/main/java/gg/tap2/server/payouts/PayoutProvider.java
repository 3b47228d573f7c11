package gg.tap2.server.payouts;

import gg.tap2.model.common.Currency;
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

    record Transfer(
            String id,
            String reference,
            Status status,
            @Nullable String failureCode,
            long amountMinor) {}

    record DayTotal(String currency, String status, long count, long amountMinor) {}

    /// No answer, or a server error: the transfer may or may not exist.
    final class OutcomeUnknownException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public OutcomeUnknownException(String message) {
            super(message);
        }
    }

    /// Refused for good; the message is the provider's code.
    final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public RefusedException(String code) {
            super(code);
        }
    }

    record WebhookHeaders(
            @Nullable String id,
            @Nullable String timestamp,
            @Nullable String signature) {}

    String name();

    Transfer send(TransferRequest request);

    Optional<Transfer> findByReference(String reference);

    Optional<Transfer> find(String id);

    void sendMicroDeposits(
            String reference, Currency currency, Destination destination, long firstMinor, long secondMinor);

    /// Whether the provider signed this webhook, lately.
    boolean signed(byte[] body, WebhookHeaders headers, Instant now);

    List<DayTotal> totals(LocalDate utcDay);
}
