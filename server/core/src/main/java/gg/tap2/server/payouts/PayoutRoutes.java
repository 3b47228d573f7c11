package gg.tap2.server.payouts;

import gg.tap2.model.Routes;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Money;
import gg.tap2.model.payouts.AddBankAccount;
import gg.tap2.model.payouts.PayoutReason;
import gg.tap2.model.payouts.PayoutSettings;
import gg.tap2.model.payouts.RequestPayout;
import gg.tap2.model.payouts.StartBankLink;
import gg.tap2.model.payouts.VerifyBankAccount;
import gg.tap2.server.billing.Inbox;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Proof;
import gg.tap2.server.platform.http.Route;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.platform.i18n.Phrase;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// HTTP of payouts.
final class PayoutRoutes {
    private final Payouts payouts;
    private final PayoutExplanation explanation;
    private final BankAccounts banks;
    private final BankLinks links;
    private final Db db;
    private final InstantSource clock;
    private final Inbox inbox;
    private final PayoutProvider provider;
    private final Runnable wakeInbox;

    PayoutRoutes(
            Payouts payouts,
            PayoutExplanation explanation,
            BankAccounts banks,
            BankLinks links,
            Db db,
            InstantSource clock,
            Inbox inbox,
            PayoutProvider provider,
            Runnable wakeInbox) {
        this.payouts = payouts;
        this.explanation = explanation;
        this.banks = banks;
        this.links = links;
        this.db = db;
        this.clock = clock;
        this.inbox = inbox;
        this.provider = provider;
        this.wakeInbox = wakeInbox;
    }

    void register(Routing r) {
        r.get(Routes.BALANCE, Access.CREATOR, c -> c.ok(payouts.balance(c.creatorId())));
        r.get(
                Routes.PAYOUT_PREVIEW,
                Access.CREATOR,
                c -> c.ok(payouts.preview(
                        c.creatorId(),
                        c.query("amount").isPresent()
                                ? Long.valueOf(c.number("amount", 0, 0, Integer.MAX_VALUE))
                                : null,
                        uuid(c, "bankAccountId"))));
        r.create(Routes.WITHDRAW, Access.CREATOR, Proof.BY_AMOUNT, this::request);
        r.create(Routes.PAYOUTS, Access.CREATOR, Proof.BY_AMOUNT, this::request);
        r.get(Routes.PAYOUTS, Access.CREATOR, c -> {
            var page = c.page();
            c.page(payouts.list(c.creatorId(), page.limit(), page.offset()), page, payouts.count(c.creatorId()));
        });
        r.get(Routes.PAYOUT, Access.CREATOR, c -> c.ok(payouts.get(c.creatorId(), c.id())));
        r.get(Routes.PAYOUT_LINES, Access.CREATOR, c -> c.ok(explanation.lines(c.creatorId(), c.id())));
        r.get(Routes.PAYOUT_SETTINGS, Access.CREATOR, c -> c.ok(payouts.settings(c.creatorId())));
        r.put(Routes.PAYOUT_SETTINGS, Access.CREATOR, Proof.FRESH, this::saveSettings);
        r.get(Routes.BANK_ACCOUNTS, Access.CREATOR, c -> c.ok(banks.list(c.creatorId())));
        r.create(Routes.BANK_ACCOUNTS, Access.CREATOR, Proof.FRESH, c -> {
            var b = banks.add(c.creatorId(), c.body(AddBankAccount.class));
            c.created(b, Routes.path(Routes.BANK_ACCOUNT, b.id()));
        });
        r.delete(Routes.BANK_ACCOUNT, Access.CREATOR, Proof.FRESH, c -> {
            banks.delete(c.creatorId(), c.id());
            c.noContent();
        });
        r.put(Routes.BANK_ACCOUNT_DEFAULT, Access.CREATOR, Proof.FRESH, c -> {
            banks.makeDefault(c.creatorId(), c.id());
            c.noContent();
        });
        r.post(
                Routes.BANK_ACCOUNT_VERIFY,
                Access.CREATOR,
                Proof.FRESH,
                c -> c.ok(banks.verify(c.creatorId(), c.body(VerifyBankAccount.class))));
        r.create(Routes.PLAID_LINK, Access.CREATOR, Proof.FRESH, c -> {
            var link = links.start(
                    c.creatorId(), c.body(StartBankLink.class), c.locale().getLanguage());
            c.created(link, Routes.path(Routes.PLAID_LINK_COMPLETE, link.id()));
        });
        r.post(Routes.PLAID_LINK_COMPLETE, Access.CREATOR, c -> c.ok(links.complete(c.creatorId(), c.id())));

        r.add(new Route(Method.POST, Routes.WEBHOOK_PLAID, Access.WEBHOOK, this::itemChanged, false, 64 * 1024, false));
        r.add(new Route(Method.POST, Routes.WEBHOOK_PAYOUT, Access.WEBHOOK, this::webhook, false, 128 * 1024, false));
    }

    private void saveSettings(Call c) {
        try {
            c.ok(payouts.saveSettings(c.creatorId(), c.body(PayoutSettings.class)));
        } catch (ApiException e) {
            throw e.violations() == null ? e : e.in(payouts.currency(c.creatorId()));
        }
    }

    private static @Nullable UUID uuid(Call c, String name) {
        try {
            return c.query(name).map(UUID::fromString).orElse(null);
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid(name, "invalid");
        }
    }

    private void request(Call c) {
        try {
            var p = payouts.request(
                    c.creatorId(),
                    c.body(RequestPayout.class),
                    "instant",
                    c.principal().sessionId());
            c.created(p, Routes.path(Routes.PAYOUT, p.id()));
        } catch (Payouts.NotEligibleException e) {
            throw ApiException.conflictWith(
                    e.reasons(),
                    "payout_not_eligible",
                    e.reasons().stream().map(r -> phrase(r, e.currency())).toList());
        }
    }

    /// A reason in words, with its amount where it has one.
    private static Phrase phrase(PayoutReason r, Currency currency) {
        String key = "payout.reason." + r.code().name().toLowerCase(Locale.ROOT);
        Long amount = r.amount();
        return amount == null ? Phrase.of(key) : Phrase.of(key, Money.of(amount, currency));
    }

    private void itemChanged(Call c) {
        links.event(
                c.rawBody(), c.header(HeaderNames.create("plaid-verification")).orElse(null));
        c.json(200, Map.of("received", true));
    }

    private void webhook(Call c) {
        byte[] body = c.rawBody();
        PayoutProvider.Event event;
        try {
            event = provider.event(
                            body, name -> c.header(HeaderNames.create(name)).orElse(null), clock.instant())
                    .orElseThrow(() -> ApiException.badRequest("signature_invalid"));
        } catch (java.io.UncheckedIOException e) {
            throw ApiException.badRequest("json_malformed");
        }
        var stored = new Inbox.Event(
                provider.name(),
                event.id(),
                event.type(),
                event.transferId(),
                new String(body, StandardCharsets.UTF_8),
                clock.instant());
        db.transact(tx -> inbox.store(tx, List.of(stored), "pending"));
        wakeInbox.run();
        c.json(200, Map.of("received", true));
    }
}
