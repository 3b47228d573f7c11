package gg.tap2.studio.archive;

import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Host;
import gg.tap2.studio.ui.Screen;
import gg.tap2.studio.ui.Ui;
import java.nio.file.Path;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.PasswordField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// Takes everything along in one file, under a passphrase if wished, and brings a file back.
public final class ArchiveView implements Screen {
    private final ArchiveViewModel vm;
    private final Context ctx;
    private final Node root;

    public ArchiveView(ArchiveViewModel vm, Context ctx) {
        this.vm = vm;
        this.ctx = ctx;
        var page = Ui.page(
                ctx.text("archive.title"),
                ctx.text("archive.subtitle"),
                List.of(),
                new HBox(16, Ui.grow(export()), Ui.grow(side())));
        root = Ui.scroll(page);
    }

    private VBox export() {
        var contents = Ui.column(8);
        for (String part : List.of("products", "audience", "money", "manifest")) {
            contents.getChildren()
                    .add(Ui.row(10, Ui.icon(Feather.CHECK, 14), Ui.grow(Ui.wrapped(ctx.text("archive.part." + part)))));
        }
        var files = new CheckBox(ctx.text("archive.withFiles"));
        files.setId("archive-files");
        files.setWrapText(true);
        var first = new PasswordField();
        first.setId("archive-passphrase");
        var again = new PasswordField();
        again.setId("archive-again");
        var problem = Ui.wrapped("", "danger-text");
        problem.textProperty()
                .bind(Bindings.createStringBinding(
                        () -> vm.problem(first.getText(), again.getText()),
                        first.textProperty(),
                        again.textProperty()));
        Ui.visible(problem, problem.textProperty().isNotEmpty());
        var go = Ui.primary(
                ctx.text("archive.export"),
                Feather.ARCHIVE,
                () -> ctx.host()
                        .chooseSave(
                                ctx.text("archive.export"),
                                "tap2-archive-" + ctx.today() + (first.getText().isEmpty() ? ".zip" : ".tap2"))
                        .ifPresent(file -> vm.export(file, first.getText().toCharArray(), files.isSelected(), n -> {
                            first.clear();
                            again.clear();
                            ctx.host().notice(Host.Level.SUCCESS, ctx.text("archive.done", n, file));
                        })));
        go.setId("archive-export");
        go.disableProperty().bind(problem.textProperty().isNotEmpty().or(vm.busy()));
        return Ui.section(
                ctx.text("archive.take"),
                null,
                Ui.wrapped(ctx.text("archive.hint"), "muted"),
                contents,
                files,
                Ui.field(ctx.text("archive.passphrase"), first, ctx.text("archive.passphraseHint")),
                Ui.field(ctx.text("archive.again"), again),
                problem,
                Ui.row(8, Ui.spacer(), go));
    }

    private VBox side() {
        var choose = Ui.button(
                ctx.text("archive.choose"),
                Feather.FOLDER,
                () -> ctx.host().chooseFiles(ctx.text("archive.choose"), false).stream()
                        .findFirst()
                        .ifPresent(this::open));
        choose.setId("archive-choose");
        choose.disableProperty().bind(vm.busy());
        return Ui.section(
                ctx.text("archive.bring"),
                null,
                Ui.wrapped(ctx.text("archive.bringText"), "muted"),
                Ui.row(10, Ui.icon(Feather.PACKAGE, 14), Ui.grow(Ui.wrapped(ctx.text("archive.bring.catalog")))),
                Ui.row(10, Ui.icon(Feather.EYE_OFF, 14), Ui.grow(Ui.wrapped(ctx.text("archive.bring.drafts")))),
                Ui.row(10, Ui.icon(Feather.BOOK, 14), Ui.grow(Ui.wrapped(ctx.text("archive.bring.history")))),
                Ui.row(8, Ui.spacer(), choose));
    }

    private void open(Path file) {
        vm.needsPassphrase(file, needed -> {
            if (needed) {
                askPassphrase(file);
            } else {
                vm.look(
                        file,
                        "",
                        found -> confirm(file, "", found),
                        problem -> ctx.host().notice(Host.Level.DANGER, problem));
            }
        });
    }

    private void askPassphrase(Path file) {
        var field = new PasswordField();
        field.setId("restore-passphrase");
        var problem = Ui.wrapped("", "danger-text");
        problem.setId("restore-problem");
        Ui.visible(problem, problem.textProperty().isNotEmpty());
        var next = Ui.primary(
                ctx.text("archive.open"),
                Feather.UNLOCK,
                () -> vm.look(file, field.getText(), found -> confirm(file, field.getText(), found), problem::setText));
        next.setId("restore-open");
        next.setDefaultButton(true);
        next.disableProperty().bind(vm.busy());
        ctx.host()
                .dialog(
                        ctx.text("archive.open"),
                        Ui.column(
                                14,
                                Ui.field(ctx.text("archive.passphrase"), field),
                                problem,
                                Ui.row(8, Ui.spacer(), next)),
                        440);
    }

    private void confirm(Path file, String passphrase, ArchiveViewModel.Contents found) {
        var counts = Ui.column(8);
        counts.getStyleClass().add("sunken");
        found.counts()
                .forEach((kind, n) -> counts.getChildren()
                        .add(Ui.row(
                                Ui.text(ctx.text("archive.kind." + kind), "muted"),
                                Ui.spacer(),
                                Ui.text(ctx.formats().count(n), "strong"))));
        var problem = Ui.wrapped("", "danger-text");
        Ui.visible(problem, problem.textProperty().isNotEmpty());
        var go = Ui.primary(
                ctx.text("archive.restore"),
                Feather.DOWNLOAD_CLOUD,
                () -> vm.restore(
                        file,
                        passphrase,
                        report -> {
                            ctx.host().closeDialog();
                            ctx.host()
                                    .notice(
                                            report.missingFiles().isEmpty() ? Host.Level.SUCCESS : Host.Level.WARNING,
                                            report.missingFiles().isEmpty()
                                                    ? ctx.text("archive.restored", report.products(), report.files())
                                                    : ctx.text(
                                                            "archive.restoredWithout",
                                                            report.products(),
                                                            String.join(", ", report.missingFiles())));
                            ctx.host().go("products", null);
                        },
                        problem::setText));
        go.setId("restore-go");
        go.disableProperty().bind(vm.busy());
        ctx.host()
                .dialog(
                        ctx.text("archive.bring"),
                        Ui.column(
                                14,
                                Ui.wrapped(
                                        ctx.text(
                                                "archive.of",
                                                found.account(),
                                                ctx.formats().moment(found.createdAt())),
                                        "muted"),
                                counts,
                                Ui.wrapped(ctx.text("archive.twice"), "hint"),
                                problem,
                                Ui.row(
                                        8,
                                        Ui.spacer(),
                                        Ui.button(ctx.text("common.cancel"), null, ctx.host()::closeDialog),
                                        go)),
                        480);
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public void attach(@Nullable Object argument) {
        if (argument instanceof Path file) {
            open(file);
        }
    }

    @Override
    public void detach() {}
}
