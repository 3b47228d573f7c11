package gg.tap2.server.platform.db;

import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.platform.config.Secret;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/// Where a database is and who connects. `pooler` turns server-side prepared statements off, for PgBouncer in
/// transaction mode.
public record DatabaseAddress(String jdbcUrl, String user, Secret password, boolean pooler) {
    /// Understands `postgres://user:password@host:port/name?params` and `jdbc:postgresql://…?user=&password=`.
    public static DatabaseAddress parse(String url) {
        boolean pooler = url.contains("pgbouncer=true");
        String clean = url.replaceAll("[?&]pgbouncer=true", "");
        if (clean.startsWith("jdbc:postgresql:")) {
            return new DatabaseAddress(clean, query(clean, "user"), new Secret(query(clean, "password")), pooler);
        }
        URI uri;
        try {
            uri = URI.create(clean);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("database.url is no URL");
        }
        if (uri.getScheme() == null || !uri.getScheme().startsWith("postgres") || uri.getHost() == null) {
            throw new ConfigException("database.url must start with postgres:// or jdbc:postgresql://");
        }
        String[] who = uri.getRawUserInfo() == null
                ? new String[0]
                : uri.getRawUserInfo().split(":", 2);
        String rest = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new DatabaseAddress(
                "jdbc:postgresql://" + uri.getHost() + ":" + (uri.getPort() < 0 ? 5432 : uri.getPort()) + uri.getPath()
                        + rest,
                who.length > 0 ? decode(who[0]) : "",
                new Secret(who.length > 1 ? decode(who[1]) : ""),
                pooler);
    }

    private static String query(String url, String name) {
        int q = url.indexOf('?');
        if (q < 0) {
            return "";
        }
        for (String pair : url.substring(q + 1).split("&")) {
            if (pair.startsWith(name + "=")) {
                return decode(pair.substring(name.length() + 1));
            }
        }
        return "";
    }

    private static String decode(String s) {
        return URLDecoder.decode(s, StandardCharsets.UTF_8);
    }
}
