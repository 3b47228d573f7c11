package gg.tap2.server.platform.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import gg.tap2.model.common.Priced;
import gg.tap2.model.common.Validated;
import gg.tap2.server.platform.json.Json;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What the bytes of a request's body say. Whatever they are, it is a value or an [ApiException] below 500.
public final class Bodies {
    private Bodies() {}

    /// A record, read strictly and validated.
    ///
    /// @throws ApiException 400 when it is no JSON, 422 by field when it does not fit
    public static <T> T json(byte[] bytes, Class<T> type) {
        try {
            T value = Json.STRICT.readValue(present(bytes), type);
            if (value == null) {
                throw ApiException.badRequest("json_malformed");
            }
            // Amounts are judged by the door that knows their currency, and everything else with them.
            if (value instanceof Validated v && !(value instanceof Priced)) {
                Call.validate(v);
            }
            return value;
        } catch (UnrecognizedPropertyException e) {
            throw ApiException.invalid(e.getPropertyName(), "unknown_field");
        } catch (JsonMappingException e) {
            throw ApiException.invalid(field(e), isMissing(e) ? "required" : "invalid");
        } catch (JsonProcessingException e) {
            throw ApiException.badRequest("json_malformed");
        } catch (IOException e) {
            throw ApiException.badRequest("body_unreadable");
        }
    }

    /// Any JSON.
    ///
    /// @throws ApiException 400
    static JsonNode tree(byte[] bytes) {
        try {
            return Json.STRICT.readTree(present(bytes));
        } catch (IOException e) {
            throw ApiException.badRequest("json_malformed");
        }
    }

    private static byte[] present(byte[] bytes) {
        if (bytes.length == 0) {
            throw ApiException.badRequest("body_missing");
        }
        return bytes;
    }

    /// A number or choice that is absent or null is never taken for 0 or no; nor is a null in a list for an entry.
    private static boolean isMissing(JsonMappingException e) {
        return e instanceof InvalidNullException
                || String.valueOf(e.getOriginalMessage()).startsWith("Cannot map `null` into type");
    }

    private static String field(JsonMappingException e) {
        String path = e.getPath().stream()
                .map(r -> r.getFieldName() != null ? r.getFieldName() : Integer.toString(r.getIndex()))
                .collect(Collectors.joining("."));
        return path.isEmpty() ? "body" : path;
    }

    /// The fields of an HTML form in their order; of a repeated field, all values.
    ///
    /// @throws ApiException 400 when an escape is broken
    static Map<String, List<String>> form(byte[] bytes) {
        var out = new LinkedHashMap<String, List<String>>();
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.isEmpty()) {
            return out;
        }
        for (String pair : text.split("&")) {
            int eq = pair.indexOf('=');
            try {
                String name = URLDecoder.decode(eq < 0 ? pair : pair.substring(0, eq), StandardCharsets.UTF_8);
                String value = eq < 0 ? "" : URLDecoder.decode(pair.substring(eq + 1), StandardCharsets.UTF_8);
                out.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
            } catch (IllegalArgumentException e) {
                throw ApiException.badRequest("form_malformed");
            }
        }
        return out;
    }
}
