package gg.tap2.server.media;

import gg.tap2.model.media.UploadPurpose;
import gg.tap2.model.pictures.PictureReader;
import gg.tap2.model.pictures.UnreadablePictureException;
import gg.tap2.server.s3.ObjectStorage;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import net.coobird.thumbnailator.Thumbnails;

/// Public images: upright, in sRGB, re-encoded as JPEG in fixed sizes, without metadata. `/img/{upload}/{size}`
/// serves them for ever, since an upload never changes.
public final class Images {
    /// Pixels of an image that is shown on pages, counted before anything is decoded.
    static final long MAX_PIXELS = 60_000_000;
    /// Pixels that are decoded; larger images are thinned out while they are read, so that none needs more
    /// memory.
    private static final long DECODED_PIXELS = 16_000_000;
    /// Widths in pixels by size name.
    private static final Map<String, Integer> WIDE = Map.of("s", 360, "m", 720, "l", 1440);
    private static final Map<String, Integer> SQUARE = Map.of("s", 96, "m", 192, "l", 512);

    private final ObjectStorage storage;

    Images(ObjectStorage storage) {
        this.storage = storage;
    }

    /// Writes all sizes and returns the public address of the middle one. One image at a time: decoding takes
    /// memory.
    synchronized String publish(UploadRow row) throws Refusal {
        BufferedImage source = read(row.storageKey());
        boolean square = row.purpose() == UploadPurpose.AVATAR;
        for (var size : (square ? SQUARE : WIDE).entrySet()) {
            storage.put(key(row.id(), size.getKey()), "image/jpeg", encode(source, size.getValue(), square));
        }
        return "/img/" + row.id() + "/m";
    }

    static String key(UUID uploadId, String size) {
        return "public/" + uploadId + "/" + size + ".jpg";
    }

    /// The JPEG of one size (`s`, `m` or `l`).
    public Optional<byte[]> find(UUID uploadId, String size) {
        if (!WIDE.containsKey(size)) {
            return Optional.empty();
        }
        try (InputStream in = storage.open(key(uploadId, size))) {
            return Optional.of(in.readAllBytes());
        } catch (software.amazon.awssdk.services.s3.model.S3Exception e) {
            if (e.statusCode() != 404) {
                throw new gg.tap2.server.s3.StorageUnavailableException(e);
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new gg.tap2.server.s3.StorageUnavailableException(e);
        }
    }

    private BufferedImage read(String key) throws Refusal {
        byte[] bytes;
        try (InputStream in = storage.open(key)) {
            bytes = in.readAllBytes();
        } catch (IOException e) {
            throw new gg.tap2.server.s3.StorageUnavailableException(e);
        }
        return decode(bytes, MAX_PIXELS);
    }

    /// @throws Refusal when it is no picture, or one of more than `maxPixels`
    static BufferedImage decode(byte[] bytes, long maxPixels) throws Refusal {
        try {
            if (PictureReader.size(bytes).pixels() > maxPixels) {
                throw new Refusal(Refusal.PIXELS);
            }
            return PictureReader.read(bytes, DECODED_PIXELS);
        } catch (UnreadablePictureException e) {
            throw new Refusal(Refusal.IMAGE);
        }
    }

    private static byte[] encode(BufferedImage source, int width, boolean square) {
        int target = Math.min(width, source.getWidth());
        var opaque = new BufferedImage(source.getWidth(), source.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D g = opaque.createGraphics();
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, opaque.getWidth(), opaque.getHeight());
        g.drawImage(source, 0, 0, null);
        g.dispose();
        try {
            var out = new ByteArrayOutputStream();
            var builder = Thumbnails.of(opaque);
            if (square) {
                builder.crop(net.coobird.thumbnailator.geometry.Positions.CENTER)
                        .size(width, width);
            } else {
                builder.width(target);
            }
            builder.outputFormat("jpg").outputQuality(0.82).toOutputStream(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
