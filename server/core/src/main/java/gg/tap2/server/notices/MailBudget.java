package gg.tap2.server.notices;

import gg.tap2.model.common.EmailAddress;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.db.Tx;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/// How many mails of a kind one mailbox gets in a day, whoever asks for them and from wherever: everything that a
/// stranger can have sent to an address by typing it, and what creators can have sent by saving. Mail beyond it is
/// not written; the earlier ones hold working links.
enum MailBudget {
    CONFIRM(6, "verify_email", "confirm_new_email"),
    ALREADY_REGISTERED(2, "already_registered"),
    RESET(6, "reset_password"),
    CHANGE_ASKED(6, "email_change_requested"),
    CODE(10, "mail_code"),
    CLAIM(1, "claim_purchases"),
    FREE_GOODS(5, "receipt_free"),
    /// Of each creator.
    NEW_VERSIONS(3, "new_version", "update_file"),
    /// Of each creator.
    NEW_PRODUCTS(2, "new_product");

    private final int perDay;
    private final Set<String> templates;

    MailBudget(int perDay, String... templates) {
        this.perDay = perDay;
        this.templates = Set.of(templates);
    }

    static Optional<MailBudget> of(String template) {
        return Arrays.stream(values())
                .filter(b -> b.templates.contains(template))
                .findFirst();
    }

    /// Takes one of the day's mails; false when there is none left.
    boolean take(Tx tx, String address, String scope, Instant now) {
        return tx.sql("""
                        INSERT INTO mail_budgets AS b (address, kind, scope, day, sent)
                        VALUES (:address, :kind, :scope, CAST(:day AS date), 1)
                        ON CONFLICT (address, kind, scope, day) DO UPDATE SET sent = b.sent + 1 WHERE b.sent < :most""")
                        .set("address", RandomTokens.hash("mail budget " + EmailAddress.keyOf(address)))
                        .set("kind", name().toLowerCase(java.util.Locale.ROOT))
                        .set("scope", scope)
                        .set("day", day(now).toString())
                        .set("most", perDay)
                        .update()
                == 1;
    }

    /// Forgets the days before yesterday.
    static void clean(Tx tx, Instant now) {
        tx.sql("DELETE FROM mail_budgets WHERE day < CAST(:day AS date)")
                .set("day", day(now).minusDays(1).toString())
                .update();
    }

    private static LocalDate day(Instant now) {
        return now.atZone(ZoneOffset.UTC).toLocalDate();
    }
}
