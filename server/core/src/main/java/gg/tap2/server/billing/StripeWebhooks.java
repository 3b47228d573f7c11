package gg.tap2.server.billing;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.platform.config.Secret;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.stripe.WebhookSignatures;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stripe's webhooks on their way in: signature over the raw body, then the inbox, then 200. A paid payment
/// takes the quick lane and is booked in the transaction that stores it; everything else is handled by
/// [InboxWorker] right after the answer.
public final class StripeWebhooks {
    static final String PROVIDER = "stripe";
    /// 9999-12-31, the last that a timestamp is written for.
    private static final long LAST_SECOND = 253_402_300_799L;

    /// An event comes a moment after its charge. A sale belongs to the day of the charge, at Stripe and here, and in
    /// the
    /// first seconds of a day the event does not say which that is.
    private static final long AFTER_MIDNIGHT = 5;

    private static final long DAY = 86_400;

    private static final Logger LOG = LoggerFactory.getLogger(StripeWebhooks.class);

    private final Db db;
    private final InstantSource clock;
    private final List<Secret> secrets;
    private final Inbox inbox;
    private final SaleCommitter committer;
    private final boolean live;
    private final Runnable wakeWorker;

    /// @param live whether the platform's key is a live one
    StripeWebhooks(
            Db db,
            InstantSource clock,
            List<Secret> secrets,
            Inbox inbox,
            SaleCommitter committer,
            boolean live,
            Runnable wakeWorker) {
        this.db = db;
        this.clock = clock;
        this.secrets = secrets;
        this.inbox = inbox;
        this.committer = committer;
        this.live = live;
        this.wakeWorker = wakeWorker;
    }

    /// @throws ApiException 400 when the signature or the body is not Stripe's; nothing is stored then
    public void receive(byte[] body, @Nullable String signature) {
        Instant now = clock.instant();
        if (!WebhookSignatures.verify(body, signature, secrets, now)) {
            throw ApiException.badRequest("signature_invalid");
        }
        JsonNode event;
        try {
            event = Json.tree(body);
        } catch (UncheckedIOException e) {
            throw ApiException.badRequest("json_malformed");
        }
        String id = event.path("id").asText("");
        String type = event.path("type").asText("");
        JsonNode object = event.path("data").path("object");
        if (id.isEmpty() || type.isEmpty() || id.length() > 255 || type.length() > 120 || !object.isObject()) {
            throw ApiException.badRequest("json_malformed");
        }
        if (isOthers(event, live)) {
            LOG.debug("event {} {} is of another account or mode", id, type);
            return;
        }
        var stored = new Inbox.Event(
                PROVIDER, id, type, object.path("id").asText(null), new String(body, StandardCharsets.UTF_8), now);
        Optional<SaleBooking.Paid> paid =
                type.equals("payment_intent.succeeded") ? paid(object, event) : Optional.empty();
        if (paid.isPresent()) {
            await(stored, paid.get(), object.path("metadata").path("creatorId").asText(""));
        } else {
            db.transact(tx -> inbox.store(tx, List.of(stored), "pending"));
            wakeWorker.run();
        }
    }

    /// What happens at creators' own Stripe accounts is signed like ours, and is none of our payments,
    /// whatever its metadata says; only the account itself is looked at. Stripe sends test events of such
    /// accounts to live endpoints as well.
    ///
    /// Source: https://docs.stripe.com/connect/webhooks
    static boolean isOthers(JsonNode event, boolean live) {
        boolean connected = !event.path("account").asText("").isEmpty()
                && !event.path("type").asText("").equals("account.updated");
        return connected || live && !event.path("livemode").asBoolean(true);
    }

    /// That it was paid, of one of our own payment intents; intents of invoices and strangers have no payment id.
    static Optional<SaleBooking.Paid> paid(JsonNode intent, JsonNode event) {
        String payment = intent.path("metadata").path("paymentId").asText("");
        if (payment.isEmpty()) {
            return Optional.empty();
        }
        UUID id;
        try {
            id = UUID.fromString(payment);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        long created = event.path("created").asLong(-1);
        if (created < 0 || created > LAST_SECOND || created % DAY < AFTER_MIDNIGHT) {
            // Not in the quick lane: the worker asks Stripe when it was.
            return Optional.empty();
        }
        JsonNode charge = intent.path("latest_charge");
        return Optional.of(new SaleBooking.Paid(
                id,
                intent.path("id").asText(null),
                charge.isObject() ? charge.path("id").asText(null) : charge.asText(null),
                intent.path("amount_received").asLong(),
                intent.path("currency").asText(""),
                Instant.ofEpochSecond(created),
                false));
    }

    private void await(Inbox.Event event, SaleBooking.Paid paid, String creator) {
        try {
            committer.submit(event, paid, creator).get(15, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException r) {
                throw r;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw ApiException.unavailable("overloaded", 5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.unavailable("overloaded", 5);
        }
    }
}
