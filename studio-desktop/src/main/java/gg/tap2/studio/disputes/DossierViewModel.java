package gg.tap2.studio.disputes;

import gg.tap2.model.Routes;
import gg.tap2.model.billing.DisputeEvidence;
import gg.tap2.model.billing.DisputeNote;
import gg.tap2.studio.api.ApiFailure;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.session.Downloads;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.ui.Host;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/// The dossier of one dispute: as last seen until the platform answers. The creator's words are kept here while
/// they are typed and go to the platform soon after, or when it can be reached again.
final class DossierViewModel {
    private static final Duration TYPING = Duration.ofMillis(800);

    /// Where the words are.
    enum Kept {
        NOWHERE,
        HERE,
        PLATFORM
    }

    private final Context ctx;
    private final UUID dispute;
    private final Documents documents;
    private final ReadOnlyObjectWrapper<@Nullable DisputeEvidence> dossier = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<Kept> kept = new ReadOnlyObjectWrapper<>(Kept.NOWHERE);
    private final StringProperty note = new SimpleStringProperty("");
    private final BooleanProperty busy = new SimpleBooleanProperty();
    private final BooleanProperty offline = new SimpleBooleanProperty();
    private @Nullable Runnable cancelTyping;
    private boolean filling;

    DossierViewModel(Context ctx, UUID dispute) {
        this.ctx = ctx;
        this.dispute = dispute;
        this.documents = ctx.session().store().documents();
        note.addListener((o, before, now) -> typed(now));
    }

    /// Null until it is known.
    ReadOnlyObjectProperty<@Nullable DisputeEvidence> dossier() {
        return dossier.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<Kept> kept() {
        return kept.getReadOnlyProperty();
    }

    StringProperty note() {
        return note;
    }

    BooleanProperty busy() {
        return busy;
    }

    /// Whether what is shown could not be asked for anew.
    BooleanProperty offline() {
        return offline;
    }

    /// @param words those that the platform does not have yet, else its own
    private record Loaded(DisputeEvidence evidence, String words) {}

    void load() {
        ctx.background()
                .run(
                        () -> documents
                                .find(Documents.DOSSIER, dispute, DisputeEvidence.class)
                                .map(this::withWords),
                        known -> {
                            known.ifPresent(this::show);
                            refresh();
                        },
                        ctx.host().onFail());
    }

    private void refresh() {
        ctx.background().run(() -> withWords(keep(ctx.session().api().dossier(dispute))), this::show, e -> {
            if (e instanceof ApiFailure.Offline) {
                offline.set(true);
            } else {
                ctx.host().failed(e);
            }
        });
    }

    private Loaded withWords(DisputeEvidence e) {
        return new Loaded(
                e,
                documents
                        .find(Documents.DISPUTE_NOTE, dispute, DisputeNote.class)
                        .map(DisputeNote::note)
                        .orElse(e.note()));
    }

    private DisputeEvidence keep(DisputeEvidence e) {
        documents.saveBase(Documents.DOSSIER, dispute, 1, e, "");
        return e;
    }

    private void show(Loaded l) {
        offline.set(false);
        dossier.set(l.evidence());
        if (kept.get() == Kept.NOWHERE) {
            filling = true;
            note.set(l.words());
            filling = false;
        }
        if (kept.get() == Kept.NOWHERE && !l.words().equals(l.evidence().note())) {
            kept.set(Kept.HERE);
        }
    }

    private void typed(String words) {
        if (filling) {
            return;
        }
        kept.set(Kept.NOWHERE);
        if (cancelTyping != null) {
            cancelTyping.run();
        }
        cancelTyping = ctx.background().after(TYPING, this::keepWords);
    }

    /// Keeps the words now; they go to the platform with the next sync.
    void keepWords() {
        if (cancelTyping == null) {
            return;
        }
        cancelTyping.run();
        cancelTyping = null;
        var mine = new DisputeNote(note.get());
        ctx.background()
                .run(
                        () -> {
                            ctx.session().edits().saveDisputeNote(dispute, mine);
                            return mine;
                        },
                        saved -> {
                            if (saved.note().equals(note.get())) {
                                kept.set(Kept.HERE);
                            }
                        },
                        ctx.host().onFail());
    }

    /// Follows the words to the platform while the dossier is open.
    ///
    /// @return ends it
    Runnable follow() {
        return ctx.session().sync().onChange(kinds -> {
            if (kinds.contains(Documents.DISPUTE_NOTE)) {
                ctx.background()
                        .run(
                                () -> documents.find(Documents.DISPUTE_NOTE, dispute, DisputeNote.class),
                                waiting -> {
                                    if (waiting.isEmpty() && kept.get() == Kept.HERE) {
                                        kept.set(Kept.PLATFORM);
                                    }
                                },
                                ctx.host().onFail());
            }
        });
    }

    private DisputeEvidence handed(DisputeNote mine) {
        DisputeEvidence e = keep(ctx.session().api().noteDispute(dispute, mine));
        documents
                .find(Documents.DISPUTE_NOTE, dispute, DisputeNote.class)
                .filter(mine::equals)
                .ifPresent(same -> documents.delete(Documents.DISPUTE_NOTE, dispute));
        return e;
    }

    /// Sends the answer with the words as they stand. Final.
    void send() {
        var mine = new DisputeNote(note.get());
        work("disputes.sent", () -> {
            handed(mine);
            return ctx.session().api().answerDispute(dispute);
        });
    }

    /// Gives the dispute up. Final.
    void accept() {
        work("disputes.givenUp", () -> ctx.session().api().acceptDispute(dispute));
    }

    private void work(String done, Callable<DisputeEvidence> what) {
        // Words still being kept stay kept when this fails, and are of no use once it is done.
        busy.set(true);
        ctx.background()
                .run(
                        () -> {
                            DisputeEvidence e = keep(what.call());
                            documents.delete(Documents.DISPUTE_NOTE, dispute);
                            return e;
                        },
                        e -> {
                            busy.set(false);
                            if (cancelTyping != null) {
                                cancelTyping.run();
                                cancelTyping = null;
                            }
                            dossier.set(e);
                            ctx.host().notice(Host.Level.SUCCESS, ctx.text(done));
                            ctx.session().sync().soon();
                        },
                        e -> {
                            busy.set(false);
                            ctx.host().failed(e);
                        });
    }

    void savePdf() {
        Downloads.save(
                ctx,
                ctx.text("disputes.savePdf"),
                "tap2-dispute-" + dispute + ".pdf",
                Routes.path(Routes.DISPUTE_EVIDENCE_PDF, dispute),
                busy);
    }
}
