package gg.tap2.server.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// `/sandbox`: a stand-in's objects, events and deliveries, with buttons for everything the control API can do.
public final class ControlPage {
    private static final int ROWS = 100;

    /// One kind of object and the columns shown of it.
    public record Tab(String type, List<String> columns) {}

    /// A button on an object's row. `label` is a key of the text bundle.
    public record Action(String label, String path) {}

    private final String provider;
    private final ObjectStore store;
    private final Faults faults;
    private final @Nullable WebhookSender sender;
    private final SandboxClock clock;
    private final String eventType;
    private final List<Tab> tabs;
    private final BiFunction<String, ObjectNode, List<Action>> actions;

    public ControlPage(
            String provider,
            ObjectStore store,
            Faults faults,
            @Nullable WebhookSender sender,
            SandboxClock clock,
            String eventType,
            List<Tab> tabs,
            BiFunction<String, ObjectNode, List<Action>> actions) {
        this.provider = provider;
        this.store = store;
        this.faults = faults;
        this.sender = sender;
        this.clock = clock;
        this.eventType = eventType;
        this.tabs = List.copyOf(tabs);
        this.actions = actions;
    }

    public void register(Router router) {
        router.get("/", call -> Reply.redirect("/sandbox"));
        router.get("/sandbox", call -> store.inTransaction(() -> show(call)));
        router.get("/sandbox/object/{type}/{id}", call -> store.inTransaction(() -> detail(call)));
    }

    private Reply show(Call call) {
        Texts texts = Texts.of(call.locale());
        String tab = Json.text(
                call.query(), "tab", tabs.isEmpty() ? "events" : tabs.getFirst().type());
        String body = switch (tab) {
            case "events" -> events(texts);
            case "deliveries" -> deliveries(texts);
            case "faults" -> faultForms(texts);
            default -> objects(texts, tab);
        };
        return page(texts, tab, body);
    }

    private Reply page(Texts texts, String current, String body) {
        var nav = new StringBuilder("<nav class=\"tabs\" aria-label=\"" + texts.html("control.sections") + "\">");
        for (Tab tab : tabs) {
            nav.append(link(tab.type(), label(tab.type()) + " (" + store.count(tab.type()) + ")", current));
        }
        if (!eventType.isEmpty()) {
            nav.append(link("events", texts.get("control.events"), current));
        }
        if (sender != null) {
            nav.append(link("deliveries", texts.get("control.deliveries"), current));
        }
        nav.append(link("faults", texts.get("control.faults"), current)).append("</nav>");
        String header = "<header><h1>" + Html.escape(provider) + " · Sandbox</h1><span class=\"soft\">"
                + texts.html("control.now", clock.instant().toString().replaceFirst("\\.\\d+Z", "Z"))
                + "</span></header>";
        return Reply.html(Html.page(
                texts.locale(),
                provider + " Sandbox",
                "console",
                "<main class=\"control\">" + header + nav + body + "</main>"));
    }

    private static String label(String type) {
        return type.replaceFirst("^.*\\.", "").replace('_', ' ');
    }

    private static String link(String tab, String label, String current) {
        return "<a href=\"/sandbox?tab=" + tab + "\"" + (tab.equals(current) ? " aria-current=\"page\"" : "") + ">"
                + Html.escape(label) + "</a>";
    }

    private String objects(Texts texts, String type) {
        Tab tab = tabs.stream().filter(t -> t.type().equals(type)).findFirst().orElse(new Tab(type, List.of("id")));
        var rows = new StringBuilder();
        int n = 0;
        for (ObjectNode object : store.newestFirst(type)) {
            if (n++ == ROWS) {
                break;
            }
            rows.append("<tr>");
            for (String column : tab.columns()) {
                rows.append("<td>").append(cell(type, object, column)).append("</td>");
            }
            rows.append("<td>");
            for (Action action : actions.apply(type, object)) {
                rows.append(button(texts, action, "/sandbox?tab=" + type));
            }
            rows.append("</td></tr>");
        }
        var head = new StringBuilder();
        tab.columns()
                .forEach(c -> head.append("<th scope=\"col\">")
                        .append(Html.escape(label(c)))
                        .append("</th>"));
        return n == 0
                ? empty(texts)
                : table(texts, head + "<th scope=\"col\">" + texts.html("control.actions") + "</th>", rows);
    }

