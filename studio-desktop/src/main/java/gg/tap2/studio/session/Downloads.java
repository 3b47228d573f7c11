package gg.tap2.studio.session;

import gg.tap2.studio.ui.Host;
import javafx.beans.property.BooleanProperty;

/// Files of the platform, saved where the user says.
public final class Downloads {
    private Downloads() {}

    /// Asks where, fetches, and tells of it.
    ///
    /// @param title of the chooser
    /// @param name proposed for the file
    /// @param path at the platform
    /// @param busy true while it is fetched
    public static void save(Context ctx, String title, String name, String path, BooleanProperty busy) {
        ctx.host().chooseSave(title, name).ifPresent(file -> {
            busy.set(true);
            ctx.background()
                    .run(
                            () -> {
                                ctx.session().api().download(path, file);
                                return file;
                            },
                            saved -> {
                                busy.set(false);
                                ctx.host().notice(Host.Level.SUCCESS, ctx.text("common.exported", saved));
                            },
                            e -> {
                                busy.set(false);
                                ctx.host().failed(e);
                            });
        });
    }
}
