package gg.tap2.server.media;

import gg.tap2.model.media.FileTypes;
import gg.tap2.server.platform.http.ApiException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.tika.Tika;

/// Files that have no rules of their own here. They are sold as downloads: browsers save them and show none.
final class OtherFiles {
    private static final Tika TIKA = new Tika();
    /// Endings that say more than the first bytes do.
    private static final Map<String, String> BY_ENDING = Map.ofEntries(
            Map.entry("stl", "model/stl"),
            Map.entry("obj", "model/obj"),
            Map.entry("3mf", "model/3mf"),
            Map.entry("glb", "model/gltf-binary"),
            Map.entry("fbx", "model/x-fbx"),
            Map.entry("blend", "model/x-blender"),
            Map.entry("cbz", "application/vnd.comicbook+zip"),
            Map.entry("flac", "audio/flac"),
            Map.entry("ogg", "audio/ogg"),
            Map.entry("ttf", "font/ttf"),
            Map.entry("otf", "font/otf"),
            Map.entry("woff", "font/woff"),
            Map.entry("woff2", "font/woff2"));

    private final boolean programs;

    /// @param programs whether programs and scripts are taken outside of archives
    OtherFiles(boolean programs) {
        this.programs = programs;
    }

    /// The type that is stored for an announced file.
    ///
    /// @throws ApiException 422 for the name of a program
    String announced(String fileName) {
        if (!programs && FileTypes.isProgram(fileName)) {
            throw ApiException.invalid("fileName", "program", FileTypes.ending(fileName));
        }
        return FileTypes.byFileName(fileName).orElseGet(() -> type(fileName, new byte[0]));
    }

    /// Returns what is known of the entries when it is an archive inside, as EPUB and many formats are.
    ///
    /// @throws Refusal for a program, and for an archive that hides behind something else
    List<ZipDirectory.Entry> inspect(StoredBytes file, byte[] start) throws IOException, Refusal {
        if (!programs && Programs.isProgram(start)) {
            throw new Refusal(Refusal.PROGRAM);
        }
        if (ContentSniffer.isZip(start)) {
            return ArchiveInspector.inspect(file);
        }
        if (ForeignContent.hidesArchive(file)) {
            throw new Refusal(Refusal.AMBIGUOUS);
        }
        return List.of();
    }

    /// The type by name and content. What was found to be no program is not called one.
    static String type(String fileName, byte[] start) {
        String known = BY_ENDING.get(FileTypes.ending(fileName));
        if (known != null) {
            return known;
        }
        String found = TIKA.detect(start, fileName);
        return unchecked(found.contains("msdownload") || found.contains("dosexec") ? TIKA.detect(fileName) : found);
    }

    /// A type whose rules were not applied must not be had by pages: they would show it.
    private static String unchecked(String type) {
        return FileTypes.isChecked(type) ? FileTypes.ANY : type;
    }
}
