package gg.tap2.server.library;

import gg.tap2.server.accounts.PersonalData;
import gg.tap2.server.platform.db.Tx;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What the library holds about a person: downloads and course progress.
final class ReaderData implements PersonalData {
    @Override
    public String name() {
        return "library";
    }

    @Override
    public Object export(Tx tx, UUID userId) {
        return Map.of(
                "downloads", rows(tx, userId, """
                        SELECT json_build_object('product', p.title, 'file', d.file_id, 'kind', d.kind, 'address', d.ip_address,
                          'at', d.at) AS j
                        FROM download_log d LEFT JOIN merged_fans m ON m.guest_id = d.fan_id
                        JOIN fans f ON f.id = coalesce(m.fan_id, d.fan_id) JOIN products p ON p.id = d.product_id
                        WHERE f.user_id = :user ORDER BY d.at"""),
                "lessonsDone", rows(tx, userId, """
                        SELECT json_build_object('product', p.title, 'lesson', l.lesson_id, 'at', l.done_at) AS j
                        FROM lesson_progress l JOIN fans f ON f.id = l.fan_id JOIN products p ON p.id = l.product_id
                        WHERE f.user_id = :user ORDER BY l.done_at"""));
    }

    private static List<Object> rows(Tx tx, UUID userId, String sql) {
        return tx.sql(sql).set("user", userId).list(r -> r.json("j", Object.class));
    }

    @Override
    public void anonymise(Tx tx, UUID userId) {
        for (String sql : List.of(
                """
                        UPDATE download_log SET ip_address = NULL WHERE fan_id IN (SELECT id FROM fans WHERE user_id = :user
                          UNION ALL SELECT m.guest_id FROM merged_fans m JOIN fans f ON f.id = m.fan_id WHERE f.user_id = :user)""",
                "DELETE FROM lesson_progress WHERE fan_id IN (SELECT id FROM fans WHERE user_id = :user)",
                "DELETE FROM download_links WHERE fan_id IN (SELECT id FROM fans WHERE user_id = :user)")) {
            tx.sql(sql).set("user", userId).update();
        }
    }
}
