package gg.tap2.studio.app;

import gg.tap2.model.accounts.AdminArea;
import gg.tap2.model.accounts.AdminScope;
import gg.tap2.model.accounts.Me;
import gg.tap2.studio.admin.AuditScreen;
import gg.tap2.studio.admin.ContentScreen;
import gg.tap2.studio.admin.LedgerScreen;
import gg.tap2.studio.admin.MachineryScreen;
import gg.tap2.studio.admin.MoneyScreen;
import gg.tap2.studio.admin.OverviewScreen;
import gg.tap2.studio.admin.PayoutsScreen;
import gg.tap2.studio.admin.UsersScreen;
import gg.tap2.studio.analytics.AnalyticsView;
import gg.tap2.studio.analytics.AnalyticsViewModel;
import gg.tap2.studio.archive.ArchiveView;
import gg.tap2.studio.archive.ArchiveViewModel;
import gg.tap2.studio.bankaccounts.BankAccountsView;
import gg.tap2.studio.discounts.DiscountsView;
import gg.tap2.studio.disputes.DisputesView;
import gg.tap2.studio.home.HomeView;
import gg.tap2.studio.home.HomeViewModel;
import gg.tap2.studio.messages.MessagesView;
import gg.tap2.studio.payouts.PayoutsView;
import gg.tap2.studio.payouts.PayoutsViewModel;
import gg.tap2.studio.people.BuyersView;
import gg.tap2.studio.products.EditorViewModel;
import gg.tap2.studio.products.ProductsView;
import gg.tap2.studio.products.ProductsViewModel;
import gg.tap2.studio.profile.ProfileView;
import gg.tap2.studio.sales.SalesView;
import gg.tap2.studio.sales.SalesViewModel;
import gg.tap2.studio.settings.SettingsView;
import gg.tap2.studio.statements.StatementsView;
import gg.tap2.studio.subscribers.SubscribersView;
import gg.tap2.studio.tiers.TiersView;
import gg.tap2.studio.tips.TipsView;
import gg.tap2.studio.uploadqueue.UploadQueueView;
import gg.tap2.studio.uploadqueue.UploadQueueViewModel;
import java.util.ArrayList;
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
            new ScreenEntry("buyers", "audience", Feather.HEART, BuyersView::new),
            new ScreenEntry("messages", "audience", Feather.MESSAGE_SQUARE, MessagesView::new),
            new ScreenEntry("tips", "audience", Feather.COFFEE, TipsView::new),
            new ScreenEntry("profile", "audience", Feather.LAYOUT, ProfileView::new),
            new ScreenEntry("sales", "money", Feather.SHOPPING_BAG, c -> new SalesView(new SalesViewModel(c), c)),
            new ScreenEntry("payouts", "money", Feather.SEND, c -> new PayoutsView(new PayoutsViewModel(c), c)),
            new ScreenEntry("statements", "money", Feather.FILE_TEXT, StatementsView::new),
            new ScreenEntry("disputes", "money", Feather.SHIELD, DisputesView::new),
            new ScreenEntry("bankaccounts", "money", Feather.CREDIT_CARD, BankAccountsView::new),
            new ScreenEntry(
                    "analytics", "money", Feather.BAR_CHART_2, c -> new AnalyticsView(new AnalyticsViewModel(c), c)),
            new ScreenEntry("archive", "account", Feather.ARCHIVE, c -> new ArchiveView(new ArchiveViewModel(c), c)),
            new ScreenEntry(
                    "settings",
                    "account",
                    Feather.SETTINGS,
                    c -> new SettingsView(c, () -> c.host().relaunch())));

    /// The platform's own, for admins.
    static final List<ScreenEntry> ADMIN = List.of(
            new ScreenEntry("admin-overview", "platform", Feather.ACTIVITY, OverviewScreen::new),
            new ScreenEntry("admin-users", "platform", Feather.USERS, UsersScreen::new),
            new ScreenEntry("admin-content", "platform", Feather.FLAG, ContentScreen::new),
            new ScreenEntry("admin-payouts", "platform", Feather.SEND, PayoutsScreen::new),
            new ScreenEntry("admin-money", "platform", Feather.DOLLAR_SIGN, MoneyScreen::new),
            new ScreenEntry("admin-ledger", "platform", Feather.BOOK, LedgerScreen::new),
            new ScreenEntry("admin-machinery", "platform", Feather.CPU, MachineryScreen::new),
            new ScreenEntry("admin-audit", "platform", Feather.EYE, AuditScreen::new));

    /// What somebody gets to see: a creator their business, an admin the platform, who is both, both.
    static List<ScreenEntry> of(Me me) {
        List<ScreenEntry> out = new ArrayList<>();
        AdminScope scope = me.adminScope();
        if (scope != null) {
            ADMIN.stream().filter(e -> scope.maySee(area(e.id()))).forEach(out::add);
        }
        if (me.creatorId() != null) {
            out.addAll(ALL);
        } else {
            out.add(ALL.getLast());
        }
        return List.copyOf(out);
    }

    /// The part of the administration that a screen shows.
    private static AdminArea area(String screen) {
        return switch (screen) {
            case "admin-overview" -> AdminArea.OVERVIEW;
            case "admin-users" -> AdminArea.PEOPLE;
            case "admin-content" -> AdminArea.CONTENT;
            case "admin-payouts", "admin-money", "admin-ledger" -> AdminArea.MONEY;
            case "admin-machinery" -> AdminArea.OPERATIONS;
            case "admin-audit" -> AdminArea.AUDIT;
            default -> throw new IllegalArgumentException(screen);
        };
    }

    private ScreenCatalog() {}
}
