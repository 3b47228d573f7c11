package gg.tap2.model.common;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The address of a mailbox, as every entrance reads it and as mail carries it. The part before the @ is a dot-atom of
/// RFC 5321 in printable ASCII; the domain is lower-case ASCII with A-labels. Two addresses are the same person when
/// their [#key] is the same.
public record EmailAddress(String local, String domain) {
    public static final int MAX = 254;
    private static final int MAX_TYPED = 320;
    private static final int MAX_LOCAL = 64;
    private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    private static final Pattern LOCAL = Pattern.compile(ATOM + "(?:\\." + ATOM + ")*");

    /// What is wrong with a typed address, as the key of a message.
    public enum Flaw {
        EMAIL,
        /// The part before the @ has letters that relays do not carry.
        EMAIL_LOCAL,
        EMAIL_DOMAIN;

        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public EmailAddress {
        if (!LOCAL.matcher(local).matches()
                || local.length() > MAX_LOCAL
                || local.length() + domain.length() >= MAX
                || !DomainName.toAscii(domain).equals(Optional.of(domain))) {
            throw new IllegalArgumentException("no e-mail address");
        }
    }

    /// Empty when the text is no address that mail can reach.
    public static Optional<EmailAddress> find(String typed) {
        return flaw(typed).isPresent() ? Optional.empty() : Optional.of(of(typed));
    }

    /// The address of a text that was checked before.
    ///
    /// @throws IllegalArgumentException when it was not
    public static EmailAddress of(String typed) {
        String s = typed.strip();
        int at = s.lastIndexOf('@');
        return new EmailAddress(
                s.substring(0, Math.max(0, at)),
                DomainName.toAscii(s.substring(at + 1))
                        .orElseThrow(() -> new IllegalArgumentException("no e-mail address")));
    }

    /// What is wrong with a typed text; empty for an address. Blanks around it do not count.
    public static Optional<Flaw> flaw(String typed) {
        String s = typed.strip();
        int at = s.lastIndexOf('@');
        if (at <= 0 || at == s.length() - 1 || s.length() > MAX_TYPED) {
            return Optional.of(Flaw.EMAIL);
        }
        String local = s.substring(0, at);
        if (!LOCAL.matcher(local).matches() || local.length() > MAX_LOCAL) {
            boolean letters = local.codePoints().anyMatch(p -> p > 0x7F)
                    && local.codePoints().allMatch(p -> p < 0x80 || Character.isLetterOrDigit(p))
                    && local.indexOf('@') < 0;
            return Optional.of(letters ? Flaw.EMAIL_LOCAL : Flaw.EMAIL);
        }
        var domain = DomainName.toAscii(s.substring(at + 1));
        if (domain.isEmpty()) {
            return Optional.of(Flaw.EMAIL_DOMAIN);
        }
        return local.length() + domain.get().length() >= MAX ? Optional.of(Flaw.EMAIL) : Optional.empty();
    }

    /// The form by which addresses are compared: ASCII letters in lower case. Databases make the same of [#text].
    public String key() {
        return (local + '@' + domain).toLowerCase(Locale.ROOT);
    }

    /// The key of a typed text. Of what is no address, some text that no address has as its key.
    public static String keyOf(String typed) {
        return find(typed).map(EmailAddress::key).orElseGet(() -> "? " + typed.strip());
    }

    /// Whether two texts name the same mailbox.
    public static boolean same(String a, String b) {
        return keyOf(a).equals(keyOf(b));
    }

    /// As it is stored and mailed: printable ASCII.
    public String text() {
        return local + '@' + domain;
    }

    @Override
    public String toString() {
        return text();
    }
}
