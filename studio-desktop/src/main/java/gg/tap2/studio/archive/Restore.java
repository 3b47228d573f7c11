package gg.tap2.studio.archive;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.billing.BusinessDetails;
import gg.tap2.model.catalog.CreatorProfile;
import gg.tap2.model.catalog.DiscountCode;
import gg.tap2.model.catalog.Lesson;
import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.ProductFile;
import gg.tap2.model.catalog.SaveDiscountCode;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.catalog.SaveProfile;
import gg.tap2.model.catalog.SaveTier;
import gg.tap2.model.catalog.Tier;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Ids;
import gg.tap2.model.media.UploadPurpose;
import gg.tap2.studio.api.ApiFailure;
import gg.tap2.studio.platform.Json;
import gg.tap2.studio.session.Session;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.store.ProductCopy;
import gg.tap2.studio.sync.Contents;
import gg.tap2.studio.uploads.UploadTask;
import gg.tap2.studio.uploads.Uploads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Brings an archive's catalog into the present account, as edits like any other: they are on disk at once and reach
/// the server by themselves, files included. Everything gets an id of its own, because the old ones belong to another
/// account; products stay drafts. Payments, members and payouts are history of the old ledger and stay in the archive.
final class Restore {
    /// What was brought, and which files the archive did not hold.
    record Report(int products, int tiers, int discounts, int files, List<String> missingFiles) {}

    private final Session session;
    private final ArchiveReader archive;
    private final Path folder;
    private final Map<UUID, UUID> tiers = new HashMap<>();
    private final Map<UUID, UUID> products = new HashMap<>();
    private final List<String> missing = new ArrayList<>();
    private int files;

    /// `folder` keeps extracted files until they are uploaded.
    Restore(Session session, ArchiveReader archive, Path folder) {
        this.session = session;
        this.archive = archive;
        this.folder = folder;
    }

    /// @throws IOException when the archive's prices are in another currency than the account's
    Report run() throws IOException {
        List<JsonNode> copies = archive.lines("products");
        requireCurrency(copies);
        profile();
        for (JsonNode line : archive.lines(Documents.TIER)) {
            tier(Json.MAPPER.treeToValue(line, Tier.class));
        }
        for (JsonNode line : copies) {
            product(Json.MAPPER.treeToValue(line, ProductCopy.class));
        }
        int discounts = 0;
        for (JsonNode line : archive.lines(Documents.DISCOUNT)) {
            discount(Json.MAPPER.treeToValue(line, DiscountCode.class));
            discounts++;
        }
        businessDetails();
        session.sync().soon();
        return new Report(products.size(), tiers.size(), discounts, files, List.copyOf(missing));
    }

    /// What receipts print goes straight to the server, which alone keeps it.
    private void businessDetails() throws IOException {
        for (JsonNode line : archive.lines(Documents.BUSINESS_DETAILS)) {
            BusinessDetails details = Json.MAPPER.treeToValue(line, BusinessDetails.class);
            if (details.isEmpty()) {
                continue;
            }
            try {
                session.api().saveBusinessDetails(details);
            } catch (ApiFailure e) {
                missing.add(details.name());
            }
        }
    }

    private void requireCurrency(List<JsonNode> copies) throws IOException {
        Currency own = session.edits().currency();
        for (JsonNode line : copies) {
            Product base = Json.MAPPER.treeToValue(line, ProductCopy.class).base();
            if (base != null && base.currency() != own) {
                throw new IOException("prices are in " + base.currency() + ", this account sells in " + own);
            }
        }
    }

