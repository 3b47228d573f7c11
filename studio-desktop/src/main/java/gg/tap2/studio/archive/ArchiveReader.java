package gg.tap2.studio.archive;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.studio.platform.Json;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// An archive that was opened and found whole: the manifest names every part, and every part has the SHA-256 that it
/// names. An archive is anybody's file, so that whatever it holds is read in bounded memory.
final class ArchiveReader implements AutoCloseable {
    private static final String MANIFEST = "manifest.json";
    /// Bytes of a manifest, of one line, and of all lines of a part that is read whole.
    private static final int MOST_MANIFEST = 16 << 20;

    private static final int MOST_LINE = 4 << 20;
    private static final long MOST_PART = 48L << 20;

    private final ZipFile zip;
    private final @Nullable Path temporary;
    private final JsonNode manifest;

    private ArchiveReader(ZipFile zip, @Nullable Path temporary, JsonNode manifest) {
        this.zip = zip;
        this.temporary = temporary;
        this.manifest = manifest;
    }

    static String fileEntry(UUID fileId) {
        return "files/" + fileId;
    }

    static boolean needsPassphrase(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return SealedFile.isSealed(in);
        }
    }

    /// @throws SealedFile.WrongKey when the passphrase does not fit
    /// @throws IOException when it is no archive, or one that was changed
    static ArchiveReader open(Path file, char[] passphrase, Path workFolder) throws IOException {
        Path plain = file;
        Path temporary = null;
        if (needsPassphrase(file)) {
            Files.createDirectories(workFolder);
            temporary = Files.createTempFile(workFolder, "archive", ".zip");
            try (var in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
                    var out = new BufferedOutputStream(Files.newOutputStream(temporary), 1 << 16)) {
                SealedFile.open(in, passphrase, out);
            } catch (IOException e) {
                Files.deleteIfExists(temporary);
                throw e;
            }
            plain = temporary;
        }
        ZipFile zip = new ZipFile(plain.toFile(), StandardCharsets.UTF_8);
        try {
            return new ArchiveReader(zip, temporary, verified(zip));
        } catch (IOException e) {
            zip.close();
            if (temporary != null) {
                Files.deleteIfExists(temporary);
            }
            throw e;
        }
    }

    private static JsonNode verified(ZipFile zip) throws IOException {
        var entry = zip.getEntry(MANIFEST);
        if (entry == null) {
            throw new IOException("there is no manifest in it");
        }
        JsonNode manifest;
        try (var in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(MOST_MANIFEST + 1);
            if (bytes.length > MOST_MANIFEST) {
                throw new IOException("its manifest is too large");
            }
            manifest = Json.MAPPER.readTree(bytes);
        }
        if (!ArchiveWriter.FORMAT.equals(manifest.path("format").asText())) {
            throw new IOException("unknown format " + manifest.path("format").asText());
        }
        var named = manifest.path("sha256");
        for (ZipEntry part : zip.stream().map(ZipEntry.class::cast).toList()) {
            if (!part.isDirectory() && !part.getName().equals(MANIFEST) && !named.has(part.getName())) {
                throw new IOException(part.getName() + " is not in its manifest");
            }
        }
        for (Map.Entry<String, JsonNode> part : manifest.path("sha256").properties()) {
            var stored = zip.getEntry(part.getKey());
            if (stored == null) {
                throw new IOException(part.getKey() + " is missing");
            }
            try (var in = new DigestInputStream(zip.getInputStream(stored), MessageDigest.getInstance("SHA-256"))) {
                in.transferTo(java.io.OutputStream.nullOutputStream());
                String sha = HexFormat.of().formatHex(in.getMessageDigest().digest());
                if (!sha.equals(part.getValue().asText())) {
                    throw new IOException(part.getKey() + " was changed");
                }
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
        return manifest;
    }

    JsonNode manifest() {
        return manifest;
    }

    /// What a part holds, read whole.
    ///
    /// @throws IOException when it is larger than the studio can hold
    List<JsonNode> lines(String kind) throws IOException {
        List<JsonNode> out = new ArrayList<>();
        long[] size = {0};
        each(kind, line -> {
            size[0] += line.length;
            if (size[0] > MOST_PART) {
                throw new IOException(kind + " is too large");
            }
            out.add(Json.MAPPER.readTree(line));
        });
        return out;
    }

    private interface LineReader {
        void read(byte[] line) throws IOException;
    }

    /// Every line of a part that is not blank, one at a time.
    private void each(String kind, LineReader reader) throws IOException {
        var entry = zip.getEntry(kind + ".jsonl");
        if (entry == null) {
            return;
        }
        var line = new ByteArrayOutputStream();
        try (var in = new BufferedInputStream(zip.getInputStream(entry), 1 << 16)) {
            for (int b = in.read(); ; b = in.read()) {
                if (b >= 0 && b != '\n') {
                    if (line.size() == MOST_LINE) {
                        throw new IOException("a line of " + kind + " is too long");
                    }
                    line.write(b);
                    continue;
                }
                if (!line.toString(StandardCharsets.UTF_8).isBlank()) {
                    reader.read(line.toByteArray());
                }
                line.reset();
                if (b < 0) {
                    return;
                }
            }
        }
    }

    /// How many of each kind it holds.
    Map<String, Integer> counts() throws IOException {
        Map<String, Integer> out = new LinkedHashMap<>();
        for (String kind : List.of("products", "tier", "discount", "subscriber", "sales", "payout")) {
            int[] count = {0};
            each(kind, line -> count[0]++);
            out.put(kind, count[0]);
        }
        out.put("files", (int)
                zip.stream().filter(e -> e.getName().startsWith("files/")).count());
        return out;
    }

    boolean holdsFile(UUID fileId) {
        return zip.getEntry(fileEntry(fileId)) != null;
    }

    void extract(UUID fileId, Path target) throws IOException {
        Files.createDirectories(target.toAbsolutePath().getParent());
        try (InputStream in = zip.getInputStream(zip.getEntry(fileEntry(fileId)))) {
            Files.copy(in, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
        if (temporary != null) {
            Files.deleteIfExists(temporary);
        }
    }
}
