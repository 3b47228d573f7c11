package gg.tap2.server.media;

import java.nio.charset.StandardCharsets;
import org.apache.tika.Tika;

/// Looks at the first bytes of a file and compares them with the claimed type, by the rules of the format and of the
/// programs that open it.
final class ContentSniffer {
    private static final Tika TIKA = new Tika();
    /// How far behind a file's beginning readers look for a PDF's header (ISO 32000, annex H).
    static final int PDF_HEADER_WITHIN = 1_024;

    private ContentSniffer() {}

    /// @throws Refusal when the first bytes are those of another type
    static void check(String claimed, byte[] start) throws Refusal {
        boolean same = switch (claimed) {
            case "audio/wav" -> MediaSignatures.isWav(start);
            case "video/mp4" -> MediaSignatures.isMp4(start);
            case "audio/mpeg" -> MediaSignatures.isMp3(start);
            case "application/zip" -> isZip(start);
            case "application/pdf" -> pdf(start);
            default -> TIKA.detect(start).equals(claimed);
        };
        if (!same) {
            boolean heif = claimed.startsWith("image/") && MediaSignatures.isHeif(start);
            throw new Refusal(heif ? Refusal.PICTURE_FORMAT : Refusal.MISMATCH);
        }
    }

    /// Whether the file begins as an archive, with or without the marker of one that could have been split.
    static boolean isZip(byte[] start) {
        int at = ZipDirectory.beginsAsSpan(start) ? 4 : 0;
        return startsWith(start, at, 'P', 'K', 3, 4) || startsWith(start, at, 'P', 'K', 5, 6);
    }

    /// Printers' headers, byte order marks, blank lines and mail headers stand in front of real PDFs. A file that is
    /// something of its own up to there is refused.
    private static boolean pdf(byte[] start) throws Refusal {
        String head = new String(start, 0, Math.min(start.length, PDF_HEADER_WITHIN + 5), StandardCharsets.ISO_8859_1);
        int at = head.indexOf("%PDF-");
        if (at <= 0) {
            return at == 0;
        }
        byte[] before = java.util.Arrays.copyOf(start, at);
        String found = TIKA.detect(before);
        boolean other = Programs.isProgram(before)
                || isZip(before)
                || found.startsWith("image/")
                || found.startsWith("video/")
                || found.contains("html")
                || found.contains("script");
        if (other) {
            throw new Refusal(Refusal.AMBIGUOUS);
        }
        return true;
    }

    static boolean startsWith(byte[] b, int at, int... magic) {
        if (b.length < at + magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((b[at + i] & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
