package gg.tap2.server.notices;

import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Headers that a relay wants to see, such as `X-SES-CONFIGURATION-SET` or `X-PM-Message-Stream`: on every
/// mail, and
/// others on mail to many, which is whatever its readers may unsubscribe from.
record MailHeaders(Map<String, String> all, Map<String, String> bulk) {
    static final MailHeaders NONE = new MailHeaders(Map.of(), Map.of());

    private static final Pattern NAME = Pattern.compile("X-[A-Za-z0-9-]{1,60}");

    static MailHeaders of(ServerConfig config) {
        return new MailHeaders(read(config, Key.MAIL_HEADERS), read(config, Key.MAIL_BULK_HEADERS));
    }

    private static Map<String, String> read(ServerConfig config, Key key) {
        return parse(config.list(key), key.key());
    }

    /// @throws ConfigException for what is no header of a relay's own
    static Map<String, String> parse(List<String> pairs, String key) {
        var out = new LinkedHashMap<String, String>();
        for (String pair : pairs) {
            String[] p = pair.split("=", 2);
            if (p.length != 2
                    || !NAME.matcher(p[0].strip()).matches()
                    || p[1].isBlank()
                    || p[1].chars().anyMatch(c -> c < ' ' || c > '~')) {
                throw new ConfigException(
                        key + " must be X-Name=value, comma-separated, such as X-SES-CONFIGURATION-SET=tap2");
            }
            out.put(p[0].strip(), p[1].strip());
        }
        return out;
    }

    Map<String, String> of(OutboxMail mail) {
        if (mail.unsubscribe() == null || bulk.isEmpty()) {
            return all;
        }
        var both = new LinkedHashMap<>(all);
        both.putAll(bulk);
        return both;
    }
}
