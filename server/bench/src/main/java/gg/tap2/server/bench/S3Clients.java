package gg.tap2.server.bench;

import gg.tap2.server.platform.config.Key;
import gg.tap2.server.sandbox.storage.StorageProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What people upload with today, each with the settings that were best here, and the disk itself.
final class S3Clients {
    private static final String CHUNK_MIB = "16";
    private static final String AT_ONCE = "8";

    private final StorageProcess storage;
    private final Path folder;

    S3Clients(StorageProcess storage, Path folder) {
        this.storage = storage;
        this.folder = folder;
    }

    /// Settings of a server that keeps its files there; it talks to the storage over HTTP either way.
    Map<Key, String> settings(boolean tls) {
        return Map.of(
                Key.S3_ENDPOINT,
                storage.endpoint(false).toString(),
                Key.S3_PUBLIC_ENDPOINT,
                storage.endpoint(tls).toString(),
                Key.S3_REGION,
                "us-east-1",
                Key.S3_BUCKET,
                StorageProcess.BUCKET,
                Key.S3_ACCESS_KEY,
                StorageProcess.ACCESS_KEY,
                Key.S3_SECRET_KEY,
                StorageProcess.SECRET_KEY);
    }

    /// rclone as installed, or null.
    static @Nullable Path rclone() {
        return Program.find("rclone");
    }

    /// aws-cli; behind pyenv's shim the program itself, whose start the shim would lengthen.
    static @Nullable Path aws() throws IOException, InterruptedException {
        Path found = Program.find("aws");
        if (found == null || !found.toString().contains("/shims/")) {
            return found;
        }
        Path pyenv = Program.find("pyenv");
        if (pyenv == null) {
            return found;
        }
        Process p = new ProcessBuilder(pyenv.toString(), "which", "aws").start();
        String path = new String(p.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip();
        return p.waitFor() == 0 ? Path.of(path) : found;
    }

    Program.Run rclone(Path program, Path file, boolean tls, Runnable meanwhile)
            throws IOException, InterruptedException {
        var environment = new LinkedHashMap<String, String>();
        environment.put("RCLONE_CONFIG_T_TYPE", "s3");
        environment.put("RCLONE_CONFIG_T_PROVIDER", "Other");
        environment.put("RCLONE_CONFIG_T_ENDPOINT", storage.endpoint(tls).toString());
        environment.put("RCLONE_CONFIG_T_ACCESS_KEY_ID", StorageProcess.ACCESS_KEY);
        environment.put("RCLONE_CONFIG_T_SECRET_ACCESS_KEY", StorageProcess.SECRET_KEY);
        return Program.run(
                List.of(
                        program.toString(),
                        "copyto",
                        "--config",
                        "",
                        "--ca-cert",
                        storage.certificate().toString(),
                        "--s3-chunk-size",
                        CHUNK_MIB + "M",
                        "--s3-upload-concurrency",
                        AT_ONCE,
                        "--s3-no-check-bucket",
                        file.toString(),
                        "t:" + StorageProcess.BUCKET + "/rclone.mp4"),
                environment,
                folder.resolve("rclone.log"),
                meanwhile);
    }

    Program.Run aws(Path program, Path file, boolean tls, Runnable meanwhile) throws IOException, InterruptedException {
        Path config = folder.resolve("aws.conf");
        Files.writeString(config, """
                [default]
                region = us-east-1
                request_checksum_calculation = when_required
                s3 =
                    max_concurrent_requests = %s
                    multipart_chunksize = %sMB
                    multipart_threshold = %sMB
                """.formatted(AT_ONCE, CHUNK_MIB, CHUNK_MIB));
        var environment = Map.of(
                "AWS_CONFIG_FILE",
                config.toString(),
                "AWS_SHARED_CREDENTIALS_FILE",
                config.toString(),
                "AWS_ACCESS_KEY_ID",
                StorageProcess.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY",
                StorageProcess.SECRET_KEY,
                "AWS_EC2_METADATA_DISABLED",
                "true");
        var command = new ArrayList<>(List.of(program.toString(), "s3", "cp", "--no-progress"));
        command.addAll(List.of("--endpoint-url", storage.endpoint(tls).toString()));
        if (tls) {
            command.addAll(List.of("--ca-bundle", storage.certificate().toString()));
        }
        command.addAll(List.of(file.toString(), "s3://" + StorageProcess.BUCKET + "/aws.mp4"));
        return Program.run(command, environment, folder.resolve("aws.log"), meanwhile);
    }

    /// The disk's limit: one copy, on the disk when it ends.
    Program.Run dd(Path file) throws IOException, InterruptedException {
        Path copy = folder.resolve("dd.copy");
        try {
            return Program.run(
                    List.of("dd", "if=" + file, "of=" + copy, "bs=4M", "conv=fsync"),
                    Map.of(),
                    folder.resolve("dd.log"),
                    () -> {});
        } finally {
            Files.deleteIfExists(copy);
        }
    }
}
