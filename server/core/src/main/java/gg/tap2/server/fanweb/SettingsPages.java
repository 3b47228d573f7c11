package gg.tap2.server.fanweb;

import gg.tap2.model.accounts.ChangeEmail;
import gg.tap2.model.accounts.ChangePassword;
import gg.tap2.model.accounts.ConfirmIdentity;
import gg.tap2.model.accounts.UpdateMe;
import gg.tap2.model.notices.NoticePreferences;
import gg.tap2.model.notices.NoticePreferences.Group;
import gg.tap2.server.accounts.AccountsFeature;
import gg.tap2.server.billing.BillingFeature;
import gg.tap2.server.billing.PaymentMethods;
import gg.tap2.server.notices.NoticesFeature;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Proof;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.platform.json.Json;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The account's settings: who one is, how one signs in, cards, devices, and one's data.
final class SettingsPages {
    private final Web web;
    private final AccountsFeature accounts;
    private final BillingFeature billing;
    private final NoticesFeature notices;
    private final String stripeJs;

    SettingsPages(Web web, AccountsFeature accounts, BillingFeature billing, NoticesFeature notices, String stripeJs) {
        this.web = web;
        this.accounts = accounts;
        this.billing = billing;
        this.notices = notices;
        this.stripeJs = stripeJs;
    }

    void register(Routing r) {
        r.page("/settings", Access.SIGNED_IN, c -> show(c, null, Map.of()));
        r.form("/settings/{what}", Access.SIGNED_IN, Proof.IN_REQUEST, this::change);
        r.page("/settings/card", Access.FAN, Proof.OWNER, this::newCard);
        r.page("/settings/card/saved", Access.FAN, c -> {
            try {
                billing.paymentMethods().refresh(c.fanId());
            } catch (ApiException e) {
                // Stripe has the card, and its event brings it.
                Web.shown(e);
            }
            c.redirect("/settings?saved=1#cards");
        });
        r.page("/settings/export", Access.SIGNED_IN, Proof.FRESH, this::export);
    }

    private void show(Call c, @Nullable ApiException problem, Map<String, Object> extra) {
        var v = web.view(c, "settings.title");
        v.noindex = true;
        web.explain(c, v, problem);
        Object said = extra.get("said");
        v.notice = said != null
                ? v.t(said.toString())
                : c.query("asked").isPresent()
                        ? v.t("email.asked")
                        : c.query("saved").isPresent() ? v.t("settings.saved") : null;
        UUID user = c.principal().userId();
        UUID fan = Web.fan(c);
        var model = new HashMap<String, Object>();
        v.script = "push.js";
        var wishes = notices.preferences().get(user);
        v.passkeys = true;
        model.put("passkeys", accounts.passkeys(user));
        model.put("me", accounts.accounts().me(user));
        model.put("digest", wishes.digest());
        model.put("groups", shown(wishes, fan != null));
        model.put("pushKey", notices.pushes().publicKey());
        model.put("pending", accounts.accounts().pendingAddress(user).orElse(""));
        model.put("ways", accounts.accounts().signInWays(user));
        model.put("googleOffered", accounts.google().isAvailable());
        model.put("sessions", accounts.sessions().list(user, c.principal().sessionId()));
        model.put("cards", fan == null ? List.of() : billing.paymentMethods().list(fan));
        model.put("setup", extra.get("setup"));
        model.put("codes", extra.getOrDefault("codes", List.of()));
        web.send(c, problem == null ? 200 : problem.status(), "settings", v, model);
    }

    private static ConfirmIdentity proof(Call c) {
        return new ConfirmIdentity(
                c.field("password").filter(s -> !s.isEmpty()).orElse(null),
                c.field("code").filter(s -> !s.isEmpty()).orElse(null),
                c.field("mailCode").filter(s -> !s.isEmpty()).orElse(null));
    }

