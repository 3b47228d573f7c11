package gg.tap2.server.openapi;

import gg.tap2.model.Routes;
import gg.tap2.model.accounts.*;
import gg.tap2.model.admin.*;
import gg.tap2.model.analytics.*;
import gg.tap2.model.billing.*;
import gg.tap2.model.catalog.*;
import gg.tap2.model.media.*;
import gg.tap2.model.messages.*;
import gg.tap2.model.notices.*;
import gg.tap2.model.payouts.*;
import gg.tap2.model.statements.StatementMonth;
import gg.tap2.model.sync.Changes;
import gg.tap2.server.library.DownloadLinks;
import gg.tap2.server.library.LibraryDetail;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What each route takes and gives. A route that is not here is described without schemas.
final class ApiTypes {
    enum Shape {
        ONE,
        LIST,
        PAGE,
        NOTHING,
        OBJECT
    }

    record Types(
            @Nullable Class<?> request,
            Shape shape,
            @Nullable Class<?> response,
            int status) {}

    private final Map<String, Types> rows = new LinkedHashMap<>();

    ApiTypes() {
        accounts();
        catalog();
        media();
        billing();
        payouts();
        one("GET", Routes.CHANGES, null, Changes.class);
        analytics();
        notices();
        adminPeople();
        adminMoney();
        adminMachinery();
    }

    /// What requests carry, each record once, by name.
    List<Class<?>> requests() {
        return rows.values().stream()
                .<Class<?>>map(Types::request)
                .filter(Objects::nonNull)
                .distinct()
                .sorted(Comparator.comparing(Class::getName))
                .toList();
    }

    private void analytics() {
        one("GET", Routes.ANALYTICS_OVERVIEW, null, AnalyticsOverview.class);
        one("GET", Routes.ANALYTICS_REVENUE, null, RevenueReport.class);
        one("GET", Routes.ANALYTICS_SUBSCRIBERS, null, SubscriberReport.class);
        one("GET", Routes.ANALYTICS_PRODUCTS, null, ProductReport.class);
        list("GET", Routes.ANALYTICS_FANS, null, TopFan.class);
        one("GET", Routes.ANALYTICS_TRAFFIC, null, TrafficReport.class);
    }

    private void notices() {
        one("GET", Routes.NOTICES, null, NoticeFeed.class);
        nothing("POST", Routes.NOTICES_READ, MarkNoticesRead.class);
        one("GET", Routes.NOTICE_PREFERENCES, null, NoticePreferences.class);
        one("PUT", Routes.NOTICE_PREFERENCES, NoticePreferences.class, NoticePreferences.class);
        one("GET", Routes.PUSH_KEY, null, PushKey.class);
        nothing("POST", Routes.PUSH_SUBSCRIPTIONS, SavePushSubscription.class);
        nothing("DELETE", Routes.PUSH_SUBSCRIPTIONS, RemovePushSubscription.class);
    }

    private void adminPeople() {
        one("GET", Routes.ADMIN_OVERVIEW, null, AdminOverview.class);
        list("GET", Routes.ADMIN_USERS, null, AdminUser.class);
        one("GET", Routes.ADMIN_USER, null, AdminUserDetail.class);
        list("GET", Routes.ADMIN_USER_SESSIONS, null, AdminSession.class);
        nothing("POST", Routes.ADMIN_USER_SESSION_END, AdminReason.class);
        nothing("POST", Routes.ADMIN_USER_SIGN_OUT, AdminReason.class);
        one("POST", Routes.ADMIN_USER_SUSPEND, AdminReason.class, AdminUserDetail.class);
        one("POST", Routes.ADMIN_USER_RESTORE, AdminReason.class, AdminUserDetail.class);
        one("PUT", Routes.ADMIN_USER_ROLE, ChangeRole.class, AdminUserDetail.class);
        one("POST", Routes.ADMIN_USER_IMPERSONATE, AdminReason.class, Impersonation.class);
        nothing("DELETE", Routes.ADMIN_USER_IMPERSONATE, null);
        list("GET", Routes.ADMIN_RISK, null, RiskEvent.class);
        list("GET", Routes.ADMIN_REPORTS, null, ContentReport.class);
        nothing("POST", Routes.ADMIN_REPORT_DISMISS, AdminReason.class);
        list("GET", Routes.ADMIN_TAKEDOWNS, null, Takedown.class);
        row("POST", Routes.ADMIN_TAKEDOWNS, CreateTakedown.class, Shape.ONE, Takedown.class, 201);
        one("POST", Routes.ADMIN_TAKEDOWN_RESTORE, AdminReason.class, Takedown.class);
        one("POST", Routes.ADMIN_TAKEDOWN_UPHOLD, AdminReason.class, Takedown.class);
        list("GET", Routes.TAKEDOWNS, null, Takedown.class);
        one("POST", Routes.TAKEDOWN_APPEAL, AppealTakedown.class, Takedown.class);
    }

