package gg.tap2.server.bench;

import com.sun.management.OperatingSystemMXBean;
import gg.tap2.server.sandbox.storage.StorageProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// One large file to the same S3 endpoint by `tap2 upload`, rclone and aws-cli, each as its own process, and by
/// dd to the same disk. Peers are timed from start to end; ours until storage has the whole object, which is
/// what they do, and once more until the server has read it back, checked and signed it, which they do not.
public final class UploadBenchmark implements Benchmark {
    private static final int MEBIBYTES = 1024;
    private static final String ACCOUNT = "upload";

    @Override
    public String name() {
        return "upload";
    }

    @Override
    public String about() {
        return "1 GiB to S3 by tap2 upload, against rclone, aws-cli and dd with fsync, over HTTP and HTTPS";
    }

    @Override
    public List<Figure> run(BenchContext c) throws Exception {
        String command = System.getenv("TAP2_COMMAND");
        if (command == null) {
            return List.of(Figure.skipped("upload", "TAP2_COMMAND does not name the launcher; run ./tap2 bench"));
        }
        Path folder = Files.createDirectories(c.folder().resolve("upload"));
        int size = c.scaled(MEBIBYTES);
        Path file = video(folder.resolve("film.mp4"), size);
        var figures = new ArrayList<Figure>();
        try (var storage = StorageProcess.start(folder.resolve("storage"))) {
            for (boolean tls : new boolean[] {false, true}) {
                var sides = new Sides(c, storage, tls, command, folder, file, size);
                figures.addAll(sides.measure());
            }
        } finally {
            Files.deleteIfExists(file);
        }
        return figures;
    }

