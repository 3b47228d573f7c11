package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The parameters that each call takes in the pinned version of the API, nested ones too; any other is refused.
///
/// Source: the parameter classes of Stripe's own Java library, which are generated from its description of the API.
/// `StrictParamsTest` writes `params.txt` from them and holds it equal to them.
final class KnownParams {
    private static final Map<String, Set<String>> KNOWN = read();

    private KnownParams() {}

    private static Map<String, Set<String>> read() {
        var all = new HashMap<String, Set<String>>();
        try (var in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(KnownParams.class.getResourceAsStream("/sandbox/stripe/params.txt")),
                StandardCharsets.UTF_8))) {
            Set<String> of = new HashSet<>();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("  ")) {
                    of.add(line.strip());
                } else if (!line.isBlank()) {
                    of = new HashSet<>();
                    all.put(line.strip(), of);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    /// @param operation such as `POST /v1/refunds/{id}`; one that is not listed takes anything
    static void check(String operation, JsonNode form) {
        Set<String> known = KNOWN.get(operation);
        if (known != null) {
            walk(known, form, "", "");
        }
    }

    private static void walk(Set<String> known, JsonNode node, String general, String exact) {
        if (node.isObject()) {
            for (var field : node.properties()) {
                String name = field.getKey();
                String next = general.isEmpty() ? name : general + "[" + name + "]";
                String shown = exact.isEmpty() ? name : exact + "[" + name + "]";
                if (!known.contains(next)) {
                    next = general + "[*]";
                    if (!known.contains(next)) {
                        throw StripeError.invalid("parameter_unknown", "Received unknown parameter: " + shown, shown);
                    }
                }
                walk(known, field.getValue(), next, shown);
            }
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                walk(known, node.get(i), general, exact + "[" + i + "]");
            }
        }
    }
}
