package gg.tap2.server.billing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stripe.model.BalanceTransaction;
import gg.tap2.model.billing.CreatePurchase;
import gg.tap2.model.billing.PaymentStart;
import gg.tap2.model.common.Currency;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.stripe.Settlement;
import gg.tap2.server.testing.MoneyWorld;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// An account that settles in another currency than it sells in: every fee is exchanged once, and what Stripe took is
/// kept as it was.
final class SettlementTest {
    private final MoneyWorld world = MoneyWorld.get();
    private final UUID creator = world.creator();

    @AfterEach
    void theLedgerIsWhole() {
        world.stripe("/sandbox/api/settlement", Map.of());
        assertThat(world.differences()).isEmpty();
    }

    private static BalanceTransaction movement(String currency, long amount, long fee, String rate) {
        var t = new BalanceTransaction();
        t.setId("txn_1");
        t.setCurrency(currency);
        t.setAmount(amount);
        t.setFee(fee);
        t.setExchangeRate(rate.isEmpty() ? null : new BigDecimal(rate));
        return t;
    }

    @ParameterizedTest
    @CsvSource({
        // The documentation's own example: 10.00 EUR become 12.34 USD.
        "EUR, 1000, usd, 1234, 66, 1.234, 53",
        "USD, 2400, eur, 2208, 97, 0.92, 105",
        "USD, 2400, usd, 2400, 100, '', 100",
        "JPY, 2500, eur, 1500, 72, 0.006, 120",
        "JPY, 2500, jpy, 2500, 120, '', 120",
        "EUR, 1500, jpy, 2500, 120, 166.666667, 72",
        "GBP, 50, chf, 56, 32, 1.12, 29",
        "USD, 99999999, gbp, 78999999, 2291030, 0.79, 2900038",
    })
    void feesAreExchangedOnce(String sale, long sold, String settled, long amount, long fee, String rate, long inSale) {
        assertThat(Settlement.of(movement(settled, amount, fee, rate), Currency.valueOf(sale), sold)
                        .orElseThrow()
                        .feeInSale())
                .isEqualTo(inSale);
    }

    @ParameterizedTest
    @CsvSource({
        "USD, 2400, eur, 2208, 97, ''",
        "USD, 2400, eur, 2208, 97, 0",
        "USD, 2400, eur, 2208, 97, -0.92",
        "USD, 2400, eur, 2208, 97, 9.2",
        "USD, 2400, xxx, 2208, 97, 0.92",
    })
    void whatDoesNotExplainItselfIsNoFee(String sale, long sold, String settled, long amount, long fee, String rate) {
        assertThat(Settlement.of(movement(settled, amount, fee, rate), Currency.valueOf(sale), sold))
                .isEmpty();
    }

    private void settles(String currency, String rate) {
        world.stripe("/sandbox/api/settlement", Map.of("currency", currency, "rate", rate));
    }

    private UUID sold(long price) {
        UUID fan = world.fan();
        PaymentStart s = world.app
                .billing()
                .payments()
                .purchase(
                        fan,
                        fan,
                        new CreatePurchase(
                                null, world.product(creator, price, false), null, null, null, null, null, false));
        world.pay(s, "4242424242424242");
        world.until("the sale", () -> world.status(s.paymentId()).equals("succeeded"));
        return s.paymentId();
    }

    private long owed() {
        var b = world.balance(creator);
        return b.available() + b.pending();
    }

    private Map<String, Object> row(UUID payment) {
        return world.app
                .db()
                .read(tx -> tx.sql("SELECT * FROM payments WHERE id = :id")
                        .set("id", payment)
                        .one(r -> {
                            var m = new HashMap<String, Object>();
                            m.put("fee", r.number("processing_fee_cents"));
                            m.put("final", r.bool("processing_fee_final"));
                            m.put("currency", r.textOrNull("settled_currency"));
                            m.put("gross", r.isNull("settled_cents") ? null : r.number("settled_cents"));
                            m.put("taken", r.isNull("settled_fee_cents") ? null : r.number("settled_fee_cents"));
                            return m;
                        }));
    }

