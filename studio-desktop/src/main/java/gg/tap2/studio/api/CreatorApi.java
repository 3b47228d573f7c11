package gg.tap2.studio.api;

import gg.tap2.model.Routes;
import gg.tap2.model.analytics.AnalyticsOverview;
import gg.tap2.model.analytics.TrafficReport;
import gg.tap2.model.billing.BusinessDetails;
import gg.tap2.model.billing.CreateRefund;
import gg.tap2.model.billing.DisputeEvidence;
import gg.tap2.model.billing.DisputeNote;
import gg.tap2.model.billing.Refund;
import gg.tap2.model.billing.TipEntry;
import gg.tap2.model.catalog.ChangeCurrency;
import gg.tap2.model.catalog.CreatorProfile;
import gg.tap2.model.catalog.CurrencyPreview;
import gg.tap2.model.catalog.DiscountCode;
import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.ProductRevision;
import gg.tap2.model.catalog.Rehearsal;
import gg.tap2.model.catalog.SaveDiscountCode;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.catalog.SaveProfile;
import gg.tap2.model.catalog.SaveTier;
import gg.tap2.model.catalog.SlugAvailability;
import gg.tap2.model.catalog.Tier;
import gg.tap2.model.catalog.ValidateSlug;
import gg.tap2.model.common.Currency;
import gg.tap2.model.fees.FeesInForce;
import gg.tap2.model.media.CompleteUpload;
import gg.tap2.model.media.CopyParts;
import gg.tap2.model.media.CreateUpload;
import gg.tap2.model.media.PresignParts;
import gg.tap2.model.media.PresignedPart;
import gg.tap2.model.media.Upload;
import gg.tap2.model.media.UploadManifest;
import gg.tap2.model.payouts.AddBankAccount;
import gg.tap2.model.payouts.Balance;
import gg.tap2.model.payouts.BankAccount;
import gg.tap2.model.payouts.BankLink;
import gg.tap2.model.payouts.Payout;
import gg.tap2.model.payouts.PayoutLine;
import gg.tap2.model.payouts.PayoutPreview;
import gg.tap2.model.payouts.PayoutSettings;
import gg.tap2.model.payouts.RequestPayout;
import gg.tap2.model.payouts.StartBankLink;
import gg.tap2.model.payouts.VerifyBankAccount;
import gg.tap2.model.statements.StatementMonth;
import gg.tap2.model.sync.Changes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The creator's endpoints by name. Ids inside requests are minted by the caller and double as idempotency keys.
public final class CreatorApi {
    private final ApiClient api;

    public CreatorApi(ApiClient api) {
        this.api = api;
    }

    public Changes changes(@Nullable String cursor) {
        Map<String, Object> query = new HashMap<>();
        query.put("limit", 1_000);
        if (cursor != null) {
            query.put("since", cursor);
        }
        return api.get(Routes.CHANGES, query, Changes.class).data();
    }

    public CreatorProfile profile() {
        return api.get(Routes.PROFILE, Map.of(), CreatorProfile.class).data();
    }

    public CreatorProfile saveProfile(SaveProfile profile, long version) {
        return api.put(Routes.PROFILE, profile, version, CreatorProfile.class).data();
    }

    /// What a change to a currency would do, or what is in its way.
    public CurrencyPreview currencyPreview(Currency to) {
        return api.get(Routes.CURRENCY, Map.of("to", to.name()), CurrencyPreview.class)
                .data();
    }

    public CreatorProfile changeCurrency(Currency to) {
        return api.put(Routes.CURRENCY, new ChangeCurrency(to), null, CreatorProfile.class)
                .data();
    }

    public SlugAvailability checkSlug(String slug) {
        return api.post(Routes.VALIDATE_SLUG, new ValidateSlug(slug), SlugAvailability.class)
                .data();
    }

    public Product product(UUID id) {
        return api.get(Routes.path(Routes.PRODUCT, id), Map.of(), Product.class).data();
    }

    public Product createProduct(SaveProduct product, String key) {
        return api.post(Routes.PRODUCTS, product, key, Product.class).data();
    }

    public Product saveProduct(UUID id, SaveProduct product, long version) {
        return api.put(Routes.path(Routes.PRODUCT, id), product, version, Product.class)
                .data();
    }

    public void deleteProduct(UUID id, @Nullable Long version) {
        api.delete(Routes.path(Routes.PRODUCT, id), version);
    }

