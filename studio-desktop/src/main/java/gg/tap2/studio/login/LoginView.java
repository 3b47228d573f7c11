package gg.tap2.studio.login;

import gg.tap2.studio.ui.Texts;
import gg.tap2.studio.ui.Ui;
import javafx.beans.binding.Bindings;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.PasswordField;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/// The sign-in page: what the studio is at the left, the form at the right.
public final class LoginView {
    private final HBox root;
    private final TextField email = new TextField();

    public LoginView(LoginViewModel vm, Texts texts) {
        var server = new TextField();
        var password = new PasswordField();
        var code = new TextField();
        server.textProperty().bindBidirectional(vm.server());
        email.textProperty().bindBidirectional(vm.email());
        password.textProperty().bindBidirectional(vm.password());
        code.textProperty().bindBidirectional(vm.code());
        server.setId("login-server");
        email.setId("login-email");
        password.setId("login-password");
        code.setId("login-code");
        server.setPromptText("https://tap2.example");
        email.setPromptText("name@example.com");
        code.setPromptText("123456");
        code.getStyleClass().add("mono");

        var first = Ui.column(
                14,
                Ui.field(texts.get("login.server"), server),
                Ui.field(texts.get("login.email"), email),
                Ui.field(texts.get("login.password"), password));
        var second = Ui.column(14, Ui.field(texts.get("login.code"), code, texts.get("login.codeHint")));
        Ui.visible(first, vm.codeNeeded().not());
        Ui.visible(second, vm.codeNeeded());
        vm.codeNeeded().addListener((o, was, is) -> (is ? code : password).requestFocus());

        var error = Ui.wrapped(vm.error(), "danger-text");
        error.setId("login-error");
        Ui.visible(error, vm.error().isNotEmpty());
        var submit = new Button();
        submit.setId("login-submit");
        submit.textProperty()
                .bind(Bindings.when(vm.busy())
                        .then(texts.get("login.busy"))
                        .otherwise(Bindings.when(vm.codeNeeded())
                                .then(texts.get("login.verify"))
                                .otherwise(texts.get("login.submit"))));
        submit.getStyleClass().add("accent");
        submit.setDefaultButton(true);
        submit.setMaxWidth(Double.MAX_VALUE);
        submit.disableProperty().bind(vm.busy());
        submit.setOnAction(e -> vm.submit());
        var back = Ui.button(texts.get("common.back"), Feather.ARROW_LEFT, vm::back, "flat");
        Ui.visible(back, vm.codeNeeded());

        var google = Ui.button(texts.get("login.google"), Feather.GLOBE, vm::google);
        google.setId("login-google");
        google.setMaxWidth(Double.MAX_VALUE);
        google.disableProperty().bind(vm.busy());
        Ui.visible(google, vm.codeNeeded().not().and(vm.googleOffered()));

        var browser = Ui.button(texts.get("login.browser"), Feather.EXTERNAL_LINK, vm::browser);
        browser.setId("login-browser");
        browser.setMaxWidth(Double.MAX_VALUE);
        browser.disableProperty().bind(vm.busy());

        var forgot = Ui.button(texts.get("login.forgot"), null, () -> vm.openPage("/forgot"), "flat");
        forgot.setId("login-forgot");
        var join = Ui.button(texts.get("login.join"), null, () -> vm.openPage("/register?as=creator"), "flat");
        join.setId("login-join");
        var other = Ui.row(8, join, Ui.spacer(), forgot);
        Ui.visible(other, vm.codeNeeded().not());

        var form = Ui.column(
                18,
                Ui.column(
                        4,
                        Ui.text(texts.get("login.title"), "page-title"),
                        Ui.wrapped(texts.get("login.subtitle"), "muted")),
                first,
                second,
                error,
                Ui.column(10, submit, browser, google),
                other,
                back);
        // Its place is kept, so that the form does not move when the answer comes.
        var noKeychain =
                Ui.row(Ui.icon(Feather.ALERT_TRIANGLE, 14), Ui.grow(Ui.wrapped(texts.get("login.noKeychain"), "hint")));
        noKeychain.visibleProperty().bind(vm.secretsInFile());
        form.getChildren().add(noKeychain);
        vm.lookForKeychain();
        vm.lookForGoogle();
        server.focusedProperty().addListener((o, was, is) -> {
            if (was) {
                vm.lookForGoogle();
            }
        });
        form.setMaxWidth(380);
        form.setAlignment(Pos.CENTER_LEFT);
        var right = new VBox(form);
        right.setAlignment(Pos.CENTER);
        right.setPadding(new Insets(40));
        HBox.setHgrow(right, Priority.ALWAYS);
        root = new HBox(side(texts), right);
    }

    private static Node side(Texts texts) {
        var headline = Ui.wrapped(texts.get("login.headline"));
        headline.setStyle("-fx-font-size: 32px; -fx-font-weight: bold;");
        var side = Ui.column(
                22,
                Ui.text("Tap2 Studio", "brand"),
                Ui.spacer(),
                headline,
                point(Feather.WIFI_OFF, texts.get("login.point1")),
                point(Feather.UPLOAD_CLOUD, texts.get("login.point2")),
                point(Feather.PIE_CHART, texts.get("login.point3")),
                Ui.spacer());
        side.getStyleClass().add("login-side");
        side.setPrefWidth(500);
        side.setMinWidth(360);
        return side;
    }

    private static Node point(Feather icon, String text) {
        return Ui.row(14, Ui.icon(icon, 18), Ui.grow(Ui.wrapped(text)));
    }

    public Node node() {
        return root;
    }

    public void focus() {
        email.requestFocus();
    }
}
