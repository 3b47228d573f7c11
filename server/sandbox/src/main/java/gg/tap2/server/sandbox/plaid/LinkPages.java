package gg.tap2.server.sandbox.plaid;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Call;
import gg.tap2.server.sandbox.Html;
import gg.tap2.server.sandbox.Ids;
import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.ObjectStore;
import gg.tap2.server.sandbox.Reply;
import gg.tap2.server.sandbox.Router;
import gg.tap2.server.sandbox.Texts;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// The Link page: choose a bank, choose an account, go back with a public token. It works without script.
///
/// `?redirect_uri=` on the page's address chooses where the browser goes when the Link token names none.
final class LinkPages {
    @FunctionalInterface
    interface Linked {
        String publicToken(ObjectNode link, Banks.Bank bank, String account);
    }

    private final ObjectStore store;
    private final InstantSource clock;
    private final Linked linked;

    LinkPages(ObjectStore store, InstantSource clock, Linked linked) {
        this.store = store;
        this.clock = clock;
        this.linked = linked;
    }

    void register(Router router) {
        router.get("/link/{token}", call -> store.inTransaction(() -> show(call)));
        router.post("/link/{token}", call -> store.inTransaction(() -> choose(call)));
    }

    private @Nullable ObjectNode link(Call call) {
        ObjectNode link = store.find("link", call.var("token"));
        return link == null
                        || link.path("finished").asBoolean()
                        || clock.instant().isAfter(Instant.parse(Json.text(link, "expires", "")))
                ? null
                : link;
    }

    private Reply show(Call call) {
        Texts texts = Texts.of(call.locale());
        ObjectNode link = link(call);
        if (link == null) {
            return page(texts, 410, "<h1>" + texts.html("plaid.expired") + "</h1>");
        }
        String redirect = Json.text(call.query(), "redirect_uri", "");
        String form = "<form method=\"post\" action=\"/link/" + Html.escape(call.var("token")) + "?locale="
                + texts.locale().getLanguage() + "\"><input type=\"hidden\" name=\"redirect_uri\" value=\""
                + Html.escape(redirect) + "\">";
        Banks.Bank bank = Banks.find(Json.text(call.query(), "bank", ""));
        var body = new StringBuilder();
        if (Json.text(link, "update") != null) {
            body.append("<h1>")
                    .append(texts.html("plaid.relink", "Sandbox"))
                    .append("</h1><p>")
                    .append(texts.html("plaid.relink_text"))
                    .append("</p>")
                    .append(form)
                    .append("<input type=\"hidden\" name=\"bank\" value=\"ins_109508\"><button class=\"wide\">")
                    .append(texts.html("plaid.continue"))
                    .append("</button></form>");
        } else if (bank == null) {
            body.append("<h1>")
                    .append(texts.html("plaid.title"))
                    .append("</h1><p class=\"soft\">")
                    .append(texts.html("plaid.choose_bank"))
                    .append("</p><div class=\"stack\">");
            for (Banks.Bank each : Banks.ALL) {
                body.append("<a class=\"button person\" href=\"/link/")
                        .append(Html.escape(call.var("token")))
                        .append("?bank=")
                        .append(each.id())
                        .append("&amp;redirect_uri=")
                        .append(URLEncoder.encode(redirect, StandardCharsets.UTF_8))
                        .append("&amp;locale=")
                        .append(texts.locale().getLanguage())
                        .append("\"><span class=\"dot\" aria-hidden=\"true\">")
                        .append(each.name(), 0, 1)
                        .append("</span><span><b>")
                        .append(Html.escape(each.name()))
                        .append("</b><span class=\"soft small\">")
                        .append(each.currency())
                        .append("</span></span></a>");
            }
            body.append("</div>");
        } else {
            body.append("<h1>")
                    .append(texts.html("plaid.choose_account", bank.name()))
                    .append("</h1><div class=\"stack\">");
            for (String account : new String[] {"checking", "savings"}) {
                body.append(form)
                        .append("<input type=\"hidden\" name=\"bank\" value=\"")
                        .append(bank.id())
                        .append("\"><button class=\"person\" name=\"account\" value=\"")
                        .append(account)
                        .append("\"><span><b>")
                        .append(texts.html("plaid." + account))
                        .append("</b><span class=\"soft small\">•••• ")
                        .append(bank.mask(account))
                        .append("</span></span></button></form>");
            }
            body.append("</div>");
        }
        body.append(form)
                .append("<button class=\"plain wide\" name=\"cancel\" value=\"1\">")
                .append(texts.html("plaid.cancel"))
                .append("</button></form>");
        return page(texts, 200, body.toString());
    }

    private static Reply page(Texts texts, int status, String body) {
        return Reply.html(
                status,
                Html.page(
                        texts.locale(),
                        texts.get("plaid.title"),
                        "link",
                        "<main class=\"narrow\"><div class=\"card\">" + body + "</div></main>"));
    }

    private Reply choose(Call call) {
        Texts texts = Texts.of(call.locale());
        ObjectNode link = link(call);
        ObjectNode form = call.form();
        if (link == null) {
            return page(texts, 410, "<h1>" + texts.html("plaid.expired") + "</h1>");
        }
        String redirect = Json.text(link, "redirect_uri", Json.text(form, "redirect_uri", ""));
        String result;
        if (form.has("cancel")) {
            result = "error=cancelled";
            session(link, null, null);
        } else {
            Banks.Bank bank = Banks.find(Json.text(form, "bank", ""));
            if (bank == null) {
                return page(texts, 422, "<h1>" + texts.html("plaid.choose_bank") + "</h1>");
            }
            String account = "savings".equals(Json.text(form, "account")) ? "savings" : "checking";
            String token = linked.publicToken(link, bank, account);
            link.put("finished", true);
            session(link, token, bank);
            result = "public_token=" + token + "&institution=" + URLEncoder.encode(bank.name(), StandardCharsets.UTF_8);
        }
        store.put("link", call.var("token"), link);
        if (Json.text(link, "completion") instanceof String completion) {
            // Hosted Link hands nothing over in the browser; the session is asked for.
            return Reply.redirect(completion);
        }
        if (!redirect.startsWith("http://") && !redirect.startsWith("https://")) {
            return page(
                    texts,
                    200,
                    "<h1>" + texts.html("plaid.done") + "</h1><p><code>" + Html.escape(result) + "</code></p>");
        }
        return Reply.redirect(
                redirect + (redirect.contains("?") ? "&" : "?") + result + "&link_token=" + call.var("token"));
    }

    /// Keeps what became of a visit, as `/link/token/get` tells it.
    private void session(ObjectNode link, @Nullable String publicToken, Banks.@Nullable Bank bank) {
        ObjectNode session = link.withArray("sessions").addObject();
        session.put("link_session_id", Ids.random("", 36));
        session.put("started_at", clock.instant().toString());
        session.put("finished_at", clock.instant().toString());
        if (publicToken == null || bank == null) {
            ObjectNode exit = session.putObject("exit");
            exit.putNull("error");
            exit.putObject("metadata").put("status", "requires_credentials");
            return;
        }
        var added = session.putObject("results").putArray("item_add_results");
        if (!publicToken.isEmpty()) {
            ObjectNode item = added.addObject().put("public_token", publicToken);
            item.putArray("accounts");
            item.putObject("institution").put("institution_id", bank.id()).put("name", bank.name());
        }
    }
}
