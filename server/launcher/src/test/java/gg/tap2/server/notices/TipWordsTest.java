package gg.tap2.server.notices;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.billing.CreateRefund;
import gg.tap2.model.billing.CreateTip;
import gg.tap2.server.platform.i18n.Texts;
import gg.tap2.server.testing.MoneyWorld;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// A tip has no title that somebody gave it, so each reader meets it in the reader's own language.
class TipWordsTest {
    private final MoneyWorld world = MoneyWorld.get();

    private List<String> mails(String address) {
        return world.app
                .db()
                .read(tx -> tx.sql(
                                "SELECT subject || ' ' || text_body || ' ' || html_body AS t FROM outbox_mails WHERE to_address = :to")
                        .set("to", address)
                        .list(r -> r.text("t")));
    }

    private List<String> feed(UUID user) {
        var feed = new Feed(world.app.db(), world.app.clock(), new Texts());
        return feed.page(user, Long.MAX_VALUE, 50, Locale.GERMAN).feed().notices().stream()
                .map(n -> n.title() + " " + n.text())
                .toList();
    }

    @Test
    void aRefundedTipIsToldInTheReadersLanguage() {
        UUID creator = world.creator();
        UUID fan = world.fan();
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE users SET locale = 'de' WHERE id IN (:fan, :creator)")
                        .set("fan", fan)
                        .set("creator", creator)
                        .update());
        var start = world.app
                .billing()
                .payments()
                .tip(fan, fan, new CreateTip(null, 700, null, null, false, "t-" + creator, null, null));
        world.pay(start, "4242424242424242");
        world.until("the tip", () -> world.status(start.paymentId()).equals("succeeded"));
        world.app
                .billing()
                .refunds()
                .refund(creator, new CreateRefund(null, start.paymentId(), null, "asked"), "creator");
        String address = fan + "@fans.test";
        world.until("both mails", () -> mails(address).size() == 2 && feed(fan).size() == 2);
        assertThat(mails(address)).allSatisfy(m -> assertThat(m).doesNotContain("Tip for"));
        assertThat(mails(address)).anySatisfy(m -> assertThat(m).contains("Deine Erstattung für Trinkgeld für "));
        assertThat(feed(fan)).anySatisfy(n -> assertThat(n).contains("„Trinkgeld für "));
        UUID owner = world.app
                .db()
                .read(tx -> tx.sql("SELECT user_id FROM creators WHERE id = :id")
                        .set("id", creator)
                        .one(r -> r.uuid("user_id")));
        assertThat(feed(owner)).anySatisfy(n -> assertThat(n).contains("Erstattet: Trinkgeld"));
    }
}
