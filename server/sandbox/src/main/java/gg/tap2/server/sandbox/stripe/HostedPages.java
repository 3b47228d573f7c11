package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Call;
import gg.tap2.server.sandbox.Html;
import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.Reply;
import gg.tap2.server.sandbox.Router;
import gg.tap2.server.sandbox.Texts;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Pages a person sees at the provider: Checkout and receipts. They work without script.
final class HostedPages {
    private final World world;
    private final CheckoutFlow flow;

    HostedPages(World world, CheckoutFlow flow) {
        this.world = world;
        this.flow = flow;
    }

    void register(Router router) {
        router.get("/c/pay/{id}", call -> world.store.inTransaction(() -> show(call)));
        router.post("/c/pay/{id}", call -> world.store.inTransaction(() -> submit(call)));
        router.get(
                "/c/pay/{id}/return",
                call -> world.store.inTransaction(() -> {
                    ObjectNode session = world.get("checkout.session", call.var("id"));
                    return Reply.redirect(flow.settle(session));
                }));
        router.get("/i/{id}", call -> world.store.inTransaction(() -> invoice(call)));
        router.get("/receipts/{id}", call -> world.store.inTransaction(() -> receipt(call)));
    }

    private static Texts texts(Call call, ObjectNode session) {
        String locale = Json.text(session, "locale");
        return Texts.of(locale == null || locale.equals("auto") ? call.locale() : Locale.forLanguageTag(locale));
    }

    private Reply show(Call call) {
        ObjectNode session = world.get("checkout.session", call.var("id"));
        Texts texts = texts(call, session);
        if (World.status(session).equals("complete")) {
            return Reply.redirect(CheckoutFlow.successUrl(session));
        }
        if (!World.status(session).equals("open")) {
            return message(texts, texts.get("pay.closed"), Json.text(session, "cancel_url"));
        }
        String error = call.query().has("failed") ? lastError(session) : "";
        return Reply.html(page(session, texts, Json.object(), error, ""));
    }

    private String lastError(ObjectNode session) {
        String id = Json.text(session, "payment_intent", Json.text(session, "_intent", ""));
        ObjectNode intent = world.find("payment_intent", id);
        return intent == null
                ? "The card was not accepted."
                : Json.text(intent.path("last_payment_error"), "message", "The card was not accepted.");
    }

    private Reply submit(Call call) {
        ObjectNode session = world.get("checkout.session", call.var("id"));
        Texts texts = texts(call, session);
        ObjectNode form = call.form();
        String email = Json.text(form, "email", Json.text(session.path("customer_details"), "email", ""));
        String wrong = check(form, email, !free(session));
        if (!wrong.isEmpty()) {
            return Reply.html(422, page(session, texts, form, "", wrong));
        }
        ObjectNode method = Json.object().put("type", "card");
        ObjectNode card = method.putObject("card");
        String[] expiry = Json.text(form, "expiry", "/").split("/", -1);
        card.put("number", Json.text(form, "number", ""));
        card.put("exp_month", expiry[0].strip());
        card.put("exp_year", expiry.length < 2 ? "" : expiry[1].strip());
        card.put("cvc", Json.text(form, "cvc", ""));
        try {
            return Reply.redirect(flow.submit(session, email, Json.text(form, "name"), new Params(method)));
        } catch (StripeError e) {
            return Reply.html(e.status(), page(session, texts, form, Json.text(e.error(), "message", "Declined"), ""));
        }
    }

    private static boolean free(ObjectNode session) {
        return Json.text(session, "mode", "").equals("payment") && Json.number(session, "amount_total") == 0;
    }

    /// The name of the first wrong field, or empty.
    private static String check(ObjectNode form, String email, boolean withCard) {
        if (!email.matches("[^@\\s]+@[^@\\s]+")) {
            return "email";
        }
        if (!withCard) {
            return "";
        }
        if (!Json.text(form, "number", "").matches("[0-9 -]{12,25}")) {
            return "number";
        }
        if (!Json.text(form, "expiry", "").matches("\\s*\\d{1,2}\\s*/\\s*(\\d{2}|\\d{4})\\s*")) {
            return "expiry";
        }
        return Json.text(form, "cvc", "").matches("\\d{3,4}") ? "" : "cvc";
    }

