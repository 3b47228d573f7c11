package gg.tap2.server.media;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/// Unpacks a ZIP into nothing, once, in the order of the file: what it says must be what it holds, and neither
/// may be out of proportion. Archives inside are looked into alike. Entries that are encrypted or packed by
/// other methods than deflate are judged by what is said about them.
final class ArchiveInspector {
    /// Unpacked bytes that are always fine, and how many times an archive's size is.
    private static final long HARMLESS = 256L << 20;
    private static final long RATIO = 200;
    private static final long MOST = 16L << 30;
    private static final int DEPTH = 4;
    private static final int LOCAL = 0x04034b50;
    private static final int MAX_LINK = 4_096;

    private long left;
    private List<ZipDirectory.Entry> listed = List.of();

    private ArchiveInspector(long budget) {
        this.left = budget;
    }

    /// Returns the archive's entries.
    ///
    /// @throws Refusal for a bomb, an archive that leads outside its folder, or a broken one
    static List<ZipDirectory.Entry> inspect(StoredBytes file) throws IOException, Refusal {
        long budget = Math.min(MOST, Math.max(HARMLESS, file.size() * RATIO));
        var inspector = new ArchiveInspector(budget);
        inspector.archive(file, 1);
        return inspector.listed;
    }

    private void archive(StoredBytes file, int depth) throws IOException, Refusal {
        if (depth > DEPTH) {
            throw new Refusal(Refusal.BOMB);
        }
        List<ZipDirectory.Entry> entries = ZipDirectory.read(file);
        if (depth == 1) {
            listed = entries;
        }
        long declared = 0;
        for (var e : entries) {
            name(e.name());
            declared = declared + e.size() < 0 ? Long.MAX_VALUE : declared + e.size();
        }
        if (declared > left) {
            throw new Refusal(Refusal.BOMB);
        }
        if (entries.isEmpty()) {
            return;
        }
        try (var in = new BufferedInputStream(file.from(0), 256 << 10)) {
            long at = 0;
            for (var e : entries) {
                in.skipNBytes(e.offset() - at);
                at = e.offset() + header(in, e);
                var packed = new Limited(in, e.compressed());
                unpack(packed, e, depth);
                packed.drain();
                at += e.compressed();
            }
        } catch (EOFException | ZipException e) {
            throw new Refusal(Refusal.UNREADABLE);
        }
    }

    /// Reads the local header and returns its length. It must name what the directory names.
    private static long header(InputStream in, ZipDirectory.Entry e) throws IOException, Refusal {
        ByteBuffer head = Binary.little(Binary.exactly(in, 30));
        if (head.getInt(0) != LOCAL) {
            throw new Refusal(Refusal.UNREADABLE);
        }
        int nameLength = Binary.word(head, 26);
        int extraLength = Binary.word(head, 28);
        byte[] name = Binary.exactly(in, nameLength);
        if (!ZipNames.same(name, e.raw()) || Binary.word(head, 8) != e.method()) {
            throw new Refusal(Refusal.AMBIGUOUS);
        }
        in.skipNBytes(extraLength);
        return 30L + nameLength + extraLength;
    }

    private void unpack(Limited packed, ZipDirectory.Entry e, int depth) throws IOException, Refusal {
        if (e.encrypted() || (e.method() != 0 && e.method() != 8)) {
            return;
        }
        var inflater = new Inflater(true);
        try {
            InputStream raw = e.method() == 0 ? packed : new InflaterInputStream(packed, inflater, 64 << 10);
            var counted = new Unpacked(raw, e.size());
            var checked = new CheckedInputStream(counted, new CRC32());
            if (e.symlink()) {
                link(e, checked);
            } else {
                content(checked, depth);
            }
            checked.transferTo(java.io.OutputStream.nullOutputStream());
            if (counted.total < e.size() || checked.getChecksum().getValue() != e.crc()) {
                throw new Refusal(Refusal.UNREADABLE);
            }
        } catch (TooMuchException x) {
            throw new Refusal(Refusal.BOMB);
        } finally {
            inflater.end();
        }
    }

    private void content(InputStream in, int depth) throws IOException, Refusal {
        byte[] start = in.readNBytes(4);
        if (start.length == 4 && Binary.little(start).getInt(0) == LOCAL) {
            var whole = new java.io.SequenceInputStream(new java.io.ByteArrayInputStream(start), in);
            try (var inner = SpooledArchive.of(whole)) {
                if (ZipDirectory.find(inner).isPresent()) {
                    archive(inner, depth + 1);
                }
            }
        }
    }

    private static void name(String name) throws Refusal {
        if (ZipNames.isAbsolute(name)) {
            throw new Refusal(Refusal.PATHS);
        }
        String plain = name.replace('\\', '/');
        for (String step : plain.split("/")) {
            if (step.equals("..")) {
                throw new Refusal(Refusal.PATHS);
            }
        }
    }

    /// A link may point to where the archive unpacks, as in a Mac's program folders, and nowhere else.
    private static void link(ZipDirectory.Entry e, InputStream in) throws IOException, Refusal {
        byte[] bytes = in.readNBytes(MAX_LINK + 1);
        String target = new String(bytes, StandardCharsets.UTF_8).replace('\\', '/');
        if (bytes.length > MAX_LINK || ZipNames.isAbsolute(target)) {
            throw new Refusal(Refusal.PATHS);
        }
        int depth = (int) e.name().chars().filter(c -> c == '/').count();
        for (String step : target.split("/")) {
            depth += step.equals("..") ? -1 : step.isEmpty() || step.equals(".") ? 0 : 1;
            if (depth < 0) {
                throw new Refusal(Refusal.PATHS);
            }
        }
    }

    private static final class TooMuchException extends IOException {
        private static final long serialVersionUID = 1;
    }

    /// A stream that is read in blocks.
    private abstract static class Blocks extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public abstract int read(byte[] buffer, int offset, int length) throws IOException;
    }

    /// What comes out of an entry: no more than was declared, and all together within the budget.
    private final class Unpacked extends Blocks {
        private final InputStream in;
        private final long declared;
        private long total;

        Unpacked(InputStream in, long declared) {
            this.in = in;
            this.declared = declared;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = in.read(buffer, offset, length);
            if (n > 0) {
                total += n;
                left -= n;
                if (total > declared || left < 0) {
                    throw new TooMuchException();
                }
            }
            return n;
        }
    }

    /// The next bytes of a stream and no more.
    private static final class Limited extends Blocks {
        private final InputStream in;
        private long remaining;

        Limited(InputStream in, long length) {
            this.in = in;
            this.remaining = length;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (remaining == 0) {
                return -1;
            }
            int n = in.read(buffer, offset, (int) Math.min(length, remaining));
            if (n < 0) {
                throw new EOFException();
            }
            remaining -= n;
            return n;
        }

        void drain() throws IOException {
            in.skipNBytes(remaining);
            remaining = 0;
        }
    }
}
