package gg.tap2.studio.notices;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

final class NoticePathTest {
    @Test
    void pathsOfTheStudioLeadToItsScreens() {
        UUID id = UUID.randomUUID();
        assertThat(NoticePath.of("/sales/" + id)).contains(new NoticePath("sales", id));
        assertThat(NoticePath.of("/payouts")).contains(new NoticePath("payouts", null));
        assertThat(NoticePath.of("/sales/x")).contains(new NoticePath("sales", null));
        assertThat(NoticePath.of("/library/" + id)).isEmpty();
        assertThat(NoticePath.of("https://example.com")).isEmpty();
        assertThat(NoticePath.of(null)).isEmpty();
    }
}
