package gg.tap2.server.evidence;

import com.stripe.param.DisputeUpdateParams;
import gg.tap2.model.billing.DisputeEvidence;
import gg.tap2.server.billing.Disputes;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.stripe.ProviderRefusedException;
import gg.tap2.server.stripe.ProviderSetupException;
import gg.tap2.server.stripe.ProviderUnknownException;
import gg.tap2.server.stripe.StripeGateway;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Collects, keeps and sends the answers to disputes. A bank takes one answer, so what was sent is final.
public final class Evidence {
    private static final Logger LOG = LoggerFactory.getLogger(Evidence.class);
    /// An unanswered dispute is lost, so the platform answers with what it knows when this much time is left.
    static final Duration LAST_CALL = Duration.ofHours(24);

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Db db;
    private final InstantSource clock;
    private final StripeGateway stripe;
    private final Disputes disputes;
    private final EvidencePdf pdf;
    private final long answerFrom;
    private final EvidenceStore store = new EvidenceStore();

    Evidence(Db db, InstantSource clock, StripeGateway stripe, Disputes disputes, EvidencePdf pdf, long answerFrom) {
        this.answerFrom = answerFrom;
        this.db = db;
        this.clock = clock;
        this.stripe = stripe;
        this.disputes = disputes;
        this.pdf = pdf;
    }

    /// @throws ApiException 404 for another creator's dispute
    public DisputeEvidence get(UUID creatorId, UUID id) {
        var dossier = dossier(creatorId, id);
        return dossier.evidence().forCreator(dossier.anonymous());
    }

    /// Keeps the creator's words until they are sent.
    ///
    /// @throws ApiException 404 for another creator's dispute, 409 `evidence_closed` when it can no longer be
    /// answered
    public DisputeEvidence note(UUID creatorId, UUID id, String note) {
        requireOpen(dossier(creatorId, id).evidence());
        db.transact(tx -> store.note(tx, id, note.strip(), clock.instant()));
        return get(creatorId, id);
    }

    /// Sends the answer. Doing it again changes nothing.
    ///
    /// @throws ApiException 404, 409 `evidence_closed` after the deadline or the bank's decision, 409
    /// `evidence_refused` when Stripe does not take it, 503 `evidence_not_sent` when Stripe cannot be reached
    public DisputeEvidence submit(UUID creatorId, UUID id) {
        submit(dossier(creatorId, id));
        return get(creatorId, id);
    }

    private void submit(EvidenceStore.Dossier dossier) {
        DisputeEvidence e = dossier.evidence();
        if (e.submittedAt() != null) {
            return;
        }
        requireOpen(e);
        asked(e, () -> {
            byte[] paper = pdf.render(e, Locale.ENGLISH);
            String file = stripe.disputes()
                    .upload("dossier-" + e.disputeId() + ".pdf", paper, key("evidence-file", e, paper));
            var params = params(e, file);
            stripe.disputes()
                    .answer(
                            dossier.stripeDisputeId(),
                            params,
                            key("evidence", e, params.toMap().toString().getBytes(StandardCharsets.UTF_8)));
        });
        disputes.evidenceSubmitted(dossier.stripeDisputeId());
    }

    /// The same content is the same request; changed content is another.
    private static String key(String what, DisputeEvidence e, byte[] content) {
        return what + "-" + e.disputeId() + "-" + UUID.nameUUIDFromBytes(content);
    }

    private static void asked(DisputeEvidence e, Runnable work) {
        try {
            work.run();
        } catch (ProviderUnknownException x) {
            throw ApiException.unavailable("evidence_not_sent", 5);
        } catch (ProviderSetupException x) {
            // Never the creator's words: an operator hears of it, and the answer is sent again in time.
            LOG.warn("dispute {}: not sent, {}", e.disputeId(), x.code());
            throw ApiException.unavailable("evidence_not_sent", 120);
        } catch (ProviderRefusedException x) {
            LOG.warn("dispute {}: Stripe refused: {}", e.disputeId(), x.code());
            throw ApiException.conflict("evidence_refused");
        }
    }