    private void adminMoney() {
        list("GET", Routes.ADMIN_CHANGES, null, AdminChange.class);
        one("POST", Routes.ADMIN_CHANGE_APPROVE, AdminReason.class, AdminChange.class);
        one("POST", Routes.ADMIN_CHANGE_DECLINE, AdminReason.class, AdminChange.class);
        list("GET", Routes.ADMIN_PAYOUTS, null, AdminPayout.class);
        one("GET", Routes.ADMIN_PAYOUT, null, AdminPayoutDetail.class);
        for (String route : List.of(
                Routes.ADMIN_PAYOUT_APPROVE,
                Routes.ADMIN_PAYOUT_HOLD,
                Routes.ADMIN_PAYOUT_REJECT,
                Routes.ADMIN_PAYOUT_CANCEL)) {
            one("POST", route, AdminReason.class, AdminPayout.class);
        }
        list("GET", Routes.ADMIN_RECONCILIATION, null, ReconciliationDifference.class);
        nothing("POST", Routes.ADMIN_RECONCILIATION_RESOLVE, AdminReason.class);
        list("GET", Routes.ADMIN_AUTO_PAYOUTS, null, AutoPayoutRun.class);
        list("GET", Routes.ADMIN_PAYMENTS, null, AdminPayment.class);
        list("GET", Routes.ADMIN_REFUNDS, null, AdminRefund.class);
        list("GET", Routes.ADMIN_DISPUTES, null, AdminDispute.class);
        one("POST", Routes.ADMIN_MONEY_PREVIEW, RequestMoneyAction.class, MoneyPreview.class);
        row("POST", Routes.ADMIN_MONEY, RequestMoneyAction.class, Shape.ONE, MoneyAction.class, 201);
        list("GET", Routes.ADMIN_MONEY, null, MoneyAction.class);
        one("POST", Routes.ADMIN_MONEY_APPROVE, ApproveMoneyAction.class, MoneyAction.class);
        one("POST", Routes.ADMIN_MONEY_DECLINE, AdminReason.class, MoneyAction.class);
        list("GET", Routes.ADJUSTMENTS, null, Adjustment.class);
        list("GET", Routes.ADMIN_LEDGER_ACCOUNTS, null, LedgerAccount.class);
        list("GET", Routes.ADMIN_JOURNALS, null, LedgerJournal.class);
        one("GET", Routes.ADMIN_JOURNAL, null, LedgerJournal.class);
        one("GET", Routes.ADMIN_CHAIN, null, ChainStatus.class);
        one("GET", Routes.ADMIN_TRIAL_BALANCE, null, TrialBalance.class);
    }

    private void adminMachinery() {
        list("GET", Routes.ADMIN_WEBHOOKS, null, WebhookEvent.class);
        one("GET", Routes.ADMIN_WEBHOOK, null, WebhookEvent.class);
        nothing("POST", Routes.ADMIN_WEBHOOK_REPLAY, AdminReason.class);
        list("GET", Routes.ADMIN_JOBS, null, Job.class);
        row("POST", Routes.ADMIN_JOB_RUN, AdminReason.class, Shape.OBJECT, null, 202);
        list("GET", Routes.ADMIN_JOB_HISTORY, null, JobRun.class);
        list("GET", Routes.ADMIN_MAIL, null, MailEntry.class);
        nothing("POST", Routes.ADMIN_MAIL_RETRY, AdminReason.class);
        list("GET", Routes.ADMIN_RATE_LIMITS, null, RateLimitHit.class);
        one("GET", Routes.ADMIN_SANDBOX, null, SandboxState.class);
        one("POST", Routes.ADMIN_SANDBOX_CLOCK, AdvanceClock.class, SandboxState.class);
        list("GET", Routes.ADMIN_SANDBOX_EVENTS, null, SandboxEvent.class);
        nothing("POST", Routes.ADMIN_SANDBOX_REPLAY, null);
        one("POST", Routes.ADMIN_SANDBOX_RULES, AddSandboxRule.class, SandboxState.class);
        nothing("DELETE", Routes.ADMIN_SANDBOX_RULES, null);
        list("GET", Routes.ADMIN_FEES, null, FeeChange.class);
        list("POST", Routes.ADMIN_FEES, ChangeFees.class, FeeChange.class);
        one("GET", Routes.PUBLIC_FEES, null, gg.tap2.model.fees.FeesInForce.class);
        list("GET", Routes.ADMIN_SETTINGS, null, PlatformSetting.class);
        list("PUT", Routes.ADMIN_SETTINGS, ChangeSetting.class, PlatformSetting.class);
        list("GET", Routes.ADMIN_SETTINGS_HISTORY, null, SettingChange.class);
        list("GET", Routes.ADMIN_AUDIT, null, AdminAuditEvent.class);
    }

