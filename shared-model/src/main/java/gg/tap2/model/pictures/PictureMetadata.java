package gg.tap2.model.pictures;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// What a file says of its pixels: how they lie, and in a PNG also in which colours they are. Anything broken in it
/// counts as not said.
record PictureMetadata(Orientation orientation, byte @Nullable [] pngProfile) {
    private static final int MOST_PROFILE = 4 << 20;
    private static final int TAG_ORIENTATION = 0x0112;

    static PictureMetadata of(byte[] file) {
        var b = ByteBuffer.wrap(file);
        Found found = new Found();
        try {
            if (startsWith(file, 0, 0xFF, 0xD8)) {
                jpeg(b, found);
            } else if (startsWith(file, 0, 0x89, 'P', 'N', 'G')) {
                png(b, found);
            } else if (startsWith(file, 0, 'R', 'I', 'F', 'F') && startsWith(file, 8, 'W', 'E', 'B', 'P')) {
                webp(b.order(ByteOrder.LITTLE_ENDIAN), found);
            }
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            // What was found before counts.
        }
        return new PictureMetadata(found.orientation, found.profile);
    }

    private static final class Found {
        private Orientation orientation = Orientation.UPRIGHT;
        private byte @Nullable [] profile;
    }

    private static void jpeg(ByteBuffer b, Found found) {
        int at = 2;
        while (at + 4 <= b.limit() && (b.get(at) & 0xFF) == 0xFF) {
            int marker = b.get(at + 1) & 0xFF;
            if (marker == 0xFF) {
                at++;
                continue;
            }
            if (marker == 0xDA || marker == 0xD9) {
                return;
            }
            int length = b.getShort(at + 2) & 0xFFFF;
            if (marker == 0xE1 && startsWith(b.array(), at + 4, 'E', 'x', 'i', 'f', 0)) {
                found.orientation = tiff(b, at + 10, at + 2 + length);
                return;
            }
            at += 2 + length;
        }
    }

    private static void png(ByteBuffer b, Found found) {
        int at = 8;
        while (at + 12 <= b.limit()) {
            int length = b.getInt(at);
            String kind = new String(b.array(), at + 4, 4, StandardCharsets.ISO_8859_1);
            if (kind.equals("eXIf")) {
                found.orientation = tiff(b, at + 8, at + 8 + length);
            } else if (kind.equals("iCCP") && found.profile == null) {
                // A PNG has one; unpacking each of thousands would take minutes.
                found.profile = profile(b.array(), at + 8, length);
            }
            if (length < 0 || kind.equals("IEND")) {
                return;
            }
            at += 12 + length;
        }
    }

    private static void webp(ByteBuffer b, Found found) {
        int at = 12;
        while (at + 8 <= b.limit()) {
            int length = b.getInt(at + 4);
            if (length < 0) {
                return;
            }
            if (startsWith(b.array(), at, 'E', 'X', 'I', 'F')) {
                int from = at + 8 + (startsWith(b.array(), at + 8, 'E', 'x', 'i', 'f', 0) ? 6 : 0);
                found.orientation = tiff(b, from, at + 8 + length);
                return;
            }
            at += 8 + length + (length & 1);
        }
    }

    /// The orientation in the first directory of a TIFF structure.
    private static Orientation tiff(ByteBuffer file, int from, int to) {
        ByteBuffer b = file.slice(from, Math.min(to, file.limit()) - from);
        b.order(b.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = b.getInt(4);
        int count = b.getShort(directory) & 0xFFFF;
        for (int i = 0; i < count; i++) {
            int entry = directory + 2 + 12 * i;
            if ((b.getShort(entry) & 0xFFFF) == TAG_ORIENTATION) {
                boolean four = b.getShort(entry + 2) == 4;
                return Orientation.of(four ? b.getInt(entry + 8) : b.getShort(entry + 8));
            }
        }
        return Orientation.UPRIGHT;
    }

    private static byte @Nullable [] profile(byte[] file, int at, int length) {
        int name = at;
        while (file[name] != 0) {
            name++;
        }
        var inflater = new Inflater();
        try {
            inflater.setInput(file, name + 2, at + length - name - 2);
            var out = new ByteArrayOutputStream();
            byte[] buffer = new byte[8_192];
            for (int n = inflater.inflate(buffer); n > 0 && out.size() < MOST_PROFILE; n = inflater.inflate(buffer)) {
                out.write(buffer, 0, n);
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            return null;
        } finally {
            inflater.end();
        }
    }

    private static boolean startsWith(byte[] b, int at, int... wanted) {
        if (at + wanted.length > b.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if ((b[at + i] & 0xFF) != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
