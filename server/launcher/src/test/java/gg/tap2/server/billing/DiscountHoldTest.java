package gg.tap2.server.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import gg.tap2.model.billing.CreatePurchase;
import gg.tap2.model.billing.PaymentStart;
import gg.tap2.model.catalog.SaveDiscountCode;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.catalog.DiscountCodes;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.testing.MoneyWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// A limited code is used up by those who paid, and by nobody else.
class DiscountHoldTest {
    private static final String VISA = "4242424242424242";
    private static final String DECLINED = "4000000000000002";
    private final MoneyWorld world = MoneyWorld.get();
    private final UUID creator = world.creator();
    private final UUID product = world.product(creator, 2400, false);
    private final Payments payments = world.app.billing().payments();

    private void code(String code, Integer max, List<UUID> products, Instant starts, Instant ends) {
        world.app
                .catalog()
                .discountCodes()
                .save(
                        creator,
                        UUID.randomUUID(),
                        new SaveDiscountCode(null, code, 50, null, products, starts, ends, max, true));
    }

    private int redeemed(String code) {
        return world.app.catalog().discountCodes().list(creator).stream()
                .filter(c -> c.code().equals(code))
                .findFirst()
                .orElseThrow()
                .redeemed();
    }

    private PaymentStart start(String email, String code) {
        return payments.purchase(
                new Payments.Starter(null, null, null),
                new CreatePurchase(null, product, null, null, code, email, null, false));
    }

    private String refusal(String email, String code) {
        ApiException e = catchThrowableOfType(ApiException.class, () -> start(email, code));
        return e.violations().byField().get("discountCode").getFirst().key();
    }

    private static String mail() {
        return UUID.randomUUID() + "@guest.test";
    }

    @Test
    void aDeclinedCardGivesTheUseBack() {
        code("ONE", 1, List.of(), null, null);
        PaymentStart s = start(mail(), "ONE");
        assertThat(s.amount()).isEqualTo(1200);
        assertThat(refusal(mail(), "ONE")).isEqualTo("code_used_up");
        world.pay(s, DECLINED);
        world.until("the decline", () -> world.status(s.paymentId()).equals("failed"));
        PaymentStart next = start(mail(), "ONE");
        assertThat(redeemed("ONE")).isZero();
        world.pay(next, VISA);
        world.until("the sale", () -> world.status(next.paymentId()).equals("succeeded"));
        assertThat(redeemed("ONE")).isEqualTo(1);
        assertThat(refusal(mail(), "ONE")).isEqualTo("code_used_up");
    }

    @Test
    void anAbandonedCheckoutGivesTheUseBackByItself() {
        code("LAUNCH", 2, List.of(), null, null);
        start(mail(), "LAUNCH");
        start(mail(), "LAUNCH");
        assertThat(refusal(mail(), "LAUNCH")).isEqualTo("code_used_up");
        Launcher.sandbox(world.app).orElseThrow().clock().advance(DiscountCodes.HOLD.plusSeconds(1));
        assertThat(start(mail(), "LAUNCH").amount()).isEqualTo(1200);
        assertThat(redeemed("LAUNCH")).isZero();
    }

    @Test
    void onesOwnOpenPaymentKeepsItsCode() {
        UUID fan = world.fan();
        code("MINE", 1, List.of(), null, null);
        var request = new CreatePurchase(null, product, null, null, "MINE", null, null, false);
        PaymentStart first = payments.purchase(fan, fan, request);
        PaymentStart second = payments.purchase(fan, fan, request);
        assertThat(second.paymentId()).isEqualTo(first.paymentId());
        assertThat(second.amount()).isEqualTo(1200);
    }

    @Test
    void theLastUseGoesToOneOfManyAtOnce() throws Exception {
        code("LAST", 1, List.of(), null, null);
        try (var pool = Executors.newFixedThreadPool(8)) {
            Callable<Boolean> call = () -> {
                try {
                    start(mail(), "LAST");
                    return true;
                } catch (ApiException e) {
                    return false;
                }
            };
            int won = 0;
            for (var f : pool.invokeAll(java.util.Collections.nCopies(8, call))) {
                won += f.get() ? 1 : 0;
            }
            assertThat(won).isEqualTo(1);
        }
    }

    @Test
    void aRefusalSaysWhy() {
        Instant now = world.now();
        code("LATER", null, List.of(), now.plus(Duration.ofDays(1)), null);
        code("OVER", null, List.of(), now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1)));
        code("OTHER", null, List.of(world.product(creator, 100, false)), null, null);
        assertThat(refusal(mail(), "LATER")).isEqualTo("code_not_yet");
        assertThat(refusal(mail(), "OVER")).isEqualTo("code_expired");
        assertThat(refusal(mail(), "OTHER")).isEqualTo("code_other_product");
        assertThat(refusal(mail(), "NONE")).isEqualTo("code_unknown");
    }
}
