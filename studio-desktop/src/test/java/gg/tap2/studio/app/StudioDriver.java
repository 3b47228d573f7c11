package gg.tap2.studio.app;

import gg.tap2.studio.platform.Preferences;
import gg.tap2.studio.secrets.Secrets;
import gg.tap2.studio.session.Sessions;
import gg.tap2.studio.ui.Background;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Labeled;
import javafx.scene.control.TableView;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.stage.Stage;
import org.testfx.api.FxToolkit;
import org.testfx.util.WaitForAsyncUtils;

/// Drives the real window in the same process, headless: finds controls by id, types, presses, waits for what shows.
public final class StudioDriver implements AutoCloseable {
    public final AtomicReference<List<Path>> files = new AtomicReference<>(List.of());
    public final AtomicReference<Path> target = new AtomicReference<>();
    private final StudioApp app;

    private StudioDriver(StudioApp app) {
        this.app = app;
    }

    public static StudioDriver start(Path home, String server) throws Exception {
        return start(home, server, false);
    }

    /// In a language other than English.
    static StudioDriver startIn(String language, Path home, String server) throws Exception {
        new Preferences(home.resolve("settings.json"))
                .change(v -> v.withTourSeen().withLanguage(language).withTheme("LIGHT"));
        return start(home, server);
    }

    /// `firstRun` shows what somebody sees who opens the studio for the first time.
    public static StudioDriver start(Path home, String server, boolean firstRun) throws Exception {
        Stage stage = FxToolkit.registerPrimaryStage();
        var sessions = new Sessions(home.resolve("accounts"), Secrets.inFile(home), InstantSource.system());
        var preferences = new Preferences(home.resolve("settings.json"));
        preferences.change(v -> v.language() == null || v.language().isEmpty()
                ? (firstRun ? v : v.withTourSeen()).withLanguage("en").withTheme("LIGHT")
                : v);
        var driver = new AtomicReference<StudioDriver>();
        var picker = new FilePicker() {
            @Override
            public List<Path> files(String title, boolean several) {
                return driver.get().files.get();
            }

            @Override
            public Optional<Path> save(String title, String name) {
                return Optional.ofNullable(driver.get().target.get());
            }

            @Override
            public Optional<Path> folder(String title) {
                return Optional.ofNullable(driver.get().target.get());
            }
        };
        onFx(() -> {
            var a = new StudioApp(stage, sessions, preferences, picker, Background.onThreads(), server);
            driver.set(new StudioDriver(a));
            stage.setX(0);
            stage.setY(0);
            a.start();
            return null;
        });
        return driver.get();
    }

    public StudioApp app() {
        return app;
    }

    public static <T> T onFx(Callable<T> work) throws Exception {
        T result = WaitForAsyncUtils.asyncFx(work).get(20, TimeUnit.SECONDS);
        WaitForAsyncUtils.waitForFxEvents();
        return result;
    }

    public void signIn(String email, String password) throws Exception {
        type("#login-email", email);
        type("#login-password", password);
        press("#login-submit");
    }

    public Node find(String selector) throws Exception {
        waitUntil(selector, () -> shown(selector) != null);
        return shown(selector);
    }

    /// The visible node, or null; on the UI thread.
    Node shown(String selector) {
        return app.scene().getRoot().lookupAll(selector).stream()
                .filter(StudioDriver::visible)
                .findFirst()
                .orElse(null);
    }

    static boolean visible(Node node) {
        for (Node n = node; n != null; n = n.getParent()) {
            if (!n.isVisible()) {
                return false;
            }
        }
        return true;
    }

    public boolean shows(String selector) throws Exception {
        return onFx(() -> shown(selector) != null);
    }

    public String text(String selector) throws Exception {
        Node node = find(selector);
        return onFx(() -> node instanceof TextInputControl i ? i.getText() : ((Labeled) node).getText());
    }

    public void type(String selector, String text) throws Exception {
        var input = (TextInputControl) find(selector);
        onFx(() -> {
            input.requestFocus();
            input.setText(text);
            return null;
        });
    }

    public void press(String selector) throws Exception {
        var button = (ButtonBase) find(selector);
        waitUntil(selector + " enabled", () -> !button.isDisabled());
        onFx(() -> {
            button.fire();
            return null;
        });
    }

    /// A row of a table, once it is there.
    @SuppressWarnings("unchecked")
    <R> R row(String table, Predicate<R> which) throws Exception {
        var view = (TableView<R>) find(table);
        waitUntil("a row of " + table, () -> view.getItems().stream().anyMatch(which));
        return onFx(() -> view.getItems().stream().filter(which).findFirst().orElseThrow());
    }

    /// Opens a row by the keyboard.
    @SuppressWarnings("unchecked")
    <R> void openRow(String table, Predicate<R> which) throws Exception {
        R row = row(table, which);
        var view = (TableView<R>) find(table);
        onFx(() -> {
            view.getSelectionModel().select(row);
            view.fireEvent(new KeyEvent(KeyEvent.KEY_PRESSED, "", "", KeyCode.ENTER, false, false, false, false));
            return null;
        });
        find("#dialog");
    }

    public void go(String screen, Object argument) throws Exception {
        onFx(() -> {
            app.go(screen, argument);
            return null;
        });
    }

    /// Waits until the scene was laid out and painted so many times.
    void pulses(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            var painted = new CountDownLatch(1);
            onFx(() -> {
                var scene = app.scene();
                var once = new Runnable[1];
                once[0] = () -> {
                    scene.removePostLayoutPulseListener(once[0]);
                    painted.countDown();
                };
                scene.addPostLayoutPulseListener(once[0]);
                Platform.requestNextPulse();
                return null;
            });
            if (!painted.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("nothing was painted");
            }
        }
    }

    public void waitUntil(String what, Callable<Boolean> condition) throws Exception {
        waitUntil(what, 25, condition);
    }

    void waitUntil(String what, int seconds, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        while (System.nanoTime() < deadline) {
            if (onFx(condition)) {
                return;
            }
            Thread.sleep(25);
        }
        throw new AssertionError("not within " + seconds + " s: " + what);
    }

    @Override
    public void close() throws Exception {
        onFx(() -> {
            app.stop();
            return null;
        });
        FxToolkit.cleanupStages();
    }
}
