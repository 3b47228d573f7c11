package gg.tap2.server.media;

import java.nio.ByteBuffer;

/// How files begin that run when they are opened, whatever their name.
final class Programs {
    private Programs() {}

    /// Programs of Windows, Linux, Macs and Android, Java classes, Windows shortcuts, and scripts that name their
    /// interpreter.
    static boolean isProgram(byte[] start) {
        if (start.length < 4) {
            return false;
        }
        return switch (ByteBuffer.wrap(start).getInt(0)) {
            case 0x7F454C46,
                    0xFEEDFACE,
                    0xFEEDFACF,
                    0xCEFAEDFE,
                    0xCFFAEDFE,
                    0xCAFEBABE,
                    0xCAFEBABF,
                    0x6465780A,
                    0x4C000000 -> true;
            default -> ContentSniffer.startsWith(start, 0, '#', '!') || windows(start);
        };
    }

    /// `MZ` alone may begin a text; a program's header is none.
    private static boolean windows(byte[] b) {
        if (!ContentSniffer.startsWith(b, 0, 'M', 'Z')) {
            return false;
        }
        for (int i = 2; i < Math.min(b.length, 64); i++) {
            int c = b[i] & 0xFF;
            if (c < 32 && c != '\t' && c != '\n' && c != '\r') {
                return true;
            }
        }
        return false;
    }
}
