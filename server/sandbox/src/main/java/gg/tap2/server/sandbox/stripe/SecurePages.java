package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Call;
import gg.tap2.server.sandbox.Html;
import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.Reply;
import gg.tap2.server.sandbox.Router;
import gg.tap2.server.sandbox.Texts;
import org.jspecify.annotations.Nullable;

/// The 3-D Secure page that stands for the card holder's bank.
///
/// With `embed=1` it lives in a frame of the Payment Element and tells its parent when it is done; otherwise it
/// sends the browser back to the shop.
final class SecurePages {
    private final World world;
    private final Payments payments;
    private final SetupIntents setups;

    SecurePages(World world, Payments payments, SetupIntents setups) {
        this.world = world;
        this.payments = payments;
        this.setups = setups;
    }

    void register(Router router) {
        router.get("/3ds/{kind}/{id}", call -> world.store.inTransaction(() -> show(call)));
        router.post("/3ds/{kind}/{id}", call -> world.store.inTransaction(() -> decide(call)));
    }

    private ObjectNode intent(Call call, ObjectNode given) {
        ObjectNode intent =
                world.get(call.var("kind").equals("pi") ? "payment_intent" : "setup_intent", call.var("id"), "intent");
        if (!Json.text(intent, "client_secret", "").equals(Json.text(given, "client_secret"))) {
            throw StripeError.unauthorized("The client secret does not belong to this intent.");
        }
        return intent;
    }

    private Reply show(Call call) {
        ObjectNode intent = intent(call, call.query());
        Texts texts = Texts.of(call.locale());
        boolean embedded = call.query().has("embed");
        if (!World.status(intent).equals("requires_action")) {
            return embedded ? done(texts) : over(intent, texts);
        }
        String what = call.var("kind").equals("pi")
                ? texts.html(
                        "secure.amount",
                        Html.money(Json.number(intent, "amount"), Json.text(intent, "currency", "usd"), texts.locale()))
                : texts.html("secure.setup");
        String hidden = "<input type=\"hidden\" name=\"client_secret\" value=\""
                + Html.escape(Json.text(intent, "client_secret", "")) + "\">"
                + (embedded ? "<input type=\"hidden\" name=\"embed\" value=\"1\">" : "");
        String action = "<form method=\"post\" action=\"" + call.path() + "?locale="
                + texts.locale().getLanguage() + "\">" + hidden;
        return Reply.html(Html.page(
                texts.locale(),
                texts.get("secure.title"),
                "secure",
                "<main class=\"narrow\"><div class=\"card\"><h1>" + texts.html("secure.title") + "</h1><p>"
                        + texts.html("secure.text") + "</p><p class=\"soft\">" + what + "</p><div class=\"stack\">"
                        + action + "<button name=\"result\" value=\"complete\" id=\"complete\">"
                        + texts.html("secure.complete") + "</button></form>" + action
                        + "<button class=\"bad\" name=\"result\" value=\"fail\" id=\"fail\">"
                        + texts.html("secure.fail") + "</button></form></div></div></main>"));
    }

    private Reply decide(Call call) {
        ObjectNode form = call.form();
        ObjectNode intent = intent(call, form);
        boolean passed = "complete".equals(Json.text(form, "result"));
        if (call.var("kind").equals("pi")) {
            payments.authenticated(intent, passed);
        } else {
            setups.authenticated(intent, passed);
        }
        Texts texts = Texts.of(call.locale());
        if (form.has("embed")) {
            return done(texts);
        }
        String back = returnUrl(intent);
        return back == null ? over(intent, texts) : Reply.redirect(back);
    }

    private static Reply done(Texts texts) {
        return Reply.html(Html.page(
                texts.locale(),
                texts.get("secure.title"),
                "secure",
                "<script src=\"/js/3ds-done.js\" defer></script>",
                "<main class=\"narrow\"><p>" + texts.html("secure.over") + "</p></main>"));
    }

    private static Reply over(ObjectNode intent, Texts texts) {
        return HostedPages.message(texts, texts.get("secure.over"), returnUrl(intent));
    }

    /// The shop's address with what Stripe adds to it.
    static @Nullable String returnUrl(ObjectNode intent) {
        String url = Json.text(intent, "_return_url");
        if (url == null) {
            return null;
        }
        String kind = Json.text(intent, "object", "payment_intent");
        String status = World.status(intent);
        String result = status.equals("succeeded") || status.equals("requires_capture")
                ? "succeeded"
                : status.equals("processing") ? "pending" : "failed";
        return url + (url.contains("?") ? "&" : "?") + kind + "=" + World.id(intent) + "&" + kind + "_client_secret="
                + Json.text(intent, "client_secret", "") + "&redirect_status=" + result;
    }
}
