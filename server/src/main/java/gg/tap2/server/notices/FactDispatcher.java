package gg.tap2.server.notices;

import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Money;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.json.Json;
import java.text.NumberFormat;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns facts into mail, each once. Woken after commits; looks by itself every few seconds for what another
/// server wrote.
public final class FactDispatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FactDispatcher.class);

    private record Fact(
            UUID id,
            String kind,
            String ref,
            @Nullable UUID creatorId,
            @Nullable UUID fanId,
            String payload) {}

    private record Person(String email, String name, Locale locale) {}

    private final Db db;
    private final InstantSource clock;
    private final Mailer mailer;
    private final Runnable mailSoon;
    private final Supplier<String> baseUrl;
    private final BiFunction<Tx, UUID, String> buyerToken;
    private final Feed feed;
    private final Semaphore bell = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean paused;

    /// @param buyerToken makes a token that lets the buyer of a payment, without signing in, open its pages
    public FactDispatcher(
            Db db,
            InstantSource clock,
            Mailer mailer,
            Runnable mailSoon,
            Supplier<String> baseUrl,
            BiFunction<Tx, UUID, String> buyerToken,
            Feed feed) {
        this.feed = feed;
        this.db = db;
        this.clock = clock;
        this.mailer = mailer;
        this.mailSoon = mailSoon;
        this.baseUrl = baseUrl;
        this.buyerToken = buyerToken;
        this.thread = Thread.ofPlatform().name("notices").daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    public void wake() {
        if (bell.availablePermits() == 0) {
            bell.release();
        }
    }

    /// Leaves facts in the outbox until it is let go on; for measurements of what comes before it.
    public void pause(boolean pause) {
        paused = pause;
        wake();
    }

    private void run() {
        while (!closed) {
            try {
                if (paused || drain() == 0) {
                    boolean woken = bell.tryAcquire(3, TimeUnit.SECONDS);
                    LOG.trace("woken {}", woken);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("notices: {}", e.toString());
                try {
                    Thread.sleep(1000);
                } catch (InterruptedException i) {
                    return;
                }
            }
        }
    }

    /// Tells what waits; returns how many facts.
    public int drain() {
        int n = db.inTransaction(tx -> {
            List<Fact> facts = tx.sql("""
                    SELECT id, kind, ref, creator_id, fan_id, payload FROM outbox_facts WHERE handled_at IS NULL AND attempts < 10
                    ORDER BY created_at LIMIT 50 FOR UPDATE SKIP LOCKED""")
                    .list(r -> new Fact(
                            r.uuid("id"),
                            r.text("kind"),
                            r.text("ref"),
                            r.uuidOrNull("creator_id"),
                            r.uuidOrNull("fan_id"),
                            r.text("payload")));
            feed.write(tx, facts.stream().map(Fact::id).toList());
            for (Fact f : facts) {
                tell(tx, f);
                tx.sql("UPDATE outbox_facts SET handled_at = :now WHERE id = :id")
                        .set("now", clock.instant())
                        .set("id", f.id())
                        .update();
            }
            return facts.size();
        });
        if (n > 0) {
            mailSoon.run();
            feed.written();
        }
        return n;
    }

    private void tell(Tx tx, Fact f) {
        switch (f.kind()) {
            case "payment_succeeded" -> paid(tx, f);
            case "refund_succeeded",
                    "refund_failed",
                    "dispute_open",
                    "dispute_won",
                    "dispute_lost",
                    "early_fraud_warning" -> money(tx, f);
            case "subscription_started",
                    "subscription_ended",
                    "subscription_cancelled",
                    "subscription_payment_failed",
                    "trial_will_end" -> membership(tx, f);
            case "new_version" -> newVersion(tx, f);
            case "content_taken_down",
                    "content_restored",
                    "content_upheld",
                    "balance_adjusted",
                    "account_suspended",
                    "account_restored" -> told(tx, f);
            default -> {
                if (f.kind().startsWith("payout_")) {
                    payout(tx, f);
                }
            }
        }
    }

    private void paid(Tx tx, Fact f) {
        UUID payment = UUID.fromString(f.ref());
        record Paid(
                String kind,
                String title,
                Money amount,
                @Nullable String receipt,
                String creator) {}
        var p = tx.sql("""
                SELECT p.kind, p.title, p.amount_cents, p.currency, p.receipt_number, c.display_name FROM payments p
                JOIN creators c ON c.id = p.creator_id WHERE p.id = :id""")
                .set("id", payment)
                .first(r -> new Paid(
                        r.text("kind"),
                        r.text("title"),
                        Money.of(r.number("amount_cents"), Currency.valueOf(r.text("currency"))),
                        r.textOrNull("receipt_number"),
                        r.text("display_name")));
        if (p.isEmpty()) {
            return;
        }
        Paid x = p.get();
        Person fan = fan(tx, f.fanId());
        if (fan != null) {
            mailer.send(
                    tx,
                    MailMessage.of(
                                    fan.email(),
                                    "receipt_" + x.kind(),
                                    fan.locale(),
                                    x.title(),
                                    x.creator(),
                                    amount(x.amount(), fan.locale()),
                                    String.valueOf(x.receipt()))
                            .withLink(buyerLink(tx, "/thanks/", payment))
                            .once("receipt/" + payment));
        }
        Person creator = creator(tx, f.creatorId());
        if (creator != null) {
            mailer.send(
                    tx,
                    MailMessage.of(
                                    creator.email(),
                                    "sale_" + x.kind(),
                                    creator.locale(),
                                    x.title(),
                                    amount(x.amount(), creator.locale()))
                            .once("sale/" + payment));
        }
    }

    private String buyerLink(Tx tx, String page, UUID payment) {
        return baseUrl.get() + page + payment + "?t=" + buyerToken.apply(tx, payment);
    }

    private void money(Tx tx, Fact f) {
        String payment = Json.tree(f.payload()).path("paymentId").asText("");
        Person creator = creator(tx, f.creatorId());
        if (creator != null) {
            mailer.send(
                    tx,
                    MailMessage.of(creator.email(), f.kind(), creator.locale(), title(tx, payment))
                            .once(f.kind() + "/creator/" + f.ref()));
        }
        Person fan = fan(tx, f.fanId());
        if (fan != null && f.kind().equals("refund_succeeded")) {
            mailer.send(
                    tx,
                    MailMessage.of(fan.email(), "refund_to_fan", fan.locale(), title(tx, payment))
                            .once(f.kind() + "/fan/" + f.ref()));
        }
    }

    private static String title(Tx tx, String payment) {
        return payment.isEmpty()
                ? ""
                : tx.sql("SELECT title FROM payments WHERE id = :id")
                        .set("id", UUID.fromString(payment))
                        .first(r -> r.text("title"))
                        .orElse("");
    }

    private void membership(Tx tx, Fact f) {
        String id = Json.tree(f.payload()).path("subscriptionId").asText("");
        String names = tx.sql(
                        "SELECT t.name || ' · ' || c.display_name AS n FROM subscriptions s JOIN tiers t ON t.id = s.tier_id JOIN creators c ON c.id = s.creator_id WHERE s.id = :id")
                .set("id", UUID.fromString(id))
                .first(r -> r.text("n"))
                .orElse("");
        Person fan = fan(tx, f.fanId());
        if (fan != null) {
            mailer.send(
                    tx,
                    MailMessage.of(fan.email(), f.kind(), fan.locale(), names)
                            .withLink(baseUrl.get() + "/subscriptions")
                            .once(f.kind() + "/" + f.ref()));
        }
    }

    /// A guest has no library to be led to, but the page of the payment.
    private void newVersion(Tx tx, Fact f) {
        Person fan = fan(tx, f.fanId());
        Person creator = creator(tx, f.creatorId());
        if (fan == null || creator == null) {
            return;
        }
        var node = Json.tree(f.payload());
        String note = node.path("note").asText("");
        String payment = node.path("payment").asText("");
        boolean guest = tx.sql("SELECT 1 FROM fans WHERE id = :id AND user_id IS NULL")
                .set("id", f.fanId())
                .exists();
        String link = guest && node.path("payment").isTextual()
                ? buyerLink(tx, "/thanks/", UUID.fromString(payment))
                : baseUrl.get() + "/library/" + node.path("product").asText();
        mailer.send(
                tx,
                MailMessage.of(
                                fan.email(),
                                note.isEmpty() ? "update_file" : "new_version",
                                fan.locale(),
                                node.path("title").asText(),
                                creator.name(),
                                note)
                        .withLink(link)
                        .once("new_version/" + f.ref()));
    }

    private void payout(Tx tx, Fact f) {
        Person creator = creator(tx, f.creatorId());
        if (creator == null) {
            return;
        }
        var node = Json.tree(f.payload());
        String amount = node.has("amount")
                ? amount(
                        Money.of(
                                node.path("amount").asLong(),
                                Currency.valueOf(node.path("currency").asText("USD"))),
                        creator.locale())
                : "";
        mailer.send(
                tx,
                MailMessage.of(
                                creator.email(),
                                f.kind(),
                                creator.locale(),
                                amount,
                                reason(node.path("reason").asText("")))
                        .once(f.kind() + "/" + f.ref()));
    }

    /// What the platform's people did: what it is about and why, as they wrote it.
    private void told(Tx tx, Fact f) {
        var node = Json.tree(f.payload());
        Person person = f.creatorId() != null
                ? creator(tx, f.creatorId())
                : user(tx, node.path("userId").asText(""));
        if (person == null) {
            return;
        }
        String subject = node.has("amount")
                ? amount(
                        Money.of(
                                node.path("amount").asLong(),
                                Currency.valueOf(node.path("currency").asText("USD"))),
                        person.locale())
                : node.path("title").asText("");
        mailer.send(
                tx,
                MailMessage.of(
                                person.email(),
                                f.kind(),
                                person.locale(),
                                subject,
                                node.path("reason").asText("–"))
                        .once(f.kind() + "/" + f.ref()));
    }

    private @Nullable Person user(Tx tx, String id) {
        return id.isEmpty()
                ? null
                : tx.sql("SELECT email, display_name AS name, locale FROM users WHERE id = :id AND status <> 'deleted'")
                        .set("id", UUID.fromString(id))
                        .first(FactDispatcher::person)
                        .orElse(null);
    }

    /// A provider's code in readable form.
    private static String reason(String code) {
        return code.isBlank() ? "–" : code.replace('_', ' ');
    }

    private @Nullable Person fan(Tx tx, @Nullable UUID id) {
        return id == null
                ? null
                : tx.sql("""
                        SELECT coalesce(u.email, f.guest_email) AS email, coalesce(f.display_name, u.display_name, '') AS name, coalesce(u.locale, 'en') AS locale
                        FROM fans f LEFT JOIN users u ON u.id = f.user_id WHERE f.id = :id""").set("id", id).first(FactDispatcher::person).orElse(null);
    }

    private @Nullable Person creator(Tx tx, @Nullable UUID id) {
        return id == null
                ? null
                : tx.sql(
                                "SELECT u.email, c.display_name AS name, u.locale FROM creators c JOIN users u ON u.id = c.user_id WHERE c.id = :id")
                        .set("id", id)
                        .first(FactDispatcher::person)
                        .orElse(null);
    }

    private static Person person(Row r) {
        return new Person(r.text("email"), r.text("name"), Locale.of(r.text("locale")));
    }

    static String amount(Money m, Locale locale) {
        NumberFormat format =
                NumberFormat.getCurrencyInstance(locale.getLanguage().equals("de") ? Locale.GERMANY : Locale.US);
        format.setCurrency(java.util.Currency.getInstance(m.currency().name()));
        return format.format(m.major());
    }

    @Override
    public void close() {
        closed = true;
        bell.release();
        try {
            // It works on a small batch at most; the database must not go before it.
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
