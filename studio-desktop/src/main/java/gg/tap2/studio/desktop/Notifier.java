package gg.tap2.studio.desktop;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A notification of the system, for when the window is not looked at.
public interface Notifier {
    void show(String title, String text);

    /// By the desktop's own programs: `notify-send` or `gdbus` on Linux, `osascript` on macOS; on Windows by the tray.
    static Notifier system(Tray tray) {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (os.contains("win")) {
            return tray::message;
        }
        return new Commands(
                os.contains("mac") ? List.of(Commands::macOs) : List.of(Commands::notifySend, Commands::gdbus));
    }

    /// Runs the first program that is there. Texts are arguments of their own, so nothing in them is ever executed.
    final class Commands implements Notifier {
        private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
        private static final int MAX = 300;

        /// A command line for a title and a text.
        interface Command {
            List<String> of(String title, String text);
        }

        private final List<Command> commands;

        Commands(List<Command> commands) {
            this.commands = commands;
        }

        static List<String> notifySend(String title, String text) {
            return List.of("notify-send", "--app-name=Tap2 Studio", "--icon=tap2-studio", "--", title, plain(text));
        }

        static List<String> gdbus(String title, String text) {
            return List.of(
                    "gdbus",
                    "call",
                    "--session",
                    "--dest=org.freedesktop.Notifications",
                    "--object-path=/org/freedesktop/Notifications",
                    "--method=org.freedesktop.Notifications.Notify",
                    "--",
                    quoted("Tap2 Studio"),
                    "uint32 0",
                    quoted("tap2-studio"),
                    quoted(title),
                    quoted(plain(text)),
                    "@as []",
                    "@a{sv} {}",
                    "int32 -1");
        }

        /// The desktop reads some HTML in the text, and a fan's words must not become links or pictures.
        private static String plain(String text) {
            return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        }

        /// A text of GVariant's notation.
        private static String quoted(String text) {
            return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'";
        }

        static List<String> macOs(String title, String text) {
            return List.of(
                    "osascript",
                    "-e",
                    "on run argv",
                    "-e",
                    "display notification (item 2 of argv) with title (item 1 of argv)",
                    "-e",
                    "end run",
                    "--",
                    title,
                    text);
        }

        @Override
        public void show(String title, String text) {
            Thread.ofVirtual().name("notifier").start(() -> {
                for (Command c : commands) {
                    if (run(c.of(cut(title), cut(text)))) {
                        return;
                    }
                }
                LOG.debug("No program for notifications");
            });
        }

        private static String cut(String text) {
            String clean = text.replaceAll("\\p{Cntrl}+", " ").strip();
            return clean.length() > MAX ? clean.substring(0, MAX - 1) + "…" : clean;
        }

        private static boolean run(List<String> command) {
            try {
                Process p = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (!p.waitFor(5, TimeUnit.SECONDS)) {
                    p.destroy();
                    return false;
                }
                return p.exitValue() == 0;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            }
        }
    }
}
