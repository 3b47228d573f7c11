package gg.tap2.server.fanweb;

import gg.tap2.model.accounts.ForgotPassword;
import gg.tap2.model.accounts.LoginRequest;
import gg.tap2.model.accounts.RegisterRequest;
import gg.tap2.model.accounts.ResetPassword;
import gg.tap2.model.accounts.Role;
import gg.tap2.model.common.Currency;
import gg.tap2.server.accounts.AccountsFeature;
import gg.tap2.server.accounts.LoginOutcome;
import gg.tap2.server.accounts.WebSessions;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Routing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Signing in and up, and the ways back in.
final class AccountPages {
    private static final Set<String> GOOGLE_ERRORS =
            Set.of("google_failed", "google_email_unverified", "google_link_first", "account_suspended");

    private final Web web;
    private final AccountsFeature accounts;

    AccountPages(Web web, AccountsFeature accounts) {
        this.web = web;
        this.accounts = accounts;
    }

    void register(Routing r) {
        r.page("/login", Access.PUBLIC, this::loginForm);
        r.page(
                "/login/code",
                Access.PUBLIC,
                c -> form(
                        c,
                        "second",
                        "second.title",
                        null,
                        Map.of("challenge", c.cookie(WebSessions.CHALLENGE).orElse(""))));
        r.form("/login", Access.PUBLIC, this::login);
        r.form("/login/2fa", Access.PUBLIC, this::second);
        r.form(
                "/login/passkey",
                Access.PUBLIC,
                c -> answer(
                        c,
                        accounts.signIns()
                                .passkey(
                                        c.field("credential").orElse(""),
                                        accounts.web().client(c)),
                        ""));
        r.page("/register", Access.PUBLIC, c -> {
            if (c.findPrincipal().isPresent()) {
                c.redirect(Web.next(c, "/library"));
                return;
            }
            form(c, "register", "register.title", null, Map.of());
        });
        r.form("/register", Access.PUBLIC, this::signUp);
        r.form("/logout", Access.UNCONFIRMED, c -> {
            accounts.sessions()
                    .logout(
                            c.principal().userId(),
                            c.principal().sessionId(),
                            c.client().ip());
            accounts.web().end(c);
            c.redirect("/");
        });
        for (String path : List.of("/forgot", "/forgot-password")) {
            r.page(path, Access.PUBLIC, c -> form(c, "forgot", "forgot.title", null, Map.of()));
        }
        r.form("/forgot", Access.PUBLIC, this::forgot);
        for (String path : List.of("/reset", "/reset-password")) {
            r.page(
                    path,
                    Access.PUBLIC,
                    c -> form(
                            c,
                            "reset",
                            "reset.title",
                            null,
                            Map.of("token", c.query("token").orElse(""))));
        }
        r.form("/reset", Access.PUBLIC, this::reset);
        // Where a bank's page sends the browser; the studio that opened it sees the account by itself.
        r.page("/bank-connected", Access.PUBLIC, c -> done(c, "bank_connected.title", "bank_connected.text"));
    }

    private void form(Call c, String template, String title, @Nullable Refusal refused, Map<String, Object> model) {
        var v = web.view(c, title);
        v.refused = refused;
        v.noindex = true;
        v.passkeys = template.equals("login") || template.equals("second");
        var all = new HashMap<String, Object>(model);
        // An address in the link comes from a page of ours, such as the thanks after a purchase.
        all.putIfAbsent(
                "email",
                c.route().unsafe()
                        ? c.field("email").orElse("")
                        : c.query("email").orElse(""));
        if (template.equals("register")) {
            boolean creator = asCreator(c);
            all.put("name", c.route().unsafe() ? c.field("name").orElse("") : "");
            all.put("creator", creator);
            all.put("currency", c.route().unsafe() ? currency(c) : SuggestedCurrency.of(c));
            all.put("next", Web.next(c, creator ? "/studio" : "/library"));
        }
        all.putIfAbsent("next", Web.next(c, "/library"));
        if (template.equals("login") || template.equals("register")) {
            all.put("google", accounts.google().isAvailable());
        }
        web.send(c, refused == null ? 200 : 422, template, v, all);
    }

    private void done(Call c, String title, String text) {
        var v = web.view(c, title);
        v.noindex = true;
        web.send(c, "message", v, Map.of("text", v.t(text)));
    }

    /// Google sends back here when something is in the way, with a code of ours.
    private void loginForm(Call c) {
        String code = c.query("error").filter(GOOGLE_ERRORS::contains).orElse(null);
        // No form was sent: the page says it at its top.
        form(c, "login", "login.title", code == null ? null : web.refusal(c, ApiException.of(403, code), ""), Map.of());
    }

