package gg.tap2.server.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A program that is measured from outside: wall time from its start to its end, processor time and the most memory
/// it held at once, both as Linux counts them (`/proc`; 0 elsewhere).
final class Program {
    /// @param seconds from start to end
    /// @param cpuSeconds user and system time together
    /// @param peakBytes resident memory
    record Run(double seconds, double cpuSeconds, long peakBytes, String output) {}

    private static final long SAMPLE_MS = 20;
    private static final double TICKS_PER_SECOND = 100;

    private Program() {}

    /// The program's path if it is installed.
    static @Nullable Path find(String name) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(dir -> Path.of(dir, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    /// @param meanwhile called every few milliseconds while the program runs
    /// @throws IOException when it ends with another status than 0, with what it said
    static Run run(List<String> command, Map<String, String> environment, Path log, Runnable meanwhile)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        // A bundle of this machine's own would replace the one that is named, and rclone refuses it altogether.
        builder.environment().remove("AWS_CA_BUNDLE");
        builder.environment().putAll(environment);
        long begun = System.nanoTime();
        Process p = builder.start();
        double cpu = 0;
        long peak = 0;
        try {
            while (!p.waitFor(SAMPLE_MS, TimeUnit.MILLISECONDS)) {
                cpu = Math.max(cpu, cpuSeconds(p.pid()));
                peak = Math.max(peak, peakBytes(p.pid()));
                meanwhile.run();
            }
        } finally {
            p.destroyForcibly();
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        String output = Files.readString(log, StandardCharsets.UTF_8);
        if (p.exitValue() != 0) {
            throw new IOException(command.getFirst() + " ended with " + p.exitValue() + ": " + output.strip());
        }
        return new Run(seconds, cpu, peak, output);
    }

    private static double cpuSeconds(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }

    private static long peakBytes(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(l -> l.startsWith("VmHWM:"))
                    .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
