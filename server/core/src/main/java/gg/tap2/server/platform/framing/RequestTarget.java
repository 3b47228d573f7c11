package gg.tap2.server.platform.framing;

import java.io.ByteArrayOutputStream;

/// Writes the address of a request as its standard wants it. Links of the world hold `|`, `{x}`, `a[]`, `https://` and
/// a
/// lone `%` in their queries; every browser sends some of them as they are. They are escaped here, before the parser,
/// and mean the same afterwards.
final class RequestTarget {
    static final int MAX_LINE = 8 * 1024;

    private static final String PATH = "-._~!$&'()*+,;=:@/";
    private static final String QUERY = "-._~!$&'()*+,;=";
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private RequestTarget() {}

    /// @param head a checked head
    /// @return the same where nothing had to be escaped
    static byte[] escaped(byte[] head) {
        int from = indexOf(head, ' ', 0) + 1;
        if (head[from] != '/') {
            return head;
        }
        int to = indexOf(head, '\r', from);
        while (head[to] != ' ') {
            to--;
        }
        int query = indexOf(head, '?', from);
        int pathEnd = query < 0 || query > to ? to : query;
        if (isFine(head, from, pathEnd, PATH) && (pathEnd == to || isFine(head, pathEnd + 1, to, QUERY))) {
            return head;
        }
        var out = new ByteArrayOutputStream(head.length + 64);
        out.write(head, 0, from);
        escape(head, from, pathEnd, PATH, out);
        if (pathEnd < to) {
            out.write('?');
            escape(head, pathEnd + 1, to, QUERY, out);
        }
        out.write(head, to, head.length - to);
        return out.toByteArray();
    }

    private static boolean isFine(byte[] head, int from, int to, String symbols) {
        for (int i = from; i < to; i++) {
            if (!isKept(head, i, to, symbols)) {
                return false;
            }
        }
        return true;
    }

    private static void escape(byte[] head, int from, int to, String symbols, ByteArrayOutputStream out) {
        for (int i = from; i < to; i++) {
            if (isKept(head, i, to, symbols)) {
                out.write(head[i]);
            } else {
                out.write('%');
                out.write(HEX[(head[i] >> 4) & 15]);
                out.write(HEX[head[i] & 15]);
            }
        }
    }

    private static boolean isKept(byte[] head, int i, int to, String symbols) {
        byte b = head[i];
        if (b == '%') {
            return i + 2 < to && isHex(head[i + 1]) && isHex(head[i + 2]);
        }
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || (b > 0 && symbols.indexOf(b) >= 0);
    }

    private static boolean isHex(byte b) {
        return b > 0 && Character.digit(b, 16) >= 0;
    }

    private static int indexOf(byte[] head, char c, int from) {
        for (int i = from; i < head.length; i++) {
            if (head[i] == c) {
                return i;
            }
        }
        return -1;
    }
}
