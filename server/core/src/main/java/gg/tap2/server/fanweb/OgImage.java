package gg.tap2.server.fanweb;

import gg.tap2.model.catalog.ThemeColors;
import java.awt.Color;
import java.awt.Font;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/// Pictures that the server draws: previews of shared links, and the app's icon.
final class OgImage {
    private OgImage() {}

    static byte[] draw(String name, String handle, ThemeColors colors) {
        var image = new BufferedImage(1200, 630, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = graphics(image);
        Color primary = Color.decode(colors.primary());
        g.setPaint(new GradientPaint(0, 0, primary.darker().darker(), 1200, 630, primary));
        g.fillRect(0, 0, 1200, 630);
        g.setColor(new Color(255, 255, 255, 26));
        g.fillOval(760, -220, 720, 720);
        g.fillOval(940, 260, 460, 460);
        g.setColor(Color.WHITE);
        int size = 92;
        do {
            g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, size));
            size -= 4;
        } while (g.getFontMetrics().stringWidth(name) > 1040 && size > 28);
        g.drawString(name, 80, 330);
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 40));
        g.setColor(new Color(255, 255, 255, 215));
        g.drawString(handle, 80, 400);
        g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 32));
        g.drawString("Tap2 Creators", 80, 560);
        g.dispose();
        return png(image);
    }

    static byte[] icon(int size) {
        var image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = graphics(image);
        g.setPaint(new GradientPaint(0, 0, new Color(0x7c3aed), size, size, new Color(0x4c1d95)));
        g.fillRect(0, 0, size, size);
        g.setColor(Color.WHITE);
        int u = size / 16;
        g.fillRoundRect(4 * u, 4 * u, 8 * u, 2 * u, u, u);
        g.fillRoundRect(7 * u, 4 * u, 2 * u, 8 * u, u, u);
        g.setColor(new Color(0xfbbf24));
        g.fillOval(10 * u, 9 * u, 3 * u, 3 * u);
        g.dispose();
        return png(image);
    }

    private static Graphics2D graphics(BufferedImage image) {
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        return g;
    }

    private static byte[] png(BufferedImage image) {
        try {
            var out = new ByteArrayOutputStream();
            ImageIO.write(image, "png", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
