package gg.tap2.server.notices;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.i18n.Texts;
import gg.tap2.server.testing.MutableClock;
import gg.tap2.server.testing.TestDatabase;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A mailbox gets so many mails of a kind in a day, whoever asks.
final class MailBudgetTest {
    private final MutableClock clock = new MutableClock();
    private final Db db = TestDatabase.open();
    private final MailOutbox outbox = new MailOutbox(new Texts(), clock);

    @AfterEach
    void close() {
        db.close();
    }

    private void send(String to, String template, String scope) {
        db.transact(tx -> outbox.send(
                tx, MailMessage.of(to, template, Locale.ENGLISH, "", "", "", "").from(scope)));
    }

    private long mails() {
        return db.read(tx -> tx.sql("SELECT count(*) AS n FROM outbox_mails").one(r -> r.number("n")));
    }

    @Test
    void manyAtOnceAreNoMoreThanTheDaysShareInWhateverSpelling() {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 40; i++) {
                String to = i % 2 == 0 ? "a@x.test" : "A@X.test";
                pool.submit(() -> send(to, "reset_password", ""));
            }
        }
        assertThat(mails()).isEqualTo(6);
        send("a@x.test", "verify_email", "");
        send("b@x.test", "reset_password", "");
        assertThat(mails()).isEqualTo(8);
        clock.advance(Duration.ofDays(1));
        send("a@x.test", "reset_password", "");
        assertThat(mails()).isEqualTo(9);
    }

    @Test
    void everyTemplateThatAStrangerCanSendHasABudget() {
        for (String template : new String[] {
            "verify_email",
            "confirm_new_email",
            "already_registered",
            "reset_password",
            "email_change_requested",
            "mail_code",
            "claim_purchases",
            "receipt_free",
            "new_version",
            "update_file"
        }) {
            assertThat(MailBudget.of(template)).as(template).isPresent();
        }
    }

    @Test
    void oneCreatorsVersionsAreBoundedAndDoNotUseUpAnothers() {
        for (int i = 0; i < 30; i++) {
            send("fan@x.test", "new_version", "creator-1");
        }
        assertThat(mails()).isEqualTo(3);
        send("fan@x.test", "update_file", "creator-2");
        assertThat(mails()).isEqualTo(4);
    }

    @Test
    void namesThatCouldBeSentencesAreNotWritten() {
        for (String name : new String[] {
            "Your account is locked. Call now",
            "https://evil.example",
            "evil.example",
            "Dear you,",
            "Call +49 30 123",
            "a@b.test",
            "Win 500 USD now",
            "Pay at www.evil.example",
            "Press the link below to be safe"
        }) {
            assertThat(PlainNames.greeting(name)).as(name).isEmpty();
        }
        for (String name : new String[] {"Maya Test", "Jean-Luc O'Brien", "Zoë", "李雷", "J. Weber"}) {
            assertThat(PlainNames.greeting(name)).as(name).isEqualTo(" " + name);
        }
    }
}
