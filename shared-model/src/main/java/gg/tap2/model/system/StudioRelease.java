package gg.tap2.model.system;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The studio that a platform offers. Nothing is ever installed by itself: the studio tells, people decide.
///
/// @param version the newest one offered
/// @param server the version of the server that answers
/// @param oldest studios before this one no longer understand the server; null when all do
/// @param notes what is new, newest first, in the language that was asked for
/// @param downloads packages; empty when the platform gives none out itself
public record StudioRelease(
        String version, String server, @Nullable String oldest, List<Note> notes, List<Download> downloads) {

    /// @param text Markdown
    public record Note(String version, @Nullable LocalDate released, String text) {}

    /// @param os `linux`, `windows` or `macos`
    /// @param size bytes
    /// @param sha256 lower-case hex
    /// @param path below the platform's address
    public record Download(String os, String name, long size, String sha256, String path) {}
}