    Map<String, Types> rows() {
        return rows;
    }

    private void accounts() {
        one("GET", Routes.STEP_UP, null, StepUpState.class);
        one("POST", Routes.STEP_UP, ConfirmIdentity.class, StepUpState.class);
        list("GET", Routes.PASSKEYS, null, Passkey.class);
        row("POST", Routes.PASSKEYS, SavePasskey.class, Shape.ONE, PasskeyAdded.class, 201);
        row("POST", Routes.PASSKEY_CREATION, null, Shape.OBJECT, null, 200);
        row("POST", Routes.PASSKEY_REQUEST, AskPasskey.class, Shape.OBJECT, null, 200);
        one("POST", Routes.PASSKEY_SIGN_IN, PasskeyAnswer.class, LoginResult.class);
        nothing("DELETE", Routes.PASSKEY, null);
        one("POST", Routes.BROWSER_SIGN_IN, BrowserSignIn.class, LoginResult.class);
        String auth = Routes.AUTH;
        row("POST", Routes.REGISTER, RegisterRequest.class, Shape.ONE, RegisterResult.class, 201);
        one("POST", Routes.LOGIN, LoginRequest.class, LoginResult.class);
        one("POST", Routes.VERIFY_2FA, VerifySecondFactor.class, LoginResult.class);
        one("POST", Routes.REFRESH, RefreshRequest.class, Tokens.class);
        nothing("POST", Routes.LOGOUT, null);
        one("GET", Routes.ME, null, Me.class);
        one("PATCH", Routes.ME, UpdateMe.class, Me.class);
        row("POST", auth + "/forgot-password", ForgotPassword.class, Shape.OBJECT, null, 202);
        row("POST", auth + "/resend-verification", ForgotPassword.class, Shape.OBJECT, null, 202);
        nothing("POST", auth + "/reset-password", ResetPassword.class);
        nothing("POST", auth + "/verify-email", VerifyEmail.class);
        one("POST", auth + "/enable-2fa", ConfirmIdentity.class, SecondFactorSetup.class);
        nothing("POST", auth + "/disable-2fa", ConfirmIdentity.class);
        one("POST", auth + "/backup-codes", ConfirmIdentity.class, BackupCodes.class);
        nothing("POST", auth + "/change-password", ChangePassword.class);
        row("POST", auth + "/change-email", ChangeEmail.class, Shape.OBJECT, null, 202);
        list("GET", auth + "/sessions", null, SessionInfo.class);
        row("POST", auth + "/sessions/revoke-others", null, Shape.OBJECT, null, 200);
        nothing("DELETE", auth + "/sessions/{id}", null);
        nothing("PATCH", auth + "/sessions/{id}", RenameSession.class);
        page(auth + "/events", SecurityEvent.class);
        row("GET", auth + "/export", null, Shape.OBJECT, null, 200);
        row("POST", auth + "/delete-account", ConfirmIdentity.class, Shape.OBJECT, null, 202);
        row("POST", auth + "/mail-code", null, Shape.OBJECT, null, 202);
        nothing("POST", auth + "/cancel-email-change", null);
        one("POST", auth + "/not-me", DenyChange.class, PasswordToken.class);
        nothing("POST", auth + "/cancel-deletion", null);
        one("GET", Routes.AUTH + "/google", null, GoogleOffer.class);
        one("POST", auth + "/google/start", GoogleStart.class, GoogleAuthorization.class);
        one("POST", auth + "/google/exchange", GoogleExchange.class, LoginResult.class);
        row("POST", auth + "/google/link", ConfirmIdentity.class, Shape.OBJECT, null, 200);
        nothing("POST", auth + "/google/unlink", ConfirmIdentity.class);
    }

