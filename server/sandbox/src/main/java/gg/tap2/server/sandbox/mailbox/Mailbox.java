package gg.tap2.server.sandbox.mailbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Call;
import gg.tap2.server.sandbox.Faults;
import gg.tap2.server.sandbox.Html;
import gg.tap2.server.sandbox.Ids;
import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.ObjectStore;
import gg.tap2.server.sandbox.Reply;
import gg.tap2.server.sandbox.Router;
import gg.tap2.server.sandbox.SandboxKeys;
import gg.tap2.server.sandbox.SandboxServer;
import gg.tap2.server.sandbox.SandboxSettings;
import gg.tap2.server.sandbox.Texts;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The sandbox mailbox: SMTP in, a page and a JSON API out.
public final class Mailbox implements AutoCloseable {
    private static final String TYPE = "message";
    private static final int KEEP = 5_000;
    private final ObjectStore store;
    private final InstantSource clock;
    private final SmtpServer smtp;
    private final SandboxServer server;
    private final SandboxKeys keys;
    private final List<Rule> rules = new ArrayList<>();
    private int perSecond = 500;
    private long second;
    private int inSecond;
    private int refuseCount;
    private int refuseCode = 451;

    private Mailbox(SandboxSettings settings) {
        clock = settings.clock();
        keys = SandboxKeys.load(settings.dataFolder());
        store = new ObjectStore(settings.folder().resolve("mailbox.ndjson"));
        var router = new Router();
        routes(router);
        Html.assets(router);
        server = new SandboxServer(settings.ports().mailboxWeb(), router, new Faults(), new Style());
        smtp = new SmtpServer(settings.ports().smtp(), new SmtpServer.Sink() {
            @Override
            public @Nullable String refusal(String stage, String address) {
                return takeRefusal(stage, address);
            }

            @Override
            public boolean knows(String user, String password) {
                return user.equals(keys.smtpUser()) && password.equals(keys.smtpPassword());
            }

            @Override
            public void accept(String from, List<String> to, byte[] raw) {
                receive(from, to, raw);
            }
        });
    }

    public static Mailbox start(SandboxSettings settings) {
        return new Mailbox(settings);
    }

    private static final class Rule {
        final String stage;
        final String match;
        final String reply;
        int left;

        Rule(String stage, String match, String reply, int left) {
            this.stage = stage;
            this.match = match;
            this.reply = reply;
            this.left = left;
        }
    }

    /// Answers like this the next times.
    ///
    /// @param stage `mail`, `rcpt` or `data`
    /// @param match part of the sender's or recipient's address; empty for every one
    /// @param reply such as `550 5.1.1 no such user`
    public synchronized void answer(String stage, String match, String reply, int count) {
        if (!reply.matches("[45]\\d\\d[ -].*")) {
            throw new IllegalArgumentException("an SMTP refusal is 4xx or 5xx");
        }
        rules.add(new Rule(stage, match, reply, Math.max(1, count)));
    }

    /// Takes no more than so many mails in a second.
    public synchronized void limit(int mailsPerSecond) {
        perSecond = Math.max(1, mailsPerSecond);
    }

    public synchronized void obey() {
        rules.clear();
        refuseCount = 0;
        perSecond = 500;
    }

    private synchronized @Nullable String takeRefusal(String stage, String address) {
        for (Rule rule : rules) {
            if (rule.stage.equals(stage) && address.contains(rule.match)) {
                if (--rule.left <= 0) {
                    rules.remove(rule);
                }
                return rule.reply;
            }
        }
        if (stage.equals("data")) {
            long now = System.nanoTime() / 1_000_000_000L;
            inSecond = now == second ? inSecond + 1 : 1;
            second = now;
            return inSecond > perSecond ? "454 Throttling failure: Maximum sending rate exceeded." : null;
        }
        if (refuseCount == 0 || !stage.equals("mail")) {
            return null;
        }
        refuseCount--;
        return refuseCode + (refuseCode < 500 ? " 4.3.0 " : " 5.7.1 ") + "refused by the sandbox";
    }

    /// Refuses the next messages with this SMTP code; 4xx asks for a retry, 5xx does not.
    public synchronized void refuse(int code, int count) {
        if (code < 400 || code > 599) {
            throw new IllegalArgumentException("an SMTP refusal is 4xx or 5xx");
        }
        refuseCode = code;
        refuseCount = Math.max(0, count);
    }

