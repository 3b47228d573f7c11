package gg.tap2.studio.archive;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.studio.platform.Json;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
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
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// An archive that was opened and found whole: every part has the SHA-256 that the manifest names.
final class ArchiveReader implements AutoCloseable {
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
        var entry = zip.getEntry("manifest.json");
        if (entry == null) {
            throw new IOException("there is no manifest in it");
        }
        JsonNode manifest;
        try (var in = zip.getInputStream(entry)) {
            manifest = Json.MAPPER.readTree(in);
        }
        if (!ArchiveWriter.FORMAT.equals(manifest.path("format").asText())) {
            throw new IOException("unknown format " + manifest.path("format").asText());
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

    List<JsonNode> lines(String kind) throws IOException {
        var entry = zip.getEntry(kind + ".jsonl");
        List<JsonNode> out = new ArrayList<>();
        if (entry != null) {
            try (var in = zip.getInputStream(entry)) {
                for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                    if (!line.isBlank()) {
                        out.add(Json.MAPPER.readTree(line));
                    }
                }
            }
        }
        return out;
    }

    /// How many of each kind it holds.
    Map<String, Integer> counts() throws IOException {
        Map<String, Integer> out = new LinkedHashMap<>();
        for (String kind : List.of("products", "tier", "discount", "subscriber", "sales", "payout")) {
            out.put(kind, lines(kind).size());
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
