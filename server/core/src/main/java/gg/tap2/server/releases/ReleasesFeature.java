package gg.tap2.server.releases;

import gg.tap2.model.Routes;
import gg.tap2.model.system.StudioRelease;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Routing;
import io.helidon.http.HeaderNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Tells studios about newer ones and gives out their packages.
public final class ReleasesFeature {
    private final StudioReleases releases;

    public ReleasesFeature(ServerConfig config) {
        this.releases = new StudioReleases(
                config.isSet(Key.STUDIO_RELEASES)
                        ? Path.of(config.text(Key.STUDIO_RELEASES))
                        : config.dataDir().resolve("studio-releases"));
    }

    /// The newest studio with its packages, in the reader's language.
    public StudioRelease offered(Locale locale) {
        return releases.offered(locale);
    }

    public void register(Routing r) {
        r.get(Routes.STUDIO_RELEASE, Access.PUBLIC, c -> c.ok(releases.offered(c.locale())));
        r.get(Routes.STUDIO_DOWNLOAD, Access.PUBLIC, this::download);
    }

    private void download(Call c) {
        var found = releases.find(c.path("name")).orElseThrow(ApiException::notFound);
        c.response().header(HeaderNames.CONTENT_LENGTH, Long.toString(found.size()));
        c.response().header(HeaderNames.ETAG, "\"" + found.sha256() + "\"");
        c.response().header(HeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"" + found.name() + "\"");
        c.stream("application/octet-stream", out -> Files.copy(releases.file(found), out));
    }
}
