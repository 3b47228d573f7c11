package gg.tap2.server.platform.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SqlTextTest {
    @Test
    void namesBecomeMarksInTheirOrder() {
        var sql = SqlText.of("SELECT a FROM t WHERE b = :b AND c = ANY(CAST(:ids AS uuid[])) OR d = :b");
        assertThat(sql.text()).isEqualTo("SELECT a FROM t WHERE b = ? AND c = ANY(CAST(? AS uuid[])) OR d = ?");
        assertThat(sql.names()).isEqualTo(List.of("b", "ids", "b"));
        assertThat(SqlText.of("SELECT a FROM t WHERE b = :b AND c = ANY(CAST(:ids AS uuid[])) OR d = :b"))
                .isSameAs(sql);
    }

    @Test
    void literalsCommentsCastsAndSlicesStay() {
        String text = "SELECT 'at :noon, it''s :x', \"a:b\", x::text, y[1:2] -- :no\n /* :nor */ FROM t WHERE z = :z";
        var sql = SqlText.of(text);
        assertThat(sql.text()).isEqualTo(text.replace("= :z", "= ?"));
        assertThat(sql.names()).containsExactly("z");
    }
}
