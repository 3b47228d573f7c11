package gg.tap2.server.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.demo.DemoWorld;
import gg.tap2.server.platform.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Writes `run.json`: the addresses and sandbox keys of every part, so that other programs can join in.
final class RunFile {
    private RunFile() {}

    static void write(ServerApp app) {
        ObjectNode all = Json.LENIENT.createObjectNode();
        all.put("pid", ProcessHandle.current().pid());
        all.putObject("server")
                .put("base", app.baseUrl())
                .put("api", app.baseUrl() + "/api/v1")
                .put("mode", app.config().live() ? "live" : "sandbox");
        var database = app.services().databaseAddress();
        all.putObject("database").put("jdbcUrl", database.jdbcUrl()).put("user", database.user());
        var storage = app.services().storageSettings();
        all.putObject("storage")
                .put("endpoint", storage.endpoint().toString())
                .put("bucket", storage.bucket())
                .put("region", storage.region());
        Launcher.sandbox(app).ifPresent(box -> {
            all.withObject("/database").put("password", database.password().value());
            all.withObject("/storage")
                    .put("accessKey", storage.accessKey())
                    .put("secretKey", storage.secretKey().value());
            all.setAll(box.describe());
            all.set("logins", Json.LENIENT.valueToTree(DemoWorld.logins()));
        });
        Path file = app.dataDir().resolve("run.json");
        try {
            Path fresh = file.resolveSibling("run.json.new");
            Files.write(fresh, Json.LENIENT.writerWithDefaultPrettyPrinter().writeValueAsBytes(all));
            if (Files.getFileStore(fresh).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(
                        fresh, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
            }
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
