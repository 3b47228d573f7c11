package gg.tap2.studio.app;

import gg.tap2.studio.analytics.AnalyticsView;
import gg.tap2.studio.analytics.AnalyticsViewModel;
import gg.tap2.studio.archive.ArchiveView;
import gg.tap2.studio.bankaccounts.BankAccountsView;
import gg.tap2.studio.discounts.DiscountsView;
import gg.tap2.studio.disputes.DisputesView;
import gg.tap2.studio.home.HomeView;
import gg.tap2.studio.home.HomeViewModel;
import gg.tap2.studio.payouts.PayoutsView;
import gg.tap2.studio.payouts.PayoutsViewModel;
import gg.tap2.studio.products.EditorViewModel;
import gg.tap2.studio.products.ProductsView;
import gg.tap2.studio.products.ProductsViewModel;
import gg.tap2.studio.profile.ProfileView;
import gg.tap2.studio.sales.SalesView;
import gg.tap2.studio.sales.SalesViewModel;
import gg.tap2.studio.settings.SettingsView;
import gg.tap2.studio.subscribers.SubscribersView;
import gg.tap2.studio.tiers.TiersView;
import gg.tap2.studio.tips.TipsView;
import gg.tap2.studio.uploadqueue.UploadQueueView;
import gg.tap2.studio.uploadqueue.UploadQueueViewModel;
import java.util.List;
import org.kordamp.ikonli.feather.Feather;

/// All screens in the order of the sidebar.
final class ScreenCatalog {
    static final List<ScreenEntry> ALL = List.of(
            new ScreenEntry("home", "", Feather.HOME, c -> new HomeView(new HomeViewModel(c), c)),
            new ScreenEntry(
                    "products",
                    "sell",
                    Feather.PACKAGE,
                    c -> new ProductsView(new ProductsViewModel(c), new EditorViewModel(c), c)),
            new ScreenEntry("tiers", "sell", Feather.STAR, TiersView::new),
            new ScreenEntry("discounts", "sell", Feather.TAG, DiscountsView::new),
            new ScreenEntry(
                    "uploads", "sell", Feather.UPLOAD_CLOUD, c -> new UploadQueueView(new UploadQueueViewModel(c), c)),
            new ScreenEntry("subscribers", "audience", Feather.USERS, SubscribersView::new),
            new ScreenEntry("tips", "audience", Feather.COFFEE, TipsView::new),
            new ScreenEntry("profile", "audience", Feather.LAYOUT, ProfileView::new),
            new ScreenEntry("sales", "money", Feather.SHOPPING_BAG, c -> new SalesView(new SalesViewModel(c), c)),
            new ScreenEntry("payouts", "money", Feather.SEND, c -> new PayoutsView(new PayoutsViewModel(c), c)),
            new ScreenEntry("disputes", "money", Feather.SHIELD, DisputesView::new),
            new ScreenEntry("bankaccounts", "money", Feather.CREDIT_CARD, BankAccountsView::new),
            new ScreenEntry(
                    "analytics", "money", Feather.BAR_CHART_2, c -> new AnalyticsView(new AnalyticsViewModel(c), c)),
            new ScreenEntry("archive", "account", Feather.ARCHIVE, ArchiveView::new),
            new ScreenEntry(
                    "settings",
                    "account",
                    Feather.SETTINGS,
                    c -> new SettingsView(c, () -> c.host().relaunch())));

    private ScreenCatalog() {}
}
