package gg.tap2.model.payouts;

import java.util.List;
import java.util.UUID;

/// The two micro-deposits, minor units, in any order.
public record VerifyBankAccount(UUID bankAccountId, List<Long> amounts) {}
