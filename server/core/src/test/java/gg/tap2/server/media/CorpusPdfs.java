package gg.tap2.server.media;

import static gg.tap2.server.media.Samples.join;
import static gg.tap2.server.media.Samples.pdf;
import static gg.tap2.server.media.Samples.text;
import static gg.tap2.server.media.Samples.zip;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;

/// The PDFs of the corpus.
final class CorpusPdfs {
    private CorpusPdfs() {}

    private static byte[] page() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var document = new PDDocument()) {
            document.addPage(new PDPage());
            document.save(out);
        }
        return out.toByteArray();
    }

    static void add(FileCorpus corpus) throws IOException, InterruptedException {
        corpus.ready("pdfbox.pdf", "PDFBox", corpus.kept("pdfbox.pdf", page()));
        corpus.shell("qpdf", "qpdf-linear.pdf", "qpdf --linearize pdfbox.pdf qpdf-linear.pdf");
        corpus.shell("qpdf", "qpdf-password.pdf", "qpdf --encrypt x x 256 -- pdfbox.pdf qpdf-password.pdf");
        corpus.shell(
                "qpdf",
                "qpdf-attached.pdf",
                "qpdf --stream-data=uncompress --add-attachment infozip-stored.zip -- pdfbox.pdf qpdf-attached.pdf");
        corpus.ready(
                "bom.pdf", "a byte order mark first", join(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, pdf()));
        corpus.ready("line-break.pdf", "a line break first", join(text("\r\n"), pdf()));
        corpus.ready(
                "printer.pdf",
                "a printer's header",
                join(text("\u001b%-12345X@PJL JOB\r\n@PJL ENTER LANGUAGE=PDF\r\n"), pdf()));
        corpus.ready("junk-500.pdf", "500 bytes first", join(text("x".repeat(500)), pdf()));
        corpus.ready("junk-1024.pdf", "1,024 bytes first", join(text("x".repeat(1_024)), pdf()));
        corpus.ready("mail.pdf", "a mail's header first", join(text("Content-Type: application/pdf\r\n\r\n"), pdf()));
        byte[] attached = join(
                text("%PDF-1.7\n1 0 obj<</Type/EmbeddedFile/Length 150>>stream\n"),
                zip("a.txt", text("x")),
                text("\nendstream endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"));
        corpus.ready("zip-attached.pdf", "an archive attached uncompressed, near the end", attached);
        corpus.refused("junk-1100.pdf", "1,100 bytes first", join(text("x".repeat(1_100)), pdf()), "content_mismatch");
        corpus.refused(
                "page-first.pdf",
                "a page with a script first",
                join(text("<html><script>x()</script>"), pdf()),
                "content_ambiguous");
        corpus.refused(
                "program-first.pdf",
                "a program of Linux first",
                join(new byte[] {0x7F}, text("ELF"), new byte[60], pdf()),
                "content_ambiguous");
        corpus.refused("picture-first.pdf", "a GIF first", join(Samples.gif(), pdf()), "content_ambiguous");
        corpus.refused(
                "zip-behind.pdf", "an archive behind it", join(pdf(), zip("a.js", text("x"))), "content_ambiguous");
        corpus.refused(
                "zip-behind-said.pdf",
                "an archive behind it, and the words of a stream behind that",
                join(pdf(), zip("a.js", text("x")), text("endstream")),
                "content_ambiguous");
    }
}
