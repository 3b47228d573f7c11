package gg.tap2.studio.images;

import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Ui;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import javafx.geometry.Rectangle2D;
import javafx.scene.Cursor;
import javafx.scene.control.Slider;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.StackPane;
import javax.imageio.ImageIO;
import org.kordamp.ikonli.feather.Feather;

/// Shows a picture in the frame that fans will see it in. Drag or arrow keys move it, wheel, slider or + and − zoom.
/// The
/// original stays as it is; the part is written as a PNG into the account's own folder, from which it is uploaded.
public final class CropDialog {
    private static final double STEP = 0.02;

    private final Context ctx;
    private final Path file;
    private final Crop crop;
    private final ImageView view;
    private final Slider zoom = new Slider(1, Crop.MAX_ZOOM, 1);
    private final Consumer<Path> onChosen;
    private double dragX;
    private double dragY;

    private CropDialog(Context ctx, Path file, Image image, double width, double height, Consumer<Path> onChosen) {
        this.ctx = ctx;
        this.file = file;
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
                        () -> new Image(file.toUri().toString()),
                        image -> {
                            if (image.isError()) {
                                onChosen.accept(file);
                            } else {
                                new CropDialog(ctx, file, image, width, height, onChosen).show();
                            }
                        },
                        ctx.host().onFail());
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
        Crop.Part part = crop.part();
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

    /// The part at its full resolution.
    static Path write(Path file, Crop.Part part, Path folder) throws IOException {
        BufferedImage whole = ImageIO.read(file.toFile());
        if (whole == null) {
            throw new IOException("cannot read " + file);
        }
        int x = (int) Math.round(part.x());
        int y = (int) Math.round(part.y());
        int w = (int) Math.clamp(Math.round(part.width()), 1, whole.getWidth() - x);
        int h = (int) Math.clamp(Math.round(part.height()), 1, whole.getHeight() - y);
        Files.createDirectories(folder);
        String name = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
        Path target = Files.createTempFile(folder, name + "-", ".png");
        if (!ImageIO.write(whole.getSubimage(x, y, w, h), "png", target.toFile())) {
            throw new IOException("no PNG writer");
        }
        return target;
    }
}
