package gg.tap2.server.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What a ZIP says about itself at its end: the central directory, ZIP64 included.
final class ZipDirectory {
    private static final int END = 0x06054b50;
    private static final int END64 = 0x06064b50;
    private static final int LOCATOR64 = 0x07064b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END_LENGTH = 22;
    private static final int MAX_COMMENT = 65_535;
    private static final int MAX_ENTRIES = 200_000;
    private static final int MAX_BYTES = 48 << 20;

    /// One entry as declared. Sizes in bytes, `offset` of its local header.
    record Entry(
            String name, int flags, int method, long crc, long compressed, long size, long offset, boolean symlink) {
        boolean encrypted() {
            return (flags & 1) != 0;
        }
    }

    private ZipDirectory() {}

    /// Where the directory is. `base` is the number of bytes that lie before the archive.
    record Place(long offset, long length, long entries, long base) {}

    /// The end record that a reader would find; empty when the file does not end as a ZIP does.
    static Optional<Place> find(StoredBytes file) throws IOException {
        int length = (int) Math.min(file.size(), END_LENGTH + MAX_COMMENT + 20);
        long start = file.size() - length;
        ByteBuffer tail = Binary.little(file.read(start, length));
        for (int at = tail.limit() - END_LENGTH; at >= 0; at--) {
            if (tail.getInt(at) != END || at + END_LENGTH + Binary.word(tail, at + 20) > tail.limit()) {
                continue;
            }
            long entries = Binary.word(tail, at + 10);
            long size = Binary.dword(tail, at + 12);
            long offset = Binary.dword(tail, at + 16);
            long end = start + at;
            if (at >= 20
                    && tail.getInt(at - 20) == LOCATOR64
                    && (entries == 0xFFFF || size == 0xFFFFFFFFL || offset == 0xFFFFFFFFL)) {
                long at64 = tail.getLong(at - 12);
                ByteBuffer record = Binary.little(file.read(at64, 56));
                if (record.limit() < 56 || record.getInt(0) != END64) {
                    continue;
                }
                entries = record.getLong(32);
                size = record.getLong(40);
                offset = record.getLong(48);
                end = at64;
            }
            if (entries >= 0 && size >= 0 && offset >= 0 && size <= end && offset <= end - size) {
                return Optional.of(new Place(end - size, size, entries, end - size - offset));
            }
        }
        return Optional.empty();
    }

    /// The entries in the order in which they lie in the file.
    ///
    /// @throws Refusal when the directory is broken, huge, or its entries lie over one another
    static List<Entry> read(StoredBytes file) throws IOException, Refusal {
        Place place = find(file).orElseThrow(() -> new Refusal(Refusal.UNREADABLE));
        if (place.base() != 0) {
            throw new Refusal(Refusal.AMBIGUOUS);
        }
        if (place.entries() > MAX_ENTRIES || place.length() > MAX_BYTES) {
            throw new Refusal(Refusal.BOMB);
        }
        ByteBuffer in = Binary.little(file.read(place.offset(), (int) place.length()));
        List<Entry> entries = new ArrayList<>();
        try {
            while (in.remaining() >= 46 && in.getInt(in.position()) == CENTRAL) {
                entries.add(entry(in));
            }
        } catch (IndexOutOfBoundsException | java.nio.BufferUnderflowException | IllegalArgumentException e) {
            throw new Refusal(Refusal.UNREADABLE);
        }
        if (entries.size() != place.entries()) {
            throw new Refusal(Refusal.UNREADABLE);
        }
        entries.sort(Comparator.comparingLong(Entry::offset));
        long free = 0;
        for (Entry e : entries) {
            if (e.offset() < free) {
                throw new Refusal(Refusal.BOMB);
            }
            free = e.offset() + 30 + e.compressed();
            if (e.compressed() < 0 || e.size() < 0 || free > place.offset()) {
                throw new Refusal(Refusal.UNREADABLE);
            }
        }
        return entries;
    }

    private static Entry entry(ByteBuffer in) {
        int at = in.position();
        int madeBy = Binary.word(in, at + 4) >> 8;
        int flags = Binary.word(in, at + 8);
        int nameLength = Binary.word(in, at + 28);
        int extraLength = Binary.word(in, at + 30);
        long compressed = Binary.dword(in, at + 20);
        long size = Binary.dword(in, at + 24);
        long offset = Binary.dword(in, at + 42);
        int mode = madeBy == 3 ? in.getInt(at + 38) >>> 16 : 0;
        byte[] name = new byte[nameLength];
        in.get(at + 46, name);
        int extra = at + 46 + nameLength;
        int end = extra + extraLength;
        while (extra + 4 <= end) {
            int id = Binary.word(in, extra);
            int next = extra + 4 + Binary.word(in, extra + 2);
            int field = extra + 4;
            if (id == 1) {
                if (size == 0xFFFFFFFFL) {
                    size = in.getLong(field);
                    field += 8;
                }
                if (compressed == 0xFFFFFFFFL) {
                    compressed = in.getLong(field);
                    field += 8;
                }
                if (offset == 0xFFFFFFFFL) {
                    offset = in.getLong(field);
                }
            }
            extra = next;
        }
        in.position(end + Binary.word(in, at + 32));
        return new Entry(
                new String(name, (flags & 0x800) != 0 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1),
                flags,
                Binary.word(in, at + 10),
                Binary.dword(in, at + 16),
                compressed,
                size,
                offset,
                (mode & 0xF000) == 0xA000);
    }
}
