package gg.tap2.studio.app;

import gg.tap2.studio.store.ProductRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javafx.scene.control.TableView;

/// A studio in a process of its own: signs in, waits for the first full sync, goes twice through every screen, down and
/// up the large tables and into an editor, and prints what the process needed as `name value` lines in MiB,
/// and the seconds until the first sync was over.
public final class MemoryWalk {
    private static final int FIRST_SYNC_SECONDS = 180;

    private MemoryWalk() {}

    /// `args`: home folder, server, address, password.
    public static void main(String[] args) throws Exception {
        try (var studio = StudioDriver.start(Path.of(args[0]), args[1])) {
            long start = System.nanoTime();
            studio.signIn(args[2], args[3]);
            studio.find("#nav-home");
            studio.waitUntil(
                    "first sync",
                    FIRST_SYNC_SECONDS,
                    () -> studio.app().session().sync().state().lastSynced() != null);
            System.out.println("memory synced.seconds " + (System.nanoTime() - start) / 1_000_000_000);
            print("synced");
            for (int round = 1; round <= 2; round++) {
                for (ScreenEntry screen : ScreenCatalog.ALL) {
                    studio.go(screen.id(), null);
                    Thread.sleep(700);
                    StudioDriver.onFx(() -> {
                        studio.app().scene().getRoot().lookupAll(".table-view").forEach(t -> scroll((TableView<?>) t));
                        return null;
                    });
                    Thread.sleep(300);
                }
                ProductRow first =
                        studio.app().session().store().products().list().getFirst();
                studio.go("products", first.id());
                Thread.sleep(700);
                print("round" + round);
            }
        }
        System.exit(0);
    }

    private static void scroll(TableView<?> table) {
        int rows = table.getItems().size();
        for (int at : List.of(rows / 2, rows - 1, 0)) {
            if (rows > 0) {
                table.scrollTo(at);
                table.layout();
            }
        }
    }

    private static void print(String when) throws Exception {
        Map<String, Long> status = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.matches("(VmHWM|VmRSS|RssAnon|RssFile):.*")) {
                status.put(line.replaceFirst(":.*", ""), Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10);
            }
        }
        var runtime = Runtime.getRuntime();
        status.put("heapCommitted", runtime.totalMemory() >> 20);
        status.put("heapUsed", (runtime.totalMemory() - runtime.freeMemory()) >> 20);
        status.forEach((name, value) -> System.out.println("memory " + when + "." + name + " " + value));
    }
}
