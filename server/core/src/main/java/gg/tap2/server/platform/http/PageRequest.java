package gg.tap2.server.platform.http;

/// `page` starts at 1, `limit` is 1–100.
public record PageRequest(int page, int limit) {
    public int offset() {
        return Math.multiplyExact(page - 1, limit);
    }
}
