package gg.tap2.server.notices;

import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.Secret;
import gg.tap2.server.platform.config.ServerConfig;
import java.util.UUID;

/// Door for asking a relay whether it would take our mail.
public final class MailProbe {
    /// Who has to do something.
    public enum Whose {
        CONNECTION,
        SENDER,
        RECIPIENT,
        LATER
    }

    /// @param word the relay's own
    public record Answer(boolean taken, String to, Whose whose, String word) {}

    private MailProbe() {}

    /// @param operator whom the mail would be for; the sender itself when empty
    /// @param send sends it indeed, instead of stopping before its text
    public static Answer ask(ServerConfig config, Key relayKey, String operator, boolean send) {
        String from = config.text(Key.MAIL_FROM);
        String to = operator.isBlank() ? MailFrom.address(from) : operator;
        Secret url = config.secret(relayKey);
        try (var relay = new SmtpRelay(SmtpAddress.parse(url.value()), from, MailHeaders.of(config))) {
            if (send) {
                relay.deliver(new OutboxMail(
                        UUID.randomUUID(),
                        to,
                        "Tap2: this mail relay works",
                        "Sent by tap2 config check --live --send.",
                        "<p>Sent by tap2 config check --live --send.</p>",
                        1,
                        null,
                        null));
            } else {
                relay.probe(to);
            }
            return new Answer(true, to, Whose.LATER, "");
        } catch (UndeliverableException e) {
            return new Answer(false, to, Whose.RECIPIENT, String.valueOf(e.getMessage()));
        } catch (RelayRefusesException e) {
            return new Answer(false, to, Whose.SENDER, String.valueOf(e.getMessage()));
        } catch (ThrottledException | TryLaterException e) {
            return new Answer(false, to, Whose.LATER, String.valueOf(e.getMessage()));
        } catch (RelayUnavailableException e) {
            String word = String.valueOf(e.getMessage());
            // An answer to MAIL FROM is about the sender; everything before it about the connection.
            return new Answer(false, to, e.answered() ? Whose.SENDER : Whose.CONNECTION, word);
        }
    }
}
