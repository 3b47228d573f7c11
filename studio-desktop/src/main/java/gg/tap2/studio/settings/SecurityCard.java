package gg.tap2.studio.settings;

import gg.tap2.model.accounts.ChangePassword;
import gg.tap2.model.accounts.RegisterRequest;
import gg.tap2.model.accounts.SessionInfo;
import gg.tap2.studio.api.AccountApi;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Failures;
import gg.tap2.studio.ui.Host;
import gg.tap2.studio.ui.Ui;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.PasswordField;
import javafx.scene.control.TextField;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/// The account's safety: password, devices that are signed in, and the way to second factor and passkeys, which a
/// browser makes.
final class SecurityCard {
    private final Context ctx;
    private final AccountApi api;
    private final VBox devices = Ui.column(8);
    private final Node root;

    SecurityCard(Context ctx) {
        this.ctx = ctx;
        this.api = new AccountApi(ctx.session().client());
        devices.setId("security-devices");
        var password = Ui.button(ctx.text("settings.changePassword"), Feather.KEY, this::password);
        password.setId("security-password");
        var factors = Ui.button(
                ctx.text("settings.factors"),
                Feather.EXTERNAL_LINK,
                () -> ctx.host().browse(ctx.session().client().base().resolve("/settings") + "#passkeys"));
        factors.setId("security-factors");
        var others = Ui.button(ctx.text("settings.endOthers"), Feather.LOG_OUT, this::endOthers);
        others.setId("security-end-others");
        root = Ui.section(
                ctx.text("settings.security"),
                null,
                Ui.row(8, password, factors),
                Ui.wrapped(ctx.text("settings.factorsHint"), "hint"),
                Ui.text(ctx.text("settings.devices"), "field-label"),
                devices,
                Ui.row(8, others));
    }

    Node node() {
        return root;
    }

    void load() {
        ctx.background()
                .run(
                        api::sessions,
                        this::show,
                        e -> devices.getChildren().setAll(Ui.wrapped(Failures.phrase(ctx.texts(), e), "muted")));
    }

    private void show(List<SessionInfo> sessions) {
        devices.getChildren().setAll(sessions.stream().map(this::device).toList());
    }

    private Node device(SessionInfo s) {
        var words = Ui.column(
                1,
                Ui.text(s.deviceName(), "strong"),
                Ui.text(ctx.text("settings.deviceUsed", ctx.formats().moment(s.lastUsedAt())), "hint"));
        var end = Ui.button(
                ctx.text("settings.endDevice"),
                null,
                () -> ctx.background()
                        .run(
                                () -> {
                                    api.endSession(s.id());
                                    return true;
                                },
                                done -> load(),
                                ctx.host().onFail()));
        end.setId("security-end-" + s.id());
        return Ui.row(
                10,
                Ui.icon(Feather.MONITOR, 16),
                words,
                Ui.spacer(),
                s.current() ? Ui.badge(ctx.text("settings.thisDevice"), "accent") : end);
    }

    private void endOthers() {
        ctx.host()
                .confirm(
                        ctx.text("settings.endOthersTitle"),
                        ctx.text("settings.endOthersText"),
                        ctx.text("settings.endOthers"),
                        true,
                        () -> ctx.background()
                                .run(
                                        () -> {
                                            api.endOtherSessions();
                                            return true;
                                        },
                                        done -> load(),
                                        ctx.host().onFail()));
    }

    private void password() {
        var now = new PasswordField();
        now.setId("password-now");
        var next = new PasswordField();
        next.setId("password-next");
        var again = new PasswordField();
        again.setId("password-again");
        var code = new TextField();
        code.setId("password-code");
        var problem = Ui.wrapped("", "danger-text");
        problem.setId("password-problem");
        Ui.visible(problem, problem.textProperty().isNotEmpty());
        var save = Ui.primary(ctx.text("settings.changePassword"), Feather.CHECK, () -> {
            if (next.getText().length() < RegisterRequest.PASSWORD_MIN) {
                problem.setText(ctx.text("settings.passwordShort", RegisterRequest.PASSWORD_MIN));
                next.requestFocus();
                return;
            }
            if (!next.getText().equals(again.getText())) {
                problem.setText(ctx.text("settings.passwordDiffers"));
                again.requestFocus();
                return;
            }
            var change = new ChangePassword(
                    now.getText(),
                    next.getText(),
                    code.getText().isBlank() ? null : code.getText().strip());
            ctx.background()
                    .run(
                            () -> {
                                api.changePassword(change);
                                return true;
                            },
                            done -> {
                                ctx.host().closeDialog();
                                ctx.host().notice(Host.Level.SUCCESS, ctx.text("settings.passwordChanged"));
                                load();
                            },
                            e -> problem.setText(Failures.phrase(ctx.texts(), e)));
        });
        save.setId("password-save");
        ctx.host()
                .dialog(
                        ctx.text("settings.changePassword"),
                        Ui.column(
                                14,
                                Ui.field(ctx.text("settings.passwordNow"), now),
                                Ui.field(ctx.text("settings.passwordNext"), next),
                                Ui.field(ctx.text("settings.passwordAgain"), again),
                                Ui.field(
                                        ctx.text("settings.passwordCode"), code, ctx.text("settings.passwordCodeHint")),
                                problem,
                                Ui.row(
                                        8,
                                        Ui.spacer(),
                                        Ui.button(ctx.text("common.cancel"), null, ctx.host()::closeDialog),
                                        save)),
                        460);
    }
}
