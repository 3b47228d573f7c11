package gg.tap2.server.media;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Walks through an image's own structure without decoding it: how many pixels it announces, and whether it
/// ends where it says. What stands behind the end of a picture belongs to something else.
final class ImageInspector {
    /// Pixels of an image that buyers get as it is: their browsers must open it.
    static final long MAX_PIXELS = 1_000_000_000;

    private ImageInspector() {}

    /// @throws Refusal when it is more than an image, broken, or larger than `maxPixels`
    static void inspect(String type, StoredBytes file, long maxPixels) throws IOException, Refusal {
        try (var in = new BufferedInputStream(file.from(0), 64 << 10)) {
            switch (type) {
                case "image/png" -> png(in, maxPixels);
                case "image/gif" -> gif(in, maxPixels);
                case "image/jpeg" -> jpeg(in, maxPixels);
                case "image/webp" -> webp(in, file.size(), maxPixels);
                default -> throw new Refusal(Refusal.MISMATCH);
            }
        } catch (EOFException e) {
            throw new Refusal(Refusal.IMAGE);
        }
    }

    private static void pixels(long width, long height, long max) throws Refusal {
        if (width <= 0 || height <= 0) {
            throw new Refusal(Refusal.IMAGE);
        }
        if (width * height > max) {
            throw new Refusal(Refusal.PIXELS);
        }
    }

    private static void png(InputStream in, long maxPixels) throws IOException, Refusal {
        in.skipNBytes(8);
        for (boolean first = true; ; first = false) {
            ByteBuffer head = ByteBuffer.wrap(Binary.exactly(in, 8));
            long length = head.getInt(0) & 0xFFFFFFFFL;
            String kind = new String(head.array(), 4, 4, StandardCharsets.ISO_8859_1);
            if (first) {
                if (!kind.equals("IHDR") || length != 13) {
                    throw new Refusal(Refusal.IMAGE);
                }
                ByteBuffer size = ByteBuffer.wrap(Binary.exactly(in, 8));
                pixels(size.getInt(0), size.getInt(4), maxPixels);
                length -= 8;
            }
            in.skipNBytes(length + 4);
            if (kind.equals("IEND")) {
                nothingBut(in, "");
                return;
            }
        }
    }

    private static void gif(InputStream in, long maxPixels) throws IOException, Refusal {
        byte[] head = Binary.exactly(in, 13);
        // GIF89a/*…*/ and GIF89a="…" are scripts; no real picture is 8,000 wide in just this way.
        if ("/=;".indexOf(head[6]) >= 0 && head[7] >= ' ') {
            throw new Refusal(Refusal.AMBIGUOUS);
        }
        ByteBuffer size = Binary.little(head);
        pixels(Binary.word(size, 6), Binary.word(size, 8), maxPixels);
        palette(in, head[10]);
        while (true) {
            switch (one(in)) {
                case 0x3B -> {
                    nothingBut(in, "\0");
                    return;
                }
                case 0x21 -> {
                    one(in);
                    blocks(in);
                }
                case 0x2C -> {
                    ByteBuffer frame = Binary.little(Binary.exactly(in, 9));
                    pixels(Binary.word(frame, 4), Binary.word(frame, 6), maxPixels);
                    palette(in, frame.get(8));
                    one(in);
                    blocks(in);
                }
                default -> throw new Refusal(Refusal.IMAGE);
            }
        }
    }

    private static void palette(InputStream in, byte flags) throws IOException {
        if ((flags & 0x80) != 0) {
            in.skipNBytes(3L << ((flags & 7) + 1));
        }
    }

    private static void blocks(InputStream in) throws IOException {
        for (int length = one(in); length != 0; length = one(in)) {
            in.skipNBytes(length);
        }
    }

    /// Cameras append further pictures to a JPEG, so its tail may be there; [ForeignContent] looks for what
    /// else it is.
    private static void jpeg(InputStream in, long maxPixels) throws IOException, Refusal {
        in.skipNBytes(2);
        for (boolean first = true; ; first = false) {
            int marker = one(in);
            if (marker != 0xFF) {
                throw new Refusal(Refusal.IMAGE);
            }
            while (marker == 0xFF) {
                marker = one(in);
            }
            ByteBuffer length = ByteBuffer.wrap(Binary.exactly(in, 2));
            int rest = (length.getShort(0) & 0xFFFF) - 2;
            if (first && marker == 0xE0 && rest + 2 == 0x2F2A) {
                // The length of the first segment reads as the beginning of a script's comment.
                throw new Refusal(Refusal.AMBIGUOUS);
            }
            boolean frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
            if (frame) {
                ByteBuffer size = ByteBuffer.wrap(Binary.exactly(in, 5));
                pixels(size.getShort(3) & 0xFFFF, size.getShort(1) & 0xFFFF, maxPixels);
                return;
            }
            if (rest < 0 || marker == 0xDA || marker == 0xD9) {
                throw new Refusal(Refusal.IMAGE);
            }
            in.skipNBytes(rest);
        }
    }

    private static void webp(InputStream in, long size, long maxPixels) throws IOException, Refusal {
        ByteBuffer b = Binary.little(Binary.exactly(in, 30));
        long said = Binary.dword(b, 4) + 8;
        if (said > size) {
            throw new Refusal(Refusal.IMAGE);
        }
        if (said + (said & 1) < size) {
            throw new Refusal(Refusal.AMBIGUOUS);
        }
        switch (new String(b.array(), 12, 4, StandardCharsets.ISO_8859_1)) {
            case "VP8X" -> pixels(three(b, 24) + 1L, three(b, 27) + 1L, maxPixels);
            case "VP8L" -> {
                int bits = b.getInt(21);
                pixels((bits & 0x3FFF) + 1L, (bits >> 14 & 0x3FFF) + 1L, maxPixels);
            }
            case "VP8 " -> pixels(Binary.word(b, 26) & 0x3FFF, Binary.word(b, 28) & 0x3FFF, maxPixels);
            default -> throw new Refusal(Refusal.IMAGE);
        }
    }

    private static int three(ByteBuffer b, int at) {
        return Binary.word(b, at) | (b.get(at + 2) & 0xFF) << 16;
    }

    private static void nothingBut(InputStream in, String padding) throws IOException, Refusal {
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (padding.indexOf(c) < 0) {
                throw new Refusal(Refusal.AMBIGUOUS);
            }
        }
    }

    private static int one(InputStream in) throws IOException {
        int c = in.read();
        if (c < 0) {
            throw new EOFException();
        }
        return c;
    }
}
