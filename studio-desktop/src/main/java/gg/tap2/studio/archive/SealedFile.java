package gg.tap2.studio.archive;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// A file under a passphrase: Argon2id makes the key, AES-256-GCM seals chunks of one mebibyte. Each chunk's nonce
/// holds its number and whether it is the last, so that chunks cannot be swapped, dropped or cut off unnoticed. The
/// header is authenticated with every chunk.
///
/// `TAP2ARC1` · memory KiB, passes, lanes (3 × int) · salt (16) · nonce prefix (7) · chunks of ciphertext and tag
final class SealedFile {
    private static final byte[] MAGIC = "TAP2ARC1".getBytes(StandardCharsets.US_ASCII);
    private static final int CHUNK = 1 << 20;
    private static final int TAG = 16;
    private static final int MEMORY_KIB = 64 << 10;
    private static final int PASSES = 3;
    /// What a file may ask of whoever opens it. The studio's whole memory is 176 MiB, and a file is anybody's.
    private static final int MOST_MEMORY_KIB = 96 << 10;

    private static final int MOST_PASSES = 10;
    private static final int MOST_LANES = 4;

    /// The passphrase is wrong, or the file was changed.
    static final class WrongKey extends IOException {
        private static final long serialVersionUID = 1L;

        WrongKey() {
            super("the passphrase is wrong, or the file is damaged");
        }
    }

    private SealedFile() {}

    static boolean isSealed(InputStream start) throws IOException {
        return Arrays.equals(start.readNBytes(MAGIC.length), MAGIC);
    }

    static OutputStream seal(OutputStream out, char[] passphrase) throws IOException {
        byte[] random = new byte[16 + 7];
        new SecureRandom().nextBytes(random);
        byte[] salt = Arrays.copyOf(random, 16);
        byte[] prefix = Arrays.copyOfRange(random, 16, 23);
        var header = ByteBuffer.allocate(MAGIC.length + 12 + 16 + 7)
                .put(MAGIC)
                .putInt(MEMORY_KIB)
                .putInt(PASSES)
                .putInt(1)
                .put(salt)
                .put(prefix)
                .array();
        var data = new DataOutputStream(out);
        data.write(header);
        var key = key(passphrase, salt, MEMORY_KIB, PASSES, 1);
        return new OutputStream() {
            private final byte[] buffer = new byte[CHUNK];
            private int filled;
            private int number;
            private boolean closed;

            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                int at = from;
                int left = length;
                while (left > 0) {
                    if (filled == CHUNK) {
                        flushChunk(false);
                    }
                    int n = Math.min(left, CHUNK - filled);
                    System.arraycopy(bytes, at, buffer, filled, n);
                    filled += n;
                    at += n;
                    left -= n;
                }
            }

            private void flushChunk(boolean last) throws IOException {
                try {
                    data.write(cipher(Cipher.ENCRYPT_MODE, key, prefix, number++, last, header)
                            .doFinal(buffer, 0, filled));
                } catch (GeneralSecurityException e) {
                    throw new IOException(e);
                }
                filled = 0;
            }

            @Override
            public void close() throws IOException {
                if (!closed) {
                    closed = true;
                    flushChunk(true);
                    data.close();
                }
            }
        };
    }

    /// The plain bytes, into `out`; nothing of a chunk is written before it was verified.
    ///
    /// @throws WrongKey at the first chunk that does not verify
    static void open(InputStream in, char[] passphrase, OutputStream out) throws IOException {
        var data = new DataInputStream(in);
        byte[] header = data.readNBytes(MAGIC.length + 12 + 16 + 7);
        if (header.length < MAGIC.length + 35 || !Arrays.equals(Arrays.copyOf(header, MAGIC.length), MAGIC)) {
            throw new EOFException("not a sealed archive");
        }
        var fields = ByteBuffer.wrap(header).position(MAGIC.length);
        int memory = fields.getInt();
        int passes = fields.getInt();
        int lanes = fields.getInt();
        if (memory < 8
                || memory > MOST_MEMORY_KIB
                || passes < 1
                || passes > MOST_PASSES
                || lanes < 1
                || lanes > MOST_LANES) {
            throw new WrongKey();
        }
        byte[] salt = new byte[16];
        byte[] prefix = new byte[7];
        fields.get(salt).get(prefix);
        var key = key(passphrase, salt, memory, passes, lanes);
        byte[] chunk = data.readNBytes(CHUNK + TAG);
        for (int number = 0; ; number++) {
            byte[] next = data.readNBytes(CHUNK + TAG);
            try {
                out.write(cipher(Cipher.DECRYPT_MODE, key, prefix, number, next.length == 0, header)
                        .doFinal(chunk));
            } catch (AEADBadTagException e) {
                throw new WrongKey();
            } catch (GeneralSecurityException e) {
                throw new IOException(e);
            }
            if (next.length == 0) {
                return;
            }
            chunk = next;
        }
    }

    private static Cipher cipher(int mode, SecretKeySpec key, byte[] prefix, int number, boolean last, byte[] header)
            throws GeneralSecurityException {
        byte[] nonce = ByteBuffer.allocate(12)
                .put(prefix)
                .putInt(number)
                .put((byte) (last ? 1 : 0))
                .array();
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG * 8, nonce));
        cipher.updateAAD(header);
        return cipher;
    }

    private static SecretKeySpec key(char[] passphrase, byte[] salt, int memoryKib, int passes, int lanes) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withSalt(salt)
                .withMemoryAsKB(memoryKib)
                .withIterations(passes)
                .withParallelism(lanes)
                .build());
        byte[] key = new byte[32];
        generator.generateBytes(passphrase, key);
        return new SecretKeySpec(key, "AES");
    }
}
