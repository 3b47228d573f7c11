package gg.tap2.studio.profile;

import gg.tap2.model.catalog.CreatorProfile;
import gg.tap2.model.catalog.SaveProfile;
import gg.tap2.model.catalog.ThemeColors;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.sync.Contents;
import gg.tap2.studio.ui.Host;
import gg.tap2.studio.ui.MarkdownView;
import gg.tap2.studio.ui.Screen;
import gg.tap2.studio.ui.Ui;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ColorPicker;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// The creator's page: words, links, colours and the tip goal, with the page beside it as it will look.
public final class ProfileView implements Screen {
    private final Context ctx;
    private final TextField name = new TextField();
    private final TextField slug = new TextField();
    private final TextArea bio = new TextArea();
    private final TextField website = new TextField();
    private final TextField youtube = new TextField();
    private final TextField instagram = new TextField();
    private final TextField goalTitle = new TextField();
    private final TextField goalTarget = new TextField();
    private final ColorPicker primary = new ColorPicker();
    private final ColorPicker accent = new ColorPicker();
    private final CheckBox published = new CheckBox();
    private final VBox preview = Ui.card();
    private final ReceiptDetails receipts;
    private final PageImages images;
    private final Node root;
    private @Nullable CreatorProfile held;

    public ProfileView(Context ctx) {
        this.ctx = ctx;
        this.receipts = new ReceiptDetails(ctx);
        this.images = new PageImages(ctx, this::keepImages, this::preview);
        name.setId("profile-name");
        bio.setPrefRowCount(5);
        bio.setWrapText(true);
        published.setText(ctx.text("profile.published"));
        var save = Ui.primary(ctx.text("common.save"), Feather.CHECK, this::save);
        save.setId("profile-save");
        var form = Ui.column(
                16,
                Ui.card(
                        Ui.field(ctx.text("profile.name"), name),
                        Ui.field(ctx.text("profile.slug"), slug, ctx.text("profile.slugHint")),
                        Ui.field(ctx.text("profile.bio"), bio, ctx.text("products.markdownHint")),
                        published),
                images.node(),
                Ui.section(
                        ctx.text("profile.links"),
                        null,
                        Ui.field(ctx.text("profile.website"), website),
                        Ui.field("YouTube", youtube),
                        Ui.field("Instagram", instagram)),
                Ui.section(
                        ctx.text("profile.goal"),
                        null,
                        Ui.field(ctx.text("profile.goalTitle"), goalTitle),
                        Ui.field(ctx.text("profile.goalTarget"), goalTarget)),
                receipts.node());
        var colours = Ui.section(
                ctx.text("profile.theme"),
                null,
                Ui.row(
                        12,
                        Ui.grow(Ui.field(ctx.text("profile.primary"), primary)),
                        Ui.grow(Ui.field(ctx.text("profile.accent"), accent))));
        Ui.grow(form);
        var side = Ui.column(16, Ui.text(ctx.text("profile.preview"), "overline"), preview, colours);
        side.setPrefWidth(400);
        side.setMinWidth(360);
        root = Ui.scroll(Ui.page(
                ctx.text("profile.title"), ctx.text("profile.subtitle"), List.of(save), new HBox(20, form, side)));
        for (TextField field : List.of(name, slug, website, goalTitle, goalTarget)) {
            field.textProperty().addListener((o, was, is) -> preview());
        }
        bio.textProperty().addListener((o, was, is) -> preview());
        primary.valueProperty().addListener((o, was, is) -> preview());
        accent.valueProperty().addListener((o, was, is) -> preview());
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public void attach(@Nullable Object argument) {
        ctx.background()
                .run(
                        () -> ctx.session()
                                .store()
                                .documents()
                                .find(Documents.PROFILE, Documents.ONLY, CreatorProfile.class),
                        p -> p.ifPresent(this::show),
                        ctx.host().onFail());
        receipts.load();
    }

    private void show(CreatorProfile p) {
        held = p;
        name.setText(p.displayName());
        slug.setText(p.slug());
        bio.setText(p.bio());
        website.setText(p.socialLinks().getOrDefault("website", ""));
        youtube.setText(p.socialLinks().getOrDefault("youtube", ""));
        instagram.setText(p.socialLinks().getOrDefault("instagram", ""));
        goalTitle.setText(p.tipGoal() == null ? "" : p.tipGoal().title());
        goalTarget.setText(
                p.tipGoal() == null ? "" : ctx.formats().amount(p.tipGoal().target(), p.currency()));
        primary.setValue(Color.web(p.themeColors().primary()));
        accent.setValue(Color.web(p.themeColors().accent()));
        published.setSelected(p.published());
        images.show(p);
        preview();
    }

    /// New pictures are kept at once; what is typed stays typed.
    private void keepImages(SaveProfile content) {
        ctx.background()
                .run(
                        () -> {
                            ctx.session().edits().saveProfile(content);
                            return ctx.session()
                                    .store()
                                    .documents()
                                    .find(Documents.PROFILE, Documents.ONLY, CreatorProfile.class);
                        },
                        p -> p.ifPresent(now -> {
                            held = now;
                            images.show(now);
                        }),
                        ctx.host().onFail());
    }

    private void preview() {
        CreatorProfile p = held;
        if (p == null) {
            return;
        }
        var band = new Region();
        band.setMinHeight(96);
        band.setStyle("-fx-background-radius: 10; -fx-background-color: linear-gradient(to right, "
                + web(primary.getValue()) + ", " + web(accent.getValue()) + ");");
        var initial = new StackPane(
                Ui.text(name.getText().isBlank() ? "?" : name.getText().substring(0, 1)));
        initial.getStyleClass().add("avatar");
        initial.setStyle("-fx-min-width: 56; -fx-min-height: 56; -fx-font-size: 22px; -fx-background-radius: 28;");
        images.avatar(56).ifPresent(i -> initial.getChildren().setAll(i));
        Node top = images.banner(346, 96).map(i -> (Node) i).orElse(band);
        var words = new MarkdownView();
        words.show(bio.getText());
        var support = Ui.text(ctx.text("profile.support"), "strong");
        support.setStyle(
                "-fx-background-radius: 9; -fx-padding: 9 18 9 18; -fx-text-fill: white; -fx-background-color: "
                        + web(primary.getValue()) + ";");
        preview.getChildren()
                .setAll(
                        top,
                        Ui.row(
                                14,
                                initial,
                                Ui.column(2, Ui.text(name.getText(), "md-h2"), Ui.text("@" + slug.getText(), "muted"))),
                        words,
                        support);
        if (!goalTitle.getText().isBlank()) {
            preview.getChildren()
                    .add(Ui.row(
                            8,
                            Ui.icon(Feather.TARGET, 14),
                            Ui.text(goalTitle.getText() + " · " + goalTarget.getText(), "muted")));
        }
    }

    private void save() {
        CreatorProfile p = held;
        if (p == null) {
            return;
        }
        SaveProfile now = Contents.of(p);
        Map<String, String> links = new HashMap<>(Objects.requireNonNullElse(now.socialLinks(), Map.of()));
        put(links, "website", website);
        put(links, "youtube", youtube);
        put(links, "instagram", instagram);
        var content = new SaveProfile(
                slug.getText().strip(),
                name.getText().strip(),
                bio.getText(),
                now.avatarUploadId(),
                now.bannerUploadId(),
                links,
                new ThemeColors(web(primary.getValue()), p.themeColors().secondary(), web(accent.getValue())),
                now.tags(),
                now.tipPresets(),
                goalTitle.getText().isBlank() ? null : goalTitle.getText().strip(),
                goalTitle.getText().isBlank()
                        ? null
                        : ctx.formats()
                                .parseAmount(goalTarget.getText(), p.currency())
                                .orElse(0L),
                published.isSelected(),
                now.country(),
                now.timeZone());
        var broken = content.validate();
        if (!broken.isEmpty()) {
            ctx.host()
                    .notice(
                            Host.Level.WARNING,
                            ctx.text(
                                    "discounts.check",
                                    String.join(", ", broken.byField().keySet())));
            return;
        }
        ctx.background()
                .run(
                        () -> {
                            ctx.session().edits().saveProfile(content);
                            return content;
                        },
                        ok -> ctx.host().notice(Host.Level.SUCCESS, ctx.text("profile.saved")),
                        ctx.host().onFail());
    }

    private static void put(Map<String, String> links, String kind, TextField field) {
        if (field.getText().isBlank()) {
            links.remove(kind);
        } else {
            links.put(kind, field.getText().strip());
        }
    }

    private static String web(Color c) {
        return "#%02x%02x%02x"
                .formatted(Math.round(c.getRed() * 255), Math.round(c.getGreen() * 255), Math.round(c.getBlue() * 255));
    }
}
