package gg.tap2.studio.sync;

import gg.tap2.model.catalog.CreatorProfile;
import gg.tap2.model.catalog.Lesson;
import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.catalog.SaveProfile;
import gg.tap2.studio.store.ProductCopy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The part of a working copy that the server can take now: it refuses files that are still on their way, so they stay
/// behind, and the version that buyers have stays in place until its successor is ready.
final class Sendable {
    private Sendable() {}

    /// A page whose new pictures are still on their way keeps those it has.
    static SaveProfile of(SaveProfile mine, CreatorProfile base, Predicate<UUID> onItsWay) {
        return new SaveProfile(
                mine.slug(),
                mine.displayName(),
                mine.bio(),
                picture(mine.avatarUploadId(), base.avatarUploadId(), onItsWay),
                picture(mine.bannerUploadId(), base.bannerUploadId(), onItsWay),
                mine.socialLinks(),
                mine.themeColors(),
                mine.tags(),
                mine.tipPresets(),
                mine.tipGoalTitle(),
                mine.tipGoalTarget(),
                mine.published(),
                mine.country(),
                mine.timeZone());
    }

    private static @Nullable UUID picture(@Nullable UUID mine, @Nullable UUID held, Predicate<UUID> onItsWay) {
        return mine != null && onItsWay.test(mine) ? held : mine;
    }

    static SaveProduct of(SaveProduct mine, @Nullable Product base, Predicate<UUID> onItsWay) {
        List<SaveProduct.FileRef> wanted = mine.files() == null ? List.of() : mine.files();
        UUID cover = mine.coverUploadId();
        boolean coverWaits = cover != null && onItsWay.test(cover);
        if (!coverWaits && wanted.stream().noneMatch(f -> onItsWay.test(f.uploadId()))) {
            return mine;
        }
        SaveProduct before = base == null ? null : ProductCopy.contentOf(base);
        Map<UUID, SaveProduct.FileRef> held = new HashMap<>();
        if (before != null && before.files() != null) {
            before.files().forEach(f -> held.put(f.id(), f));
        }
        List<SaveProduct.FileRef> files = new ArrayList<>();
        Set<UUID> kept = new HashSet<>();
        for (SaveProduct.FileRef f : wanted) {
            SaveProduct.FileRef sent = onItsWay.test(f.uploadId()) ? held.get(f.id()) : f;
            if (sent != null) {
                files.add(sent);
                kept.add(sent.id());
            }
        }
        List<Lesson> lessons = mine.lessons() == null
                ? List.of()
                : mine.lessons().stream()
                        .map(l -> new Lesson(
                                l.id(),
                                l.title(),
                                l.content(),
                                l.fileIds().stream().filter(kept::contains).toList()))
                        .toList();
        return new SaveProduct(
                mine.id(),
                mine.type(),
                mine.title(),
                mine.description(),
                mine.price(),
                mine.payWhatYouWant(),
                mine.suggestedPrice(),
                coverWaits ? (before == null ? null : before.coverUploadId()) : cover,
                mine.tierId(),
                mine.access(),
                mine.tags(),
                mine.hiddenContent(),
                files,
                lessons,
                mine.refundPolicy(),
                mine.showContents());
    }
}
