package gg.tap2.server.platform.paper;

import com.openhtmltopdf.bidi.support.ICUBidiReorderer;
import com.openhtmltopdf.bidi.support.ICUBidiSplitter;
import com.openhtmltopdf.bidi.support.ICUBreakers;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.TextDirection;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.util.XRLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.logging.Level;
import org.apache.pdfbox.pdmodel.font.PDFont;

/// XHTML as PDF, for what people keep: statements, receipts, dossiers.
///
/// Names come in every script. The fonts that every reader of PDFs has end at Western Europe, so the Liberation Sans
/// that
/// comes with PDFBox follows: Latin, Greek, Cyrillic and Hebrew. Other scripts are drawn with the fonts of the machine
/// ([HostFonts]), Arabic joined and both Arabic and Hebrew from right to left.
public final class Paper {
    /// Page, type and tables shared by all of them.
    public static final String STYLE = """
            @page { size: A4; margin: 18mm 16mm 20mm; @bottom-right { content: counter(page) " / " counter(pages);
              font-family: sans-serif; font-size: 8pt; color: #6b6777; } }
            body { font-family: sans-serif, 'Liberation Sans', 'Other 1', 'Other 2', 'Other 3', 'Other 4', 'Other 5', 'Other 6',
              'Other 7', 'Other 8', 'Other 9', 'Other 10', 'Other 11', 'Other 12'; font-size: 9.5pt; color: #1c1a24; }
            .brand { color: #6b6777; margin: 0; } h1 { font-size: 20pt; color: #5b21b6; margin: 1mm 0 5mm; }
            h2 { font-size: 12pt; margin: 8mm 0 2mm; }
            table { width: 100%; border-collapse: collapse; -fs-table-paginate: paginate; }
            th { text-align: left; font-weight: normal; color: #6b6777; }
            th, td { padding: 1.3mm 2mm 1.3mm 0; vertical-align: top; } td { border-bottom: 0.2mm solid #e4e2ea; }
            tr { page-break-inside: avoid; } .n { text-align: right; white-space: nowrap; padding-right: 0; padding-left: 2mm; }
            """;

    /// Families in [#STYLE] beside the shipped one.
    private static final int MOST_OTHERS = 12;
    private static final String FONT = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

    static {
        // It tells of every font and every page otherwise.
        XRLog.listRegisteredLoggers().forEach(log -> XRLog.setLevel(log, Level.WARNING));
    }

    private Paper() {}

    /// @param xhtml a whole document, with its texts escaped by [gg.tap2.server.platform.i18n.XhtmlText] or a template.
    ///   Control characters, which XML has not, are left out.
    public static byte[] pdf(String xhtml) {
        var out = new ByteArrayOutputStream();
        try {
            var builder = new PdfRendererBuilder();
            for (int weight : new int[] {400, 700}) {
                builder.useFont(Paper::font, "Liberation Sans", weight, FontStyle.NORMAL, true);
            }
            String text = printable(xhtml);
            int other = 0;
            for (Path file : HostFonts.get(font()).forText(text)) {
                other++;
                for (int weight : new int[] {400, 700}) {
                    builder.useFont(file.toFile(), "Other " + other, weight, FontStyle.NORMAL, true);
                }
                if (other == MOST_OTHERS) {
                    break;
                }
            }
            builder.useUnicodeBidiSplitter(new ICUBidiSplitter.ICUBidiSplitterFactory())
                    .useUnicodeBidiReorderer(new ICUBidiReorderer())
                    .useUnicodeLineBreaker(new ICUBreakers.ICULineBreaker(Locale.ROOT))
                    .defaultTextDirection(TextDirection.LTR);
            builder.withHtmlContent(text, null).toStream(out).run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /// Whether a character is drawn as itself on this machine.
    static boolean canDraw(int codePoint) {
        return HostFonts.get(font()).canDraw(codePoint);
    }

    private static InputStream font() {
        return Objects.requireNonNull(PDFont.class.getResourceAsStream(FONT), FONT);
    }

    private static String printable(String xhtml) {
        var kept = new StringBuilder(xhtml.length());
        xhtml.codePoints()
                // Marks of emoji that have no shape of their own.
                .filter(c -> c != 0x200D && c != 0xFE0E && c != 0xFE0F)
                .filter(c -> c >= ' ' ? c != 0xFFFE && c != 0xFFFF : c == '\n' || c == '\t')
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }
}
