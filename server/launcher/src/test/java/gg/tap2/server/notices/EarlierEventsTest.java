package gg.tap2.server.notices;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.events.Outbox;
import gg.tap2.server.events.StoredEvent;
import gg.tap2.server.platform.crypto.Hmac;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.i18n.Texts;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.platform.tracing.Tracing;
import gg.tap2.server.testing.Checkout;
import gg.tap2.server.testing.MoneyWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Events that the release before this one left in the outbox are told in the same words as there. The golden file was
/// written by that release; `-Devents.write=true` writes it anew.
final class EarlierEventsTest {
    private static final Path FOLDER = Checkout.CORE.resolve("src/test/resources/events");
    private static final Path GOLDEN = FOLDER.resolve("earlier-release.golden.txt");
    private static final List<String> NAMES = List.of(
            "sale",
            "tip",
            "member",
            "guestsale",
            "guestfree",
            "failed",
            "refund",
            "tiprefund",
            "dispute",
            "subscription",
            "tier",
            "file",
            "hidden",
            "message",
            "takedown",
            "adjustment",
            "fees",
            "payout",
            "account",
            "guest",
            "run");

    private final MoneyWorld world = MoneyWorld.get();
    /// Longest names first, so that none is taken for the beginning of another.
    private final Map<String, String> ids = new LinkedHashMap<>();

    private UUID id(String name) {
        return UUID.fromString(ids.get(name));
    }

    private record Row(
            String kind,
            String ref,
            @Nullable String creator,
            @Nullable String fan,
            String payload) {}

    private static @Nullable String orNull(String text) {
        return text.isBlank() ? null : text.strip();
    }

    private String filled(String text) {
        String out = text;
        for (var e : ids.entrySet()) {
            out = out.replace("$" + e.getKey(), e.getValue());
        }
        return out;
    }

    private String masked(String text) {
        String out = text.replace(world.app.baseUrl(), "BASE");
        for (var e : ids.entrySet()) {
            out = out.replace(e.getValue(), "$" + e.getKey());
        }
        return out.replaceAll("\\?t=[\\w.-]+", "?t=TOKEN")
                .replaceAll("freeze-payouts\\?token=\\S+", "freeze-payouts?token=TOKEN");
    }

    private List<Row> rows() throws IOException {
        var out = new ArrayList<Row>();
        for (String line : Files.readAllLines(FOLDER.resolve("earlier-release.txt"))) {
            if (!line.startsWith("#")) {
                String[] part = filled(line).split(" \\|", 5);
                out.add(new Row(part[0].strip(), part[1].strip(), orNull(part[2]), orNull(part[3]), part[4].strip()));
            }
        }
        return out;
    }

    private void payment(Tx tx, String name, String kind, String fan, long amount) {
        tx.sql("""
                INSERT INTO payments (id, creator_id, fan_id, kind, product_id, title, amount_cents, currency, status, receipt_number,
                  created_at, updated_at)
                VALUES (:id, :creator, :fan, :kind, CAST(:product AS uuid), :title, :amount, 'USD', 'failed', :receipt, now(), now())""")
                .set("id", id(name))
                .set("creator", id("creator"))
                .set("fan", id(fan))
                .set("kind", kind)
                .set("product", kind.equals("product") ? id("product") : null)
                .set("title", kind.equals("tip") ? "Tip" : kind.equals("product") ? "A product" : "Gold")
                .set("amount", amount)
                .set("receipt", "T2-" + id(name).toString().substring(0, 13))
                .update();
        ids.put("receipt-" + name, "T2-" + id(name).toString().substring(0, 13));
    }

    private void refund(Tx tx, String name, String payment, long amount) {
        tx.sql("""
                INSERT INTO refunds (id, payment_id, creator_id, amount_cents, currency, status, actor, created_at, updated_at)
                VALUES (:id, :payment, :creator, :amount, 'USD', 'failed', 'creator', now(), now())""")
                .set("id", id(name))
                .set("payment", id(payment))
                .set("creator", id("creator"))
                .set("amount", amount)
                .update();
    }

