package gg.tap2.studio.disputes;

import gg.tap2.model.billing.Dispute;
import gg.tap2.model.billing.DisputeEvidence;
import gg.tap2.model.billing.DisputeNote;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Tones;
import gg.tap2.studio.ui.Ui;
import java.util.Locale;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextFormatter;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// A dispute with its dossier, the creator's words, and the two ways to end it.
final class DossierView {
    private static final double WIDTH = 720;
    private static final double HEIGHT = 560;
    private final Context ctx;
    private final Dispute dispute;
    private final DossierViewModel vm;
    private final VBox facts = Ui.column(8);
    private final VBox answer = Ui.column(10);

    DossierView(Context ctx, Dispute dispute) {
        this.ctx = ctx;
        this.dispute = dispute;
        this.vm = new DossierViewModel(ctx, dispute.id());
        vm.dossier().addListener((o, before, now) -> show(before, now));
    }

    void open(String title, Node due) {
        var away = Ui.wrapped(ctx.text("disputes.offline"), "warning-text");
        Ui.visible(away, vm.offline());
        var page = Ui.column(
                16,
                Ui.row(10, Tones.word(ctx.texts(), "dispute", dispute.status()), due),
                Ui.wrapped(ctx.text(
                        "disputes.held", ctx.formats().money(dispute.amount() + dispute.fee(), dispute.currency()))),
                away,
                answer,
                facts);
        ScrollPane scroll = Ui.scrollUpTo(HEIGHT, page);
        ctx.host().dialog(title, scroll, WIDTH);
        Runnable stop = vm.follow();
        scroll.sceneProperty().addListener((o, before, now) -> {
            if (now == null) {
                stop.run();
                vm.keepWords();
            }
        });
        vm.load();
    }

    private void show(@Nullable DisputeEvidence before, @Nullable DisputeEvidence e) {
        if (e == null) {
            return;
        }
        facts.getChildren().setAll(Ui.text(ctx.text("disputes.dossier"), "section-title"), DossierFacts.of(ctx, e));
        if (before == null || before.open() != e.open() || !before.status().equals(e.status())) {
            answer.getChildren().setAll(e.open() ? editor(e) : ended(e));
        }
    }

    private Node ended(DisputeEvidence e) {
        String key = e.submittedAt() != null && e.status().equals("submitted")
                ? "disputes.waiting"
                : "disputes.ended." + e.status().toLowerCase(Locale.ROOT);
        var box =
                Ui.column(10, Ui.wrapped(ctx.texts().has(key) ? ctx.text(key) : ctx.text("disputes.ended"), "strong"));
        box.setId("dossier-ended");
        if (!e.note().isBlank()) {
            box.getChildren().add(Ui.wrapped(e.note(), "muted"));
        }
        box.getChildren().add(Ui.row(8, pdf()));
        return box;
    }

    private Node pdf() {
        var pdf = Ui.button(ctx.text("disputes.savePdf"), Feather.FILE_TEXT, vm::savePdf);
        pdf.setId("dossier-pdf");
        pdf.disableProperty().bind(vm.busy());
        return pdf;
    }

    /// Asks in place, so that the dossier stays in view.
    private void ask(DisputeEvidence e, String what, String text, String style, Runnable onYes) {
        var yes = Ui.button(
                ctx.text("disputes." + what),
                null,
                () -> {
                    answer.getChildren().setAll(editor(e));
                    onYes.run();
                },
                style);
        yes.setId("dossier-yes");
        var no = Ui.button(
                ctx.text("common.cancel"), null, () -> answer.getChildren().setAll(editor(e)));
        no.setId("dossier-no");
        answer.getChildren()
                .setAll(Ui.card(
                        Ui.text(ctx.text("disputes." + what), "section-title"),
                        Ui.wrapped(text),
                        Ui.row(8, Ui.spacer(), no, yes)));
        no.requestFocus();
    }

    private Node editor(DisputeEvidence e) {
        var words = new TextArea();
        words.setId("dossier-note");
        words.setPromptText(ctx.text("disputes.notePrompt"));
        words.setWrapText(true);
        words.setPrefRowCount(6);
        words.setTextFormatter(new TextFormatter<>(DossierView::withinLimit));
        words.textProperty().bindBidirectional(vm.note());
        var count = Ui.text(vm.note().map(n -> ctx.text("disputes.count", n.length(), DisputeNote.MAX)), "faint");
        var kept = Ui.text(
                vm.kept()
                        .map(k -> k == DossierViewModel.Kept.NOWHERE
                                ? ""
                                : ctx.text("disputes.kept." + k.name().toLowerCase(Locale.ROOT))),
                "faint");
        kept.setId("dossier-kept");
        var send = Ui.primary(
                ctx.text("disputes.send"),
                Feather.SEND,
                () -> ask(e, "send", ctx.text("disputes.sendSure"), "accent", vm::send));
        send.setId("dossier-send");
        send.disableProperty().bind(vm.busy());
        var give = Ui.button(
                ctx.text("disputes.giveUp"),
                Feather.X,
                () -> ask(
                        e,
                        "giveUp",
                        ctx.text(
                                "disputes.giveUpSure",
                                ctx.formats().money(dispute.amount() + dispute.fee(), dispute.currency())),
                        "danger",
                        vm::accept),
                "danger");
        give.setId("dossier-give-up");
        give.disableProperty().bind(vm.busy());
        Ui.visible(give, !e.status().equals("warning"));
        return Ui.column(
                8,
                Ui.field(ctx.text("disputes.note"), words, ctx.text("disputes.noteHint")),
                Ui.row(8, kept, Ui.spacer(), count),
                Ui.row(8, send, pdf(), Ui.spacer(), give));
    }

    /// Refuses what would make the text too long, as a whole, so that nothing is cut off unnoticed.
    private static TextFormatter.Change withinLimit(TextFormatter.Change change) {
        if (change.getControlNewText().length() > DisputeNote.MAX) {
            change.setText("");
            change.setRange(change.getControlCaretPosition(), change.getControlCaretPosition());
            change.selectRange(change.getControlAnchor(), change.getControlCaretPosition());
        }
        return change;
    }
}
