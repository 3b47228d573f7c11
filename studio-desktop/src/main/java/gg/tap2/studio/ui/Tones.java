package gg.tap2.studio.ui;

import gg.tap2.model.catalog.ProductStatus;
import gg.tap2.model.payouts.PayoutStatus;
import java.util.Locale;
import javafx.scene.control.Label;

/// One colour per meaning, everywhere.
public final class Tones {
    private Tones() {}

    public static Label product(Texts texts, ProductStatus status) {
        String tone = switch (status) {
            case PUBLISHED -> "success";
            case DRAFT -> "accent";
            case UNPUBLISHED -> "neutral";
            case TAKEN_DOWN -> "danger";
        };
        return Ui.badge(texts.get("status.product." + status), tone);
    }

    public static Label payout(Texts texts, PayoutStatus status) {
        String tone = switch (status) {
            case COMPLETED -> "success";
            case PENDING, PROCESSING -> "accent";
            case HELD -> "warning";
            case FAILED, RETURNED, REJECTED -> "danger";
            case CANCELLED -> "neutral";
        };
        return Ui.badge(texts.get("status.payout." + status), tone);
    }

    /// The tone of an admin's state by its stable code.
    public static String of(String code) {
        return switch (code) {
            case "active", "succeeded", "paid", "done", "restored", "won", "sent", "fine" -> "success";
            case "suspended", "failed", "rejected", "dead", "down", "open", "lost", "failing", "unknown" -> "danger";
            case "held", "waiting", "parked", "appealed", "warning", "pending", "returned" -> "warning";
            case "creator", "admin", "queued", "processing", "running", "submitted", "received" -> "accent";
            default -> "neutral";
        };
    }

    /// Statuses that travel as plain words.
    public static Label word(Texts texts, String area, String word) {
        String tone = switch (word.toLowerCase(Locale.ROOT)) {
            case "succeeded", "won", "verified", "active" -> "success";
            case "failed", "lost", "past_due", "open" -> "danger";
            case "warning", "pending", "relink", "requested", "requires_action", "trialing", "unknown" -> "warning";
            case "processing", "submitted", "created" -> "accent";
            default -> "neutral";
        };
        return Ui.badge(texts.get("status." + area + "." + word), tone);
    }
}
