package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;

/// What a coupon takes off an amount.
final class Coupons {
    private Coupons() {}

    static long off(ObjectNode coupon, long amount) {
        if (coupon.path("amount_off").isNumber()) {
            return Math.min(amount, Json.number(coupon, "amount_off"));
        }
        return BigDecimal.valueOf(amount)
                .multiply(coupon.path("percent_off").decimalValue())
                .divide(BigDecimal.valueOf(100), 0, RoundingMode.HALF_UP)
                .longValueExact();
    }
}
