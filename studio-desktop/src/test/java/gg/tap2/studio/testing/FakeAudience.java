package gg.tap2.studio.testing;

import gg.tap2.model.Routes;
import gg.tap2.model.common.Ids;
import gg.tap2.model.messages.Audience;
import gg.tap2.model.messages.AudienceSize;
import gg.tap2.model.messages.CreatorMessage;
import gg.tap2.model.notices.Notice;
import gg.tap2.model.notices.NoticeFeed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the platform says about people: notices, sent messages, and products that were given.
final class FakeAudience {
    private final Instant start = Instant.now();

    /// Null when the path is not about people.
    @Nullable
    Object answer(String path, boolean german) {
        return switch (path) {
            case Routes.NOTICES -> new NoticeFeed(notices(german), 2);
            case Routes.NOTICES_READ -> Map.of();
            case Routes.MESSAGES -> messages(german);
            case Routes.MESSAGE_AUDIENCE -> new AudienceSize(1_284);
            default -> path.matches(Routes.CREATORS + "/fans/[^/]+/grants") ? List.of() : null;
        };
    }

    private List<Notice> notices(boolean german) {
        return german
                ? List.of(
                        notice(4, false, "Neuer Verkauf: 29,00 €", "Jonas hat „Lissabon bei Nacht – Presets“ gekauft."),
                        notice(50, false, "Ein Streitfall wurde eröffnet", "Antworten Sie bis zum 9. Dezember 2026."),
                        notice(
                                1_500,
                                true,
                                "Auszahlung angekommen",
                                "1.240,50 € sind auf dem Konto mit der Endung 3000."))
                : List.of(
                        notice(4, false, "New sale: €29.00", "Jonas bought “Lisbon Nights presets”."),
                        notice(50, false, "A dispute was opened", "Please answer by December 9, 2026."),
                        notice(1_500, true, "Payout arrived", "€1,240.50 are in the account ending in 3000."));
    }

    private Notice notice(long minutesAgo, boolean read, String title, String text) {
        Instant at = start.minus(Duration.ofMinutes(minutesAgo));
        return new Notice(Ids.next(), "sale", title, text, "/sales/" + Ids.next(), at, read ? at : null);
    }

    private List<CreatorMessage> messages(boolean german) {
        return List.of(
                message(
                        90,
                        Audience.Kind.MEMBERS,
                        german ? "Danke für diesen Herbst!" : "Thank you for this autumn!",
                        412),
                message(4_000, Audience.Kind.BUYERS, german ? "Neue Presets sind da" : "New presets are here", 1_284));
    }

    private CreatorMessage message(long minutesAgo, Audience.Kind kind, String subject, long to) {
        return new CreatorMessage(
                Ids.next(), new Audience(kind, null), subject, "…", to, start.minus(Duration.ofMinutes(minutesAgo)));
    }
}
