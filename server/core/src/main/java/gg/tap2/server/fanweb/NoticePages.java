package gg.tap2.server.fanweb;

import gg.tap2.server.messages.Messages;
import gg.tap2.server.notices.Feed;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Routing;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The feed as a page. A notice's own address marks it as read and leads on, so that the page, a push and an old tab
/// all work alike.
public final class NoticePages {
    private static final int LINES = 30;
    private static final Pattern HERE =
            Pattern.compile("/(library|history|subscriptions|settings|receipts|messages|@).*");
    private final Web web;
    private final Feed feed;
    private final Messages messages;

    NoticePages(Web web, Feed feed, Messages messages) {
        this.web = web;
        this.feed = feed;
        this.messages = messages;
    }

    void register(Routing r) {
        r.page("/notices", Access.SIGNED_IN, this::list);
        r.page("/notices/{id}", Access.SIGNED_IN, c -> {
            String path = feed.open(c.principal().userId(), c.id()).orElseThrow(ApiException::notFound);
            c.redirect(here(path) ? path : "/notices");
        });
        r.page("/messages/{id}", Access.FAN, this::letter);
        r.form("/notices/read", Access.SIGNED_IN, c -> {
            feed.markRead(c.principal().userId(), null);
            c.redirect("/notices");
        });
    }

    /// Whether a notice leads to one of these pages; a creator's notices lead into the studio.
    public static boolean here(@Nullable String path) {
        return path != null && Web.isOwnPath(path) && HERE.matcher(path).matches();
    }

    /// A creator's message, for whoever got it.
    private void letter(Call c) {
        var letter = messages.read(c.fanId(), c.id()).orElseThrow(ApiException::notFound);
        var v = web.view(c, "letter.title");
        v.title = letter.subject();
        v.noindex = true;
        web.send(c, "letter", v, Map.of("m", letter));
    }

    private void list(Call c) {
        var v = web.view(c, "notices.title");
        v.noindex = true;
        long before;
        try {
            before = c.query("before").map(Long::parseLong).orElse(Long.MAX_VALUE);
        } catch (NumberFormatException e) {
            throw ApiException.notFound();
        }
        var page = feed.page(c.principal().userId(), before, LINES, c.locale());
        var model = new HashMap<String, Object>();
        model.put("notices", page.feed().notices());
        model.put("next", page.nextCursor());
        web.send(c, "notices", v, model);
    }
}
