package gg.tap2.server.connect;

import com.stripe.StripeClient;
import com.stripe.net.RequestOptions;
import com.stripe.param.TransferCreateParams;
import com.stripe.param.TransferListParams;
import gg.tap2.model.common.Currency;
import gg.tap2.server.payouts.PayoutProvider;
import gg.tap2.server.stripe.ProviderException;
import gg.tap2.server.stripe.ProviderRefusedException;
import gg.tap2.server.stripe.ProviderSetupException;
import gg.tap2.server.stripe.ProviderUnknownException;
import gg.tap2.server.stripe.StripeGateway;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Pays by a transfer to the creator's connected account, from where Stripe pays their bank on its own schedule. A
/// transfer is final when it exists, and taken back by a whole reversal. Our reference is its transfer group,
/// by which it is found again after a lost answer.
public final class ConnectPayouts implements PayoutProvider {
    private static final String REFERENCE = "payoutReference";
    /// Stripe's words for a balance that has not enough in it yet.
    private static final Set<String> EMPTY = Set.of("balance_insufficient", "insufficient_funds");

    private static final long PAGE = 100;

    private final StripeGateway stripe;
    private final StripeClient client;

    public ConnectPayouts(StripeGateway stripe) {
        this.stripe = stripe;
        this.client = stripe.client();
    }

    @Override
    public String name() {
        return "stripe-connect";
    }

    @Override
    public Transfer send(TransferRequest r) {
        if (!r.destination().type().equals(ConnectAccounts.TYPE)) {
            throw new RefusedException("not_a_connected_account");
        }
        var params = TransferCreateParams.builder()
                .setAmount(r.amountMinor())
                .setCurrency(r.currency().stripeCode())
                .setDestination(r.destination().account())
                .setTransferGroup(r.reference())
                .putMetadata(REFERENCE, r.reference())
                .build();
        var options = RequestOptions.builder()
                .setIdempotencyKey("transfer-" + r.reference())
                .build();
        try {
            return stripe.healing(() -> sent(params, options));
        } catch (ProviderUnknownException e) {
            throw new OutcomeUnknownException(String.valueOf(e.getMessage()));
        } catch (ProviderSetupException e) {
            throw ours(stripe.unhealed(e));
        } catch (ProviderRefusedException e) {
            throw new RefusedException(e.code());
        }
    }

    /// Every other transfer would fare the same without a key, a right or money.
    private static OperatorFaultException ours(ProviderSetupException e) {
        return new OperatorFaultException(e.code(), e.isOfKey() || EMPTY.contains(e.code()), false);
    }

    /// An account that is gone is its owner's matter; that no account at all is known is ours: another platform's key.
    private Transfer sent(TransferCreateParams params, RequestOptions options) {
        try {
            return transfer(stripe.call(() -> client.v1().transfers().create(params, options)));
        } catch (ProviderSetupException e) {
            if (e.isMissing() && e.param().equals("destination") && ConnectAccounts.knowsAny(stripe)) {
                throw new RefusedException("account_closed");
            }
            throw e;
        }
    }

    private static Transfer transfer(com.stripe.model.Transfer t) {
        boolean back = Boolean.TRUE.equals(t.getReversed());
        return new Transfer(
                t.getId(),
                reference(t),
                back ? Status.RETURNED : Status.COMPLETED,
                back ? "transfer_reversed" : null,
                t.getAmount());
    }

    private static String reference(com.stripe.model.Transfer t) {
        Map<String, String> metadata = t.getMetadata();
        String reference = metadata == null ? null : metadata.get(REFERENCE);
        return reference == null ? "" : reference;
    }

    @Override
    public Optional<Transfer> findByReference(String reference, Instant since) {
        var params = TransferListParams.builder().setTransferGroup(reference).build();
        return asked(() -> client.v1().transfers().list(params)).getData().stream()
                .filter(t -> reference(t).equals(reference))
                .findFirst()
                .map(ConnectPayouts::transfer);
    }

    @Override
    public Optional<Transfer> find(String id) {
        try {
            return stripe.callIfThere(() -> client.v1().transfers().retrieve(id))
                    .map(ConnectPayouts::transfer);
        } catch (ProviderException e) {
            throw new OutcomeUnknownException(String.valueOf(e.getMessage()));
        }
    }

    /// A refused look-up says nothing about the transfer; it must not read as "not there".
    private <T> T asked(StripeGateway.Work<T> work) {
        try {
            return stripe.call(work);
        } catch (ProviderSetupException e) {
            throw ours(e);
        } catch (ProviderException e) {
            throw new OutcomeUnknownException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void check() {
        asked(() -> client.v1().balance().retrieve());
    }

    /// Stripe proves the owner by its own onboarding; numbers cannot be added by hand.
    @Override
    public void sendMicroDeposits(String reference, Currency currency, Destination d, long first, long second) {
        throw new RefusedException("not_a_connected_account");
    }

    /// Stripe's events come by the platform's Stripe webhook.
    @Override
    public Optional<Event> event(byte[] body, Headers headers, Instant now) {
        return Optional.empty();
    }

    @Override
    public List<DayTotal> totals(LocalDate utcDay) {
        long from = utcDay.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
        var params = TransferListParams.builder()
                .setCreated(TransferListParams.Created.builder()
                        .setGte(from)
                        .setLt(from + 86_400)
                        .build())
                .setLimit(PAGE)
                .build();
        Map<String, long[]> sums = new TreeMap<>();
        for (com.stripe.model.Transfer t :
                asked(() -> client.v1().transfers().list(params)).autoPagingIterable()) {
            if (!reference(t).isEmpty()) {
                String status = Boolean.TRUE.equals(t.getReversed()) ? "returned" : "completed";
                long[] sum =
                        sums.computeIfAbsent(t.getCurrency().toUpperCase(Locale.ROOT) + "/" + status, k -> new long[2]);
                sum[0]++;
                sum[1] += t.getAmount();
            }
        }
        List<DayTotal> out = new ArrayList<>();
        sums.forEach((key, sum) -> out.add(new DayTotal(key.split("/")[0], key.split("/")[1], sum[0], sum[1])));
        return out;
    }
}
