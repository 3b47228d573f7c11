package gg.tap2.server.notices;

/// Hands one mail to a relay.
public interface MailRelay {
    /// @throws RuntimeException when the relay did not take it
    void deliver(OutboxMail mail);
}
