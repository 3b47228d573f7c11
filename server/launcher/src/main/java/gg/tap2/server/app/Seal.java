package gg.tap2.server.app;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/// Ends a file with the SHA-256 of everything before, in hexadecimal, in place of its last 64 bytes. Entries' own
/// digests
/// cover what an archive holds; the seal also covers its directory, its headers and the manifest.
final class Seal extends FilterOutputStream {
    /// What the writer puts last, for the seal to take its place.
    static final String PLACE = "0".repeat(64);

    /// Bytes of a ZIP's last record before its comment.
    private static final int END_OF_DIRECTORY = 22;

    private final MessageDigest digest = Backup.sha256();
    /// The last bytes written, not yet known to be followed by others.
    private byte[] held = new byte[0];

    Seal(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int from, int length) throws IOException {
        byte[] all = Arrays.copyOf(held, held.length + length);
        System.arraycopy(b, from, all, held.length, length);
        int sure = Math.max(0, all.length - PLACE.length());
        digest.update(all, 0, sure);
        out.write(all, 0, sure);
        held = Arrays.copyOfRange(all, sure, all.length);
    }

    @Override
    public void close() throws IOException {
        try (OutputStream end = out) {
            if (held.length > 0) {
                held = new byte[0];
                end.write(HexFormat.of().formatHex(digest.digest()).getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    /// Whether the file ends as a sealed ZIP does: with a comment of 64 hexadecimal digits. Does not compare them.
    static boolean isSealed(Path file) throws IOException {
        int tail = END_OF_DIRECTORY + PLACE.length();
        try (var channel = FileChannel.open(file)) {
            if (channel.size() < tail) {
                return false;
            }
            var end = ByteBuffer.allocate(tail).order(ByteOrder.LITTLE_ENDIAN);
            while (end.hasRemaining() && channel.read(end, channel.size() - tail + end.position()) >= 0) {
                // Until the whole end is read.
            }
            return end.getInt(0) == 0x06054b50
                    && end.getShort(END_OF_DIRECTORY - 2) == PLACE.length()
                    && new String(end.array(), END_OF_DIRECTORY, PLACE.length(), StandardCharsets.ISO_8859_1)
                            .matches("[0-9a-f]{64}");
        }
    }

    /// Whether the file is as it was sealed. Reads it once.
    static boolean intact(Path file) throws IOException {
        long length = Files.size(file) - PLACE.length();
        if (length < 0) {
            return false;
        }
        MessageDigest digest = Backup.sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            byte[] buffer = new byte[65_536];
            for (long left = length; left > 0; ) {
                int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (n < 0) {
                    return false;
                }
                left -= n;
            }
            byte[] expected = HexFormat.of().formatHex(digest.digest()).getBytes(StandardCharsets.US_ASCII);
            return MessageDigest.isEqual(expected, in.readNBytes(PLACE.length()));
        }
    }
}
