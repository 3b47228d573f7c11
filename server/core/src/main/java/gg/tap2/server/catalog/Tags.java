package gg.tap2.server.catalog;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Tags in the one spelling by which pages are found: lower case, single blanks, each once.
final class Tags {
    private Tags() {}

    static List<String> normal(@Nullable List<String> tags) {
        return tags == null
                ? List.of()
                : tags.stream()
                        .map(Tags::normal)
                        .filter(t -> !t.isEmpty())
                        .distinct()
                        .toList();
    }

    static String normal(String tag) {
        return Normalizer.normalize(tag, Normalizer.Form.NFKC)
                .strip()
                .replaceAll("\\s+", " ")
                .toLowerCase(Locale.ROOT);
    }
}
