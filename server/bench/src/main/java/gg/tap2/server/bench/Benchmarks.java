package gg.tap2.server.bench;

import gg.tap2.server.platform.json.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All benchmarks: runs them one after the other, prints a table and writes JSON.
public final class Benchmarks {
    private static final List<Benchmark> ALL = List.of(
            new SalesBenchmark(),
            new WebhookLatencyBenchmark(),
            new PagesBenchmark(),
            new LighthouseBenchmark(),
            new BalanceBenchmark(),
            new PayoutsBenchmark(),
            new ChartBenchmark(),
            new LiveBenchmark(),
            new AdminListsBenchmark(),
            new OverloadBenchmark(),
            new UploadBenchmark());

    public void list(PrintStream out) {
        ALL.forEach(b -> out.printf("%-16s %s%n", b.name(), b.about()));
    }

    /// @return whether every benchmark ran to its end; a missed goal is a result, not a failure
    public boolean run(
            List<String> names,
            BenchServers servers,
            Path folder,
            int rounds,
            double scale,
            boolean peers,
            PrintStream out,
            Path json)
            throws IOException {
        for (String name : names) {
            if (ALL.stream().noneMatch(b -> b.name().equals(name))) {
                out.println("tap2: there is no benchmark " + name + "; `tap2 bench --list` names them");
                return false;
            }
        }
        String machine = machine();
        out.println(machine + "; medians of " + rounds + " rounds in turn");
        var results = new ArrayList<Map<String, Object>>();
        boolean whole = true;
        for (Benchmark b : ALL) {
            if (!names.isEmpty() && !names.contains(b.name())) {
                continue;
            }
            out.println(b.name() + ": " + b.about());
            try {
                for (Figure f : b.run(new BenchContext(servers, folder, rounds, scale, peers, out))) {
                    out.println("  " + line(f));
                    results.add(row(b, f));
                }
            } catch (Exception e) {
                whole = false;
                out.println("  did not run to its end: " + e);
                results.add(Map.of("benchmark", b.name(), "error", String.valueOf(e)));
            }
        }
        Files.writeString(json, Json.write(Map.of("machine", machine, "rounds", rounds, "results", results)) + "\n");
        out.println("Results in " + json.toAbsolutePath());
        return whole;
    }

    private static String line(Figure f) {
        var text = new StringBuilder("%-46s".formatted(f.what()));
        if (f.value() != null) {
            text.append("%12s %-5s".formatted(number(f.value()), f.unit()));
        }
        Double ratio = f.ratio();
        if (f.peer() != null && ratio != null) {
            text.append(" %s %s, ratio %s".formatted(f.peer(), number(f.peerValue()), number(ratio)));
        }
        if (f.met() instanceof Boolean met) {
            text.append("  (goal %s %s: %s)"
                    .formatted(f.atMost() ? "≤" : "≥", number(f.target()), met ? "reached" : "missed"));
        }
        if (f.note() != null) {
            text.append("  ").append(f.note());
        }
        return text.toString();
    }

    private static String number(@Nullable Double d) {
        return d == null ? "–" : String.format(Locale.ROOT, d >= 100 ? "%,.0f" : d >= 10 ? "%.1f" : "%.2f", d);
    }

    private static Map<String, Object> row(Benchmark b, Figure f) {
        var row = new LinkedHashMap<String, Object>();
        row.put("benchmark", b.name());
        row.put("what", f.what());
        put(row, "value", f.value());
        put(row, "unit", f.unit());
        put(row, "peer", f.peer());
        put(row, "peerValue", f.peerValue());
        put(row, "ratio", f.ratio());
        put(row, "goal", f.target());
        put(row, "goalReached", f.met());
        put(row, "note", f.note());
        return row;
    }

    private static void put(Map<String, Object> row, String key, @Nullable Object value) {
        if (value != null) {
            row.put(key, value);
        }
    }

    private static String machine() {
        String cpu = "";
        try {
            cpu = Files.readAllLines(Path.of("/proc/cpuinfo"), StandardCharsets.UTF_8).stream()
                    .filter(l -> l.startsWith("model name"))
                    .map(l -> l.substring(l.indexOf(':') + 1).strip() + ", ")
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            cpu = "";
        }
        return cpu + Runtime.getRuntime().availableProcessors() + " cores, "
                + (Runtime.getRuntime().maxMemory() >> 20) + " MB heap, Java " + Runtime.version();
    }
}
