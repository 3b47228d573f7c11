package gg.tap2.studio.notices;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where a notice leads in the studio: `/sales/{id}` to that sale, `/payouts` to withdrawals. Paths of the fans' pages
/// lead
/// nowhere here.
public record NoticePath(String screen, @Nullable UUID id) {
    public static Optional<NoticePath> of(@Nullable String path) {
        if (path == null || !path.startsWith("/")) {
            return Optional.empty();
        }
        String[] parts = path.substring(1).split("/");
        String screen = switch (parts[0]) {
            case "sales", "payouts", "disputes", "products", "subscribers" -> parts[0];
            default -> "";
        };
        if (screen.isEmpty()) {
            return Optional.empty();
        }
        UUID id = null;
        if (parts.length > 1) {
            try {
                id = UUID.fromString(parts[1]);
            } catch (IllegalArgumentException e) {
                // The screen itself will do.
            }
        }
        return Optional.of(new NoticePath(screen, id));
    }
}
