package gg.tap2.server.checks;

import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import java.util.List;

/// The name under which pushes are sent: Apple refuses what cannot be reached.
final class PushCheck implements LiveCheck {
    @Override
    public String area() {
        return "push";
    }

    @Override
    public List<Finding> look(ServerConfig c) {
        String url = c.text(Key.PUBLIC_URL);
        if (!url.startsWith("https://")) {
            return List.of(Finding.warning(
                    area(),
                    "pushes are signed with mail.from as public.url is no https address",
                    "set public.url; Apple refuses subjects on reserved names"));
        }
        return List.of(Finding.ok(area(), "pushes are signed with " + url));
    }
}
