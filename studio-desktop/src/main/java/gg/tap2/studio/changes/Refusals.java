package gg.tap2.studio.changes;

import gg.tap2.studio.session.Context;
import gg.tap2.studio.store.Outbox;
import gg.tap2.studio.sync.Edits;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/// Why something did not go out, in the reader's words: the server's sentence, then each field by the name that stands
/// beside it.
public final class Refusals {
    private Refusals() {}

    /// @param error as the outbox keeps it
    public static String text(Context ctx, String kind, String error) {
        return switch (error) {
            case Outbox.GONE -> ctx.text(kind.equals(Edits.PRODUCT) ? "changes.goneProduct" : "changes.gone");
            case Outbox.CALLED_OFF -> ctx.text("changes.calledOff");
            default -> error.lines().map(line -> named(ctx, line)).collect(Collectors.joining("\n"));
        };
    }

    /// The fields that the server named.
    public static Set<String> fields(Context ctx, String error) {
        Set<String> out = new LinkedHashSet<>();
        error.lines().map(Refusals::field).filter(f -> isField(ctx, f)).forEach(out::add);
        return out;
    }

    private static String named(Context ctx, String line) {
        String field = field(line);
        return isField(ctx, field)
                ? ctx.text("changes.field." + field)
                        + line.substring(line.indexOf(": ")).strip()
                : line;
    }

    /// `files[2].title: …` is about the files.
    private static String field(String line) {
        int colon = line.indexOf(": ");
        return colon < 0 ? "" : line.substring(0, colon).replaceAll("[\\[.].*", "");
    }

    private static boolean isField(Context ctx, String field) {
        return !field.isEmpty() && ctx.texts().has("changes.field." + field);
    }
}
