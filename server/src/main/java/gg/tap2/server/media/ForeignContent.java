package gg.tap2.server.media;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// Signs of a second format in a file: pages and scripts in pictures, archives behind anything that is no
/// archive.
final class ForeignContent {
    /// Long enough never to turn up by chance in compressed bytes.
    private static final List<String> MARKUP = List.of("<script", "<html", "<!doctype html", "<iframe", "<?php");

    private ForeignContent() {}

    /// @param start the first bytes of the file; as many are looked at from its end
    /// @throws Refusal when there is more than the claimed type in the file
    static void inspect(String type, StoredBytes file, byte[] start) throws IOException, Refusal {
        if (type.equals("application/zip")) {
            return;
        }
        if (ZipDirectory.find(file).isPresent()) {
            throw new Refusal(Refusal.AMBIGUOUS);
        }
        String head = text(start);
        String tail = text(file.read(file.size() - start.length, start.length));
        if (type.startsWith("image/")) {
            foreign(head);
            foreign(tail);
            if (tail.contains("%pdf-1.") || tail.contains("%pdf-2.")) {
                throw new Refusal(Refusal.AMBIGUOUS);
            }
        } else if (type.equals("application/pdf")) {
            int end = tail.lastIndexOf("%%eof");
            foreign(head.substring(0, Math.min(head.length(), 1024)));
            foreign(end < 0 ? "" : tail.substring(end));
        } else {
            foreign(head.substring(0, Math.min(head.length(), 256)));
        }
    }

    private static void foreign(String text) throws Refusal {
        if (MARKUP.stream().anyMatch(text::contains)) {
            throw new Refusal(Refusal.AMBIGUOUS);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    }
}
