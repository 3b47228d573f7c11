package gg.tap2.server.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.Routes;
import gg.tap2.server.testing.Checkout;
import gg.tap2.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Limits of amounts are told as money, in the creator's currency and never in its smallest unit.
class AmountWordsTest {
    private static final TestServer SERVER = TestServer.get();
    private static final Pattern NUMBERS =
            Pattern.compile("\\.range\\(\\s*\"(\\w*([pP]rice|[aA]mountOff|[pP]resets|Target|threshold))\"");
    private final TestServer.Account creator = SERVER.creator();

    private String refused(String method, String path, Map<String, Object> body, String field) {
        var reply = SERVER.send(method, path, body, creator.accessToken());
        assertThat(reply.status()).as(reply.body()).isEqualTo(422);
        return reply.json().path("error").path("details").path(field).path(0).asText();
    }

    private static Map<String, Object> product(long price) {
        return new HashMap<>(Map.of(
                "type", "unlockable", "title", "T", "price", price, "payWhatYouWant", false, "hiddenContent", "x"));
    }

    @Test
    void aProductsPrices() {
        assertThat(refused("POST", Routes.PRODUCTS, product(10), "price"))
                .isEqualTo("Free (0), or between $0.50 and $999,999.99.");
        var suggested = product(700);
        suggested.put("payWhatYouWant", true);
        suggested.put("suggestedPrice", 300);
        assertThat(refused("POST", Routes.PRODUCTS, suggested, "suggestedPrice"))
                .isEqualTo("Between $7.00 and $999,999.99.");
    }

    @Test
    void tiersAndCodes() {
        assertThat(refused(
                        "POST",
                        Routes.TIERS,
                        Map.of("name", "Supporter", "price", 5, "trialDays", 0, "sortOrder", 0, "published", true),
                        "price"))
                .isEqualTo("Between $1.00 and $100,000.00.");
        assertThat(refused("POST", Routes.DISCOUNTS, Map.of("code", "A1", "amountOff", 0, "active", true), "amountOff"))
                .isEqualTo("Between $0.01 and $999,999.99.");
        assertThat(refused(
                        "PUT",
                        Routes.path(Routes.DISCOUNT, UUID.randomUUID()),
                        Map.of("code", "A1", "amountOff", 0, "active", true),
                        "amountOff"))
                .isEqualTo("Between $0.01 and $999,999.99.");
    }

    @Test
    void payouts() {
        SERVER.provenForLong(creator);
        assertThat(refused(
                        "PUT",
                        Routes.PAYOUT_SETTINGS,
                        Map.of("autoPayoutEnabled", false, "schedule", "daily", "threshold", -1),
                        "threshold"))
                .isEqualTo("Between $0.00 and $1,000,000.00.");
        assertThat(refused("POST", Routes.PAYOUTS, Map.of("amount", 0, "balanceVersion", 0), "amount"))
                .isEqualTo("Must be more than zero.");
    }

    /// A new amount that is checked as a bare number would be told as one.
    @Test
    void noAmountIsCheckedAsABareNumber() throws IOException {
        List<String> found = new ArrayList<>();
        try (var files = Files.walk(Checkout.ROOT.resolve("shared-model/src/main/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                var m = NUMBERS.matcher(Files.readString(file));
                while (m.find()) {
                    found.add(file.getFileName() + " " + m.group(1));
                }
            }
        }
        assertThat(found).isEmpty();
        assertThat(NUMBERS.matcher("v.range(\"yearlyPrice\", x").find()).isTrue();
    }
}
