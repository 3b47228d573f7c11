package gg.tap2.studio.app;

import gg.tap2.studio.platform.AppDirs;
import gg.tap2.studio.platform.Preferences;
import gg.tap2.studio.secrets.Secrets;
import gg.tap2.studio.session.Sessions;
import gg.tap2.studio.ui.Background;
import java.nio.file.Path;
import java.time.InstantSource;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/// Started by [Main]; it must not be the main class itself, because the toolkit refuses that on the class path.
public final class FxLauncher extends Application {
    static volatile String server = "http://127.0.0.1:8080";
    static volatile @Nullable SingleInstance instance;
    static volatile boolean probe;
    static volatile @Nullable String target;

    private @Nullable StudioApp app;

    @Override
    public void start(Stage stage) {
        Path home = AppDirs.system().create();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> CrashDialog.show(home, thread, e));
        var sessions = new Sessions(home.resolve("accounts"), Secrets.open(home), InstantSource.system());
        app = new StudioApp(
                stage,
                sessions,
                new Preferences(home.resolve("settings.json")),
                FilePicker.system(stage),
                Background.onThreads(),
                server);
        SingleInstance lock = instance;
        if (lock != null) {
            StudioApp shown = app;
            lock.onSecond(wanted -> Platform.runLater(() -> {
                stage.setIconified(false);
                stage.toFront();
                stage.requestFocus();
                Target.parse(wanted).ifPresent(shown::open);
            }));
        }
        app.start();
        String wanted = target;
        if (wanted != null) {
            Target.parse(wanted).ifPresent(app::open);
        }
        if (probe) {
            StartProbe.endWhenUsable(stage);
        }
    }

    @Override
    public void stop() {
        if (app != null) {
            app.stop();
        }
    }
}
