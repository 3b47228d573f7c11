package gg.tap2.server.platform.config;

/// A value that must never be printed.
public record Secret(String value) {
    @Override
    public String toString() {
        return "[REDACTED]";
    }

    public boolean isEmpty() {
        return value.isEmpty();
    }
}
