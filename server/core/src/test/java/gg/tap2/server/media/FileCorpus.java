package gg.tap2.server.media;

import static gg.tap2.server.media.Samples.join;
import static gg.tap2.server.media.Samples.rawZip;
import static gg.tap2.server.media.Samples.text;
import static gg.tap2.server.media.Samples.zip;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Files as the world makes them, by its own programs where they are installed and by hand where not, and files that
/// only look like them.
final class FileCorpus {
    /// @param made how
    /// @param verdict `ready`, or the code of the refusal
    record Entry(String name, String made, byte[] bytes, String verdict) {}

    private final List<Entry> entries = new ArrayList<>();
    private final List<String> absent = new ArrayList<>();
    private final Path dir;
    private final CorpusTools tools;

    FileCorpus(Path dir) {
        this.dir = dir;
        this.tools = new CorpusTools(dir);
    }

    List<Entry> make() throws IOException, InterruptedException {
        Files.createDirectories(dir.resolve("Album/Disc 1"));
        Files.write(dir.resolve("a.txt"), text("rain ".repeat(500)));
        Files.write(dir.resolve("Album/Disc 1/Café.txt"), text("wet ".repeat(50)));
        Files.write(dir.resolve("Album/雨.txt"), text("雨"));
        zipsByTools();
        zipsByHand();
        CorpusPdfs.add(this);
        media();
        pictures();
        others();
        disguises();
        return entries;
    }

    List<String> absent() {
        return absent;
    }

    void ready(String name, String made, byte[] bytes) {
        entries.add(new Entry(name, made, bytes, "ready"));
    }

    void refused(String name, String made, byte[] bytes, String code) {
        entries.add(new Entry(name, made, bytes, code));
    }

    void tool(String name, String... command) throws IOException, InterruptedException {
        note(name, String.join(" ", command), tools.make(name, command));
    }

    void shell(String program, String name, String line) throws IOException, InterruptedException {
        note(name, line, tools.shell(program, name, line));
    }

    /// Leaves a file for the programs that are run later.
    byte[] kept(String name, byte[] bytes) throws IOException {
        Files.write(dir.resolve(name), bytes);
        return bytes;
    }

    private void note(String name, String made, Optional<byte[]> bytes) {
        bytes.ifPresentOrElse(b -> ready(name, made, b), () -> absent.add(name + ": " + made));
    }

    private void zipsByTools() throws IOException, InterruptedException {
        tool("infozip.zip", "zip", "-qr", "infozip.zip", "Album");
        tool("infozip-stored.zip", "zip", "-q0r", "infozip-stored.zip", "Album");
        tool("infozip-bzip2.zip", "zip", "-qr", "-Z", "bzip2", "infozip-bzip2.zip", "Album");
        tool("infozip-password.zip", "zip", "-qr", "-P", "x", "infozip-password.zip", "Album");
        shell("zip", "infozip-stdin.zip", "cat a.txt | zip -q infozip-stdin.zip -");
        shell("zip", "infozip-stdout.zip", "zip -qr - Album > infozip-stdout.zip");
        shell(
                "zip",
                "infozip-comment.zip",
                "zip -q infozip-comment.zip a.txt && echo 'PK is in the comment' | zip -qz infozip-comment.zip");
        shell("bsdtar", "bsdtar.zip", "bsdtar --format zip -cf bsdtar.zip Album");
        shell("bsdtar", "bsdtar-zip64.zip", "bsdtar --format zip --options zip:zip64 -cf bsdtar-zip64.zip Album");
        tool("7zip.zip", "7zz", "a", "-tzip", "7zip.zip", "Album");
        for (String method : List.of("LZMA", "PPMd", "Deflate64", "BZip2")) {
            String name = "7zip-" + method.toLowerCase(java.util.Locale.ROOT) + ".zip";
            tool(name, "7zz", "a", "-tzip", "-mm=" + method, name, "Album");
        }
        tool("7zip-aes.zip", "7zz", "a", "-tzip", "-px", "-mem=AES256", "7zip-aes.zip", "Album");
        shell(
                "python3",
                "python-stream.zip",
                "python3 -c \"import zipfile,sys; z=zipfile.ZipFile(sys.stdout.buffer,'w',8); z.writestr('a.txt','x'*999); z.close()\" | cat > python-stream.zip");
        shell(
                "python3",
                "python-zip64.zip",
                "python3 -c \"import zipfile; z=zipfile.ZipFile('python-zip64.zip','w'); f=z.open('a.txt','w',force_zip64=True); f.write(b'x'*999); f.close(); z.close()\"");
    }

