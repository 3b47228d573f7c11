package gg.tap2.server.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Live mode starts with nothing that belongs to a sandbox, and says all that is wrong at once.
final class LiveSettingsTest {
    @TempDir
    Path folder;

    private Map<Key, String> live() throws Exception {
        Files.writeString(folder.resolve("imprint.md"), "# Imprint");
        var all = new EnumMap<Key, String>(Key.class);
        all.put(Key.MODE, "live");
        all.put(Key.DATABASE_URL, "postgres://tap2:secret@db.example/tap2");
        all.put(Key.S3_ENDPOINT, "https://files.example");
        all.put(Key.S3_ACCESS_KEY, "a");
        all.put(Key.S3_SECRET_KEY, "b");
        all.put(Key.STRIPE_SECRET_KEY, "sk_live_1");
        all.put(Key.STRIPE_PUBLISHABLE_KEY, "pk_live_1");
        all.put(Key.STRIPE_WEBHOOK_SECRETS, "whsec_1");
        all.put(Key.SMTP_URL, "smtps://u:p@mail.example:465");
        all.put(Key.MAIL_FROM, "Tap2 <hello@tap2-creators.org>");
        all.put(Key.LEGAL_DIR, folder.toString());
        all.put(Key.PUBLIC_URL, "https://tap2.example");
        all.put(Key.FLOWPAY_API_BASE, "https://api.flowpay.example");
        all.put(Key.FLOWPAY_API_KEY, "fp_live_1");
        all.put(Key.FLOWPAY_WEBHOOK_SECRETS, "whsec_2");
        all.put(Key.GOOGLE_ISSUER, "https://accounts.google.com");
        return all;
    }

    private static void load(Map<Key, String> settings) {
        ServerConfig.load(null, Map.of(), settings);
    }

    @Test
    void whatIsInOrderIsTaken() throws Exception {
        var all = live();
        assertThatCode(() -> load(all)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "GOOGLE_ISSUER,http://127.0.0.1:4000,google.issuer",
        "GOOGLE_ISSUER,https://127.0.0.1:4000,google.issuer",
        "FLOWPAY_API_KEY,fp_test_abc,flowpay.api-key",
        "FLOWPAY_API_BASE,http://api.flowpay.example,flowpay.api-base",
        "STRIPE_API_BASE,https://localhost:1,stripe.api-base",
        "STRIPE_JS_URL,http://js.stripe.com/v3/,stripe.js-url",
        "STRIPE_SECRET_KEY,sk_test_1,stripe.secret-key",
        "PLAID_BASE,https://[::1]:1,plaid.base-url",
        "PLAID_BASE,not an address,plaid.base-url",
        "S3_ENDPOINT,http://files.example,s3.endpoint",
        "S3_PUBLIC_ENDPOINT,http://files.example,s3.public-endpoint",
        "SMTP_URL,smtp://u:p@mail.example:587,smtp.url",
        "SMTP_URL,smtp://u:p@mail.example:587?starttls=optional,smtp.url",
        "SMTP_FALLBACK_URL,smtp://mail.example,smtp.fallback-url",
        "SMTP_BULK_URL,smtp://mail.example,smtp.bulk-url",
        "MAIL_FROM,'',mail.from",
        "MAIL_FROM,Tap2 Creators <hello@tap2.example>,mail.from",
        "MAIL_FROM,hello@localhost,mail.from",
        "MAIL_FROM,hello@mail.test,mail.from",
        "MAIL_FROM,hello@x.invalid,mail.from",
        "MAIL_FROM,hello@example.com,mail.from",
        "MAIL_FROM,hello,mail.from",
        "PUBLIC_URL,http://tap2.example,public.url",
        "PAYOUT_SECOND_FACTOR_OVER,-1,payout.second-factor-over",
        "HOLD_DAYS,-5,hold.days",
        "HOLD_DAYS,many,hold.days",
        "ADMIN_FOUR_EYES_OVER,99999999999999999999,admin.four-eyes-over"
    })
    void whatBelongsToASandboxOrMakesNoSenseIsRefused(Key key, String value, String named) throws Exception {
        var all = live();
        all.put(key, value);
        assertThatThrownBy(() -> load(all)).isInstanceOf(ConfigException.class).hasMessageContaining(named);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "smtps://u:p@mail.example",
                "smtp+starttls://u:p@mail.example:587",
                "SMTP+STARTTLS://u:p@mail.example",
                "smtp://u:p@mail.example:2525?starttls=required"
            })
    void relaysAreReachedByTls(String url) throws Exception {
        var all = live();
        all.put(Key.SMTP_URL, url);
        assertThatCode(() -> load(all)).doesNotThrowAnyException();
    }

    @Test
    void allFaultsAreToldAtOnce() {
        assertThatThrownBy(() -> load(Map.of(Key.MODE, "live", Key.HOLD_DAYS, "-5", Key.SMTP_URL, "smtp://x")))
                .satisfies(e -> assertThat(e.getMessage().lines())
                        .hasSizeGreaterThan(8)
                        .anyMatch(l -> l.contains("hold.days"))
                        .anyMatch(l -> l.contains("database.url"))
                        .anyMatch(l -> l.contains("public.url"))
                        .anyMatch(l -> l.contains("smtp.url")));
    }

    @Test
    void numbersAreCheckedInTheSandboxToo() {
        assertThatThrownBy(() -> load(Map.of(Key.PAYOUT_COOLING_HOURS, "-1")))
                .hasMessageContaining("payout.cooling-hours");
    }
}
