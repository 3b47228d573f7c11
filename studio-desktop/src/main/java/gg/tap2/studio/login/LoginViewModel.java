package gg.tap2.studio.login;

import gg.tap2.model.Routes;
import gg.tap2.model.accounts.GoogleOffer;
import gg.tap2.studio.api.ApiClient;
import gg.tap2.studio.api.BrowserProof;
import gg.tap2.studio.api.GoogleSignIn;
import gg.tap2.studio.api.ServerAddress;
import gg.tap2.studio.api.SignIn;
import gg.tap2.studio.session.Account;
import gg.tap2.studio.session.Session;
import gg.tap2.studio.session.Sessions;
import gg.tap2.studio.ui.Background;
import gg.tap2.studio.ui.Failures;
import gg.tap2.studio.ui.Texts;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Signing in: password, then the code when the server asks for it.
public final class LoginViewModel {
    private static final Logger LOG = LoggerFactory.getLogger(LoginViewModel.class);
    private static final Duration KEYCHAIN = Duration.ofMillis(800);

    private final Sessions sessions;
    private final Background background;
    private final Texts texts;
    private final Consumer<String> browse;
    private final Consumer<Session> onSignedIn;
    private final StringProperty server = new SimpleStringProperty("");
    private final StringProperty email = new SimpleStringProperty("");
    private final StringProperty password = new SimpleStringProperty("");
    private final StringProperty code = new SimpleStringProperty("");
    private final BooleanProperty busy = new SimpleBooleanProperty();
    private final ReadOnlyBooleanWrapper codeNeeded = new ReadOnlyBooleanWrapper();
    private final ReadOnlyStringWrapper error = new ReadOnlyStringWrapper("");
    private final ReadOnlyBooleanWrapper secretsInFile = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper googleOffered = new ReadOnlyBooleanWrapper(true);
    private @Nullable String challenge;
    private @Nullable ApiClient client;

    public LoginViewModel(
            Sessions sessions,
            Background background,
            Texts texts,
            Consumer<String> browse,
            Consumer<Session> onSignedIn) {
        this.sessions = sessions;
        this.browse = browse;
        this.background = background;
        this.texts = texts;
        this.onSignedIn = onSignedIn;
    }

    public StringProperty server() {
        return server;
    }

    public StringProperty email() {
        return email;
    }

    public StringProperty password() {
        return password;
    }

    public StringProperty code() {
        return code;
    }

    public BooleanProperty busy() {
        return busy;
    }

    public ReadOnlyBooleanProperty codeNeeded() {
        return codeNeeded.getReadOnlyProperty();
    }

    public ReadOnlyStringProperty error() {
        return error.getReadOnlyProperty();
    }

    /// Whether there is no keychain; false until somebody looked.
    public ReadOnlyBooleanProperty secretsInFile() {
        return secretsInFile.getReadOnlyProperty();
    }

    /// Whether this server signs studios in by Google; true until it said otherwise.
    public ReadOnlyBooleanProperty googleOffered() {
        return googleOffered.getReadOnlyProperty();
    }

    /// Asks the server that is written down whether it signs studios in by Google.
    public void lookForGoogle() {
        ApiClient fresh;
        String asked = account().server();
        try {
            fresh = sessions.newcomer(asked);
        } catch (IllegalArgumentException e) {
            return;
        }
        background.run(
                () -> fresh.get(Routes.AUTH + "/google", Map.of(), GoogleOffer.class)
                        .data()
                        .studio(),
                offered -> {
                    if (asked.equals(account().server())) {
                        googleOffered.set(offered);
                    }
                },
                // A server that does not answer, or knows no such question, says so when the button is
                // pressed.
                e -> googleOffered.set(true));
    }

    /// Asks the system for its keychain once the window had time to appear.
    public void lookForKeychain() {
        background.after(
                KEYCHAIN,
                () -> background.run(
                        sessions::secretsInFile,
                        secretsInFile::set,
                        e -> LOG.warn("The keychain could not be asked for", e)));
    }