    private Refusal refusal(Call c, ApiException e) {
        return web.refusal(c, e, c.request().path().path());
    }

    private void login(Call c) {
        var request = new LoginRequest(
                c.field("email").orElse(""), c.field("password").orElse(""), null);
        try {
            Call.validate(request);
        } catch (ApiException e) {
            form(c, "login", "login.title", refusal(c, e), Map.of());
            return;
        }
        answer(c, accounts.signIns().login(request, accounts.web().client(c)), "");
    }

    private void second(Call c) {
        String challenge = c.field("challenge").orElse("");
        answer(
                c,
                accounts.signIns()
                        .verify(
                                challenge,
                                c.field("code").orElse(""),
                                accounts.web().client(c)),
                challenge);
    }

    private void answer(Call c, LoginOutcome outcome, String challenge) {
        boolean passkey = c.route().path().endsWith("passkey");
        switch (outcome) {
            case LoginOutcome.SignedIn in -> {
                accounts.web().start(c, in);
                c.redirect(Web.next(c, "/library"));
            }
            case LoginOutcome.SecondFactorNeeded(var token) ->
                form(c, "second", "second.title", null, Map.of("challenge", token));
            case LoginOutcome.Refused r
            when !challenge.isEmpty() ->
                form(
                        c,
                        "second",
                        "second.title",
                        web.refusal(c, "/login/2fa", "code", "second.wrong"),
                        Map.of("challenge", challenge));
            case LoginOutcome.Refused r ->
                form(
                        c,
                        "login",
                        "login.title",
                        passkey
                                ? web.refusal(c, "/login/passkey", "", "passkeys.refused")
                                : web.refusal(c, "/login", "password", "login.wrong"),
                        Map.of());
            case LoginOutcome.ChallengeOver o ->
                form(c, "login", "login.title", web.refusal(c, "/login", "", "login.again"), Map.of());
            case LoginOutcome.Suspended s ->
                form(c, "login", "login.title", web.refusal(c, "/login", "", "login.suspended"), Map.of());
            case LoginOutcome.TooMany(int seconds) -> {
                boolean second = !challenge.isEmpty();
                form(
                        c,
                        second ? "second" : "login",
                        second ? "second.title" : "login.title",
                        refusal(c, ApiException.tooMany(seconds)),
                        second ? Map.of("challenge", challenge) : Map.of());
            }
        }
    }

    /// Somebody who wants to sell; everybody else opens a fan's account.
    private static boolean asCreator(Call c) {
        return (c.route().unsafe() ? c.field("as") : c.query("as"))
                .filter("creator"::equals)
                .isPresent();
    }

    /// What was chosen; what was suggested where the field is none of ours.
    private static Currency currency(Call c) {
        return c.field("currency").flatMap(Currency::find).orElseGet(() -> SuggestedCurrency.of(c));
    }

    private void signUp(Call c) {
        boolean creator = asCreator(c);
        var request = new RegisterRequest(
                c.field("email").orElse(""),
                c.field("password").orElse(""),
                creator ? Role.CREATOR : Role.FAN,
                c.field("name").orElse(""),
                null,
                c.locale().getLanguage(),
                null,
                creator ? currency(c) : null);
        try {
            Call.validate(request);
            String next = Web.next(c, creator ? "/studio" : "/library");
            accounts.web()
                    .registered(
                            c,
                            accounts.accounts()
                                    .register(request, c.locale(), c.client().ip(), next));
        } catch (ApiException e) {
            if (e.status() >= 500) {
                throw e;
            }
            form(c, "register", "register.title", refusal(c, e), Map.of());
            return;
        }
        done(c, "register.title", "register.done");
    }

    private void forgot(Call c) {
        String email = c.field("email").map(String::strip).orElse("");
        try {
            Call.validate(new ForgotPassword(email));
            accounts.recoveries().forgotPassword(email, c.client().ip());
        } catch (ApiException e) {
            form(c, "forgot", "forgot.title", refusal(c, Web.shown(e)), Map.of());
            return;
        }
        done(c, "forgot.title", "forgot.done");
    }

    private void reset(Call c) {
        var request = new ResetPassword(
                c.field("token").orElse(""), c.field("password").orElse(""));
        try {
            Call.validate(request);
            done(
                    c,
                    "reset.title",
                    accounts.recoveries().resetPassword(request, c.client().ip()) ? "reset.done" : "link.over");
        } catch (ApiException e) {
            form(c, "reset", "reset.title", refusal(c, e), Map.of("token", request.token()));
        }
    }
}
