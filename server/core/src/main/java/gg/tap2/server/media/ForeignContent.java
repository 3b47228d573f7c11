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
        String head = text(start);
        String tail = text(file.read(file.size() - start.length, start.length));
        if (hidesArchive(file) && !(type.equals("application/pdf") && isAttached(file, tail))) {
            throw new Refusal(Refusal.AMBIGUOUS);
        }
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

    /// Whether an archive ends the file that does not begin it: other programs would open that one. The end of an
    /// archive alone, without a directory before it, is none.
    static boolean hidesArchive(StoredBytes file) throws IOException {
        var place = ZipDirectory.find(file);
        if (place.isEmpty()) {
            return false;
        }
        long length = place.get().length();
        byte[] directory = file.read(place.get().offset(), 4);
        return length == 0
                ? place.get().entries() == 0
                : directory.length == 4 && ContentSniffer.startsWith(directory, 0, 'P', 'K', 1, 2);
    }

    /// Whether the archive at the end is an attachment: it lies in a stream of the PDF, which goes on behind it.
    private static boolean isAttached(StoredBytes file, String tail) throws IOException {
        long last = ZipDirectory.find(file).map(ZipDirectory.Place::end).orElse(file.size());
        int from = (int) Math.max(0, last - (file.size() - tail.length()));
        String behind = from > tail.length() ? "" : tail.substring(from);
        int stream = behind.indexOf("endstream");
        return stream >= 0 && stream <= 2 && behind.indexOf("startxref", stream) > 0;
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