    private void receive(String from, List<String> to, byte[] raw) {
        ObjectNode message = Json.object();
        String id = Ids.random("msg_", 20);
        message.put("id", id).put("received_at", clock.instant().toString()).put("from", from);
        var recipients = message.putArray("to");
        to.forEach(recipients::add);
        MimeReader.read(message, raw);
        message.put("raw", new String(raw, StandardCharsets.ISO_8859_1));
        store.run(() -> {
            store.put(TYPE, id, message);
            if (store.count(TYPE) > KEEP) {
                store.remove(TYPE, Json.text(store.all(TYPE).getFirst(), "id", ""));
            }
        });
    }

    private void routes(Router router) {
        router.get("/", call -> Reply.redirect("/sandbox"));
        router.get("/sandbox", call -> store.inTransaction(() -> page(call)));
        router.get("/sandbox/message/{id}", call -> store.inTransaction(() -> messagePage(call)));
        router.get("/sandbox/message/{id}/html", call -> store.inTransaction(() -> htmlBody(call)));
        router.get(
                "/sandbox/api/messages",
                call -> store.inTransaction(() -> {
                    var list = Json.object();
                    var data = list.putArray("data");
                    find(Json.text(call.query(), "to")).forEach(m -> {
                        ObjectNode summary = m.deepCopy();
                        summary.remove(List.of("raw", "attachments"));
                        data.add(summary);
                    });
                    return Reply.json(list);
                }));
        router.get(
                "/sandbox/api/messages/{id}",
                call -> store.inTransaction(() -> {
                    ObjectNode message = store.find(TYPE, call.var("id"));
                    return message == null
                            ? Reply.json(404, Json.object().put("error", "no such message"))
                            : Reply.json(message.deepCopy());
                }));
        router.delete(
                "/sandbox/api/messages",
                call -> store.inTransaction(() -> {
                    store.all(TYPE).forEach(m -> store.remove(TYPE, Json.text(m, "id", "")));
                    return Reply.json(Json.object().put("deleted", true));
                }));
        router.post("/sandbox/api/refuse", call -> {
            ObjectNode form = call.form();
            if (form.has("reply")) {
                answer(
                        Json.text(form, "stage", "rcpt"),
                        Json.text(form, "match", ""),
                        Json.text(form, "reply", ""),
                        (int) Json.number(form, "count"));
            } else if (form.has("per_second")) {
                limit((int) Json.number(form, "per_second"));
            } else {
                refuse((int) Json.number(form, "code"), (int) Json.number(form, "count"));
            }
            return form.has("_back")
                    ? Reply.redirect("/sandbox")
                    : Reply.json(Json.object().put("ok", true));
        });
    }

    private List<ObjectNode> find(@Nullable String to) {
        var found = new ArrayList<ObjectNode>();
        for (ObjectNode message : store.newestFirst(TYPE)) {
            if (to == null || addressed(message, to)) {
                found.add(message);
            }
        }
        return found;
    }

