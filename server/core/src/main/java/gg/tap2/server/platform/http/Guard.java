package gg.tap2.server.platform.http;

/// A check before every handler, such as CSRF or rate limits; throws [ApiException] to refuse.
public interface Guard {
    void check(Call call, Route route);
}
