package gg.tap2.studio.settings;

import gg.tap2.model.accounts.Role;
import gg.tap2.model.common.Languages;
import gg.tap2.model.system.Version;
import gg.tap2.studio.platform.Preferences;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.sync.SyncState;
import gg.tap2.studio.takedowns.TakedownsCard;
import gg.tap2.studio.ui.Screen;
import gg.tap2.studio.ui.Theme;
import gg.tap2.studio.ui.Ui;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// Look, language, local data. `onChange` rebuilds the window in the new language and theme.
public final class SettingsView implements Screen {
    private final Context ctx;
    private final VBox data = Ui.column(8);
    private final Node root;

    private final SecurityCard security;
    private final CurrencyCard currency;
    private final TakedownsCard takedowns;

    public SettingsView(Context ctx, Runnable onChange) {
        this.ctx = ctx;
        var theme = combo("theme", "SYSTEM", "LIGHT", "DARK");
        theme.setValue(Objects.requireNonNullElse(ctx.preferences().get().theme(), Theme.Choice.SYSTEM.name()));
        theme.setOnAction(e -> {
            ctx.preferences().change(v -> v.withTheme(theme.getValue()));
            onChange.run();
        });
        var language = combo(
                "language",
                Stream.concat(Stream.of(""), Languages.ALL.stream().map(Locale::getLanguage))
                        .toArray(String[]::new));
        language.setValue(Objects.requireNonNullElse(ctx.preferences().get().language(), ""));
        language.setOnAction(e -> {
            ctx.preferences().change(v -> v.withLanguage(language.getValue()));
            onChange.run();
        });
        var page = Ui.page(
                ctx.text("settings.title"),
                ctx.text("settings.subtitle"),
                List.of(),
                Ui.section(
                        ctx.text("settings.look"),
                        null,
                        Ui.field(ctx.text("settings.theme"), theme),
                        Ui.field(ctx.text("settings.language"), language)),
                Ui.section(
                        ctx.text("settings.data"),
                        null,
                        data,
                        Ui.row(8, Ui.button(ctx.text("settings.resync"), Feather.REFRESH_CW, () -> {
                            ctx.session().sync().startOver();
                            show(ctx.session().sync().state());
                        }))));
        security = new SecurityCard(ctx);
        currency = new CurrencyCard(ctx);
        takedowns = new TakedownsCard(ctx);
        if (ctx.session().visit() == null && ctx.session().me().role() == Role.CREATOR) {
            page.getChildren().add(currency.node());
        }
        if (ctx.session().visit() == null) {
            page.getChildren().addAll(security.node(), takedowns.node());
        }
        page.getChildren().addAll(desktop(), about());
        page.setMaxWidth(760);
        root = Ui.scroll(page);
    }

    private Node desktop() {
        var held = ctx.preferences().get().desktopOrDefault();
        var notifications = new CheckBox(ctx.text("settings.notifications"));
        notifications.setId("settings-notifications");
        notifications.setSelected(held.notifications());
        var keep = new CheckBox(ctx.text("settings.keepUploading"));
        keep.setId("settings-keep-uploading");
        keep.setSelected(held.keepUploading());
        Runnable save = () -> ctx.preferences()
                .change(v -> v.withDesktop(new Preferences.Desktop(notifications.isSelected(), keep.isSelected())));
        notifications.setOnAction(e -> save.run());
        keep.setOnAction(e -> save.run());
        return Ui.section(
                ctx.text("settings.desktop"),
                null,
                notifications,
                keep,
                Ui.wrapped(ctx.text("settings.trayHint"), "hint"));
    }

    private Node about() {
        var check = Ui.button(ctx.text("release.check"), Feather.DOWNLOAD_CLOUD, ctx.host()::checkReleases);
        check.setId("settings-check-releases");
        return Ui.section(
                ctx.text("settings.about"),
                null,
                fact("settings.version", Version.CURRENT.toString()),
                Ui.row(8, check));
    }

    private ComboBox<String> combo(String name, String... values) {
        var box = new ComboBox<String>();
        box.setId("settings-" + name);
        box.getItems().setAll(values);
        box.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable String value) {
                return ctx.text("settings." + name + "." + (value == null || value.isEmpty() ? "system" : value));
            }

            @Override
            public String fromString(String string) {
                throw new UnsupportedOperationException();
            }
        });
        return box;
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public void attach(@Nullable Object argument) {
        show(ctx.session().sync().state());
        if (ctx.session().visit() == null) {
            security.load();
            if (ctx.session().me().role() == Role.CREATOR) {
                currency.load();
                takedowns.load();
            }
        }
    }

    private void show(SyncState s) {
        data.getChildren()
                .setAll(
                        fact("settings.account", ctx.session().me().email()),
                        fact("settings.server", ctx.session().account().server()),
                        fact(
                                "settings.synced",
                                s.lastSynced() == null
                                        ? ctx.text("common.never")
                                        : ctx.formats().moment(s.lastSynced())),
                        fact("settings.waiting", ctx.formats().count(s.waiting())),
                        fact(
                                "settings.sales",
                                ctx.formats()
                                        .count(ctx.session().store().sales().count())));
        if (s.skew().abs().toMinutes() >= 2) {
            data.getChildren()
                    .add(Ui.wrapped(ctx.text("settings.skew", s.skew().abs().toMinutes()), "warning-text"));
        }
    }

    private Node fact(String key, String value) {
        return Ui.row(Ui.text(ctx.text(key), "muted"), Ui.spacer(), Ui.text(value, "strong"));
    }
}
