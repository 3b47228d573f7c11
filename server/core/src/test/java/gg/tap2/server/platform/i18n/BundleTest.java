package gg.tap2.server.platform.i18n;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.notices.MailMessage;
import gg.tap2.server.notices.MailText;
import gg.tap2.server.testing.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every text exists in both languages, and everything the sources ask for exists.
final class BundleTest {
    private static final Pattern PLACE = Pattern.compile("\\{(\\d+)");
    private static final Path MODEL = Checkout.ROOT.resolve("shared-model/src/main/java");
    private static final SourceScan SOURCES =
            SourceScan.of(Stream.concat(Checkout.server("src/main/java").stream(), Stream.of(MODEL))
                    .toArray(Path[]::new));
    /// Of events, under names that are put together.
    private static final Set<String> EVENT_MAILS = Set.of(
            "receipt_tip",
            "receipt_product",
            "receipt_subscription",
            "sale_tip",
            "sale_product",
            "sale_subscription",
            "refund_succeeded",
            "refund_failed",
            "refund_to_fan",
            "dispute_open",
            "dispute_won",
            "dispute_prevented",
            "dispute_lost",
            "early_fraud_warning",
            "subscription_started",
            "subscription_ended",
            "subscription_cancelled",
            "subscription_payment_failed",
            "subscription_confirmation_needed",
            "trial_will_end",
            "membership_renews",
            "new_product",
            "payout_requested",
            "payout_held",
            "payout_paid",
            "payout_failed",
            "payout_rejected",
            "payout_cancelled",
            "payout_returned",
            "payout_bank_account_added",
            "content_taken_down",
            "content_restored",
            "content_upheld",
            "balance_adjusted",
            "account_suspended",
            "account_restored");
    private static final Set<String> WITH_LINK = Set.of(
            "receipt_tip",
            "receipt_product",
            "receipt_subscription",
            "refund_to_fan",
            "subscription_started",
            "subscription_ended",
            "subscription_cancelled",
            "subscription_payment_failed",
            "subscription_confirmation_needed",
            "trial_will_end");

    @Test
    void everyBundleHasATwinWithTheSameKeysAndPlaceholders() throws IOException {
        Set<String> names = new TreeSet<>();
        for (Path folder : Checkout.server("src/main/resources/i18n")) {
            try (var files = Files.list(folder)) {
                files.map(f -> f.getFileName().toString())
                        .map(n -> n.replaceAll("_(en|de)\\.properties$", ""))
                        .forEach(names::add);
            }
        }
        assertThat(names).contains("sandbox", "errors", "validation", "accounts", "billing", "payouts", "notices");
        for (String name : names) {
            Properties en = Texts.load(name, Locale.ENGLISH);
            Properties de = Texts.load(name, Locale.GERMAN);
            assertThat(de.stringPropertyNames()).as(name).isNotEmpty().isEqualTo(en.stringPropertyNames());
            for (String key : en.stringPropertyNames()) {
                assertThat(places(de.getProperty(key))).as(name + " " + key).isEqualTo(places(en.getProperty(key)));
                assertThat(de.getProperty(key)).as(name + " " + key).isNotBlank();
            }
        }
    }

    @Test
    void everyErrorCodeHasAText() {
        Set<String> codes = new TreeSet<>(SOURCES.literals("ApiException\\s*\\.\\s*(?:of|refused)", 1));
        codes.addAll(SOURCES.literals("ApiException\\s*\\.\\s*(?:badRequest|unauthorized|conflict|unavailable)", 0));
        codes.addAll(SOURCES.literals("new ApiException", 1));
        assertThat(codes).contains("id_taken", "already_owned", "token_expired", "token_invalid", "rate_limited");
        assertTexts("error.", codes);
    }

    @Test
    void everyValidationKeyHasAText() {
        Set<String> keys = new TreeSet<>(SOURCES.literals("ApiException\\s*\\.\\s*invalid", 1));
        keys.addAll(SOURCES.literals("(?:\\bv|Violations\\.none\\(\\))\\s*\\.\\s*add", 1));
        keys.addAll(SourceScan.of(MODEL).literals("(?<![.\\w])add", 1));
        keys.addAll(SOURCES.literals("\\.\\s*check", 2));
        keys.addAll(SOURCES.literals("\\.\\s*matches", 3));
        assertThat(keys).contains("required", "too_long", "slug", "picture_type", "not_ready", "one_of");
        assertTexts("validation.", keys);
    }

    @Test
    void everyMailHasItsTexts() {
        Set<String> mails = new TreeSet<>(SOURCES.literals("MailMessage\\s*\\.\\s*of", 1));
        assertThat(mails).contains("verify_email", "refund_to_fan");
        mails.remove("receipt_");
        mails.remove("sale_");
        mails.addAll(EVENT_MAILS);
        var texts = new Texts();
        var missing = new TreeSet<String>();
        for (String mail : mails) {
            for (Locale locale : Texts.LOCALES) {
                for (String part : Set.of(".subject", ".body")) {
                    String key = "mail." + mail + part;
                    if (texts.get(locale, key).equals(key)) {
                        missing.add(locale + " " + key);
                    }
                }
                String action = "mail." + mail + ".action";
                if (WITH_LINK.contains(mail) && texts.get(locale, action).equals(action)) {
                    missing.add(locale + " " + action);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void aReceiptNamesWhatWasBought() {
        for (Locale locale : Texts.LOCALES) {
            var mail = MailText.of(
                    new Texts(),
                    MailMessage.of("a@b.test", "receipt_product", locale, "Ink & Light", "Mara", "$12.00", "T2-7")
                            .withLink("https://x.test/thanks"));
            assertThat(mail.subject()).contains("Ink & Light");
            assertThat(mail.text())
                    .contains("Ink & Light", "Mara", "$12.00", "T2-7", "https://x.test/thanks")
                    .doesNotContain("{");
        }
    }

    @Test
    void theScanFindsWhatIsMissing() {
        var planted =
                SourceScan.ofText("throw ApiException.conflict(ready ? \"planted_a\" : \"planted_b\", f(\"x\", 1));");
        Set<String> codes = planted.literals("ApiException\\.conflict", 0);
        assertThat(codes).containsExactly("planted_a", "planted_b");
        assertThat(missing("error.", codes)).hasSize(4);
    }

    private static void assertTexts(String prefix, Set<String> codes) {
        assertThat(missing(prefix, codes)).isEmpty();
    }

    private static Set<String> missing(String prefix, Set<String> codes) {
        var texts = new Texts();
        var missing = new TreeSet<String>();
        for (String code : codes) {
            for (Locale locale : Texts.LOCALES) {
                if (texts.get(locale, prefix + code).equals(prefix + code)) {
                    missing.add(locale + " " + prefix + code);
                }
            }
        }
        return missing;
    }

    private static Set<String> places(String text) {
        return PLACE.matcher(text).results().map(r -> r.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }
}