    private String page(ObjectNode session, Texts texts, ObjectNode form, String error, String wrong) {
        String mode = Json.text(session, "mode", "payment");
        String currency = Json.text(session, "currency", "usd");
        long total = Json.number(session, "amount_total");
        String amount = Html.money(total, currency, texts.locale());
        String merchant = "Tap2 Sandbox";
        boolean trial = session.path("_subscription_data").has("trial_period_days");
        var body = new StringBuilder("<p class=\"banner\" role=\"note\">" + texts.html("banner") + "</p>");
        body.append("<main class=\"split\"><section aria-labelledby=\"h\"><h1 id=\"h\">")
                .append(texts.html("pay.to", merchant))
                .append("</h1>");
        if (!mode.equals("setup")) {
            body.append("<p class=\"soft\">")
                    .append(texts.html(mode.equals("subscription") ? "pay.due_today" : "pay.total"))
                    .append("</p><p class=\"total\">")
                    .append(Html.escape(amount))
                    .append("</p>")
                    .append(lines(session, texts));
            if (trial) {
                body.append("<p class=\"soft\">")
                        .append(texts.html(
                                "pay.trial",
                                Json.text(session.path("_subscription_data"), "trial_period_days", ""),
                                Html.money(subtotal(session), currency, texts.locale())))
                        .append("</p>");
            }
        }
        if (Json.text(session, "cancel_url") instanceof String cancel) {
            body.append("<p><a href=\"")
                    .append(Html.escape(cancel))
                    .append("\">← ")
                    .append(texts.html("pay.cancel"))
                    .append("</a></p>");
        }
        body.append("</section><section class=\"card\">");
        if (!error.isEmpty()) {
            body.append("<p class=\"alert\" role=\"alert\">")
                    .append(Html.escape(error))
                    .append("</p>");
        }
        String button = mode.equals("setup")
                ? texts.html("pay.save")
                : mode.equals("subscription")
                        ? texts.html(trial ? "pay.start_trial" : "pay.subscribe")
                        : texts.html("pay.pay", amount);
        body.append(form(session, texts, form, wrong, button)).append("</section></main>");
        return Html.page(texts.locale(), texts.get("pay.title"), "checkout", body.toString());
    }

    private static long subtotal(ObjectNode session) {
        long sum = 0;
        for (JsonNode item : session.path("_items")) {
            sum += Json.number(item, "amount_subtotal");
        }
        return sum;
    }

    private static String lines(ObjectNode session, Texts texts) {
        var list = new StringBuilder("<ul class=\"lines\">");
        for (JsonNode item : session.path("_items")) {
            String currency = Json.text(item, "currency", "usd");
            long quantity = Json.number(item, "quantity");
            String name = Json.text(item, "description", "");
            String each = Html.money(Json.number(item, "amount_subtotal"), currency, texts.locale());
            String interval = Json.text(item.path("price").path("recurring"), "interval");
            list.append("<li><span>")
                    .append(Html.escape(quantity > 1 ? texts.get("pay.quantity", quantity, name) : name))
                    .append("</span><span>")
                    .append(Html.escape(each))
                    .append(
                            interval == null
                                    ? ""
                                    : " <span class=\"soft\">" + texts.html("pay.per." + interval) + "</span>")
                    .append("</span></li>");
        }
        long discount = Json.number(session.path("total_details"), "amount_discount");
        if (discount > 0) {
            list.append("<li><span>")
                    .append(texts.html("pay.discount"))
                    .append("</span><span>−")
                    .append(Html.escape(Html.money(discount, Json.text(session, "currency", "usd"), texts.locale())))
                    .append("</span></li>");
        }
        return list.append("</ul>").toString();
    }

