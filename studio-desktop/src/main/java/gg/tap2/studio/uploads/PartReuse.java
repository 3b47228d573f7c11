package gg.tap2.studio.uploads;

import gg.tap2.model.media.CopyParts;
import gg.tap2.model.media.PartPlan;
import gg.tap2.model.media.Upload;
import gg.tap2.model.media.UploadManifest;
import gg.tap2.studio.api.ApiFailure;
import gg.tap2.studio.api.CreatorApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A new version of a file seldom differs everywhere. Parts whose SHA-256 is in the manifest of the version before are
/// copied inside storage instead of being sent. A refusal costs nothing: everything is sent then.
final class PartReuse {
    private static final Logger LOG = LoggerFactory.getLogger(PartReuse.class);
    /// Parts in one request, so that none runs into a time limit.
    private static final int BATCH = 16;

    private final CreatorApi api;

    PartReuse(CreatorApi api) {
        this.api = api;
    }

    /// Numbers of the parts that both versions have alike.
    static List<Integer> same(PartPlan plan, Map<Integer, String> hashes, UploadManifest before) {
        List<Integer> same = new ArrayList<>();
        if (before.partSize() != plan.partSize()) {
            return same;
        }
        var old = new PartPlan(
                before.size(), before.partSize(), before.partSha256().size());
        for (int n = 1; n <= Math.min(plan.partCount(), old.partCount()); n++) {
            if (plan.length(n) == old.length(n)
                    && before.partSha256().get(n - 1) != null
                    && before.partSha256().get(n - 1).equals(hashes.get(n))) {
                same.add(n);
            }
        }
        return same;
    }

    /// Copies what is alike; returns the parts that storage holds afterwards, empty when nothing was copied.
    List<Upload.StoredPart> run(UUID id, UUID replaces, PartPlan plan, Map<Integer, String> hashes) {
        List<Upload.StoredPart> stored = List.of();
        try {
            List<Integer> same = same(plan, hashes, api.manifest(replaces));
            for (int from = 0; from < same.size(); from += BATCH) {
                stored = api.copyParts(
                        id,
                        new CopyParts(replaces, List.copyOf(same.subList(from, Math.min(same.size(), from + BATCH)))));
            }
        } catch (ApiFailure.Refused e) {
            LOG.info("Nothing taken over from {}: {}", replaces, e.getMessage());
        }
        return stored;
    }
}
