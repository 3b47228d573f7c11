package gg.tap2.studio.images;

import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Ui;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.function.Consumer;
import javafx.geometry.Rectangle2D;
import javafx.scene.Cursor;
import javafx.scene.control.Slider;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.StackPane;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.kordamp.ikonli.feather.Feather;

/// Shows a picture in the frame that fans will see it in. Drag or arrow keys move it, wheel, slider or + and − zoom.
/// The original stays as it is; the part is written into the account's own folder, from which it is uploaded.
public final class CropDialog {
    private static final int PREVIEW = 1_600;
    private static final int MAX_SIDE = 2_400;

    private static final double STEP = 0.02;

    private final Context ctx;
    private final Path file;
    private final double scale;
    private final Crop crop;
    private final ImageView view;
    private final Slider zoom = new Slider(1, Crop.MAX_ZOOM, 1);
    private final Consumer<Path> onChosen;
    private double dragX;
    private double dragY;

    private CropDialog(Context ctx, Path file, Preview preview, double width, double height, Consumer<Path> onChosen) {
        Image image = preview.image();
        this.ctx = ctx;
        this.file = file;
        this.scale = preview.scale();
        this.onChosen = onChosen;
        this.crop = new Crop(image.getWidth(), image.getHeight(), width / height);
        this.view = new ImageView(image);
        view.setFitWidth(width);
        view.setFitHeight(height);
        view.setSmooth(true);
    }

    /// Lets the user choose the part of `file` for a frame of that many pixels on the screen. What cannot be shown
    /// here, such as WebP, is taken as it is.
    public static void open(Context ctx, Path file, double width, double height, Consumer<Path> onChosen) {
        ctx.background()
                .run(
                        () -> preview(file),
                        preview -> {
                            if (preview.image().isError()) {
                                onChosen.accept(file);
                            } else {
                                new CropDialog(ctx, file, preview, width, height, onChosen).show();
                            }
                        },
                        ctx.host().onFail());
    }

    /// A picture small enough to be shown, and how many of the file's pixels one of its own stands for.
    private record Preview(Image image, double scale) {}

    /// A camera's picture takes 100 MB when it is read whole.
    private static Preview preview(Path file) throws IOException {
        var image = new Image(file.toUri().toString(), PREVIEW, PREVIEW, true, true);
        if (image.isError()) {
            return new Preview(image, 1);
        }
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                return new Preview(image, 1);
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                return new Preview(image, reader.getWidth(0) / image.getWidth());
            } finally {
                reader.dispose();
            }
        }
    }

    private void show() {
        var frame = new StackPane(view);
        frame.setId("crop-frame");
        frame.getStyleClass().add("crop-frame");
        frame.setFocusTraversable(true);
        frame.setAccessibleText(ctx.text("images.frame"));
        frame.setCursor(Cursor.MOVE);
        frame.setMaxSize(view.getFitWidth(), view.getFitHeight());
        frame.setOnMousePressed(e -> {
            frame.requestFocus();
            dragX = e.getX();
            dragY = e.getY();
        });
        frame.setOnMouseDragged(e -> {
            double scale = crop.part().width() / view.getFitWidth();
            crop.move((dragX - e.getX()) * scale, (dragY - e.getY()) * scale);
            dragX = e.getX();
            dragY = e.getY();
            draw();
        });
        frame.setOnScroll(e -> zoom.setValue(zoom.getValue() * (e.getDeltaY() > 0 ? 1.06 : 1 / 1.06)));
        frame.setOnKeyPressed(this::key);
        zoom.setId("crop-zoom");
        zoom.valueProperty().addListener((o, was, is) -> {
            crop.zoom(is.doubleValue());
            draw();
        });
        draw();
        var use = Ui.primary(ctx.text("images.use"), Feather.CHECK, this::use);
        use.setId("crop-use");
        var whole = Ui.button(ctx.text("images.asItIs"), null, () -> chosen(file));
        whole.setId("crop-whole");
        ctx.host()
                .dialog(
                        ctx.text("images.title"),
                        Ui.column(
                                14,
                                new StackPane(frame),
                                Ui.field(ctx.text("images.zoom"), zoom, ctx.text("images.hint")),
                                Ui.row(
                                        8,
                                        whole,
                                        Ui.spacer(),
                                        Ui.button(ctx.text("common.cancel"), null, ctx.host()::closeDialog),
                                        use)),
                        view.getFitWidth() + 48);
    }

    private void key(KeyEvent e) {
        double dx = crop.part().width() * STEP;
        double dy = crop.part().height() * STEP;
        switch (e.getCode()) {
            case LEFT -> crop.move(-dx, 0);
            case RIGHT -> crop.move(dx, 0);
            case UP -> crop.move(0, -dy);
            case DOWN -> crop.move(0, dy);
            case PLUS, ADD, EQUALS -> zoom.setValue(zoom.getValue() + 0.1);
            case MINUS, SUBTRACT -> zoom.setValue(zoom.getValue() - 0.1);
            default -> {
                return;
            }
        }
        e.consume();
        draw();
    }

    private void draw() {
        Crop.Part p = crop.part();
        view.setViewport(new Rectangle2D(p.x(), p.y(), p.width(), p.height()));
    }

    private void use() {
        Crop.Part p = crop.part();
        var part = new Crop.Part(p.x() * scale, p.y() * scale, p.width() * scale, p.height() * scale);
        ctx.background()
                .run(
                        () -> write(file, part, ctx.session().store().images()),
                        this::chosen,
                        ctx.host().onFail());
    }

    private void chosen(Path path) {
        ctx.host().closeDialog();
        onChosen.accept(path);
    }

    /// The part at its full resolution, as long as its longer side has no more than [#MAX_SIDE] pixels and the file
    /// fits every kind of picture ([PictureFile]). Reads no more of the file than the part.
    static Path write(Path file, Crop.Part part, Path folder) throws IOException {
        BufferedImage cut = read(file, part);
        Files.createDirectories(folder);
        String name = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
        return PictureFile.write(cut, folder, name);
    }

    private static BufferedImage read(Path file, Crop.Part part) throws IOException {
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = in == null ? Collections.emptyIterator() : ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new IOException("cannot read " + file);
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                int x = Math.clamp(Math.round(part.x()), 0, reader.getWidth(0) - 1);
                int y = Math.clamp(Math.round(part.y()), 0, reader.getHeight(0) - 1);
                int w = Math.clamp(Math.round(part.width()), 1, reader.getWidth(0) - x);
                int h = Math.clamp(Math.round(part.height()), 1, reader.getHeight(0) - y);
                var param = reader.getDefaultReadParam();
                param.setSourceRegion(new Rectangle(x, y, w, h));
                int every = Math.ceilDiv(Math.max(w, h), MAX_SIDE);
                param.setSourceSubsampling(every, every, 0, 0);
                return reader.read(0, param);
            } finally {
                reader.dispose();
            }
        }
    }
}