    private String form(ObjectNode session, Texts texts, ObjectNode form, String wrong, String button) {
        String known = Json.text(session.path("customer_details"), "email");
        var html = new StringBuilder("<form method=\"post\" action=\"/c/pay/" + World.id(session) + "\" novalidate>");
        html.append("<h2>").append(texts.html("pay.contact")).append("</h2>");
        html.append(
                field(texts, "email", "email", "email", Json.text(form, "email", known == null ? "" : known), wrong));
        if (!free(session)) {
            html.append("<h2>").append(texts.html("pay.method")).append("</h2>");
            html.append(field(texts, "number", "text", "cc-number", Json.text(form, "number", ""), wrong));
            html.append("<div class=\"row\"><div>")
                    .append(field(texts, "expiry", "text", "cc-exp", Json.text(form, "expiry", ""), wrong))
                    .append("</div><div>")
                    .append(field(texts, "cvc", "text", "cc-csc", "", wrong))
                    .append("</div></div>");
            html.append(field(texts, "name", "text", "cc-name", Json.text(form, "name", ""), wrong));
        }
        return html.append("<button class=\"wide\" type=\"submit\">")
                .append(button)
                .append("</button></form>")
                .toString();
    }

    static String field(Texts texts, String name, String type, String complete, String value, String wrong) {
        boolean bad = wrong.equals(name);
        String numeric = complete.equals("cc-name") || type.equals("email") ? "" : " inputmode=\"numeric\"";
        return "<label for=\"f-" + name + "\">" + texts.html("field." + name) + "</label><input id=\"f-" + name
                + "\" name=\"" + name + "\" type=\"" + type + "\" autocomplete=\"" + complete + "\"" + numeric
                + " value=\"" + Html.escape(value) + "\""
                + (bad ? " aria-invalid=\"true\" aria-describedby=\"e-" + name + "\" autofocus" : "") + ">"
                + (bad ? "<p class=\"error\" id=\"e-" + name + "\">" + texts.html("error." + name) + "</p>" : "");
    }

    static Reply message(Texts texts, String text, @Nullable String back) {
        return Reply.html(
                410,
                Html.page(
                        texts.locale(),
                        texts.get("pay.title"),
                        "checkout",
                        "<main class=\"narrow\"><div class=\"card\"><h1>" + Html.escape(text) + "</h1>"
                                + (back == null
                                        ? ""
                                        : "<p><a class=\"button plain\" href=\"" + Html.escape(back) + "\">"
                                                + texts.html("secure.back") + "</a></p>")
                                + "</div></main>"));
    }

    private Reply invoice(Call call) {
        ObjectNode invoice = world.get("invoice", call.var("id"));
        Texts texts = Texts.of(call.locale());
        String currency = Json.text(invoice, "currency", "usd");
        var lines = new StringBuilder();
        for (JsonNode line : invoice.path("lines").path("data")) {
            lines.append("<li><span>")
                    .append(Html.escape(Json.text(line, "description", "")))
                    .append("</span><span>")
                    .append(Html.escape(Html.money(Json.number(line, "amount"), currency, texts.locale())))
                    .append("</span></li>");
        }
        String due = Html.money(Json.number(invoice, "amount_due"), currency, texts.locale());
        String number = Json.text(invoice, "number", World.id(invoice));
        return Reply.html(Html.page(
                texts.locale(),
                number,
                "receipt",
                "<main class=\"narrow\"><div class=\"card\"><h1>" + texts.html("invoice.title", number)
                        + "</h1><p>" + Html.escape(World.status(invoice)) + "</p><ul class=\"lines\">" + lines
                        + "<li><span>" + texts.html("pay.total") + "</span><span>" + Html.escape(due)
                        + "</span></li></ul></div></main>"));
    }

    private Reply receipt(Call call) {
        ObjectNode charge = world.get("charge", call.var("id"));
        Texts texts = Texts.of(call.locale());
        String amount = Html.money(Json.number(charge, "amount"), Json.text(charge, "currency", "usd"), texts.locale());
        String card = Json.text(charge.path("payment_method_details").path("card"), "last4", "");
        return Reply.html(Html.page(
                texts.locale(),
                texts.get("receipt.title"),
                "receipt",
                "<main class=\"narrow\"><div class=\"card\"><h1>" + texts.html("receipt.title")
                        + "</h1><p class=\"total\">"
                        + (Json.flag(charge, "paid")
                                ? texts.html("receipt.paid", amount)
                                : texts.html("receipt.failed"))
                        + "</p><p class=\"soft\">•••• " + Html.escape(card) + "<br><code>" + World.id(charge)
                        + "</code></p></div></main>"));
    }
}
