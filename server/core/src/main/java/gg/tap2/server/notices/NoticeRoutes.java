package gg.tap2.server.notices;

import gg.tap2.model.Routes;
import gg.tap2.model.common.Envelope;
import gg.tap2.model.notices.MarkNoticesRead;
import gg.tap2.model.notices.NoticePreferences;
import gg.tap2.model.notices.PushKey;
import gg.tap2.model.notices.RemovePushSubscription;
import gg.tap2.model.notices.SavePushSubscription;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Route;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.platform.i18n.Texts;
import io.helidon.http.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// HTTP of the feed, preferences and web push; the page behind a mail's unsubscribe link; and what the mail
/// provider
/// tells of bounces.
final class NoticeRoutes {
    private final Feed feed;
    private final Preferences preferences;
    private final Pushes pushes;
    private final Texts texts;
    private final MailReports reports;

    NoticeRoutes(Feed feed, Preferences preferences, Pushes pushes, Texts texts, MailReports reports) {
        this.feed = feed;
        this.preferences = preferences;
        this.pushes = pushes;
        this.texts = texts;
        this.reports = reports;
    }

    void register(Routing r) {
        r.get(Routes.NOTICES, Access.SIGNED_IN, this::list);
        r.post(Routes.NOTICES_READ, Access.SIGNED_IN, c -> {
            feed.markRead(c.principal().userId(), c.body(MarkNoticesRead.class).ids());
            c.noContent();
        });
        r.get(
                Routes.NOTICE_PREFERENCES,
                Access.SIGNED_IN,
                c -> c.ok(preferences.get(c.principal().userId())));
        r.put(
                Routes.NOTICE_PREFERENCES,
                Access.SIGNED_IN,
                c -> c.ok(preferences.save(c.principal().userId(), c.body(NoticePreferences.class))));
        r.get(Routes.PUSH_KEY, Access.SIGNED_IN, c -> c.ok(new PushKey(pushes.publicKey())));
        r.post(Routes.PUSH_SUBSCRIPTIONS, Access.SIGNED_IN, c -> {
            pushes.subscribe(c.principal().userId(), c.body(SavePushSubscription.class));
            c.noContent();
        });
        r.delete(Routes.PUSH_SUBSCRIPTIONS, Access.SIGNED_IN, c -> {
            pushes.unsubscribe(
                    c.principal().userId(), c.body(RemovePushSubscription.class).endpoint());
            c.noContent();
        });
        r.page("/unsubscribe/{token}", Access.PUBLIC, c -> {
            var u = preferences.read(c.path("token")).orElseThrow(ApiException::notFound);
            page(c, "unsubscribe.ask", u, true);
        });
        // Mail programs post here by themselves, without cookies; the signed link is the proof (RFC 8058).
        r.post("/unsubscribe/{token}", Access.WEBHOOK, c -> {
            var u = preferences.read(c.path("token")).orElseThrow(ApiException::notFound);
            preferences.unsubscribe(u);
            page(c, "unsubscribe.done", u, false);
        });
        for (String provider : List.of("sendgrid", "postmark", "resend", "ses", "")) {
            r.add(new Route(
                    Method.POST,
                    Routes.WEBHOOK_MAIL + (provider.isEmpty() ? "" : "/" + provider),
                    Access.WEBHOOK,
                    c -> reports.take(c, provider),
                    false,
                    MailReports.MAX_BODY,
                    false));
        }
    }

    private void list(Call c) {
        long before;
        try {
            before = c.query("cursor").map(Long::parseLong).orElse(Long.MAX_VALUE);
        } catch (NumberFormatException e) {
            throw ApiException.invalid("cursor", "invalid");
        }
        var page = feed.page(c.principal().userId(), before, c.number("limit", 20, 1, 100), c.locale());
        c.json(200, Envelope.ofCursor(page.feed(), page.nextCursor()));
    }

    private void page(Call c, String key, Preferences.Unsubscribing u, boolean form) {
        var locale = c.locale();
        String group = texts.get(locale, "notice.group." + u.group());
        String html = """
                <!doctype html><html lang="%s"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">\
                <meta name="robots" content="noindex"><title>%s</title><link rel="stylesheet" href="/assets/app.css"></head>\
                <body><main><h1>%s</h1><p>%s</p>%s</main></body></html>""".formatted(
                        Texts.supported(locale).getLanguage(),
                        MailText.escape(texts.get(locale, "unsubscribe.title")),
                        MailText.escape(texts.get(locale, "unsubscribe.title")),
                        MailText.escape(texts.get(locale, key, group)),
                        form
                                ? "<form method=\"post\"><button class=\"button\">"
                                        + MailText.escape(texts.get(locale, "unsubscribe.button")) + "</button></form>"
                                : "");
        c.html(200, html.getBytes(StandardCharsets.UTF_8));
    }
}
