package gg.tap2.server.notices;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Money;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.server.events.DisputeEvent;
import gg.tap2.server.events.Event;
import gg.tap2.server.events.FanNews;
import gg.tap2.server.events.SaleEvent;
import gg.tap2.server.events.Samples;
import gg.tap2.server.platform.i18n.Texts;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.testing.Checkout;
import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every event is told in words that are there in every language, but for those of which nobody is told.
class EventNoticesTest {
    private static final MoneyWorld WORLD = MoneyWorld.of(TestServer.get().app());
    private static final UUID CREATOR = WORLD.creator();
    private static final UUID FAN = WORLD.fan();
    private static final Texts TEXTS = new Texts();

    /// Whoever is to be told of them sees it elsewhere; each says so where it is declared.
    private static final Set<Class<? extends Event>> SILENT =
            Set.of(SaleEvent.PaymentFailed.class, DisputeEvent.Inquired.class, DisputeEvent.Submitted.class);

    static List<Class<? extends Event>> records() {
        return Samples.records();
    }

    private record Told(List<EventMail> mails, List<FeedLine> lines) {}

    private static Told told(Event event) {
        var links = new NoticeLinks(() -> "https://x.test", (tx, id) -> "token", (tx, id) -> "/freeze");
        var notices = new EventNotices(TEXTS, links);
        return WORLD.app.db().read(tx -> {
            var words = event instanceof FanNews.MessageSent m
                    ? Map.of(m.message(), new MessageWords("Hello", "World"))
                    : Map.<UUID, MessageWords>of();
            var telling = new Telling(tx, Recipients.of(tx, List.of(event)), words);
            return new Told(notices.mails(telling, event), notices.lines(telling, event));
        });
    }

    private static void assertTexts(String key) {
        for (Locale locale : Texts.LOCALES) {
            assertThat(TEXTS.get(locale, key)).as(locale + " " + key).isNotEqualTo(key);
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void everyEventHasItsWords(Class<? extends Event> type) {
        for (boolean whole : new boolean[] {true, false}) {
            Told told = told(Samples.of(type, CREATOR, FAN, whole));
            if (SILENT.contains(type)) {
                assertThat(told.mails()).isEmpty();
                assertThat(told.lines()).isEmpty();
            } else {
                assertWords(told);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(SaleKind.class)
    void everyKindOfSaleHasItsReceiptForMembersAndGuests(SaleKind kind) {
        UUID guest = UUID.randomUUID();
        WORLD.app
                .db()
                .transact(tx -> tx.sql("INSERT INTO fans (id, guest_email, created_at) VALUES (:id, :mail, now())")
                        .set("id", guest)
                        .set("mail", guest + "@guests.test")
                        .update());
        // A membership needs an account, so that no guest gets its receipt.
        for (UUID fan : kind == SaleKind.SUBSCRIPTION ? List.of(FAN) : List.of(FAN, guest)) {
            for (long cents : new long[] {0, 500}) {
                assertWords(told(new SaleEvent.PaymentSucceeded(
                        UUID.randomUUID().toString(),
                        CREATOR,
                        fan,
                        UUID.randomUUID(),
                        kind,
                        "Ink",
                        null,
                        Money.of(cents, Currency.USD),
                        "T2-1")));
            }
        }
    }

    /// With a `default` a new event would compile without its words.
    @Test
    void noSwitchOverEventsHasADefault() throws IOException {
        try (var files = Files.list(Checkout.CORE.resolve("src/main/java/gg/tap2/server/notices"))) {
            List<Path> notices =
                    files.filter(f -> f.toString().endsWith("Notices.java")).toList();
            assertThat(notices)
                    .hasSizeGreaterThan(6)
                    .allSatisfy(f -> assertThat(Files.readString(f)).doesNotContain("default ->", "default:"));
        }
    }

    private static void assertWords(Told told) {
        assertThat(told.mails()).isNotEmpty();
        assertThat(told.lines()).isNotEmpty();
        for (EventMail mail : told.mails()) {
            String key = "mail." + mail.message().template();
            assertTexts(key + ".subject");
            assertTexts(key + ".body");
            if (mail.message().link() != null) {
                assertTexts(key + ".action");
            }
            assertThat(mail.message().dedupKey()).as("told twice, mailed once").isNotBlank();
            var written = MailText.of(TEXTS, mail.message());
            assertThat(written.subject() + written.text()).doesNotContain("{", "null");
        }
        for (FeedLine line : told.lines()) {
            assertTexts("notice." + line.kind() + ".title");
            assertTexts("notice." + line.kind() + ".text");
            Object[] args = NoticeArgs.read(TEXTS, Json.write(line.args()), Locale.GERMAN);
            assertThat(TEXTS.get(Locale.GERMAN, "notice." + line.kind() + ".text", args))
                    .doesNotContain("{", "null");
        }
    }
}
