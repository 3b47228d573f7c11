package gg.tap2.studio.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.studio.api.SignIn;
import gg.tap2.studio.secrets.Secrets;
import gg.tap2.studio.session.Account;
import gg.tap2.studio.session.Session;
import gg.tap2.studio.session.Sessions;
import gg.tap2.studio.testing.FakePlatform;
import gg.tap2.studio.testing.TestFiles;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command line as a process of its own, killed in the middle for real.
final class UploadCommandTest {
    @TempDir
    Path dir;

    private Process run(FakePlatform platform, String password, String... more) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "gg.tap2.studio.app.Main",
                "upload",
                "--server",
                platform.baseUrl(),
                "--email",
                FakePlatform.EMAIL));
        command.addAll(List.of(more));
        var builder =
                new ProcessBuilder(command).redirectError(dir.resolve("err.txt").toFile());
        builder.environment().put("TAP2_PASSWORD", password);
        builder.environment().put("TAP2_STUDIO_HOME", dir.resolve("home").toString());
        return builder.start();
    }

    @Test
    void killedProcessGoesOnWhereItStopped() throws Exception {
        try (var platform = new FakePlatform(dir.resolve("platform"))) {
            Path file = TestFiles.random(dir.resolve("big.zip"), 64 << 20, 21);
            platform.storage.delayPerPartMs = 300;
            Process first = run(platform, FakePlatform.PASSWORD, file.toString());
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
            while (platform.storage.received.get() < 24L << 20 && System.nanoTime() < deadline && first.isAlive()) {
                Thread.sleep(10);
            }
            first.destroyForcibly().waitFor();
            platform.storage.delayPerPartMs = 0;
            Process second = run(platform, FakePlatform.PASSWORD, file.toString());
            String out = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(second.waitFor())
                    .as(Files.readString(dir.resolve("err.txt")))
                    .isZero();
            assertThat(out).contains(TestFiles.sha256(file)).contains("signature");
            assertThat(Files.readString(dir.resolve("err.txt"))).contains("Going on with an upload begun before");
            assertThat(platform.storage.received.get() - (64L << 20)).isLessThanOrEqualTo(8L * (8 << 20));
        }
    }

    /// The studio is open on the account, and another command sends another file: nobody signs anybody out, nobody
    /// sends
    /// what is another's, and one file is sent by one command.
    @Test
    void theStudioAndOtherCommandsStayWhatTheyAre() throws Exception {
        try (var platform = new FakePlatform(dir.resolve("platform"))) {
            Path home = dir.resolve("home");
            var sessions = new Sessions(home.resolve("accounts"), Secrets.inFile(home), InstantSource.system());
            var account = new Account(platform.baseUrl(), FakePlatform.EMAIL);
            var client = sessions.client(account);
            var in = (SignIn.Outcome.SignedIn)
                    new SignIn(client).password(FakePlatform.EMAIL, FakePlatform.PASSWORD, "Studio");
            try (Session studio = sessions.open(account, in.me(), client)) {
                studio.uploads().start();
                Path one = TestFiles.random(dir.resolve("one.zip"), 16 << 20, 5);
                Path two = TestFiles.random(dir.resolve("two.zip"), 16 << 20, 6);
                platform.storage.delayPerPartMs = 120_000;
                Process first = run(platform, FakePlatform.PASSWORD, one.toString());
                Process second = run(platform, FakePlatform.PASSWORD, two.toString());
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
                while (locked(home) < 2 && System.nanoTime() < deadline) {
                    Thread.sleep(10);
                }
                Process same = run(platform, FakePlatform.PASSWORD, one.toString());
                assertThat(same.waitFor()).isEqualTo(1);
                platform.storage.delayPerPartMs = 0;
                client.accessToken(client.tokens().find().orElseThrow().accessToken());
                assertThat(studio.uploads().list()).isEmpty();
                assertThat(new String(first.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .contains(TestFiles.sha256(one));
                assertThat(new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .contains(TestFiles.sha256(two));
                assertThat(first.waitFor()).isZero();
                assertThat(second.waitFor()).isZero();
                client.accessToken(client.tokens().find().orElseThrow().accessToken());
            }
        }
    }

    /// How many files commands have begun with.
    private static long locked(Path home) throws IOException {
        Path files = home.resolve("command-line").resolve("files");
        if (!Files.isDirectory(files)) {
            return 0;
        }
        try (var all = Files.list(files)) {
            return all.count();
        }
    }

    /// The file stands after the option, and the word is asked for.
    @Test
    void theOptionForThePasswordAsksAndTakesNoFile() throws Exception {
        try (var platform = new FakePlatform(dir.resolve("platform"))) {
            Path file = TestFiles.random(dir.resolve("small.zip"), 1 << 20, 3);
            Process asked = run(platform, "a wrong one", "--password", file.toString());
            asked.getOutputStream().write((FakePlatform.PASSWORD + "\n").getBytes(StandardCharsets.UTF_8));
            asked.getOutputStream().close();
            String out = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(asked.waitFor())
                    .as(Files.readString(dir.resolve("err.txt")))
                    .isZero();
            assertThat(out).contains(TestFiles.sha256(file));
        }
    }

    @Test
    void wrongPasswordAndWrongFileHaveTheirOwnStatus() throws Exception {
        try (var platform = new FakePlatform(dir.resolve("platform"))) {
            File file = Files.writeString(dir.resolve("notes.exe"), "x").toFile();
            assertThat(run(platform, "wrong", file.toString()).waitFor()).isEqualTo(3);
            assertThat(run(platform, FakePlatform.PASSWORD, file.toString()).waitFor())
                    .isEqualTo(1);
        }
    }
}
