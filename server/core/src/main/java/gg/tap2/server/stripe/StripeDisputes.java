package gg.tap2.server.stripe;

import com.stripe.StripeClient;
import com.stripe.model.Dispute;
import com.stripe.param.DisputeUpdateParams;
import com.stripe.param.FileCreateParams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Disputes and the documents that answer them.
public final class StripeDisputes {
    private final StripeGateway stripe;
    private final StripeClient client;

    StripeDisputes(StripeGateway stripe) {
        this.stripe = stripe;
        this.client = stripe.client();
    }

    public Dispute retrieve(String id) {
        return stripe.call(() -> client.v1().disputes().retrieve(id));
    }

    /// Sends the evidence. The bank takes one answer.
    public Dispute answer(String id, DisputeUpdateParams answer, String idempotencyKey) {
        return stripe.call(() -> client.v1().disputes().update(id, answer, StripeGateway.key(idempotencyKey)));
    }

    /// Gives a dispute up: the cardholder keeps the money. Final.
    public Dispute close(String id) {
        return stripe.call(() -> client.v1().disputes().close(id, StripeGateway.key("dispute-close-" + id)));
    }

    /// Uploads a document for a dispute.
    ///
    /// @param name ends with the usual ending of its type, which Stripe goes by
    /// @param content at most 5 MB (Stripe's limit)
    /// @return the file's id
    public String upload(String name, byte[] content, String idempotencyKey) {
        try {
            Path folder = Files.createTempDirectory("tap2-evidence");
            Path file = folder.resolve(name);
            try {
                Files.write(file, content);
                var params = FileCreateParams.builder()
                        .setPurpose(FileCreateParams.Purpose.DISPUTE_EVIDENCE)
                        .setFile(file.toFile())
                        .build();
                return stripe.call(() -> client.v1().files().create(params, StripeGateway.key(idempotencyKey)))
                        .getId();
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