    private static final class UndoneException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private EventDispatcher dispatcher() {
        var app = world.app;
        var texts = new Texts();
        var preferences = new Preferences(app.db(), app.clock(), new Hmac(new byte[32]), app::baseUrl);
        return new EventDispatcher(
                app.db(),
                app.clock(),
                new EventNotices(
                        texts,
                        new NoticeLinks(app::baseUrl, (tx, id) -> "TOKEN", (tx, id) -> "/freeze-payouts?token=TOKEN")),
                new PreferringMailer(new MailOutbox(texts, app.clock()), preferences),
                () -> {},
                app.catalog().publicCatalog()::isOut,
                new Feed(app.db(), app.clock(), texts),
                Tracing.off());
    }

    /// What is told of the events that `publish` writes. Nothing of it is committed, so that no mail is on its way.
    private String told(Consumer<Tx> publish) {
        var told = new StringBuilder();
        try {
            world.app.db().transact(tx -> {
                publish.accept(tx);
                dispatcher().tell(tx, 100_000);
                told.append(told(tx));
                throw new UndoneException();
            });
        } catch (UndoneException e) {
            return told.toString();
        }
        throw new AssertionError("it was committed");
    }

    private void world() {
        UUID creator = world.creator();
        ids.put("subscription", UUID.randomUUID().toString());
        ids.put("guestsale", UUID.randomUUID().toString());
        ids.put("guestfree", UUID.randomUUID().toString());
        ids.put("tiprefund", UUID.randomUUID().toString());
        NAMES.forEach(n -> ids.putIfAbsent(n, UUID.randomUUID().toString()));
        ids.put("creator", creator.toString());
        ids.put("fan", world.fan().toString());
        ids.put("product", world.product(creator, 900, false).toString());
        world.app.db().transact(tx -> {
            tx.sql("UPDATE users SET locale = 'de' WHERE id = :id")
                    .set("id", id("creator"))
                    .update();
            tx.sql("INSERT INTO fans (id, guest_email, created_at) VALUES (:id, :mail, now())")
                    .set("id", id("guest"))
                    .set("mail", id("guest") + "@guests.test")
                    .update();
            payment(tx, "sale", "product", "fan", 900);
            payment(tx, "tip", "tip", "fan", 500);
            payment(tx, "member", "subscription", "fan", 700);
            payment(tx, "guestsale", "product", "guest", 900);
            payment(tx, "guestfree", "product", "guest", 0);
            payment(tx, "failed", "product", "fan", 900);
            refund(tx, "refund", "sale", 400);
            refund(tx, "tiprefund", "tip", 500);
            tx.sql("""
                    INSERT INTO tiers (id, creator_id, name, price_cents, currency, created_at, updated_at)
                    VALUES (:id, :creator, 'Gold', 700, 'USD', now(), now())""").set("id", id("tier")).set("creator", id("creator")).update();
            tx.sql("""
                    INSERT INTO subscriptions (id, fan_id, tier_id, creator_id, billing_interval, price_cents, currency, status, created_at, updated_at)
                    VALUES (:id, :fan, :tier, :creator, 'month', 700, 'USD', 'cancelled', now(), now())""")
                    .set("id", id("subscription"))
                    .set("fan", id("fan"))
                    .set("tier", id("tier"))
                    .set("creator", id("creator"))
                    .update();
            tx.sql("""
                    INSERT INTO creator_messages (id, creator_id, audience_kind, subject, body, recipients, sent_at)
                    VALUES (:id, :creator, 'members', 'News 🎉', :body, 1, now())""")
                    .set("id", id("message"))
                    .set("creator", id("creator"))
                    .set("body", "🎉 It''s out. ".repeat(20))
                    .update();
        });
    }

