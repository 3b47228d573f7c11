package gg.tap2.model.media;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What may be uploaded. The seed's types are looked into and have players. Every other file is sold as a download.
public final class FileTypes {
    /// The seed's ALLOWED_FILE_TYPES: types whose content is checked against the format's rules.
    public static final Map<String, List<String>> CHECKED = Map.of(
            "image/png", List.of(".png"),
            "image/jpeg", List.of(".jpg", ".jpeg"),
            "image/gif", List.of(".gif"),
            "image/webp", List.of(".webp"),
            "application/pdf", List.of(".pdf"),
            "video/mp4", List.of(".mp4"),
            "audio/mpeg", List.of(".mp3"),
            "audio/wav", List.of(".wav"),
            "application/zip", List.of(".zip"));

    /// The type of a file of which nothing more is known.
    public static final String ANY = "application/octet-stream";

    /// Endings of files that run when they are opened, as mail services refuse them too.
    private static final Set<String> PROGRAMS = Set.of(
            "action",
            "ahk",
            "apk",
            "app",
            "appimage",
            "applescript",
            "appx",
            "appxbundle",
            "bash",
            "bat",
            "cgi",
            "chm",
            "class",
            "cmd",
            "com",
            "command",
            "cpl",
            "csh",
            "deb",
            "desktop",
            "dll",
            "dmg",
            "elf",
            "exe",
            "fish",
            "gadget",
            "hta",
            "htm",
            "html",
            "inf",
            "ins",
            "ipa",
            "jar",
            "jnlp",
            "js",
            "jse",
            "ksh",
            "lnk",
            "mht",
            "mhtml",
            "mjs",
            "msc",
            "msi",
            "msix",
            "msixbundle",
            "msp",
            "mst",
            "osx",
            "out",
            "php",
            "phar",
            "pif",
            "pkg",
            "pl",
            "ps1",
            "psm1",
            "py",
            "pyc",
            "pyw",
            "rb",
            "reg",
            "rpm",
            "run",
            "scf",
            "scpt",
            "scr",
            "sct",
            "settingcontent-ms",
            "sh",
            "shtml",
            "so",
            "svgz",
            "sys",
            "url",
            "vb",
            "vbe",
            "vbs",
            "vxd",
            "webloc",
            "workflow",
            "wsc",
            "wsf",
            "wsh",
            "xht",
            "xhtml",
            "xll",
            "zsh");

    private FileTypes() {}

    /// The checked type that the name ends as; empty for every other file.
    public static Optional<String> byFileName(String fileName) {
        String lower = fileName.toLowerCase(Locale.ROOT);
        return CHECKED.entrySet().stream()
                .filter(e -> e.getValue().stream().anyMatch(lower::endsWith))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /// Whether a file of that name and purpose is taken, as far as the name tells.
    public static boolean isTaken(String fileName, UploadPurpose purpose) {
        return purpose.isImage()
                ? byFileName(fileName).filter(t -> t.startsWith("image/")).isPresent()
                : !isProgram(fileName);
    }

    /// The type to announce a file of that name with.
    public static String announced(String fileName) {
        return byFileName(fileName).orElse(ANY);
    }

    /// Whether the name ends as programs, scripts and pages do. Dots and blanks at the end count for nothing, as
    /// Windows drops them.
    public static boolean isProgram(String fileName) {
        return PROGRAMS.contains(ending(fileName));
    }

    /// The letters behind the last dot, in lower case; empty without one.
    public static String ending(String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT).replaceFirst("[.\\s]+$", "");
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1);
    }

    /// Whether the name ends as files of this checked type do.
    public static boolean fits(String fileName, String contentType) {
        String lower = fileName.toLowerCase(Locale.ROOT);
        return CHECKED.getOrDefault(contentType, List.of()).stream()
                .anyMatch(e -> lower.endsWith(e) && lower.length() > e.length());
    }

    /// A name only: no folders, no control characters, and no marks that make it read in another direction.
    public static boolean isPlainName(String fileName) {
        return !fileName.isBlank()
                && fileName.codePoints()
                        .noneMatch(c -> c == '/'
                                || c == '\\'
                                || Character.isISOControl(c)
                                || (c >= 0x202A && c <= 0x202E)
                                || (c >= 0x2066 && c <= 0x2069)
                                || c == 0x200E
                                || c == 0x200F);
    }

    /// Whether the content of such files is looked into, so that pages may show it.
    public static boolean isChecked(String contentType) {
        return CHECKED.containsKey(contentType);
    }
}
