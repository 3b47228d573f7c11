package gg.tap2.studio.store;

import gg.tap2.studio.platform.Json;
import java.util.List;
import java.util.Optional;

/// Everything that is read as a whole: tiers, codes, members, payouts, disputes, the profile, and the last balance.
public final class Documents {
    public static final String PROFILE = "profile";
    public static final String TIER = "tier";
    public static final String DISCOUNT = "discount";
    public static final String SUBSCRIBER = "subscriber";
    public static final String PAYOUT = "payout";
    public static final String DISPUTE = "dispute";
    public static final String DOSSIER = "dossier";
    /// Words for a bank that the platform does not have yet.
    public static final String DISPUTE_NOTE = "dispute_note";
    public static final String BALANCE = "balance";
    public static final String BANK_ACCOUNT = "bank_account";
    public static final String PAYOUT_SETTINGS = "payout_settings";
    public static final String BUSINESS_DETAILS = "business_details";
    public static final String MESSAGE = "message";
    /// What the platform keeps of a sale, now and soon.
    public static final String FEES = "fees";
    public static final String TIP = "tip";
    public static final String STATEMENT = "statement";
    public static final String STATEMENT_KEYS = "statement_keys";
    /// Id of documents of which there is one.
    public static final String ONLY = "only";

    private final Database db;

    Documents(Database db) {
        this.db = db;
    }

    public <T> List<T> list(String kind, Class<T> type) {
        return db.list(
                "SELECT COALESCE(working, body) FROM document WHERE kind = ? ORDER BY sort DESC, id",
                row -> Json.read(row.getString(1), type),
                kind);
    }

    public <T> Optional<T> find(String kind, Object id, Class<T> type) {
        return db.find(
                "SELECT COALESCE(working, body) FROM document WHERE kind = ? AND id = ?",
                row -> Json.read(row.getString(1), type),
                kind,
                id);
    }

    /// As the server last sent it, without local edits.
    public <T> Optional<T> findBase(String kind, Object id, Class<T> type) {
        return db.find(
                "SELECT body FROM document WHERE kind = ? AND id = ? AND version > 0",
                row -> Json.read(row.getString(1), type),
                kind,
                id);
    }

    public <T> Optional<T> findWorking(String kind, Object id, Class<T> type) {
        return db.find(
                "SELECT working FROM document WHERE kind = ? AND id = ? AND working IS NOT NULL",
                row -> Json.read(row.getString(1), type),
                kind,
                id);
    }

    public void saveBase(String kind, Object id, long version, Object body, String sort) {
        db.update("""
                INSERT INTO document (kind, id, version, body, sort) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (kind, id) DO UPDATE SET version = excluded.version, body = excluded.body,
                    sort = excluded.sort
                """, kind, id, version, Json.write(body), sort);
    }

    /// A local edit; `working` has the shape of the document, so that lists show it at once.
    public void saveWorking(String kind, Object id, Object working, String sort) {
        String json = Json.write(working);
        db.update("""
                INSERT INTO document (kind, id, version, body, working, sort) VALUES (?, ?, 0, ?, ?, ?)
                ON CONFLICT (kind, id) DO UPDATE SET working = excluded.working, sort = excluded.sort
                """, kind, id, json, json, sort);
    }

    public void dropWorking(String kind, Object id) {
        db.update("UPDATE document SET working = NULL WHERE kind = ? AND id = ?", kind, id);
    }

    public void delete(String kind, Object id) {
        db.update("DELETE FROM document WHERE kind = ? AND id = ?", kind, id);
    }

    /// Lists that the server sends whole: what it no longer names is gone.
    public void replaceAll(String kind, List<?> bodies, java.util.function.Function<Object, Object> idOf) {
        db.write(c -> {
            db.update("DELETE FROM document WHERE kind = ?", kind);
            int position = bodies.size();
            for (Object body : bodies) {
                saveBase(kind, idOf.apply(body), 1, body, "%08d".formatted(position--));
            }
            return null;
        });
    }

    public long count(String kind) {
        return db.number("SELECT COUNT(*) FROM document WHERE kind = ?", kind);
    }
}