    /// Words, links, colours and presets; the address and the currency are the account's own.
    private void profile() throws IOException {
        var old = archive.lines(Documents.PROFILE).stream().findFirst();
        var now = session.store().documents().find(Documents.PROFILE, Documents.ONLY, CreatorProfile.class);
        if (old.isEmpty() || now.isEmpty()) {
            return;
        }
        SaveProfile was = Contents.of(Json.MAPPER.treeToValue(old.get(), CreatorProfile.class));
        SaveProfile is = Contents.of(now.get());
        session.edits()
                .saveProfile(new SaveProfile(
                        is.slug(),
                        was.displayName(),
                        was.bio(),
                        is.avatarUploadId(),
                        is.bannerUploadId(),
                        was.socialLinks(),
                        was.themeColors(),
                        was.tags(),
                        was.tipPresets(),
                        was.tipGoalTitle(),
                        was.tipGoalTarget(),
                        is.published(),
                        is.country(),
                        is.timeZone()));
    }

    private UUID fresh() {
        return Ids.next(session.clock());
    }

    private void tier(Tier t) {
        SaveTier c = Contents.of(t);
        UUID id = fresh();
        tiers.put(t.id(), id);
        session.edits()
                .saveTier(new SaveTier(
                        id,
                        c.name(),
                        c.description(),
                        c.price(),
                        c.yearlyPrice(),
                        c.trialDays(),
                        null,
                        c.benefits(),
                        c.sortOrder(),
                        false));
    }

    private void product(ProductCopy copy) throws IOException {
        SaveProduct c = copy.content();
        UUID id = fresh();
        Map<UUID, UUID> fileIds = new HashMap<>();
        List<SaveProduct.FileRef> refs = new ArrayList<>();
        for (SaveProduct.FileRef f : c.files() == null ? List.<SaveProduct.FileRef>of() : c.files()) {
            UploadTask task = upload(f, name(copy.base(), f));
            if (task != null) {
                UUID fileId = fresh();
                fileIds.put(f.id(), fileId);
                refs.add(new SaveProduct.FileRef(fileId, task.id(), f.title(), f.note()));
            }
        }
        List<Lesson> lessons = c.lessons() == null
                ? List.of()
                : c.lessons().stream()
                        .map(l -> new Lesson(
                                fresh(),
                                l.title(),
                                l.content(),
                                l.fileIds().stream()
                                        .map(fileIds::get)
                                        .filter(Objects::nonNull)
                                        .toList()))
                        .toList();
        products.put(Objects.requireNonNull(c.id()), id);
        UUID tier = c.tierId();
        session.edits()
                .saveProduct(new SaveProduct(
                        id,
                        c.type(),
                        c.title(),
                        c.description(),
                        c.price(),
                        c.payWhatYouWant(),
                        c.suggestedPrice(),
                        null,
                        tier == null ? null : tiers.get(tier),
                        c.access(),
                        c.tags(),
                        c.hiddenContent(),
                        refs,
                        lessons,
                        c.refundPolicy(),
                        c.showContents()));
    }

    private static @Nullable String name(@Nullable Product base, SaveProduct.FileRef f) {
        return base == null
                ? null
                : base.files().stream()
                        .filter(x -> x.id().equals(f.id()))
                        .map(ProductFile::fileName)
                        .findFirst()
                        .orElse(null);
    }

    private @Nullable UploadTask upload(SaveProduct.FileRef f, @Nullable String name) throws IOException {
        if (name == null || !archive.holdsFile(f.id())) {
            missing.add(f.title());
            return null;
        }
        Path target = folder.resolve(f.id().toString()).resolve(Path.of(name).getFileName());
        archive.extract(f.id(), target);
        try {
            files++;
            return session.uploads().add(target, UploadPurpose.PRODUCT_FILE);
        } catch (Uploads.NotAccepted e) {
            missing.add(f.title());
            return null;
        }
    }

    private void discount(DiscountCode d) {
        SaveDiscountCode c = Contents.of(d);
        session.edits()
                .saveDiscount(new SaveDiscountCode(
                        fresh(),
                        c.code(),
                        c.percentOff(),
                        c.amountOff(),
                        c.productIds() == null
                                ? List.of()
                                : c.productIds().stream()
                                        .map(products::get)
                                        .filter(Objects::nonNull)
                                        .toList(),
                        c.startsAt(),
                        c.endsAt(),
                        c.maxRedemptions(),
                        c.active()));
    }
}
