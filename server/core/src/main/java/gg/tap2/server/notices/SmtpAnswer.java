package gg.tap2.server.notices;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;

/// Whose fault it is that a relay did not take a mail. The one place where that is decided, by the reply,
/// its enhanced
/// code (RFC 3463) and the command it answered:
///
/// - a dead address: it gets no more mail, and its owner is told;
/// - this mail alone, such as one that is too large or a full mailbox: given up, the address stays;
/// - a wish to be slower: nothing was tried, everything slows down;
/// - not now, for this recipient: the same relay later (greylisting);
/// - the relay or our account there: another relay may take it.
final class SmtpAnswer {
    private static final Pattern ENHANCED = Pattern.compile("\\b([245])\\.(\\d{1,3})\\.(\\d{1,3})\\b");
    private static final Pattern CODE = Pattern.compile("(?m)^\\s*(\\d{3})[ -]");

    /// Amazon SES: "454 Throttling failure: Maximum sending rate exceeded"; Gmail: "421-4.7.28"; Microsoft:
    /// "451 4.7.500
    /// Server busy"; Postfix: "450 4.7.1 … too many". An answer of these is about how much we send.
    /// Words of a refusal that is about the sender, the relay or the content.
    private static final Pattern ABOUT_US =
            Pattern.compile("(?i)relay|sender|auth|spam|block|polic|prohibit|denied|reject");

    private static final Pattern RATE = Pattern.compile(
            "throttl|rate|too many|too fast|quota|limit|slow down|busy|overload", Pattern.CASE_INSENSITIVE);

    /// "relay" holds no rate.
    private static final Pattern DAILY = Pattern.compile("daily|per day|24.?hour", Pattern.CASE_INSENSITIVE);

    /// No such mailbox, moved away, a domain without mail.
    private static final Set<String> DEAD = Set.of("1.0", "1.1", "1.2", "1.3", "1.4", "1.6", "1.10", "2.1", "4.4");

    private static final Set<Integer> DEAD_WITHOUT = Set.of(550, 551, 553);

    private SmtpAnswer() {}

    private record Reply(String command, int code, String words) {
        /// Without its class, such as `1.1`; empty where there is none.
        String enhanced() {
            Matcher m = ENHANCED.matcher(words);
            return m.find() ? m.group(2) + "." + m.group(3) : "";
        }
    }

    /// Of a failure to open a connection: the relay's, or our account's there.
    static RuntimeException ofConnection(MessagingException e) {
        return new RelayUnavailableException(describe(e), e);
    }

    static RuntimeException of(MessagingException e) {
        Reply r = reply(e);
        if (r == null) {
            return new RelayUnavailableException(describe(e), e);
        }
        return of(r.command(), r.code(), r.words(), e);
    }

    /// @param command `MAIL`, `RCPT` or `DATA`
    static RuntimeException of(String command, int code, String words, @Nullable Exception cause) {
        var r = new Reply(command, code, words);
        String said = MailSender.withoutAddresses(words.isBlank() ? "reply " + code : words);
        if (code >= 400
                && code < 500
                && RATE.matcher(words.replaceAll("(?i)relay\\w*", "")).find()) {
            return new ThrottledException(said, DAILY.matcher(words).find());
        }
        if (code == 421 || command.equals("MAIL")) {
            return new RelayUnavailableException(said, cause, command.equals("MAIL") && !said.contains("5.7.0"));
        }
        if (code >= 400 && code < 500) {
            return new TryLaterException(said);
        }
        String enhanced = r.enhanced();
        if (enhanced.startsWith("7.")) {
            // Policy: our name, our signature, our address or what we wrote. No fault of whoever lives there.
            return new RelayRefusesException(said);
        }
        if (enhanced.isEmpty() && ABOUT_US.matcher(words).find()) {
            // Without the precise code the words decide; a doubt never closes somebody's mailbox for good.
            return new RelayRefusesException(said);
        }
        boolean dead =
                enhanced.isEmpty() ? command.equals("RCPT") && DEAD_WITHOUT.contains(code) : DEAD.contains(enhanced);
        return new UndeliverableException(said, dead);
    }

    private static @Nullable Reply reply(MessagingException e) {
        Reply whole = null;
        for (Exception x = e; x instanceof MessagingException m; x = m.getNextException()) {
            if (m instanceof SMTPAddressFailedException a) {
                return new Reply("RCPT", a.getReturnCode(), String.valueOf(a.getMessage()));
            }
            if (m instanceof SmtpProbe.Refused p) {
                return new Reply(p.command(), p.code(), String.valueOf(p.getMessage()));
            }
            if (m instanceof SMTPSendFailedException s && s.getReturnCode() > 0 && whole == null) {
                whole = new Reply(verb(s.getCommand()), s.getReturnCode(), String.valueOf(s.getMessage()));
            }
        }
        return whole;
    }

    private static String verb(@Nullable String command) {
        String c = command == null ? "" : command.toUpperCase(Locale.ROOT);
        return c.startsWith("MAIL") ? "MAIL" : c.startsWith("RCPT") ? "RCPT" : "DATA";
    }

    /// Whether the other side was gone, rather than answered.
    static boolean isConnectionLost(MessagingException e) {
        Reply r = reply(e);
        if (r != null) {
            return r.code() == 421;
        }
        for (Throwable t = e;
                t != null;
                t = t instanceof MessagingException m && m.getNextException() != null
                        ? m.getNextException()
                        : t.getCause()) {
            if (t instanceof IOException || t instanceof IllegalStateException) {
                return true;
            }
        }
        Matcher code = CODE.matcher(String.valueOf(e.getMessage()));
        return String.valueOf(e.getMessage()).contains("[EOF]")
                || (code.find() && code.group(1).equals("421"));
    }

    private static String describe(Throwable e) {
        Throwable t = e;
        while (true) {
            Throwable next = t instanceof MessagingException m && m.getNextException() != null
                    ? m.getNextException()
                    : t.getCause();
            if (next == null || next == t) {
                break;
            }
            t = next;
        }
        return MailSender.withoutAddresses(t.getClass().getSimpleName() + ": " + t.getMessage());
    }
}
