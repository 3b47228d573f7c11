package gg.tap2.server.fanweb;

import gg.tap2.model.accounts.ChangeEmail;
import gg.tap2.model.accounts.ConfirmIdentity;
import gg.tap2.model.accounts.VerifyEmail;
import gg.tap2.server.accounts.AccountsFeature;
import gg.tap2.server.accounts.ConfirmOutcome;
import gg.tap2.server.accounts.Confirmations.Ahead;
import gg.tap2.server.accounts.Confirmations.Bearer;
import gg.tap2.server.accounts.Confirmations.Need;
import gg.tap2.server.accounts.LoginOutcome;
import gg.tap2.server.accounts.Recoveries.Denied;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Principal;
import gg.tap2.server.platform.http.Proof;
import gg.tap2.server.platform.http.Routing;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Confirming an address, what an account may do before that, and taking back what somebody else did.
final class ConfirmPages {
    private final Web web;
    private final AccountsFeature accounts;

    ConfirmPages(Web web, AccountsFeature accounts) {
        this.web = web;
        this.accounts = accounts;
    }

    void register(Routing r) {
        for (String path : List.of("/verify", "/verify-email")) {
            r.page(path, Access.PUBLIC, c -> ahead(c, c.query("token").orElse(""), null));
        }
        r.form("/verify", Access.PUBLIC, this::verify);
        r.page("/confirm", Access.UNCONFIRMED, c -> waiting(c, null, null));
        r.form("/confirm/{what}", Access.UNCONFIRMED, Proof.IN_REQUEST, this::correct);
        r.page("/not-me", Access.PUBLIC, this::denial);
        r.form("/not-me", Access.PUBLIC, this::deny);
    }

    private Bearer bearer(Call c) {
        return new Bearer(
                c.findPrincipal()
                        .filter(p -> p.actingAdminId() == null)
                        .map(Principal::userId)
                        .orElse(null),
                accounts.web().registration(c).orElse(null),
                c.client().ip());
    }

    private void ahead(Call c, String token, @Nullable ApiException problem) {
        Ahead ahead = accounts.confirmations().ahead(token, bearer(c));
        if (ahead.need() == Need.ANOTHER_LINK) {
            message(c, "verify.title", "link.over");
            return;
        }
        var v = web.view(c, "verify.title");
        v.noindex = true;
        web.explain(c, v, problem, c.field("new").isPresent() ? "/verify#new" : "/verify");
        web.send(
                c,
                problem == null ? 200 : problem.status(),
                "verify",
                v,
                Map.of(
                        "token",
                        token,
                        "next",
                        Web.next(c, "/library"),
                        "address",
                        String.valueOf(ahead.email()),
                        "click",
                        ahead.need() == Need.CLICK));
    }

    /// From a page, a password or a new one is asked for unless this is the browser of the account; then whoever
    /// confirmed is signed in and goes on to where they wanted.
    private void verify(Call c) {
        String token = c.field("token").orElse("");
        String next = Web.next(c, "/library");
        var request = new VerifyEmail(
                token,
                c.field("password").filter(s -> !s.isEmpty()).orElse(null),
                c.field("new").filter(s -> !s.isEmpty()).orElse(null));
        try {
            Call.validate(request);
            Ahead ahead = accounts.confirmations().ahead(token, bearer(c));
            if (ahead.need() == Need.PASSWORD && request.password() == null && request.newPassword() == null) {
                throw ApiException.invalid(c.field("new").isPresent() ? "newPassword" : "password", "required");
            }
            switch (accounts.confirmations().confirm(request, bearer(c))) {
                case ConfirmOutcome.LinkOver o -> message(c, "verify.title", "link.over");
                case ConfirmOutcome.Confirmed(var user, var proven) -> {
                    if (c.findPrincipal().isPresent() || !proven) {
                        c.redirect(next);
                        return;
                    }
                    signedIn(
                            c, accounts.signIns().confirmed(user, accounts.web().client(c)), next);
                }
            }
        } catch (ApiException e) {
            if (e.status() >= 500) {
                throw e;
            }
            ahead(c, token, e);
        }
    }

