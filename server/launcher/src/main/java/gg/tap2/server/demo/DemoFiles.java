package gg.tap2.server.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Small real files for the demo products: a sound, a document, an archive.
final class DemoFiles {
    private DemoFiles() {}

    /// A few seconds of a soft chord, 16-bit PCM.
    static byte[] wav(int seconds, double root) {
        int rate = 22_050;
        int samples = rate * seconds;
        var b = ByteBuffer.allocate(44 + samples * 2).order(ByteOrder.LITTLE_ENDIAN);
        b.put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(36 + samples * 2)
                .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII));
        b.putInt(16)
                .putShort((short) 1)
                .putShort((short) 1)
                .putInt(rate)
                .putInt(rate * 2)
                .putShort((short) 2)
                .putShort((short) 16);
        b.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(samples * 2);
        for (int i = 0; i < samples; i++) {
            double t = i / (double) rate;
            double fade = Math.min(1, Math.min(t, seconds - t));
            double v = Math.sin(2 * Math.PI * root * t)
                    + Math.sin(2 * Math.PI * root * 1.25 * t)
                    + Math.sin(2 * Math.PI * root * 1.5 * t);
            b.putShort((short) (v * 5000 * fade));
        }
        return b.array();
    }

    static byte[] pdf(String title, String text) {
        try {
            var out = new ByteArrayOutputStream();
            var builder = new com.openhtmltopdf.pdfboxout.PdfRendererBuilder();
            builder.withHtmlContent(
                    "<html><head><style>body{font-family:serif;margin:2cm}h1{color:#3730a3}</style></head><body><h1>"
                            + escape(title) + "</h1><p>" + escape(text) + "</p></body></html>",
                    null);
            builder.toStream(out);
            builder.run();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] zip(String name, byte[] content) {
        try {
            var out = new ByteArrayOutputStream();
            try (var zip = new ZipOutputStream(out)) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(content);
                zip.closeEntry();
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String escape(String s) {
        return s.replace("&", "&amp;").replace("<", "&lt;");
    }
}
