package gg.tap2.studio.images;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/// Writes a picture as the platform takes it: JPEG, or PNG where something shows through, and smaller until it fits.
final class PictureFile {
    /// Under the smallest limit that the platform has for a picture.
    static final int MOST_BYTES = 4 << 20;

    /// Letters of up to four bytes, so that a name fits the 255 bytes of a file system.
    private static final int MOST_NAME = 50;

    private static final float QUALITY = 0.9f;
    private static final double STEP = 0.8;

    private PictureFile() {}

    static Path write(BufferedImage picture, Path folder, String name) throws IOException {
        boolean seeThrough = isSeeThrough(picture);
        BufferedImage now = picture;
        byte[] bytes = seeThrough ? png(now) : jpeg(now);
        while (bytes.length > MOST_BYTES) {
            now = smaller(now, seeThrough);
            bytes = seeThrough ? png(now) : jpeg(now);
        }
        Path target = Files.createTempFile(folder, shortened(name) + "-", seeThrough ? ".png" : ".jpg");
        Files.write(target, bytes);
        return target;
    }

    /// A name may be as long as the disk allows, and this one gets longer.
    private static String shortened(String name) {
        int[] first = name.codePoints().limit(MOST_NAME).toArray();
        return new String(first, 0, first.length);
    }

    /// Whether any pixel lets something through; many pictures could and do not.
    private static boolean isSeeThrough(BufferedImage picture) {
        if (!picture.getColorModel().hasAlpha()) {
            return false;
        }
        int[] row = new int[picture.getWidth()];
        for (int y = 0; y < picture.getHeight(); y++) {
            picture.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (int pixel : row) {
                if (pixel >>> 24 != 0xff) {
                    return true;
                }
            }
        }
        return false;
    }

    private static BufferedImage smaller(BufferedImage picture, boolean seeThrough) {
        int width = Math.max(1, (int) (picture.getWidth() * STEP));
        int height = Math.max(1, (int) (picture.getHeight() * STEP));
        return drawn(picture, width, height, seeThrough ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
    }

    private static BufferedImage drawn(BufferedImage picture, int width, int height, int type) {
        var out = new BufferedImage(width, height, type);
        Graphics2D g = out.createGraphics();
        try {
            g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            g.drawImage(picture, 0, 0, width, height, null);
        } finally {
            g.dispose();
        }
        return out;
    }

    private static byte[] png(BufferedImage picture) throws IOException {
        var out = new ByteArrayOutputStream();
        if (!ImageIO.write(picture, "png", out)) {
            throw new IOException("no PNG writer");
        }
        return out.toByteArray();
    }

    private static byte[] jpeg(BufferedImage picture) throws IOException {
        BufferedImage plain = picture.getType() == BufferedImage.TYPE_INT_RGB
                ? picture
                : drawn(picture, picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        var out = new ByteArrayOutputStream();
        try (var stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(QUALITY);
            writer.write(null, new IIOImage(plain, null, null), param);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }
}