    @Test
    void aSaleIsBookedInItsOwnCurrencyAndKeepsWhatWasSettled() {
        settles("eur", "0.92");
        UUID payment = sold(2400);
        world.app.jobs().runNow("fee-true-up");
        // 22.08 EUR, of which Stripe takes 2.9 % and 30 cents: 0.94 EUR, 1.02 USD.
        assertThat(row(payment))
                .isEqualTo(Map.of("fee", 102L, "final", true, "currency", "EUR", "gross", 2208L, "taken", 94L));
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofHours(1));
        assertThat(differences()).isEmpty();
        // As the first version booked it: euro cents as dollar cents.
        world.app
                .db()
                .transact(tx -> tx.sql(
                                "UPDATE payments SET settled_currency = NULL, settled_fee_cents = NULL, processing_fee_cents = 94 WHERE id = :id")
                        .set("id", payment)
                        .update());
        assertThat(differences()).contains("EUR fees_amount").contains("USD fees_amount");
        world.app
                .db()
                .transact(tx -> tx.sql(
                                "UPDATE payments SET settled_currency = 'EUR', settled_fee_cents = 94, processing_fee_cents = 102 WHERE id = :id")
                        .set("id", payment)
                        .update());
        assertThat(differences()).isEmpty();
    }

    private String differences() {
        // Today and the days before: the clock may have passed midnight since the sale.
        world.app.billing().reconciliation().run();
        return world.app
                .db()
                .read(tx -> tx.sql(
                                "SELECT currency || ' ' || what AS d FROM reconciliation_differences WHERE provider = 'stripe' AND resolved_at IS NULL AND what = 'fees_amount' ORDER BY 1")
                        .list(r -> r.text("d")))
                .toString()
                .replace("[]", "");
    }

    @Test
    void aRateThatIsMissingBooksNothingAndTellsTheOperator() {
        settles("sek", "10.5");
        UUID payment = sold(2400);
        world.app.jobs().runNow("fee-true-up");
        assertThat(row(payment).get("final")).isEqualTo(true);
        settles("nzd", "1.6");
        UUID other = sold(2400);
        world.app.jobs().runNow("fee-true-up");
        assertThat(row(other).get("final")).isEqualTo(false);
        assertThat(world.app.alarms().open())
                .anyMatch(
                        a -> a.subject().contains(other.toString()) && a.code().equals("fee_currency"));
    }

    @Test
    void aDisputeTakesWhatStripeKeptAndNoMore() {
        for (String end : new String[] {"won", "lost", "answered and won", "answered and lost"}) {
            settles("eur", "0.92");
            UUID payment = sold(2400);
            world.app.jobs().runNow("fee-true-up");
            long before = owed();
            JsonNode dispute = world.stripe("/sandbox/api/charges/" + world.charge(payment) + "/dispute", Map.of());
            String id = dispute.path("id").asText();
            world.until("the dispute", () -> world.balance(creator).reserved() > 0);
            // 15.00 EUR are 16.30 USD.
            assertThat(world.balance(creator).reserved()).isEqualTo(2400 + 1630);
            if (end.startsWith("answered")) {
                world.stripeByKey(
                        "POST", "/v1/disputes/" + id, Map.of("evidence[uncategorized_text]", "It was theirs."));
            }
            world.stripe("/sandbox/api/disputes/" + id + (end.endsWith("won") ? "/won" : "/lost"), Map.of());
            world.until(end, () -> world.balance(creator).reserved() == 0);
            long kept = end.equals("answered and lost") ? 2 * 1630 : 1630;
            assertThat(owed()).as(end).isEqualTo(before - kept - (end.endsWith("won") ? 0 : 2400));
            assertThat(world.count("SELECT fee_cents AS n FROM disputes WHERE payment_id = :id", payment))
                    .as(end)
                    .isEqualTo(kept);
        }
    }
}
