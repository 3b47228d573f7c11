package gg.tap2.server.platform.config;

/// A wrong setting. The message is one line that names the key and what is expected.
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ConfigException(String message) {
        super(message);
    }
}
