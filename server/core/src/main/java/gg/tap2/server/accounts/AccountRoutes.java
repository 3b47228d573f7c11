package gg.tap2.server.accounts;

import gg.tap2.model.Routes;
import gg.tap2.model.accounts.ChangeEmail;
import gg.tap2.model.accounts.ChangePassword;
import gg.tap2.model.accounts.ConfirmIdentity;
import gg.tap2.model.accounts.DenyChange;
import gg.tap2.model.accounts.ForgotPassword;
import gg.tap2.model.accounts.LoginRequest;
import gg.tap2.model.accounts.LoginResult;
import gg.tap2.model.accounts.PasswordToken;
import gg.tap2.model.accounts.RefreshRequest;
import gg.tap2.model.accounts.RegisterRequest;
import gg.tap2.model.accounts.RegisterResult;
import gg.tap2.model.accounts.RenameSession;
import gg.tap2.model.accounts.ResetPassword;
import gg.tap2.model.accounts.SecurityEvent;
import gg.tap2.model.accounts.UpdateMe;
import gg.tap2.model.accounts.VerifyEmail;
import gg.tap2.model.accounts.VerifySecondFactor;
import gg.tap2.model.common.EmailAddress;
import gg.tap2.model.common.Envelope;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Principal;
import gg.tap2.server.platform.http.Proof;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.platform.i18n.Texts;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/// HTTP of accounts. Answers with tokens are never stored for replays.
final class AccountRoutes {
    private static final String AUTH = Routes.AUTH;
    private static final Map<String, Object> DONE = Map.of("accepted", true);

    private final Accounts accounts;
    private final Confirmations confirmations;
    private final Recoveries recoveries;
    private final SignIns signIns;
    private final Sessions sessions;
    private final Privacy privacy;
    private final StepUp stepUp;
    private final WebSessions web;
    private final Texts texts;

    AccountRoutes(
            Accounts accounts,
            Confirmations confirmations,
            Recoveries recoveries,
            SignIns signIns,
            Sessions sessions,
            Privacy privacy,
            StepUp stepUp,
            WebSessions web,
            Texts texts) {
        this.accounts = accounts;
        this.confirmations = confirmations;
        this.recoveries = recoveries;
        this.signIns = signIns;
        this.sessions = sessions;
        this.privacy = privacy;
        this.stepUp = stepUp;
        this.web = web;
        this.texts = texts;
    }

    void register(Routing routing) {
        routing.post(Routes.REGISTER, Access.PUBLIC, this::register)
                .post(Routes.LOGIN, Access.PUBLIC, this::login)
                .post(Routes.VERIFY_2FA, Access.PUBLIC, this::verifySecondFactor)
                .post(Routes.REFRESH, Access.PUBLIC, this::refresh)
                .post(Routes.LOGOUT, Access.UNCONFIRMED, this::logout)
                .get(
                        Routes.ME,
                        Access.UNCONFIRMED,
                        c -> c.ok(accounts.me(c.principal().userId())))
                .patch(
                        Routes.ME,
                        Access.SIGNED_IN,
                        c -> c.ok(accounts.update(c.principal().userId(), c.body(UpdateMe.class))))
                .post(AUTH + "/forgot-password", Access.PUBLIC, this::forgotPassword)
                .post(AUTH + "/reset-password", Access.PUBLIC, this::resetPassword)
                .post(AUTH + "/verify-email", Access.PUBLIC, this::verifyEmail)
                .post(AUTH + "/resend-verification", Access.PUBLIC, this::resendVerification)
                .post(AUTH + "/enable-2fa", Access.SIGNED_IN, Proof.IN_REQUEST, this::enableSecondFactor)
                .post(AUTH + "/disable-2fa", Access.SIGNED_IN, Proof.IN_REQUEST, this::disableSecondFactor)
                .post(AUTH + "/backup-codes", Access.SIGNED_IN, Proof.IN_REQUEST, this::renewBackupCodes)
                .post(AUTH + "/change-password", Access.SIGNED_IN, Proof.IN_REQUEST, this::changePassword)
                .post(AUTH + "/change-email", Access.UNCONFIRMED, Proof.IN_REQUEST, this::changeEmail)
                .get(
                        Routes.STEP_UP,
                        Access.SIGNED_IN,
                        c -> c.ok(stepUp.state(c.principal().sessionId())))
                .post(
                        Routes.STEP_UP,
                        Access.SIGNED_IN,
                        Proof.IN_REQUEST,
                        c -> c.ok(stepUp.prove(
                                c.principal(),
                                c.body(ConfirmIdentity.class),
                                c.client().ip())))
                .get(AUTH + "/sessions", Access.SIGNED_IN, this::listSessions)
                .post(AUTH + "/sessions/revoke-others", Access.SIGNED_IN, this::revokeOthers)
                .delete(AUTH + "/sessions/{id}", Access.SIGNED_IN, this::revokeSession)
                .patch(AUTH + "/sessions/{id}", Access.SIGNED_IN, this::renameSession)
                .get(AUTH + "/events", Access.SIGNED_IN, this::events)
                .get(AUTH + "/export", Access.SIGNED_IN, Proof.FRESH, this::export)
                .post(AUTH + "/delete-account", Access.UNCONFIRMED, Proof.IN_REQUEST, this::deleteAccount)
                .post(AUTH + "/mail-code", Access.UNCONFIRMED, this::mailCode)
                .post(AUTH + "/cancel-email-change", Access.UNCONFIRMED, this::cancelEmailChange)
                .post(AUTH + "/not-me", Access.PUBLIC, this::deny)
                .post(AUTH + "/cancel-deletion", Access.UNCONFIRMED, this::cancelDeletion);
    }

