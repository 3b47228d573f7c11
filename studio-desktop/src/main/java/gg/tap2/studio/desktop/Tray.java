package gg.tap2.studio.desktop;

import gg.tap2.studio.ui.Texts;
import java.awt.AWTException;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.EventQueue;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.MenuItem;
import java.awt.PopupMenu;
import java.awt.RenderingHints;
import java.awt.SystemTray;
import java.awt.TrayIcon;
import java.awt.image.BufferedImage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The studio's icon in the system tray: how far uploads are, and a menu. Where the desktop has no tray, nothing
/// happens and
/// [#isShown] stays false.
public final class Tray implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tray.class);
    private static final Color MARK = new Color(0x6d28d9);

    /// What the menu does; called on the tray's own thread.
    public interface Actions {
        void open();

        void pauseUploads();

        void resumeUploads();

        void quit();
    }

    /// What the icon shows. `fraction` is 0 to 1 over all uploads that are not finished.
    public record Uploading(long active, long paused, double fraction) {
        public static final Uploading NONE = new Uploading(0, 0, 0);
    }

    /// What stands in the tray; its parts exist only where there is one.
    private record Shown(TrayIcon icon, MenuItem state, MenuItem pause, Texts texts) {}

    private volatile @Nullable Shown tray;
    private Uploading shown = Uploading.NONE;
    private boolean pauses = true;

    /// Puts the icon into the tray, if there is one; again after a change of language.
    public void open(Texts language, Actions actions) {
        EventQueue.invokeLater(() -> {
            if (!SystemTray.isSupported()) {
                return;
            }
            try {
                remove();
                var state = new MenuItem();
                var pause = new MenuItem();
                var menu = new PopupMenu();
                var open = new MenuItem(language.get("app.tray.open"));
                open.addActionListener(e -> actions.open());
                state.setEnabled(false);
                pause.addActionListener(e -> {
                    if (pauses) {
                        actions.pauseUploads();
                    } else {
                        actions.resumeUploads();
                    }
                });
                var quit = new MenuItem(language.get("app.tray.quit"));
                quit.addActionListener(e -> actions.quit());
                menu.add(open);
                menu.addSeparator();
                menu.add(state);
                menu.add(pause);
                menu.addSeparator();
                menu.add(quit);
                var next = new TrayIcon(image(Uploading.NONE), "Tap2 Studio", menu);
                next.setImageAutoSize(true);
                next.addActionListener(e -> actions.open());
                SystemTray.getSystemTray().add(next);
                tray = new Shown(next, state, pause, language);
                draw();
            } catch (AWTException | RuntimeException e) {
                LOG.debug("No tray icon: {}", e.toString());
            }
        });
    }

    public boolean isShown() {
        return tray != null;
    }

    public void show(Uploading now) {
        EventQueue.invokeLater(() -> {
            if (!now.equals(shown)) {
                shown = now;
                draw();
            }
        });
    }

    private void draw() {
        Shown in = tray;
        if (in == null) {
            return;
        }
        Texts t = in.texts();
        String text = shown.active() > 0
                ? t.get("app.tray.uploading", shown.active(), Math.round(shown.fraction() * 100))
                : shown.paused() > 0 ? t.get("app.tray.paused", shown.paused()) : t.get("app.tray.idle");
        in.state().setLabel(text);
        pauses = shown.active() > 0 || shown.paused() == 0;
        in.pause().setLabel(t.get(pauses ? "app.tray.pause" : "app.tray.resume"));
        in.pause().setEnabled(shown.active() + shown.paused() > 0);
        in.icon().setToolTip("Tap2 Studio · " + text);
        in.icon().setImage(image(shown));
    }

    /// A message by the tray itself.
    void message(String title, String text) {
        EventQueue.invokeLater(() -> {
            Shown in = tray;
            if (in != null) {
                in.icon().displayMessage(title, text, TrayIcon.MessageType.INFO);
            }
        });
    }

    /// The mark, with a ring of progress around it while something is being uploaded.
    static BufferedImage image(Uploading now) {
        int size = 64;
        var image = new BufferedImage(size, size, BufferedImage.TYPE_INT_ARGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(MARK);
        g.fillRoundRect(4, 4, size - 8, size - 8, 22, 22);
        g.setColor(Color.WHITE);
        g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 28));
        var metrics = g.getFontMetrics();
        g.drawString("T2", (size - metrics.stringWidth("T2")) / 2, (size + metrics.getAscent()) / 2 - 4);
        if (now.active() > 0) {
            g.setStroke(new BasicStroke(6, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            g.setColor(new Color(0x34d399));
            g.drawLine(12, 56, 12 + (int) Math.round(40 * Math.clamp(now.fraction(), 0, 1)), 56);
        }
        g.dispose();
        return image;
    }

    private void remove() {
        Shown in = tray;
        if (in != null) {
            SystemTray.getSystemTray().remove(in.icon());
            tray = null;
        }
    }

    @Override
    public void close() {
        EventQueue.invokeLater(this::remove);
    }
}
