package gg.tap2.server.media;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/// Good files of every kind, and the pieces that bad ones are made of.
final class Samples {
    private Samples() {}

    static byte[] image(String format, int width, int height) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < Math.min(width, height); i++) {
            image.setRGB(i, i, 0xff7a59);
        }
        var out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, format, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /// A PNG that announces a size which it need not have.
    static byte[] pngOf(int width, int height) {
        byte[] png = image("png", 2, 2);
        ByteBuffer b = ByteBuffer.wrap(png);
        b.putInt(16, width);
        b.putInt(20, height);
        var crc = new CRC32();
        crc.update(png, 12, 17);
        b.putInt(29, (int) crc.getValue());
        return png;
    }

    static byte[] pdf() {
        return text("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");
    }

    static byte[] wav(int samples) {
        ByteBuffer b = ByteBuffer.allocate(44 + samples).order(ByteOrder.LITTLE_ENDIAN);
        b.put(text("RIFF")).putInt(36 + samples).put(text("WAVEfmt ")).putInt(16);
        b.putShort((short) 1)
                .putShort((short) 1)
                .putInt(8_000)
                .putInt(8_000)
                .putShort((short) 1)
                .putShort((short) 8);
        b.put(text("data")).putInt(samples);
        for (int i = 0; i < samples; i++) {
            b.put((byte) (128 + 90 * Math.sin(i / 6.0)));
        }
        return b.array();
    }

    static byte[] mp3() {
        byte[] out = new byte[4_170];
        for (int at = 0; at + 417 <= out.length; at += 417) {
            out[at] = (byte) 0xFF;
            out[at + 1] = (byte) 0xFB;
            out[at + 2] = (byte) 0x90;
        }
        return out;
    }

    static byte[] mp4() {
        return join(
                new byte[] {0, 0, 0, 24},
                text("ftypisom"),
                new byte[] {0, 0, 2, 0},
                text("isomiso2"),
                new byte[] {0, 0, 0, 8},
                text("mdat"));
    }

    /// A GIF of one pixel, by hand: the JDK's writer is not needed for it.
    static byte[] gif() {
        return join(
                text("GIF89a"),
                new byte[] {1, 0, 1, 0, (byte) 0x80, 0, 0, 0, 0, 0, (byte) 255, (byte) 255, (byte) 255},
                new byte[] {0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B});
    }

    /// A lossless WebP of one pixel.
    static byte[] webp() {
        return java.util.HexFormat.of()
                .parseHex("524946461a000000574542505650384c0d0000002f00000010071011118888fe0700");
    }

    static byte[] zip(String name, byte[] content) {
        return zip(java.util.Map.of(name, content));
    }

    static byte[] zip(java.util.Map<String, byte[]> files) {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            for (var e : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(e.getKey()));
                zip.write(e.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /// One deflated or stored entry by hand, so that it can say what is not so.
    ///
    /// @param said the unpacked size that both headers name
    /// @param mode the Unix mode in the upper half of the external attributes
    static byte[] rawZip(String local, String central, byte[] content, boolean deflate, long said, int mode) {
        var crc = new CRC32();
        crc.update(content);
        byte[] packed = deflate ? deflated(content) : content;
        byte[] localName = text(local);
        byte[] name = text(central);
        ByteBuffer b = ByteBuffer.allocate(30 + localName.length + packed.length + 46 + name.length + 22)
                .order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(0x04034b50)
                .putShort((short) 20)
                .putShort((short) 0)
                .putShort((short) (deflate ? 8 : 0))
                .putInt(0);
        b.putInt((int) crc.getValue()).putInt(packed.length).putInt((int) said);
        b.putShort((short) localName.length).putShort((short) 0).put(localName).put(packed);
        int directory = b.position();
        b.putInt(0x02014b50)
                .putShort((short) (3 << 8 | 20))
                .putShort((short) 20)
                .putShort((short) 0);
        b.putShort((short) (deflate ? 8 : 0)).putInt(0);
        b.putInt((int) crc.getValue()).putInt(packed.length).putInt((int) said);
        b.putShort((short) name.length).putShort((short) 0).putShort((short) 0).putShort((short) 0);
        b.putShort((short) 0).putInt(mode << 16).putInt(0).put(name);
        int length = b.position() - directory;
        b.putInt(0x06054b50).putInt(0).putShort((short) 1).putShort((short) 1);
        b.putInt(length).putInt(directory).putShort((short) 0);
        return b.array();
    }

    static byte[] deflated(byte[] content) {
        var deflater = new Deflater(9, true);
        deflater.setInput(content);
        deflater.finish();
        var out = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 16];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }

    static byte[] text(String s) {
        return s.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] p : parts) {
            out.writeBytes(p);
        }
        return out.toByteArray();
    }
}
