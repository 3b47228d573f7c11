package gg.tap2.server.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// What a benchmark gets.
///
/// @param servers the shared one and others with their own settings
/// @param folder for what is made on the way; deleted at the end
/// @param rounds how often each side runs
/// @param peers false to measure only ours, for profiling
/// @param scale 1 for the figures that are published; smaller for a quick look
public record BenchContext(
        BenchServers servers, Path folder, int rounds, double scale, boolean peers, PrintStream out) {
    public static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// The value below which `part` (0–1) of the sorted times lie.
    public static double percentile(long[] times, double part) {
        long[] sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1L, Math.ceil(part * sorted.length) - 1)];
    }

    public int scaled(int n) {
        return Math.max(1, (int) (n * scale));
    }

    public void say(String line) {
        out.println("  " + line);
    }
}
