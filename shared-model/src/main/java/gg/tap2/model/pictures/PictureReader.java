package gg.tap2.model.pictures;

import java.awt.Graphics2D;
import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/// Decodes a picture as people see it: upright, in sRGB, with eight bits a colour, the first frame of an animation.
/// Large ones are thinned out while they are read, so that none needs more memory than `mostDecoded` pixels.
public final class PictureReader {
    /// How libjpeg says that lines are missing, which it paints grey. A file that lacks its end mark alone is whole.
    private static final String LINES_MISSING = "premature end of data";

    private PictureReader() {}

    /// Width and height as people see them.
    public record Size(int width, int height) {
        public long pixels() {
            return (long) width * height;
        }
    }

    /// @throws UnreadablePictureException when it is no picture of a known format
    public static Size size(byte[] file) throws UnreadablePictureException {
        boolean turns = PictureMetadata.of(file).orientation().turns();
        return reading(file, reader -> {
            Size stored = stored(reader);
            return turns ? new Size(stored.height(), stored.width()) : stored;
        });
    }

    /// As the file has it. The first frame of a GIF may be a part of its screen.
    private static Size stored(ImageReader reader) throws IOException {
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        Element screen = isGif(reader) ? descriptor(reader.getStreamMetadata(), "LogicalScreenDescriptor") : null;
        return screen == null
                ? new Size(width, height)
                : new Size(
                        Math.max(width, number(screen, "logicalScreenWidth")),
                        Math.max(height, number(screen, "logicalScreenHeight")));
    }

    private static boolean isGif(ImageReader reader) throws IOException {
        return reader.getFormatName().equalsIgnoreCase("gif");
    }

    /// @throws UnreadablePictureException when it is no picture of a known format, or breaks off
    public static BufferedImage read(byte[] file, long mostDecoded) throws UnreadablePictureException {
        PictureMetadata metadata = PictureMetadata.of(file);
        BufferedImage decoded = reading(file, reader -> {
            long pixels = stored(reader).pixels();
            int step = (int) Math.max(1, Math.ceil(Math.sqrt((double) pixels / mostDecoded)));
            var param = reader.getDefaultReadParam();
            param.setSourceSubsampling(step, step, 0, 0);
            var breaksOff = new AtomicBoolean();
            reader.addIIOReadWarningListener((r, warning) -> {
                if (warning.contains(LINES_MISSING)) {
                    breaksOff.set(true);
                }
            });
            BufferedImage image = reader.read(0, param);
            if (breaksOff.get()) {
                throw new IOException("the picture breaks off");
            }
            return onCanvas(reader, image, step);
        });
        byte[] profile = metadata.pngProfile();
        BufferedImage coloured = profile == null ? decoded : inColours(decoded, profile);
        return metadata.orientation().apply(srgb(coloured));
    }

    private interface Use<T> {
        T with(ImageReader reader) throws IOException;
    }

    private static <T> T reading(byte[] file, Use<T> use) throws UnreadablePictureException {
        try (var in = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
            var readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new UnreadablePictureException("no picture of a known format", null);
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, false);
                return use.with(reader);
            } finally {
                reader.dispose();
            }
        } catch (UnreadablePictureException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Decoders answer broken pictures with whatever exception comes first.
            throw new UnreadablePictureException("the picture cannot be read", e);
        }
    }

    /// The first frame of a GIF may be a part of its screen.
    private static BufferedImage onCanvas(ImageReader reader, BufferedImage frame, int step) throws IOException {
        if (!isGif(reader)) {
            return frame;
        }
        Element screen = descriptor(reader.getStreamMetadata(), "LogicalScreenDescriptor");
        Element part = descriptor(reader.getImageMetadata(0), "ImageDescriptor");
        if (screen == null || part == null) {
            return frame;
        }
        int width = Math.ceilDiv(number(screen, "logicalScreenWidth"), step);
        int height = Math.ceilDiv(number(screen, "logicalScreenHeight"), step);
        if (width <= frame.getWidth() && height <= frame.getHeight()) {
            return frame;
        }
        var canvas = new BufferedImage(
                Math.max(width, frame.getWidth()), Math.max(height, frame.getHeight()), BufferedImage.TYPE_INT_ARGB);
        Graphics2D g = canvas.createGraphics();
        g.drawImage(frame, number(part, "imageLeftPosition") / step, number(part, "imageTopPosition") / step, null);
        g.dispose();
        return canvas;
    }

    private static @Nullable Element descriptor(@Nullable IIOMetadata metadata, String name) {
        if (metadata == null) {
            return null;
        }
        NodeList found =
                ((Element) metadata.getAsTree(metadata.getNativeMetadataFormatName())).getElementsByTagName(name);
        return found.getLength() == 0 ? null : (Element) found.item(0);
    }

    private static int number(Element element, String attribute) {
        String value = element.getAttribute(attribute);
        return value.isEmpty() ? 0 : Integer.parseInt(value);
    }

    /// The JDK reads a PNG's numbers and not its colours. A profile for other pixels than these counts for nothing.
    private static BufferedImage inColours(BufferedImage image, byte[] profile) {
        try {
            var colours = new ICC_ColorSpace(ICC_Profile.getInstance(profile));
            boolean alpha = image.getColorModel().hasAlpha();
            if (colours.getType() != ColorSpace.TYPE_RGB) {
                return image;
            }
            int bands = alpha ? 4 : 3;
            var model = new ComponentColorModel(colours, alpha, false, image.getTransparency(), DataBuffer.TYPE_BYTE);
            var raster = Raster.createInterleavedRaster(
                    DataBuffer.TYPE_BYTE, image.getWidth(), image.getHeight(), bands, null);
            BufferedImage plain = srgb(image);
            int[] row = new int[image.getWidth()];
            int[] samples = new int[image.getWidth() * bands];
            for (int y = 0; y < image.getHeight(); y++) {
                plain.getRGB(0, y, row.length, 1, row, 0, row.length);
                for (int x = 0; x < row.length; x++) {
                    samples[x * bands] = row[x] >> 16 & 0xFF;
                    samples[x * bands + 1] = row[x] >> 8 & 0xFF;
                    samples[x * bands + 2] = row[x] & 0xFF;
                    if (alpha) {
                        samples[x * bands + 3] = row[x] >>> 24;
                    }
                }
                raster.setPixels(0, y, row.length, 1, samples);
            }
            return new BufferedImage(model, raster, false, null);
        } catch (IllegalArgumentException | CMMException e) {
            return image;
        }
    }

    /// Eight bits of red, green and blue, and transparency where there is any.
    private static BufferedImage srgb(BufferedImage image) {
        int type = image.getColorModel().hasAlpha() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
        if (image.getType() == type) {
            return image;
        }
        var out = new BufferedImage(image.getWidth(), image.getHeight(), type);
        ColorSpace from = image.getColorModel().getColorSpace();
        if (from instanceof ICC_ColorSpace && !from.isCS_sRGB() && from.getType() == ColorSpace.TYPE_RGB) {
            return new ColorConvertOp(null).filter(image, out);
        }
        Graphics2D g = out.createGraphics();
        g.drawImage(image, 0, 0, null);
        g.dispose();
        return out;
    }
}
