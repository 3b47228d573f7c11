package gg.tap2.studio.app;

import com.gluonhq.attach.browser.BrowserService;
import gg.tap2.model.Routes;
import gg.tap2.model.admin.Impersonation;
import gg.tap2.model.notices.Notice;
import gg.tap2.studio.login.LoginView;
import gg.tap2.studio.login.LoginViewModel;
import gg.tap2.studio.platform.Preferences;
import gg.tap2.studio.platform.Preferences.KnownAccount;
import gg.tap2.studio.session.Account;
import gg.tap2.studio.session.Session;
import gg.tap2.studio.session.Sessions;
import gg.tap2.studio.ui.Background;
import gg.tap2.studio.ui.Host;
import gg.tap2.studio.ui.Texts;
import gg.tap2.studio.ui.Theme;
import gg.tap2.studio.uploadqueue.UploadQueueViewModel;
import java.io.IOException;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One window: the sign-in page or the shell of an account. Independent of how the toolkit was started, so that
/// tests drive the very same.
public final class StudioApp implements Shell.Outside {
    private static final Logger LOG = LoggerFactory.getLogger(StudioApp.class);

    private final Stage stage;
    private final Sessions sessions;
    private final Preferences preferences;
    private final FilePicker picker;
    private final Background background;
    private final String defaultServer;
    private final Scene scene = new Scene(new StackPane(), 1280, 800);
    private final Theme theme;
    private final DesktopPresence desktop;
    private Texts texts;
    private Consumer<String> browser = StudioApp::systemBrowser;
    private @Nullable Session session;
    private @Nullable Shell shell;
    private @Nullable Target wanted;
    private @Nullable Visit visit;

    /// The admin who looks at another studio, and how to keep it from ending by itself.
    private record Visit(Session admin, Runnable keep) {}

    public StudioApp(
            Stage stage,
            Sessions sessions,
            Preferences preferences,
            FilePicker picker,
            Background background,
            String defaultServer) {
        this.stage = stage;
        this.sessions = sessions;
        this.preferences = preferences;
        this.picker = picker;
        this.background = background;
        this.defaultServer = defaultServer;
        this.theme = new Theme(scene);
        this.texts = new Texts(locale());
        this.desktop = new DesktopPresence(stage, background, preferences, texts);
        sessions.speak(texts.locale());
    }

    private Locale locale() {
        String language = preferences.get().language();
        return language == null || language.isBlank() ? Locale.getDefault() : Locale.forLanguageTag(language);
    }

    /// Shows the window: the last account if it is still signed in, else the sign-in page.
    public void start() {
        stage.setTitle("Tap2 Studio");
        stage.setScene(scene);
        stage.setMinWidth(1040);
        stage.setMinHeight(680);
        var window = preferences.get().window();
        if (window != null) {
            stage.setX(window.x());
            stage.setY(window.y());
            stage.setWidth(window.width());
            stage.setHeight(window.height());
            stage.setMaximized(window.maximized());
        }
        // The window may go into the tray, so its closing is not always the end.
        Platform.setImplicitExit(false);
        stage.setOnCloseRequest(e -> {
            if (desktop.stays()) {
                e.consume();
                stage.hide();
            } else {
                end();
            }
        });
        desktop.start(this::end);
        theme.choose(Theme.Choice.valueOf(
                Objects.requireNonNullElse(preferences.get().theme(), "SYSTEM")));
        background.run(
                () -> {
                    sessions.forgetVisits();
                    return true;
                },
                ok -> {},
                e -> LOG.warn("An earlier visit could not be forgotten: {}", e.toString()));
        List<KnownAccount> known = preferences.get().knownAccounts();
        if (known.isEmpty()) {
            login(null);
        } else {
            var last = new Account(known.getFirst().server(), known.getFirst().email());
            root(new StackPane());
            background.run(
                    () -> sessions.reopen(last), found -> found.ifPresentOrElse(this::open, () -> login(last)), e -> {
                        LOG.error("Could not open {}", last, e);
                        login(last);
                    });
        }
        stage.show();
    }

    public @Nullable Session session() {
        return session;
    }

    public Scene scene() {
        return scene;
    }

    public Theme theme() {
        return theme;
    }

    /// Goes to a screen, for tests and for links from outside.
    public void go(String screen, @Nullable Object argument) {
        if (shell != null) {
            shell.go(screen, argument);
        }
    }

    /// Shows everything anew in the language of the settings.
    @Override
    public void relaunch() {
        texts = new Texts(locale());
        sessions.speak(texts.locale());
        desktop.speak(texts);
        theme.choose(Theme.Choice.valueOf(
                Objects.requireNonNullElse(preferences.get().theme(), "SYSTEM")));
        Session open = session;
        if (open != null) {
            show(open);
        }
    }

    private void login(@Nullable Account account) {
        var vm = new LoginViewModel(sessions, background, texts, this::browse, in -> {
            remember(in.account());
            open(in);
        });
        vm.server().set(account == null ? defaultServer : account.server());
        vm.email().set(account == null ? "" : account.email());
        var view = new LoginView(vm, texts);
        root(new StackPane(view.node()));
        view.focus();
    }

    private void remember(Account account) {
        var entry = new KnownAccount(account.server(), account.email());
        preferences.change(v -> {
            List<KnownAccount> next = new ArrayList<>(v.knownAccounts());
            next.remove(entry);
            next.addFirst(entry);
            return v.withAccounts(List.copyOf(next));
        });
    }

