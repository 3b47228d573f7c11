package gg.tap2.studio.app;

import gg.tap2.model.accounts.StepUpState;
import gg.tap2.model.accounts.StepUpState.Way;
import gg.tap2.studio.api.StepUpPrompt;
import gg.tap2.studio.api.StepUps;
import gg.tap2.studio.ui.Background;
import gg.tap2.studio.ui.Failures;
import gg.tap2.studio.ui.Texts;
import gg.tap2.studio.ui.Ui;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.control.PasswordField;
import javafx.scene.control.TextField;
import org.kordamp.ikonli.feather.Feather;

/// Asks for the code or the password when the server wants a fresh proof. It lies over whatever dialog is open, whose
/// typed values stay, and the call that was refused goes on afterwards. One question at a time: calls that wait
/// meanwhile share its answer.
final class StepUpDialog implements StepUpPrompt {
    private final Overlays overlays;
    private final Texts texts;
    private final Background background;
    private final Consumer<String> browse;
    private final ReentrantLock asking = new ReentrantLock();

    StepUpDialog(Overlays overlays, Texts texts, Background background, Consumer<String> browse) {
        this.overlays = overlays;
        this.texts = texts;
        this.background = background;
        this.browse = browse;
    }

    @Override
    public boolean ask(StepUps proofs) {
        asking.lock();
        try {
            StepUpState state = proofs.state();
            if (state.until() != null) {
                return true;
            }
            var answer = new CompletableFuture<Boolean>();
            background.later(() -> show(state.way(), proofs, answer));
            return answer.join();
        } finally {
            asking.unlock();
        }
    }

    private void show(Way way, StepUps proofs, CompletableFuture<Boolean> answer) {
        var problem = Ui.wrapped("", "danger-text");
        problem.setId("step-up-problem");
        Ui.visible(problem, problem.textProperty().isNotEmpty());
        var browser = Ui.button(texts.get("app.stepUp.browser"), Feather.EXTERNAL_LINK, () -> {});
        browser.setId("step-up-browser");
        browser.setOnAction(e -> {
            problem.setText("");
            browser.setDisable(true);
            background.run(
                    () -> proofs.inBrowser(
                            url -> background.later(() -> browse.accept(url)), texts.get("app.stepUp.done")),
                    proven -> {
                        answer.complete(true);
                        overlays.closeUpper();
                    },
                    failure -> {
                        browser.setDisable(false);
                        problem.setText(Failures.phrase(texts, failure));
                    });
        });
        if (way == Way.SIGN_IN) {
            var cancel = Ui.button(texts.get("common.cancel"), null, overlays::closeUpper);
            overlays.upper(
                    texts.get("app.stepUp.title"),
                    Ui.column(
                            18,
                            Ui.wrapped(texts.get("app.stepUp.signIn"), "muted"),
                            problem,
                            Ui.row(8, Ui.spacer(), cancel, browser)),
                    440,
                    () -> answer.complete(false));
            return;
        }
        // A password is typed here; what stands for a code may be a passkey, which only the browser can use.
        Ui.visible(browser, new SimpleBooleanProperty(way == Way.CODE));
        TextField secret = way == Way.CODE ? new TextField() : new PasswordField();
        secret.setId("step-up-secret");
        var go = Ui.primary(texts.get("app.stepUp.go"), Feather.CHECK, () -> {});
        go.setId("step-up-go");
        go.setOnAction(e -> {
            problem.setText("");
            go.setDisable(true);
            background.run(
                    () -> proofs.prove(way, secret.getText()),
                    proven -> {
                        answer.complete(true);
                        overlays.closeUpper();
                    },
                    failure -> {
                        go.setDisable(false);
                        problem.setText(Failures.phrase(texts, failure));
                        secret.selectAll();
                        secret.requestFocus();
                    });
        });
        go.setDefaultButton(true);
        overlays.upper(
                texts.get("app.stepUp.title"),
                Ui.column(
                        16,
                        Ui.wrapped(texts.get("app.stepUp.why"), "muted"),
                        Ui.field(texts.get(way == Way.CODE ? "app.stepUp.code" : "app.stepUp.password"), secret),
                        problem,
                        Ui.row(
                                8,
                                browser,
                                Ui.spacer(),
                                Ui.button(texts.get("common.cancel"), null, overlays::closeUpper),
                                go)),
                440,
                () -> answer.complete(false));
    }
}
