package gg.tap2.server.testing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Fuzzes the `*FuzzTest`s of a module, each target in a JVM of its own. What was learned stays in
/// `target/fuzz/corpus` and is where the next run begins; what was found is in `target/fuzz/findings`.
public final class FuzzRun {
    private static final String SUFFIX = "FuzzTest";
    private static final Pattern STATUS =
            Pattern.compile("#(\\d+)\\s+\\w+\\s+cov: (\\d+) ft: (\\d+) corp: (\\d+)/\\S+ .*exec/s: (\\d+)");
    private static final Path HOME = Path.of("target/fuzz").toAbsolutePath();

    /// A method that is fed with bytes, and the name to choose it by: `Markdown.html`.
    private record Target(Method method) {
        String name() {
            String type = method.getDeclaringClass().getSimpleName();
            return type.substring(0, type.length() - SUFFIX.length()) + "." + method.getName();
        }
    }

    private FuzzRun() {}

    /// @param only a part of the names of the targets; empty for all
    /// @return the names of the targets that failed, with where to look
    public static List<String> run(String only, int seconds) throws Exception {
        List<Target> targets = targets().stream()
                .filter(t -> t.name().toLowerCase(Locale.ROOT).contains(only.toLowerCase(Locale.ROOT)))
                .toList();
        List<String> failed = new ArrayList<>();
        if (!targets.isEmpty()) {
            System.out.printf(
                    "%n%-28s %12s %9s %9s %9s %7s%n",
                    "target", "executions", "each s", "branches", "features", "inputs");
        }
        for (Target target : targets) {
            Path log = one(target, seconds);
            if (log != null) {
                failed.add(target.name() + ": see " + log);
            }
        }
        return failed;
    }

    /// The log when something was found.
    private static @org.jspecify.annotations.Nullable Path one(Target target, int seconds) throws Exception {
        Path corpus = Files.createDirectories(HOME.resolve("corpus").resolve(target.name()));
        Path findings = Files.createDirectories(HOME.resolve("findings").resolve(target.name()));
        Path log = HOME.resolve(target.name() + ".log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-XX:+UseSerialGC",
                        "-XX:+EnableDynamicAgentLoading",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Djava.awt.headless=true",
                        "-Djazzer.hooks=true",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + target.method().getDeclaringClass().getName(),
                        "--target_method=" + target.method().getName(),
                        "--instrumentation_includes=gg.tap2.**:org.commonmark.**:org.owasp.html.**:com.nimbusds.jose.**",
                        "-max_total_time=" + seconds,
                        "-artifact_prefix=" + findings + "/",
                        corpus.toString())
                .directory(HOME.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(seconds + 180L, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        boolean ok = ended && process.exitValue() == 0;
        MatchResult last = null;
        var status = STATUS.matcher(Files.readString(log));
        while (status.find()) {
            last = status.toMatchResult();
        }
        System.out.printf(
                "%-28s %12s %9s %9s %9s %7s  %s%n",
                target.name(),
                group(last, 1),
                group(last, 5),
                group(last, 2),
                group(last, 3),
                group(last, 4),
                ok ? "" : "FOUND SOMETHING");
        return ok && last != null ? null : log;
    }

    private static String group(@org.jspecify.annotations.Nullable MatchResult m, int i) {
        return m == null ? "-" : m.group(i);
    }

    private static List<Target> targets() throws IOException, ClassNotFoundException {
        Path root = Path.of("target/test-classes");
        List<String> names;
        try (var files = Files.walk(root)) {
            names = files.map(f -> root.relativize(f).toString())
                    .filter(n -> n.endsWith(SUFFIX + ".class"))
                    .map(n -> n.substring(0, n.length() - ".class".length())
                            .replace('/', '.')
                            .replace('\\', '.'))
                    .toList();
        }
        List<Target> out = new ArrayList<>();
        for (String name : names) {
            Arrays.stream(Class.forName(name, false, FuzzRun.class.getClassLoader())
                            .getDeclaredMethods())
                    .filter(m -> m.isAnnotationPresent(FuzzTest.class))
                    .forEach(m -> out.add(new Target(m)));
        }
        out.sort(Comparator.comparing(Target::name));
        return out;
    }
}
