package gg.tap2.studio.app;

import gg.tap2.model.admin.Impersonation;
import gg.tap2.model.notices.Notice;
import gg.tap2.studio.admin.VisitBanner;
import gg.tap2.studio.api.ApiFailure;
import gg.tap2.studio.api.StepUpPrompt;
import gg.tap2.studio.notices.NoticesView;
import gg.tap2.studio.notices.NoticesViewModel;
import gg.tap2.studio.platform.Preferences;
import gg.tap2.studio.releases.ReleaseBanner;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.session.Session;
import gg.tap2.studio.sync.LookOnlyException;
import gg.tap2.studio.sync.SyncState;
import gg.tap2.studio.ui.Background;
import gg.tap2.studio.ui.Failures;
import gg.tap2.studio.ui.Formats;
import gg.tap2.studio.ui.Host;
import gg.tap2.studio.ui.Screen;
import gg.tap2.studio.ui.Texts;
import gg.tap2.studio.ui.Ui;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/// The window of a signed-in account: sidebar, the current screen, and what lies over it.
final class Shell implements Host, Sidebar.Actions {
    /// What the shell asks of the application around it.
    interface Outside {
        FilePicker picker();

        void browse(String url);

        void signedOut(Session session, boolean forget);

        void toggleTheme();

        /// Accounts that have signed in here, the present one first.
        List<Preferences.KnownAccount> accounts();

        void switchTo(Preferences.KnownAccount account);

        void viewAs(Impersonation seen);

        void relaunch();

        /// What the platform has told since this machine last looked.
        void fresh(List<Notice> notices);
    }

    private boolean toldOfSecondFactor;
    private static final int MAX_NOTICES = 100;

    private final Context ctx;
    private final Outside outside;
    private final Texts texts;
    private final StackPane root = new StackPane();
    private final StackPane center = new StackPane();
    private final VBox banner = new VBox();
    private final ReleaseBanner releases;
    private final Sidebar sidebar;
    private final List<ScreenEntry> catalog;
    private final Overlays overlays;
    private final ShellCommands commands;
    private final Map<String, Screen> screens = new HashMap<>();
    private final List<NoticesView.Local> said = new ArrayList<>();
    private final NoticesViewModel notices;
    private final List<Runnable> stops = new ArrayList<>();
    private String current = "";

    Shell(Session session, Texts texts, Background background, Preferences preferences, Outside outside) {
        this.outside = outside;
        this.texts = texts;
        var formats = new Formats(texts.locale(), ZoneId.systemDefault());
        this.ctx = new Context(session, texts, formats, background, this, preferences);
        this.catalog = ScreenCatalog.of(session.me());
        sidebar = new Sidebar(texts, formats, session, catalog, id -> go(id, null), this);
        var main = new BorderPane(center);
        releases = new ReleaseBanner(ctx);
        main.setTop(new VBox(banner, releases.node()));
        banner.getStyleClass().add("banner");
        Ui.visible(banner, false);
        var frame = new BorderPane(main);
        frame.setLeft(sidebar);
        Impersonation seen = session.visit();
        if (seen != null) {
            var visit = new VisitBanner(ctx, seen, () -> outside.signedOut(session, false));
            frame.setTop(visit.node());
            stops.add(visit::stop);
            stops.add(session.edits()
                    .onRefused(() -> background.later(() -> notice(Level.WARNING, texts.get("common.fail.lookOnly")))));
        }
        root.getChildren().add(frame);
        overlays = new Overlays(root, texts);
        session.client().onStepUp(new StepUpDialog(overlays, texts, background, outside::browse));
        stops.add(() -> session.client().onStepUp(StepUpPrompt.NOBODY));
        stops.add(overlays::closeUpper);
        commands = new ShellCommands(this, ctx, catalog, overlays, outside::toggleTheme);
        notices = new NoticesViewModel(ctx, outside::fresh);
        sidebar.unread(notices.unread());
        notices.start();
        stops.add(notices::stop);
        stops.add(session.sync().onState(s -> background.later(() -> state(s))));
        state(session.sync().state());
        root.addEventFilter(KeyEvent.KEY_PRESSED, this::key);
        session.store().damagedCopy().ifPresent(p -> {
            // It stays until it is read.
            background.later(() -> confirm(
                    texts.get("app.repairedTitle"),
                    texts.get("app.repaired", p),
                    texts.get("common.close"),
                    false,
                    session.store()::repairTold));
        });
    }

