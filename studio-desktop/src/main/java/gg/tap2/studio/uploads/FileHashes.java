package gg.tap2.studio.uploads;

import gg.tap2.model.media.PartPlan;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/// SHA-256 of every part and of the whole file in one sequential pass beside the sending, so the bytes mostly come
/// from the page cache. Memory: one buffer.
final class FileHashes {
    private static final int BUFFER = 512 << 10;

    private FileHashes() {}

    /// Returns the hash of the whole; parts that are not in `known` are told to `onPart`.
    ///
    /// @throws IOException when the file is shorter than planned
    static String run(
            Path path,
            PartPlan plan,
            Map<Integer, String> known,
            BiConsumer<Integer, String> onPart,
            BooleanSupplier stopped)
            throws IOException, InterruptedException {
        MessageDigest whole = sha256();
        MessageDigest part = sha256();
        byte[] buffer = new byte[BUFFER];
        try (var in = new FileInputStream(path.toFile())) {
            for (int number = 1; number <= plan.partCount(); number++) {
                long left = plan.length(number);
                boolean wanted = !known.containsKey(number);
                while (left > 0) {
                    if (stopped.getAsBoolean()) {
                        throw new InterruptedException();
                    }
                    int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                    if (read < 0) {
                        throw new IOException("the file became shorter");
                    }
                    whole.update(buffer, 0, read);
                    if (wanted) {
                        part.update(buffer, 0, read);
                    }
                    left -= read;
                }
                if (wanted) {
                    onPart.accept(number, HexFormat.of().formatHex(part.digest()));
                }
            }
        }
        return HexFormat.of().formatHex(whole.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