    private void open(Session opened) {
        session = opened;
        opened.uploads().bandwidth().setLimit(preferences.get().uploadKbps() * 1000);
        opened.uploads().setHours(UploadQueueViewModel.hours(preferences.get()).orElse(null));
        desktop.opened(opened);
        show(opened);
        if (opened.me().creatorId() != null) {
            opened.sync().start();
            if (opened.visit() == null) {
                opened.uploads().start();
            }
            var unused = opened.events().start();
        }
    }

    /// Goes where the system asks to go, now or once somebody has signed in.
    void open(Target target) {
        if (shell == null) {
            wanted = target;
        } else {
            shell.go(target.screen(), target.argument());
        }
    }

    private void show(Session opened) {
        if (shell != null) {
            shell.close();
        }
        var next = new Shell(opened, texts, background, preferences, this);
        shell = next;
        root(next.node());
        next.watchReleases();
        Target target = wanted;
        wanted = null;
        if (target == null) {
            next.go("home", null);
            next.firstRun();
        } else {
            next.go(target.screen(), target.argument());
        }
    }

    private void root(Parent parent) {
        scene.setRoot(parent);
        theme.apply();
    }

    /// Closes the account and remembers the window.
    public void stop() {
        if (!stage.isIconified() && stage.getWidth() > 0) {
            preferences.change(v -> v.withWindow(new Preferences.Window(
                    stage.getX(), stage.getY(), stage.getWidth(), stage.getHeight(), stage.isMaximized())));
        }
        closeSession();
    }

    private void end() {
        stop();
        desktop.end();
        Platform.exit();
    }

    DesktopPresence desktop() {
        return desktop;
    }

    @Override
    public void fresh(List<Notice> notices) {
        desktop.fresh(notices);
    }

    private void closeSession() {
        desktop.closed();
        if (shell != null) {
            shell.close();
            shell = null;
        }
        Session open = session;
        Visit visiting = visit;
        session = null;
        visit = null;
        if (open != null) {
            open.close();
        }
        if (visiting != null) {
            visiting.keep().run();
            visiting.admin().close();
            sessions.forgetVisits();
        }
    }

    @Override
    public void viewAs(Impersonation seen) {
        Session admin = session;
        if (admin == null || visit != null) {
            return;
        }
        background.run(
                () -> sessions.visit(admin.account(), seen),
                in -> {
                    Duration left = Duration.between(in.clock().instant(), seen.expiresAt());
                    visit = new Visit(admin, background.after(left, () -> endVisit(in)));
                    open(in);
                },
                e -> {
                    if (shell != null) {
                        shell.failed(e);
                    }
                });
    }

    /// Back to the admin's own studio. What was seen is closed and removed from this computer.
    private void endVisit(Session visited) {
        Visit visiting = visit;
        Impersonation seen = visited.visit();
        if (visiting == null || seen == null || session != visited) {
            return;
        }
        visiting.keep().run();
        visit = null;
        session = visiting.admin();
        desktop.opened(visiting.admin());
        show(visiting.admin());
        if (shell != null) {
            shell.go("admin-users", null);
            shell.notice(Host.Level.INFO, texts.get("admin.visitEnded", seen.email()));
        }
        background.run(
                () -> {
                    visited.close();
                    sessions.forgetVisits();
                    visiting.admin().client().delete(Routes.path(Routes.ADMIN_USER_IMPERSONATE, seen.userId()), null);
                    return true;
                },
                ok -> {},
                e -> LOG.warn("The visit ended here, but not at the server: {}", e.toString()));
    }

    @Override
    public FilePicker picker() {
        return picker;
    }

    /// Another way to open an address, for tests, which have no browser.
    public void browseWith(Consumer<String> other) {
        browser = other;
    }

    @Override
    public void browse(String url) {
        browser.accept(url);
    }

    private static void systemBrowser(String url) {
        try {
            var service = BrowserService.create();
            if (service.isPresent()) {
                service.get().launchExternalBrowser(url);
            }
        } catch (IOException | URISyntaxException | RuntimeException e) {
            LOG.warn("No browser for {}: {}", url, e.toString());
        }
    }

    @Override
    public void signedOut(Session closed, boolean forget) {
        if (closed.visit() != null) {
            endVisit(closed);
            return;
        }
        if (shell != null) {
            shell.close();
            shell = null;
        }
        session = null;
        login(closed.account());
        background.run(
                () -> {
                    if (forget) {
                        closed.signOut();
                    } else {
                        closed.close();
                    }
                    return true;
                },
                ok -> {},
                e -> LOG.warn("Closing failed: {}", e.toString()));
    }

    @Override
    public List<KnownAccount> accounts() {
        return preferences.get().knownAccounts();
    }

    /// Another account that has signed in here: opens at once, also offline.
    @Override
    public void switchTo(KnownAccount known) {
        Session open = session;
        if (open != null && open.visit() != null) {
            endVisit(open);
            return;
        }
        var account = new Account(known.server(), known.email());
        background.run(
                () -> sessions.reopen(account),
                found -> {
                    closeSession();
                    found.ifPresentOrElse(
                            in -> {
                                remember(account);
                                open(in);
                            },
                            () -> login(account));
                },
                e -> LOG.error("Could not open {}", account, e));
    }

    @Override
    public void toggleTheme() {
        Theme.Choice next = theme.isDark() ? Theme.Choice.LIGHT : Theme.Choice.DARK;
        preferences.change(v -> v.withTheme(next.name()));
        theme.choose(next);
    }
}
