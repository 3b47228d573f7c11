package gg.tap2.studio.app;

import gg.tap2.model.notices.Notice;
import gg.tap2.studio.desktop.Notifier;
import gg.tap2.studio.desktop.Tray;
import gg.tap2.studio.platform.Preferences;
import gg.tap2.studio.session.Session;
import gg.tap2.studio.ui.Background;
import gg.tap2.studio.ui.Texts;
import gg.tap2.studio.uploads.UploadProgress;
import gg.tap2.studio.uploads.UploadState;
import gg.tap2.studio.uploads.UploadTask;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import javafx.application.Platform;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/// The studio outside its window: the tray icon shows uploads, notices come as notifications of the system while the
/// window
/// is not looked at, and a closed window with uploads under way goes into the tray instead of ending.
final class DesktopPresence implements Tray.Actions {
    /// After the window, so that its start stays quick.
    private static final Duration AFTER_START = Duration.ofSeconds(3);
    private static final Duration PACE = Duration.ofSeconds(1);
    private static final int ONE_BY_ONE = 3;

    private final Stage stage;
    private final Background background;
    private final Preferences preferences;
    private final Tray tray = new Tray();
    private final Map<UUID, UploadState> states = new ConcurrentHashMap<>();
    private final AtomicBoolean due = new AtomicBoolean();
    private Notifier notifier;
    private Runnable quit = Platform::exit;
    private Texts texts;
    private @Nullable Session session;
    private @Nullable Runnable stop;

    DesktopPresence(Stage stage, Background background, Preferences preferences, Texts texts) {
        this.stage = stage;
        this.background = background;
        this.preferences = preferences;
        this.texts = texts;
        this.notifier = Notifier.system(tray);
    }

    /// Another way to tell, for tests, which have no desktop.
    void notifyWith(Notifier other) {
        notifier = other;
    }

    /// Puts the icon into the tray; `onQuit` ends the studio.
    void start(Runnable onQuit) {
        quit = onQuit;
        var unused = background.after(AFTER_START, () -> {
            tray.open(texts, this);
            draw();
        });
    }

    void speak(Texts next) {
        texts = next;
        if (tray.isShown()) {
            tray.open(next, this);
        }
    }

    void opened(Session next) {
        closed();
        session = next;
        next.uploads().list().forEach(t -> states.put(t.id(), t.state()));
        stop = next.uploads().onProgress(this::progressed);
        draw();
    }

    void closed() {
        if (stop != null) {
            stop.run();
            stop = null;
        }
        session = null;
        states.clear();
        tray.show(Tray.Uploading.NONE);
    }

    /// Whether the window may go while the studio stays, because uploads are under way and the tray shows it.
    boolean stays() {
        Session s = session;
        if (s == null
                || !tray.isShown()
                || !preferences.get().desktopOrDefault().keepUploading()) {
            return false;
        }
        boolean sending = s.uploads().list().stream().anyMatch(t -> t.state().isActive());
        if (sending) {
            tell(texts.get("app.tray.stays"), texts.get("app.tray.staysText"));
        }
        return sending;
    }

    void fresh(List<Notice> notices) {
        if (looked()) {
            return;
        }
        if (notices.size() > ONE_BY_ONE) {
            tell("Tap2 Studio", texts.get("notices.several", notices.size()));
        } else {
            notices.forEach(n -> tell(n.title(), n.text()));
        }
    }

    private boolean looked() {
        return stage.isFocused() && stage.isShowing() && !stage.isIconified();
    }

    private void tell(String title, String text) {
        if (preferences.get().desktopOrDefault().notifications()) {
            notifier.show(title, text);
        }
    }

    /// Called on the uploads' threads.
    private void progressed(UploadProgress p) {
        UploadState before = states.put(p.id(), p.state());
        if (before != p.state() && (p.state() == UploadState.READY || p.state() == UploadState.FAILED)) {
            background.later(() -> ended(p));
        }
        if (due.compareAndSet(false, true)) {
            var unused = background.after(PACE, () -> {
                due.set(false);
                draw();
            });
        }
    }

    private void ended(UploadProgress p) {
        Session s = session;
        if (s == null || looked()) {
            return;
        }
        String name = s.uploads().find(p.id()).map(UploadTask::fileName).orElse("");
        if (p.state() == UploadState.FAILED) {
            tell(texts.get("app.tray.failed"), name);
        } else if (s.uploads().list().stream().noneMatch(t -> t.state().isActive())) {
            tell(texts.get("app.tray.done"), name);
        }
    }

    private void draw() {
        Session s = session;
        if (s == null) {
            return;
        }
        background.run(
                () -> {
                    long active = 0;
                    long paused = 0;
                    long sent = 0;
                    long size = 0;
                    for (UploadTask t : s.uploads().list()) {
                        if (t.state().isActive()) {
                            active++;
                            size += t.size();
                            sent += s.uploads().progress(t).sent();
                        } else if (t.state() == UploadState.PAUSED) {
                            paused++;
                        }
                    }
                    return new Tray.Uploading(active, paused, size == 0 ? 0 : (double) sent / size);
                },
                tray::show,
                e -> {});
    }

    @Override
    public void open() {
        background.later(() -> {
            stage.show();
            stage.setIconified(false);
            stage.toFront();
            stage.requestFocus();
        });
    }

    @Override
    public void pauseUploads() {
        each(true);
    }

    @Override
    public void resumeUploads() {
        each(false);
    }

    private void each(boolean pause) {
        Session s = session;
        if (s == null) {
            return;
        }
        Thread.ofVirtual()
                .start(() -> s.uploads().list().forEach(t -> {
                    if (pause && t.state().isActive()) {
                        s.uploads().pause(t.id());
                    } else if (!pause && t.state() == UploadState.PAUSED) {
                        s.uploads().resume(t.id());
                    }
                }));
    }

    @Override
    public void quit() {
        background.later(quit);
    }

    void end() {
        closed();
        tray.close();
    }
}
