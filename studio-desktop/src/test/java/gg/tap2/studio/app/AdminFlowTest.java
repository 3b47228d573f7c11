package gg.tap2.studio.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.admin.AdminPayout;
import gg.tap2.model.admin.ContentReport;
import gg.tap2.model.admin.WebhookEvent;
import gg.tap2.studio.testing.FakePlatform;
import java.nio.file.Path;
import java.util.function.Predicate;
import javafx.scene.control.TableView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an admin does in a day, in the real window without a screen.
final class AdminFlowTest {
    @TempDir
    Path dir;

    private FakePlatform platform;
    private StudioDriver studio;

    @BeforeEach
    void open() throws Exception {
        platform = new FakePlatform(dir.resolve("platform"));
        platform.asAdmin = true;
        studio = StudioDriver.start(dir.resolve("home"), platform.baseUrl());
        studio.signIn(FakePlatform.EMAIL, FakePlatform.PASSWORD);
        studio.find("#nav-admin-overview");
    }

    @AfterEach
    void close() throws Exception {
        studio.close();
        platform.close();
    }

    private <R> void openRow(String table, Predicate<R> which) throws Exception {
        studio.openRow(table, which);
    }

    private void reason(String text) throws Exception {
        studio.type("#admin-reason", text);
        studio.press("#admin-reason-go");
        studio.waitUntil("dialog closed", () -> studio.app().scene().lookup("#dialog") == null);
    }

    @Test
    void aHeldPayoutIsApprovedWithAReason() throws Exception {
        assertThat(studio.shows("#nav-products")).isFalse();
        studio.go("admin-payouts", null);
        openRow("#admin-payouts", (AdminPayout p) -> p.innerStatus().equals("held"));
        studio.press("#admin-approve");
        assertThat(studio.find("#admin-reason-go").isDisabled()).isTrue();
        reason("Known creator, account confirmed by phone");
        assertThat(platform.admin.done).singleElement().asString().contains("/approve", "confirmed by phone");
    }

    @Test
    void aReportedProductIsTakenDown() throws Exception {
        studio.go("admin-content", null);
        openRow("#admin-reports", (ContentReport r) -> true);
        studio.press("#admin-takedown");
        reason("Proof of authorship was sent");
        assertThat(platform.admin.done).singleElement().asString().contains("/takedowns");
        studio.waitUntil(
                "the queue is empty",
                () -> ((TableView<?>) studio.app().scene().lookup("#admin-reports"))
                        .getItems()
                        .isEmpty());
    }

    @Test
    void aDeadWebhookIsReadAndReplayed() throws Exception {
        studio.go("admin-machinery", "webhooks");
        openRow("#admin-webhooks", (WebhookEvent w) -> w.status().equals("dead"));
        assertThat(studio.text("#webhook-payload")).contains("charge.dispute.created");
        studio.press("#admin-replay");
        reason("The payment is there now");
        assertThat(platform.admin.done).singleElement().asString().contains("/replay");
    }

    @Test
    void anAdjustmentShowsItsJournalFirst() throws Exception {
        studio.go("admin-money", "actions");
        studio.press("#admin-adjust");
        studio.type("#adjust-creator", "page-0");
        studio.press("#adjust-find");
        studio.press("#adjust-hits .button");
        studio.type("#money-amount", "25");
        studio.type("#money-reason", "A fee was charged twice");
        studio.press("#money-preview");
        studio.find("#money-confirm");
        assertThat(platform.admin.done).isEmpty();
        studio.press("#money-confirm");
        studio.waitUntil("posted", () -> platform.admin.done.contains("money 2500"));
    }

    @Test
    void aCreatorSeesNothingOfIt() throws Exception {
        studio.close();
        platform.asAdmin = false;
        studio = StudioDriver.start(dir.resolve("other"), platform.baseUrl());
        studio.signIn(FakePlatform.EMAIL, FakePlatform.PASSWORD);
        studio.find("#nav-products");
        assertThat(studio.shows("#nav-admin-overview")).isFalse();
        studio.go("admin-users", null);
        assertThat(studio.shows("#admin-users")).isFalse();
    }

    /// Every control can be reached by the keyboard and has a name to read out; rows open by Enter in all these tests.
    @Test
    void everyControlIsReachedByKeyboardAndHasAName() throws Exception {
        for (ScreenEntry screen : ScreenCatalog.ADMIN) {
            studio.go(screen.id(), null);
            Thread.sleep(300);
            var tabs = StudioDriver.onFx(
                    () -> studio.app().scene().getRoot().lookupAll(".toggle-row .toggle-button").stream()
                            .filter(StudioDriver::visible)
                            .map(n -> "#" + n.getId())
                            .toList());
            for (String tab : tabs.isEmpty() ? java.util.List.of("") : tabs) {
                if (!tab.isEmpty()) {
                    studio.press(tab);
                }
                var nameless =
                        StudioDriver.onFx(() -> nameless(studio.app().scene().getRoot()));
                assertThat(nameless).as(screen.id() + " " + tab).isEmpty();
            }
        }
    }

    private static java.util.List<String> nameless(javafx.scene.Parent root) {
        var out = new java.util.ArrayList<String>();
        for (var n : root.lookupAll("*")) {
            boolean control = n instanceof javafx.scene.control.ButtonBase
                    || n instanceof javafx.scene.control.TextInputControl
                    || n instanceof javafx.scene.control.ComboBoxBase<?>
                    || n instanceof TableView<?>;
            if (!control || !StudioDriver.visible(n) || inside(n)) {
                continue;
            }
            String text = n instanceof javafx.scene.control.Labeled l ? l.getText() : null;
            boolean named =
                    n.getAccessibleText() != null && !n.getAccessibleText().isBlank()
                            || text != null && !text.isBlank();
            if (!named || !n.isFocusTraversable()) {
                out.add(n.toString());
            }
        }
        return out;
    }

    /// Parts of a control that the skin made have no names of their own.
    private static boolean inside(javafx.scene.Node n) {
        for (var p = n.getParent(); p != null; p = p.getParent()) {
            if (p instanceof javafx.scene.control.ComboBoxBase<?> || p instanceof TableView<?>) {
                return true;
            }
        }
        return false;
    }
}
