package gg.tap2.server.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gg.tap2.model.pictures.PictureReader;
import gg.tap2.model.pictures.UnreadablePictureException;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Pictures stand upright and have the colours that their makers saw, whatever wrote them.
class PicturesTest {
    private static final Color RED = new Color(200, 30, 30);
    private static final Color GREEN = new Color(30, 160, 30);
    private static final Color BLUE = new Color(30, 30, 200);
    private static final Color YELLOW = new Color(220, 200, 30);

    @TempDir
    Path dir;

    /// Red, green / blue, yellow as people see it: 80 by 48.
    private static BufferedImage upright() {
        var image = new BufferedImage(80, 48, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 48; y++) {
            for (int x = 0; x < 80; x++) {
                image.setRGB(x, y, (y < 24 ? (x < 40 ? RED : GREEN) : (x < 40 ? BLUE : YELLOW)).getRGB());
            }
        }
        return image;
    }

    /// The pixels as a camera stores them that was held so; written from the definition of the tag: where row 0 and
    /// column 0 are.
    private static BufferedImage stored(int orientation) {
        BufferedImage seen = upright();
        boolean turned = orientation >= 5;
        var out = new BufferedImage(turned ? 48 : 80, turned ? 80 : 48, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < out.getHeight(); y++) {
            for (int x = 0; x < out.getWidth(); x++) {
                int sx = turned ? y : x;
                int sy = turned ? x : y;
                boolean right = turned ? orientation == 6 || orientation == 7 : orientation == 2 || orientation == 3;
                boolean bottom = turned ? orientation >= 7 : orientation == 3 || orientation == 4;
                out.setRGB(x, y, seen.getRGB(right ? 79 - sx : sx, bottom ? 47 - sy : sy));
            }
        }
        return out;
    }

    private static void isUpright(BufferedImage image) {
        assertThat(image.getWidth()).isEqualTo(80);
        assertThat(image.getHeight()).isEqualTo(48);
        near(image.getRGB(10, 10), RED);
        near(image.getRGB(70, 10), GREEN);
        near(image.getRGB(10, 40), BLUE);
        near(image.getRGB(70, 40), YELLOW);
    }

    private static void near(int rgb, Color wanted) {
        var got = new Color(rgb);
        int off = Math.max(
                Math.abs(got.getRed() - wanted.getRed()),
                Math.max(Math.abs(got.getGreen() - wanted.getGreen()), Math.abs(got.getBlue() - wanted.getBlue())));
        assertThat(off).as(got + " for " + wanted).isLessThanOrEqualTo(14);
    }

    private static byte[] written(BufferedImage image, String format) throws IOException {
        var out = new ByteArrayOutputStream();
        ImageIO.write(image, format, out);
        return out.toByteArray();
    }

