package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Json;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Billing periods and the exact proration between them.
final class Periods {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private Periods() {}

    /// The start plus n intervals; months keep the anchor's day where the month has it.
    static long plus(long anchor, JsonNode recurring, long n) {
        var at = Instant.ofEpochSecond(anchor).atZone(ZoneOffset.UTC);
        long count = Math.max(1, Json.number(recurring, "interval_count")) * n;
        return switch (Json.text(recurring, "interval", "month")) {
            case "day" -> at.plusDays(count).toEpochSecond();
            case "week" -> at.plusWeeks(count).toEpochSecond();
            case "year" -> at.plusYears(count).toEpochSecond();
            default -> at.plusMonths(count).toEpochSecond();
        };
    }

    static String day(long at) {
        return DAY.format(Instant.ofEpochSecond(at));
    }

    /// The part of an amount that falls on `[at, to)` of `[from, to)`, half up, by the second.
    static long part(long amount, long from, long to, long at) {
        if (to <= from || at >= to) {
            return 0;
        }
        BigInteger whole = BigInteger.valueOf(to - from);
        BigInteger rest = BigInteger.valueOf(to - Math.max(at, from));
        return BigInteger.valueOf(amount)
                .multiply(rest)
                .multiply(BigInteger.TWO)
                .add(whole)
                .divide(whole.multiply(BigInteger.TWO))
                .longValueExact();
    }

    static long amount(JsonNode item) {
        return Math.multiplyExact(Json.number(item.path("price"), "unit_amount"), Json.number(item, "quantity"));
    }

    /// Whole-period lines of a subscription's items.
    static List<Invoices.Line> regular(World world, JsonNode items, long from, long to, boolean trial) {
        var lines = new ArrayList<Invoices.Line>();
        for (JsonNode item : items) {
            ObjectNode price = (ObjectNode) item.path("price");
            String name = name(world, price);
            long quantity = Json.number(item, "quantity");
            lines.add(new Invoices.Line(
                    price,
                    quantity,
                    trial ? 0 : amount(item),
                    trial ? "Trial period for " + name : quantity + " × " + name,
                    from,
                    to,
                    World.id((ObjectNode) item),
                    false));
        }
        return lines;
    }

    /// Credit for what was paid and will not be used, and the price of what replaces it.
    static List<Invoices.Line> prorated(World world, JsonNode before, JsonNode after, long from, long to, long at) {
        var lines = new ArrayList<Invoices.Line>();
        for (JsonNode item : before) {
            if (!unchanged(item, after)) {
                lines.add(line(world, item, -part(amount(item), from, to, at), "Unused time on ", at, to));
            }
        }
        for (JsonNode item : after) {
            if (!unchanged(item, before)) {
                lines.add(line(world, item, part(amount(item), from, to, at), "Remaining time on ", at, to));
            }
        }
        return lines;
    }

    private static boolean unchanged(JsonNode item, JsonNode others) {
        for (JsonNode other : others) {
            if (Json.text(item, "id", "").equals(Json.text(other, "id"))
                    && Json.text(item.path("price"), "id", "").equals(Json.text(other.path("price"), "id"))
                    && Json.number(item, "quantity") == Json.number(other, "quantity")) {
                return true;
            }
        }
        return false;
    }

    static Invoices.Line line(World world, JsonNode item, long amount, String words, long at, long to) {
        ObjectNode price = (ObjectNode) item.path("price");
        return new Invoices.Line(
                price,
                Json.number(item, "quantity"),
                amount,
                words + name(world, price) + " after " + day(at),
                at,
                to,
                Json.text(item, "id", ""),
                true);
    }

    static String name(World world, ObjectNode price) {
        ObjectNode product = world.find("product", Json.text(price, "product"));
        return product == null ? "subscription" : Json.text(product, "name", "subscription");
    }
}
