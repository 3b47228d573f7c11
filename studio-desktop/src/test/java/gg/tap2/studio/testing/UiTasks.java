package gg.tap2.studio.testing;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// Measures every task of the UI thread one by one: what was posted to it, events, timers and pulses (layout and
/// painting) alike, because headless JavaFX runs them all from one queue, which this replaces. A task's time is from
/// its start to its end by the wall; its time on the processor is told beside it, because other programs share the
/// machine. Not counted is what only headless JavaFX does there: copying what was painted into its stand-in for a
/// screen, pixel by pixel. With `-Dui.sampled=true` the longest tasks are printed with what they were about.
public final class UiTasks {
    /// One frame at 60 Hz, ms.
    public static final int FRAME = 16;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static volatile @Nullable UiTasks current;
    private static volatile @Nullable Thread ui;
    private static boolean installed;

    /// A task's time by the wall and on the processor, ms.
    public record Task(double wall, double cpu, Map<String, Integer> stacks) {}

    private final List<Task> tasks = new ArrayList<>();
    private final boolean sampled;
    private volatile @Nullable Thread sampler;
    private volatile @Nullable Map<String, Integer> samples;

    private UiTasks(boolean sampled) {
        this.sampled = sampled;
    }

    /// From now on; one at a time.
    public static synchronized UiTasks measure() throws ReflectiveOperationException {
        install();
        var tasks = new UiTasks(Boolean.getBoolean("ui.sampled"));
        current = tasks;
        if (tasks.sampled) {
            tasks.sample();
        }
        return tasks;
    }

    /// Ends it and says what there was.
    public String stop() {
        current = null;
        sampler = null;
        List<Task> all = all();
        var longest = all.stream().max(java.util.Comparator.comparingDouble(Task::wall));
        long over = all.stream().filter(t -> t.wall() > FRAME).count();
        long overCpu = all.stream().filter(t -> t.cpu() > FRAME).count();
        if (sampled) {
            all.stream()
                    .filter(t -> t.wall() > FRAME)
                    .sorted(java.util.Comparator.comparingDouble(Task::wall).reversed())
                    .limit(6)
                    .forEach(UiTasks::print);
        }
        return longest.map(t ->
                        "%d UI tasks, longest %.1f ms (%.1f ms of the processor), over %d ms: %d (by the processor %d)"
                                .formatted(all.size(), t.wall(), t.cpu(), FRAME, over, overCpu))
                .orElse("no UI tasks");
    }

    private static void print(Task task) {
        System.out.printf("UI task of %.1f ms, %.1f ms of the processor:%n", task.wall(), task.cpu());
        task.stacks().entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(8)
                .forEach(e -> System.out.println("  " + e.getValue() + " x " + e.getKey()));
    }

    /// What a stack is about: JavaFX's phase and the studio's own line nearest to it.
    private static String about(StackTraceElement[] stack) {
        String phase = "task";
        String own = "";
        for (StackTraceElement f : stack) {
            switch (f.getMethodName()) {
                case "doCSSPass" -> phase = "styles";
                case "doLayoutPass" -> phase = "layout";
                case "synchronizeSceneNodes" -> phase = "to the painter";
                case "waitForRenderingToComplete" -> phase = "waits for the painter";
                case "processKeyEvent" -> phase = "key";
                default -> {}
            }
            if (own.isEmpty()
                    && f.getClassName().startsWith("gg.tap2.studio.")
                    && !f.getClassName().contains("UiTasks")) {
                own = f.getClassName().replaceFirst(".*\\.", "") + "." + f.getMethodName() + ":" + f.getLineNumber();
            }
        }
        return phase + " " + (own.isEmpty() && phase.equals("task") ? outermost(stack) : own);
    }

    /// The first calls inside a task that has no line of the studio's.
    private static String outermost(StackTraceElement[] stack) {
        var out = new StringBuilder();
        for (int i = stack.length - 1; i >= 0 && out.length() < 300; i--) {
            String name = stack[i].getClassName().replaceFirst(".*\\.", "");
            if (!name.startsWith("UiTasks") && !name.startsWith("NestedRunnable") && !name.equals("Thread")) {
                out.append(name).append('.').append(stack[i].getMethodName()).append(' ');
            }
        }
        return out.toString();
    }

    public List<Task> all() {
        synchronized (tasks) {
            return List.copyOf(tasks);
        }
    }

    @SuppressWarnings("unchecked")
    private static void install() throws ReflectiveOperationException {
        if (installed) {
            return;
        }
        Object application = Class.forName("com.sun.glass.ui.Application")
                .getMethod("GetApplication")
                .invoke(null);
        Object processor = open(application, "processor").get(application);
        Field field = open(processor, "runnableQueue");
        var before = (BlockingQueue<Runnable>) field.get(processor);
        var measured = new LinkedBlockingQueue<Runnable>() {
            private static final long serialVersionUID = 1L;

            @Override
            public boolean add(Runnable task) {
                boolean toScreen = task.getClass().getName().contains("SceneState");
                return super.add(toScreen ? task : () -> timed(task));
            }
        };
        field.set(processor, measured);
        // Wakes the thread from the queue that it waits at.
        before.add(() -> {});
        installed = true;
    }

    private static Field open(Object of, String name) throws ReflectiveOperationException {
        Field field = of.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    private static void timed(Runnable task) {
        UiTasks to = current;
        if (to == null) {
            task.run();
            return;
        }
        ui = Thread.currentThread();
        to.samples = to.sampled ? new java.util.concurrent.ConcurrentHashMap<>() : null;
        long cpu = THREADS.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        try {
            task.run();
        } finally {
            double wall = (System.nanoTime() - start) / 1e6;
            double busy = (THREADS.getCurrentThreadCpuTime() - cpu) / 1e6;
            Map<String, Integer> stacks = to.samples;
            to.samples = null;
            synchronized (to.tasks) {
                to.tasks.add(new Task(wall, busy, stacks == null ? Map.of() : Map.copyOf(stacks)));
            }
        }
    }

    /// Where the thread is, every millisecond; for looking into long tasks with `-Dui.sampled=true`.
    private void sample() {
        sampler = Thread.ofPlatform().daemon().start(() -> {
            while (sampler == Thread.currentThread()) {
                Thread thread = ui;
                Map<String, Integer> into = samples;
                if (thread != null && into != null) {
                    String stack = about(thread.getStackTrace());
                    into.merge(stack, 1, Integer::sum);
                }
                try {
                    Thread.sleep(1);
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
    }
}
