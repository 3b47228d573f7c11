package gg.tap2.studio.app;

import gg.tap2.studio.sync.LookOnlyException;
import gg.tap2.studio.ui.Texts;
import gg.tap2.studio.ui.Ui;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import javafx.application.Platform;
import javafx.geometry.Insets;
import javafx.scene.Scene;
import javafx.scene.control.TextArea;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.stage.Stage;
import org.kordamp.ikonli.feather.Feather;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What an unforeseen failure looks like: a report on disk, one window at a time, and the studio goes on. Nothing is
/// sent anywhere by itself.
final class CrashDialog {
    private static final Logger LOG = LoggerFactory.getLogger(CrashDialog.class);
    private static final AtomicBoolean OPEN = new AtomicBoolean();

    private CrashDialog() {}

    static void show(Path home, Thread thread, Throwable e) {
        if (e instanceof LookOnlyException) {
            // Whoever looks at somebody's studio was told already that nothing can be changed.
            return;
        }
        LOG.error("Uncaught in {}", thread.getName(), e);
        Path file = write(home, thread, e);
        if (OPEN.compareAndSet(false, true)) {
            Platform.runLater(() -> open(file, report(thread, e)));
        }
    }

    static String report(Thread thread, Throwable e) {
        var out = new StringWriter();
        e.printStackTrace(new PrintWriter(out, true));
        return "Tap2 Studio 0.1\nJava %s, %s %s\nThread %s\n\n%s"
                .formatted(
                        System.getProperty("java.version"),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        thread.getName(),
                        out);
    }

    static Path write(Path home, Thread thread, Throwable e) {
        Path file = home.resolve("crash-" + System.currentTimeMillis() + ".txt");
        try {
            Files.createDirectories(home);
            Files.writeString(file, report(thread, e));
        } catch (IOException second) {
            LOG.error("No report could be written", second);
        }
        return file;
    }

    private static void open(Path file, String report) {
        var texts = new Texts(Locale.getDefault());
        var area = new TextArea(report);
        area.setEditable(false);
        area.setPrefRowCount(14);
        var stage = new Stage();
        var copy = Ui.button(texts.get("common.copy"), Feather.COPY, () -> {
            var content = new ClipboardContent();
            content.putString(report);
            Clipboard.getSystemClipboard().setContent(content);
        });
        var close = Ui.primary(texts.get("common.close"), null, stage::close);
        var box = Ui.column(
                14,
                Ui.text(texts.get("app.crash.title"), "page-title"),
                Ui.wrapped(texts.get("app.crash.text", file), "muted"),
                area,
                Ui.row(Ui.spacer(), copy, close));
        box.setPadding(new Insets(24));
        stage.setTitle("Tap2 Studio");
        stage.setScene(new Scene(box, 640, 460));
        stage.setOnHidden(e -> OPEN.set(false));
        stage.show();
    }
}
