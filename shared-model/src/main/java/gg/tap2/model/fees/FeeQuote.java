package gg.tap2.model.fees;

import gg.tap2.model.common.Money;

/// How one payment splits. `gross = platformFee + processingFee + net`, all in one currency.
public record FeeQuote(Money gross, Money platformFee, Money processingFee, Money net) {
    public FeeQuote {
        if (platformFee.plus(processingFee).plus(net).minor() != gross.minor()) {
            throw new IllegalArgumentException("parts do not sum to the gross");
        }
    }
}
