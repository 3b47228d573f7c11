package gg.tap2.studio.app;

import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Texts;
import gg.tap2.studio.ui.Ui;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.kordamp.ikonli.feather.Feather;

/// What Ctrl K offers and F1 explains.
final class ShellCommands {
    private static final Duration TYPING = Duration.ofMillis(120);

    private final Shell shell;
    private final Context ctx;
    private final Texts texts;
    private final List<ScreenEntry> catalog;
    private final Overlays overlays;
    private final Runnable toggleTheme;

    ShellCommands(Shell shell, Context ctx, List<ScreenEntry> catalog, Overlays overlays, Runnable toggleTheme) {
        this.shell = shell;
        this.ctx = ctx;
        this.texts = ctx.texts();
        this.catalog = catalog;
        this.overlays = overlays;
        this.toggleTheme = toggleTheme;
    }

    void palette() {
        List<CommandPalette.Command> commands = new ArrayList<>();
        int digit = 1;
        for (ScreenEntry s : catalog) {
            commands.add(new CommandPalette.Command(
                    texts.get("app.nav." + s.id()),
                    s.icon(),
                    digit <= 9 ? "Ctrl " + digit++ : "",
                    () -> shell.go(s.id(), null)));
        }
        commands.add(new CommandPalette.Command(
                texts.get("products.new"), Feather.PLUS, "Ctrl N", () -> shell.go("products", "new")));
        commands.add(new CommandPalette.Command(
                texts.get("home.upload"), Feather.UPLOAD, "Ctrl U", () -> shell.go("uploads", "choose")));
        commands.add(new CommandPalette.Command(
                texts.get("home.withdraw"), Feather.ARROW_UP_RIGHT, "", () -> shell.go("payouts", "withdraw")));
        commands.add(new CommandPalette.Command(
                texts.get("messages.new"), Feather.EDIT_2, "", () -> shell.go("messages", "new")));
        commands.add(new CommandPalette.Command(texts.get("app.notices"), Feather.BELL, "", shell::notices));
        commands.add(new CommandPalette.Command(texts.get("app.syncNow"), Feather.REFRESH_CW, "Ctrl R", shell::sync));
        commands.add(new CommandPalette.Command(texts.get("app.toggleTheme"), Feather.MOON, "", toggleTheme));
        commands.add(new CommandPalette.Command(texts.get("app.shortcuts"), Feather.COMMAND, "F1", this::shortcuts));
        commands.add(new CommandPalette.Command(texts.get("app.tour.title"), Feather.COMPASS, "", shell::tour));
        commands.add(new CommandPalette.Command(
                texts.get("release.check"), Feather.DOWNLOAD_CLOUD, "", shell::checkReleases));
        commands.add(new CommandPalette.Command(texts.get("app.signOut"), Feather.LOG_OUT, "", shell::signOut));
        var finder = new PaletteFinder(ctx, shell);
        var waiting = new AtomicReference<Runnable>(() -> {});
        var palette = new CommandPalette(
                texts,
                commands,
                (typed, hits) -> {
                    // It reads whole tables, so it begins when somebody stops typing.
                    waiting.get().run();
                    waiting.set(ctx.background()
                            .after(
                                    TYPING,
                                    () -> ctx.background()
                                            .run(
                                                    () -> finder.find(typed),
                                                    hits,
                                                    ctx.host().onFail())));
                },
                overlays::close);
        overlays.dialog(null, palette.node(), 560, "palette-box");
    }

    void shortcuts() {
        var list = Ui.column(8);
        String[][] keys = {
            {"Ctrl K", "app.palette"},
            {"Ctrl 1–9", "app.key.screens"},
            {"Ctrl N", "products.new"},
            {"Ctrl U", "home.upload"},
            {"Ctrl F", "common.search"},
            {"Ctrl R", "app.syncNow"},
            {"Ctrl Z", "app.key.undo"},
            {"Ctrl Shift Z", "app.key.redo"},
            {"Ctrl ,", "app.key.settings"},
            {"Esc", "common.close"}
        };
        for (String[] key : keys) {
            list.getChildren().add(Ui.row(Ui.text(texts.get(key[1])), Ui.spacer(), Ui.text(key[0], "kbd")));
        }
        shell.dialog(texts.get("app.shortcuts"), list, 420);
    }
}
