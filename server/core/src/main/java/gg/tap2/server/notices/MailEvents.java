package gg.tap2.server.notices;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.platform.json.Json;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads what one mail provider reports, after it has proven to be that provider by its own means.
interface MailEvents {
    /// @param reason `bounce` or `complaint`
    record Dead(String address, String reason, String detail) {}

    /// What was reported.
    ///
    /// @param understood false when something in it is of no kind that is known here
    record Report(List<Dead> dead, boolean understood) {
        static final Report NOTHING = new Report(List.of(), true);
    }

    /// A request as it came.
    interface Request {
        byte[] body();

        Optional<String> header(String name);
    }

    /// Whether the provider sent this, lately.
    boolean proven(Request request, Instant now);

    Report read(byte[] body);

    static JsonNode json(byte[] body) {
        try {
            return Json.tree(body);
        } catch (UncheckedIOException e) {
            return Json.tree("null");
        }
    }

    /// An address, in the words of a mailbox; nothing for what is none.
    static void add(List<Dead> to, String address, String reason, String detail) {
        String a = address.strip();
        if (a.contains("<") && a.endsWith(">")) {
            a = a.substring(a.lastIndexOf('<') + 1, a.length() - 1);
        }
        if (a.indexOf('@') > 0 && a.length() <= 255) {
            to.add(new Dead(a.toLowerCase(Locale.ROOT), reason, MailSender.withoutAddresses(detail)));
        }
    }

    static String text(JsonNode node, String name) {
        return text(node, name, "");
    }

    static String text(JsonNode node, String name, String otherwise) {
        JsonNode value = node.path(name);
        return value.isTextual() ? value.asText() : otherwise;
    }

    static boolean within(@Nullable String seconds, Instant now, long tolerance) {
        try {
            return seconds != null && Math.abs(Long.parseLong(seconds) - now.getEpochSecond()) <= tolerance;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
