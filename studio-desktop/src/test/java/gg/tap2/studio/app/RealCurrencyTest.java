package gg.tap2.studio.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.accounts.RegisterRequest;
import gg.tap2.model.accounts.Role;
import gg.tap2.model.billing.CreateTip;
import gg.tap2.model.common.Currency;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.app.ServerApp;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.studio.testing.Newcomers;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The settings against the real server: the currency is changed, and stays once somebody pays.
final class RealCurrencyTest {
    private static final String EMAIL = "mira@example.com";
    private static final String PASSWORD = "correct horse battery staple";

    @TempDir
    Path dir;

    @SuppressWarnings("unchecked")
    private static ComboBox<Currency> choice(StudioDriver studio) throws Exception {
        return (ComboBox<Currency>) studio.find("#settings-currency");
    }

    private static void choose(StudioDriver studio, Currency currency) throws Exception {
        var box = choice(studio);
        StudioDriver.onFx(() -> {
            box.setValue(currency);
            return true;
        });
    }

    @Test
    void isChangedUntilSomebodyPays() throws Exception {
        try (ServerApp server = Launcher.start(ServerConfig.load(
                null, Map.of(), Map.of(Key.DATA_DIR, dir.resolve("server").toString(), Key.HTTP_PORT, "0")))) {
            String url = server.localUrl();
            Newcomers.confirmed(
                    url,
                    Launcher.sandbox(server).orElseThrow().mailbox().baseUri().toString(),
                    new RegisterRequest(EMAIL, PASSWORD, Role.CREATOR, "Mira Sol", "mira-sol", "en", "DE", null));
            server.db()
                    .transact(tx -> tx.sql("UPDATE creators SET published = TRUE WHERE slug = 'mira-sol'")
                            .update());
            try (var studio = StudioDriver.start(dir.resolve("home"), url)) {
                studio.signIn(EMAIL, PASSWORD);
                studio.waitUntil(
                        "first sync",
                        () -> studio.app().session() != null
                                && studio.app().session().sync().state().lastSynced() != null);
                studio.go("settings", null);
                studio.waitUntil("the choice", () -> !choice(studio).isDisabled());
                assertThat(choice(studio).getValue()).isEqualTo(Currency.EUR);
                choose(studio, Currency.JPY);
                studio.waitUntil("the question", () -> studio.shown("#confirm-yes") != null);
                studio.press("#confirm-yes");
                studio.waitUntil(
                        "the change", () -> studio.app().session().edits().currency() == Currency.JPY);
                assertThat(choice(studio).getValue()).isEqualTo(Currency.JPY);

                var world = MoneyWorld.of(server);
                UUID fan = world.fan();
                server.billing()
                        .payments()
                        .tip(fan, fan, new CreateTip(null, 500, null, null, false, "mira-sol", null, null));
                choose(studio, Currency.EUR);
                studio.waitUntil(
                        "the refusal",
                        () -> studio.shown("#settings-currency-problem") instanceof Label l
                                && l.getText().contains("JPY"));
                assertThat(choice(studio).getValue()).isEqualTo(Currency.JPY);
            }
        }
    }
}
