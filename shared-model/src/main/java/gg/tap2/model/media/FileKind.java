package gg.tap2.model.media;

import java.util.Locale;
import java.util.Set;

/// What a file is for people: its icon, and the word that is read aloud for it.
public enum FileKind {
    PICTURE,
    AUDIO,
    VIDEO,
    DOCUMENT,
    BOOK,
    ARCHIVE,
    FONT,
    MODEL,
    OTHER;

    private static final Set<String> ARCHIVES = Set.of(
            "application/zip",
            "application/gzip",
            "application/x-7z-compressed",
            "application/x-tar",
            "application/x-gtar",
            "application/x-bzip2",
            "application/x-xz",
            "application/zstd",
            "application/vnd.rar",
            "application/x-rar-compressed",
            "application/x-iso9660-image");
    private static final Set<String> BOOKS = Set.of(
            "application/epub+zip",
            "application/x-mobipocket-ebook",
            "application/vnd.amazon.ebook",
            "application/x-cbr",
            "application/vnd.comicbook+zip",
            "application/vnd.comicbook-rar");
    private static final Set<String> ENDINGS_OF_MODELS = Set.of(
            "stl", "obj", "blend", "fbx", "3mf", "gltf", "glb", "dae", "ply", "step", "stp", "iges", "c4d", "max",
            "usdz");

    /// By the stored type, and by the name where the type says nothing.
    public static FileKind of(String contentType, String fileName) {
        String type = contentType.toLowerCase(Locale.ROOT);
        if (ENDINGS_OF_MODELS.contains(FileTypes.ending(fileName)) || type.startsWith("model/")) {
            return MODEL;
        }
        if (ARCHIVES.contains(type)) {
            return ARCHIVE;
        }
        if (BOOKS.contains(type)) {
            return BOOK;
        }
        if (type.startsWith("font/") || type.contains("font-") || type.contains("opentype")) {
            return FONT;
        }
        if (type.startsWith("image/")) {
            return PICTURE;
        }
        if (type.startsWith("audio/")) {
            return AUDIO;
        }
        if (type.startsWith("video/")) {
            return VIDEO;
        }
        boolean document = type.startsWith("text/")
                || type.equals("application/pdf")
                || type.equals("application/rtf")
                || type.contains("document")
                || type.contains("msword")
                || type.contains("sheet")
                || type.contains("excel")
                || type.contains("presentation")
                || type.contains("powerpoint")
                || type.contains("iwork");
        return document ? DOCUMENT : OTHER;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
