package gg.tap2.studio.changes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.model.catalog.Tier;
import gg.tap2.model.common.Currency;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.store.ProductCopy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The fields of what a creator writes, in the reader's words: amounts as money, lists as lists, ids as what they name.
public final class FieldWords {
    private static final Set<String> MONEY =
            Set.of("price", "suggestedPrice", "yearlyPrice", "amountOff", "tipGoalTarget", "tipPresets");
    private static final Set<String> TEXTS = Set.of("description", "hiddenContent", "refundPolicy", "bio");
    private static final Set<String> PICTURES =
            Set.of("coverUploadId", "avatarUploadId", "bannerUploadId", "imageUploadId");
    private static final Set<String> MOMENTS = Set.of("startsAt", "endsAt");

    private final Context ctx;
    private final Currency currency;

    public FieldWords(Context ctx) {
        this.ctx = ctx;
        this.currency = ctx.session().edits().currency();
    }

    /// The name of a field, as it stands beside it.
    public String label(String field) {
        String key = "changes.field." + field;
        return ctx.texts().has(key) ? ctx.text(key) : field;
    }

    /// Whether two states are shown as one text with what went and what came.
    public boolean isText(String field) {
        return TEXTS.contains(field);
    }

    /// Whether two states are shown as lists with what went and what came.
    public boolean isList(@Nullable JsonNode one, @Nullable JsonNode other) {
        return (one != null && (one.isArray() || one.isObject()))
                || (other != null && (other.isArray() || other.isObject()));
    }

    /// A value in one line.
    public String word(String field, @Nullable JsonNode value) {
        if (value == null
                || value.isNull()
                || (value.isTextual() && value.textValue().isBlank())) {
            return ctx.text("changes.nothing");
        }
        if (value.isArray() || value.isObject()) {
            List<String> items = items(field, value);
            return items.isEmpty() ? ctx.text("changes.nothing") : String.join(", ", items);
        }
        if (MONEY.contains(field) && value.isNumber()) {
            return value.longValue() == 0 && field.equals("price")
                    ? ctx.text("products.free")
                    : ctx.formats().money(value.longValue(), currency);
        }
        if (value.isBoolean()) {
            return ctx.text(value.booleanValue() ? "common.yes" : "common.no");
        }
        return named(field, value.asText());
    }

    private String named(String field, String text) {
        if (PICTURES.contains(field)) {
            return ctx.text("changes.picture");
        }
        if (MOMENTS.contains(field)) {
            return ctx.formats().moment(Instant.parse(text));
        }
        return switch (field) {
            case "access" -> ctx.text("products.access." + text);
            case "percentOff" -> text + " %";
            case "type" -> ctx.text("status.type." + text.toUpperCase(Locale.ROOT));
            case "tierId" ->
                ctx.session()
                        .store()
                        .documents()
                        .find(Documents.TIER, text, Tier.class)
                        .map(Tier::name)
                        .orElse(text);
            default -> text;
        };
    }

    /// The parts of a list or of a map, each in one line.
    public List<String> items(String field, @Nullable JsonNode value) {
        List<String> out = new ArrayList<>();
        if (value instanceof ObjectNode map) {
            map.properties().forEach(e -> out.add(label(e.getKey()) + ": " + word(e.getKey(), e.getValue())));
        } else if (value != null) {
            value.forEach(item -> out.add(item(field, item)));
        }
        return out;
    }

    private String item(String field, JsonNode item) {
        if (item.isObject()) {
            String note = item.path("note").asText("");
            String title = item.path("title").asText("");
            return note.isBlank() || note.equals("null") ? title : title + " (" + note + ")";
        }
        if (field.equals("productIds")) {
            return ctx.session()
                    .store()
                    .products()
                    .find(UUID.fromString(item.asText()))
                    .map(ProductCopy::content)
                    .map(p -> p.title())
                    .orElse(item.asText());
        }
        return MONEY.contains(field) ? ctx.formats().money(item.longValue(), currency) : item.asText();
    }
}
