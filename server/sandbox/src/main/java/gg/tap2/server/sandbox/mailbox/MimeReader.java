package gg.tap2.server.sandbox.mailbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Json;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Properties;

/// Takes a message apart: subject, text, HTML, attachments.
final class MimeReader {
    /// Making one reads every library's list of providers, so there is one for all.
    private static final Session SESSION = Session.getInstance(new Properties());

    private MimeReader() {}

    static void read(ObjectNode target, byte[] raw) {
        target.putArray("attachments");
        try {
            var message = new MimeMessage(SESSION, new ByteArrayInputStream(raw));
            target.put("subject", message.getSubject());
            String[] from = message.getHeader("From");
            target.put("header_from", from == null ? null : String.join(", ", from));
            String[] reply = message.getHeader("Reply-To");
            target.put("reply_to", reply == null ? null : String.join(", ", reply));
            String[] unsubscribe = message.getHeader("List-Unsubscribe");
            target.put("list_unsubscribe", unsubscribe == null ? null : unsubscribe[0]);
            target.put("message_id", message.getMessageID());
            walk(target, message);
        } catch (MessagingException | IOException e) {
            target.put("problem", String.valueOf(e.getMessage()));
        }
    }

    private static void walk(ObjectNode target, Part part) throws MessagingException, IOException {
        boolean attachment = Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition());
        if (!attachment && part.isMimeType("text/plain") && !target.has("text")) {
            target.put("text", String.valueOf(part.getContent()));
        } else if (!attachment && part.isMimeType("text/html") && !target.has("html")) {
            target.put("html", String.valueOf(part.getContent()));
        } else if (part.isMimeType("multipart/*") && part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                BodyPart child = parts.getBodyPart(i);
                walk(target, child);
            }
        } else {
            byte[] bytes = part.getInputStream().readAllBytes();
            target.withArray("attachments")
                    .addObject()
                    .put("name", part.getFileName())
                    .put("content_type", part.getContentType().split(";", 2)[0].strip())
                    .put("size", bytes.length)
                    .put("content_base64", Base64.getEncoder().encodeToString(bytes));
        }
    }

    static ObjectNode parse(byte[] raw) {
        ObjectNode node = Json.object();
        read(node, raw);
        return node;
    }
}
