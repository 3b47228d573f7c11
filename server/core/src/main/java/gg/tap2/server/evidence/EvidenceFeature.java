package gg.tap2.server.evidence;

import gg.tap2.model.Routes;
import gg.tap2.model.billing.DisputeEvidence;
import gg.tap2.model.billing.DisputeNote;
import gg.tap2.server.billing.Disputes;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Proof;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.platform.i18n.Texts;
import gg.tap2.server.stripe.StripeGateway;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.time.InstantSource;

/// Builds the answers to disputes and registers their routes.
public final class EvidenceFeature {
    private final Evidence evidence;
    private final EvidencePdf pdf;

    /// @param answerFrom disputes from this amount, in minor units, are answered when their creator does not
    public EvidenceFeature(
            Db db, InstantSource clock, Texts texts, StripeGateway stripe, Disputes disputes, long answerFrom) {
        this.pdf = new EvidencePdf(texts);
        this.evidence = new Evidence(db, clock, stripe, disputes, pdf, answerFrom);
    }

    public Evidence evidence() {
        return evidence;
    }

    public void register(Routing r) {
        r.get(Routes.DISPUTE_EVIDENCE, Access.CREATOR, c -> c.ok(evidence.get(c.creatorId(), c.id())));
        r.put(
                Routes.DISPUTE_EVIDENCE,
                Access.CREATOR,
                c -> c.ok(evidence.note(
                        c.creatorId(), c.id(), c.body(DisputeNote.class).note())));
        r.post(Routes.DISPUTE_EVIDENCE_SUBMIT, Access.CREATOR, c -> c.ok(evidence.submit(c.creatorId(), c.id())));
        r.post(Routes.DISPUTE_ACCEPT, Access.CREATOR, c -> c.ok(evidence.accept(c.creatorId(), c.id())));
        r.get(
                Routes.DISPUTE_EVIDENCE_PDF,
                Access.CREATOR,
                Proof.OWNER,
                c -> paper(c, evidence.get(c.creatorId(), c.id())));
        r.get(Routes.ADMIN_DISPUTE_EVIDENCE, Access.ADMIN_MONEY, c -> c.ok(evidence.any(c.id())));
        r.get(Routes.ADMIN_DISPUTE_EVIDENCE_PDF, Access.ADMIN_MONEY, c -> paper(c, evidence.any(c.id())));
    }

    private void paper(Call c, DisputeEvidence dossier) {
        byte[] bytes = pdf.render(dossier, c.locale());
        c.response().headers().set(HeaderValues.create(HeaderNames.CACHE_CONTROL, "private, no-store"));
        c.response()
                .header(
                        HeaderNames.CONTENT_DISPOSITION,
                        "attachment; filename=\"tap2-dispute-" + dossier.disputeId() + ".pdf\"");
        c.send(200, "application/pdf", bytes);
    }
}
