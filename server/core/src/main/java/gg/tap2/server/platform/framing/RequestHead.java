package gg.tap2.server.platform.framing;

import java.nio.charset.StandardCharsets;

/// Checks a request line with its headers and tells how the body is framed.
final class RequestHead {
    private static final int MAX_LENGTH_DIGITS = 15;
    private static final String TOKEN_SYMBOLS = "!#$%&'*+-.^_`|~";

    /// How the body ends: after `length` bytes, or by chunks.
    record Body(boolean chunked, long length) {}

    private RequestHead() {}

    /// @param head from the request line up to and with the empty line
    static Body check(byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n");
        if (end > RequestTarget.MAX_LINE) {
            throw new BadFrameException(414, "request line too long");
        }
        boolean old = requestLine(text.substring(0, end));
        int hosts = 0;
        String length = null;
        String encoding = null;
        int at = end + 2;
        while (true) {
            end = text.indexOf("\r\n", at);
            if (end == at) {
                break;
            }
            String line = text.substring(at, end);
            int colon = line.indexOf(':');
            if (colon < 1 || !isToken(line.substring(0, colon))) {
                throw new BadFrameException("header name");
            }
            String value = value(line.substring(colon + 1));
            switch (line.substring(0, colon).toLowerCase(java.util.Locale.ROOT)) {
                case "host" -> hosts++;
                case "content-length" -> {
                    if (length != null) {
                        throw new BadFrameException("Content-Length twice");
                    }
                    length = value;
                }
                case "transfer-encoding" -> {
                    if (encoding != null) {
                        throw new BadFrameException("Transfer-Encoding twice");
                    }
                    encoding = value;
                }
                default -> {}
            }
            at = end + 2;
        }
        if (hosts > 1 || (hosts == 0 && !old)) {
            throw new BadFrameException("Host");
        }
        return body(old, length, encoding);
    }

    private static Body body(
            boolean old,
            @org.jspecify.annotations.Nullable String length,
            @org.jspecify.annotations.Nullable String encoding) {
        if (encoding != null) {
            if (length != null || old || !encoding.equals("chunked")) {
                throw new BadFrameException("Transfer-Encoding");
            }
            return new Body(true, 0);
        }
        if (length == null) {
            return new Body(false, 0);
        }
        if (length.isEmpty()
                || length.length() > MAX_LENGTH_DIGITS
                || !length.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new BadFrameException("Content-Length");
        }
        return new Body(false, Long.parseLong(length));
    }

    /// True for HTTP/1.0.
    private static boolean requestLine(String line) {
        int a = line.indexOf(' ');
        int b = line.lastIndexOf(' ');
        if (a < 1 || b <= a + 1 || !isToken(line.substring(0, a))) {
            throw new BadFrameException("request line");
        }
        for (int i = a + 1; i < b; i++) {
            char c = line.charAt(i);
            if (c <= ' ' || c == 127) {
                throw new BadFrameException("request target");
            }
        }
        return switch (line.substring(b + 1)) {
            case "HTTP/1.1" -> false;
            case "HTTP/1.0" -> true;
            default -> throw new BadFrameException("version");
        };
    }

    private static boolean isToken(String s) {
        return s.chars()
                .allMatch(c -> (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || TOKEN_SYMBOLS.indexOf(c) >= 0);
    }

    private static String value(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if ((c < ' ' && c != '\t') || c == 127) {
                throw new BadFrameException("header value");
            }
        }
        int from = 0;
        int to = raw.length();
        while (from < to && (raw.charAt(from) == ' ' || raw.charAt(from) == '\t')) {
            from++;
        }
        while (to > from && (raw.charAt(to - 1) == ' ' || raw.charAt(to - 1) == '\t')) {
            to--;
        }
        return raw.substring(from, to);
    }
}
