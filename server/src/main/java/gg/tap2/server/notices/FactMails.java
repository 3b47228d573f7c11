package gg.tap2.server.notices;

import gg.tap2.model.common.Currency;
import gg.tap2.model.common.EmailAddress;
import gg.tap2.model.common.Languages;
import gg.tap2.model.common.Money;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.i18n.Texts;
import gg.tap2.server.platform.json.Json;
import java.text.NumberFormat;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The mail that a fact makes, for whoever it concerns, in their language. Each is written once however often the
/// fact is told.
final class FactMails {
    /// Mails about what an attacker would do with payouts; each has a link that freezes them.
    private static final Set<String> FREEZES = Set.of(
            "payout_bank_account_added",
            "payout_bank_account_default",
            "payout_automatic_on",
            "payout_requested",
            "payout_held");

    private final Texts texts;
    private final Mailer mailer;
    private final Supplier<String> baseUrl;
    private final BiFunction<Tx, UUID, String> buyerToken;
    private final BiFunction<Tx, UUID, String> freezePath;

    /// @param buyerToken makes a token that lets the buyer of a payment, without signing in, open its pages
    /// @param freezePath makes the path of a link by which the owner of a creator page freezes payouts
    FactMails(
            Texts texts,
            Mailer mailer,
            Supplier<String> baseUrl,
            BiFunction<Tx, UUID, String> buyerToken,
            BiFunction<Tx, UUID, String> freezePath) {
        this.texts = texts;
        this.freezePath = freezePath;
        this.mailer = mailer;
        this.baseUrl = baseUrl;
        this.buyerToken = buyerToken;
    }

    private record Person(String email, String name, Locale locale, boolean guest) {}

    void tell(Tx tx, Fact f) {
        switch (f.kind()) {
            case "payment_succeeded" -> paid(tx, f);
            case "refund_succeeded",
                    "refund_failed",
                    "dispute_open",
                    "dispute_won",
                    "dispute_prevented",
                    "dispute_lost",
                    "early_fraud_warning" -> money(tx, f);
            case "subscription_started",
                    "subscription_ended",
                    "subscription_cancelled",
                    "subscription_payment_failed",
                    "subscription_confirmation_needed",
                    "membership_paused",
                    "membership_resumed",
                    "trial_will_end" -> membership(tx, f);
            case "membership_renews" -> renews(tx, f);
            case "new_version" -> newVersion(tx, f);
            case "new_product" -> newProduct(tx, f);
            case "creator_message" -> creatorMessage(tx, f);
            case "content_taken_down",
                    "content_restored",
                    "content_upheld",
                    "balance_adjusted",
                    "account_suspended",
                    "account_restored" -> told(tx, f);
            case "fees_change" -> feesChange(tx, f);
            default -> {
                if (f.kind().startsWith("payout_")) {
                    payout(tx, f);
                }
            }
        }
    }

    private record Paid(
            String kind,
            String title,
            @Nullable UUID product,
            Money amount,
            @Nullable String receipt,
            String creator) {}

    /// A guest's address was only typed. A stranger's mailbox gets no words of the creator's in a subject; and of
    /// something free, for which nobody had to pay, one mail without any.
    private void receipt(Tx tx, Person fan, UUID payment, Paid x) {
        boolean free = fan.guest() && x.amount().minor() == 0;
        String template = free ? "receipt_free" : (fan.guest() ? "receipt_guest_" : "receipt_") + x.kind();
        String once = free
                ? "receipt/free/" + x.product() + "/" + RandomTokens.hash(EmailAddress.keyOf(fan.email()))
                : "receipt/" + payment;
        mailer.send(
                tx,
                MailMessage.of(
                                fan.email(),
                                template,
                                fan.locale(),
                                x.title(),
                                x.creator(),
                                amount(x.amount(), fan.locale()),
                                String.valueOf(x.receipt()))
                        .withLink(buyerLink(tx, "/thanks/", payment))
                        .once(once));
    }