    private void zipsByHand() {
        ready("java-stream.zip", "java.util.zip, sizes behind each entry", zip("brushes/rain.txt", text("wet")));
        ready("empty.zip", "an end record alone", zip(java.util.Map.of()));
        ready("mac-colon.zip", "a Mac's name: A:B tests.txt", one("A:B tests.txt"));
        ready("mac-folder-colon.zip", "a Mac's folder: 9:41 takes/", one("9:41 takes/one.txt"));
        ready("question.zip", "Q: questions.txt", one("Q: questions.txt"));
        ready("mac-resource.zip", "__MACOSX and .DS_Store", zip("__MACOSX/._a.txt", text("x")));
        ready("windows-backslash.zip", "Windows' slashes", one("Album\\one.txt"));
        ready(
                "windows-half.zip",
                "slashes of two kinds in one entry",
                rawZip("Album\\one.txt", "Album/one.txt", text("x"), false, 1, 0));
        byte[] dos = one("Caf?.txt");
        ready("dos-437.zip", "a name in code page 437", replaced(dos, text("Caf?"), new byte[] {
            'C', 'a', 'f', (byte) 0x82
        }));
        ready("utf8-undeclared.zip", "UTF-8 without its flag", one("Café.txt"));
        ready("winzip-span.zip", "PK00 in front, offsets count it", span(false));
        ready("winzip-span-uncounted.zip", "PK00 in front, offsets do not count it", span(true));
        ready("newline-behind.zip", "a line break behind the end", join(one("a.txt"), text("\n")));
        ready("modulo.zip", "65,600 entries, counted modulo 65,536 without ZIP64", modulo());
        ready(
                "program-inside.zip",
                "a program in an archive",
                rawZip("setup.exe", "setup.exe", text("MZ\0\1\2"), false, 5, 0));
    }

    private static byte[] one(String name) {
        return rawZip(name, name, text("x"), false, 1, 0);
    }

    private static byte[] replaced(byte[] in, byte[] from, byte[] to) {
        byte[] out = in.clone();
        for (int i = 0; i + from.length <= out.length; i++) {
            if (Arrays.equals(out, i, i + from.length, from, 0, from.length)) {
                System.arraycopy(to, 0, out, i, to.length);
            }
        }
        return out;
    }

    private static byte[] span(boolean uncounted) {
        byte[] archive = one("a.txt");
        byte[] out = join(text("PK00"), archive);
        if (!uncounted) {
            ByteBuffer b = ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
            int end = out.length - 22;
            int directory = b.getInt(end + 16) + 4;
            b.putInt(end + 16, directory);
            b.putInt(directory + 42, 4);
        }
        return out;
    }