    private void register(Call call) {
        var r = call.body(RegisterRequest.class);
        accounts.register(r, call.locale(), call.client().ip());
        call.json(201, Envelope.of(new RegisterResult(EmailAddress.of(r.email()).text())));
    }

    private void login(Call call) {
        answer(call, signIns.login(call.body(LoginRequest.class), Clients.of(call, false)));
    }

    private void verifySecondFactor(Call call) {
        var r = call.body(VerifySecondFactor.class);
        String challenge = r.challenge();
        if (challenge == null || challenge.isBlank()) {
            var codes = accounts.enableSecondFactor(
                    call.principal().userId(), r.code(), call.client().ip());
            call.ok(codes.orElseThrow(() -> ApiException.invalid("code", "code_wrong")));
            return;
        }
        answer(call, signIns.verify(challenge, r.code(), Clients.of(call, false)));
    }

    static void answer(Call call, LoginOutcome outcome) {
        switch (outcome) {
            case LoginOutcome.SignedIn in ->
                call.ok(
                        in.confirmed()
                                ? new LoginResult(in.tokens(), null, null)
                                : new LoginResult(null, null, in.tokens()));
            case LoginOutcome.SecondFactorNeeded(var challenge) -> call.ok(new LoginResult(null, challenge, null));
            case LoginOutcome.Refused r -> throw ApiException.unauthorized("credentials_wrong");
            case LoginOutcome.ChallengeOver c -> throw ApiException.unauthorized("challenge_over");
            case LoginOutcome.Suspended s -> throw ApiException.of(403, "account_suspended");
            case LoginOutcome.TooMany(int seconds) -> throw ApiException.tooMany(seconds);
        }
    }

    private void refresh(Call call) {
        var outcome = sessions.refresh(call.body(RefreshRequest.class).refreshToken(), Clients.of(call, false));
        switch (outcome) {
            case RefreshOutcome.Refreshed r -> call.ok(r.tokens());
            case RefreshOutcome.Invalid i -> throw ApiException.unauthorized("refresh_invalid");
            case RefreshOutcome.Reused r -> throw ApiException.unauthorized("refresh_reused");
        }
    }

    private void logout(Call call) {
        var p = call.principal();
        sessions.logout(p.userId(), p.sessionId(), call.client().ip());
        if (p.viaCookie()) {
            web.end(call);
        }
        call.noContent();
    }

    private void forgotPassword(Call call) {
        recoveries.forgotPassword(
                call.body(ForgotPassword.class).email(), call.client().ip());
        call.json(202, Envelope.of(DONE));
    }

    private void resendVerification(Call call) {
        confirmations.resend(call.body(ForgotPassword.class).email());
        call.json(202, Envelope.of(DONE));
    }

    private void resetPassword(Call call) {
        if (!recoveries.resetPassword(
                call.body(ResetPassword.class), call.client().ip())) {
            throw ApiException.invalid("token", "link_over");
        }
        call.noContent();
    }

