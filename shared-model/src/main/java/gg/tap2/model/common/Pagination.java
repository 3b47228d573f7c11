package gg.tap2.model.common;

/// Page numbers start at 1; `limit` is 1–100.
public record Pagination(int page, int limit, long total, int totalPages) {
    public static final int MAX_LIMIT = 100;
    public static final int DEFAULT_LIMIT = 20;

    public static Pagination of(int page, int limit, long total) {
        return new Pagination(page, limit, total, (int) Math.max(1, (total + limit - 1) / limit));
    }
}