    public Product publish(UUID id) {
        return api.post(Routes.path(Routes.PUBLISH, id), null, Product.class).data();
    }

    public Product unpublish(UUID id) {
        return api.post(Routes.path(Routes.UNPUBLISH, id), null, Product.class).data();
    }

    /// The creator's own files of a product, with addresses that lead to storage for half an hour.
    public List<Rehearsal.File> files(UUID id) {
        return api.list(Routes.path(Routes.PRODUCT_FILES, id), Map.of(), Rehearsal.File.class)
                .data();
    }

    public Rehearsal rehearse(UUID id) {
        return api.post(Routes.path(Routes.REHEARSAL, id), null, Rehearsal.class)
                .data();
    }

    public List<ProductRevision> revisions(UUID id) {
        return api.list(Routes.path(Routes.REVISIONS, id), Map.of(), ProductRevision.class)
                .data();
    }

    public Tier tier(UUID id) {
        return api.get(Routes.path(Routes.TIER, id), Map.of(), Tier.class).data();
    }

    public Tier createTier(SaveTier tier, String key) {
        return api.post(Routes.TIERS, tier, key, Tier.class).data();
    }

    public Tier saveTier(UUID id, SaveTier tier, long version) {
        return api.put(Routes.path(Routes.TIER, id), tier, version, Tier.class).data();
    }

    public void deleteTier(UUID id) {
        api.delete(Routes.path(Routes.TIER, id), null);
    }

    public DiscountCode createDiscount(SaveDiscountCode code, String key) {
        return api.post(Routes.DISCOUNTS, code, key, DiscountCode.class).data();
    }

    public DiscountCode saveDiscount(UUID id, SaveDiscountCode code) {
        return api.put(Routes.path(Routes.DISCOUNT, id), code, null, DiscountCode.class)
                .data();
    }

    public void deleteDiscount(UUID id) {
        api.delete(Routes.path(Routes.DISCOUNT, id), null);
    }

    public Upload createUpload(CreateUpload request) {
        return api.post(Routes.UPLOADS, request, String.valueOf(request.id()), Upload.class)
                .data();
    }

    public Upload upload(UUID id) {
        return api.get(Routes.path(Routes.UPLOAD, id), Map.of(), Upload.class).data();
    }

    public List<PresignedPart> presign(UUID id, List<Integer> parts) {
        return List.of(api.post(Routes.path(Routes.UPLOAD_PARTS, id), new PresignParts(parts), PresignedPart[].class)
                .data());
    }

    /// Takes parts of an earlier upload over inside storage; returns what storage holds afterwards.
    public List<Upload.StoredPart> copyParts(UUID id, CopyParts request) {
        return List.of(api.post(Routes.path(Routes.UPLOAD_COPY, id), request, Upload.StoredPart[].class)
                .data());
    }

    public Upload completeUpload(UUID id, CompleteUpload request) {
        return api.post(Routes.path(Routes.UPLOAD_COMPLETE, id), request, Upload.class)
                .data();
    }

    public void abortUpload(UUID id) {
        api.delete(Routes.path(Routes.UPLOAD, id), null);
    }

    public UploadManifest manifest(UUID id) {
        return api.get(Routes.path(Routes.UPLOAD_MANIFEST, id), Map.of(), UploadManifest.class)
                .data();
    }

    public FeesInForce fees() {
        return api.get(Routes.PUBLIC_FEES, Map.of(), FeesInForce.class).data();
    }

    public Balance balance() {
        return api.get(Routes.BALANCE, Map.of(), Balance.class).data();
    }

    public PayoutPreview previewPayout(long amount, @Nullable UUID bankAccountId) {
        Map<String, Object> query = new HashMap<>();
        query.put("amount", amount);
        if (bankAccountId != null) {
            query.put("bankAccountId", bankAccountId);
        }
        return api.get(Routes.PAYOUT_PREVIEW, query, PayoutPreview.class).data();
    }

    public Payout withdraw(RequestPayout request) {
        return api.post(Routes.WITHDRAW, request, String.valueOf(request.id()), Payout.class)
                .data();
    }

    public Payout payout(UUID id) {
        return api.get(Routes.path(Routes.PAYOUT, id), Map.of(), Payout.class).data();
    }

