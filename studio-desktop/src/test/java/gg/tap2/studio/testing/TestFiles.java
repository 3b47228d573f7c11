package gg.tap2.studio.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/// Files to upload, and their hashes.
public final class TestFiles {
    private TestFiles() {}

    public static Path random(Path file, long size, long seed) {
        var random = new Random(seed);
        byte[] block = new byte[1 << 16];
        try (var out = Files.newOutputStream(file)) {
            for (long left = size; left > 0; left -= block.length) {
                random.nextBytes(block);
                out.write(block, 0, (int) Math.min(block.length, left));
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Random bytes behind the beginning of an MP4.
    public static Path film(Path file, long size, long seed) {
        random(file, size, seed);
        byte[] head = "....ftypisom....isommp42".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        System.arraycopy(new byte[] {0, 0, 0, 24}, 0, head, 0, 4);
        System.arraycopy(new byte[] {0, 0, 2, 0}, 0, head, 12, 4);
        try (var out = java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
            out.write(java.nio.ByteBuffer.wrap(head), 0);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A real ZIP with one stored entry of random bytes, the same in every run.
    public static Path zip(Path file, int size) {
        return zip(file, size, -1);
    }

    /// The same, with another byte at a place of the entry; none changed below 0. The checksum at the end is right.
    public static Path zip(Path file, int size, int changed) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        if (changed >= 0) {
            bytes[changed] ^= 1;
        }
        try (var zip = new java.util.zip.ZipOutputStream(Files.newOutputStream(file))) {
            zip.setLevel(0);
            var entry = new java.util.zip.ZipEntry("loops.wav");
            entry.setTime(1_700_000_000_000L);
            zip.putNextEntry(entry);
            zip.write(bytes);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String sha256(Path file) {
        try (var in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
