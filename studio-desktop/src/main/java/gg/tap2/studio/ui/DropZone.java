package gg.tap2.studio.ui;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/// A place to drop files, with a button for those who do not drag.
public final class DropZone extends VBox {
    public DropZone(
            Feather icon, String title, String hint, String button, Runnable choose, Consumer<List<Path>> onFiles) {
        super(8);
        setAlignment(Pos.CENTER);
        getStyleClass().add("drop-zone");
        getChildren()
                .addAll(
                        Ui.icon(icon, 24),
                        Ui.text(title, "strong"),
                        Ui.text(hint, "hint"),
                        Ui.button(button, Feather.FOLDER, choose));
        setOnDragOver(e -> {
            if (e.getDragboard().hasFiles()) {
                e.acceptTransferModes(TransferMode.COPY);
                if (!getStyleClass().contains("over")) {
                    getStyleClass().add("over");
                }
            }
            e.consume();
        });
        setOnDragExited(e -> getStyleClass().remove("over"));
        setOnDragDropped(e -> {
            List<Path> files =
                    e.getDragboard().getFiles().stream().map(File::toPath).toList();
            e.setDropCompleted(!files.isEmpty());
            e.consume();
            onFiles.accept(files);
        });
    }
}
