package gg.tap2.server.admin;

import gg.tap2.model.common.Envelope;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A page of a list that is ordered by time and id, newest first. The cursor is the last row's place, so page one
/// million costs what page one costs and nothing is skipped while rows arrive.
record Keyset(Instant at, UUID id, int limit) {
    private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");
    private static final UUID LAST = UUID.fromString("ffffffff-ffff-ffff-ffff-ffffffffffff");

    static Keyset of(Call c) {
        int limit = c.number("limit", 50, 1, 100);
        return of(c.query("cursor").orElse(null), limit);
    }

    /// @throws ApiException 422 when the cursor is not one of ours
    static Keyset of(@Nullable String cursor, int limit) {
        if (cursor == null) {
            return new Keyset(END, LAST, limit);
        }
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII).split("\\|");
            Instant at = Instant.parse(parts[0]);
            if (at.isBefore(Instant.EPOCH) || at.isAfter(END)) {
                // The database knows fewer years than Java.
                throw ApiException.invalid("cursor", "invalid");
            }
            return new Keyset(at, UUID.fromString(parts[1]), limit);
        } catch (IllegalArgumentException | DateTimeParseException | ArrayIndexOutOfBoundsException e) {
            throw ApiException.invalid("cursor", "invalid");
        }
    }

    /// One more than is shown, to know whether there is a next page.
    int fetch() {
        return limit + 1;
    }

    <T> void answer(Call c, List<T> rows, Function<T, Instant> at, Function<T, UUID> id) {
        boolean more = rows.size() > limit;
        List<T> shown = more ? rows.subList(0, limit) : rows;
        c.json(
                200,
                Envelope.ofCursor(shown, more ? cursor(at.apply(shown.getLast()), id.apply(shown.getLast())) : null));
    }

    static String cursor(Instant at, UUID id) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((at + "|" + id).getBytes(StandardCharsets.US_ASCII));
    }
}
