package gg.tap2.server.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One request as a stand-in's handler sees it. Header names are lower case.
public record Call(
        String method,
        String path,
        String rawQuery,
        Map<String, String> headers,
        byte[] body,
        Map<String, String> vars,
        Faults.@Nullable Fault fault) {

    public @Nullable String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    public String var(String name) {
        String value = vars.get(name);
        if (value == null) {
            throw new IllegalArgumentException("route has no {" + name + "}");
        }
        return value;
    }

    public ObjectNode query() {
        return Forms.parse(rawQuery);
    }

    public boolean isJson() {
        String type = header("content-type");
        return type != null && type.contains("json");
    }

    public boolean isMultipart() {
        String type = header("content-type");
        return type != null && FormData.is(type);
    }

    /// The body as a tree: JSON, a form with nested keys, or a form with files.
    public ObjectNode form() {
        String type = header("content-type");
        if (type != null && FormData.is(type)) {
            return FormData.parse(body, type);
        }
        return isJson() ? Json.parseObject(body) : Forms.parse(new String(body, StandardCharsets.UTF_8));
    }

    /// A language for hosted pages: German where the visitor prefers it, English otherwise.
    public Locale locale() {
        String asked = Json.text(query(), "locale");
        String accept = header("accept-language");
        String language = asked != null && !asked.equals("auto") ? asked : accept == null ? "en" : accept;
        return language.toLowerCase(Locale.ROOT).startsWith("de") ? Locale.GERMAN : Locale.ENGLISH;
    }

    Call with(Map<String, String> routeVars, Faults.@Nullable Fault activeFault) {
        return new Call(method, path, rawQuery, headers, body, routeVars, activeFault);
    }
}
