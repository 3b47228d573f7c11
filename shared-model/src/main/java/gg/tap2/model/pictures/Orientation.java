package gg.tap2.model.pictures;

import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;

/// How a camera was held (EXIF tag 0x0112): what has to be done to the stored pixels before they stand upright.
public enum Orientation {
    UPRIGHT(1, 0, 0, 1, 0, 0),
    MIRRORED(-1, 0, 0, 1, 1, 0),
    UPSIDE_DOWN(-1, 0, 0, -1, 1, 1),
    FLIPPED(1, 0, 0, -1, 0, 1),
    TRANSPOSED(0, 1, 1, 0, 0, 0),
    QUARTER_RIGHT(0, 1, -1, 0, 1, 0),
    TRANSVERSED(0, -1, -1, 0, 1, 1),
    QUARTER_LEFT(0, -1, 1, 0, 0, 1);

    private final int xx;
    private final int yx;
    private final int xy;
    private final int yy;
    private final int dx;
    private final int dy;

    Orientation(int xx, int yx, int xy, int yy, int dx, int dy) {
        this.xx = xx;
        this.yx = yx;
        this.xy = xy;
        this.yy = yy;
        this.dx = dx;
        this.dy = dy;
    }

    /// By the number in the file; what is none stands upright.
    public static Orientation of(int number) {
        return number >= 1 && number <= 8 ? values()[number - 1] : UPRIGHT;
    }

    /// Whether width and height change places.
    public boolean turns() {
        return xx == 0;
    }

    /// The same picture, upright.
    public BufferedImage apply(BufferedImage stored) {
        if (this == UPRIGHT) {
            return stored;
        }
        int width = turns() ? stored.getHeight() : stored.getWidth();
        int height = turns() ? stored.getWidth() : stored.getHeight();
        var upright = new BufferedImage(width, height, stored.getType());
        Graphics2D g = upright.createGraphics();
        g.drawRenderedImage(stored, new AffineTransform(xx, yx, xy, yy, (double) dx * width, (double) dy * height));
        g.dispose();
        return upright;
    }
}