    /// The next step, whichever it is.
    public void submit() {
        if (busy.get()) {
            return;
        }
        error.set("");
        String pending = challenge;
        ApiClient api = client;
        if (pending != null && api != null) {
            if (code.get().isBlank()) {
                error.set(texts.get("login.needCode"));
                return;
            }
            run(() -> new SignIn(api).code(pending, code.get()), api);
            return;
        }
        if (email.get().isBlank() || password.get().isEmpty()) {
            error.set(texts.get("login.needBoth"));
            return;
        }
        ApiClient fresh;
        try {
            fresh = sessions.client(account());
        } catch (ServerAddress.NotEncrypted e) {
            error.set(texts.get("login.notEncrypted"));
            return;
        } catch (IllegalArgumentException e) {
            error.set(texts.get("login.badServer"));
            return;
        }
        client = fresh;
        run(() -> new SignIn(fresh).password(email.get(), password.get(), deviceName()), fresh);
    }

    /// By Google in the system browser; the account is known only when it comes back.
    public void google() {
        inBrowser(fresh -> new GoogleSignIn(fresh, texts.get("login.googleDone"))
                .run(url -> background.later(() -> browse.accept(url)), deviceName()));
    }

    /// By whatever the platform's own page takes, passkeys above all.
    public void browser() {
        back();
        inBrowser(fresh -> new BrowserProof(fresh, texts.get("login.googleDone"))
                .signIn(url -> background.later(() -> browse.accept(url)), deviceName()));
    }

    private interface InBrowser {
        SignIn.Outcome run(ApiClient client) throws Exception;
    }

    private void inBrowser(InBrowser way) {
        if (busy.get()) {
            return;
        }
        error.set("");
        ApiClient fresh;
        try {
            fresh = sessions.newcomer(account().server());
        } catch (ServerAddress.NotEncrypted e) {
            error.set(texts.get("login.notEncrypted"));
            return;
        } catch (IllegalArgumentException e) {
            error.set(texts.get("login.badServer"));
            return;
        }
        client = fresh;
        run(() -> way.run(fresh), fresh);
    }

    public void back() {
        challenge = null;
        codeNeeded.set(false);
        code.set("");
        error.set("");
    }

    private void run(java.util.concurrent.Callable<SignIn.Outcome> step, ApiClient api) {
        busy.set(true);
        background.run(
                () -> {
                    SignIn.Outcome outcome = step.call();
                    return outcome instanceof SignIn.Outcome.SignedIn in
                            ? new Done(
                                    outcome,
                                    sessions.open(
                                            new Account(
                                                    account().server(), in.me().email()),
                                            in.me(),
                                            api))
                            : new Done(outcome, null);
                },
                this::done,
                e -> {
                    busy.set(false);
                    error.set(Failures.phrase(texts, e));
                });
    }

    private record Done(SignIn.Outcome outcome, @Nullable Session session) {}

    private void done(Done done) {
        busy.set(false);
        if (done.outcome() instanceof SignIn.Outcome.CodeNeeded needed) {
            challenge = needed.challenge();
            codeNeeded.set(true);
        }
        Session session = done.session();
        if (session != null) {
            password.set("");
            back();
            onSignedIn.accept(session);
        }
    }

    /// A page of the server that is written down: to make an account, or to set a new password.
    public void openPage(String path) {
        String address = account().server();
        if (address.isBlank()) {
            error.set(texts.get("login.needsServer"));
        } else {
            browse.accept(address + path);
        }
    }

    private Account account() {
        String address = server.get().strip();
        return new Account(
                address.endsWith("/") ? address.substring(0, address.length() - 1) : address,
                email.get().strip());
    }

    private static String deviceName() {
        return "Tap2 Studio, " + System.getProperty("os.name");
    }
}
