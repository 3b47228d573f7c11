package gg.tap2.server.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.model.billing.CreateTip;
import gg.tap2.model.messages.Audience;
import gg.tap2.model.messages.SendMessage;
import gg.tap2.model.notices.NoticePreferences;
import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.server.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Creators write to those who support them, and to nobody else.
class MessagesTest {
    private final TestServer server = TestServer.get();
    private final TestServer.Account creator = server.creator();

    @BeforeEach
    void open() {
        server.app()
                .db()
                .transact(tx -> tx.sql("UPDATE creators SET published = TRUE WHERE slug = :slug")
                        .set("slug", creator.slug())
                        .update());
    }

    private UUID id(String sql, String x) {
        return server.app().db().read(tx -> tx.sql(sql).set("x", x).one(r -> r.uuid("id")));
    }

    private UUID fanId(TestServer.Account fan) {
        return id("SELECT f.id FROM fans f JOIN users u ON u.id = f.user_id WHERE u.email = :x", fan.email());
    }

    private TestServer.Account buyer() {
        var fan = server.fan();
        var money = MoneyWorld.of(server.app());
        var start = server.app()
                .billing()
                .payments()
                .tip(
                        fanId(fan),
                        null,
                        new CreateTip(UUID.randomUUID(), 500, null, "Hello", false, creator.slug(), null, null));
        money.pay(start, "4242424242424242");
        money.until("paid", () -> money.status(start.paymentId()).equals("succeeded"));
        return fan;
    }

    private TestServer.Reply send(Audience.Kind kind, @Nullable UUID id, String subject) {
        return server.send(
                "POST",
                Routes.MESSAGES,
                new SendMessage(
                        new Audience(kind, id),
                        subject,
                        "First\n\nSecond <b>line</b>\n\nAll of it: https://a.example/x?y=1."),
                creator.accessToken());
    }

    private List<JsonNode> letters(TestServer.Account fan) {
        var all = server.send("GET", Routes.NOTICES, null, fan.accessToken())
                .data()
                .path("notices");
        return all.valueStream()
                .filter(n -> n.path("kind").asText().equals("creator_message"))
                .toList();
    }

    @Test
    void buyersReadItInTheirFeedAndOnAPageAndNobodyElseDoes() throws Exception {
        var fan = buyer();
        var stranger = server.fan();
        assertThat(server.send("GET", Routes.MESSAGE_AUDIENCE + "?kind=buyers", null, creator.accessToken())
                        .data()
                        .path("recipients")
                        .asLong())
                .isEqualTo(1);
        var sent = send(Audience.Kind.BUYERS, null, "News from the studio");
        assertThat(sent.status()).as(sent.toString()).isEqualTo(201);
        assertThat(sent.data().path("recipients").asLong()).isEqualTo(1);
        MoneyWorld.of(server.app()).until("told", () -> !letters(fan).isEmpty());
        JsonNode notice = letters(fan).getFirst();
        assertThat(notice.path("title").asText()).isEqualTo("News from the studio");
        assertThat(letters(stranger)).isEmpty();
        long mails = server.app()
                .db()
                .read(tx -> tx.sql(
                                "SELECT count(*) AS n FROM outbox_mails WHERE to_address = :to AND subject = 'News from the studio'")
                        .set("to", fan.email())
                        .one(r -> r.number("n")));
        assertThat(mails).isEqualTo(1);
        assertThat(server.send("GET", notice.path("path").asText(), null, fan.accessToken())
                        .body())
                .contains("News from the studio")
                .contains("Second &lt;b&gt;line&lt;/b&gt;")
                .contains("<a href=\"https://a.example/x?y=1\" rel=\"nofollow ugc noopener\">");
        assertThat(server.send("GET", notice.path("path").asText(), null, stranger.accessToken())
                        .status())
                .isEqualTo(404);
        var list =
                server.send("GET", Routes.MESSAGES, null, creator.accessToken()).data();
        assertThat(list).hasSize(1);
    }

    @Test
    void whoWantsNoMessagesGetsNone() {
        var fan = buyer();
        var groups = List.of(new NoticePreferences.Group("messages", false, false, false, false));
        assertThat(server.send(
                                "PUT",
                                Routes.NOTICE_PREFERENCES,
                                new NoticePreferences(groups, false),
                                fan.accessToken())
                        .status())
                .isEqualTo(200);
        var sent = send(Audience.Kind.BUYERS, null, "Hello");
        assertThat(sent.status()).isEqualTo(409);
        assertThat(sent.code()).isEqualTo("nobody_to_write_to");
    }

    @Test
    void onlySoManyADayToMany() {
        var fan = buyer();
        for (int i = 0; i < Messages.A_DAY; i++) {
            assertThat(send(Audience.Kind.BUYERS, null, "No " + i).status()).isEqualTo(201);
        }
        assertThat(send(Audience.Kind.BUYERS, null, "Once more").code()).isEqualTo("too_many_messages");
        assertThat(send(Audience.Kind.FAN, fanId(fan), "Thank you").status()).isEqualTo(201);
    }

    @Test
    void strangersProductsAndTiersAreNotAnAudience() {
        assertThat(send(Audience.Kind.FAN, fanId(server.fan()), "Buy!").code()).isEqualTo("nobody_to_write_to");
        assertThat(send(Audience.Kind.PRODUCT, UUID.randomUUID(), "x").status()).isEqualTo(404);
        assertThat(send(Audience.Kind.TIER, UUID.randomUUID(), "x").status()).isEqualTo(404);
        assertThat(send(Audience.Kind.MEMBERS, UUID.randomUUID(), "x").status()).isEqualTo(422);
        assertThat(send(Audience.Kind.TIER, null, "x").status()).isEqualTo(422);
        assertThat(send(Audience.Kind.BUYERS, null, " ").status()).isEqualTo(422);
        assertThat(server.send("POST", Routes.MESSAGES, Map.of("subject", "x"), creator.accessToken())
                        .status())
                .isEqualTo(422);
        assertThat(server.send("GET", Routes.MESSAGE_AUDIENCE + "?kind=everybody", null, creator.accessToken())
                        .status())
                .isEqualTo(422);
    }
}
