package gg.tap2.studio.images;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.media.UploadPurpose;
import gg.tap2.studio.testing.Seeds;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CropTest {
    @TempDir
    Path dir;

    @Test
    void theFrameStaysInsideThePictureAndKeepsItsShape() {
        Seeds.forAll(300, random -> {
            double w = 1 + random.nextInt(6_000);
            double h = 1 + random.nextInt(6_000);
            double ratio = 0.2 + random.nextDouble() * 5;
            var crop = new Crop(w, h, ratio);
            for (int i = 0; i < 40; i++) {
                if (random.nextBoolean()) {
                    crop.zoom(random.nextDouble() * 8);
                } else {
                    crop.move((random.nextDouble() - 0.5) * 9_000, (random.nextDouble() - 0.5) * 9_000);
                }
                Crop.Part p = crop.part();
                assertThat(p.width() / p.height())
                        .isCloseTo(ratio, org.assertj.core.data.Percentage.withPercentage(0.01));
                assertThat(p.x()).isGreaterThanOrEqualTo(-1e-6);
                assertThat(p.y()).isGreaterThanOrEqualTo(-1e-6);
                assertThat(p.x() + p.width()).isLessThanOrEqualTo(w + 1e-6);
                assertThat(p.y() + p.height()).isLessThanOrEqualTo(h + 1e-6);
            }
        });
    }

    @Test
    void thePartIsWrittenAsItIs() throws Exception {
        var image = new BufferedImage(400, 200, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(250, 60, 0xffff8800);
        Path file = dir.resolve("in.png");
        ImageIO.write(image, "png", file.toFile());
        var crop = new Crop(400, 200, 1);
        crop.move(1_000, 0);
        Path out = CropDialog.write(file, crop.part(), dir.resolve("cut"));
        BufferedImage got = ImageIO.read(out.toFile());
        assertThat(got.getWidth()).isEqualTo(200);
        assertThat(got.getHeight()).isEqualTo(200);
        assertThat(got.getRGB(50, 60) & 0xffffff).isEqualTo(0xff8800);
    }

    /// What the studio cuts, the platform takes: a camera's picture is noisy and was 30 MB as a PNG.
    @Test
    void aCamerasPictureFitsWhateverItIsFor() throws Exception {
        var image = new BufferedImage(6_000, 4_000, BufferedImage.TYPE_INT_RGB);
        var random = new java.util.Random(5);
        int[] row = new int[image.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < row.length; x++) {
                row[x] = random.nextInt(0x1000000);
            }
            image.setRGB(0, y, row.length, 1, row, 0, row.length);
        }
        Path file = dir.resolve("camera.jpg");
        ImageIO.write(image, "jpg", file.toFile());
        Path out = CropDialog.write(file, new Crop(6_000, 4_000, 16 / 9.0).part(), dir.resolve("cut"));
        assertThat(out.toString()).endsWith(".jpg");
        for (var purpose : new UploadPurpose[] {UploadPurpose.COVER, UploadPurpose.AVATAR, UploadPurpose.BANNER}) {
            assertThat(java.nio.file.Files.size(out)).isLessThan(purpose.maxBytes());
        }
        assertThat(ImageIO.read(out.toFile()).getWidth()).isGreaterThan(600);
    }

    @Test
    void whatShowsThroughStaysSo() throws Exception {
        var image = new BufferedImage(300, 300, BufferedImage.TYPE_INT_ARGB);
        Path file = dir.resolve("logo.png");
        ImageIO.write(image, "png", file.toFile());
        Path out = CropDialog.write(file, new Crop(300, 300, 1).part(), dir.resolve("cut"));
        assertThat(out.toString()).endsWith(".png");
        assertThat(ImageIO.read(out.toFile()).getRGB(5, 5) >>> 24).isZero();
    }

    @Test
    void aVeryLargePartIsMadeSmaller() throws Exception {
        Path file = dir.resolve("large.png");
        ImageIO.write(new BufferedImage(7_000, 400, BufferedImage.TYPE_BYTE_GRAY), "png", file.toFile());
        Path out = CropDialog.write(file, new Crop(7_000, 400, 17.5).part(), dir.resolve("cut"));
        assertThat(ImageIO.read(out.toFile()).getWidth()).isEqualTo(2_400);
    }

    /// A phone held upright: the file says 80 by 40 and a quarter turn.
    @Test
    void whatAPhoneTookIsCutUpright() throws Exception {
        var stored = new BufferedImage(80, 40, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 40 * 40; i++) {
            stored.setRGB(i % 40, i / 40, 0xff0000);
        }
        var jpeg = new ByteArrayOutputStream();
        ImageIO.write(stored, "jpg", jpeg);
        byte[] plain = jpeg.toByteArray();
        var tag = ByteBuffer.allocate(36).putShort((short) 0xFFE1).putShort((short) 34);
        tag.put("Exif\0\0MM".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) 42)
                .putInt(8)
                .putShort((short) 1);
        tag.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) 6);
        var whole = new ByteArrayOutputStream();
        whole.write(plain, 0, 2);
        whole.writeBytes(tag.array());
        whole.write(plain, 2, plain.length - 2);
        Path file = Files.write(dir.resolve("phone.jpg"), whole.toByteArray());
        BufferedImage cut = ImageIO.read(CropDialog.write(file, new Crop(40, 80, 0.5).part(), dir.resolve("cut"))
                .toFile());
        assertThat(cut.getWidth()).isEqualTo(40);
        assertThat(cut.getHeight()).isEqualTo(80);
        assertThat(cut.getRGB(20, 10) & 0xFF0000).as("red is on top").isGreaterThan(0xC00000);
        assertThat(cut.getRGB(20, 70) & 0xFF0000).isLessThan(0x300000);
    }

    /// A name that fills what a file system allows does not keep a picture from being cut.
    @Test
    void aVeryLongNameIsCut() throws Exception {
        Path file = dir.resolve("\u00e4".repeat(120) + ".png");
        ImageIO.write(new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
        Path out = CropDialog.write(file, new Crop(40, 40, 1).part(), dir.resolve("cut"));
        assertThat(ImageIO.read(out.toFile()).getWidth()).isEqualTo(40);
    }
}