    private void paid(Tx tx, Fact f) {
        UUID payment = UUID.fromString(f.ref());
        var p = tx.sql("""
                SELECT p.kind, p.title, p.product_id, p.amount_cents, p.currency, p.receipt_number, c.display_name FROM payments p
                JOIN creators c ON c.id = p.creator_id WHERE p.id = :id""")
                .set("id", payment)
                .first(r -> new Paid(
                        r.text("kind"),
                        r.text("title"),
                        r.uuidOrNull("product_id"),
                        Money.of(r.number("amount_cents"), Currency.valueOf(r.text("currency"))),
                        r.textOrNull("receipt_number"),
                        r.text("display_name")));
        if (p.isEmpty()) {
            return;
        }
        Paid x = p.get();
        Person fan = fan(tx, f.fanId());
        if (fan != null) {
            receipt(tx, fan, payment, x);
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
                    MailMessage.of(creator.email(), f.kind(), creator.locale(), title(tx, payment, creator.locale()))
                            .once(f.kind() + "/creator/" + f.ref()));
        }
        Person fan = fan(tx, f.fanId());
        if (fan != null && f.kind().equals("refund_succeeded")) {
            refunded(tx, f, fan, UUID.fromString(payment));
        }
    }

    private void refunded(Tx tx, Fact f, Person fan, UUID payment) {
        record Refunded(
                String title, Money amount, @Nullable String receipt) {}
        tx.sql("""
                SELECT p.kind, p.title, c.display_name, p.receipt_number, r.amount_cents, r.currency
                FROM refunds r JOIN payments p ON p.id = r.payment_id JOIN creators c ON c.id = p.creator_id
                WHERE r.id = :id""")
                .set(
                        "id",
                        UUID.fromString(Json.tree(f.payload()).path("refundId").asText()))
                .first(r -> new Refunded(
                        name(r.text("kind"), r.text("title"), r.text("display_name"), fan.locale()),
                        Money.of(r.number("amount_cents"), Currency.valueOf(r.text("currency"))),
                        r.textOrNull("receipt_number")))
                .ifPresent(x -> mailer.send(
                        tx,
                        MailMessage.of(
                                        fan.email(),
                                        "refund_to_fan",
                                        fan.locale(),
                                        x.title(),
                                        amount(x.amount(), fan.locale()),
                                        String.valueOf(x.receipt()))
                                .withLink(buyerLink(tx, "/receipts/", payment))
                                .once(f.kind() + "/fan/" + f.ref())));
    }

    /// What was sold, for its creator; empty without a payment.
    private String title(Tx tx, String payment, Locale locale) {
        return payment.isEmpty()
                ? ""
                : tx.sql("SELECT kind, title FROM payments WHERE id = :id")
                        .set("id", UUID.fromString(payment))
                        .first(r -> name(r.text("kind"), r.text("title"), "", locale))
                        .orElse("");
    }

    /// What was sold, in the reader's language: a tip has no title that somebody gave it.
    ///
    /// @param creator whose tip it is; empty where the reader is that creator
    private String name(String kind, String title, String creator, Locale locale) {
        return kind.equals("tip") ? NoticeArgs.tip(texts, creator, locale) : title;
    }

    /// The tier and its creator, of a membership.
    private static String names(Tx tx, String subscription) {
        return tx.sql(
                        "SELECT t.name || ' · ' || c.display_name AS n FROM subscriptions s JOIN tiers t ON t.id = s.tier_id JOIN creators c ON c.id = s.creator_id WHERE s.id = :id")
                .set("id", UUID.fromString(subscription))
                .first(r -> r.text("n"))
                .orElse("");
    }

    private void membership(Tx tx, Fact f) {
        String names = names(tx, Json.tree(f.payload()).path("subscriptionId").asText(""));
        Person fan = fan(tx, f.fanId());
        if (fan != null) {
            mailer.send(
                    tx,
                    MailMessage.of(fan.email(), f.kind(), fan.locale(), names)
                            .withLink(baseUrl.get() + "/subscriptions")
                            .once(f.kind() + "/" + f.ref()));
        }
    }

    private void renews(Tx tx, Fact f) {
        Person fan = fan(tx, f.fanId());
        if (fan == null) {
            return;
        }
        var node = Json.tree(f.payload());
        Money price = Money.of(
                node.path("amount").asLong(),
                Currency.valueOf(node.path("currency").asText()));
        mailer.send(
                tx,
                MailMessage.of(
                                fan.email(),
                                f.kind(),
                                fan.locale(),
                                names(tx, node.path("subscriptionId").asText()),
                                NoticeArgs.day(Instant.parse(node.path("at").asText()), fan.locale()),
                                amount(price, fan.locale()))
                        .withLink(baseUrl.get() + "/subscriptions")
                        .once(f.kind() + "/" + f.ref()));
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
                        .from(String.valueOf(f.creatorId()))
                        .once("new_version/" + f.ref()));
    }

    private void newProduct(Tx tx, Fact f) {
        Person fan = fan(tx, f.fanId());
        Person creator = creator(tx, f.creatorId());
        if (fan == null || creator == null) {
            return;
        }
        var node = Json.tree(f.payload());
        mailer.send(
                tx,
                MailMessage.of(
                                fan.email(),
                                f.kind(),
                                fan.locale(),
                                node.path("title").asText(),
                                creator.name())
                        .withLink(baseUrl.get() + node.path("path").asText())
                        .from(String.valueOf(f.creatorId()))
                        .once(f.kind() + "/" + f.ref()));
    }

    private void creatorMessage(Tx tx, Fact f) {
        Person fan = fan(tx, f.fanId());
        Person creator = creator(tx, f.creatorId());
        String id = Json.tree(f.payload()).path("message").asText();
        record Words(String subject, String body) {}
        var words = tx.sql("SELECT subject, body FROM creator_messages WHERE id = :id")
                .set("id", UUID.fromString(id))
                .first(r -> new Words(r.text("subject"), r.text("body")));
        if (fan == null || creator == null || words.isEmpty()) {
            return;
        }
        mailer.send(
                tx,
                MailMessage.of(
                                fan.email(),
                                f.kind(),
                                fan.locale(),
                                words.get().subject(),
                                creator.name(),
                                words.get().body())
                        .withLink(baseUrl.get() + "/messages/" + id)
                        .once(f.kind() + "/" + f.ref()));
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
        var mail = MailMessage.of(
                        creator.email(),
                        f.kind(),
                        creator.locale(),
                        amount,
                        reason(node.path("reason").asText("")))
                .once(f.kind() + "/" + f.ref());
        UUID page = f.creatorId();
        boolean canFreeze = page != null && FREEZES.contains(f.kind());
        if (f.kind().equals("payout_needs_second_factor")) {
            mail = mail.withLink(baseUrl.get() + "/settings#2fa");
        }
        mailer.send(tx, canFreeze ? mail.withLink(baseUrl.get() + freezePath.apply(tx, page)) : mail);
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

    private void feesChange(Tx tx, Fact f) {
        Person creator = creator(tx, f.creatorId());
        if (creator == null) {
            return;
        }
        var node = Json.tree(f.payload());
        Locale locale = creator.locale();
        mailer.send(
                tx,
                MailMessage.of(
                                creator.email(),
                                f.kind(),
                                locale,
                                NoticeArgs.moment(
                                        Instant.parse(node.path("from").asText()), locale),
                                NoticeArgs.percent(node.path("tip").asInt(), locale),
                                NoticeArgs.percent(node.path("product").asInt(), locale),
                                NoticeArgs.percent(node.path("subscription").asInt(), locale),
                                node.path("reason").asText())
                        .once(f.kind() + "/" + f.ref()));
    }

    private @Nullable Person user(Tx tx, String id) {
        return id.isEmpty()
                ? null
                : tx.sql("SELECT email, display_name AS name, locale FROM users WHERE id = :id AND status <> 'deleted'")
                        .set("id", UUID.fromString(id))
                        .first(FactMails::person)
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
                        SELECT coalesce(u.email, f.guest_email) AS email, coalesce(f.display_name, u.display_name, '') AS name, coalesce(u.locale, 'en') AS locale,
                          u.id IS NULL AS guest FROM fans f LEFT JOIN users u ON u.id = f.user_id WHERE f.id = :id""")
                        .set("id", id)
                        .first(r -> new Person(
                                r.text("email"), r.text("name"), Locale.of(r.text("locale")), r.bool("guest")))
                        .orElse(null);
    }

    private @Nullable Person creator(Tx tx, @Nullable UUID id) {
        return id == null
                ? null
                : tx.sql(
                                "SELECT u.email, c.display_name AS name, u.locale FROM creators c JOIN users u ON u.id = c.user_id WHERE c.id = :id")
                        .set("id", id)
                        .first(FactMails::person)
                        .orElse(null);
    }

    private static Person person(Row r) {
        return new Person(r.text("email"), r.text("name"), Locale.of(r.text("locale")), false);
    }

    private record Format(Locale locale, Currency currency) {}

    /// Making one takes longer than the rest of a notice; they are copied, as none may be shared.
    private static final Map<Format, NumberFormat> FORMATS = new ConcurrentHashMap<>();

    static String amount(Money m, Locale locale) {
        var key = new Format(Languages.supported(locale), m.currency());
        var format =
                (NumberFormat) FORMATS.computeIfAbsent(key, FactMails::format).clone();
        return format.format(m.major());
    }

    private static NumberFormat format(Format f) {
        return Languages.moneyFormat(f.locale(), f.currency());
    }
}
