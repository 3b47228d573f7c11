package gg.tap2.studio.uploads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gg.tap2.model.media.UploadPurpose;
import gg.tap2.studio.api.ApiClient;
import gg.tap2.studio.api.Backoff;
import gg.tap2.studio.api.CreatorApi;
import gg.tap2.studio.api.SignIn;
import gg.tap2.studio.api.TokenStore;
import gg.tap2.studio.store.StudioStore;
import gg.tap2.studio.testing.FakePlatform;
import gg.tap2.studio.testing.RoughNetwork;
import gg.tap2.studio.testing.TestFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The engine against a server with real sockets and a bad temper.
final class UploadEngineTest {
    private static final Backoff QUICK = new Backoff(Duration.ofMillis(5), Duration.ofMillis(60));
    private static final long MIB = 1 << 20;

    @TempDir
    Path dir;

    private FakePlatform platform;
    private CreatorApi api;
    private StudioStore store;
    private Uploads uploads;

    @BeforeEach
    void open() throws Exception {
        platform = new FakePlatform(dir.resolve("platform"));
        platform.uploads().partSize = MIB;
        var client = new ApiClient(
                HttpUrl.get(platform.baseUrl()),
                ApiClient.http(),
                TokenStore.inMemory(),
                QUICK,
                InstantSource.system());
        new SignIn(client).password(FakePlatform.EMAIL, FakePlatform.PASSWORD, "test");
        api = new CreatorApi(client);
        start();
    }

    private void start() {
        store = StudioStore.open(dir.resolve("store.db"), InstantSource.system());
        uploads = new Uploads(api, store, QUICK, InstantSource.system()).start();
    }

    private void stop() {
        uploads.close();
        store.close();
    }

    @AfterEach
    void close() {
        stop();
        platform.close();
    }

    private UUID add(Path file) throws Exception {
        return uploads.add(file, UploadPurpose.PRODUCT_FILE).id();
    }

    private UploadState state(UUID id) {
        return uploads.find(id).orElseThrow().state();
    }

    private static void until(String what, BooleanSupplier condition) throws InterruptedException {
        until(Duration.ofSeconds(40), what, condition);
    }