    private void signedIn(Call c, LoginOutcome outcome, String next) {
        String on = URLEncoder.encode(next, StandardCharsets.UTF_8);
        switch (outcome) {
            case LoginOutcome.SignedIn in -> {
                accounts.web().start(c, in);
                c.redirect(next);
            }
            case LoginOutcome.SecondFactorNeeded(var challenge) -> {
                accounts.web().challenge(c, challenge);
                c.redirect("/login/code?next=" + on);
            }
            case LoginOutcome.Refused r -> c.redirect("/login?next=" + on);
            case LoginOutcome.ChallengeOver o -> c.redirect("/login?next=" + on);
            case LoginOutcome.Suspended s -> c.redirect("/login?error=account_suspended");
            case LoginOutcome.TooMany t -> c.redirect("/login?next=" + on);
        }
    }

    /// All that an account may do before its address is confirmed.
    private void waiting(Call c, @Nullable ApiException problem, @Nullable String notice) {
        var p = c.principal();
        if (p.confirmed()) {
            c.redirect(Web.next(c, "/library"));
            return;
        }
        var v = web.view(c, "confirm.title");
        v.noindex = true;
        web.explain(c, v, problem);
        v.notice = notice == null ? null : v.t(notice);
        web.send(
                c,
                problem == null ? 200 : problem.status(),
                "confirm",
                v,
                Map.of(
                        "me", accounts.accounts().me(p.userId()),
                        "pending",
                                accounts.accounts().pendingAddress(p.userId()).orElse(""),
                        "next", Web.next(c, "/library")));
    }

    private void correct(Call c) {
        var p = c.principal();
        String ip = c.client().ip();
        String password = c.field("password").filter(s -> !s.isEmpty()).orElse(null);
        try {
            switch (c.path("what")) {
                case "resend" ->
                    accounts.confirmations()
                            .resend(accounts.accounts().me(p.userId()).email());
                case "email" -> {
                    var change = new ChangeEmail(c.field("email").orElse(""), password, null);
                    Call.validate(change);
                    accounts.accounts().requestEmailChange(p.userId(), change, ip);
                }
                case "delete" -> {
                    accounts.privacy()
                            .requestDeletion(
                                    p.userId(), p.sessionId(), new ConfirmIdentity(password, null), c.locale(), ip);
                    message(c, "confirm.title", "confirm.deleted");
                    return;
                }
                default -> throw ApiException.notFound();
            }
            waiting(c, null, "confirm.sent");
        } catch (ApiException e) {
            if (e.status() == 404 || e.status() >= 500) {
                throw e;
            }
            waiting(c, e, null);
        }
    }

    private void denial(Call c) {
        String token = c.query("token").orElse("");
        var what = accounts.recoveries().ahead(token).orElse(null);
        if (what == null) {
            message(c, "not_me.title", "link.over");
            return;
        }
        var v = web.view(c, "not_me.title");
        v.noindex = true;
        web.send(c, "notme", v, Map.of("token", token, "text", v.t("not_me." + key(what))));
    }

    private static String key(Denied what) {
        return what.name().toLowerCase(java.util.Locale.ROOT);
    }

    private void deny(Call c) {
        var reset = accounts.recoveries()
                .deny(c.field("token").orElse(""), c.client().ip());
        if (reset.isEmpty()) {
            message(c, "not_me.title", "link.over");
            return;
        }
        accounts.web().end(c);
        c.redirect("/reset-password?denied=1&token=" + reset.get());
    }

    private void message(Call c, String title, String text) {
        var v = web.view(c, title);
        v.noindex = true;
        web.send(c, "message", v, Map.of("text", v.t(text)));
    }
}
