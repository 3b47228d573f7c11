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
import java.util.HexFormat;
import java.util.Locale;

/// A Bloom filter of known passwords: what was put in is always found, anything else a few times in a million.
///
/// It is made of words, compared in lower case and compatibility form, or of SHA-1 hashes of passwords as they are,
/// which is how sets of breached passwords are published.
public final class PasswordFilter {
    private static final int WORDS = 0x54325057;
    private static final int SHA1 = 0x54325058;
    private static final int BITS_EACH = 29;
    private static final int HASHES = 20;
    private static final long MOST_BITS = 1L << 33;

    private final byte[] bits;
    private final long size;
    private final boolean sha1;

    private PasswordFilter(byte[] bits, boolean sha1) {
        this.bits = bits;
        this.size = bits.length * 8L;
        this.sha1 = sha1;
    }

    /// An empty filter for that many words.
    ///
    /// @throws IllegalArgumentException for more words than one filter holds
    public static PasswordFilter forWords(long count) {
        return new PasswordFilter(room(count), false);
    }

    /// An empty filter for that many SHA-1 hashes.
    ///
    /// @throws IllegalArgumentException for more hashes than one filter holds
    public static PasswordFilter forSha1(long count) {
        return new PasswordFilter(room(count), true);
    }

    private static byte[] room(long count) {
        if (count > MOST_BITS / BITS_EACH) {
            throw new IllegalArgumentException("at most " + MOST_BITS / BITS_EACH + " passwords");
        }
        return new byte[(int) ((Math.max(1, count) * BITS_EACH + 7) / 8)];
    }

    /// How a password is looked up.
    public static String normal(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    /// @param entry a word, or the 40 hexadecimal digits of a hash in a filter of hashes
    public void add(String entry) {
        long[] h = sha1 ? pair(HexFormat.of().parseHex(entry)) : hashes(entry);
        for (int i = 0; i < HASHES; i++) {
            long at = Math.floorMod(h[0] + i * h[1], size);
            bits[(int) (at >> 3)] |= (byte) (1 << (at & 7));
        }
    }

    /// Whether this password was put in, as a word or by its hash.
    public boolean contains(String password) {
        long[] h = hashes(password);
        for (int i = 0; i < HASHES; i++) {
            long at = Math.floorMod(h[0] + i * h[1], size);
            if ((bits[(int) (at >> 3)] & 1 << (at & 7)) == 0) {
                return false;
            }
        }
        return true;
    }

    private long[] hashes(String password) {
        try {
            String text = sha1 ? password : normal(password);
            return pair(MessageDigest.getInstance(sha1 ? "SHA-1" : "SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long[] pair(byte[] digest) {
        var hash = ByteBuffer.wrap(digest);
        return new long[] {hash.getLong(), hash.getLong() | 1};
    }

    public void write(OutputStream to) throws IOException {
        var out = new DataOutputStream(to);
        out.writeInt(sha1 ? SHA1 : WORDS);
        out.writeInt(bits.length);
        out.write(bits);
        out.flush();
    }

    /// @throws IOException when it is no such filter
    public static PasswordFilter read(InputStream from) throws IOException {
        var in = new DataInputStream(from);
        int kind = in.readInt();
        if (kind != WORDS && kind != SHA1) {
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
        return new PasswordFilter(bits, kind == SHA1);
    }
}
