package gg.tap2.model.media;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The seed's ALLOWED_FILE_TYPES.
public final class FileTypes {
    public static final Map<String, List<String>> ALLOWED = Map.of(
            "image/png", List.of(".png"),
            "image/jpeg", List.of(".jpg", ".jpeg"),
            "image/gif", List.of(".gif"),
            "image/webp", List.of(".webp"),
            "application/pdf", List.of(".pdf"),
            "video/mp4", List.of(".mp4"),
            "audio/mpeg", List.of(".mp3"),
            "audio/wav", List.of(".wav"),
            "application/zip", List.of(".zip"));

    private FileTypes() {}

    public static Optional<String> byFileName(String fileName) {
        String lower = fileName.toLowerCase(Locale.ROOT);
        return ALLOWED.entrySet().stream()
                .filter(e -> e.getValue().stream().anyMatch(lower::endsWith))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /// Whether the name ends as files of this type do.
    public static boolean fits(String fileName, String contentType) {
        String lower = fileName.toLowerCase(Locale.ROOT);
        return ALLOWED.getOrDefault(contentType, List.of()).stream()
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

    public static boolean isAllowed(String contentType, UploadPurpose purpose) {
        return ALLOWED.containsKey(contentType) && (!purpose.isImage() || contentType.startsWith("image/"));
    }
}
