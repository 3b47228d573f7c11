package gg.tap2.server.notices;

import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/// The first words of a mail and no more of it: the relay says whether it takes the sender and the recipient.
final class SmtpProbe implements AutoCloseable {
    private final SMTPTransport transport;

    SmtpProbe(Transport transport) {
        this.transport = (SMTPTransport) transport;
    }

    void envelope(InternetAddress from, String to) throws MessagingException {
        require("MAIL FROM:<" + from.getAddress() + ">");
        require("RCPT TO:<" + to + ">");
    }

    private void require(String command) throws MessagingException {
        int code = transport.simpleCommand(command);
        if (code / 100 != 2) {
            throw new Refused(command.substring(0, 4), code, transport.getLastServerResponse());
        }
    }

    @Override
    public void close() throws MessagingException {
        transport.simpleCommand("RSET");
    }

    /// What the relay said to one of the commands.
    static final class Refused extends MessagingException {
        private static final long serialVersionUID = 1;
        private final String command;
        private final int code;

        Refused(String command, int code, String words) {
            super(words);
            this.command = command;
            this.code = code;
        }

        String command() {
            return command;
        }

        int code() {
            return code;
        }
    }
}