    /// Gives the dispute up before its time is over. The money stays with the cardholder; doing it again changes
    /// nothing.
    ///
    /// @throws ApiException 404 for another creator's dispute, 409 `evidence_closed` when it was answered or
    /// decided, 409 `dispute_is_inquiry` while the bank only asks, as a refund ends that, 503 `evidence_not_sent`
    /// when Stripe cannot be reached
    public DisputeEvidence accept(UUID creatorId, UUID id) {
        var dossier = dossier(creatorId, id);
        DisputeEvidence e = dossier.evidence();
        if (e.status().equals("lost")) {
            return get(creatorId, id);
        }
        requireOpen(e);
        if (e.status().equals("warning")) {
            throw ApiException.conflict("dispute_is_inquiry");
        }
        asked(e, () -> stripe.disputes().close(dossier.stripeDisputeId()));
        disputes.refresh(dossier.stripeDisputeId());
        return get(creatorId, id);
    }

    /// Answers what nobody answered and would be lost soon, where it is worth Stripe's fee for answering.
    ///
    /// @return how many were sent
    public int answerLate() {
        var now = clock.instant();
        int sent = 0;
        for (UUID id : db.read(tx -> store.unanswered(tx, now, now.plus(LAST_CALL), answerFrom))) {
            try {
                submit(db.read(tx -> store.find(tx, id, now)).orElseThrow());
                sent++;
            } catch (ApiException e) {
                LOG.warn("dispute {} could not be answered yet: {}", id, e.code());
            }
        }
        return sent;
    }

    /// Any creator's, for admins.
    ///
    /// @throws ApiException 404
    public DisputeEvidence any(UUID id) {
        return db.read(tx -> store.find(tx, id, clock.instant()))
                .map(EvidenceStore.Dossier::evidence)
                .orElseThrow(ApiException::notFound);
    }

    private EvidenceStore.Dossier dossier(UUID creatorId, UUID id) {
        return db.read(tx -> store.find(tx, id, clock.instant()))
                .filter(d -> d.creatorId().equals(creatorId))
                .orElseThrow(ApiException::notFound);
    }

    private static void requireOpen(DisputeEvidence e) {
        if (!e.open()) {
            throw ApiException.conflict("evidence_closed");
        }
    }

    /// In English, as banks read it, whatever the creator speaks.
    private static DisputeUpdateParams params(DisputeEvidence e, String file) {
        var evidence = DisputeUpdateParams.Evidence.builder();
        evidence.setUncategorizedFile(file);
        evidence.setProductDescription(EvidenceLimits.cut("Digital goods: " + e.title()));
        text(e.buyerEmail()).ifPresent(evidence::setCustomerEmailAddress);
        if (e.paidAt() != null) {
            evidence.setServiceDate(TIME.format(e.paidAt()).substring(0, 10));
        }
        text(e.refundPolicy()).ifPresent(policy -> {
            evidence.setRefundPolicyDisclosure(
                    EvidenceLimits.cut("Shown on the page of the product and before payment:\n" + policy));
        });
        EvidenceLimits.log(e.deliveries().stream()
                        .map(d -> TIME.format(d.at()) + " download " + d.kind() + " \"" + d.file() + "\""
                                + (d.ip() == null ? "" : " from " + d.ip()))
                        .toList())
                .ifPresent(evidence::setAccessActivityLog);
        // Compelling Evidence 3.0 asks for the address that bought, not only for those that fetched.
        e.deliveries().stream()
                .map(DisputeEvidence.Delivery::ip)
                .filter(Objects::nonNull)
                .reduce((newer, older) -> older)
                .ifPresent(evidence::setCustomerPurchaseIp);
        text(e.note()).map(EvidenceLimits::cut).ifPresent(evidence::setUncategorizedText);
        return DisputeUpdateParams.builder()
                .setEvidence(evidence.build())
                .setSubmit(true)
                .build();
    }

    private static Optional<String> text(@Nullable String value) {
        return Optional.ofNullable(value).filter(v -> !v.isBlank());
    }
}
