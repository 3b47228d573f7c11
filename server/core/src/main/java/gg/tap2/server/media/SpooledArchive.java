package gg.tap2.server.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// An archive inside an archive, written to a temporary file so that its directory can be read. Gone when
/// closed.
record SpooledArchive(Path file, long size) implements StoredBytes, AutoCloseable {
    /// Writes all of `in`, which is expected to end within limits of its own.
    static SpooledArchive of(InputStream in) throws IOException {
        // With the process's number: what a killed server left behind can be told from what another one is using.
        Path file =
                Files.createTempFile("tap2-nested-" + ProcessHandle.current().pid() + "-", ".zip");
        try (var out = Files.newOutputStream(file)) {
            in.transferTo(out);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        return new SpooledArchive(file, Files.size(file));
    }

    @Override
    public InputStream from(long offset) throws IOException {
        FileChannel own = FileChannel.open(file, StandardOpenOption.READ);
        own.position(offset);
        return Channels.newInputStream(own);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
