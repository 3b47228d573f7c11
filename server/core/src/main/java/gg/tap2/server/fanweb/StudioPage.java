package gg.tap2.server.fanweb;

import gg.tap2.model.system.StudioRelease;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Routing;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// Where a creator finds the studio, who looks for it in a browser: the packages that this platform gives out, and the
/// way to a fan's account.
final class StudioPage {
    private final Web web;
    private final Function<Locale, StudioRelease> releases;

    StudioPage(Web web, Function<Locale, StudioRelease> releases) {
        this.web = web;
        this.releases = releases;
    }

    void register(Routing r) {
        r.page("/studio", Access.PUBLIC, this::show);
    }

    private void show(Call c) {
        var v = web.view(c, "studio.title");
        v.description = v.t("studio.text");
        v.changing = true;
        var release = releases.apply(c.locale());
        web.send(c, "studio", v, Map.of("downloads", release.downloads(), "version", release.version()));
    }
}