    private static byte[] modulo() {
        int count = 65_600;
        var out = ByteBuffer.allocate(count * (30 + 5 + 46 + 5) + 22).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            out.putInt(0x04034b50)
                    .putShort((short) 10)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putInt(0x21 << 16);
            out.putInt(0)
                    .putInt(0)
                    .putInt(0)
                    .putShort((short) 5)
                    .putShort((short) 0)
                    .put(text("%05d".formatted(i)));
        }
        int directory = out.position();
        for (int i = 0; i < count; i++) {
            out.putInt(0x02014b50)
                    .putShort((short) 0x031e)
                    .putShort((short) 10)
                    .putShort((short) 0)
                    .putShort((short) 0);
            out.putInt(0x21 << 16)
                    .putInt(0)
                    .putInt(0)
                    .putInt(0)
                    .putShort((short) 5)
                    .putShort((short) 0)
                    .putShort((short) 0);
            out.putShort((short) 0).putShort((short) 0).putInt(0).putInt(i * 35).put(text("%05d".formatted(i)));
        }
        int length = out.position() - directory;
        out.putInt(0x06054b50)
                .putInt(0)
                .putShort((short) count)
                .putShort((short) count)
                .putInt(length)
                .putInt(directory);
        return out.putShort((short) 0).array();
    }

    private void media() throws IOException, InterruptedException {
        String tone = "ffmpeg -loglevel error -f lavfi -i sine=440:duration=1 ";
        String film = "ffmpeg -loglevel error -f lavfi -i testsrc=size=160x120:rate=5:duration=1 -pix_fmt yuv420p ";
        shell("ffmpeg", "id3v23.mp3", tone + "-id3v2_version 3 -metadata title=Rain -b:a 32k id3v23.mp3");
        shell("ffmpeg", "id3v24-v1.mp3", tone + "-id3v2_version 4 -write_id3v1 1 -b:a 32k id3v24-v1.mp3");
        shell("ffmpeg", "bare.mp3", tone + "-id3v2_version 0 -write_xing 0 -b:a 32k bare.mp3");
        shell("ffmpeg", "low-rate.mp3", tone + "-ar 11025 -b:a 16k low-rate.mp3");
        shell("ffmpeg", "in-riff.mp3", tone + "-f wav -c:a libmp3lame -b:a 32k in-riff.mp3");
        byte[] mp3 = Samples.mp3();
        ready("zeros-first.mp3", "4,000 zeros before the first frame", join(new byte[4_000], mp3));
        ready("ape-first.mp3", "an APEv2 tag first", join(ape(), mp3));
        ready("large-picture.mp3", "an ID3 tag of 200 kB", join(id3(200_000), mp3));
        shell("ffmpeg", "pcm16.wav", tone + "-c:a pcm_s16le pcm16.wav");
        shell("ffmpeg", "float.wav", tone + "-c:a pcm_f32le float.wav");
        shell("ffmpeg", "rf64.wav", tone + "-rf64 always rf64.wav");
        ready("bw64.wav", "BW64 (ITU-R BS.2088)", replaced(Samples.wav(90), text("RIFF"), text("BW64")));
        shell("ffmpeg", "plain.mp4", film + "plain.mp4");
        shell("ffmpeg", "fragments.mp4", film + "-movflags frag_keyframe+empty_moov fragments.mp4");
        shell("ffmpeg", "quicktime.mp4", film + "-f mov quicktime.mp4");
        Path plain = dir.resolve("plain.mp4");
        byte[] playable = Files.exists(plain) ? Files.readAllBytes(plain) : Samples.mp4();
        for (String brand : List.of(
                "3gp4", "3gp5", "3g2a", "M4A ", "M4B ", "M4V ", "f4v ", "dash", "iso6", "avc1", "mp41", "MSNV", "XAVC",
                "qt  ", "cmfc", "av01", "hvc1")) {
            ready(
                    "brand-" + brand.strip() + ".mp4",
                    "major brand " + brand,
                    replaced(playable, text("ftypisom"), text("ftyp" + brand)));
        }
        ready(
                "moov-first.mp4",
                "QuickTime without a brand",
                join(new byte[] {0, 0, 0, 8}, text("wide"), new byte[] {0, 0, 0, 16}, text("mdat01234567")));
    }

    private static byte[] ape() {
        var tag = ByteBuffer.allocate(32 + 20 + 32).order(ByteOrder.LITTLE_ENDIAN);
        tag.put(text("APETAGEX"))
                .putInt(2_000)
                .putInt(52)
                .putInt(1)
                .putInt(0xA0000000)
                .putLong(0);
        tag.putInt(6).putInt(0).put(text("Title\0Rain!!"));
        tag.put(text("APETAGEX"))
                .putInt(2_000)
                .putInt(52)
                .putInt(1)
                .putInt(0x80000000)
                .putLong(0);
        return tag.array();
    }

    private static byte[] id3(int length) {
        var tag = ByteBuffer.allocate(10 + length);
        tag.put(text("ID3")).put((byte) 3).put((byte) 0).put((byte) 0);
        for (int shift = 21; shift >= 0; shift -= 7) {
            tag.put((byte) (length >> shift & 0x7F));
        }
        return tag.array();
    }

    private void pictures() throws IOException, InterruptedException {
        String draw = "convert -size 64x48 gradient:orange-navy ";
        shell("convert", "cmyk.jpg", draw + "-colorspace CMYK cmyk.jpg");
        shell("convert", "progressive.jpg", draw + "-interlace JPEG progressive.jpg");
        shell("convert", "grey.jpg", draw + "-colorspace Gray grey.jpg");
        shell("convert", "deep.png", draw + "-depth 16 PNG48:deep.png");
        shell("convert", "palette.png", draw + "-colors 16 PNG8:palette.png");
        shell("convert", "interlaced.png", draw + "-interlace PNG interlaced.png");
        shell("convert", "animated.gif", draw + "\\( -clone 0 -negate \\) animated.gif");
        shell("convert", "lossy.webp", draw + "lossy.webp");
        shell("convert", "lossless.webp", draw + "-define webp:lossless=true lossless.webp");
    }

    private void others() throws IOException, InterruptedException {
        String tone = "ffmpeg -loglevel error -f lavfi -i sine=440:duration=1 ";
        String film = "ffmpeg -loglevel error -f lavfi -i testsrc=size=160x120:rate=5:duration=1 -pix_fmt yuv420p ";
        for (String kind : List.of("flac", "ogg", "opus", "m4a", "aiff")) {
            shell("ffmpeg", "tone." + kind, tone + "tone." + kind);
        }
        for (String kind : List.of("mov", "mkv", "avi", "webm")) {
            shell("ffmpeg", "film." + kind, film + "film." + kind);
        }
        for (String kind : List.of("psd", "tiff", "bmp", "ico", "tga")) {
            shell("convert", "picture." + kind, "convert -size 64x48 gradient:orange-navy picture." + kind);
        }
        tool("album.7z", "7zz", "a", "album.7z", "Album");
        shell("tar", "album.tar.gz", "tar -czf album.tar.gz Album");
        ready(
                "book.epub",
                "an EPUB's archive",
                join(rawZip("mimetype", "mimetype", text("application/epub+zip"), false, 20, 0)));
        ready("letter.docx", "a Word document's archive", zip("word/document.xml", text("<w:document/>")));
        ready("comic.cbz", "pages in a ZIP", zip("001.png", Samples.image("png", 4, 4)));
        ready("cut.svg", "drawn", text("<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0h9\"/></svg>"));
        ready("vase.stl", "a solid of one facet", join(new byte[80], new byte[] {1, 0, 0, 0}, new byte[50]));
        ready("vase.obj", "three corners", text("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"));
        ready("scene.blend", "a header of Blender", text("BLENDER-v402" + "x".repeat(80)));
        ready("pattern.txt", "text", text("MZ is a code, so is PK.\n"));
        ready("preset.xyz", "noise with an ending that nobody knows", noise(900));
        ready("look.cube", "a table of colours", text("LUT_3D_SIZE 2\n0 0 0\n"));
        ready("noending", "a name without an ending", noise(300));
        ready(
                "photo.heic",
                "a header of HEIC",
                join(new byte[] {0, 0, 0, 24}, text("ftypheic"), new byte[4], text("mif1heic")));
        ready(
                "umlaut Ä 👩‍🎨 نیم‌فاصله.ttf",
                "a font's header, a name with joiners",
                join(new byte[] {0, 1, 0, 0}, noise(80)));
    }

    static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        bytes[0] = 1;
        return bytes;
    }

    private void disguises() {
        byte[] archive = zip("payload.js", text("alert(1)"));
        byte[] windows = join(text("MZ"), new byte[] {(byte) 0x90, 0, 3, 0, 0, 0, 4, 0}, new byte[80]);
        byte[] linux = join(new byte[] {0x7F}, text("ELF"), new byte[] {2, 1, 1, 0}, new byte[80]);
        refused("program.psd", "a program of Windows, renamed", windows, "program");
        refused("program.flac", "a program of Linux, renamed", linux, "program");
        refused("script.txt", "a script with #!", text("#!/bin/sh\nrm -rf ~\n"), "program");
        refused(
                "shortcut.dat",
                "a shortcut of Windows",
                join(new byte[] {0x4C, 0, 0, 0, 1, 0x14, 2, 0}, new byte[80]),
                "program");
        refused("program.mp4", "a program of Windows, renamed", windows, "content_mismatch");
        refused(
                "picture.jpg",
                "HEIC with the ending of a JPEG",
                join(new byte[] {0, 0, 0, 24}, text("ftypheic"), new byte[4], text("mif1heic")),
                "image_format");
        refused(
                "jpeg2000.mp4",
                "a still picture",
                join(new byte[] {0, 0, 0, 20}, text("ftypjp2 "), new byte[8]),
                "content_mismatch");
        refused(
                "text.mp3",
                "UTF-16",
                "\uFEFFMnmn mnmn mnmn".repeat(90).getBytes(StandardCharsets.UTF_16LE),
                "content_mismatch");
        refused("zeros.mp3", "nothing but zeros", new byte[9_000], "content_mismatch");
        refused("hidden.psd", "a picture and an archive", join(text("8BPS"), noise(200), archive), "content_ambiguous");
        refused(
                "hidden.png",
                "a picture and an archive",
                join(Samples.image("png", 4, 4), archive),
                "content_ambiguous");
        refused("two.zip", "two archives", join(archive, archive), "content_ambiguous");
        refused("stub.zip", "a program in front of an archive", join(windows, archive), "content_mismatch");
        refused("two-directories.zip", "ZIP64 names another directory", twoDirectories(), "content_ambiguous");
        refused("way-out.epub", "an EPUB whose entry leads out", zip("../../.bashrc", text("x")), "archive_paths");
        refused("drive.zip", "C:\\x", one("C:\\x"), "archive_paths");
        refused("server.zip", "\\\\server\\x", one("\\\\server\\x"), "archive_paths");
        refused("bomb.docx", "300 MB of zeros", zip("z", new byte[300 << 20]), "archive_bomb");
        refused("half.zip", "cut off", Arrays.copyOf(archive, archive.length - 30), "archive_unreadable");
    }

    private static byte[] twoDirectories() {
        byte[] archive = one("a.txt");
        int end = archive.length - 22;
        var more = ByteBuffer.allocate(76).order(ByteOrder.LITTLE_ENDIAN);
        more.putInt(0x06064b50)
                .putLong(44)
                .putShort((short) 45)
                .putShort((short) 45)
                .putInt(0)
                .putInt(0);
        more.putLong(1)
                .putLong(1)
                .putLong(51)
                .putLong(7)
                .putInt(0x07064b50)
                .putInt(0)
                .putLong(end)
                .putInt(1);
        return join(Arrays.copyOf(archive, end), more.array(), Arrays.copyOfRange(archive, end, archive.length));
    }
}
