package gg.tap2.model.catalog;

import gg.tap2.model.common.AmountLimits;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Priced;
import gg.tap2.model.common.Violations;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Creates or replaces a discount code of 3–40 letters, digits, `-` or `_`; codes ignore case.
public record SaveDiscountCode(
        @Nullable UUID id,
        String code,
        @Nullable Integer percentOff,
        @Nullable Long amountOff,
        @Nullable List<UUID> productIds,
        @Nullable Instant startsAt,
        @Nullable Instant endsAt,
        @Nullable Integer maxRedemptions,
        boolean active)
        implements Priced {
    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_-]{3,40}");

    @Override
    public Violations validate(Currency currency) {
        var v = validate();
        if (amountOff != null) {
            v.amount("amountOff", amountOff, 1, AmountLimits.LARGEST);
        }
        return v.in(currency);
    }

    @Override
    public Violations validate() {
        var v = Violations.none().text("code", code, 3, 40).matches("code", code, CODE, "invalid");
        v.check((percentOff == null) != (amountOff == null), "percentOff", "one_of", "percentOff", "amountOff");
        if (percentOff != null) {
            v.range("percentOff", percentOff.longValue(), 1, 100);
        }
        if (maxRedemptions != null) {
            v.range("maxRedemptions", maxRedemptions.longValue(), 1, 1_000_000);
        }
        v.check(startsAt == null || endsAt == null || startsAt.isBefore(endsAt), "endsAt", "before_start");
        return v;
    }
}
