package gg.tap2.server.fanweb;

import gg.tap2.model.media.FileKind;

/// The icon of each kind of file, drawn in lines like all others.
public final class FileIcons {
    private static final String SHEET = "M14 3H6v18h12V7zM14 3v4h4";

    private FileIcons() {}

    public static FileKind kind(String type, String name) {
        return FileKind.of(type, name);
    }

    /// The path of the drawing, on 24 by 24.
    public static String path(String type, String name) {
        return switch (kind(type, name)) {
            case PICTURE -> "M4 5h16v14H4zM4 16l5-5 4 4 2-2 5 5M15.500 9.500h.01";
            case AUDIO ->
                "M9 18V6l10-2v12M9 18a2.500 2.500 0 1 1-5 0 2.500 2.500 0 0 1 5 0zM19 16a2.500 2.500 0 1 1-5 0 2.500 2.500 0 0 1 5 0z";
            case VIDEO -> "M4 5h16v14H4zM10 9l5 3-5 3z";
            case DOCUMENT -> SHEET + "M9 12h6M9 16h6";
            case BOOK ->
                "M12 6c-2-1.500-5-2-8-1.500v14c3-.5 6 0 8 1.500 2-1.500 5-2 8-1.500v-14c-3-.5-6 0-8 1.500zM12 6v14";
            case ARCHIVE -> "M4 5h16v4H4zM5 9v10h14V9M10 13h4";
            case FONT -> "M5 19 12 5l7 14M8 14h8";
            case MODEL -> "M12 3l8 4.500v9L12 21l-8-4.500v-9zM12 12l8-4.500M12 12 4 7.500M12 12v9";
            case OTHER -> SHEET;
        };
    }
}
