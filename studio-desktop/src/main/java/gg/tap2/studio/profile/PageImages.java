package gg.tap2.studio.profile;

import gg.tap2.model.catalog.CreatorProfile;
import gg.tap2.model.catalog.SaveProfile;
import gg.tap2.model.media.UploadPurpose;
import gg.tap2.studio.images.CropDialog;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.sync.Contents;
import gg.tap2.studio.ui.Host;
import gg.tap2.studio.ui.Ui;
import gg.tap2.studio.uploadqueue.UploadTexts;
import gg.tap2.studio.uploads.UploadTask;
import gg.tap2.studio.uploads.Uploads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.layout.StackPane;
import javafx.scene.shape.Rectangle;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// Avatar and banner of the page: chosen, cropped, uploaded in the background. The page keeps its former pictures until
/// the
/// new ones are ready.
final class PageImages {
    private static final double AVATAR = 320;
    private static final double BANNER_WIDTH = 720;
    private static final double BANNER_HEIGHT = 180;

    private final Context ctx;
    private final Consumer<SaveProfile> onChanged;
    private final StackPane avatar = new StackPane();
    private final StackPane banner = new StackPane();
    private final Node node;
    private final Runnable onDrawn;
    private @Nullable CreatorProfile shown;
    private @Nullable Image avatarImage;
    private @Nullable Image bannerImage;

    /// @param onDrawn called when another picture has been read
    PageImages(Context ctx, Consumer<SaveProfile> onChanged, Runnable onDrawn) {
        this.ctx = ctx;
        this.onDrawn = onDrawn;
        this.onChanged = onChanged;
        var chooseAvatar = Ui.button(
                ctx.text("profile.chooseAvatar"),
                Feather.IMAGE,
                () -> choose(UploadPurpose.AVATAR, AVATAR, AVATAR, PageImages::withAvatar));
        chooseAvatar.setId("profile-avatar");
        var chooseBanner = Ui.button(
                ctx.text("profile.chooseBanner"),
                Feather.IMAGE,
                () -> choose(UploadPurpose.BANNER, BANNER_WIDTH, BANNER_HEIGHT, PageImages::withBanner));
        chooseBanner.setId("profile-banner");
        node = Ui.section(
                ctx.text("profile.images"),
                null,
                Ui.row(14, avatar, Ui.grow(banner)),
                Ui.row(8, chooseAvatar, chooseBanner),
                Ui.wrapped(ctx.text("profile.imagesHint"), "hint"));
    }

    Node node() {
        return node;
    }

    void show(CreatorProfile p) {
        shown = p;
        draw(avatar, 64, 64, p.avatarUploadId(), p.avatarUrl(), image -> avatarImage = image);
        draw(banner, 256, 64, p.bannerUploadId(), p.bannerUrl(), image -> bannerImage = image);
    }

    /// The picture for a round frame, or nothing while there is none.
    Optional<ImageView> avatar(double size) {
        return Optional.ofNullable(avatarImage).map(i -> framed(i, size, size, size));
    }

    Optional<ImageView> banner(double width, double height) {
        return Optional.ofNullable(bannerImage).map(i -> framed(i, width, height, 20));
    }

    private static ImageView framed(Image image, double width, double height, double arc) {
        var view = new ImageView(image);
        view.setFitWidth(width);
        view.setFitHeight(height);
        var clip = new Rectangle(width, height);
        clip.setArcWidth(arc);
        clip.setArcHeight(arc);
        view.setClip(clip);
        return view;
    }

    /// The file that was chosen here while it is there, else what the server has.
    private void draw(
            StackPane frame,
            double width,
            double height,
            @Nullable UUID upload,
            @Nullable String url,
            Consumer<Image> onRead) {
        frame.setMinSize(width, height);
        frame.setMaxSize(width, height);
        frame.getStyleClass().setAll("sunken");
        frame.getChildren().setAll(Ui.icon(Feather.IMAGE, 18));
        UploadTask local =
                upload == null ? null : ctx.session().uploads().find(upload).orElse(null);
        String address = local != null && Files.isReadable(local.path())
                ? local.path().toUri().toString()
                : url == null
                        ? null
                        : url.startsWith("/") ? ctx.session().account().server() + url : url;
        if (address == null) {
            return;
        }
        var image = new Image(address, width * 3, height * 3, false, true, true);
        image.progressProperty().addListener((o, was, is) -> {
            if (is.doubleValue() >= 1 && !image.isError()) {
                frame.getChildren().setAll(framed(image, width, height, width == height ? width : 12));
                onRead.accept(image);
                onDrawn.run();
            }
        });
    }

    private void choose(
            UploadPurpose purpose, double width, double height, BiFunction<SaveProfile, UUID, SaveProfile> change) {
        ctx.host().chooseFiles(ctx.text("profile.images"), false).stream()
                .findFirst()
                .ifPresent(file -> CropDialog.open(ctx, file, width, height, part -> upload(part, purpose, change)));
    }

    private void upload(Path file, UploadPurpose purpose, BiFunction<SaveProfile, UUID, SaveProfile> change) {
        CreatorProfile p = shown;
        if (p == null) {
            return;
        }
        try {
            UUID id = ctx.session().uploads().add(file, purpose).id();
            onChanged.accept(change.apply(Contents.of(p), id));
        } catch (Uploads.NotAccepted e) {
            ctx.host().notice(Host.Level.WARNING, UploadTexts.notTaken(ctx, e));
        }
    }

    private static SaveProfile withAvatar(SaveProfile p, UUID id) {
        return with(p, id, p.bannerUploadId());
    }

    private static SaveProfile withBanner(SaveProfile p, UUID id) {
        return with(p, p.avatarUploadId(), id);
    }

    private static SaveProfile with(SaveProfile p, @Nullable UUID avatar, @Nullable UUID banner) {
        return new SaveProfile(
                p.slug(),
                p.displayName(),
                p.bio(),
                avatar,
                banner,
                p.socialLinks(),
                p.themeColors(),
                p.tags(),
                p.tipPresets(),
                p.tipGoalTitle(),
                p.tipGoalTarget(),
                p.published(),
                p.country(),
                p.timeZone());
    }
}
