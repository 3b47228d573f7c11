package gg.tap2.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gg.tap2.model.Routes;
import gg.tap2.server.platform.db.Db;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The audit trail.
final class AdminAuditTest extends AdminCase {
    @Test
    void theTrailCannotBeChangedByTheServersOwnRole() {
        for (String sql : List.of(
                "UPDATE audit_events SET reason = 'x'",
                "DELETE FROM audit_events",
                "TRUNCATE audit_events",
                "DELETE FROM setting_changes",
                "UPDATE ledger_posting SET amount_minor = 1")) {
            assertThatThrownBy(
                            () -> SERVER.app().db().transact(tx -> tx.sql(sql).update()))
                    .satisfies(e -> assertThat(Db.sqlState(e)).isEqualTo("42501"));
        }
    }

    @Test
    void theTrailIsExportedAsCsv() {
        ok(post(Routes.path(Routes.ADMIN_USER_SIGN_OUT, userId), Map.of("reason", "=HYPERLINK(\"x\")")));
        var csv = get(Routes.ADMIN_AUDIT_CSV + "?action=signed_out_by_admin&subject=" + userId);
        assertThat(csv.status()).isEqualTo(200);
        assertThat(csv.body()).startsWith("\ufeffat,id,actor").contains("'=HYPERLINK");
    }
}
