package gg.tap2.server.platform.http;

import gg.tap2.server.platform.i18n.Texts;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Sends what [ErrorMapper] makes of a failure: a page to people, JSON to programs.
public final class ErrorAnswers {
    private static final Runnable NOTHING = () -> {};

    private final ErrorMapper errors;
    private final Page errorPage;

    /// Draws an error for people.
    public interface Page {
        /// @param reader who is signed in; null for nobody
        byte[] render(ErrorMapper.Answer answer, Locale locale, String requestId, @Nullable Principal reader);
    }

    ErrorAnswers(Texts texts, Page errorPage) {
        this.errors = new ErrorMapper(texts);
        this.errorPage = errorPage;
    }

    void send(Route route, ServerRequest req, ServerResponse res, String requestId, Throwable t) {
        if (res.isSent()) {
            errors.map(t, Locale.ENGLISH, requestId, route.method() + " " + route.path());
            return;
        }
        Locale locale = Texts.choose(
                req.headers().cookies().first("lang").asOptional().orElse(null),
                req.headers().first(HeaderNames.ACCEPT_LANGUAGE).orElse(null));
        var answer = errors.map(t, locale, requestId, route.method() + " " + route.path());
        if (answer.retryAfter() > 0) {
            res.header(HeaderNames.RETRY_AFTER, Integer.toString(answer.retryAfter()));
        }
        if (answer.status() == 401 && !route.page()) {
            res.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        res.headers().set(HeaderValues.create(HeaderNames.CACHE_CONTROL, "no-store"));
        boolean unread = req.content().hasEntity() && !req.content().consumed();
        if (answer.status() == 413 || unread || t instanceof RequestException) {
            res.headers().set(HeaderValues.CONNECTION_CLOSE);
        }
        if (route.page()) {
            String way = switch (answer.code()) {
                case "step_up_required" -> "/step-up";
                case "email_unconfirmed" -> "/confirm";
                default -> answer.status() == 401 ? "/login" : "";
            };
            if (!way.isEmpty()) {
                String query = route.unsafe() ? "" : req.query().rawValue();
                String back = java.net.URLEncoder.encode(
                        req.path().path() + (query.isEmpty() ? "" : "?" + query),
                        java.nio.charset.StandardCharsets.UTF_8);
                res.header(HeaderNames.LOCATION, way + "?next=" + back);
                res.status(Status.SEE_OTHER_303).send();
                return;
            }
            Responses.send(
                    req,
                    res,
                    answer.status(),
                    "text/html; charset=utf-8",
                    errorPage.render(
                            answer,
                            locale,
                            requestId,
                            req.context().get(Principal.class).orElse(null)),
                    NOTHING);
        } else {
            Responses.send(req, res, answer.status(), "application/json", errors.json(answer, requestId), NOTHING);
        }
    }
}