    public List<PayoutLine> payoutLines(UUID id) {
        return api.list(Routes.path(Routes.PAYOUT_LINES, id), Map.of("limit", 100), PayoutLine.class)
                .data();
    }

    public PayoutSettings payoutSettings() {
        return api.get(Routes.PAYOUT_SETTINGS, Map.of(), PayoutSettings.class).data();
    }

    public PayoutSettings savePayoutSettings(PayoutSettings settings) {
        return api.put(Routes.PAYOUT_SETTINGS, settings, null, PayoutSettings.class)
                .data();
    }

    public List<BankAccount> bankAccounts() {
        return api.list(Routes.BANK_ACCOUNTS, Map.of(), BankAccount.class).data();
    }

    public BankAccount addBankAccount(AddBankAccount request) {
        return api.post(Routes.BANK_ACCOUNTS, request, String.valueOf(request.id()), BankAccount.class)
                .data();
    }

    /// Begins a visit to the bank.
    public BankLink startBankLink(StartBankLink request) {
        return api.post(Routes.PLAID_LINK, request, BankLink.class).data();
    }

    /// The account of a visit; refused with `bank_link_pending` until its owner is back.
    public BankAccount completeBankLink(UUID link) {
        return api.post(Routes.path(Routes.PLAID_LINK_COMPLETE, link), Map.of(), BankAccount.class)
                .data();
    }

    public void deleteBankAccount(UUID id) {
        api.delete(Routes.path(Routes.BANK_ACCOUNT, id), null);
    }

    public void makeDefault(UUID id) {
        api.put(Routes.path(Routes.BANK_ACCOUNT_DEFAULT, id), Map.of(), null, Object.class);
    }

    public BankAccount verifyBankAccount(UUID id, List<Long> amounts) {
        return api.post(Routes.BANK_ACCOUNT_VERIFY, new VerifyBankAccount(id, amounts), BankAccount.class)
                .data();
    }

    /// What is printed about the creator on receipts.
    public BusinessDetails businessDetails() {
        return api.get(Routes.BUSINESS_DETAILS, Map.of(), BusinessDetails.class).data();
    }

    public BusinessDetails saveBusinessDetails(BusinessDetails details) {
        return api.put(Routes.BUSINESS_DETAILS, details, null, BusinessDetails.class)
                .data();
    }

    public DisputeEvidence dossier(UUID dispute) {
        return api.get(Routes.path(Routes.DISPUTE_EVIDENCE, dispute), Map.of(), DisputeEvidence.class)
                .data();
    }

    public DisputeEvidence noteDispute(UUID dispute, DisputeNote note) {
        return api.put(Routes.path(Routes.DISPUTE_EVIDENCE, dispute), note, null, DisputeEvidence.class)
                .data();
    }

    public DisputeEvidence answerDispute(UUID dispute) {
        return api.post(Routes.path(Routes.DISPUTE_EVIDENCE_SUBMIT, dispute), null, DisputeEvidence.class)
                .data();
    }

    public DisputeEvidence acceptDispute(UUID dispute) {
        return api.post(Routes.path(Routes.DISPUTE_ACCEPT, dispute), null, DisputeEvidence.class)
                .data();
    }

    /// Newest month first.
    public List<StatementMonth> statements() {
        return api.list(Routes.STATEMENTS, Map.of(), StatementMonth.class).data();
    }

    /// The platform's public keys for statements, as a JWK set.
    public String statementKeys() {
        return api.text(Routes.STATEMENT_KEYS);
    }

    /// Writes what is at a path into a file; a file that is there stays until the new one is whole.
    public void download(String path, Path file) throws IOException {
        api.download(path, file);
    }

    public List<TipEntry> tips(int page) {
        return api.list(Routes.CREATOR_TIPS, Map.of("page", page, "limit", 100), TipEntry.class)
                .data();
    }

    public Refund refund(CreateRefund request) {
        return api.post(Routes.REFUNDS, request, String.valueOf(request.id()), Refund.class)
                .data();
    }

    public TrafficReport traffic(LocalDate from, LocalDate to) {
        return api.get(Routes.ANALYTICS_TRAFFIC, Map.of("from", from, "to", to), TrafficReport.class)
                .data();
    }

    public AnalyticsOverview analytics(LocalDate from, LocalDate to) {
        return api.get(Routes.ANALYTICS_OVERVIEW, Map.of("from", from, "to", to), AnalyticsOverview.class)
                .data();
    }
}
