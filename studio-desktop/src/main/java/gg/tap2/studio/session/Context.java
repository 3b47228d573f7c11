package gg.tap2.studio.session;

import gg.tap2.studio.platform.Preferences;
import gg.tap2.studio.ui.Background;
import gg.tap2.studio.ui.Formats;
import gg.tap2.studio.ui.Host;
import gg.tap2.studio.ui.Texts;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// What a screen and its view model are given.
public record Context(
        Session session, Texts texts, Formats formats, Background background, Host host, Preferences preferences) {
    public String text(String key, Object... args) {
        return texts.get(key, args);
    }

    public Instant now() {
        return session.clock().instant();
    }

    public LocalDate today() {
        return now().atZone(ZoneOffset.UTC).toLocalDate();
    }
}
