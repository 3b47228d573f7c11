package gg.tap2.studio.store;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.studio.testing.DemoData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnusedPicturesTest {
    private final Instant now = Instant.now();

    @TempDir
    Path dir;

    private StudioStore store;

    @BeforeEach
    void open() {
        store = StudioStore.open(dir.resolve("s.db"), InstantSource.system());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Path picture(String name, Duration age) throws Exception {
        Files.createDirectories(store.images());
        Path file = Files.writeString(store.images().resolve(name), "x");
        Files.setLastModifiedTime(file, FileTime.from(now.minus(age)));
        return file;
    }

    private UUID upload(Path file, String state) {
        UUID id = UUID.randomUUID();
        store.db()
                .update(
                        "INSERT INTO upload (id, path, file_name, size, mtime_ms, content_type, purpose, part_size, state, created_at)"
                                + " VALUES (?, ?, 'x', 1, 1, 'image/png', 'cover', 1, ?, 1)",
                        id,
                        file.toAbsolutePath(),
                        state);
        return id;
    }

    @Test
    void onlyWhatNothingNamesIsRemoved() throws Exception {
        Duration old = Duration.ofDays(2);
        Path orphan = picture("orphan.png", old);
        Path fresh = picture("fresh.png", Duration.ofMinutes(5));
        Path sending = picture("sending.png", old);
        upload(sending, "running");
        Path failed = picture("failed.png", old);
        upload(failed, "failed");
        Path replaced = picture("replaced.png", old);
        upload(replaced, "ready");
        Path drafted = picture("drafted.png", old);
        UUID cover = upload(drafted, "ready");
        var product = DemoData.product("With a cover", 500);
        store.products().saveWorking(product.id(), product, gg.tap2.model.common.Currency.EUR, now);
        store.db()
                .update(
                        "UPDATE product SET working = json_set(working, '$.coverUploadId', ?) WHERE id = ?",
                        cover,
                        product.id());
        Path shown = picture("shown.png", old);
        store.documents()
                .saveBase(Documents.PROFILE, Documents.ONLY, 1, Map.of("avatarUploadId", upload(shown, "ready")), "");
        assertThat(UnusedPictures.remove(store, now)).isEqualTo(2);
        assertThat(orphan).doesNotExist();
        assertThat(replaced).doesNotExist();
        for (Path kept : new Path[] {fresh, sending, failed, drafted, shown}) {
            assertThat(kept).exists();
        }
        assertThat(UnusedPictures.remove(store, now)).isZero();
    }
}