    private void verifyEmail(Call call) {
        var bearer = new Confirmations.Bearer(
                call.findPrincipal().map(Principal::userId).orElse(null),
                web.registration(call).orElse(null),
                call.client().ip());
        switch (confirmations.confirm(call.body(VerifyEmail.class), bearer)) {
            case ConfirmOutcome.Confirmed c -> call.noContent();
            case ConfirmOutcome.LinkOver o -> throw ApiException.invalid("token", "link_over");
        }
    }

    private void mailCode(Call call) {
        accounts.mailCode(call.principal().userId());
        call.json(202, Envelope.of(DONE));
    }

    private void cancelEmailChange(Call call) {
        accounts.cancelEmailChange(call.principal().userId(), call.client().ip());
        call.noContent();
    }

    /// "This was not me": the answer is the token by which a new password is chosen at once.
    private void deny(Call call) {
        var token = recoveries
                .deny(call.body(DenyChange.class).token(), call.client().ip())
                .orElseThrow(() -> ApiException.invalid("token", "link_over"));
        call.ok(new PasswordToken(token));
    }

    private void enableSecondFactor(Call call) {
        call.ok(accounts.prepareSecondFactor(call.principal().userId(), call.body(ConfirmIdentity.class)));
    }

    private void disableSecondFactor(Call call) {
        accounts.disableSecondFactor(
                call.principal().userId(),
                call.body(ConfirmIdentity.class),
                call.client().ip());
        call.noContent();
    }

    private void renewBackupCodes(Call call) {
        call.ok(accounts.renewBackupCodes(
                call.principal().userId(),
                call.body(ConfirmIdentity.class),
                call.client().ip()));
    }

    private void changePassword(Call call) {
        var p = call.principal();
        accounts.changePassword(
                p.userId(),
                p.sessionId(),
                call.body(ChangePassword.class),
                call.client().ip());
        call.noContent();
    }

    private void changeEmail(Call call) {
        accounts.requestEmailChange(
                call.principal().userId(),
                call.body(ChangeEmail.class),
                call.client().ip());
        call.json(202, Envelope.of(DONE));
    }

    private void listSessions(Call call) {
        call.ok(sessions.list(call.principal().userId(), call.principal().sessionId()));
    }

    private void revokeOthers(Call call) {
        var p = call.principal();
        call.ok(Map.of(
                "revoked",
                sessions.revokeOthers(p.userId(), p.sessionId(), call.client().ip())));
    }

    private void revokeSession(Call call) {
        if (!sessions.revoke(call.principal().userId(), call.id(), call.client().ip())) {
            throw ApiException.notFound();
        }
        call.noContent();
    }

    private void renameSession(Call call) {
        var r = call.body(RenameSession.class);
        if (!sessions.rename(call.principal().userId(), call.id(), r.deviceName())) {
            throw ApiException.notFound();
        }
        call.noContent();
    }

    private void events(Call call) {
        var page = call.page();
        var user = call.principal().userId();
        var locale = call.locale();
        var list = accounts.events(user, page.limit(), page.offset()).stream()
                .map(e -> shown(e, user, locale))
                .toList();
        call.page(list, page, accounts.eventCount(user));
    }

    /// What the platform's people did is told without where they sat.
    private SecurityEvent shown(AuditLog.Event e, UUID user, Locale locale) {
        String key = "event." + e.action();
        String text = texts.get(locale, key);
        boolean others = e.actorId() != null && !user.equals(e.actorId());
        return new SecurityEvent(
                e.id(),
                e.at(),
                e.action(),
                text.equals(key) ? texts.get(locale, "event.by_platform") : text,
                others ? null : e.ip());
    }

    private void export(Call call) {
        var p = call.principal();
        call.response()
                .header(
                        io.helidon.http.HeaderNames.CONTENT_DISPOSITION,
                        "attachment; filename=\"tap2-creators-data.json\"");
        call.ok(privacy.export(p.userId(), p.sessionId(), call.client().ip()));
    }

    private void deleteAccount(Call call) {
        var p = call.principal();
        var due = privacy.requestDeletion(
                p.userId(),
                p.sessionId(),
                call.body(ConfirmIdentity.class),
                call.locale(),
                call.client().ip());
        call.json(202, Envelope.of(Map.of("deleteAt", due)));
    }

    private void cancelDeletion(Call call) {
        if (!privacy.cancelDeletion(call.principal().userId(), call.client().ip())) {
            throw ApiException.notFound();
        }
        call.noContent();
    }
}