    private static String empty(Texts texts) {
        return "<p class=\"soft\">" + texts.html("control.empty") + "</p>";
    }

    private static String table(Texts texts, String head, StringBuilder rows) {
        return "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + texts.html("control.table")
                + "\"><table><thead><tr>" + head + "</tr></thead><tbody>" + rows + "</tbody></table></div>";
    }

    private static String cell(String type, ObjectNode object, String column) {
        JsonNode value = object.path(column);
        String text = value.isContainerNode() ? value.toString() : value.asText("");
        if (column.equals("id")) {
            return "<a href=\"/sandbox/object/" + type + "/" + Html.escape(text) + "\"><code>" + Html.escape(text)
                    + "</code></a>";
        }
        if (column.endsWith("status")) {
            return tag(text);
        }
        if (column.equals("created") || column.equals("frozen_time")) {
            return Html.escape(Instant.ofEpochSecond(value.asLong()).toString());
        }
        return Html.escape(text.equals("null") ? "" : text);
    }

    static String tag(String status) {
        String tone = switch (status) {
            case "succeeded", "completed", "complete", "delivered", "paid", "active", "won", "enabled" -> "good";
            case "failed", "lost", "canceled", "cancelled", "dropped", "returned", "unpaid", "expired" -> "bad";
            case "requires_action", "pending", "processing", "past_due", "needs_response", "incomplete" -> "warn";
            default -> "";
        };
        return "<span class=\"tag " + tone + "\">" + Html.escape(status) + "</span>";
    }

    private static String button(Texts texts, Action action, String back) {
        return "<form method=\"post\" action=\"" + Html.escape(action.path())
                + "\"><input type=\"hidden\" name=\"_back\" value=\"" + Html.escape(back)
                + "\"><button class=\"plain\">" + texts.html(action.label()) + "</button></form>";
    }

    private String events(Texts texts) {
        var rows = new StringBuilder();
        int n = 0;
        for (ObjectNode event : store.newestFirst(eventType)) {
            if (n++ == ROWS) {
                break;
            }
            String id = Json.text(event, "id", "");
            rows.append("<tr><td>")
                    .append(cell(eventType, event, "id"))
                    .append("</td><td>")
                    .append(Html.escape(Json.text(event, "type", "")))
                    .append("</td><td>");
            if (sender != null) {
                for (ObjectNode delivery : sender.ofEvent(id)) {
                    rows.append(tag(Json.text(delivery, "status", ""))).append(' ');
                }
            }
            rows.append("</td><td>")
                    .append(button(
                            texts,
                            new Action("control.replay", "/sandbox/api/events/" + id + "/replay"),
                            "/sandbox?tab=events"))
                    .append("</td></tr>");
        }
        return n == 0
                ? empty(texts)
                : table(
                        texts,
                        "<th scope=\"col\">id</th><th scope=\"col\">type</th><th scope=\"col\">"
                                + texts.html("control.deliveries") + "</th><th scope=\"col\">"
                                + texts.html("control.actions") + "</th>",
                        rows);
    }

    private String deliveries(Texts texts) {
        var rows = new StringBuilder();
        int n = 0;
        for (ObjectNode delivery : store.newestFirst(WebhookSender.TYPE)) {
            if (n++ == ROWS) {
                break;
            }
            var attempts = new StringBuilder();
            for (JsonNode attempt : delivery.path("attempts")) {
                attempts.append(Html.escape(attempt.path("at").asText() + " → "
                                + attempt.path("status").asText() + " ("
                                + attempt.path("ms").asText() + " ms) " + Json.text(attempt, "error", "")))
                        .append("<br>");
            }
            rows.append("<tr><td>")
                    .append(Html.escape(Json.text(delivery, "type", "")))
                    .append("<br><code>")
                    .append(Html.escape(Json.text(delivery, "event", "")))
                    .append("</code></td><td><code>")
                    .append(Html.escape(Json.text(delivery, "url", "")))
                    .append("</code></td><td>")
                    .append(tag(Json.text(delivery, "status", "")))
                    .append("</td><td>")
                    .append(attempts)
                    .append("</td></tr>");
        }
        return n == 0
                ? empty(texts)
                : table(
                        texts,
                        "<th scope=\"col\">type</th><th scope=\"col\">url</th><th scope=\"col\">status</th><th scope=\"col\">"
                                + texts.html("control.attempts") + "</th>",
                        rows);
    }

