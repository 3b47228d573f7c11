package gg.tap2.studio.archive;

import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Failures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;

/// Writing an archive, looking into one, and bringing one back.
public final class ArchiveViewModel {
    static final int SHORTEST_PASSPHRASE = 10;

    /// What is in an archive that was found whole.
    record Contents(String account, Instant createdAt, Map<String, Integer> counts) {}

    private final Context ctx;
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper();

    public ArchiveViewModel(Context ctx) {
        this.ctx = ctx;
    }

    ReadOnlyBooleanProperty busy() {
        return busy.getReadOnlyProperty();
    }

    /// A problem with the passphrase in words, or empty. Both fields empty means none is wished.
    String problem(String passphrase, String again) {
        if (passphrase.isEmpty() && again.isEmpty()) {
            return "";
        }
        return passphrase.length() < SHORTEST_PASSPHRASE
                ? ctx.text("archive.tooShort", SHORTEST_PASSPHRASE)
                : passphrase.equals(again) ? "" : ctx.text("archive.notSame");
    }

    void export(Path file, char[] passphrase, boolean withFiles, Consumer<Long> onOk) {
        busy.set(true);
        ctx.background()
                .run(
                        () -> {
                            try {
                                return new ArchiveWriter(ctx.session()).write(file, passphrase, withFiles);
                            } finally {
                                Arrays.fill(passphrase, ' ');
                            }
                        },
                        n -> {
                            busy.set(false);
                            onOk.accept(n);
                        },
                        e -> {
                            busy.set(false);
                            ctx.host().failed(e);
                        });
    }

    void needsPassphrase(Path file, Consumer<Boolean> onOk) {
        ctx.background()
                .run(() -> ArchiveReader.needsPassphrase(file), onOk, ctx.host().onFail());
    }

    void look(Path file, String passphrase, Consumer<Contents> onOk, Consumer<String> onProblem) {
        run(
                file,
                passphrase,
                archive -> new Contents(
                        archive.manifest().path("account").asText(),
                        Instant.parse(archive.manifest().path("createdAt").asText()),
                        archive.counts()),
                onOk,
                onProblem);
    }

    void restore(Path file, String passphrase, Consumer<Restore.Report> onOk, Consumer<String> onProblem) {
        run(
                file,
                passphrase,
                archive -> new Restore(
                                ctx.session(),
                                archive,
                                folder().resolve("restored-" + ctx.now().toEpochMilli()))
                        .run(),
                onOk,
                onProblem);
    }

    private interface Work<T> {
        T run(ArchiveReader archive) throws IOException;
    }

    private <T> void run(Path file, String passphrase, Work<T> work, Consumer<T> onOk, Consumer<String> onProblem) {
        busy.set(true);
        ctx.background()
                .run(
                        () -> {
                            try (var archive = ArchiveReader.open(file, passphrase.toCharArray(), folder())) {
                                return work.run(archive);
                            }
                        },
                        done -> {
                            busy.set(false);
                            onOk.accept(done);
                        },
                        e -> {
                            busy.set(false);
                            onProblem.accept(
                                    e instanceof SealedFile.WrongKey
                                            ? ctx.text("archive.wrongKey")
                                            : e instanceof IOException
                                                    ? ctx.text("archive.notWhole", String.valueOf(e.getMessage()))
                                                    : Failures.phrase(ctx.texts(), e));
                        });
    }

    /// Beside the local data, so that it is as private as that.
    private Path folder() {
        return ctx.session().store().db().path().resolveSibling("archives");
    }
}
