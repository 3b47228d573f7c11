package gg.tap2.studio.app;

import gg.tap2.studio.home.HomeView;
import gg.tap2.studio.home.HomeViewModel;
import gg.tap2.studio.payouts.PayoutsView;
import gg.tap2.studio.payouts.PayoutsViewModel;
import gg.tap2.studio.products.EditorViewModel;
import gg.tap2.studio.products.ProductsView;
import gg.tap2.studio.products.ProductsViewModel;
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
            new ScreenEntry(
                    "uploads", "sell", Feather.UPLOAD_CLOUD, c -> new UploadQueueView(new UploadQueueViewModel(c), c)),
            new ScreenEntry("payouts", "money", Feather.SEND, c -> new PayoutsView(new PayoutsViewModel(c), c)));

    private ScreenCatalog() {}
}
