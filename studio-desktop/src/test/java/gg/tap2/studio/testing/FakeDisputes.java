package gg.tap2.studio.testing;

import gg.tap2.model.billing.Dispute;
import gg.tap2.model.billing.DisputeEvidence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The dossiers of the platform's disputes, with what became of them.
public final class FakeDisputes {
    private final Map<UUID, DisputeEvidence> dossiers = new HashMap<>();

    DisputeEvidence get(Dispute d) {
        return dossiers.computeIfAbsent(d.id(), id -> sample(d));
    }

    public @Nullable DisputeEvidence find(UUID id) {
        return dossiers.get(id);
    }

    DisputeEvidence note(Dispute d, String note) {
        return keep(d, note, get(d).submittedAt(), get(d).status(), get(d).open());
    }

    DisputeEvidence submit(Dispute d) {
        return keep(d, get(d).note(), Instant.now(), "submitted", false);
    }

    DisputeEvidence accept(Dispute d) {
        return keep(d, get(d).note(), null, "lost", false);
    }

    private DisputeEvidence keep(Dispute d, String note, @Nullable Instant submitted, String status, boolean open) {
        DisputeEvidence e = get(d);
        var next = new DisputeEvidence(
                e.disputeId(),
                status,
                e.reason(),
                e.title(),
                e.amount(),
                e.currency(),
                e.buyerEmail(),
                e.receiptNumber(),
                e.paidAt(),
                e.accessSince(),
                e.refundPolicy(),
                e.deliveries(),
                note,
                e.dueBy(),
                submitted,
                open);
        dossiers.put(d.id(), next);
        return next;
    }

    private static DisputeEvidence sample(Dispute d) {
        Instant paid = d.createdAt().minus(Duration.ofDays(5));
        List<DisputeEvidence.Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            deliveries.add(new DisputeEvidence.Delivery(
                    paid.plus(Duration.ofHours(30L - 9L * i)),
                    i == 0 ? "Night Drive (24 bit).zip" : "Liner notes.pdf",
                    i == 1 ? "resume" : "start",
                    "203.0.113." + (20 + i)));
        }
        boolean open = d.status().equals("open") || d.status().equals("warning");
        return new DisputeEvidence(
                d.id(),
                d.status(),
                d.reason(),
                "Night Drive, the sample library",
                d.amount(),
                d.currency(),
                "jonas.weber@example.org",
                "T2-2026-000418",
                paid,
                paid.plusSeconds(4),
                "Refunds within 14 days if nothing was downloaded.",
                deliveries,
                "",
                d.evidenceDueBy(),
                null,
                open);
    }
}