    private static byte[] exif(int orientation, ByteOrder order) {
        var b = ByteBuffer.allocate(26).order(order);
        b.put(Samples.text(order == ByteOrder.BIG_ENDIAN ? "MM" : "II"))
                .putShort((short) 42)
                .putInt(8);
        b.putShort((short) 1)
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation);
        return b.array();
    }

    private static byte[] jpeg(int orientation, ByteOrder order) throws IOException {
        byte[] plain = written(stored(orientation), "jpg");
        byte[] tag = Samples.join(Samples.text("Exif\0\0"), exif(orientation, order));
        var segment = ByteBuffer.allocate(4).put((byte) 0xFF).put((byte) 0xE1).putShort((short) (tag.length + 2));
        return Samples.join(Arrays.copyOf(plain, 2), segment.array(), tag, Arrays.copyOfRange(plain, 2, plain.length));
    }

    private static byte[] chunk(String kind, byte[] data) {
        var crc = new CRC32();
        crc.update(Samples.text(kind));
        crc.update(data);
        return ByteBuffer.allocate(12 + data.length)
                .putInt(data.length)
                .put(Samples.text(kind))
                .put(data)
                .putInt((int) crc.getValue())
                .array();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void jpegsStandUpright(int orientation) throws IOException {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            byte[] file = jpeg(orientation, order);
            isUpright(PictureReader.read(file, 1_000_000));
            assertThat(PictureReader.size(file)).isEqualTo(new PictureReader.Size(80, 48));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void pngsStandUpright(int orientation) throws IOException {
        byte[] plain = written(stored(orientation), "png");
        int data = 8 + 25;
        byte[] file = Samples.join(
                Arrays.copyOf(plain, data),
                chunk("eXIf", exif(orientation, ByteOrder.BIG_ENDIAN)),
                Arrays.copyOfRange(plain, data, plain.length));
        isUpright(PictureReader.read(file, 1_000_000));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 6, 8})
    void webpsStandUpright(int orientation) throws Exception {
        BufferedImage image = stored(orientation);
        Path png = Files.write(dir.resolve("a.png"), written(image, "png"));
        byte[] plain = made("convert", "a.webp", png.toString(), "-define", "webp:lossless=true");
        byte[] tag = exif(orientation, ByteOrder.LITTLE_ENDIAN);
        var head = ByteBuffer.allocate(18).order(ByteOrder.LITTLE_ENDIAN);
        head.put(Samples.text("VP8X")).putInt(10).putInt(8);
        head.put((byte) (image.getWidth() - 1)).put((byte) 0).put((byte) 0);
        head.put((byte) (image.getHeight() - 1)).put((byte) 0).put((byte) 0);
        var end = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        end.put(Samples.text("EXIF")).putInt(tag.length);
        byte[] body = Samples.join(
                Samples.text("WEBP"), head.array(), Arrays.copyOfRange(plain, 12, plain.length), end.array(), tag);
        var riff = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        riff.put(Samples.text("RIFF")).putInt(body.length);
        isUpright(PictureReader.read(Samples.join(riff.array(), body), 1_000_000));
    }

    private byte[] made(String program, String name, String... args) throws Exception {
        assumeTrue(CorpusTools.isInstalled(program), program + " is not installed");
        var command = new java.util.ArrayList<String>();
        command.add(program);
        command.addAll(Arrays.asList(args));
        command.add(name);
        return new CorpusTools(dir)
                .make(name.substring(name.indexOf(':') + 1), command.toArray(String[]::new))
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"64,64,64", "120,20,20", "250,250,250", "20,90,160"})
    void printersColoursStayWhatTheyAre(int r, int g, int b) throws Exception {
        String colour = "xc:rgb(" + r + "," + g + "," + b + ")";
        byte[] file = made("convert", "a.jpg", "-size", "200x100", colour, "-colorspace", "CMYK");
        BufferedImage image = PictureReader.read(file, 1_000_000);
        var got = new Color(image.getRGB(50, 50));
        assertThat(Math.abs(got.getRed() - r)).as(got.toString()).isLessThan(25);
        assertThat(Math.abs(got.getGreen() - g)).as(got.toString()).isLessThan(25);
        assertThat(Math.abs(got.getBlue() - b)).as(got.toString()).isLessThan(25);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PNG48:a.png", "PNG64:a.png", "PNG24:a.png", "PNG8:a.png"})
    void depthsOfPng(String format) throws Exception {
        byte[] file = made("convert", format, "-size", "40x40", "xc:rgb(200,30,30)");
        near(PictureReader.read(file, 1_000_000).getRGB(20, 20), RED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8", "16"})
    void greysKeepTheirLightness(String depth) throws Exception {
        byte[] file = made(
                "convert",
                "a.png",
                "-size",
                "40x40",
                "xc:rgb(64,64,64)",
                "-colorspace",
                "Gray",
                "-depth",
                depth,
                "-define",
                "png:color-type=0");
        near(PictureReader.read(file, 1_000_000).getRGB(20, 20), new Color(64, 64, 64));
    }

    /// A profile that swaps nothing but has another gamma shows whether it was applied: linear RGB of the JDK.
    @Test
    void profilesOfPngAreApplied() throws IOException {
        byte[] linear = java.awt.color.ICC_Profile.getInstance(java.awt.color.ColorSpace.CS_LINEAR_RGB)
                .getData();
        var packed = new ByteArrayOutputStream();
        try (var deflate = new java.util.zip.DeflaterOutputStream(packed)) {
            deflate.write(linear);
        }
        var image = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 400; i++) {
            image.setRGB(i % 20, i / 20, new Color(55, 55, 55).getRGB());
        }
        byte[] plain = written(image, "png");
        byte[] file = Samples.join(
                Arrays.copyOf(plain, 33),
                chunk("iCCP", Samples.join(Samples.text("linear\0\0"), packed.toByteArray())),
                Arrays.copyOfRange(plain, 33, plain.length));
        // 55/255 of light is 0.503 in sRGB.
        near(PictureReader.read(file, 1_000_000).getRGB(5, 5), new Color(128, 128, 128));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.gif", "a.webp"})
    void theFirstFrameOfAnimations(String name) throws Exception {
        byte[] file = made("convert", name, "-size", "40x30", "xc:rgb(200,30,30)", "xc:rgb(30,30,200)");
        BufferedImage image = PictureReader.read(file, 1_000_000);
        assertThat(image.getWidth()).isEqualTo(40);
        near(image.getRGB(20, 15), RED);
    }

    @Test
    void aFirstFrameThatIsAPartOfItsScreen() throws Exception {
        byte[] file = made("convert", "a.gif", "-size", "10x10", "xc:rgb(200,30,30)", "-page", "40x30+20+10");
        BufferedImage image = PictureReader.read(file, 1_000_000);
        if (image.getWidth() == 40) {
            near(image.getRGB(25, 15), RED);
        } else {
            assertThat(image.getWidth()).isEqualTo(10);
        }
    }

    @Test
    void whatBreaksOffIsRefusedAndWhatLacksItsEndIsNot() throws Exception {
        byte[] whole = Samples.image("jpg", 600, 400);
        byte[] noise = written(noisy(), "jpg");
        assertThat(PictureReader.read(Arrays.copyOf(whole, whole.length - 2), 1_000_000))
                .isNotNull();
        assertThatThrownBy(() -> PictureReader.read(Arrays.copyOf(noise, noise.length / 2), 1_000_000))
                .isInstanceOf(UnreadablePictureException.class);
        byte[] png = written(noisy(), "png");
        assertThatThrownBy(() -> PictureReader.read(Arrays.copyOf(png, png.length / 2), 1_000_000))
                .isInstanceOf(UnreadablePictureException.class);
    }

    private static BufferedImage noisy() {
        var image = new BufferedImage(300, 300, BufferedImage.TYPE_INT_RGB);
        var random = new java.util.Random(1);
        for (int i = 0; i < 90_000; i++) {
            image.setRGB(i % 300, i / 300, random.nextInt(1 << 24));
        }
        return image;
    }

    /// A GIF of 56 million pixels that draws one of them needs no more memory than other pictures.
    @Test
    void aLargeScreenWithASmallFrameIsThinnedOutToo() throws IOException {
        byte[] gif = java.util.HexFormat.of()
                .parseHex("474946383961" + "581b401f" + "800000" + "ffffff000000" + "2c00000000010001000002024401003b");
        assertThat(PictureReader.size(gif)).isEqualTo(new PictureReader.Size(7_000, 8_000));
        BufferedImage seen = PictureReader.read(gif, 1_000_000);
        assertThat((long) seen.getWidth() * seen.getHeight()).isLessThanOrEqualTo(1_000_000L);
    }

    /// A profile unpacks to a thousand times its size, and a file has room for thousands of them.
    @Test
    void onlyTheFirstProfileIsUnpacked() throws IOException {
        var deflater = new java.util.zip.Deflater();
        deflater.setInput(new byte[4 << 20]);
        deflater.finish();
        byte[] packed = new byte[16 << 10];
        int length = deflater.deflate(packed);
        var png = new ByteArrayOutputStream();
        png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
        for (int i = 0; i < 3_000; i++) {
            png.write(ByteBuffer.allocate(4).putInt(length + 3).array());
            png.write(new byte[] {'i', 'C', 'C', 'P', 'x', 0, 0});
            png.write(packed, 0, length);
            png.write(new byte[4]);
        }
        byte[] file = png.toByteArray();
        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                java.time.Duration.ofSeconds(4),
                () -> assertThatThrownBy(() -> PictureReader.size(file))
                        .isInstanceOf(UnreadablePictureException.class));
    }
}
