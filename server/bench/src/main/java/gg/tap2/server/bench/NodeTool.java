package gg.tap2.server.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A program of the package registry, installed into the user's cache folder on first use.
final class NodeTool {
    private NodeTool() {}

    /// Why none can run here, or null.
    static @Nullable String missing() {
        return Program.find("node") == null || Program.find("npm") == null ? "node and npm are not installed" : null;
    }

    static Path folder(String name) {
        return Path.of(System.getProperty("user.home"), ".cache", "tap2", "bench", name);
    }

    /// Writes the files, installs what `package.json` names, and runs what else makes it ready; once.
    ///
    /// @param ready a file that is there when it was done before
    /// @throws IOException when the registry cannot be reached or a command fails, with what it said last
    static Path install(BenchContext c, String name, Map<String, byte[]> files, String ready, String... thenNode)
            throws IOException, InterruptedException {
        Path folder = folder(name);
        if (Files.exists(folder.resolve(ready))) {
            return folder;
        }
        c.say("installing " + name + " (once)");
        for (var f : files.entrySet()) {
            Path to = folder.resolve(f.getKey());
            Files.createDirectories(to.getParent());
            Files.write(to, f.getValue());
        }
        run(folder, "npm", "install", "--no-audit", "--no-fund");
        if (thenNode.length > 0) {
            String[] command = new String[thenNode.length + 1];
            command[0] = "node";
            System.arraycopy(thenNode, 0, command, 1, thenNode.length);
            run(folder, command);
        }
        return folder;
    }

    private static void run(Path folder, String... command) throws IOException, InterruptedException {
        Path log = folder.resolve("install.log");
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("NEXT_TELEMETRY_DISABLED", "1");
        Process p = builder.start();
        if (!p.waitFor(10, TimeUnit.MINUTES) || p.exitValue() != 0) {
            p.destroyForcibly();
            String said = Files.readString(log).strip();
            throw new IOException(
                    String.join(" ", command) + " failed: " + said.substring(Math.max(0, said.length() - 600)));
        }
    }
}
