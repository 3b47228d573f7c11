package gg.tap2.studio.ui;

import gg.tap2.model.admin.Impersonation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.scene.Node;
import org.jspecify.annotations.Nullable;

/// What the window offers to the screens in it.
public interface Host {
    enum Level {
        INFO,
        SUCCESS,
        WARNING,
        DANGER
    }

    /// Goes to a screen by its id; the argument is the screen's own, such as the id of what to open.
    void go(String screen, @Nullable Object argument);

    /// A short message in the corner that goes away by itself; it stays in the notifications.
    void notice(Level level, String text);

    /// Asks before something that cannot be taken back.
    void confirm(String title, String text, String action, boolean dangerous, Runnable onYes);

    /// Shows a dialog inside the window.
    void dialog(String title, Node content, double width);

    void closeDialog();

    /// Asks for files to open; hidden here because there is no chooser without a screen.
    List<Path> chooseFiles(String title, boolean several);

    Optional<Path> chooseSave(String title, String name);

    Optional<Path> chooseFolder(String title);

    void browse(String url);

    /// Shows somebody's studio to an admin, until the server's session for it ends.
    void viewAs(Impersonation seen);

    /// Asks the platform for a newer studio and shows the answer.
    void checkReleases();

    /// Shows the window anew, in the language and theme of the settings.
    void relaunch();

    /// Phrases a failure for people and shows it.
    void failed(Exception e);

    /// The same, into a consumer, for places that show their own message.
    default Consumer<Exception> onFail() {
        return this::failed;
    }
}
