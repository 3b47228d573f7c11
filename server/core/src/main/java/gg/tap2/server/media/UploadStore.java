package gg.tap2.server.media;

import com.fasterxml.jackson.core.type.TypeReference;
import gg.tap2.model.media.ArchiveListing;
import gg.tap2.model.media.CreateUpload;
import gg.tap2.model.media.PartPlan;
import gg.tap2.model.media.UploadManifest;
import gg.tap2.model.media.UploadPurpose;
import gg.tap2.model.media.UploadStatus;
import gg.tap2.server.catalog.Uploaded;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.SqlArrays;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.json.Json;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// All SQL of uploads.
final class UploadStore {
    private static final TypeReference<List<String>> STRINGS = new TypeReference<>() {};
    private static final String SELECT = """
            SELECT id, creator_id, purpose, status, file_name, content_type, size, part_size, part_count, storage_key,
              storage_upload_id, declared_sha256, sha256, to_jsonb(part_sha256) AS part_sha256, refusal, public_url,
              created_at, expires_at FROM uploads""";

    private static UploadRow row(Row r) {
        return new UploadRow(
                r.uuid("id"),
                r.uuid("creator_id"),
                r.enumeration("purpose", UploadPurpose.class),
                r.enumeration("status", UploadStatus.class),
                r.text("file_name"),
                r.text("content_type"),
                new PartPlan(r.number("size"), r.number("part_size"), r.integer("part_count")),
                r.text("storage_key"),
                r.text("storage_upload_id"),
                r.textOrNull("declared_sha256"),
                r.textOrNull("sha256"),
                r.json("part_sha256", STRINGS),
                r.textOrNull("refusal"),
                r.textOrNull("public_url"),
                r.instant("created_at"),
                r.instant("expires_at"));
    }

    Optional<UploadRow> find(Tx tx, UUID id) {
        return tx.sql(SELECT + " WHERE id = :id").set("id", id).first(UploadStore::row);
    }

    List<UploadRow> open(Tx tx) {
        return tx.sql(SELECT + " WHERE status IN ('pending', 'checking') ORDER BY expires_at LIMIT 1000")
                .list(UploadStore::row);
    }

    long bytesOf(Tx tx, UUID creator) {
        return tx.sql("""
                SELECT CAST(coalesce(sum(size), 0) AS bigint) AS n FROM uploads
                WHERE creator_id = :creator AND status IN ('pending', 'checking', 'ready') AND deleted_at IS NULL""").set("creator", creator).one(r -> r.number("n"));
    }

    boolean insert(
            Tx tx,
            UUID id,
            UUID creator,
            CreateUpload u,
            String contentType,
            PartPlan plan,
            String key,
            String multipart,
            Instant now,
            Instant expires) {
        return tx.sql("""
                INSERT INTO uploads (id, creator_id, purpose, status, file_name, content_type, size, part_size, part_count,
                  storage_key, storage_upload_id, declared_sha256, created_at, expires_at)
                VALUES (:id, :creator, :purpose, 'pending', :name, :type, :size, :partSize, :parts, :key, :multipart,
                  :sha, :now, :expires) ON CONFLICT (id) DO NOTHING""")
                        .set("id", id)
                        .set("creator", creator)
                        .set("purpose", u.purpose())
                        .set("name", u.fileName())
                        .set("type", contentType)
                        .set("size", u.size())
                        .set("partSize", plan.partSize())
                        .set("parts", plan.partCount())
                        .set("key", key)
                        .set("multipart", multipart)
                        .set("sha", u.sha256())
                        .set("now", now)
                        .set("expires", expires)
                        .update()
                == 1;
    }

    void checking(Tx tx, UUID id, String sha256, List<String> partSha256) {
        tx.sql("""
                UPDATE uploads SET status = 'checking', declared_sha256 = coalesce(declared_sha256, :sha),
                  refusal = CASE WHEN declared_sha256 IS NOT NULL AND declared_sha256 <> :sha THEN 'checksum_mismatch' END,
                  part_sha256 = CAST(:parts AS text[])
                WHERE id = :id AND status = 'pending'""")
                .set("id", id)
                .set("sha", sha256)
                .set("parts", SqlArrays.texts(partSha256))
                .update();
    }

    void ready(
            Tx tx,
            UUID id,
            @Nullable String publicUrl,
            UploadManifest manifest,
            @Nullable ArchiveListing listing,
            Instant now) {
        tx.sql("""
                UPDATE uploads SET status = 'ready', sha256 = :sha, public_url = :url, part_sha256 = CAST(:parts AS text[]),
                  content_type = :type, manifest = CAST(:manifest AS jsonb), listing = CAST(:listing AS jsonb),
                  completed_at = :now
                WHERE id = :id AND status = 'checking'""")
                .set("id", id)
                .set("sha", manifest.sha256())
                .set("type", manifest.contentType())
                .set("listing", listing == null ? null : Json.write(listing))
                .set("url", publicUrl)
                .set("parts", SqlArrays.texts(manifest.partSha256()))
                .set("manifest", Json.write(manifest))
                .set("now", now)
                .update();
    }

    void end(Tx tx, UUID id, UploadStatus status, @Nullable String refusal, Instant now) {
        tx.sql("""
                UPDATE uploads SET status = :status, refusal = :refusal, deleted_at = :now
                WHERE id = :id AND status IN ('pending', 'checking')""")
                .set("id", id)
                .set("status", status)
                .set("refusal", refusal)
                .set("now", now)
                .update();
    }

    Optional<UploadManifest> manifest(Tx tx, UUID id) {
        return tx.sql("SELECT manifest FROM uploads WHERE id = :id AND status = 'ready'")
                .set("id", id)
                .first(r -> r.json("manifest", UploadManifest.class));
    }

    Map<UUID, Uploaded.File> ready(Tx tx, UUID creator, Collection<UUID> ids) {
        var out = new HashMap<UUID, Uploaded.File>();
        tx.sql(SELECT + " WHERE id = ANY(CAST(:ids AS uuid[])) AND creator_id = :creator AND status = 'ready'")
                .set("ids", SqlArrays.raw(ids))
                .set("creator", creator)
                .each(r -> {
                    UploadRow u = row(r);
                    out.put(
                            u.id(),
                            new Uploaded.File(
                                    u.id(),
                                    u.purpose(),
                                    u.fileName(),
                                    u.contentType(),
                                    u.plan().size(),
                                    u.sha256(),
                                    u.publicUrl()));
                });
        return out;
    }
}
