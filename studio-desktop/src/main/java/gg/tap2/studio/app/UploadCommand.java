package gg.tap2.studio.app;

import gg.tap2.model.media.UploadPurpose;
import gg.tap2.studio.api.ApiClient;
import gg.tap2.studio.api.ApiFailure;
import gg.tap2.studio.api.ServerAddress;
import gg.tap2.studio.api.SignIn;
import gg.tap2.studio.platform.AppDirs;
import gg.tap2.studio.platform.FileLocks;
import gg.tap2.studio.secrets.Secrets;
import gg.tap2.studio.session.Account;
import gg.tap2.studio.session.Session;
import gg.tap2.studio.session.Sessions;
import gg.tap2.studio.ui.Formats;
import gg.tap2.studio.uploads.UploadProgress;
import gg.tap2.studio.uploads.UploadState;
import gg.tap2.studio.uploads.UploadTask;
import gg.tap2.studio.uploads.Uploads;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `upload FILE`: the signed manifest goes to standard output, everything else to standard error. Interrupted, the
/// same command goes on where it stopped.
@Command(
        name = "upload",
        mixinStandardHelpOptions = true,
        description = "Uploads a file; run again to go on after an interruption.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:stored and verified", "1:refused or failed", "2:wrong usage", "3:not signed in"})
