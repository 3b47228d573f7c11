package gg.tap2.server.fanweb;

import gg.tap2.model.accounts.ConfirmIdentity;
import gg.tap2.server.accounts.FreezeLinks;
import gg.tap2.server.accounts.StepUp;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Proof;
import gg.tap2.server.platform.http.Routing;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Asks once more who is there, and leads back to what was wanted; and holds payouts back by a mailed link.
final class StepUpPages {
    private final Web web;
    private final StepUp stepUp;
    private final FreezeLinks freezeLinks;

    StepUpPages(Web web, StepUp stepUp, FreezeLinks freezeLinks) {
        this.web = web;
        this.stepUp = stepUp;
        this.freezeLinks = freezeLinks;
    }

    void register(Routing r) {
        r.page("/step-up", Access.SIGNED_IN, c -> show(c, null));
        r.form("/step-up", Access.SIGNED_IN, Proof.IN_REQUEST, this::prove);
        r.page("/freeze-payouts", Access.PUBLIC, this::freezeForm);
        r.form("/freeze-payouts", Access.PUBLIC, this::freeze);
    }

    /// The link of a mail about payouts. The form keeps mail scanners, which follow links, from freezing anything.
    private void freezeForm(Call c) {
        var v = web.view(c, "freeze.title");
        v.noindex = true;
        web.send(c, "freeze", v, Map.of("token", c.query("token").orElse("")));
    }

    private void freeze(Call c) {
        boolean frozen =
                freezeLinks.use(c.field("token").orElse(""), c.client().ip()).isPresent();
        var v = web.view(c, "freeze.title");
        v.noindex = true;
        web.send(c, frozen ? 200 : 422, "message", v, Map.of("text", v.t(frozen ? "freeze.done" : "link.over")));
    }

    private void show(Call c, @Nullable ApiException problem) {
        var v = web.view(c, "step_up.title");
        v.noindex = true;
        v.passkeys = true;
        web.explain(c, v, problem);
        var way = stepUp.state(c.principal().sessionId()).way();
        web.send(
                c,
                problem == null ? 200 : problem.status(),
                "stepup",
                v,
                Map.of("way", way, "next", Web.next(c, "/settings")));
    }

    private void prove(Call c) {
        var proof = new ConfirmIdentity(
                c.field("password").orElse(null), c.field("code").orElse(null));
        try {
            Call.validate(proof);
            stepUp.prove(c.principal(), proof, c.client().ip());
        } catch (ApiException e) {
            if (e.status() >= 500) {
                throw e;
            }
            show(c, e);
            return;
        }
        c.redirect(Web.next(c, "/settings"));
    }
}
