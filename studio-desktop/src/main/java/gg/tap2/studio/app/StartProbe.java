package gg.tap2.studio.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import javafx.stage.Stage;

/// `-Dtap2.probe=true`: says how long the process took until the window had been drawn and answered, loads
/// every class of the studio, and ends. Packaging records an AOT cache with it, and the benchmark of the start
/// reads its line.
final class StartProbe {
    private static final int FRAMES = 3;

    private StartProbe() {}

    static void endWhenUsable(Stage stage) {
        new AnimationTimer() {
            private int frames;

            @Override
            public void handle(long now) {
                if (stage.isShowing() && ++frames == FRAMES) {
                    stop();
                    Platform.runLater(StartProbe::report);
                }
            }
        }.start();
    }

    private static void report() {
        var started = ProcessHandle.current().info().startInstant().orElseThrow();
        System.out.println("usable after "
                + Duration.between(started, InstantSource.system().instant()).toMillis() + " ms");
        loadEverything();
        Platform.exit();
    }

    /// The screens of an account are not shown here; their classes are to be in the cache all the same.
    private static void loadEverything() {
        try {
            URI code = StartProbe.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            if (!code.getPath().endsWith(".jar")) {
                return;
            }
            try (var jar = FileSystems.newFileSystem(Path.of(code));
                    var files = Files.walk(jar.getPath("/"))) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".class")).toList()) {
                    load(file.toString().substring(1).replace('/', '.').replaceFirst("\\.class$", ""));
                }
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void load(String name) {
        try {
            Class.forName(name, false, StartProbe.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            System.err.println("not in the cache: " + name);
        }
    }
}
