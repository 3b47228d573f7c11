package gg.tap2.studio.uploads;

import gg.tap2.model.media.PartPlan;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.BooleanSupplier;

/// SHA-256 of a file and of its parts. Both are counted while parts are sent, so the bytes mostly come from the
/// page cache: the whole in one sequential pass, each part by whoever sends it. Memory: one buffer.
final class FileHashes {
    private static final int BUFFER = 256 << 10;

    private FileHashes() {}

    /// @throws IOException when the file is shorter than planned
    /// @throws InterruptedException when `stopped` says so
    static String whole(Path path, PartPlan plan, BooleanSupplier stopped) throws IOException, InterruptedException {
        MessageDigest digest = NativeCrypto.sha256();
        byte[] buffer = new byte[BUFFER];
        try (var in = new FileInputStream(path.toFile())) {
            for (long left = plan.size(); left > 0; ) {
                if (stopped.getAsBoolean()) {
                    throw new InterruptedException();
                }
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw shorter();
                }
                digest.update(buffer, 0, read);
                left -= read;
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /// @throws IOException when the file is shorter than planned
    static String part(FileChannel file, PartPlan plan, int number) throws IOException {
        MessageDigest digest = NativeCrypto.sha256();
        var buffer = ByteBuffer.allocate(BUFFER);
        long at = plan.offset(number);
        long end = at + plan.length(number);
        while (at < end) {
            buffer.clear().limit((int) Math.min(BUFFER, end - at));
            int read = file.read(buffer, at);
            if (read < 0) {
                throw shorter();
            }
            digest.update(buffer.flip());
            at += read;
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static IOException shorter() {
        return new IOException("the file became shorter");
    }
}
