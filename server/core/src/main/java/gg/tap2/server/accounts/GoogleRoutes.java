package gg.tap2.server.accounts;

import gg.tap2.model.Routes;
import gg.tap2.model.accounts.ConfirmIdentity;
import gg.tap2.model.accounts.GoogleExchange;
import gg.tap2.model.accounts.GoogleStart;
import gg.tap2.model.accounts.Role;
import gg.tap2.model.common.Currency;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Principal;
import gg.tap2.server.platform.http.Proof;
import gg.tap2.server.platform.http.Routing;
import java.time.Duration;
import java.util.Map;

/// HTTP of Google sign-in. Where a second factor is asked in the browser, the challenge waits in the cookie
/// `tap2_challenge` for the page `/login/code`.
final class GoogleRoutes {
    private static final String GOOGLE = Routes.AUTH + "/google";

    private final GoogleAccounts google;
    private final WebSessions web;

    GoogleRoutes(GoogleAccounts google, WebSessions web) {
        this.google = google;
        this.web = web;
    }

    void register(Routing routing) {
        routing.page("/auth/google", Access.PUBLIC, Proof.OWNER, this::start)
                .page(GoogleAccounts.CALLBACK, Access.PUBLIC, this::callback)
                .get(GOOGLE, Access.PUBLIC, c -> c.ok(google.offer()))
                .post(GOOGLE + "/start", Access.PUBLIC, c -> c.ok(google.startStudio(c.body(GoogleStart.class))))
                .post(GOOGLE + "/exchange", Access.PUBLIC, this::exchange)
                .post(GOOGLE + "/link", Access.SIGNED_IN, Proof.IN_REQUEST, this::link)
                .post(GOOGLE + "/unlink", Access.SIGNED_IN, Proof.IN_REQUEST, this::unlink);
    }

    private void start(Call call) {
        var role = call.query("role").filter("creator"::equals).isPresent() ? Role.CREATOR : Role.FAN;
        String browser = web.newBrowser(call);
        call.redirect(google.startWeb(
                browser,
                call.query("next").orElse("/"),
                role,
                call.query("currency").flatMap(Currency::find).orElse(null)));
    }

    private void link(Call call) {
        var proof = call.body(ConfirmIdentity.class);
        String browser = web.newBrowser(call);
        call.ok(Map.of("authorizationUri", google.startLink(call.principal().userId(), proof, browser, "/settings")));
    }

    private void unlink(Call call) {
        google.unlink(
                call.principal().userId(),
                call.body(ConfirmIdentity.class),
                call.client().ip());
        call.noContent();
    }

    private void callback(Call call) {
        var outcome = google.finishWeb(
                call.query("state").orElse(""),
                call.query("code").orElse(""),
                call.cookie(WebSessions.BROWSER).orElse(""),
                call.findPrincipal().map(Principal::userId).orElse(null),
                web.client(call));
        web.add(call.response(), WebSessions.BROWSER, "", Duration.ZERO);
        switch (outcome) {
            case GoogleOutcome.Proceeded(var login, var target) -> proceed(call, login, target);
            case GoogleOutcome.Linked(var target) -> call.redirect(target);
            case GoogleOutcome.Failed f -> call.redirect("/login?error=google_failed");
            case GoogleOutcome.EmailUnverified e -> call.redirect("/login?error=google_email_unverified");
            case GoogleOutcome.LinkFirst l -> call.redirect("/login?error=google_link_first");
        }
    }

    private void proceed(Call call, LoginOutcome login, String target) {
        switch (login) {
            case LoginOutcome.SignedIn in -> {
                web.start(call, in);
                call.redirect(target);
            }
            case LoginOutcome.SecondFactorNeeded(var challenge) -> {
                web.add(call.response(), WebSessions.CHALLENGE, challenge, SignIns.CHALLENGE_LIFETIME);
                call.redirect("/login/code?next="
                        + java.net.URLEncoder.encode(target, java.nio.charset.StandardCharsets.UTF_8));
            }
            case LoginOutcome.Suspended s -> call.redirect("/login?error=account_suspended");
            case LoginOutcome.Refused r -> call.redirect("/login?error=google_failed");
            case LoginOutcome.ChallengeOver c -> call.redirect("/login?error=google_failed");
            case LoginOutcome.TooMany t -> call.redirect("/login?error=google_failed");
        }
    }

    private void exchange(Call call) {
        var outcome = google.finishStudio(call.body(GoogleExchange.class), Clients.of(call, false));
        switch (outcome) {
            case GoogleOutcome.Proceeded(var login, var target) -> AccountRoutes.answer(call, login);
            case GoogleOutcome.Linked l -> throw ApiException.unauthorized("google_failed");
            case GoogleOutcome.Failed f -> throw ApiException.unauthorized("google_failed");
            case GoogleOutcome.EmailUnverified e -> throw ApiException.of(403, "google_email_unverified");
            case GoogleOutcome.LinkFirst l -> throw ApiException.conflict("google_link_first");
        }
    }
}
