package gg.tap2.server.accounts;

/// The answer to coming back from Google.
public sealed interface GoogleOutcome {
    /// As after a right password: signed in, or a second factor is asked. `target` is where the flow wanted to go.
    record Proceeded(LoginOutcome login, String target) implements GoogleOutcome {}

    record Linked(String target) implements GoogleOutcome {}

    /// Wrong state, browser, code or ID token.
    record Failed() implements GoogleOutcome {}

    /// Google has not confirmed the address.
    record EmailUnverified() implements GoogleOutcome {}

    /// There is an account with that address; its owner connects Google from within.
    record LinkFirst() implements GoogleOutcome {}
}
