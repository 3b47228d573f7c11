package gg.tap2.studio.ui;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.util.Objects;
import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.text.Font;

/// Light and dark: AtlantaFX underneath, our tokens on top. `SYSTEM` follows the desktop while the studio runs.
public final class Theme {
    public enum Choice {
        SYSTEM,
        LIGHT,
        DARK
    }

    private static final String SHEET = "/css/tap2.css";
    private Choice choice = Choice.SYSTEM;
    private final Scene scene;

    public Theme(Scene scene) {
        this.scene = scene;
        for (String weight : new String[] {"Regular", "SemiBold", "Bold", "Italic"}) {
            try (var in =
                    Theme.class.getResourceAsStream("/com/formdev/flatlaf/fonts/inter/Inter-" + weight + ".otf")) {
                if (in != null) {
                    Font.loadFont(in, 13);
                }
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
        scene.getStylesheets()
                .add(Objects.requireNonNull(Theme.class.getResource(SHEET)).toExternalForm());
        Platform.getPreferences().colorSchemeProperty().addListener((o, was, is) -> apply());
    }

    public void choose(Choice next) {
        choice = next;
        apply();
    }

    public boolean isDark() {
        return switch (choice) {
            case LIGHT -> false;
            case DARK -> true;
            case SYSTEM -> Platform.getPreferences().getColorScheme() == ColorScheme.DARK;
        };
    }

    public void apply() {
        boolean dark = isDark();
        Application.setUserAgentStylesheet(
                dark ? new PrimerDark().getUserAgentStylesheet() : new PrimerLight().getUserAgentStylesheet());
        Parent root = scene.getRoot();
        root.getStyleClass().removeAll("light", "dark");
        root.getStyleClass().add(dark ? "dark" : "light");
    }
}