    /// Bytes that do not compress behind the beginning of an MP4.
    private static Path video(Path file, int mebibytes) throws IOException {
        var random = new SplittableRandom(17);
        byte[] block = new byte[1 << 20];
        try (var out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int i = 0; i < mebibytes; i++) {
                random.nextBytes(block);
                if (i == 0) {
                    byte[] head = {
                        0, 0, 0, 24, 'f', 't', 'y', 'p', 'i', 's', 'o', 'm', 0, 0, 2, 0, 'i', 's', 'o', 'm', 'm', 'p',
                        '4', '2'
                    };
                    System.arraycopy(head, 0, block, 0, head.length);
                }
                var buffer = ByteBuffer.wrap(block);
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
            }
            out.force(true);
        }
        return file;
    }

    /// Everybody over one protocol.
    private static final class Sides {
        private final BenchContext c;
        private final StorageProcess storage;
        private final boolean tls;
        private final String command;
        private final Path folder;
        private final Path file;
        private final int mebibytes;
        private final BenchServer server;
        private final S3Clients clients;
        private final Speeds ours = new Speeds();
        private final List<Double> signed = new ArrayList<>();
        private final List<Double> memory = new ArrayList<>();
        private final List<Double> clientCpu = new ArrayList<>();
        private final List<Double> serverCpu = new ArrayList<>();

        Sides(
                BenchContext c,
                StorageProcess storage,
                boolean tls,
                String command,
                Path folder,
                Path file,
                int mebibytes)
                throws IOException, InterruptedException {
            this.c = c;
            this.storage = storage;
            this.tls = tls;
            this.command = command;
            this.folder = folder;
            this.file = file;
            this.mebibytes = mebibytes;
            this.clients = new S3Clients(storage, folder);
            this.server = c.servers().start(clients.settings(tls));
            new Accounts(server).creator(ACCOUNT);
        }

        List<Figure> measure() throws IOException, InterruptedException {
            Path rclone = c.peers() ? S3Clients.rclone() : null;
            Path aws = c.peers() ? S3Clients.aws() : null;
            var byRclone = new Speeds();
            var byAws = new Speeds();
            var byDd = new Speeds();
            ours();
            forget();
            for (int i = 0; i < c.rounds(); i++) {
                ours();
                if (rclone != null) {
                    theirs(byRclone, stored -> clients.rclone(rclone, file, tls, stored));
                }
                if (aws != null) {
                    theirs(byAws, stored -> clients.aws(aws, file, tls, stored));
                }
                double dd = speed(clients.dd(file).seconds());
                byDd.stored.add(dd);
                byDd.whole.add(dd);
            }
            String over = tls ? " over HTTPS" : " over HTTP";
            var out = new ArrayList<Figure>();
            against(out, over, "rclone", byRclone, 2);
            against(out, over, "aws-cli", byAws, 1.4);
            against(out, over, "dd fsync", byDd, 0.75);
            out.add(Figure.plain("until checked and signed" + over, BenchContext.median(signed), "MB/s"));
            out.add(Figure.atMost("client's memory" + over, BenchContext.median(memory), "MB", 200));
            out.add(Figure.plain("client's processor time" + over, BenchContext.median(clientCpu), "s"));
            out.add(Figure.plain("server's processor time, sending" + over, BenchContext.median(serverCpu), "s"));
            return out;
        }

        private void against(List<Figure> out, String over, String peer, Speeds theirs, double goal) {
            if (theirs.whole.isEmpty()) {
                String why = c.peers() ? peer + " is not installed" : "not asked for";
                out.add(Figure.skipped("upload" + over + " by " + peer, why));
                return;
            }
            out.add(Figure.ratio(
                    "every byte stored" + over,
                    BenchContext.median(ours.stored),
                    "MB/s",
                    peer,
                    BenchContext.median(theirs.stored),
                    goal));
            out.add(Figure.ratio(
                    "object whole" + over,
                    BenchContext.median(ours.whole),
                    "MB/s",
                    peer,
                    BenchContext.median(theirs.whole),
                    goal));
        }

        private void theirs(Speeds speeds, Client client) throws IOException, InterruptedException {
            var stored = new AllBytes(storage, mebibytes);
            var run = client.run(stored);
            speeds.stored.add(speed(stored.seconds()));
            speeds.whole.add(speed(run.seconds()));
            storage.clear();
        }

        private void forget() {
            ours.stored.clear();
            ours.whole.clear();
            signed.clear();
            memory.clear();
            clientCpu.clear();
            serverCpu.clear();
        }

        private double speed(double seconds) {
            return mebibytes * 1.048576 / seconds;
        }

        private void ours() throws IOException, InterruptedException {
            // Signed in once, by the run that warms up; as the others find their keys in a file.
            Path home = folder.resolve("home-" + tls);
            var environment = Map.of(
                    "TAP2_SERVER",
                    server.url(),
                    "TAP2_EMAIL",
                    Accounts.email(ACCOUNT),
                    "TAP2_PASSWORD",
                    Accounts.PASSWORD,
                    "TAP2_STUDIO_HOME",
                    home.toString(),
                    "TAP2_JAVA_OPTS",
                    tls ? storage.jvmTrust() : "");
            var stored = new AllBytes(storage, mebibytes);
            var whole = new WholeObject(server);
            var run = Program.run(
                    List.of("sh", command, "upload", file.toString()), environment, folder.resolve("tap2.log"), () -> {
                        stored.run();
                        whole.run();
                    });
            ours.stored.add(speed(stored.seconds()));
            ours.whole.add(speed(whole.seconds()));
            signed.add(speed(run.seconds()));
            memory.add(run.peakBytes() / 1e6);
            clientCpu.add(run.cpuSeconds());
            serverCpu.add(whole.serverCpu());
            storage.clear();
        }
    }

    /// Megabytes a second of each run.
    private static final class Speeds {
        final List<Double> stored = new ArrayList<>();
        final List<Double> whole = new ArrayList<>();
    }

    private interface Client {
        Program.Run run(Runnable meanwhile) throws IOException, InterruptedException;
    }

    /// Looks every few milliseconds whether storage holds as many bytes as the file has.
    private static final class AllBytes implements Runnable {
        private final StorageProcess storage;
        private final long size;
        private final long begun = System.nanoTime();
        private @Nullable Double seconds;

        AllBytes(StorageProcess storage, int mebibytes) {
            this.storage = storage;
            this.size = (long) mebibytes << 20;
        }

        @Override
        public void run() {
            if (seconds == null && storage.bytes() >= size) {
                seconds = (System.nanoTime() - begun) / 1e9;
            }
        }

        double seconds() throws IOException {
            if (seconds == null) {
                throw new IOException("the bytes never were in storage");
            }
            return seconds;
        }
    }

    /// Looks every few milliseconds whether the newest upload is whole in storage.
    private static final class WholeObject implements Runnable {
        private static final OperatingSystemMXBean OS =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

        private final BenchServer server;
        private final long begun = System.nanoTime();
        private final long cpuBegun = OS.getProcessCpuTime();
        private final long before;
        private @Nullable Double seconds;
        private double cpu;
        private int looks;

        WholeObject(BenchServer server) {
            this.server = server;
            this.before = whole();
        }

        private long whole() {
            return server.db()
                    .read(tx -> tx.sql("SELECT count(*) AS n FROM uploads WHERE status IN ('checking', 'ready')")
                            .one(row -> row.number("n")));
        }

        @Override
        public void run() {
            // Not at every look: the question costs the server what is measured.
            if (seconds == null && looks++ % 4 == 0 && whole() > before) {
                seconds = (System.nanoTime() - begun) / 1e9;
                cpu = (OS.getProcessCpuTime() - cpuBegun) / 1e9;
            }
        }

        double seconds() throws IOException {
            if (seconds == null) {
                throw new IOException("the upload was never whole in storage");
            }
            return seconds;
        }

        double serverCpu() {
            return cpu;
        }
    }
}
