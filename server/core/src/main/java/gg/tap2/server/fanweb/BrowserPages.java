package gg.tap2.server.fanweb;

import gg.tap2.model.Routes;
import gg.tap2.server.accounts.AccountsFeature;
import gg.tap2.server.accounts.StepUp;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Proof;
import gg.tap2.server.platform.http.Routing;
import io.helidon.http.HeaderNames;
import java.util.Map;
import java.util.regex.Pattern;

/// Lets the browser vouch for the person in front of the studio on the same computer: whoever proves themselves here,
/// by a passkey or otherwise, and agrees, is known there. What is handed over goes to an address of this computer only.
final class BrowserPages {
    private static final Pattern PORT = Pattern.compile("[1-9]\\d{3,4}");
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{20,128}");

    private final Web web;
    private final AccountsFeature accounts;

    BrowserPages(Web web, AccountsFeature accounts) {
        this.web = web;
        this.accounts = accounts;
    }

    void register(Routing r) {
        r.page(Routes.BROWSER_PAGE, Access.SIGNED_IN, Proof.FRESH, this::ask);
        r.form(Routes.BROWSER_PAGE, Access.SIGNED_IN, Proof.FRESH, this::agree);
    }

    private record Wish(String port, String state, String challenge) {
        static Wish of(Call c) {
            var wish = new Wish(read(c, "port"), read(c, "state"), read(c, "challenge"));
            if (!PORT.matcher(wish.port()).matches()
                    || !SECRET.matcher(wish.state()).matches()
                    || !SECRET.matcher(wish.challenge()).matches()) {
                throw ApiException.notFound();
            }
            return wish;
        }

        private static String read(Call c, String name) {
            return (c.route().unsafe() ? c.field(name) : c.query(name)).orElse("");
        }
    }

    private void ask(Call c) {
        Wish wish = Wish.of(c);
        var v = web.view(c, "studio_confirm.title");
        v.noindex = true;
        var me = accounts.accounts().me(c.principal().userId());
        web.send(
                c,
                "studioconfirm",
                v,
                Map.of(
                        "email", me.email(),
                        "port", wish.port(),
                        "state", wish.state(),
                        "challenge", wish.challenge()));
    }

    /// A form may not lead to another address, so the answer is a page that goes there by itself, and has a link.
    private void agree(Call c) {
        Wish wish = Wish.of(c);
        var p = c.principal();
        // A program with a token cannot vouch for another program.
        if (!p.viaCookie()) {
            throw ApiException.forbidden();
        }
        String code = accounts.browserCode(p.userId(), p.sessionId(), wish.challenge())
                .orElseThrow(() -> StepUp.required());
        String back = "http://127.0.0.1:" + wish.port() + "/callback?code=" + code + "&state=" + wish.state();
        var v = web.view(c, "studio_confirm.title");
        v.noindex = true;
        c.response().header(HeaderNames.create("Refresh"), "0; url=" + back);
        web.send(c, "studioback", v, Map.of("back", back));
    }
}
