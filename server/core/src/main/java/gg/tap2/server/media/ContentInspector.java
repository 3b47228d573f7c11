package gg.tap2.server.media;

import gg.tap2.model.media.FileTypes;
import gg.tap2.server.s3.ObjectStorage;
import java.io.IOException;
import java.util.List;

/// Whether a stored file is what it claims to be and nothing else, and harmless to open. Only looks: nothing is
/// decoded, run or unpacked to a name that the file chose.
final class ContentInspector {
    private static final int START = 64 << 10;

    private final ObjectStorage storage;
    private final OtherFiles others;

    ContentInspector(ObjectStorage storage, OtherFiles others) {
        this.storage = storage;
        this.others = others;
    }

    /// What a file turned out to be.
    ///
    /// @param entries of an archive; empty for all else
    record Finding(String contentType, List<ZipDirectory.Entry> entries) {}

    /// @throws Refusal with the code that the creator is told
    /// @throws IOException when storage broke off; the check is repeated later
    Finding inspect(UploadRow row) throws IOException, Refusal {
        var file = new StoredObject(storage, row.storageKey(), row.plan().size());
        if (!FileTypes.isChecked(row.contentType())) {
            byte[] start = file.read(0, START);
            return new Finding(OtherFiles.type(row.fileName(), start), others.inspect(file, start));
        }
        long pixels = row.purpose().isImage() ? Images.MAX_PIXELS : ImageInspector.MAX_PIXELS;
        return new Finding(row.contentType(), inspect(row.contentType(), file, pixels));
    }

    /// Returns an archive's entries.
    ///
    /// @throws Refusal when the bytes are not of that type, or not of that type alone
    static List<ZipDirectory.Entry> inspect(String type, StoredBytes file, long maxPixels) throws IOException, Refusal {
        byte[] start = file.read(0, START);
        ContentSniffer.check(type, start);
        ForeignContent.inspect(type, file, start);
        if (type.startsWith("image/")) {
            ImageInspector.inspect(type, file, maxPixels);
        } else if (type.equals("application/zip")) {
            return ArchiveInspector.inspect(file);
        }
        return List.of();
    }
}
