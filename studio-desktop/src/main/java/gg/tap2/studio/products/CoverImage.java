package gg.tap2.studio.products;

import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.studio.ui.Ui;
import gg.tap2.studio.uploads.UploadTask;
import java.nio.file.Files;
import java.util.Locale;
import javafx.geometry.Pos;
import javafx.geometry.Rectangle2D;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.layout.StackPane;
import javafx.scene.shape.Rectangle;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// A cover cropped to its frame: the local file while it is here, else the server's image, else a picture of the
/// product's own colours.
final class CoverImage extends StackPane {
    private final String server;
    private final double width;
    private final double height;

    /// @param server whose pictures are named by their path alone
    CoverImage(String server, double width, double height) {
        this.server = server;
        this.width = width;
        this.height = height;
        setMinSize(width, height);
        setMaxSize(width, height);
        var clip = new Rectangle(width, height);
        clip.setArcWidth(20);
        clip.setArcHeight(20);
        setClip(clip);
        setAlignment(Pos.CENTER);
    }

    void show(@Nullable UploadTask local, @Nullable Product base, SaveProduct product) {
        getChildren().clear();
        int hue = Math.floorMod(String.valueOf(product.id()).hashCode(), 360);
        setStyle("-fx-background-color: linear-gradient(to bottom right, hsb(%d, 55%%, 62%%), hsb(%d, 60%%, 42%%));"
                .formatted(hue, (hue + 50) % 360)
                .toLowerCase(Locale.ROOT));
        var mark = Ui.icon(Feather.IMAGE, 30);
        mark.getStyleClass().add("cover-mark");
        getChildren().add(mark);
        String url = null;
        if (local != null && Files.isReadable(local.path())) {
            url = local.path().toUri().toString();
        } else if (base != null
                && product.coverUploadId() != null
                && product.coverUploadId().equals(base.coverUploadId())) {
            url = base.coverImageUrl();
        }
        if (url != null && url.startsWith("/")) {
            url = server + url;
        }
        if (url != null && url.matches("(?i)(https?|file):.*")) {
            var image = new Image(url, true);
            image.progressProperty().addListener((o, was, is) -> {
                if (is.doubleValue() >= 1 && !image.isError()) {
                    getChildren().setAll(cropped(image));
                }
            });
        }
    }

    private ImageView cropped(Image image) {
        double scale = Math.min(image.getWidth() / width, image.getHeight() / height);
        double w = width * scale;
        double h = height * scale;
        var view = new ImageView(image);
        view.setViewport(new Rectangle2D((image.getWidth() - w) / 2, (image.getHeight() - h) / 2, w, h));
        view.setFitWidth(width);
        view.setFitHeight(height);
        view.setSmooth(true);
        return view;
    }
}