    private String faultForms(Texts texts) {
        String back = "<input type=\"hidden\" name=\"_back\" value=\"/sandbox?tab=faults\">";
        var html = new StringBuilder("<div class=\"grid\"><section class=\"card\"><h2>"
                + texts.html("control.fault_title")
                + "</h2><form method=\"post\" action=\"/sandbox/api/faults\">" + back
                + select(texts, "kind", "error", "rate_limit", "stored_error", "timeout", "lose_reply", "latency")
                + input(texts, "path", "text", "", "fp") + input(texts, "status", "number", "500", "fs")
                + input(texts, "delay_ms", "number", "0", "fd") + input(texts, "count", "number", "1", "fc")
                + "<button class=\"wide\">" + texts.html("control.add") + "</button></form><pre>"
                + Html.escape(pretty(faults.list())) + "</pre></section>");
        if (sender != null) {
            html.append("<section class=\"card\"><h2>")
                    .append(texts.html("control.mode_title"))
                    .append("</h2><form method=\"post\" action=\"/sandbox/api/webhooks/modes\">")
                    .append(back)
                    .append(select(texts, "kind", "drop", "delay", "duplicate", "reorder", "hold"))
                    .append(input(texts, "type", "text", "", "mt"))
                    .append(input(texts, "amount", "number", "1", "ma"))
                    .append(input(texts, "count", "number", "1", "mc"))
                    .append("<button class=\"wide\">")
                    .append(texts.html("control.add"))
                    .append("</button></form><form method=\"post\" action=\"/sandbox/api/webhooks/release\">")
                    .append(back)
                    .append("<button class=\"plain wide\">")
                    .append(texts.html("control.release"))
                    .append("</button></form><pre>")
                    .append(Html.escape(pretty(sender.modes().list())))
                    .append("</pre></section>");
        }
        html.append("<section class=\"card\"><h2>")
                .append(texts.html("control.clock_title"))
                .append("</h2><p>")
                .append(Html.escape(clock.instant().toString()))
                .append("</p><form method=\"post\" action=\"/sandbox/api/clock\">")
                .append(back)
                .append(input(texts, "seconds", "number", "86400", "cs"))
                .append("<button class=\"wide\">")
                .append(texts.html("control.advance"))
                .append("</button></form><form method=\"post\" action=\"/sandbox/api/faults/clear\">")
                .append(back)
                .append("<button class=\"bad wide\">")
                .append(texts.html("control.clear"))
                .append("</button></form></section></div>");
        return html.toString();
    }

    private static String pretty(JsonNode node) {
        return node.isEmpty() ? "—" : node.toPrettyString();
    }

    private static String input(Texts texts, String name, String type, String value, String id) {
        return "<label for=\"" + id + "\">" + texts.html("control.field." + name) + "</label><input id=\"" + id
                + "\" name=\"" + name + "\" type=\"" + type + "\" value=\"" + value + "\">";
    }

    private static String select(Texts texts, String name, String... options) {
        String id = "s-" + options[0];
        var html = new StringBuilder("<label for=\"" + id + "\">" + texts.html("control.field." + name)
                + "</label><select id=\"" + id + "\" name=\"" + name + "\">");
        for (String option : options) {
            html.append("<option value=\"")
                    .append(option)
                    .append("\">")
                    .append(texts.html("control.option." + option))
                    .append("</option>");
        }
        return html.append("</select>").toString();
    }

    private Reply detail(Call call) {
        Texts texts = Texts.of(call.locale());
        ObjectNode object = store.find(call.var("type"), call.var("id"));
        return object == null
                ? Reply.redirect("/sandbox")
                : page(
                        texts,
                        call.var("type"),
                        "<p><code>" + Html.escape(call.var("id")) + "</code></p><pre tabindex=\"0\">"
                                + Html.escape(object.toPrettyString()) + "</pre>");
    }
}