    Parent node() {
        return root;
    }

    void close() {
        Screen open = screens.get(current);
        if (open != null) {
            open.detach();
        }
        overlays.close();
        releases.stop();
        stops.forEach(Runnable::run);
    }

    /// Begins to look for newer studios.
    void watchReleases() {
        releases.start();
    }

    @Override
    public void checkReleases() {
        releases.checkNow();
    }

    private void state(SyncState s) {
        sidebar.state(s, ctx.session().sync().isPaused());
        if (s.signedOut() && ctx.session().visit() != null) {
            outside.signedOut(ctx.session(), false);
            return;
        }
        Ui.visible(banner, s.signedOut());
        if (s.signedOut()) {
            banner.getChildren()
                    .setAll(Ui.row(
                            12,
                            Ui.text(texts.get("common.fail.signedOut")),
                            Ui.spacer(),
                            Ui.button(
                                    texts.get("app.signInAgain"),
                                    null,
                                    () -> outside.signedOut(ctx.session(), false))));
        }
    }

    private void key(KeyEvent e) {
        if (CommandPalette.isPaletteKey(e)) {
            e.consume();
            palette();
        } else if (is(e, KeyCode.N)) {
            e.consume();
            go("products", "new");
        } else if (is(e, KeyCode.U)) {
            e.consume();
            go("uploads", "choose");
        } else if (is(e, KeyCode.R)) {
            e.consume();
            sync();
        } else if (is(e, KeyCode.COMMA) && has("settings")) {
            e.consume();
            go("settings", null);
        } else if (is(e, KeyCode.F)) {
            Screen open = screens.get(current);
            Node search = open == null ? null : open.node().lookup(".search-field");
            if (search != null) {
                e.consume();
                search.requestFocus();
                ((TextField) search).selectAll();
            }
        } else if (is(e, KeyCode.SLASH) || e.getCode() == KeyCode.F1) {
            e.consume();
            commands.shortcuts();
        } else if (e.isShortcutDown() && !e.isAltDown() && e.getCode().isDigitKey()) {
            int index = e.getCode().ordinal() - KeyCode.DIGIT1.ordinal();
            if (index >= 0 && index < catalog.size()) {
                e.consume();
                go(catalog.get(index).id(), null);
            }
        }
    }

    private static boolean is(KeyEvent e, KeyCode code) {
        return new KeyCodeCombination(code, KeyCombination.SHORTCUT_DOWN).match(e);
    }

    private boolean has(String id) {
        return catalog.stream().anyMatch(s -> s.id().equals(id));
    }

    @Override
    public void go(String id, @Nullable Object argument) {
        ScreenEntry entry =
                catalog.stream().filter(s -> s.id().equals(id)).findFirst().orElse(catalog.getFirst());
        overlays.close();
        show(entry, argument);
    }

    /// Changes the screen under an open dialog.
    private void behind(String id) {
        catalog.stream().filter(s -> s.id().equals(id)).findFirst().ifPresent(entry -> show(entry, null));
    }

    private void show(ScreenEntry entry, @Nullable Object argument) {
        Screen before = screens.get(current);
        if (before != null) {
            before.detach();
        }
        current = entry.id();
        Screen next = screens.computeIfAbsent(entry.id(), k -> entry.factory().apply(ctx));
        // Screens stay where they are and are only hidden: putting one back would style all its nodes anew.
        if (!center.getChildren().contains(next.node())) {
            center.getChildren().add(next.node());
        }
        center.getChildren().forEach(n -> Ui.visible(n, n == next.node()));
        sidebar.current(entry.id());
        next.attach(argument);
    }

    @Override
    public void palette() {
        commands.palette();
    }

    /// Shown by itself once, on the first run.
    void tour() {
        var tour = new Tour(texts, this::behind, () -> {
            ctx.preferences().change(Preferences.Values::withTourSeen);
            overlays.close();
        });
        overlays.dialog(null, tour.node(), 460);
    }