    /// Each form of the page, told apart by the end of its address, which is also the anchor to come back to.
    private void change(Call c) {
        UUID user = c.principal().userId();
        UUID session = c.principal().sessionId();
        String ip = c.client().ip();
        var a = accounts.accounts();
        String section = c.path("what");
        try {
            switch (section) {
                case "profile" -> profile(c, user);
                case "notices" -> notices(c, user);
                case "password" -> {
                    var change = new ChangePassword(
                            proof(c).password(), c.field("new").orElse(""), proof(c).code(), proof(c).mailCode());
                    Call.validate(change);
                    a.changePassword(user, session, change, ip);
                }
                case "email" -> {
                    var change = new ChangeEmail(
                            c.field("email").orElse(""), proof(c).password(), proof(c).code(), proof(c).mailCode());
                    Call.validate(change);
                    a.requestEmailChange(user, change, ip);
                }
                case "mail-code" -> {
                    a.mailCode(user);
                    show(c, null, Map.of("said", "mail_code.sent"));
                    return;
                }
                case "email-cancel" -> a.cancelEmailChange(user, ip);
                case "2fa" -> {
                    show(c, null, Map.of("setup", a.prepareSecondFactor(user, proof(c))));
                    return;
                }
                case "2fa-confirm" -> {
                    confirmSecondFactor(c, user);
                    return;
                }
                case "2fa-off" -> a.disableSecondFactor(user, proof(c), ip);
                case "passkey-remove" -> {
                    if (!accounts.stepUp().isFresh(c.principal())) {
                        c.redirect("/step-up?next=%2Fsettings%23passkeys");
                        return;
                    }
                    accounts.removePasskey(user, id(c), ip);
                }
                case "google" -> {
                    c.redirect(accounts.linkGoogle(c, proof(c), "/settings?saved=1#google"));
                    return;
                }
                case "google-off" -> accounts.google().unlink(user, proof(c), ip);
                case "session" -> accounts.sessions().revoke(user, id(c), ip);
                case "sessions" -> accounts.sessions().revokeOthers(user, session, ip);
                case "card-default" -> billing.paymentMethods().makeDefault(c.fanId(), id(c));
                case "card-delete" -> billing.paymentMethods().delete(c.fanId(), id(c));
                case "delete" -> accounts.privacy().requestDeletion(user, session, proof(c), c.locale(), ip);
                case "keep" -> accounts.privacy().cancelDeletion(user, ip);
                default -> throw ApiException.notFound();
            }
        } catch (ApiException e) {
            show(c, Web.shown(e), Map.of());
            return;
        }
        String what = section.equals("email") ? "asked" : "saved";
        c.redirect("/settings?" + what + "=1#" + section.replaceFirst("-.*", ""));
    }

    /// After a wrong code the same secret is asked for again: the app has it already.
    private void confirmSecondFactor(Call c, UUID user) {
        var a = accounts.accounts();
        try {
            var codes = a.enableSecondFactor(
                            user, c.field("code").orElse(""), c.client().ip())
                    .orElseThrow(() -> ApiException.invalid("code", "code_wrong"));
            show(c, null, Map.of("codes", codes.backupCodes()));
        } catch (ApiException e) {
            var setup = a.preparedSecondFactor(user, c.field("secret").orElse(""));
            show(
                    c,
                    Web.shown(e),
                    setup.<Map<String, Object>>map(s -> Map.of("setup", s)).orElse(Map.of()));
        }
    }

    private void profile(Call c, UUID user) {
        var change = new UpdateMe(c.field("name").orElse(""), c.field("locale").orElse(null));
        Call.validate(change);
        accounts.accounts().update(user, change);
        SitePages.language(c, c.field("locale").orElse("en"));
    }

    /// What concerns this kind of account; the others would never be told anything.
    private static List<Group> shown(NoticePreferences wishes, boolean fan) {
        var names = fan
                ? Set.of("updates", "purchases", "memberships", "money", "security")
                : Set.of("sales", "members", "money", "payouts", "content", "security");
        return wishes.groups().stream().filter(g -> names.contains(g.name())).toList();
    }

    private void notices(Call c, UUID user) {
        var shown = shown(notices.preferences().get(user), Web.fan(c) != null);
        var wanted = shown.stream()
                .map(g -> new Group(
                        g.name(),
                        c.field(g.name() + ".mail").isPresent(),
                        c.field(g.name() + ".feed").isPresent(),
                        c.field(g.name() + ".push").isPresent(),
                        g.required()))
                .toList();
        notices.preferences()
                .save(
                        user,
                        new NoticePreferences(
                                wanted,
                                c.field("digest").filter("daily"::equals).isPresent()));
    }

    private void newCard(Call c) {
        PaymentMethods.Setup setup;
        try {
            setup = billing.paymentMethods().startSetup(c.fanId());
        } catch (ApiException e) {
            show(c, Web.shown(e), Map.of());
            return;
        }
        var v = web.view(c, "cards.add");
        v.noindex = true;
        v.script = "pay.js";
        v.scriptSrc = stripeJs;
        web.send(
                c,
                "card",
                v,
                Map.of(
                        "secret", setup.clientSecret(),
                        "key", setup.publishableKey(),
                        "back", web.base() + "/settings/card/saved"));
    }

    private void export(Call c) {
        var p = c.principal();
        byte[] data = Json.bytes(
                accounts.privacy().export(p.userId(), p.sessionId(), c.client().ip()));
        c.response().headers().set(HeaderValues.create(HeaderNames.CACHE_CONTROL, "private, no-store"));
        c.response().header(HeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"tap2-creators-data.json\"");
        c.send(200, "application/json", data);
    }

    private static UUID id(Call c) {
        try {
            return UUID.fromString(c.field("id").orElse(""));
        } catch (IllegalArgumentException e) {
            throw ApiException.notFound();
        }
    }
}
