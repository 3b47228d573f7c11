package gg.tap2.server.media;

import java.util.Set;
import org.apache.tika.Tika;

/// Looks at the first bytes of a file and compares them with the claimed type.
final class ContentSniffer {
    private static final Tika TIKA = new Tika();
    private static final Set<String> WAV = Set.of("audio/wav", "audio/x-wav", "audio/vnd.wave");
    private static final Set<String> MP4 = Set.of("video/mp4", "application/mp4", "video/quicktime", "video/x-m4v");

    private ContentSniffer() {}

    /// @throws Refusal when the first bytes are those of another type
    static void check(String claimed, byte[] start) throws Refusal {
        String found = TIKA.detect(start);
        boolean same = switch (claimed) {
            case "audio/wav" -> WAV.contains(found);
            case "video/mp4" -> MP4.contains(found);
            case "audio/mpeg" -> found.equals("audio/mpeg") || looksLikeMp3(start);
            case "application/zip" -> startsWith(start, 'P', 'K', 3, 4) || startsWith(start, 'P', 'K', 5, 6);
            case "application/pdf" -> startsWith(start, '%', 'P', 'D', 'F');
            default -> found.equals(claimed);
        };
        if (!same) {
            throw new Refusal(Refusal.MISMATCH);
        }
    }

    private static boolean looksLikeMp3(byte[] b) {
        return startsWith(b, 'I', 'D', '3') || (b.length > 1 && (b[0] & 0xFF) == 0xFF && (b[1] & 0xE0) == 0xE0);
    }

    private static boolean startsWith(byte[] b, int... magic) {
        if (b.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((b[i] & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
