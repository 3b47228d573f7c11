package gg.tap2.server.bench;

import gg.tap2.server.platform.db.DatabaseAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// PostgreSQL's own load generator against the same server.
final class Pgbench {
    static final String MISSING = "pgbench is not installed (Debian: postgresql-contrib)";
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");

    private Pgbench() {}

    static boolean installed() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(p -> Files.isExecutable(Path.of(p, "pgbench")));
    }

    /// Runs a script `transactions` times over `clients` connections.
    ///
    /// @return transactions a second
    static double run(DatabaseAddress owner, Path script, int clients, int transactions, Map<String, String> variables)
            throws IOException, InterruptedException {
        URI uri = URI.create(owner.jdbcUrl().substring("jdbc:".length()));
        var command = new ArrayList<>(List.of("pgbench", "-n", "-M", "prepared"));
        command.addAll(List.of("-h", uri.getHost(), "-p", Integer.toString(uri.getPort()), "-U", owner.user()));
        command.addAll(List.of("-c", Integer.toString(clients), "-j", "2"));
        command.addAll(List.of("-t", Integer.toString(Math.max(1, transactions / clients))));
        variables.forEach((k, v) -> command.addAll(List.of("-D", k + "=" + v)));
        command.addAll(List.of("-f", script.toString(), uri.getPath().substring(1)));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", owner.password().value());
        Process p = builder.start();
        String text = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = p.waitFor();
        var m = TPS.matcher(text);
        if (status != 0 || !m.find()) {
            throw new IOException("pgbench ended with " + status + ": " + text.strip());
        }
        return Double.parseDouble(m.group(1));
    }
}