    void firstRun() {
        if (!ctx.preferences().get().tourSeen()
                && ctx.session().visit() == null
                && ctx.session().me().creatorId() != null) {
            tour();
        }
    }

    @Override
    public void sync() {
        ctx.session().sync().soon();
    }

    @Override
    public void workOffline(boolean offline) {
        ctx.session().sync().setPaused(offline);
        state(ctx.session().sync().state());
    }

    @Override
    public void switchAccount() {
        outside.signedOut(ctx.session(), false);
    }

    @Override
    public List<Preferences.KnownAccount> accounts() {
        return outside.accounts();
    }

    @Override
    public void switchTo(Preferences.KnownAccount account) {
        outside.switchTo(account);
    }

    @Override
    public void signOut() {
        ctx.background().run(() -> ctx.session().edits().unpublished().list().size(), this::signOut, this::failed);
    }

    private void signOut(int unpublished) {
        long waiting = ctx.session().sync().state().waiting();
        Runnable out = () -> outside.signedOut(ctx.session(), true);
        if (waiting + unpublished == 0) {
            out.run();
            return;
        }
        var words = new ArrayList<String>();
        if (waiting > 0) {
            words.add(texts.get("app.signOutWaiting", waiting));
        }
        if (unpublished > 0) {
            words.add(texts.get("app.signOutUnpublished", unpublished));
        }
        confirm(texts.get("app.signOut"), String.join("\n", words), texts.get("app.signOut"), false, out);
    }

    @Override
    public void notices() {
        notices.refresh();
        dialog(
                texts.get("app.notices"),
                new NoticesView(ctx, notices, said.reversed().stream().limit(12).toList()).node(),
                480);
    }

    @Override
    public void notice(Level level, String text) {
        said.add(new NoticesView.Local(ctx.now(), text));
        if (said.size() > MAX_NOTICES) {
            said.removeFirst();
        }
        overlays.toast(level, text);
    }

    @Override
    public void confirm(String title, String text, String action, boolean dangerous, Runnable onYes) {
        var yes = Ui.button(
                action,
                null,
                () -> {
                    overlays.close();
                    onYes.run();
                },
                dangerous ? "danger" : "accent");
        yes.setId("confirm-yes");
        overlays.dialog(
                title,
                Ui.column(
                        18,
                        Ui.wrapped(text, "muted"),
                        Ui.row(8, Ui.spacer(), Ui.button(texts.get("common.cancel"), null, overlays::close), yes)),
                440);
    }

    @Override
    public void dialog(String title, Node content, double width) {
        overlays.dialog(title, content, width);
    }

    @Override
    public void closeDialog() {
        overlays.close();
    }

    @Override
    public List<Path> chooseFiles(String title, boolean several) {
        return outside.picker().files(title, several);
    }

    @Override
    public Optional<Path> chooseSave(String title, String name) {
        return outside.picker().save(title, name);
    }

    @Override
    public Optional<Path> chooseFolder(String title) {
        return outside.picker().folder(title);
    }

    @Override
    public void browse(String url) {
        outside.browse(url);
    }

    @Override
    public void viewAs(Impersonation seen) {
        outside.viewAs(seen);
    }

    @Override
    public void relaunch() {
        outside.relaunch();
    }

    @Override
    public void failed(Exception e) {
        if (e instanceof ApiFailure.Refused refused && refused.code().equals("admin_second_factor")) {
            askForSecondFactor();
        } else if (!(e instanceof LookOnlyException)) {
            notice(Level.DANGER, Failures.phrase(texts, e));
        }
    }

    /// An admin without a second factor may do nothing, so the way to one is shown once, and not a word that goes away.
    private void askForSecondFactor() {
        if (toldOfSecondFactor) {
            return;
        }
        toldOfSecondFactor = true;
        confirm(
                texts.get("app.secondFactor.title"),
                texts.get("app.secondFactor.text"),
                texts.get("app.secondFactor.go"),
                false,
                () -> {
                    toldOfSecondFactor = false;
                    browse(ctx.session().client().base().resolve("/settings") + "#passkeys");
                });
    }
}
