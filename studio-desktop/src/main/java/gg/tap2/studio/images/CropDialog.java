package gg.tap2.studio.images;

import gg.tap2.model.pictures.PictureReader;
import gg.tap2.model.pictures.UnreadablePictureException;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Ui;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.embed.swing.SwingFXUtils;
import javafx.geometry.Rectangle2D;
import javafx.scene.Cursor;
import javafx.scene.control.Slider;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.StackPane;
import org.kordamp.ikonli.feather.Feather;

/// Shows a picture in the frame that fans will see it in. Drag or arrow keys move it, wheel, slider or + and − zoom.
/// The original stays as it is; the part is written into the account's own folder, from which it is uploaded.
public final class CropDialog {
    private static final int PREVIEW = 1_600;
    private static final int MAX_SIDE = 2_400;
    /// Pixels that are read of a file; larger ones are thinned out.
    private static final long MOST_PIXELS = 36_000_000;

    /// No camera's picture is larger; the queue says of such a file what is wrong with it.
    private static final long MOST_BYTES = 200L << 20;

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

    /// Lets the user choose the part of `file` for a frame of that many pixels on the screen. A file that is no picture
    /// here is taken as it is: the queue or the server says what is wrong with it.
    public static void open(Context ctx, Path file, double width, double height, Consumer<Path> onChosen) {
        ctx.background()
                .run(
                        () -> preview(file),
                        preview -> {
                            if (preview.isEmpty()) {
                                onChosen.accept(file);
                            } else {
                                new CropDialog(ctx, file, preview.get(), width, height, onChosen).show();
                            }
                        },
                        ctx.host().onFail());
    }

    /// A picture small enough to be shown, and how many of the file's pixels one of its own stands for.
    private record Preview(Image image, double scale) {}

    /// Upright and in its colours, as the server will show it. A camera's picture takes 100 MB when it is read whole.
    private static Optional<Preview> preview(Path file) throws IOException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                return Optional.empty();
            }
            byte[] bytes = Files.readAllBytes(file);
            var size = PictureReader.size(bytes);
            BufferedImage small = PictureReader.read(bytes, PREVIEW * PREVIEW);
            return Optional.of(
                    new Preview(SwingFXUtils.toFXImage(small, null), (double) size.width() / small.getWidth()));
        } catch (UnreadablePictureException e) {
            return Optional.empty();
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

    /// The part, with no more than [#MAX_SIDE] pixels on its longer side, as a file that fits every kind of picture
    /// ([PictureFile]).
    static Path write(Path file, Crop.Part part, Path folder) throws IOException {
        BufferedImage cut = cut(Files.readAllBytes(file), part);
        Files.createDirectories(folder);
        String name = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
        return PictureFile.write(cut, folder, name);
    }

    private static BufferedImage cut(byte[] bytes, Crop.Part part) throws IOException {
        var size = PictureReader.size(bytes);
        BufferedImage all = PictureReader.read(bytes, MOST_PIXELS);
        double scale = (double) all.getWidth() / size.width();
        int x = Math.clamp(Math.round(part.x() * scale), 0, all.getWidth() - 1);
        int y = Math.clamp(Math.round(part.y() * scale), 0, all.getHeight() - 1);
        int w = Math.clamp(Math.round(part.width() * scale), 1, all.getWidth() - x);
        int h = Math.clamp(Math.round(part.height() * scale), 1, all.getHeight() - y);
        double smaller = Math.min(1, (double) MAX_SIDE / Math.max(w, h));
        var cut = new BufferedImage(Math.max(1, (int) (w * smaller)), Math.max(1, (int) (h * smaller)), all.getType());
        Graphics2D g = cut.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        g.drawImage(all, 0, 0, cut.getWidth(), cut.getHeight(), x, y, x + w, y + h, null);
        g.dispose();
        return cut;
    }
}
