package gg.tap2.server.platform.http;

/// What a route does.
@FunctionalInterface
public interface Handler {
    void handle(Call call);
}
