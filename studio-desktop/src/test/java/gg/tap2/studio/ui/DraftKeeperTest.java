package gg.tap2.studio.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class DraftKeeperTest {
    private final List<Runnable> timers = new ArrayList<>();
    private final List<String> written = new ArrayList<>();
    private final Background background = new Background() {
        @Override
        public <T> void run(Callable<T> work, Consumer<T> onOk, Consumer<Exception> onFail) {
            Background.direct().run(work, onOk, onFail);
        }

        @Override
        public void later(Runnable task) {
            task.run();
        }

        @Override
        public Runnable after(Duration delay, Runnable task) {
            timers.add(task);
            return () -> timers.remove(task);
        }
    };
    private final DraftKeeper<String> keeper = new DraftKeeper<>(background, written::add, e -> {
        throw new AssertionError(e);
    });

    private void tick() {
        List<Runnable> due = List.copyOf(timers);
        timers.clear();
        due.forEach(Runnable::run);
    }

    @Test
    void manyKeysAreOneWriteOfTheLastState() {
        for (String s : List.of("H", "He", "Hel", "Hell", "Hello")) {
            keeper.keep(s);
        }
        assertThat(written).isEmpty();
        assertThat(timers).hasSize(1);
        tick();
        assertThat(written).containsExactly("Hello");
        keeper.keep("Hello!");
        tick();
        assertThat(written).containsExactly("Hello", "Hello!");
    }

    @Test
    void whatWaitsIsWrittenAtOnceWhenTheDialogGoes() {
        keeper.keep("Almost lost");
        keeper.flush();
        assertThat(written).containsExactly("Almost lost");
        tick();
        assertThat(written).hasSize(1);
    }

    @Test
    void aSentDraftDoesNotComeBack() {
        keeper.keep("Sent");
        keeper.end(() -> written.add("deleted"));
        tick();
        keeper.flush();
        assertThat(written).containsExactly("deleted");
    }
}
