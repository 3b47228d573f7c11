package gg.tap2.studio.session;

/// A server and the e-mail used there. Each has its own store and its own tokens.
public record Account(String server, String email) {
    /// A file name for this account: readable, and unique by its hash.
    public String key() {
        String host = server.replaceAll("^https?://", "").replaceAll("[^A-Za-z0-9]+", "-");
        return host + "-" + Integer.toHexString((server + "|" + email.toLowerCase(java.util.Locale.ROOT)).hashCode());
    }
}
