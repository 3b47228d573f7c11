package gg.tap2.studio.archive;

import gg.tap2.model.billing.Sale;
import gg.tap2.model.catalog.Rehearsal;
import gg.tap2.studio.api.ApiFailure;
import gg.tap2.studio.api.Fetcher;
import gg.tap2.studio.platform.Json;
import gg.tap2.studio.session.Session;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.store.ProductRow;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole business as a ZIP of JSON, one thing a line, with a manifest of SHA-256s. The format is
/// `tap2-archive-1`.
final class ArchiveWriter {
    static final String FORMAT = "tap2-archive-1";
    private static final int PAGE = 2_000;

    private static final Logger LOG = LoggerFactory.getLogger(ArchiveWriter.class);

    private final Session session;
    private final Map<String, String> hashes = new LinkedHashMap<>();

    ArchiveWriter(Session session) {
        this.session = session;
    }

    /// Writes aside and renames; returns how many things it holds.
    ///
    /// @param passphrase empty for an archive that everybody can read
    /// @param withFiles also fetches the files of products from storage, which needs a connection
    long write(Path target, char[] passphrase, boolean withFiles) throws IOException {
        Path temp = target.resolveSibling(target.getFileName() + ".tmp");
        long count = 0;
        var file = new BufferedOutputStream(Files.newOutputStream(temp), 1 << 16);
        try (var zip = new ZipOutputStream(
                passphrase.length == 0 ? file : SealedFile.seal(file, passphrase), StandardCharsets.UTF_8)) {
            businessDetails();
            List<String> products = new ArrayList<>();
            for (ProductRow row : session.store().products().list()) {
                session.store().products().find(row.id()).ifPresent(p -> products.add(Json.write(p)));
            }
            if (withFiles) {
                for (ProductRow row : session.store().products().list()) {
                    count += files(zip, row.id());
                }
            }
            count += entry(zip, "products.jsonl", products);
            for (String kind : List.of(
                    Documents.PROFILE,
                    Documents.TIER,
                    Documents.DISCOUNT,
                    Documents.SUBSCRIBER,
                    Documents.PAYOUT,
                    Documents.DISPUTE,
                    Documents.BALANCE,
                    Documents.MESSAGE,
                    Documents.BUSINESS_DETAILS)) {
                List<String> lines =
                        session.store().documents().list(kind, com.fasterxml.jackson.databind.JsonNode.class).stream()
                                .map(Json::write)
                                .toList();
                count += entry(zip, kind + ".jsonl", lines);
            }
            List<String> sales = new ArrayList<>();
            for (int offset = 0; ; offset += PAGE) {
                List<Sale> page = session.store().sales().list(null, "", PAGE, offset);
                page.forEach(s -> sales.add(Json.write(s)));
                if (page.size() < PAGE) {
                    break;
                }
            }
            count += entry(zip, "sales.jsonl", sales);
            zip.putNextEntry(new ZipEntry("manifest.json"));
            zip.write(Json.write(Map.of(
                            "format",
                            FORMAT,
                            "createdAt",
                            session.clock().instant(),
                            "account",
                            session.me().email(),
                            "server",
                            session.account().server(),
                            "sha256",
                            hashes))
                    .getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        Files.move(temp, target, StandardCopyOption.REPLACE_EXISTING);
        return count;
    }

    /// The server has them alone; without a connection the last known ones are taken.
    private void businessDetails() {
        try {
            var details = session.api().businessDetails();
            session.store().documents().saveBase(Documents.BUSINESS_DETAILS, Documents.ONLY, 1, details, "");
        } catch (ApiFailure e) {
            LOG.debug("Business details not fetched: {}", e.getMessage());
        }
    }

    /// The bytes of a product's files, each verified while it passes through.
    private long files(ZipOutputStream zip, UUID productId) throws IOException {
        boolean onServer = session.store()
                .products()
                .find(productId)
                .map(p -> p.base() != null)
                .orElse(false);
        if (!onServer) {
            return 0;
        }
        long count = 0;
        for (Rehearsal.File f : session.api().files(productId)) {
            String name = ArchiveReader.fileEntry(f.id());
            zip.putNextEntry(new ZipEntry(name));
            Fetcher.Fetched got = session.client().fetcher().copy(f.url(), zip);
            zip.closeEntry();
            if (got.status() != 200 || f.sha256() != null && !f.sha256().equals(got.sha256())) {
                throw new IOException(f.fileName() + " did not arrive unchanged");
            }
            hashes.put(name, got.sha256());
            count++;
        }
        return count;
    }

    private long entry(ZipOutputStream zip, String name, List<String> lines) throws IOException {
        byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        zip.putNextEntry(new ZipEntry(name));
        zip.write(bytes);
        zip.closeEntry();
        try {
            hashes.put(
                    name,
                    HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        return lines.size();
    }
}