    private void catalog() {
        one("GET", Routes.PROFILE, null, CreatorProfile.class);
        one("PUT", Routes.PROFILE, SaveProfile.class, CreatorProfile.class);
        one("GET", Routes.CURRENCY, null, CurrencyPreview.class);
        one("PUT", Routes.CURRENCY, ChangeCurrency.class, CreatorProfile.class);
        one("POST", Routes.VALIDATE_SLUG, ValidateSlug.class, SlugAvailability.class);
        one("GET", Routes.CREATORS + "/{slug}", null, PublicCreator.class);
        page(Routes.PRODUCTS, Product.class);
        created(Routes.PRODUCTS, SaveProduct.class, Product.class);
        one("GET", Routes.PRODUCT, null, Product.class);
        one("PUT", Routes.PRODUCT, SaveProduct.class, Product.class);
        one("PATCH", Routes.PRODUCT, SaveProduct.class, Product.class);
        nothing("DELETE", Routes.PRODUCT, null);
        one("POST", Routes.PUBLISH, null, Product.class);
        one("POST", Routes.UNPUBLISH, null, Product.class);
        list("GET", Routes.REVISIONS, null, ProductRevision.class);
        list("GET", Routes.PRODUCT_FILES, null, Rehearsal.File.class);
        one("POST", Routes.REHEARSAL, null, Rehearsal.class);
        list("GET", Routes.TIERS, null, Tier.class);
        created(Routes.TIERS, SaveTier.class, Tier.class);
        one("GET", Routes.TIER, null, Tier.class);
        one("PUT", Routes.TIER, SaveTier.class, Tier.class);
        nothing("DELETE", Routes.TIER, null);
        list("GET", Routes.DISCOUNTS, null, DiscountCode.class);
        created(Routes.DISCOUNTS, SaveDiscountCode.class, DiscountCode.class);
        one("PUT", Routes.DISCOUNT, SaveDiscountCode.class, DiscountCode.class);
        nothing("DELETE", Routes.DISCOUNT, null);
        page(Routes.PUBLIC_CREATORS, PublicCreator.class);
        one("GET", Routes.PUBLIC_CREATOR, null, PublicCreator.class);
        page(Routes.PUBLIC_CREATOR_PRODUCTS, PublicProduct.class);
        list("GET", Routes.PUBLIC_CREATOR_TIERS, null, PublicTier.class);
    }

    private void media() {
        created(Routes.UPLOADS, CreateUpload.class, Upload.class);
        one("GET", Routes.UPLOAD, null, Upload.class);
        nothing("DELETE", Routes.UPLOAD, null);
        list("POST", Routes.UPLOAD_PARTS, PresignParts.class, PresignedPart.class);
        list("POST", Routes.UPLOAD_COPY, CopyParts.class, Upload.StoredPart.class);
        one("POST", Routes.UPLOAD_COMPLETE, CompleteUpload.class, Upload.class);
        one("GET", Routes.UPLOAD_MANIFEST, null, UploadManifest.class);
    }

