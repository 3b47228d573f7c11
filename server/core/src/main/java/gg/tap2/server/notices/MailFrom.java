package gg.tap2.server.notices;

import gg.tap2.server.platform.config.ConfigException;
import java.util.Locale;

/// The sender of mail, as `Name <address>` or an address alone.
final class MailFrom {
    private MailFrom() {}

    static String address(String from) {
        int open = from.lastIndexOf('<');
        int close = from.lastIndexOf('>');
        return (open >= 0 && close > open ? from.substring(open + 1, close) : from).strip();
    }

    /// The name under which mail comes into the world, also for its Message-ID.
    ///
    /// @throws ConfigException for what is no address
    static String domain(String from) {
        String address = address(from);
        int at = address.lastIndexOf('@');
        if (at < 1 || at == address.length() - 1) {
            throw new ConfigException("mail.from must be an address such as Tap2 <hello@your-domain.org>");
        }
        return address.substring(at + 1).toLowerCase(Locale.ROOT);
    }
}