final class UploadCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The file to upload.")
    @Nullable
    Path file;

    @Option(names = "--server", paramLabel = "URL", defaultValue = "${TAP2_SERVER:-http://127.0.0.1:8080}")
    String server = "";

    @Option(
            names = "--email",
            paramLabel = "ADDRESS",
            defaultValue = "${TAP2_EMAIL}",
            description = "Account; also TAP2_EMAIL.")
    @Nullable
    String email;

    @Option(
            names = "--password",
            // Asks always: what follows is the file, and a word on the command line is read by everybody here.
            arity = "0",
            interactive = true,
            description = "Asks; otherwise TAP2_PASSWORD is used.")
    char @Nullable [] password;

    @Option(names = "--code", description = "Code of the second factor.")
    @Nullable
    String code;

    @Option(
            names = "--purpose",
            defaultValue = "product_file",
            description = "product_file, cover, avatar, banner, tier_image")
    String purpose = "";

    @Option(names = "--limit", paramLabel = "KB/S", description = "Bandwidth limit; 0 for none.")
    long limit;

    @Override
    public Integer call() throws InterruptedException, IOException {
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        if (email == null || email.isBlank()) {
            err.println("Please name the account: --email or TAP2_EMAIL.");
            return 2;
        }
        // A session and a journal of its own: the studio may be open on the same account.
        Path home = AppDirs.system().create();
        Path folder = home.resolve("command-line");
        var sessions = new Sessions(folder, Secrets.named("command line ", Secrets.open(home)), InstantSource.system());
        var account = new Account(server, email);
        Path wanted = Objects.requireNonNull(file).toAbsolutePath().normalize();
        var alone = FileLocks.take(folder.resolve("files")
                .resolve(UUID.nameUUIDFromBytes(wanted.toString().getBytes(StandardCharsets.UTF_8)) + ".lock"));
        if (alone.isEmpty()) {
            err.println("Another command is uploading this file.");
            return 1;
        }
        try (var lock = alone.get();
                Session session = open(sessions, account, err)) {
            return upload(session, wanted, err);
        } catch (ServerAddress.NotEncrypted e) {
            err.println(e.getMessage());
            return 2;
        } catch (ApiFailure.SignedOut e) {
            err.println("Not signed in: " + e.getMessage());
            return 3;
        } catch (ApiFailure e) {
            err.println(e.getMessage());
            return e instanceof ApiFailure.Refused refused && refused.status() == 401 ? 3 : 1;
        }
    }

    private Session open(Sessions sessions, Account account, PrintWriter err) {
        Optional<Session> known = sessions.reopen(account);
        if (known.isPresent()) {
            return known.get();
        }
        ApiClient client = sessions.client(account);
        var signIn = new SignIn(client);
        SignIn.Outcome outcome = signIn.password(account.email(), password(), "Tap2 command line");
        if (outcome instanceof SignIn.Outcome.CodeNeeded needed) {
            if (code == null) {
                throw new ApiFailure.SignedOut("this account needs --code");
            }
            outcome = signIn.code(needed.challenge(), code);
        }
        if (outcome instanceof SignIn.Outcome.SignedIn in) {
            return sessions.open(account, in.me(), client);
        }
        throw new ApiFailure.SignedOut("the code was not accepted");
    }

    private String password() {
        if (password != null) {
            return new String(password);
        }
        String fromEnvironment = System.getenv("TAP2_PASSWORD");
        if (fromEnvironment != null) {
            return fromEnvironment;
        }
        Console console = System.console();
        char[] typed = console == null ? null : console.readPassword("Password: ");
        if (typed == null) {
            throw new ApiFailure.SignedOut("no password: use --password or TAP2_PASSWORD");
        }
        return new String(typed);
    }

    private int upload(Session session, Path wanted, PrintWriter err) throws InterruptedException {
        Uploads uploads = session.uploads();
        uploads.bandwidth().setLimit(limit * 1000);
        var formats = new Formats(Locale.ROOT, ZoneId.systemDefault());
        UUID id;
        try {
            Optional<UploadTask> begun = uploads.list().stream()
                    .filter(t -> t.path().equals(wanted) && !t.state().isFinal())
                    .findFirst();
            if (begun.isPresent()) {
                id = begun.get().id();
                err.println("Going on with an upload begun before.");
                if (begun.get().state() == UploadState.CHANGED) {
                    err.println("The file has changed since: starting over.");
                    uploads.restart(id);
                    id = uploads.list().stream()
                            .filter(t -> t.path().equals(wanted) && !t.state().isFinal())
                            .findFirst()
                            .orElseThrow()
                            .id();
                } else {
                    uploads.resume(id);
                }
            } else {
                id = uploads.add(wanted, UploadPurpose.valueOf(purpose.toUpperCase(Locale.ROOT)))
                        .id();
            }
        } catch (Uploads.NotAccepted e) {
            err.println(e.getMessage());
            return 1;
        } catch (IllegalArgumentException e) {
            err.println("Unknown purpose " + purpose);
            return 2;
        }
        var done = new CountDownLatch(1);
        UUID watched = id;
        uploads.onProgress(p -> {
            if (p.id().equals(watched)) {
                print(p, formats, err);
                if (!p.state().isActive()) {
                    done.countDown();
                }
            }
        });
        uploads.startOnly(watched);
        done.await();
        UploadTask end = uploads.find(watched).orElseThrow();
        err.println();
        if (end.state() != UploadState.READY) {
            err.println("Not uploaded (" + end.state() + "): " + Objects.requireNonNullElse(end.error(), ""));
            return 1;
        }
        err.println("Stored. SHA-256 " + end.sha256());
        Objects.requireNonNull(spec)
                .commandLine()
                .getOut()
                .println(Objects.requireNonNullElse(
                        end.manifest(), "{\"uploadId\":\"" + end.id() + "\",\"sha256\":\"" + end.sha256() + "\"}"));
        return 0;
    }

    private static void print(UploadProgress p, Formats formats, PrintWriter err) {
        err.printf(
                "\r%-9s %5.1f %%  %s of %s  %s/s  %d at once  %s          ",
                p.state(),
                p.fraction() * 100,
                formats.size(p.sent()),
                formats.size(p.size()),
                formats.size(p.bytesPerSecond()),
                p.parallel(),
                p.waiting() ? "waiting for the network" : p.left() == null ? "" : formats.duration(p.left()) + " left");
        err.flush();
    }
}
