package gg.tap2.server.media;

import java.io.IOException;
import java.nio.ByteBuffer;
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
    private static final int SPAN = 0x30304b50;
    private static final int SPLIT = 0x08074b50;
    private static final int SPAN_LENGTH = 4;
    private static final int END_LENGTH = 22;
    private static final int MAX_COMMENT = 65_535;
    private static final int MAX_ENTRIES = 200_000;
    private static final int MAX_BYTES = 48 << 20;

    /// One entry as declared. Sizes in bytes, `offset` of its local header.
    ///
    /// @param raw the name's bytes
    record Entry(
            byte[] raw, int flags, int method, long crc, long compressed, long size, long offset, boolean symlink) {
        /// The name as people read it: as UTF-8 where it is that, whether declared or not, else as DOS wrote it.
        String name() {
            return ZipNames.decode(raw);
        }

        boolean encrypted() {
            return (flags & 1) != 0;
        }
    }

    private ZipDirectory() {}

    /// Where the directory is. `base` is the number of bytes that lie before the archive, `end` where its last record
    /// ends.
    record Place(long offset, long length, long entries, long base, long end) {}

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
            if (at >= 20 && tail.getInt(at - 20) == LOCATOR64) {
                // Info-ZIP, libarchive and others write this record also where the short one would do.
                long at64 = tail.getLong(at - 12);
                ByteBuffer record = Binary.little(file.read(at64, 56));
                boolean needed = entries == 0xFFFF || size == 0xFFFFFFFFL || offset == 0xFFFFFFFFL;
                if (record.limit() == 56 && record.getInt(0) == END64 && at64 < end) {
                    if (!agrees(entries, record.getLong(32), 0xFFFF)
                            || !agrees(size, record.getLong(40), 0xFFFFFFFFL)
                            || !agrees(offset, record.getLong(48), 0xFFFFFFFFL)) {
                        // Two directories: every program chooses its own.
                        return Optional.of(new Place(0, 0, 0, -1, end));
                    }
                    entries = record.getLong(32);
                    size = record.getLong(40);
                    offset = record.getLong(48);
                    end = at64;
                } else if (needed) {
                    continue;
                }
            }
            if (entries >= 0 && size >= 0 && offset >= 0 && size <= end && offset <= end - size) {
                long last = start + at + END_LENGTH + Binary.word(tail, at + 20);
                return Optional.of(new Place(end - size, size, entries, end - size - offset, last));
            }
        }
        return Optional.empty();
    }

    private static boolean agrees(long small, long large, long full) {
        return small == full || small == large;
    }

    /// The entries in the order in which they lie in the file.
    ///
    /// @throws Refusal when the directory is broken, huge, or its entries lie over one another
    static List<Entry> read(StoredBytes file) throws IOException, Refusal {
        Place place = find(file).orElseThrow(() -> new Refusal(Refusal.UNREADABLE));
        long base = place.base();
        if (base != 0 && !(base == SPAN_LENGTH && beginsAsSpan(file.read(0, SPAN_LENGTH)))) {
            throw new Refusal(Refusal.AMBIGUOUS);
        }
        if (place.entries() > MAX_ENTRIES || place.length() > MAX_BYTES) {
            throw new Refusal(Refusal.TOO_MANY);
        }
        ByteBuffer in = Binary.little(file.read(place.offset(), (int) place.length()));
        List<Entry> entries = new ArrayList<>();
        try {
            while (in.remaining() >= 46 && in.getInt(in.position()) == CENTRAL) {
                entries.add(entry(in, base));
                if (entries.size() > MAX_ENTRIES) {
                    throw new Refusal(Refusal.TOO_MANY);
                }
            }
        } catch (IndexOutOfBoundsException | java.nio.BufferUnderflowException | IllegalArgumentException e) {
            throw new Refusal(Refusal.UNREADABLE);
        }
        // Apple's Archive Utility counts modulo 65,536 and has no ZIP64.
        if ((entries.size() & 0xFFFF) != (place.entries() & 0xFFFF)) {
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

    /// The marker that PKZIP and WinZip leave in front of an archive that could have been split and was not.
    static boolean beginsAsSpan(byte[] start) {
        int marker = start.length < SPAN_LENGTH ? 0 : Binary.little(start).getInt(0);
        return marker == SPAN || marker == SPLIT;
    }

    private static Entry entry(ByteBuffer in, long base) {
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
                name,
                flags,
                Binary.word(in, at + 10),
                Binary.dword(in, at + 16),
                compressed,
                size,
                offset + base,
                (mode & 0xF000) == 0xA000);
    }
}
