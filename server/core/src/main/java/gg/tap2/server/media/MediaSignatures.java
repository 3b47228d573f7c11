package gg.tap2.server.media;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/// How sound and film begin.
final class MediaSignatures {
    private static final Set<String> PICTURES = Set.of(
            "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "mif2", "msf1", "avif", "avis", "miaf", "1pic");
    private static final Set<String> OTHER_BRANDS = Set.of("jp2 ", "jpx ", "jpm ", "mjp2", "crx ", "jxl ", "mj2s");
    private static final Set<String> FIRST_BOXES =
            Set.of("moov", "mdat", "free", "skip", "wide", "pnot", "styp", "moof");
    private static final int[] LAYER_3 = {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320};
    private static final int[] LAYER_2 = {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384};
    private static final int[] LAYER_1 = {0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448};
    private static final int[] SECOND_1 = {0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256};
    private static final int[] SECOND_23 = {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};
    private static final int[] RATES = {44_100, 48_000, 32_000};
    private static final int ID3_HEADER = 10;
    private static final int APE_HEADER = 32;

    private MediaSignatures() {}

    /// RIFF, and the two forms of it for more than 4 GB (EBU Tech 3306, ITU-R BS.2088).
    static boolean isWav(byte[] b) {
        return ("RIFF".equals(four(b, 0)) || "RF64".equals(four(b, 0)) || "BW64".equals(four(b, 0)))
                && "WAVE".equals(four(b, 8));
    }

    /// The ISO base media format of any brand but those of still pictures, and QuickTime's older form without one.
    static boolean isMp4(byte[] b) {
        if (b.length < 12) {
            return false;
        }
        long length = ByteBuffer.wrap(b).getInt(0) & 0xFFFFFFFFL;
        String kind = four(b, 4);
        if (kind.equals("ftyp")) {
            String brand = four(b, 8).toLowerCase(Locale.ROOT);
            return length >= 16 && !PICTURES.contains(brand) && !OTHER_BRANDS.contains(brand);
        }
        return FIRST_BOXES.contains(kind) && (length >= 8 || length == 1 || length == 0);
    }

    static boolean isHeif(byte[] b) {
        return four(b, 4).equals("ftyp") && PICTURES.contains(four(b, 8));
    }

    /// Frames of MPEG audio, behind any number of tags and zeros, or wrapped in RIFF as some encoders write them. Each
    /// step goes forward, whatever length a tag gives itself.
    static boolean isMp3(byte[] b) {
        int at = 0;
        while (at < b.length) {
            if (ContentSniffer.startsWith(b, at, 'I', 'D', '3') && at + ID3_HEADER <= b.length) {
                if ((b[at + 6] | b[at + 7] | b[at + 8] | b[at + 9]) < 0) {
                    // Each byte of the length holds seven bits.
                    return false;
                }
                at += ID3_HEADER + (b[at + 6] << 21 | b[at + 7] << 14 | b[at + 8] << 7 | b[at + 9]);
            } else if (ContentSniffer.startsWith(b, at, 'A', 'P', 'E', 'T', 'A', 'G', 'E', 'X')
                    && at + APE_HEADER <= b.length) {
                // The length is that of the items and the footer, which is as long as the header.
                long length = Math.max(APE_HEADER, Binary.dword(Binary.little(b), at + 12));
                boolean header = (Binary.little(b).getInt(at + 20) & 0x20000000) != 0;
                at = (int) Math.min(Integer.MAX_VALUE - 64L, at + length + (header ? APE_HEADER : 0));
            } else if (b[at] == 0) {
                at++;
            } else {
                return frames(b, at) || riffOfMp3(b, at);
            }
        }
        // The tags are longer than what was read, as with a picture of the record.
        return at > b.length || (at == b.length && b.length > 0 && b[0] != 0);
    }

    private static boolean riffOfMp3(byte[] b, int at) {
        if (at != 0 || !"RIFF".equals(four(b, 0))) {
            return false;
        }
        if ("RMP3".equals(four(b, 8))) {
            return true;
        }
        boolean fmt = "WAVE".equals(four(b, 8)) && "fmt ".equals(four(b, 12)) && b.length >= 22;
        return fmt && Binary.word(Binary.little(b), 20) == 0x55;
    }

    /// Whether a frame begins at `at`, and another one where it ends.
    private static boolean frames(byte[] b, int at) {
        int length = frame(b, at);
        if (length <= 0) {
            return false;
        }
        int next = at + length;
        return next + 4 > b.length || frame(b, next) > 0;
    }

    /// Bytes of the frame at `at`; 0 when none begins there.
    private static int frame(byte[] b, int at) {
        if (at + 4 > b.length || (b[at] & 0xFF) != 0xFF || (b[at + 1] & 0xE0) != 0xE0) {
            return 0;
        }
        int version = b[at + 1] >> 3 & 3;
        int layer = 4 - (b[at + 1] >> 1 & 3);
        int bits = b[at + 2] >> 4 & 15;
        int rate = b[at + 2] >> 2 & 3;
        if (version == 1 || layer == 4 || bits == 15 || rate == 3) {
            return 0;
        }
        boolean one = version == 3;
        int[] table =
                one ? (layer == 1 ? LAYER_1 : layer == 2 ? LAYER_2 : LAYER_3) : (layer == 1 ? SECOND_1 : SECOND_23);
        int hertz = RATES[rate] / (one ? 1 : version == 2 ? 2 : 4);
        int padding = b[at + 2] >> 1 & 1;
        if (bits == 0) {
            // A free rate: the length stands nowhere.
            return 4;
        }
        int samples = layer == 1 ? 384 : layer == 3 && !one ? 576 : 1_152;
        int slot = layer == 1 ? 4 : 1;
        return samples / 8 / slot * (table[bits] * 1_000) / hertz * slot + padding * slot;
    }

    private static String four(byte[] b, int at) {
        return b.length < at + 4 ? "" : new String(b, at, 4, StandardCharsets.ISO_8859_1);
    }
}
