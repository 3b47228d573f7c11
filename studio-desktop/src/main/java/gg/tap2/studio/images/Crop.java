package gg.tap2.studio.images;

/// The part of a picture that a frame shows: as large as fits at zoom 1, smaller with more zoom, always inside the
/// picture.
/// All lengths are pixels of the picture; `ratio` is width over height of the frame.
public final class Crop {
    public static final double MAX_ZOOM = 5;

    /// A rectangle within the picture.
    public record Part(double x, double y, double width, double height) {}

    private final double imageWidth;
    private final double imageHeight;
    private final double ratio;
    private double zoom = 1;
    private double centreX;
    private double centreY;

    public Crop(double imageWidth, double imageHeight, double ratio) {
        this.imageWidth = imageWidth;
        this.imageHeight = imageHeight;
        this.ratio = ratio;
        centreX = imageWidth / 2;
        centreY = imageHeight / 2;
    }

    public double zoom() {
        return zoom;
    }

    /// 1 to [#MAX_ZOOM]; the centre stays where it can.
    public void zoom(double next) {
        zoom = Math.clamp(next, 1, MAX_ZOOM);
        move(0, 0);
    }

    /// Moves the shown part; it stops at the picture's edges.
    public void move(double dx, double dy) {
        double w = width() / 2;
        double h = height() / 2;
        centreX = Math.clamp(centreX + dx, w, imageWidth - w);
        centreY = Math.clamp(centreY + dy, h, imageHeight - h);
    }

    private double width() {
        return Math.min(imageWidth, imageHeight * ratio) / zoom;
    }

    private double height() {
        return Math.min(imageHeight, imageWidth / ratio) / zoom;
    }

    public Part part() {
        return new Part(centreX - width() / 2, centreY - height() / 2, width(), height());
    }
}
