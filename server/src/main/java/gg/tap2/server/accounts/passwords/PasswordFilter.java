package gg.tap2.server.accounts.passwords;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.Collection;
import java.util.Locale;

/// A Bloom filter of known passwords: what was put in is always found, anything else a few times in a million.
/// Words are compared in lower case and compatibility form.
public final class PasswordFilter {
    private static final int MAGIC = 0x54325057;
    private static final int BITS_EACH = 29;
    private static final int HASHES = 20;
    private static final int MOST_BITS = 1 << 30;

    private final byte[] bits;
    private final long size;

    private PasswordFilter(byte[] bits) {
        this.bits = bits;
        this.size = bits.length * 8L;
    }

    /// @throws IllegalArgumentException for more words than one filter holds
    public static PasswordFilter of(Collection<String> words) {
        long wanted = Math.max(1, words.size()) * (long) BITS_EACH;
        if (wanted > MOST_BITS) {
            throw new IllegalArgumentException("at most " + MOST_BITS / BITS_EACH + " passwords");
        }
        var filter = new PasswordFilter(new byte[(int) ((wanted + 7) / 8)]);
        words.forEach(filter::add);
        return filter;
    }

    /// How a password is looked up.
    public static String normal(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    private void add(String word) {
        long[] h = hashes(word);
        for (int i = 0; i < HASHES; i++) {
            long at = Math.floorMod(h[0] + i * h[1], size);
            bits[(int) (at >> 3)] |= (byte) (1 << (at & 7));
        }
    }

    public boolean contains(String word) {
        long[] h = hashes(word);
        for (int i = 0; i < HASHES; i++) {
            long at = Math.floorMod(h[0] + i * h[1], size);
            if ((bits[(int) (at >> 3)] & 1 << (at & 7)) == 0) {
                return false;
            }
        }
        return true;
    }

    private static long[] hashes(String word) {
        try {
            var hash = ByteBuffer.wrap(
                    MessageDigest.getInstance("SHA-256").digest(normal(word).getBytes(StandardCharsets.UTF_8)));
            return new long[] {hash.getLong(), hash.getLong() | 1};
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public void write(OutputStream to) throws IOException {
        var out = new DataOutputStream(to);
        out.writeInt(MAGIC);
        out.writeInt(bits.length);
        out.write(bits);
        out.flush();
    }

    /// @throws IOException when it is no such filter
    public static PasswordFilter read(InputStream from) throws IOException {
        var in = new DataInputStream(from);
        if (in.readInt() != MAGIC) {
            throw new IOException("this is no filter of passwords");
        }
        int length = in.readInt();
        if (length < 1 || length > MOST_BITS / 8) {
            throw new IOException("this filter of passwords is damaged");
        }
        byte[] bits = in.readNBytes(length);
        if (bits.length != length) {
            throw new IOException("this filter of passwords is cut off");
        }
        return new PasswordFilter(bits);
    }
}