    private static void until(Duration patience, String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + patience.toSeconds() + " s: " + what);
            }
            Thread.sleep(5);
        }
    }

    private void stored(UUID id, Path file) throws Exception {
        until("ready", () -> {
            UploadState s = state(id);
            assertThat(s)
                    .as(() -> String.valueOf(uploads.find(id).orElseThrow().error()))
                    .isNotIn(UploadState.FAILED, UploadState.CHANGED);
            return s == UploadState.READY;
        });
        String expected = TestFiles.sha256(file);
        assertThat(TestFiles.sha256(platform.uploads().object(id))).isEqualTo(expected);
        assertThat(uploads.find(id).orElseThrow().sha256()).isEqualTo(expected);
        assertThat(uploads.find(id).orElseThrow().manifest()).contains(expected);
    }

    /// Hours that do not hold now: nothing is sent, except what somebody sends anyway; what is under way stops and goes
    /// on.
    @Test
    void filesAreSentWithinTheirHoursOnly() throws Exception {
        LocalTime now = LocalTime.now(ZoneId.systemDefault());
        var later = new UploadHours(now.plusHours(2), now.plusHours(3));
        Path small = TestFiles.random(dir.resolve("small.zip"), 2 << 20, 21);
        Path large = TestFiles.random(dir.resolve("large.zip"), 24 << 20, 22);
        uploads.setHours(later);
        assertThat(uploads.opensAt()).isPresent();
        UUID waiting = add(small);
        UUID urgent = add(TestFiles.random(dir.resolve("urgent.zip"), 1 << 20, 23));
        uploads.sendAnyway(urgent);
        until("the urgent one", () -> state(urgent) == UploadState.READY);
        assertThat(state(waiting)).isEqualTo(UploadState.QUEUED);
        uploads.setHours(null);
        stored(waiting, small);
        uploads.bandwidth().setLimit(2_000_000);
        UUID stopped = add(large);
        until(
                "under way",
                () -> uploads.progress(uploads.find(stopped).orElseThrow()).sent() > 2 * MIB);
        uploads.setHours(later);
        until(
                "back in the queue",
                () -> state(stopped) == UploadState.QUEUED
                        && uploads.progress(uploads.find(stopped).orElseThrow()).bytesPerSecond() == 0);
        uploads.bandwidth().setLimit(0);
        uploads.setHours(new UploadHours(now, now));
        stored(stopped, large);
    }

    @Test
    void oddSizesArriveWhole() throws Exception {
        for (long size : new long[] {1, MIB - 1, MIB, MIB + 1, 5 * MIB + 4711}) {
            Path file = TestFiles.random(dir.resolve("f" + size + ".zip"), size, size);
            stored(add(file), file);
        }
    }

    @Test
    void killedAgainAndAgainSendsLittleTwice() throws Exception {
        Path file = TestFiles.random(dir.resolve("big.zip"), 24 * MIB, 5);
        platform.storage.delayPerPartMs = 40;
        UUID id = add(file);
        int kills = 0;
        for (int i = 0; i < 6 && state(id) != UploadState.READY; i++) {
            long before = platform.storage.puts.get();
            until("some parts", () -> platform.storage.puts.get() > before + 2 || state(id) == UploadState.READY);
            stop();
            kills++;
            start();
        }
        stored(id, file);
        assertThat(kills).isGreaterThan(2);
        long again = platform.storage.received.get() - 24 * MIB;
        assertThat(again).as("bytes sent twice").isLessThanOrEqualTo((long) kills * Parallelism.MAX * MIB);
        assertThat(again).isLessThan(24 * MIB);
    }

    @Test
    void refusedUrlsAreRenewed() throws Exception {
        platform.storage.denyNext.set(6);
        Path file = TestFiles.random(dir.resolve("a.zip"), 6 * MIB, 6);
        stored(add(file), file);
    }

    @Test
    void brokenConnectionsAndLostRepliesAreTriedAgain() throws Exception {
        platform.storage.breakNext.set(5);
        platform.storage.loseReplyNext.set(3);
        platform.loseAnswerNext.set(2);
        Path file = TestFiles.random(dir.resolve("a.zip"), 8 * MIB, 7);
        stored(add(file), file);
    }

    @Test
    void lostAnswerOfCompletionIsNoFailure() throws Exception {
        Path file = TestFiles.random(dir.resolve("a.zip"), 3 * MIB, 8);
        platform.storage.delayPerPartMs = 300;
        UUID id = add(file);
        until("parts under way", () -> platform.storage.puts.get() >= 2);
        platform.loseAnswerNext.set(3);
        stored(id, file);
    }

    @Test
    void aRoughLineCostsTimeButNoByte() throws Exception {
        try (var line = new RoughNetwork(platform.storage.port(), 31)) {
            platform.storage.reachedBy = line.port();
            line.bytesPerSecond = 20 * MIB;
            line.latencyMs = 20;
            line.meanBytesToCut = 3 * MIB / 2;
            Path file = TestFiles.random(dir.resolve("a.zip"), 24 * MIB, 31);
            stored(add(file), file);
            assertThat(line.cuts.get()).as("connections cut").isGreaterThan(3);
            assertThat(line.up.get()).isLessThan(24 * MIB + (line.cuts.get() + 1) * (MIB + (64 << 10)));
        }
    }

    /// A connection that stays open and says nothing is given up after a minute; the others go on meanwhile.
    @Test
    @Tag("slow")
    void deadConnectionsAreNoticed() throws Exception {
        try (var line = new RoughNetwork(platform.storage.port(), 32)) {
            platform.storage.reachedBy = line.port();
            line.meanBytesToCut = 20 * MIB;
            line.silenceNext.set(2);
            Path file = TestFiles.random(dir.resolve("a.zip"), 128 * MIB, 32);
            UUID id = add(file);
            long begun = System.nanoTime();
            until("all but the silent parts", () -> line.up.get() > 120 * MIB);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(40));
            until(Duration.ofSeconds(100), "ready", () -> state(id) == UploadState.READY);
            stored(id, file);
        }
    }

    @Test
    void anOutageIsWaitedOut() throws Exception {
        Path file = TestFiles.random(dir.resolve("a.zip"), 10 * MIB, 9);
        platform.storage.delayPerPartMs = 60;
        UUID id = add(file);
        until("begun", () -> platform.storage.puts.get() > 1);
        platform.down = true;
        platform.storage.breakNext.set(1_000);
        Thread.sleep(600);
        assertThat(state(id)).isIn(UploadState.RUNNING, UploadState.CHECKING);
        platform.down = false;
        platform.storage.breakNext.set(0);
        stored(id, file);
    }

    @Test
    void changedFileIsNoticedAndStartsOverOnRequest() throws Exception {
        Path file = TestFiles.random(dir.resolve("a.zip"), 12 * MIB, 10);
        platform.storage.delayPerPartMs = 100;
        UUID id = add(file);
        until("begun", () -> platform.storage.puts.get() > 2);
        TestFiles.random(file, 11 * MIB, 11);
        until("noticed", () -> state(id) == UploadState.CHANGED);
        platform.storage.delayPerPartMs = 0;
        uploads.restart(id);
        UUID fresh = uploads.list().getFirst().id();
        assertThat(fresh).isNotEqualTo(id);
        stored(fresh, file);
    }

    @Test
    void anUploadTheServerForgotBeginsAgain() throws Exception {
        Path file = TestFiles.random(dir.resolve("a.zip"), 6 * MIB, 12);
        platform.storage.delayPerPartMs = 100;
        UUID id = add(file);
        until("begun", () -> platform.storage.puts.get() > 2);
        uploads.pause(id);
        until("paused", () -> state(id) == UploadState.PAUSED);
        platform.storage.delayPerPartMs = 0;
        until("a part is on record", () -> store.db().number("SELECT COUNT(*) FROM upload_part") > 0);
        platform.uploads().forget(id);
        uploads.resume(id);
        until("renewed", () -> uploads.find(id).isEmpty());
        stored(uploads.list().getFirst().id(), file);
    }

    @Test
    void pauseStopsTheBytesAndResumeGoesOn() throws Exception {
        Path file = TestFiles.random(dir.resolve("a.zip"), 10 * MIB, 13);
        uploads.bandwidth().setLimit(2 * MIB);
        UUID id = add(file);
        until("some bytes", () -> platform.storage.received.get() > MIB / 2);
        uploads.pause(id);
        // What is already in the socket still comes; after that nothing, with most of the file to go.
        long[] at = {-1};
        until("quiet", () -> {
            boolean same = platform.storage.received.get() == at[0];
            at[0] = platform.storage.received.get();
            LockSupport.parkNanos(Duration.ofMillis(400).toNanos());
            return same && platform.storage.received.get() == at[0];
        });
        assertThat(at[0]).isLessThan(8L * MIB);
        uploads.bandwidth().setLimit(0);
        uploads.resume(id);
        stored(id, file);
    }

    @Test
    void cancelledIsGoneForGood() throws Exception {
        Path file = TestFiles.random(dir.resolve("a.zip"), 10 * MIB, 14);
        platform.storage.delayPerPartMs = 100;
        UUID id = add(file);
        until("begun", () -> platform.storage.puts.get() > 1);
        uploads.cancel(id);
        stop();
        start();
        Thread.sleep(200);
        assertThat(state(id)).isEqualTo(UploadState.CANCELLED);
    }

    @Test
    void theLimitHolds() throws Exception {
        Path file = TestFiles.random(dir.resolve("a.zip"), 4 * MIB, 15);
        uploads.bandwidth().setLimit(2 * MIB);
        long start = System.nanoTime();
        stored(add(file), file);
        // Two seconds' worth, but for the quarter that may come at once; how long the rest takes is the machine's
        // matter.
        assertThat((System.nanoTime() - start) / 1e9).isGreaterThan(1.4);
    }

    @Test
    void whatTheServerWouldRefuseIsNotTaken() throws Exception {
        Path photo = Files.writeString(dir.resolve("a.heic"), "x");
        Path empty = Files.createFile(dir.resolve("e.zip"));
        assertThatThrownBy(() -> uploads.add(photo, UploadPurpose.COVER))
                .isInstanceOfSatisfying(
                        Uploads.NotAccepted.class, e -> assertThat(e.code()).isEqualTo("picture"));
        assertThatThrownBy(() -> add(empty))
                .isInstanceOfSatisfying(
                        Uploads.NotAccepted.class, e -> assertThat(e.code()).isEqualTo("empty"));
        assertThatThrownBy(() -> add(dir.resolve("no.zip")))
                .isInstanceOfSatisfying(
                        Uploads.NotAccepted.class, e -> assertThat(e.code()).isEqualTo("missing"));
        assertThat(uploads.list()).isEmpty();
    }

    /// The bytes go from file to socket inside the kernel: the engine's own threads allocate next to nothing.
    @Test
    void memoryIsFlat() throws Exception {
        platform.uploads().partSize = 16 * MIB;
        Path file = TestFiles.random(dir.resolve("large.zip"), 192 * MIB, 16);
        try (AllocationProbe probe = new AllocationProbe()) {
            UUID id = add(file);
            until("ready", () -> {
                probe.sample();
                return state(id) == UploadState.READY;
            });
            assertThat(probe.allocated())
                    .as("bytes allocated by upload threads")
                    .isLessThan(40 * MIB);
        }
    }

    @Test
    void aNewVersionSendsOnlyWhatChanged() throws Exception {
        Path file = TestFiles.random(dir.resolve("album.zip"), 10 << 20, 7);
        UUID first = add(file);
        stored(first, file);
        long before = platform.storage.received.get();
        try (var change = new java.io.RandomAccessFile(file.toFile(), "rw")) {
            change.seek(3 * MIB + 17);
            change.write("another take".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            change.seek(change.length());
            change.write(new byte[100_000]);
        }
        UUID second = uploads.add(file, UploadPurpose.PRODUCT_FILE, first).id();
        stored(second, file);
        assertThat(platform.storage.received.get() - before)
                .as("one changed part and the new tail")
                .isEqualTo(MIB + 100_000);
        assertThat(uploads.find(second).orElseThrow().reused()).isEqualTo(9 * MIB);
    }

    @Test
    void withoutTheVersionBeforeEverythingIsSent() throws Exception {
        Path file = TestFiles.random(dir.resolve("album.zip"), 3 << 20, 7);
        UUID id = uploads.add(file, UploadPurpose.PRODUCT_FILE, gg.tap2.model.common.Ids.next())
                .id();
        stored(id, file);
        assertThat(uploads.find(id).orElseThrow().reused()).isZero();
    }
}