    private static boolean addressed(ObjectNode message, String to) {
        for (var recipient : message.path("to")) {
            if (recipient.asText().toLowerCase(Locale.ROOT).equals(to.toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    private Reply page(Call call) {
        Texts texts = Texts.of(call.locale());
        String to = Json.text(call.query(), "to");
        var rows = new StringBuilder();
        for (ObjectNode m : find(to)) {
            rows.append("<tr><td>")
                    .append(Html.escape(Json.text(m, "received_at", "").replaceFirst("\\.\\d+Z", "Z")))
                    .append("</td><td>")
                    .append(Html.escape(recipients(m)))
                    .append("</td><td><a href=\"/sandbox/message/")
                    .append(Json.text(m, "id", ""))
                    .append("\">")
                    .append(Html.escape(Json.text(m, "subject", "—")))
                    .append("</a></td></tr>");
        }
        String filter = "<form method=\"get\" action=\"/sandbox\" class=\"card\"><label for=\"to\">"
                + texts.html("mail.filter") + "</label><input id=\"to\" name=\"to\" type=\"email\" value=\""
                + Html.escape(to == null ? "" : to) + "\"><button class=\"plain wide\">" + texts.html("mail.show")
                + "</button></form>";
        String refuse = "<form method=\"post\" action=\"/sandbox/api/refuse\" class=\"card\">"
                + "<input type=\"hidden\" name=\"_back\" value=\"1\"><label for=\"count\">" + texts.html("mail.refuse")
                + "</label><input id=\"count\" name=\"count\" type=\"number\" value=\"1\"><label for=\"code\">"
                + texts.html("mail.code") + "</label><input id=\"code\" name=\"code\" type=\"number\" value=\"451\">"
                + "<button class=\"bad wide\">" + texts.html("control.add") + "</button></form>";
        String table = rows.isEmpty()
                ? "<p class=\"soft\">" + texts.html("control.empty") + "</p>"
                : "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + texts.html("mail.title")
                        + "\"><table><thead><tr><th>" + texts.html("mail.received") + "</th><th>"
                        + texts.html("mail.to") + "</th><th>" + texts.html("mail.subject")
                        + "</th></tr></thead><tbody>" + rows + "</tbody></table></div>";
        return Reply.html(Html.page(
                texts.locale(),
                texts.get("mail.title"),
                "console",
                "<main class=\"control\"><header><h1>" + texts.html("mail.title") + "</h1></header>" + table
                        + "<div class=\"grid\">" + filter + refuse + "</div></main>"));
    }

    private static String recipients(ObjectNode message) {
        var list = new ArrayList<String>();
        message.path("to").forEach(t -> list.add(t.asText()));
        return String.join(", ", list);
    }

    private Reply messagePage(Call call) {
        Texts texts = Texts.of(call.locale());
        ObjectNode m = store.find(TYPE, call.var("id"));
        if (m == null) {
            return Reply.redirect("/sandbox");
        }
        var body = new StringBuilder("<main class=\"control\"><p><a href=\"/sandbox\">← " + texts.html("mail.back")
                + "</a></p><h1>" + Html.escape(Json.text(m, "subject", "—")) + "</h1><p>" + texts.html("mail.from")
                + ": " + Html.escape(Json.text(m, "header_from", Json.text(m, "from", ""))) + "<br>"
                + texts.html("mail.to") + ": " + Html.escape(recipients(m)) + "</p>");
        if (Json.text(m, "html") != null) {
            // Sandboxed without scripts: the body was written by whoever sent the mail.
            body.append("<h2>")
                    .append(texts.html("mail.html"))
                    .append("</h2><iframe class=\"mail\" sandbox=\"allow-popups\" title=\"")
                    .append(texts.html("mail.html"))
                    .append("\" src=\"/sandbox/message/")
                    .append(call.var("id"))
                    .append("/html\"></iframe>");
        }
        if (Json.text(m, "text") instanceof String text) {
            body.append("<h2>")
                    .append(texts.html("mail.text"))
                    .append("</h2><pre>")
                    .append(Html.escape(text))
                    .append("</pre>");
        }
        if (!m.path("attachments").isEmpty()) {
            body.append("<h2>").append(texts.html("mail.attachments")).append("</h2><ul>");
            m.path("attachments")
                    .forEach(a -> body.append("<li>")
                            .append(Html.escape(Json.text(a, "name", "?") + " · " + Json.text(a, "content_type", "")
                                    + " · " + a.path("size").asText()))
                            .append("</li>"));
            body.append("</ul>");
        }
        body.append("<details><summary>")
                .append(texts.html("mail.raw"))
                .append("</summary><pre>")
                .append(Html.escape(Json.text(m, "raw", "")))
                .append("</pre></details></main>");
        Reply page = Reply.html(Html.page(texts.locale(), texts.get("mail.title"), "console", body.toString()));
        return page.header(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'; form-action 'self'");
    }

    private Reply htmlBody(Call call) {
        ObjectNode m = store.find(TYPE, call.var("id"));
        return Reply.html(m == null ? "" : Json.text(m, "html", ""))
                .header(
                        "Content-Security-Policy",
                        "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data: http: https:");
    }

    public URI baseUri() {
        return server.baseUri();
    }

    public int smtpPort() {
        return smtp.port();
    }

    @Override
    public void close() {
        smtp.close();
        server.close();
        store.close();
    }

    private static final class Style implements SandboxServer.Style {
        @Override
        public Reply notFound(Call call) {
            return Reply.json(404, Json.object().put("error", "not found"));
        }

        @Override
        public Reply fault(Faults.Fault fault) {
            return Reply.json(500, Json.object().put("error", "sandbox fault"));
        }

        @Override
        public Reply failure(RuntimeException error) {
            return error instanceof IllegalArgumentException
                    ? Reply.json(422, Json.object().put("error", String.valueOf(error.getMessage())))
                    : Reply.json(500, Json.object().put("error", "unexpected"));
        }
    }
}
