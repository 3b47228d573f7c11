package gg.tap2.server.platform.db;

import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.platform.config.Secret;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.PGProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where a database is and who connects, as providers print it. `pooler` turns server-side prepared
/// statements off, for
/// PgBouncer in transaction mode.
///
/// libpq's parameters are translated to those of the JDBC driver, which has its own names and takes no word
/// of others:
/// `channel_binding`, `target_session_attrs`, `application_name`, `connect_timeout`, and
/// `sslrootcert=system`. With
/// `sslmode=verify-full` and no root certificate the driver looks for a file that is rarely there; Java's own
/// certificates are used instead.
public record DatabaseAddress(String jdbcUrl, String user, Secret password, boolean pooler) {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseAddress.class);
    private static final Pattern URL =
            Pattern.compile("postgres(?:ql)?://(?:([^@/?#]*)@)?([^/?#]*)(/[^?#]*)?(?:\\?([^#]*))?");
    private static final Pattern HOST = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:,\\[\\]]+)(?::(\\d{1,5}))?");

    /// Of clients other than ours (Prisma and others); they ask for nothing here.
    private static final Set<String> FOREIGN =
            Set.of("pgbouncer", "connection_limit", "pool_timeout", "statement_cache_size", "schema", "workaround");

    private static final Map<String, String> NAMES = Map.of(
            "channel_binding", "channelBinding",
            "application_name", "ApplicationName",
            "connect_timeout", "connectTimeout",
            "gssencmode", "gssEncMode",
            "keepalives", "tcpKeepAlive",
            "replication", "replication");

    private static final Map<String, String> SESSIONS = Map.of(
            "any", "any",
            "read-write", "primary",
            "primary", "primary",
            "read-only", "secondary",
            "standby", "secondary",
            "prefer-standby", "preferSecondary");

    /// Understands `postgres://user:password@host:port,host:port/name?params` and
    /// `jdbc:postgresql://…?user=&password=`.
    ///
    /// @throws ConfigException for what is neither
    public static DatabaseAddress parse(String url) {
        if (url.startsWith("jdbc:postgresql:")) {
            int q = url.indexOf('?');
            var params = params(q < 0 ? "" : url.substring(q + 1));
            boolean pooler = "true".equals(params.remove("pgbouncer"));
            String base = q < 0 ? url : url.substring(0, q);
            return new DatabaseAddress(
                    base + query(params),
                    params.getOrDefault("user", ""),
                    new Secret(params.getOrDefault("password", "")),
                    pooler);
        }
        Matcher m = URL.matcher(url.strip());
        if (!m.matches()) {
            throw new ConfigException("database.url must start with postgres:// or jdbc:postgresql://");
        }
        var params = params(m.group(4) == null ? "" : m.group(4));
        if (params.containsKey("host") || m.group(2).isEmpty() || m.group(2).startsWith("%2F")) {
            throw new ConfigException(
                    "database.url names no host that is reached over the network; sockets of this machine are not supported");
        }
        boolean pooler = "true".equals(params.get("pgbouncer")) || isPooler(m.group(2));
        String[] who = m.group(1) == null ? new String[0] : m.group(1).split(":", 2);
        String name = m.group(3) == null ? "/" : m.group(3);
        return new DatabaseAddress(
                "jdbc:postgresql://" + hosts(m.group(2)) + name + query(translated(params)),
                who.length > 0 ? decode(who[0]) : params.getOrDefault("user", ""),
                new Secret(who.length > 1 ? decode(who[1]) : params.getOrDefault("password", "")),
                pooler);
    }

    /// Supabase's and Neon's poolers, whose addresses do not always say so.
    private static boolean isPooler(String hosts) {
        return hosts.endsWith(".pooler.supabase.com:6543") || hosts.matches("[^.]+-pooler\\..*neon\\.tech(:\\d+)?");
    }

    private static String hosts(String given) {
        List<String> out = new ArrayList<>();
        for (String host : given.split(",", -1)) {
            Matcher m = HOST.matcher(host);
            if (!m.matches() || (m.group(2) != null && Integer.parseInt(m.group(2)) > 65_535)) {
                throw new ConfigException("database.url has a host or port that is none");
            }
            out.add(m.group(1) + ":" + (m.group(2) == null ? "5432" : m.group(2)));
        }
        return String.join(",", out);
    }

    private static Map<String, String> translated(Map<String, String> given) {
        var out = new LinkedHashMap<String, String>();
        List<String> unknown = new ArrayList<>();
        given.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (FOREIGN.contains(lower) || lower.equals("user") || lower.equals("password")) {
                return;
            }
            if (lower.equals("target_session_attrs")) {
                String type = SESSIONS.get(value.toLowerCase(Locale.ROOT));
                if (type == null) {
                    throw new ConfigException(
                            "database.url has target_session_attrs=" + value + ", which is not known");
                }
                out.put("targetServerType", type);
            } else if (lower.equals("sslrootcert") && value.equals("system")) {
                out.put("sslfactory", JAVA_TRUST);
            } else if (lower.equals("keepalives")) {
                out.put("tcpKeepAlive", String.valueOf(!value.equals("0")));
            } else if (NAMES.containsKey(lower)) {
                out.put(NAMES.get(lower), value);
            } else if (PGProperty.forName(name) != null) {
                out.put(name, value);
            } else {
                unknown.add(name);
            }
        });
        if (!unknown.isEmpty()) {
            LOG.warn(
                    "database.url has parameters that are not understood and do nothing: {}",
                    String.join(", ", unknown));
        }
        String mode = out.getOrDefault("sslmode", "");
        if (mode.startsWith("verify-")
                && !out.containsKey("sslrootcert")
                && !out.containsKey("sslfactory")
                && !Files.exists(Path.of(System.getProperty("user.home", "/"), ".postgresql", "root.crt"))) {
            out.put("sslfactory", JAVA_TRUST);
        }
        return out;
    }

    private static final String JAVA_TRUST = "org.postgresql.ssl.DefaultJavaSSLFactory";

    private static Map<String, String> params(String query) {
        var out = new LinkedHashMap<String, String>();
        for (String pair : query.split("&")) {
            int at = pair.indexOf('=');
            if (at > 0) {
                out.put(decode(pair.substring(0, at)), decode(pair.substring(at + 1)));
            }
        }
        return out;
    }

    private static String query(Map<String, String> params) {
        var out = new StringBuilder();
        params.forEach((name, value) -> out.append(out.isEmpty() ? "?" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return out.toString();
    }

    private static String decode(String s) {
        try {
            // A plus is a plus here, unlike in a form.
            return URLDecoder.decode(s.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("database.url has a % that begins no character; a % itself is written %25");
        }
    }
}
