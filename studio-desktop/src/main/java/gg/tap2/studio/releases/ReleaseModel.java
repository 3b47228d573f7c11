package gg.tap2.studio.releases;

import gg.tap2.model.Routes;
import gg.tap2.model.system.StudioRelease;
import gg.tap2.model.system.Version;
import gg.tap2.studio.session.Context;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Asks the platform which studio it offers and compares. It only looks; a package is fetched by the browser
/// when somebody asks for it.
public final class ReleaseModel {
    /// What the comparison says.
    public enum Kind {
        /// This studio is the one that is offered.
        CURRENT,
        /// There is a newer one.
        NEWER,
        /// The server no longer understands this studio: only a newer one will do.
        TOO_OLD,
        /// The server is older than this studio; some things may not be there yet.
        SERVER_OLDER
    }

    public record State(Kind kind, StudioRelease release) {}

    private final Context ctx;
    private final Version own;
    private @Nullable State state;

    public ReleaseModel(Context ctx) {
        this(ctx, Version.CURRENT);
    }

    ReleaseModel(Context ctx, Version own) {
        this.ctx = ctx;
        this.own = own;
    }

    public Version own() {
        return own;
    }

    /// The last answer, if there was one.
    public Optional<State> state() {
        return Optional.ofNullable(state);
    }

    /// Asks; both callbacks come on the UI thread. Servers from before this question answer 404, which fails.
    public void check(Consumer<State> onOk, Consumer<Exception> onFail) {
        ctx.background()
                .run(
                        () -> ctx.session()
                                .client()
                                .get(Routes.STUDIO_RELEASE, Map.of(), StudioRelease.class)
                                .data(),
                        r -> {
                            state = new State(compare(r), r);
                            onOk.accept(state);
                        },
                        onFail);
    }

    private Kind compare(StudioRelease r) {
        boolean tooOld = parsed(r.oldest()).map(o -> o.isNewerThan(own)).orElse(false);
        if (tooOld) {
            return Kind.TOO_OLD;
        }
        if (parsed(r.version()).map(v -> v.isNewerThan(own)).orElse(false)) {
            return Kind.NEWER;
        }
        return parsed(r.server()).map(own::isNewerThan).orElse(false) ? Kind.SERVER_OLDER : Kind.CURRENT;
    }

    private static Optional<Version> parsed(@Nullable String version) {
        return Optional.ofNullable(version).flatMap(Version::parse);
    }

    /// Whether it should be told without being asked: not again for a version that was put aside.
    public boolean worthTelling(State s) {
        return switch (s.kind()) {
            case TOO_OLD -> true;
            case NEWER -> !s.release().version().equals(ctx.preferences().get().skippedVersion());
            case CURRENT, SERVER_OLDER -> false;
        };
    }

    /// Not to be told of this version again.
    public void skip(String version) {
        ctx.preferences().change(v -> v.withSkippedVersion(version));
    }

    /// Notes of everything newer than this studio, newest first.
    public List<StudioRelease.Note> notes(StudioRelease r) {
        return r.notes().stream()
                .filter(n -> parsed(n.version()).map(v -> v.isNewerThan(own)).orElse(false))
                .toList();
    }

    /// The packages for this system.
    public List<StudioRelease.Download> downloads(StudioRelease r) {
        String os = os(System.getProperty("os.name", ""));
        return r.downloads().stream().filter(d -> d.os().equals(os)).toList();
    }

    static String os(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.contains("win") ? "windows" : lower.contains("mac") ? "macos" : "linux";
    }

    /// Opens the package in the system's browser, which shows where it goes and how far it is.
    public void download(StudioRelease.Download d) {
        ctx.host().browse(ctx.session().account().server().replaceAll("/$", "") + d.path());
    }
}
