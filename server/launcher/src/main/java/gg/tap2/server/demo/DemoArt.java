package gg.tap2.server.demo;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.ImageIO;

/// Pictures made for the demo: layered hills, suns and lines in two colours, different for every seed.
final class DemoArt {
    private DemoArt() {}

    static byte[] landscape(int width, int height, String primary, String accent, long seed) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        var random = new Random(seed);
        Color p = Color.decode(primary);
        Color a = Color.decode(accent);
        g.setPaint(new GradientPaint(0, 0, mix(p, Color.WHITE, 0.55), width * 0.4f, height, mix(a, Color.WHITE, 0.35)));
        g.fillRect(0, 0, width, height);
        double sun = height * (0.18 + random.nextDouble() * 0.14);
        double x = width * (0.2 + random.nextDouble() * 0.6);
        g.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, 0.85f));
        g.setColor(mix(a, Color.WHITE, 0.25));
        g.fill(new Ellipse2D.Double(x - sun, height * 0.36 - sun, sun * 2, sun * 2));
        for (int layer = 0; layer < 5; layer++) {
            var hill = new Path2D.Double();
            double base = height * (0.45 + layer * 0.12);
            double phase = random.nextDouble() * 6;
            double wave = 1.2 + random.nextDouble() * 2.2;
            hill.moveTo(0, height);
            for (int i = 0; i <= 60; i++) {
                double t = i / 60.0;
                double y = base
                        + Math.sin(phase + t * wave * Math.PI) * height * 0.09
                        + Math.sin(phase * 2 + t * 9) * height * 0.015;
                hill.lineTo(t * width, y);
            }
            hill.lineTo(width, height);
            hill.closePath();
            g.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, 0.82f));
            g.setColor(mix(p, new Color(15, 15, 35), layer * 0.17));
            g.fill(hill);
        }
        g.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, 0.3f));
        g.setColor(Color.WHITE);
        g.setStroke(new BasicStroke(Math.max(1.5f, width / 700f)));
        for (int i = 0; i < 7; i++) {
            double r = sun * (1.25 + i * 0.22);
            g.draw(new Ellipse2D.Double(x - r, height * 0.36 - r, r * 2, r * 2));
        }
        g.dispose();
        return png(image);
    }

    static byte[] monogram(String letters, String primary, String accent) {
        int size = 640;
        var image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setPaint(new GradientPaint(
                0, 0, Color.decode(primary), size, size, mix(Color.decode(accent), Color.decode(primary), 0.25)));
        g.fillRect(0, 0, size, size);
        g.setColor(new Color(255, 255, 255, 40));
        g.fill(new Ellipse2D.Double(-160, 280, 620, 620));
        g.setColor(Color.WHITE);
        g.setFont(new java.awt.Font(java.awt.Font.SANS_SERIF, java.awt.Font.BOLD, 270));
        var metrics = g.getFontMetrics();
        g.drawString(
                letters,
                (size - metrics.stringWidth(letters)) / 2,
                (size - metrics.getHeight()) / 2 + metrics.getAscent());
        g.dispose();
        return png(image);
    }

    private static Color mix(Color a, Color b, double t) {
        return new Color(
                (int) (a.getRed() * (1 - t) + b.getRed() * t), (int) (a.getGreen() * (1 - t) + b.getGreen() * t), (int)
                        (a.getBlue() * (1 - t) + b.getBlue() * t));
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
