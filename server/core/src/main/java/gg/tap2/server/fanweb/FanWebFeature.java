package gg.tap2.server.fanweb;

import gg.tap2.model.system.StudioRelease;
import gg.tap2.server.accounts.AccountsFeature;
import gg.tap2.server.billing.BillingFeature;
import gg.tap2.server.catalog.CatalogFeature;
import gg.tap2.server.library.LibraryFeature;
import gg.tap2.server.messages.Messages;
import gg.tap2.server.notices.NoticesFeature;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.Cookies;
import gg.tap2.server.platform.http.ErrorAnswers;
import gg.tap2.server.platform.http.ErrorMapper;
import gg.tap2.server.platform.http.ExpiredForm;
import gg.tap2.server.platform.http.Principal;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.platform.i18n.Texts;
import gg.tap2.server.platform.ratelimit.Limit;
import gg.tap2.server.platform.ratelimit.RateLimits;
import gg.tap2.server.receipts.Receipts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Builds the fans' pages.
public final class FanWebFeature implements ErrorAnswers.Page {
    private final Web web;
    private final PublicPages publicPages;
    private final CheckoutPages checkoutPages;
    private final PayPages payPages;
    private final JoinPages joinPages;
    private final FanPages fanPages;
    private final MembershipPages membershipPages;
    private final ReceiptPages receiptPages;
    private final AccountPages accountPages;
    private final NoticePages noticePages;
    private final SettingsPages settingsPages;
    private final StepUpPages stepUpPages;
    private final BrowserPages browserPages;
    private final ConfirmPages confirmPages;
    private final SitePages sitePages;
    private final StudioPage studioPage;
    private final RehearsalPages rehearsalPages;

    public FanWebFeature(
            ServerConfig config,
            Db db,
            InstantSource clock,
            Texts texts,
            AccountsFeature accounts,
            CatalogFeature catalog,
            BillingFeature billing,
            LibraryFeature library,
            Receipts receipts,
            Messages messages,
            NoticesFeature notices,
            Function<Locale, StudioRelease> releases,
            Supplier<String> baseUrl) {
        web = new Web(texts, accounts.csrf(), notices.feed(), baseUrl);
        publicPages = new PublicPages(
                web,
                db,
                clock,
                catalog.publicCatalog(),
                catalog.publicAnswers(),
                library.entitlements(),
                billing.subscriptions()::tierOf);
        var stripe = new StripeScript(config.text(Key.STRIPE_JS_URL), config.text(Key.STRIPE_PUBLISHABLE_KEY));
        var door = new PaymentDoor(billing, library, Cookies.of(config, clock));
        checkoutPages = new CheckoutPages(web, catalog.publicCatalog(), billing, door, clock);
        payPages = new PayPages(web, catalog.publicCatalog(), billing, library, stripe, door);
        joinPages = new JoinPages(web, catalog.publicCatalog(), billing);
        receiptPages = new ReceiptPages(web, door, receipts);
        fanPages = new FanPages(web, db, library, catalog.publicCatalog());
        membershipPages = new MembershipPages(web, billing, catalog.publicCatalog(), stripe);
        accountPages = new AccountPages(web, accounts);
        noticePages = new NoticePages(web, notices.feed(), messages);
        settingsPages = new SettingsPages(web, accounts, billing, notices, config.text(Key.STRIPE_JS_URL));
        confirmPages = new ConfirmPages(web, accounts);
        browserPages = new BrowserPages(web, accounts);
        stepUpPages = new StepUpPages(web, accounts.stepUp(), accounts.freezeLinks());
        studioPage = new StudioPage(web, releases);
        sitePages = new SitePages(
                web,
                db,
                clock,
                new LegalTexts(config.isSet(Key.LEGAL_DIR) ? Path.of(config.text(Key.LEGAL_DIR)) : null));
        rehearsalPages = new RehearsalPages(web, catalog, library.rehearsals());
        accounts.rateLimits()
                .limit("POST", "/freeze-payouts", new Limit(10, Duration.ofMinutes(5)))
                .share(RateLimits.SIGN_IN, "POST", "/login")
                .share(RateLimits.SIGN_IN, "POST", "/login/passkey")
                .share(RateLimits.CODE, "POST", "/login/2fa")
                .limit("POST", "/step-up", new Limit(10, Duration.ofMinutes(5)))
                .share(RateLimits.REGISTER, "POST", "/register")
                .share(RateLimits.MAILED, "POST", "/forgot")
                .share(RateLimits.MAILED, "POST", "/confirm/{what}")
                .share(RateLimits.LINKS, "POST", "/reset")
                .share(RateLimits.LINKS, "POST", "/verify")
                .share(RateLimits.LINKS, "POST", "/not-me")
                .limit("POST", "/report", Limit.perHour(10))
                .limit("POST", "/receipts/{id}", Limit.perMinute(10))
                .limit("POST", "/checkout/tip/{slug}", Limit.perMinute(10))
                .limit("POST", "/checkout/product/{id}", Limit.perMinute(20));
    }

    public void register(Routing routing) {
        publicPages.register(routing);
        checkoutPages.register(routing);
        payPages.register(routing);
        joinPages.register(routing);
        fanPages.register(routing);
        membershipPages.register(routing);
        receiptPages.register(routing);
        accountPages.register(routing);
        noticePages.register(routing);
        settingsPages.register(routing);
        stepUpPages.register(routing);
        browserPages.register(routing);
        confirmPages.register(routing);
        sitePages.register(routing);
        studioPage.register(routing);
        rehearsalPages.register(routing);
    }

    @Override
    public byte[] render(ErrorMapper.Answer answer, Locale locale, String requestId, @Nullable Principal reader) {
        var v = web.bare(locale, reader);
        v.title = Integer.toString(answer.status());
        v.noindex = true;
        if (answer.current() instanceof ExpiredForm form) {
            v.title = v.t("expired.title");
            return web.draw("expired", v, Map.of("form", form));
        }
        return web.draw(
                "error",
                v,
                Map.of(
                        "status",
                        answer.status(),
                        "message",
                        answer.message(),
                        "id",
                        requestId,
                        "studio",
                        answer.code().equals("fans_only"),
                        "download",
                        answer.code().startsWith("download_")));
    }
}