    private String told(Tx tx) {
        var people = List.of(id("creator") + "@creators.test", id("fan") + "@fans.test", id("guest") + "@guests.test");
        String to = "{" + String.join(",", people) + "}";
        List<String> mails = tx.sql("""
                        SELECT to_address, dedup_key, subject, text_body, unsubscribe IS NOT NULL AS optional, urgent FROM outbox_mails
                        WHERE to_address = ANY(CAST(:to AS text[]))""")
                .set("to", to)
                .list(r -> "mail " + r.text("to_address") + " "
                        + r.text("dedup_key").replaceAll("receipt/free/(.*)/.*", "receipt/free/$1/HASH")
                        + "\n  "
                        + (r.bool("optional") ? "optional" : "always") + (r.bool("urgent") ? " urgent" : "")
                        + "\n  " + r.text("subject") + "\n  "
                        + r.text("text_body").strip().replace("\n", "\n  "));
        List<String> feed = tx.sql("""
                        SELECT user_id, grp, kind, ref, CAST(args AS text) AS args, path FROM feed_notices
                        WHERE user_id IN (:creator, :fan)""")
                .set("creator", id("creator"))
                .set("fan", id("fan"))
                .list(r -> "feed " + r.uuid("user_id") + " " + r.text("kind") + " " + r.text("ref") + "\n  "
                        + r.text("grp") + " " + r.text("args") + " " + r.textOrNull("path"));
        return Stream.concat(mails.stream(), feed.stream())
                .map(this::masked)
                .sorted()
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private void write(Tx tx, Row row) {
        tx.sql("""
                INSERT INTO outbox_facts (id, kind, ref, creator_id, fan_id, payload, created_at)
                VALUES (:id, :kind, :ref, CAST(:creator AS uuid), CAST(:fan AS uuid), CAST(:payload AS jsonb), now())""")
                .set("id", UUID.randomUUID())
                .set("kind", row.kind())
                .set("ref", row.ref())
                .set("creator", row.creator())
                .set("fan", row.fan())
                .set("payload", row.payload())
                .update();
    }

    @Test
    void everyKindIsToldInTheSameWords() throws IOException {
        world();
        List<Row> rows = rows();
        String told = told(tx -> rows.forEach(row -> write(tx, row)));
        if (Boolean.getBoolean("events.write")) {
            Files.writeString(GOLDEN, told);
        }
        assertThat(told).isEqualTo(Files.readString(GOLDEN));
    }

    /// The same events as this release publishes them. While both releases run, or after a step back, the one before
    /// reads them: every field that it knows is there and says the same.
    @Test
    void thisReleasesOwnAreToldInTheSameWordsAndHaveEveryFieldOfTheOneBefore() throws IOException {
        world();
        List<Row> rows = rows();
        String told = told(tx -> {
            for (Row row : rows) {
                Outbox.publish(tx, EarlierEvents.whole(tx, stored(row)).read(), world.now());
                JsonNode fields = tx.sql("SELECT payload FROM outbox_facts WHERE kind = :kind AND ref = :ref")
                        .set("kind", row.kind())
                        .set("ref", row.ref())
                        .one(r -> Json.tree(r.text("payload")));
                Json.tree(row.payload()).properties().stream()
                        .filter(field -> !field.getValue().isNull())
                        .forEach(field -> assertThat(fields.path(field.getKey()))
                                .as(row.kind() + " " + field.getKey())
                                .isEqualTo(field.getValue()));
            }
        });
        assertThat(told).isEqualTo(Files.readString(GOLDEN));
    }

    private static StoredEvent stored(Row row) {
        return new StoredEvent(
                UUID.randomUUID(),
                row.kind(),
                row.ref(),
                row.creator() == null ? null : UUID.fromString(row.creator()),
                row.fan() == null ? null : UUID.fromString(row.fan()),
                row.payload(),
                null);
    }
}
