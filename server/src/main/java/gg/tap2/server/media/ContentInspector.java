package gg.tap2.server.media;

import gg.tap2.server.s3.ObjectStorage;
import java.io.IOException;

/// Whether a stored file is what it claims to be and nothing else, and harmless to open. Only looks: nothing is
/// decoded, run or unpacked to a name that the file chose.
final class ContentInspector {
    private static final int START = 64 << 10;

    private final ObjectStorage storage;

    ContentInspector(ObjectStorage storage) {
        this.storage = storage;
    }

    /// @throws Refusal with the code that the creator is told
    /// @throws IOException when storage broke off; the check is repeated later
    void inspect(UploadRow row) throws IOException, Refusal {
        var file = new StoredObject(storage, row.storageKey(), row.plan().size());
        inspect(row.contentType(), file, row.purpose().isImage() ? Images.MAX_PIXELS : ImageInspector.MAX_PIXELS);
    }

    /// @throws Refusal when the bytes are not of that type, or not of that type alone
    static void inspect(String type, StoredBytes file, long maxPixels) throws IOException, Refusal {
        byte[] start = file.read(0, START);
        ContentSniffer.check(type, start);
        ForeignContent.inspect(type, file, start);
        if (type.startsWith("image/")) {
            ImageInspector.inspect(type, file, maxPixels);
        } else if (type.equals("application/zip")) {
            ArchiveInspector.inspect(file);
        }
    }
}
