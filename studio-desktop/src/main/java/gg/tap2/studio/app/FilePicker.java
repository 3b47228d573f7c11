package gg.tap2.studio.app;

import gg.tap2.studio.platform.AppDirs;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.stage.DirectoryChooser;
import javafx.stage.FileChooser;
import javafx.stage.Stage;

/// Choosing files: the system's dialogs, or fixed answers where there is no screen.
public interface FilePicker {
    List<Path> files(String title, boolean several);

    Optional<Path> save(String title, String name);

    Optional<Path> folder(String title);

    static FilePicker system(Stage stage) {
        return new FilePicker() {
            @Override
            public List<Path> files(String title, boolean several) {
                var chooser = new FileChooser();
                chooser.setTitle(title);
                if (several) {
                    List<File> files = chooser.showOpenMultipleDialog(stage);
                    return files == null
                            ? List.of()
                            : files.stream().map(File::toPath).toList();
                }
                File file = chooser.showOpenDialog(stage);
                return file == null ? List.of() : List.of(file.toPath());
            }

            @Override
            public Optional<Path> save(String title, String name) {
                var chooser = new FileChooser();
                chooser.setTitle(title);
                chooser.setInitialFileName(name);
                chooser.setInitialDirectory(AppDirs.documents().toFile());
                return Optional.ofNullable(chooser.showSaveDialog(stage)).map(File::toPath);
            }

            @Override
            public Optional<Path> folder(String title) {
                var chooser = new DirectoryChooser();
                chooser.setTitle(title);
                return Optional.ofNullable(chooser.showDialog(stage)).map(File::toPath);
            }
        };
    }
}
