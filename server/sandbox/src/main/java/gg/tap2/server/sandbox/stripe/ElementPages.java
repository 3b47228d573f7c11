package gg.tap2.server.sandbox.stripe;

import gg.tap2.server.sandbox.Call;
import gg.tap2.server.sandbox.Html;
import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.Reply;
import gg.tap2.server.sandbox.Router;
import gg.tap2.server.sandbox.SandboxKeys;
import gg.tap2.server.sandbox.Texts;

/// The Payment Element: the script for the shop's page and the framed form with the card fields.
///
/// The shop's page needs this origin in script-src, frame-src and connect-src, and nothing inline.
final class ElementPages {
    private static final String SCRIPT = "text/javascript";
    private final SandboxKeys keys;

    ElementPages(SandboxKeys keys) {
        this.keys = keys;
    }

    void register(Router router) {
        for (String path : new String[] {"/v3", "/v3/", "/js", "/js/", "/dahlia/stripe.js", "/js/stripe.js"}) {
            router.get(
                    path,
                    call -> Html.asset("/sandbox/stripe/stripe.js", SCRIPT).header("Access-Control-Allow-Origin", "*"));
        }
        router.get("/js/element.js", call -> Html.asset("/sandbox/stripe/element.js", SCRIPT));
        router.get("/js/3ds-done.js", call -> Html.asset("/sandbox/stripe/3ds-done.js", SCRIPT));
        router.get("/elements/payment", this::frame);
    }

    private Reply frame(Call call) {
        Texts texts = Texts.of(call.locale());
        String key = Json.text(call.query(), "key", "");
        if (!key.equals(keys.stripePublishableKey())) {
            return Reply.html(
                    401, Html.page(texts.locale(), "401", "element", "<p class=\"alert\">Invalid API key</p>"));
        }
        String error = "<p class=\"error\" id=\"e-%s\" aria-live=\"polite\"></p>";
        var body = new StringBuilder("<form class=\"fields\" id=\"card\" novalidate");
        for (String field : new String[] {"number", "expiry", "cvc"}) {
            body.append(" data-error-")
                    .append(field)
                    .append("=\"")
                    .append(texts.html("error." + field))
                    .append('"');
        }
        body.append('>');
        body.append(field(texts, "number", "cc-number", "1234 1234 1234 1234")).append(error.formatted("number"));
        body.append("<div class=\"row\"><div>")
                .append(field(texts, "expiry", "cc-exp", "MM / YY"))
                .append(error.formatted("expiry"))
                .append("</div><div>")
                .append(field(texts, "cvc", "cc-csc", "CVC"))
                .append(error.formatted("cvc"))
                .append("</div></div></form>");
        return Reply.html(Html.page(
                texts.locale(),
                texts.get("pay.method"),
                "element",
                "<script src=\"/js/element.js\" defer></script>",
                body.toString()));
    }

    private static String field(Texts texts, String name, String complete, String hint) {
        return "<label for=\"f-" + name + "\">" + texts.html("field." + name) + "</label><input id=\"f-" + name
                + "\" name=\"" + name + "\" inputmode=\"numeric\" autocomplete=\"" + complete + "\" placeholder=\""
                + hint
                + "\" aria-describedby=\"e-" + name + "\" required>";
    }
}
