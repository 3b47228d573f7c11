package gg.tap2.studio.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.billing.BusinessDetails;
import gg.tap2.studio.testing.DemoData;
import gg.tap2.studio.testing.FakePlatform;
import java.nio.file.Path;
import javafx.scene.control.TextField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a creator prints on receipts, in the real window.
final class ReceiptDetailsFlowTest {
    @TempDir
    Path dir;

    @Test
    void detailsAreShownCheckedAndSaved() throws Exception {
        try (var platform = new FakePlatform(dir.resolve("platform"))) {
            DemoData.fill(platform);
            platform.business = new BusinessDetails("Mara Ltd", "Rue 2\nParis", "FR 1");
            var studio = StudioDriver.start(dir.resolve("home"), platform.baseUrl());
            try {
                studio.signIn(FakePlatform.EMAIL, FakePlatform.PASSWORD);
                studio.waitUntil(
                        "first sync",
                        () -> studio.app().session() != null
                                && studio.app().session().sync().state().lastSynced() != null);
                studio.go("profile", null);
                var tax = (TextField) studio.find("#receipt-tax-id");
                studio.waitUntil("the known details", () -> tax.getText().equals("FR 1"));
                studio.type("#receipt-tax-id", "<b>");
                studio.press("#receipt-save");
                Thread.sleep(300);
                assertThat(platform.business.taxId()).isEqualTo("FR 1");
                studio.type("#receipt-tax-id", "FR 40 303265045");
                studio.press("#receipt-save");
                studio.waitUntil(
                        "the platform to know", () -> platform.business.taxId().equals("FR 40 303265045"));
                ScreenshotTest.save(studio, "profile-receipts");
            } finally {
                studio.close();
            }
        }
    }
}