    private void billing() {
        created(Routes.TIPS, CreateTip.class, PaymentStart.class);
        page(Routes.TIPS_HISTORY, TipEntry.class);
        created(Routes.PURCHASES, CreatePurchase.class, PaymentStart.class);
        row("GET", Routes.PURCHASE, null, Shape.OBJECT, null, 200);
        created(Routes.FAN_SUBSCRIPTIONS, CreateSubscription.class, SubscriptionStart.class);
        list("GET", Routes.FAN_SUBSCRIPTIONS, null, FanSubscription.class);
        one("GET", Routes.FAN_SUBSCRIPTION, null, FanSubscription.class);
        one("PUT", Routes.FAN_SUBSCRIPTION, UpdateSubscription.class, SubscriptionUpdate.class);
        one("GET", Routes.FAN_SUBSCRIPTION_PREVIEW, null, ChangePreview.class);
        list("GET", Routes.PAYMENT_METHODS, null, PaymentMethod.class);
        row("POST", Routes.PAYMENT_METHODS, null, Shape.OBJECT, null, 200);
        list("POST", Routes.PAYMENT_METHODS + "/refresh", null, PaymentMethod.class);
        nothing("PUT", Routes.PAYMENT_METHOD_DEFAULT, null);
        nothing("DELETE", Routes.PAYMENT_METHOD, null);
        page(Routes.SALES, Sale.class);
        page(Routes.CREATOR_TIPS, TipEntry.class);
        page(Routes.CREATOR_SUBSCRIPTIONS, Subscriber.class);
        page(Routes.SUBSCRIBERS, Subscriber.class);
        one("GET", Routes.SUBSCRIBER, null, Subscriber.class);
        list("GET", Routes.REFUNDS, null, Refund.class);
        created(Routes.REFUNDS, CreateRefund.class, Refund.class);
        list("GET", Routes.DISPUTES, null, Dispute.class);
        one("GET", Routes.DISPUTES + "/{id}", null, Dispute.class);
        one("GET", Routes.DISPUTE_EVIDENCE, null, DisputeEvidence.class);
        one("PUT", Routes.DISPUTE_EVIDENCE, DisputeNote.class, DisputeEvidence.class);
        one("POST", Routes.DISPUTE_EVIDENCE_SUBMIT, null, DisputeEvidence.class);
        one("POST", Routes.DISPUTE_ACCEPT, null, DisputeEvidence.class);
        one("GET", Routes.ADMIN_DISPUTE_EVIDENCE, null, DisputeEvidence.class);
        page(Routes.LIBRARY, LibraryItem.class);
        one("GET", Routes.LIBRARY_ITEM, null, LibraryDetail.class);
        row("POST", Routes.LIBRARY_LINKS, null, Shape.OBJECT, null, 201);
        nothing("PUT", Routes.LIBRARY_ITEM + "/lessons/{lesson}", null);
        nothing("DELETE", Routes.LIBRARY_ITEM + "/lessons/{lesson}", null);
        nothing("PUT", Routes.PRODUCT_GRANT, null);
        list("GET", Routes.FAN_GRANTS, null, FanGrant.class);
        page(Routes.MESSAGES, CreatorMessage.class);
        one("GET", Routes.MESSAGE_AUDIENCE, null, AudienceSize.class);
        created(Routes.MESSAGES, SendMessage.class, CreatorMessage.class);
        row("DELETE", Routes.PRODUCT_GRANT, null, Shape.OBJECT, null, 200);
        list("GET", Routes.PRODUCT + "/downloads", null, DownloadLinks.Fetch.class);
        one("GET", Routes.ANALYTICS_OVERVIEW, null, AnalyticsOverview.class);
        list("GET", Routes.ANALYTICS_REVENUE, null, DailyPoint.class);
    }

    private void payouts() {
        one("GET", Routes.BALANCE, null, Balance.class);
        one("GET", Routes.PAYOUT_PREVIEW, null, PayoutPreview.class);
        created(Routes.WITHDRAW, RequestPayout.class, Payout.class);
        created(Routes.PAYOUTS, RequestPayout.class, Payout.class);
        page(Routes.PAYOUTS, Payout.class);
        one("GET", Routes.PAYOUT, null, Payout.class);
        page(Routes.PAYOUT_LINES, PayoutLine.class);
        list("GET", Routes.STATEMENTS, null, StatementMonth.class);
        one("GET", Routes.PAYOUT_SETTINGS, null, PayoutSettings.class);
        one("PUT", Routes.PAYOUT_SETTINGS, PayoutSettings.class, PayoutSettings.class);
        list("GET", Routes.BANK_ACCOUNTS, null, BankAccount.class);
        created(Routes.BANK_ACCOUNTS, AddBankAccount.class, BankAccount.class);
        nothing("DELETE", Routes.BANK_ACCOUNT, null);
        nothing("PUT", Routes.BANK_ACCOUNT_DEFAULT, null);
        one("POST", Routes.BANK_ACCOUNT_VERIFY, VerifyBankAccount.class, BankAccount.class);
        created(Routes.PLAID_LINK, StartBankLink.class, BankLink.class);
        one("POST", Routes.PLAID_LINK_COMPLETE, null, BankAccount.class);
    }

    private void one(String method, String path, @Nullable Class<?> request, Class<?> response) {
        row(method, path, request, Shape.ONE, response, 200);
    }

    private void list(String method, String path, @Nullable Class<?> request, Class<?> response) {
        row(method, path, request, Shape.LIST, response, 200);
    }

    private void page(String path, Class<?> response) {
        row("GET", path, null, Shape.PAGE, response, 200);
    }

    private void created(String path, Class<?> request, Class<?> response) {
        row("POST", path, request, Shape.ONE, response, 201);
    }

    private void nothing(String method, String path, @Nullable Class<?> request) {
        row(method, path, request, Shape.NOTHING, null, 204);
    }

    private void row(
            String method,
            String path,
            @Nullable Class<?> request,
            Shape shape,
            @Nullable Class<?> response,
            int status) {
        rows.put(method + " " + path, new Types(request, shape, response, status));
    }
}
