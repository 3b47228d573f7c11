package gg.tap2.server.fanweb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Terms, privacy and imprint: the operator's own where there are files of theirs, general ones otherwise. Files are
/// read
/// at each call, so a correction shows at once.
final class LegalTexts {
    static final List<String> NAMES = List.of("terms", "privacy", "imprint");
    private final @Nullable Path folder;

    LegalTexts(@Nullable Path folder) {
        this.folder = folder;
    }

    /// Markdown: `name_language.md`, else `name.md`, else the general text.
    String text(View v, String name) {
        if (folder != null) {
            for (String file : List.of(name + "_" + v.lang() + ".md", name + ".md")) {
                Path path = folder.resolve(file);
                if (Files.isReadable(path)) {
                    try {
                        return Files.readString(path);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        }
        return v.t("legal." + name + ".text");
    }
}
