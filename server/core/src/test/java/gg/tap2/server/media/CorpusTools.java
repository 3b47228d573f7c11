package gg.tap2.server.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Programs of this machine that make files and judge them.
final class CorpusTools {
    private final Path dir;

    CorpusTools(Path dir) {
        this.dir = dir;
    }

    static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(p -> Files.isExecutable(Path.of(p, program)));
    }

    /// The exit status; empty where the program is not installed.
    Optional<Integer> run(String... command) throws IOException, InterruptedException {
        if (!isInstalled(command[0])) {
            return Optional.empty();
        }
        var builder = new ProcessBuilder(command)
                .directory(dir.toFile())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("last.log").toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process p = builder.start();
        if (!p.waitFor(60, TimeUnit.SECONDS)) {
            p.destroyForcibly();
            return Optional.of(-1);
        }
        return Optional.of(p.exitValue());
    }

    /// What the command leaves in the file `name`; empty without the program.
    Optional<byte[]> make(String name, String... command) throws IOException, InterruptedException {
        Files.deleteIfExists(dir.resolve(name));
        Optional<Integer> status = run(command);
        if (status.isEmpty() || !Files.exists(dir.resolve(name)) || Files.size(dir.resolve(name)) == 0) {
            return Optional.empty();
        }
        return Optional.of(Files.readAllBytes(dir.resolve(name)));
    }

    /// As a shell line, for pipes.
    Optional<byte[]> shell(String program, String name, String line) throws IOException, InterruptedException {
        return isInstalled(program) ? make(name, "sh", "-c", line) : Optional.empty();
    }

    /// What other programs say of an archive: their name and "reads", "refuses" or "asks for the password".
    String opinion(Path file) throws IOException, InterruptedException {
        var out = new java.util.ArrayList<String>();
        for (List<String> judge : List.of(
                List.of("unzip", "-tqq", "-P", "x", file.toString()),
                List.of("7zz", "t", "-px", file.toString()),
                List.of("bsdtar", "-tf", file.toString()),
                List.of("qpdf", "--password=x", "--check", file.toString()),
                List.of("ffprobe", "-v", "error", file.toString()),
                List.of("identify", file.toString()))) {
            if (!fits(judge.getFirst(), file.toString())) {
                continue;
            }
            run(judge.toArray(String[]::new))
                    .ifPresent(status -> out.add(judge.getFirst()
                            + (status == 0
                                            || (status == 1 && judge.getFirst().equals("unzip"))
                                            || (status == 3 && judge.getFirst().equals("qpdf"))
                                    ? " reads"
                                    : " refuses")));
        }
        return String.join(", ", out);
    }

    private static boolean fits(String judge, String file) {
        String kind = file.substring(file.lastIndexOf('.') + 1);
        return switch (judge) {
            case "unzip", "7zz", "bsdtar" ->
                List.of("zip", "epub", "docx", "cbz").contains(kind);
            case "qpdf" -> kind.equals("pdf");
            case "ffprobe" -> List.of("mp3", "mp4", "wav").contains(kind);
            default -> List.of("png", "jpg", "gif", "webp").contains(kind);
        };
    }
}
