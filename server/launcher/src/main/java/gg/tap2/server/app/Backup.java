package gg.tap2.server.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.platform.json.Json;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/// A whole installation in one file: the database as of one moment, then the stored objects, keys and the rest of the
/// data folder, each with its SHA-256. Works while the server runs: objects are written before the rows that name them,
/// so a later copy of the objects holds everything that the earlier snapshot of the rows needs.
final class Backup {
    static final String MANIFEST = "manifest.json";
    /// Where backups lie in a data folder when nobody says where; no backup holds another.
    static final String FOLDER = "backups";
    private static final String TABLES = "database/";
    private static final String FILES = "files/";
    /// What belongs to a running process, or is in the database part.
    private static final Set<String> LEFT_OUT =
            Set.of("postgres", "postgres.log", "lock", "run.json", "run.json.new", FOLDER);

    private Backup() {}

    /// What was written.
    record Summary(int tables, long rows, int files, long bytes) {}

    /// @throws ConfigException when the file exists or cannot be written
    static Summary write(DataSource database, Path data, Path target, Instant now) {
        if (Files.exists(target)) {
            throw new ConfigException(target + " exists already");
        }
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            Path parent = target.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.deleteIfExists(part);
            secret(Files.createFile(part));
            ObjectNode manifest = Json.LENIENT.createObjectNode();
            Summary summary;
            try (var zip = new ZipOutputStream(new Seal(Files.newOutputStream(part)))) {
                zip.setLevel(Deflater.BEST_SPEED);
                zip.setComment(Seal.PLACE);
                ObjectNode entries = manifest.putObject("entries");
                manifest.put("format", DataFolder.FORMAT).put("createdAt", now.toString());
                summary = write(database, data, part, zip, manifest, entries);
                zip.putNextEntry(new ZipEntry(MANIFEST));
                zip.write(Json.LENIENT.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest));
                zip.closeEntry();
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            return new Summary(summary.tables(), summary.rows(), summary.files(), Files.size(target));
        } catch (IOException | SQLException e) {
            throw new ConfigException("the backup could not be written to " + target + ": " + e.getMessage());
        }
    }

    private static Summary write(
            DataSource database, Path data, Path target, ZipOutputStream zip, ObjectNode manifest, ObjectNode entries)
            throws SQLException, IOException {
        long rows = 0;
        Map<String, String> tables;
        try (Connection c = database.getConnection()) {
            c.setAutoCommit(false);
            c.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            c.setReadOnly(true);
            tables = tables(c);
            manifest.put("schema", single(c, """
                    SELECT version FROM schema_history WHERE success AND version IS NOT NULL ORDER BY installed_rank DESC LIMIT 1"""));
            ObjectNode counts = manifest.putObject("rows");
            for (var t : tables.entrySet()) {
                var out = entry(zip, TABLES + t.getKey());
                long n = c.unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyOut("COPY " + t.getKey() + " (" + t.getValue() + ") TO STDOUT", out);
                entries.put(TABLES + t.getKey(), out.finish());
                counts.put(t.getKey(), n);
                rows += n;
            }
            ObjectNode sequences = manifest.putObject("sequences");
            try (Statement s = c.createStatement();
                    var r = s.executeQuery(
                            "SELECT quote_ident(sequencename) AS name, last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL")) {
                while (r.next()) {
                    sequences.put(r.getString("name"), r.getLong("last_value"));
                }
            }
            c.rollback();
        }
        return new Summary(tables.size(), rows, files(data, target, zip, entries), 0);
    }

    /// @param growing the file that is being written, which may lie in the folder itself
    private static int files(Path data, Path growing, ZipOutputStream zip, ObjectNode entries) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(data, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes a) {
                return leftOut(data, dir) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
                if (a.isRegularFile() && !leftOut(data, file) && !isBackup(data, file, growing)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        int n = 0;
        for (Path file : found) {
            String name = FILES + data.relativize(file).toString().replace('\\', '/');
            try (InputStream in = Files.newInputStream(file)) {
                var out = entry(zip, name);
                in.transferTo(out);
                entries.put(name, out.finish());
                n++;
            } catch (NoSuchFileException e) {
                // Removed meanwhile, so nothing of the snapshot needs it.
            }
        }
        return n;
    }

    /// Whether a file is the one being written, a part of one that was interrupted, or an earlier backup: what it holds
    /// is not the installation's.
    private static boolean isBackup(Path data, Path file, Path growing) {
        boolean beside = data.equals(file.getParent());
        try {
            return Files.isSameFile(file, growing)
                    || beside && (file.toString().endsWith(".part") || Seal.isSealed(file));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean leftOut(Path data, Path path) {
        Path relative = data.relativize(path);
        return relative.getNameCount() == 1 && LEFT_OUT.contains(relative.toString());
    }

    /// Table to its columns; what the database computes itself is left to it.
    private static Map<String, String> tables(Connection c) throws SQLException {
        var out = new LinkedHashMap<String, String>();
        try (Statement s = c.createStatement();
                var r = s.executeQuery("""
                SELECT quote_ident(c.relname) AS name, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns FROM pg_class c
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
                WHERE c.relkind = 'r' AND c.relnamespace = CAST('public' AS regnamespace) AND c.relname <> 'schema_history'
                GROUP BY c.relname ORDER BY c.relname""")) {
            while (r.next()) {
                out.put(r.getString("name"), r.getString("columns"));
            }
        }
        return out;
    }

    static String single(Connection c, String sql) throws SQLException {
        try (Statement s = c.createStatement();
                var r = s.executeQuery(sql)) {
            return r.next() ? r.getString(1) : "";
        }
    }

    private static Entry entry(ZipOutputStream zip, String name) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        return new Entry(zip);
    }

    /// One entry that is being written, and its digest.
    private static final class Entry extends FilterOutputStream {
        private final MessageDigest digest = sha256();

        Entry(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            digest.update((byte) b);
            out.write(b);
        }

        @Override
        public void write(byte[] b, int from, int length) throws IOException {
            digest.update(b, from, length);
            out.write(b, from, length);
        }

        @Override
        public void flush() {
            // The copy flushes after every row; the archive is flushed at its end.
        }

        String finish() throws IOException {
            ((ZipOutputStream) out).closeEntry();
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    /// Checks the whole file by its seal and every entry against the manifest.
    ///
    /// @throws ConfigException when something is missing, added or changed
    static JsonNode verify(ZipFile zip) throws IOException {
        if (!Seal.intact(Path.of(zip.getName()))) {
            throw new ConfigException(zip.getName() + " is damaged, or no backup; nothing was restored");
        }
        ZipEntry entry = zip.getEntry(MANIFEST);
        if (entry == null) {
            throw new ConfigException(zip.getName() + " is no backup, or was cut off");
        }
        JsonNode manifest;
        try (InputStream in = zip.getInputStream(entry)) {
            manifest = Json.tree(in.readAllBytes());
        }
        JsonNode entries = manifest.path("entries");
        for (var e : entries.properties()) {
            ZipEntry there = zip.getEntry(e.getKey());
            if (there == null || !hash(zip, there).equals(e.getValue().asText())) {
                throw new ConfigException("the backup is damaged at " + e.getKey() + "; nothing was restored");
            }
        }
        if (zip.size() != entries.size() + 1) {
            throw new ConfigException("the backup holds files that its manifest does not name; nothing was restored");
        }
        return manifest;
    }

    private static String hash(ZipFile zip, ZipEntry entry) {
        MessageDigest digest = sha256();
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] buffer = new byte[65_536];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        } catch (IOException e) {
            return "";
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /// Unpacks the files of the data folder; no entry can lead out of it.
    static void unpack(ZipFile zip, Path data) throws IOException {
        for (ZipEntry e :
                zip.stream().filter(x -> x.getName().startsWith(FILES)).toList()) {
            Path target = data.resolve(e.getName().substring(FILES.length())).normalize();
            if (!target.startsWith(data)) {
                throw new ConfigException("the backup is damaged at " + e.getName());
            }
            Files.createDirectories(java.util.Objects.requireNonNull(target.getParent()));
            try (InputStream in = zip.getInputStream(e)) {
                Files.copy(in, target);
            }
            if (!e.getName().startsWith(FILES + "storage/")) {
                secret(target);
            }
        }
    }

    /// Fills the tables of an empty schema, with its triggers and foreign keys off: the rows were checked when
    /// they were first written, and are checked again by the doctor.
    static void load(ZipFile zip, JsonNode manifest, Connection owner) throws SQLException, IOException {
        owner.setAutoCommit(false);
        try (Statement s = owner.createStatement()) {
            s.execute("SET session_replication_role = 'replica'");
            Map<String, String> tables = tables(owner);
            s.execute("TRUNCATE " + String.join(", ", tables.keySet()));
            for (var t : tables.entrySet()) {
                ZipEntry e = zip.getEntry(TABLES + t.getKey());
                if (e == null) {
                    throw new ConfigException("the backup has no table " + t.getKey());
                }
                try (InputStream in = zip.getInputStream(e)) {
                    long n = owner.unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyIn("COPY " + t.getKey() + " (" + t.getValue() + ") FROM STDIN", in);
                    if (n != manifest.path("rows").path(t.getKey()).asLong()) {
                        throw new ConfigException("table " + t.getKey() + " has " + n + " rows after the restore");
                    }
                }
            }
            for (var q : manifest.path("sequences").properties()) {
                s.execute("SELECT setval('" + q.getKey().replace("'", "''") + "', "
                        + q.getValue().asLong() + ")");
            }
            s.execute("SET session_replication_role = 'origin'");
            owner.commit();
            owner.setAutoCommit(true);
            s.execute("ANALYZE");
        }
    }

    private static Path secret(Path file) throws IOException {
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        return file;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
