package gg.tap2.server.notices;

import gg.tap2.model.common.Ids;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.i18n.Texts;
import gg.tap2.server.platform.tracing.Tracing;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Writes mail to the outbox. As a [Mailer] it is for what concerns an account itself (sign-in, password, address,
/// deletion): somebody waits for that, so it goes before everything else.
public final class MailOutbox implements Mailer {
    private final Texts texts;
    private final InstantSource clock;

    public MailOutbox(Texts texts, InstantSource clock) {
        this.texts = texts;
        this.clock = clock;
    }

    @Override
    public void send(Tx tx, MailMessage message) {
        write(tx, message, null, true);
    }

    /// @param unsubscribe address that ends this kind of mail, for the header that mail programs show
    void send(Tx tx, MailMessage message, @Nullable String unsubscribe) {
        write(tx, message, unsubscribe, false);
    }

    private void write(Tx tx, MailMessage message, @Nullable String unsubscribe, boolean urgent) {
        var now = clock.instant();
        String dedup = message.dedupKey();
        boolean written = dedup != null
                && tx.sql("SELECT 1 AS one FROM outbox_mails WHERE dedup_key = :key")
                        .set("key", dedup)
                        .exists();
        boolean within = written
                || MailBudget.of(message.template())
                        .map(b -> b.take(tx, message.to(), message.scope(), now))
                        .orElse(true);
        if (written || !within) {
            return;
        }
        var mail = MailText.of(texts, message);
        tx.sql("""
                        INSERT INTO outbox_mails
                          (id, to_address, subject, text_body, html_body, created_at, next_attempt_at, dedup_key, unsubscribe,
                           trace_parent, urgent)
                        VALUES (:id, :to, :subject, :text, :html, :now, :now, :dedup, :unsubscribe, :trace, :urgent)
                        ON CONFLICT (dedup_key) DO NOTHING""")
                .set("id", Ids.next(clock))
                .set("to", message.to())
                .set("subject", mail.subject())
                .set("text", mail.text())
                .set("html", mail.html())
                .set("now", now)
                .set("dedup", dedup)
                .set("unsubscribe", unsubscribe)
                .set("trace", Tracing.current())
                .set("urgent", urgent)
                .update();
    }

    /// Sends a mail that waits at once, as if it had not been tried; false when it was sent already.
    public static boolean again(Tx tx, UUID mail, Instant now) {
        return tx.sql("UPDATE outbox_mails SET attempts = 0, next_attempt_at = :now WHERE id = :id AND sent_at IS NULL")
                        .set("now", now)
                        .set("id", mail)
                        .update()
                == 1;
    }
}
