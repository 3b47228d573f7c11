package gg.tap2.server.media;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/// Names in a ZIP, which say little about how they are written.
final class ZipNames {
    private static final Charset DOS = Charset.forName("IBM437");
    /// A drive of Windows, and `\\\\server`. "A:B tests.txt" and "9:41 notes/" are ordinary names on a Mac.
    private static final Pattern ABSOLUTE = Pattern.compile("(?s)[A-Za-z]:[/\\\\].*|[/\\\\].*");

    private ZipNames() {}

    /// As UTF-8 where the bytes are that, whether the archive declares it or not (Apple's and many scripts do not),
    /// else in DOS's code page, as the format says.
    static String decode(byte[] raw) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(raw))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(raw, DOS);
        }
    }

    /// Whether both headers of an entry name the same file. Some tools of Windows turn the slashes of one of them.
    static boolean same(byte[] local, byte[] central) {
        return Arrays.equals(local, central)
                || decode(local).replace('\\', '/').equals(decode(central).replace('\\', '/'));
    }

    /// Whether a name leads to the root, a drive or another machine instead of into the folder it is unpacked to.
    static boolean isAbsolute(String name) {
        return ABSOLUTE.matcher(name).matches() || name.indexOf('\0') >= 0;
    }
}
