package gg.tap2.model.catalog;

import gg.tap2.model.common.AmountLimits;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.MinorUnits;
import gg.tap2.model.common.Priced;
import gg.tap2.model.common.Violations;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Creates (with an optional `id` minted by the caller) or replaces a product. Prices are minor units of the
/// creator's currency: 0, or from the smallest that it allows ([AmountLimits]) to 99,999,999. Without `access` a
/// replaced product keeps what it has, as long as it
/// has a tier, or is for members only and had none before; see [ProductAccess#of].
/// `showContents` lists on the product's page what is inside its archives; without it the choice stays as it is.
public record SaveProduct(
        @Nullable UUID id,
        ProductType type,
        String title,
        @Nullable String description,
        long price,
        boolean payWhatYouWant,
        @Nullable Long suggestedPrice,
        @Nullable UUID coverUploadId,
        @Nullable UUID tierId,
        @Nullable ProductAccess access,
        @Nullable List<String> tags,
        @Nullable String hiddenContent,
        @Nullable List<FileRef> files,
        @Nullable List<Lesson> lessons,
        @Nullable String refundPolicy,
        @Nullable Boolean showContents)
        implements Priced {
    public static final int MAX_FILES = 200;
    /// Characters of what a creator says about a new version.
    public static final int MAX_NOTE = 500;

    /// A product that leaves the choice of [#showContents()] as it is.
    public SaveProduct(
            @Nullable UUID id,
            ProductType type,
            String title,
            @Nullable String description,
            long price,
            boolean payWhatYouWant,
            @Nullable Long suggestedPrice,
            @Nullable UUID coverUploadId,
            @Nullable UUID tierId,
            @Nullable ProductAccess access,
            @Nullable List<String> tags,
            @Nullable String hiddenContent,
            @Nullable List<FileRef> files,
            @Nullable List<Lesson> lessons,
            @Nullable String refundPolicy) {
        this(
                id,
                type,
                title,
                description,
                price,
                payWhatYouWant,
                suggestedPrice,
                coverUploadId,
                tierId,
                access,
                tags,
                hiddenContent,
                files,
                lessons,
                refundPolicy,
                null);
    }

    /// A file in its place: `id` is kept over versions, `note` tells owners what changed in this version.
    public record FileRef(
            UUID id, UUID uploadId, String title, @Nullable String note) {}

    /// A product for which nobody says how people come by it.
    public SaveProduct(
            @Nullable UUID id,
            ProductType type,
            String title,
            @Nullable String description,
            long price,
            boolean payWhatYouWant,
            @Nullable Long suggestedPrice,
            @Nullable UUID coverUploadId,
            @Nullable UUID tierId,
            @Nullable List<String> tags,
            @Nullable String hiddenContent,
            @Nullable List<FileRef> files,
            @Nullable List<Lesson> lessons,
            @Nullable String refundPolicy) {
        this(
                id,
                type,
                title,
                description,
                price,
                payWhatYouWant,
                suggestedPrice,
                coverUploadId,
                tierId,
                null,
                tags,
                hiddenContent,
                files,
                lessons,
                refundPolicy);
    }

    @Override
    public Violations validate(Currency currency) {
        var v = validate();
        var smallest = new MinorUnits(AmountLimits.of(currency).smallestPrice());
        var largest = new MinorUnits(AmountLimits.LARGEST);
        v.check(
                price == 0 || (price >= smallest.amount() && price <= largest.amount()),
                "price",
                "price",
                smallest,
                largest);
        if (suggestedPrice != null) {
            v.check(
                    suggestedPrice >= price && suggestedPrice <= largest.amount(),
                    "suggestedPrice",
                    "money_range",
                    new MinorUnits(price),
                    largest);
        }
        return v.in(currency);
    }

    @Override
    public Violations validate() {
        var v = Violations.none()
                .required("type", type)
                .line("title", title, 1, 255)
                .text("description", description, 0, 5000)
                .text("hiddenContent", hiddenContent, 0, 50_000)
                .text("refundPolicy", refundPolicy, 0, 2000);
        v.check(access != ProductAccess.FOR_SALE || tierId == null, "access", "access_tier");
        v.check(access != ProductAccess.INCLUDED || tierId != null, "tierId", "required");
        if (tags != null) {
            v.check(tags.size() <= 10, "tags", "too_many", 10);
            for (String tag : tags) {
                v.text("tags", tag, 1, 40);
            }
        }
        var ids = new HashSet<UUID>();
        if (files != null) {
            v.check(files.size() <= MAX_FILES, "files", "too_many", MAX_FILES);
            for (FileRef f : files) {
                v.required("files", f.id())
                        .required("files", f.uploadId())
                        .text("files", f.title(), 1, 255)
                        .text("files", f.note(), 0, MAX_NOTE);
                v.check(ids.add(f.id()), "files", "duplicate");
            }
        }
        if (lessons != null) {
            v.check(lessons.size() <= 500, "lessons", "too_many", 500);
            for (Lesson l : lessons) {
                v.required("lessons", l.id())
                        .text("lessons", l.title(), 1, 255)
                        .text("lessons", l.content(), 0, 50_000);
                v.check(ids.containsAll(l.fileIds()), "lessons", "unknown_file");
            }
        }
        return v;
    }
}
