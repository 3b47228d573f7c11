package gg.tap2.server.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentDisposition;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// `multipart/form-data` (RFC 7578). A part with a file's name becomes `{filename, type, data}` with its bytes
/// in Base64, every other part a text.
final class FormData {
    private FormData() {}

    static boolean is(String contentType) {
        return contentType.startsWith("multipart/form-data");
    }

    /// @throws IllegalArgumentException when the body is not what its type says
    static ObjectNode parse(byte[] body, String contentType) {
        ObjectNode form = Json.object();
        try {
            var parts = new MimeMultipart(new ByteArrayDataSource(body, contentType));
            for (int i = 0; i < parts.getCount(); i++) {
                add(form, parts.getBodyPart(i));
            }
        } catch (MessagingException | IOException e) {
            throw new IllegalArgumentException("not a form: " + e.getMessage(), e);
        }
        return form;
    }

    private static void add(ObjectNode form, BodyPart part) throws MessagingException, IOException {
        String[] header = part.getHeader("Content-Disposition");
        String name = header == null ? null : new ContentDisposition(header[0]).getParameter("name");
        if (name == null) {
            throw new IllegalArgumentException("a part has no name");
        }
        byte[] content = part.getInputStream().readAllBytes();
        if (part.getFileName() == null) {
            form.put(name, new String(content, StandardCharsets.UTF_8));
        } else {
            form.putObject(name)
                    .put("filename", part.getFileName())
                    .put("type", part.getContentType())
                    .put("data", content);
        }
    }
}
