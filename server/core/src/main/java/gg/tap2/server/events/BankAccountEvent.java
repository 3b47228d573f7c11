package gg.tap2.server.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.UUID;

/// What happened to a bank account that payouts go to. Published by `payouts.BankAccounts`; `ref` is the account, and
/// the moment where it can happen again. `number` is the end of the account's number as people see it, `…6789`.
public sealed interface BankAccountEvent extends Event {
    @Override
    UUID creatorId();

    String number();

    /// `ref` is the account alone.
    @StoredAs("payout_bank_account_added")
    record Added(
            String ref,
            UUID creatorId,
            @JsonProperty("reason") String number) implements BankAccountEvent {}

    /// Payouts wait until its owner signs in at the bank.
    @StoredAs("payout_bank_account_relink")
    record RelinkNeeded(
            String ref,
            UUID creatorId,
            @JsonProperty("reason") String number) implements BankAccountEvent {}

    /// Payouts go on; its owner should sign in at the bank soon.
    @StoredAs("payout_bank_account_signin")
    record SignInAdvised(
            String ref,
            UUID creatorId,
            @JsonProperty("reason") String number) implements BankAccountEvent {}

    /// The bank gave the account a new number.
    @StoredAs("payout_bank_account_number")
    record NumberChanged(
            String ref,
            UUID creatorId,
            @JsonProperty("reason") String number) implements BankAccountEvent {}

    /// Payouts go there from now on.
    @StoredAs("payout_bank_account_default")
    record MadeDefault(
            String ref,
            UUID creatorId,
            @JsonProperty("reason") String number) implements BankAccountEvent {}
}
