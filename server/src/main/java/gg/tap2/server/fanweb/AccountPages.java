package gg.tap2.server.fanweb;

import gg.tap2.model.accounts.*;
import gg.tap2.model.billing.*;
import gg.tap2.model.catalog.*;
import gg.tap2.server.accounts.*;
import gg.tap2.server.billing.*;
import gg.tap2.server.catalog.*;
import gg.tap2.server.library.*;
import gg.tap2.server.platform.db.*;
import gg.tap2.server.platform.http.*;
import io.helidon.http.*;
import java.time.*;
import java.util.*;
import org.jspecify.annotations.Nullable;

/// Signing in and up, and the account's settings.
final class AccountPages {
    private final Web web;
    private final AccountsFeature accounts;
    private final BillingFeature billing;

    AccountPages(Web web, AccountsFeature accounts, BillingFeature billing) {
        this.web = web;
        this.accounts = accounts;
        this.billing = billing;
    }

    void register(Routing r) {
        r.page("/login", Access.PUBLIC, c -> form(c, "login", "login.title", null, Map.of()));
        r.form("/login", Access.PUBLIC, this::login);
        r.form("/login/2fa", Access.PUBLIC, this::second);
        r.page("/register", Access.PUBLIC, c -> form(c, "register", "register.title", null, Map.of()));
        r.form("/register", Access.PUBLIC, this::signUp);
        r.form("/logout", Access.SIGNED_IN, c -> {
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
        r.form("/forgot", Access.PUBLIC, c -> {
            accounts.accounts()
                    .forgotPassword(c.field("email").orElse(""), c.client().ip());
            done(c, "forgot.title", "forgot.done");
        });
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
        for (String path : List.of("/verify", "/verify-email")) {
            r.page(
                    path,
                    Access.PUBLIC,
                    c -> form(
                            c,
                            "verify",
                            "verify.title",
                            null,
                            Map.of("token", c.query("token").orElse(""))));
        }
        r.form("/verify", Access.PUBLIC, c -> {
            boolean ok = accounts.accounts()
                    .verifyEmail(c.field("token").orElse(""), c.client().ip());
            done(c, "verify.title", ok ? "verify.done" : "link.over");
        });
        r.page("/settings", Access.SIGNED_IN, c -> settings(c, null, Map.of()));
        r.form("/settings/{what}", Access.SIGNED_IN, this::change);
    }

    private void form(Call c, String template, String title, @Nullable String error, Map<String, Object> model) {
        var v = web.view(c, title);
        v.error = error;
        v.noindex = true;
        var all = new HashMap<String, Object>(model);
        all.putIfAbsent("email", c.route().unsafe() ? c.field("email").orElse("") : "");
        all.putIfAbsent("next", Web.next(c, "/library"));
        web.send(c, error == null ? 200 : 422, template, v, all);
    }

    private void done(Call c, String title, String text) {
        var v = web.view(c, title);
        v.noindex = true;
        web.send(c, "message", v, Map.of("text", v.t(text)));
    }

    private void login(Call c) {
        var request = new LoginRequest(
                c.field("email").orElse(""), c.field("password").orElse(""), null);
        try {
            Call.validate(request);
        } catch (ApiException e) {
            form(c, "login", "login.title", web.message(c, e), Map.of());
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
        var v = web.view(c, "login.title");
        switch (outcome) {
            case LoginOutcome.SignedIn in -> {
                accounts.web().start(c, in);
                c.redirect(Web.next(c, "/library"));
            }
            case LoginOutcome.SecondFactorNeeded(var token) ->
                form(c, "second", "second.title", null, Map.of("challenge", token));
            case LoginOutcome.Refused r
            when !challenge.isEmpty() ->
                form(c, "second", "second.title", v.t("second.wrong"), Map.of("challenge", challenge));
            case LoginOutcome.Refused r -> form(c, "login", "login.title", v.t("login.wrong"), Map.of());
            case LoginOutcome.ChallengeOver o -> form(c, "login", "login.title", v.t("login.again"), Map.of());
            case LoginOutcome.Suspended s -> form(c, "login", "login.title", v.t("login.suspended"), Map.of());
            case LoginOutcome.TooMany(int seconds) -> throw ApiException.tooMany(seconds);
        }
    }

    private void signUp(Call c) {
        var request = new RegisterRequest(
                c.field("email").orElse(""),
                c.field("password").orElse(""),
                Role.FAN,
                c.field("name").orElse(""),
                null,
                c.locale().getLanguage());
        try {
            Call.validate(request);
            accounts.accounts().register(request, c.locale(), c.client().ip());
        } catch (ApiException e) {
            if (e.status() >= 500) {
                throw e;
            }
            form(c, "register", "register.title", web.message(c, e), Map.of());
            return;
        }
        done(c, "register.title", "register.done");
    }

    private void reset(Call c) {
        var request = new ResetPassword(
                c.field("token").orElse(""), c.field("password").orElse(""));
        try {
            Call.validate(request);
            done(
                    c,
                    "reset.title",
                    accounts.accounts().resetPassword(request, c.client().ip()) ? "reset.done" : "link.over");
        } catch (ApiException e) {
            form(c, "reset", "reset.title", web.message(c, e), Map.of("token", request.token()));
        }
    }

    private void settings(Call c, @Nullable ApiException problem, Map<String, Object> extra) {
        var v = web.view(c, "settings.title");
        v.error = problem == null ? null : web.message(c, problem);
        v.notice = c.query("saved").isPresent() ? v.t("settings.saved") : null;
        UUID user = c.principal().userId();
        UUID fan = Web.fan(c);
        var model = new HashMap<String, Object>();
        model.put("me", accounts.accounts().me(user));
        model.put("sessions", accounts.sessions().list(user, c.principal().sessionId()));
        model.put("cards", fan == null ? List.of() : billing.paymentMethods().list(fan));
        model.put("setup", extra.get("setup"));
        model.put("codes", extra.getOrDefault("codes", List.of()));
        web.send(c, problem == null ? 200 : problem.status(), "settings", v, model);
    }

    private static ConfirmIdentity proof(Call c) {
        return new ConfirmIdentity(
                c.field("password").orElse(null), c.field("code").orElse(null));
    }

    private void change(Call c) {
        UUID user = c.principal().userId();
        String ip = c.client().ip();
        var a = accounts.accounts();
        try {
            switch (c.path("what")) {
                case "profile" -> {
                    var change = new UpdateMe(
                            c.field("name").orElse(""), c.field("locale").orElse(null));
                    Call.validate(change);
                    a.update(user, change);
                    SitePages.language(c, c.field("locale").orElse("en"));
                }
                case "password" -> {
                    var change = new ChangePassword(
                            c.field("password").orElse(null),
                            c.field("new").orElse(""),
                            c.field("code").orElse(null));
                    Call.validate(change);
                    a.changePassword(user, c.principal().sessionId(), change, ip);
                }
                case "email" -> {
                    var change = new ChangeEmail(
                            c.field("email").orElse(""),
                            c.field("password").orElse(null),
                            c.field("code").orElse(null));
                    Call.validate(change);
                    a.requestEmailChange(user, change, ip);
                }
                case "2fa" -> {
                    settings(c, null, Map.of("setup", a.prepareSecondFactor(user, proof(c))));
                    return;
                }
                case "2fa-confirm" -> {
                    var codes = a.enableSecondFactor(user, c.field("code").orElse(""), ip)
                            .orElseThrow(() -> ApiException.invalid("code", "code_wrong"));
                    settings(c, null, Map.of("codes", codes.backupCodes()));
                    return;
                }
                case "2fa-off" -> a.disableSecondFactor(user, proof(c), ip);
                case "session" -> accounts.sessions().revoke(user, uuid(c), ip);
                case "sessions" ->
                    accounts.sessions().revokeOthers(user, c.principal().sessionId(), ip);
                case "card-default" -> billing.paymentMethods().makeDefault(c.fanId(), uuid(c));
                case "card-delete" -> billing.paymentMethods().delete(c.fanId(), uuid(c));
                default -> throw ApiException.notFound();
            }
        } catch (ApiException e) {
            if (e.status() == 404 || e.status() >= 500) {
                throw e;
            }
            settings(c, e, Map.of());
            return;
        }
        c.redirect("/settings?saved=1");
    }

    private static UUID uuid(Call c) {
        try {
            return UUID.fromString(c.field("id").orElse(""));
        } catch (IllegalArgumentException e) {
            throw ApiException.notFound();
        }
    }
}
