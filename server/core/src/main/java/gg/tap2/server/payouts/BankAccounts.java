package gg.tap2.server.payouts;

import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Ids;
import gg.tap2.model.payouts.AddBankAccount;
import gg.tap2.model.payouts.BankAccount;
import gg.tap2.model.payouts.VerifyBankAccount;
import gg.tap2.server.catalog.CurrencyChanges;
import gg.tap2.server.events.BankAccountEvent;
import gg.tap2.server.events.Outbox;
import gg.tap2.server.platform.crypto.Hmac;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.crypto.Reencryption;
import gg.tap2.server.platform.crypto.Vault;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Creators' bank accounts. Details are encrypted; only the last four digits are shown. An account is
/// proven by two
/// [MicroDeposits].
public final class BankAccounts implements Reencryption, CurrencyChanges.Guard {
    private static final Logger LOG = LoggerFactory.getLogger(BankAccounts.class);

    /// What the operator has to mend takes a while.
    private static final int OURS_RETRY_SECONDS = 600;

    private static final String SELECT = """
            SELECT id, creator_id, country_code, currency, account_number_last_4, routing_number, bank_name, account_holder_name,
              details_encrypted, verification_status, verification_hash, verification_tries, usable_from, source, is_default, created_at
            FROM bank_accounts""";

    private final Db db;
    private final InstantSource clock;
    private final Vault vault;
    private final Hmac secret;
    private final PayoutProvider provider;
    private final PayoutStops stops;
    private final Duration cooling;
    private final MicroDeposits deposits;

    BankAccounts(
            Db db,
            InstantSource clock,
            Vault vault,
            Hmac secret,
            PayoutProvider provider,
            PayoutStops stops,
            Duration cooling) {
        this.stops = stops;
        this.db = db;
        this.clock = clock;
        this.vault = vault;
        this.secret = secret;
        this.provider = provider;
        this.cooling = cooling;
        this.deposits = new MicroDeposits(clock, secret);
    }

    private static BankAccount account(Row r) {
        String status = r.text("verification_status");
        return new BankAccount(
                r.uuid("id"),
                r.text("country_code"),
                Currency.valueOf(r.text("currency")),
                r.text("account_holder_name"),
                r.textOrNull("bank_name"),
                r.text("account_number_last_4"),
                r.textOrNull("routing_number"),
                status,
                r.text("source"),
                r.bool("is_default"),
                r.instantOrNull("usable_from"),
                r.instant("created_at"));
    }

    public List<BankAccount> list(UUID creator) {
        return db.read(tx -> tx.sql(SELECT
                        + " WHERE creator_id = :creator AND deleted_at IS NULL ORDER BY is_default DESC, created_at")
                .set("creator", creator)
                .list(BankAccounts::account));
    }

    public Optional<BankAccount> find(Tx tx, UUID creator, @Nullable UUID id) {
        return id == null
                ? tx.sql(SELECT + " WHERE creator_id = :creator AND is_default AND deleted_at IS NULL")
                        .set("creator", creator)
                        .first(BankAccounts::account)
                : tx.sql(SELECT + " WHERE creator_id = :creator AND id = :id AND deleted_at IS NULL")
                        .set("creator", creator)
                        .set("id", id)
                        .first(BankAccounts::account);
    }

    /// Nothing could be paid to an account in another currency, so the creator removes it first.
    @Override
    public Optional<String> obstacle(Tx tx, UUID creator, Currency to) {
        boolean other = tx.sql(
                        "SELECT 1 FROM bank_accounts WHERE creator_id = :creator AND currency <> :to AND deleted_at IS NULL")
                .set("creator", creator)
                .set("to", to.name())
                .exists();
        return other ? Optional.of("currency_of_bank") : Optional.empty();
    }

    /// Where the money of a payout goes. Decrypts; for the provider call only.
    PayoutProvider.Destination destination(UUID id) {
        return db.read(tx -> tx.sql(SELECT + " WHERE id = :id")
                .set("id", id)
                .one(r -> destination(r.text("details_encrypted"), id)));
    }

    private PayoutProvider.Destination destination(String encrypted, UUID id) {
        return Json.read(vault.decryptText(encrypted, "bank_accounts/" + id), PayoutProvider.Destination.class);
    }

    /// Adds an account and sends the micro-deposits.
    ///
    /// @throws ApiException 422 for details that break the country's rules or that the bank refuses, 503
    /// while the provider
    /// does not take anything from the platform
    public BankAccount add(UUID creator, AddBankAccount request) {
        PayoutProvider.Destination d = BankDetails.of(request);
        Currency currency =
                Currency.find(request.currency()).orElseThrow(() -> ApiException.invalid("currency", "invalid"));
        UUID requested = request.id();
        UUID id = requested == null ? Ids.next(clock) : requested;
        String fingerprint = fingerprint(d);
        Instant now = clock.instant();
        MicroDeposits.@Nullable Pair due;
        try {
            due = db.inTransaction(tx -> {
                Currency earned = lockCreator(tx, creator);
                if (find(tx, creator, id).isPresent()) {
                    return null;
                }
                if (currency != earned) {
                    throw ApiException.invalid("currency", "bank_currency", currency.name(), earned.name());
                }
                var pair = deposits.of(tx, creator, fingerprint, "md-" + id);
                String hash = proof(id, pair.first() + "/" + pair.second());
                boolean fresh = insert(tx, id, creator, request, d, currency, fingerprint, hash, now);
                return fresh && pair.sentAt() == null ? pair : null;
            });
        } catch (RuntimeException e) {
            if (Db.isUniqueViolation(e, "bank_accounts_fingerprint_key")) {
                throw ApiException.conflict("bank_account_exists");
            }
            throw e;
        }
        if (due != null) {
            send(id, due, currency, d);
        }
        return get(creator, id);
    }

    /// Sends a pair that did not go out yet. Its reference stays, so that the provider makes no second one
    /// of it.
    private void send(UUID id, MicroDeposits.Pair pair, Currency currency, PayoutProvider.Destination d) {
        try {
            provider.sendMicroDeposits(pair.reference(), currency, d, pair.first(), pair.second());
            db.transact(tx -> deposits.sent(tx, pair.id()));
        } catch (PayoutProvider.OutcomeUnknownException e) {
            forget(id);
            throw ApiException.unavailable("payout_provider_unavailable", 3);
        } catch (PayoutProvider.LaterException e) {
            forget(id);
            db.transact(tx -> deposits.refused(tx, pair.id()));
            throw ApiException.unavailable(
                    "payout_provider_unavailable", (int) Math.max(1, e.after().toSeconds()));
        } catch (PayoutProvider.OperatorFaultException e) {
            // Nothing is wrong with the account; the platform is not let in.
            forget(id);
            db.transact(tx -> deposits.refused(tx, pair.id()));
            if (e.everything()) {
                stops.stop(e);
            } else {
                LOG.error(
                        "micro-deposits cannot be sent: the provider refuses the platform's request ({})",
                        e.getMessage());
            }
            throw ApiException.unavailable("payout_provider_refuses_us", OURS_RETRY_SECONDS);
        } catch (PayoutProvider.RefusedException e) {
            forget(id);
            db.transact(tx -> deposits.refused(tx, pair.id()));
            throw ApiException.invalid("accountNumber", "bank_refused");
        }
    }

    /// One change of a creator's bank accounts at a time: which one is the default, and how many pairs went
    /// out.
    ///
    /// @return what the creator is paid in, which stays until the transaction ends
    private static Currency lockCreator(Tx tx, UUID creator) {
        return tx.sql("SELECT currency FROM creators WHERE id = :id FOR NO KEY UPDATE")
                .set("id", creator)
                .one(r -> Currency.valueOf(r.text("currency")));
    }

    private String proof(UUID id, String amounts) {
        return keyed("proof/" + id + "/" + amounts);
    }

    /// Of the number alone: an IBAN is the same account under each territory that its country's banks
    /// serve.
    private String fingerprint(PayoutProvider.Destination d) {
        String of = d.type().equals("iban") && d.account().length() > 2
                ? d.account().substring(0, 2)
                : d.country();
        return keyed("fingerprint/" + of + "/" + d.routing() + "/" + d.account());
    }

    /// With a secret, because account numbers and amounts are few enough to be tried out by whoever sees
    /// the table.
    private String keyed(String text) {
        return HexFormat.of().formatHex(secret.sign(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// An account whose deposits did not go out could never be proven, and would be in the way of adding it
    /// again.
    private void forget(UUID id) {
        db.transact(tx -> tx.sql("DELETE FROM bank_accounts WHERE id = :id AND verification_status = 'pending'")
                .set("id", id)
                .update());
    }

    public BankAccount get(UUID creator, UUID id) {
        return db.read(tx -> find(tx, creator, id)).orElseThrow(ApiException::notFound);
    }

    private boolean insert(
            Tx tx,
            UUID id,
            UUID creator,
            AddBankAccount request,
            PayoutProvider.Destination d,
            Currency currency,
            String fingerprint,
            @Nullable String hash,
            Instant now) {
        String account = d.account();
        long n = tx.sql("""
                INSERT INTO bank_accounts (id, creator_id, country_code, currency, account_number_last_4, routing_number, account_holder_name,
                  details_encrypted, fingerprint, verification_hash, usable_from, source, tokenized, is_default, created_at)
                SELECT :id, :creator, :country, :currency, :last4, :routing, :holder, :details, :fingerprint, :hash, :usable, 'manual', FALSE,
                  NOT EXISTS (SELECT 1 FROM bank_accounts WHERE creator_id = :creator AND is_default AND deleted_at IS NULL), :now
                ON CONFLICT (id) DO NOTHING""")
                .set("id", id)
                .set("creator", creator)
                .set("country", d.country())
                .set("currency", currency.name())
                .set("last4", BankDetails.last4(account))
                .set("routing", d.routing().isEmpty() ? null : d.routing())
                .set("holder", d.holderName())
                .set("details", vault.encryptText(Json.write(d), "bank_accounts/" + id))
                .set("fingerprint", fingerprint)
                .set("hash", hash)
                .set("usable", now.plus(cooling))
                .set("now", now)
                .update();
        if (n == 1) {
            Outbox.publish(
                    tx, new BankAccountEvent.Added(id.toString(), creator, "…" + BankDetails.last4(account)), now);
        }
        return n == 1;
    }

    /// @throws ApiException 422 for wrong amounts, 409 after five tries
    public BankAccount verify(UUID creator, VerifyBankAccount request) {
        boolean right = db.inTransaction(tx -> {
            record Proof(String status, @Nullable String hash, int tries, String fingerprint) {}
            Proof p = tx.sql(
                            "SELECT * FROM bank_accounts WHERE id = :id AND creator_id = :creator AND deleted_at IS NULL FOR UPDATE")
                    .set("id", request.bankAccountId())
                    .set("creator", creator)
                    .first(r -> new Proof(
                            r.text("verification_status"),
                            r.textOrNull("verification_hash"),
                            r.integer("verification_tries"),
                            r.text("fingerprint")))
                    .orElseThrow(ApiException::notFound);
            if (p.status().equals("verified")) {
                return true;
            }
            var pair = deposits.find(tx, creator, p.fingerprint());
            int tries = Math.max(p.tries(), pair.map(MicroDeposits.Pair::tries).orElse(0));
            if (tries >= MicroDeposits.MAX_TRIES) {
                throw ApiException.conflict("verification_exhausted");
            }
            pair.ifPresent(x -> deposits.tried(tx, x));
            String claimed =
                    request.amounts().stream().sorted().map(Object::toString).collect(Collectors.joining("/"));
            boolean ok = request.amounts().size() == 2
                    && p.hash() != null
                    && RandomTokens.same(proof(request.bankAccountId(), claimed), p.hash());
            if (ok) {
                pair.ifPresent(x -> deposits.proven(tx, x));
            }
            tx.sql("""
                    UPDATE bank_accounts SET verification_tries = verification_tries + 1,
                      verification_status = CASE WHEN :ok THEN 'verified' WHEN :tries + 1 >= 5 THEN 'failed' ELSE verification_status END,
                      verified_at = CASE WHEN :ok THEN CAST(:now AS timestamptz) END
                    WHERE id = :id""")
                    .set("id", request.bankAccountId())
                    .set("ok", ok)
                    .set("tries", tries)
                    .set("now", clock.instant())
                    .update();
            return ok;
        });
        if (!right) {
            throw ApiException.invalid("amounts", "invalid");
        }
        return get(creator, request.bankAccountId());
    }

    /// Adds what a bank itself has shown, verified from the start but cooling down like any other. An
    /// account
    /// that was there already is proven by it.
    UUID linked(
            Tx tx,
            UUID creator,
            String holder,
            String source,
            BankLinkProvider.Item item,
            BankLinkProvider.LinkedAccount at,
            Instant now) {
        Currency earned = lockCreator(tx, creator);
        if (at.currency() != earned) {
            throw ApiException.conflict("bank_link_currency", at.currency().name(), earned.name());
        }
        var d = new PayoutProvider.Destination(at.type(), at.account(), at.routing(), holder, at.countryCode());
        String fingerprint = fingerprint(d);
        UUID id = tx.sql(
                        SELECT
                                + " WHERE creator_id = :creator AND fingerprint = :fingerprint AND deleted_at IS NULL FOR UPDATE")
                .set("creator", creator)
                .set("fingerprint", fingerprint)
                .first(r -> r.uuid("id"))
                .orElseGet(() -> {
                    UUID fresh = Ids.next(clock);
                    var request = new AddBankAccount(
                            fresh, at.countryCode(), at.currency().name(), holder, null, null, null);
                    insert(tx, fresh, creator, request, d, at.currency(), fingerprint, null, now);
                    return fresh;
                });
        forgetItem(tx, id, now);
        tx.sql("""
                UPDATE bank_accounts SET source = :source, verification_status = 'verified', verified_at = coalesce(verified_at, :now),
                  bank_name = :bank, plaid_item_id = :item, plaid_account_id = :account, plaid_access_token_encrypted = :access,
                  tokenized = :tokenized
                WHERE id = :id""")
                .set("tokenized", at.tokenized())
                .set("id", id)
                .set("now", now)
                .set("bank", at.bankName())
                .set("source", source)
                .set("item", item.itemId())
                .set("account", at.accountId())
                .set("access", vault.encryptText(item.accessToken(), accessContext(id)))
                .update();
        return id;
    }

    private static String accessContext(UUID id) {
        return "bank_accounts/" + id + "/plaid";
    }

    /// Of a connected account; empty for one that was added by hand.
    Optional<String> accessToken(UUID creator, UUID id) {
        return db.read(tx -> tx.sql(
                        "SELECT plaid_access_token_encrypted AS t FROM bank_accounts WHERE id = :id AND creator_id = :creator AND deleted_at IS NULL AND plaid_access_token_encrypted IS NOT NULL")
                .set("id", id)
                .set("creator", creator)
                .first(r -> vault.decryptText(r.text("t"), accessContext(id))));
    }

    /// Of the item wherever it is connected.
    Optional<String> accessTokenOf(String itemId) {
        return db.read(tx -> tx.sql(
                        "SELECT id, plaid_access_token_encrypted AS t FROM bank_accounts WHERE plaid_item_id = :item AND deleted_at IS NULL AND plaid_access_token_encrypted IS NOT NULL LIMIT 1")
                .set("item", itemId)
                .first(r -> vault.decryptText(r.text("t"), accessContext(r.uuid("id")))));
    }

    /// Leaves the connection of an account, if it has one, to be ended at the provider.
    private static void forgetItem(Tx tx, UUID id, Instant now) {
        tx.sql("""
                INSERT INTO bank_items_to_remove (access_token_encrypted, context, created_at)
                SELECT plaid_access_token_encrypted, 'bank_accounts/' || id || '/plaid', :now FROM bank_accounts
                WHERE id = :id AND plaid_access_token_encrypted IS NOT NULL""").set("id", id).set("now", now).update();
    }

    /// What the bank shows of an account now, after its owner has signed in again or the bank gave new
    /// numbers. The same
    /// account may have another number: then that one is paid to, after a safety period of its own.
    ///
    /// @return false when it is another account
    boolean renewed(Tx tx, UUID id, BankLinkProvider.LinkedAccount at, Instant now) {
        record Known(UUID creator, String accountId, String fingerprint, String holder) {}
        Known known = tx.sql("""
                        SELECT creator_id, coalesce(plaid_account_id, '') AS account, fingerprint, account_holder_name
                        FROM bank_accounts WHERE id = :id AND deleted_at IS NULL FOR UPDATE""")
                .set("id", id)
                .first(r -> new Known(
                        r.uuid("creator_id"), r.text("account"), r.text("fingerprint"), r.text("account_holder_name")))
                .orElse(null);
        if (known == null) {
            return false;
        }
        var d = new PayoutProvider.Destination(at.type(), at.account(), at.routing(), known.holder(), at.countryCode());
        String fingerprint = fingerprint(d);
        boolean sameNumber = fingerprint.equals(known.fingerprint());
        if (!sameNumber && !known.accountId().equals(at.accountId())) {
            return false;
        }
        String last4 = BankDetails.last4(at.account());
        tx.sql("""
                UPDATE bank_accounts SET verification_status = 'verified', plaid_account_id = :account, tokenized = :tokenized,
                  details_encrypted = :details, fingerprint = :fingerprint, account_number_last_4 = :last4, routing_number = :routing,
                  usable_from = CASE WHEN :same THEN usable_from ELSE CAST(:usable AS timestamptz) END
                WHERE id = :id""")
                .set("account", at.accountId())
                .set("tokenized", at.tokenized())
                .set("details", vault.encryptText(Json.write(d), "bank_accounts/" + id))
                .set("fingerprint", fingerprint)
                .set("last4", last4)
                .set("routing", at.routing().isEmpty() ? null : at.routing())
                .set("same", sameNumber)
                .set("usable", now.plus(cooling))
                .set("id", id)
                .update();
        if (!sameNumber) {
            Outbox.publish(tx, new BankAccountEvent.NumberChanged(ref(id, now), known.creator(), "…" + last4), now);
        }
        return true;
    }

    /// The connected accounts of an item.
    List<UUID> ofItem(String itemId) {
        return db.read(tx -> tx.sql("SELECT id FROM bank_accounts WHERE plaid_item_id = :item AND deleted_at IS NULL")
                .set("item", itemId)
                .list(r -> r.uuid("id")));
    }

    /// Payouts to an item's accounts wait, and their owner is asked to sign in at the bank.
    ///
    /// @param onlyTokenized leaves numbers alone that work without the permission; their owner hears of it
    /// all the same
    void hold(Tx tx, String itemId, boolean onlyTokenized, boolean told, Instant now) {
        record Changed(UUID id, UUID creator, String last4, boolean held) {}
        for (Changed c : tx.sql("""
                UPDATE bank_accounts SET verification_status = CASE WHEN tokenized OR NOT :only THEN 'relink' ELSE verification_status END
                WHERE plaid_item_id = :item AND verification_status = 'verified' AND deleted_at IS NULL
                RETURNING id, creator_id, account_number_last_4, verification_status""")
                .set("item", itemId)
                .set("only", onlyTokenized)
                .list(r -> new Changed(
                        r.uuid("id"),
                        r.uuid("creator_id"),
                        r.text("account_number_last_4"),
                        r.text("verification_status").equals("relink")))) {
            if (told) {
                String ref = ref(c.id(), now);
                String number = "…" + c.last4();
                Outbox.publish(
                        tx,
                        c.held()
                                ? new BankAccountEvent.RelinkNeeded(ref, c.creator(), number)
                                : new BankAccountEvent.SignInAdvised(ref, c.creator(), number),
                        now);
            }
        }
    }

    /// The permission ends soon; payouts go on.
    void warn(Tx tx, String itemId, Instant now) {
        record Warned(UUID id, UUID creator, String last4) {}
        for (Warned w : tx.sql("""
                SELECT id, creator_id, account_number_last_4 FROM bank_accounts
                WHERE plaid_item_id = :item AND verification_status = 'verified' AND deleted_at IS NULL""")
                .set("item", itemId)
                .list(r -> new Warned(r.uuid("id"), r.uuid("creator_id"), r.text("account_number_last_4")))) {
            Outbox.publish(tx, new BankAccountEvent.SignInAdvised(ref(w.id(), now), w.creator(), "…" + w.last4()), now);
        }
    }

    private static String ref(UUID id, Instant now) {
        return id + "/" + now.toEpochMilli();
    }

    /// Whether the owner has to sign in at the bank again, or has.
    void signIn(Tx tx, String itemId, boolean required, Instant now) {
        if (required) {
            hold(tx, itemId, false, true, now);
        } else {
            tx.sql("""
                    UPDATE bank_accounts SET verification_status = 'verified'
                    WHERE plaid_item_id = :item AND verification_status = 'relink' AND deleted_at IS NULL""").set("item", itemId).update();
        }
    }

    /// The account that will be paid to, locked until the payout is booked: it cannot be removed meanwhile.
    Optional<BankAccount> lock(Tx tx, UUID creator, @Nullable UUID id) {
        Optional<BankAccount> found = find(tx, creator, id);
        if (found.isEmpty()) {
            return found;
        }
        // Read again under the lock, by its id: what was the default a moment ago stays the destination.
        return tx.sql(SELECT + " WHERE creator_id = :creator AND id = :id AND deleted_at IS NULL FOR UPDATE")
                .set("creator", creator)
                .set("id", found.get().id())
                .first(BankAccounts::account);
    }

    public void makeDefault(UUID creator, UUID id) {
        Instant now = clock.instant();
        db.transact(tx -> {
            lockCreator(tx, creator);
            BankAccount account = find(tx, creator, id).orElseThrow(ApiException::notFound);
            if (account.isDefault()) {
                return;
            }
            tx.sql(
                            "UPDATE bank_accounts SET is_default = FALSE WHERE creator_id = :creator AND is_default AND id <> :id")
                    .set("creator", creator)
                    .set("id", id)
                    .update();
            tx.sql("UPDATE bank_accounts SET is_default = TRUE WHERE id = :id")
                    .set("id", id)
                    .update();
            Outbox.publish(tx, new BankAccountEvent.MadeDefault(ref(id, now), creator, "…" + account.last4()), now);
        });
    }

    /// @throws ApiException 409 while a payout to it is under way
    public void delete(UUID creator, UUID id) {
        db.transact(tx -> {
            if (lock(tx, creator, id).isEmpty()) {
                throw ApiException.notFound();
            }
            if (tx.sql(
                            "SELECT 1 FROM payouts WHERE bank_account_id = :id AND status IN ('requested', 'held', 'queued', 'sent')")
                    .set("id", id)
                    .exists()) {
                throw ApiException.conflict("bank_account_in_use");
            }
            forgetItem(tx, id, clock.instant());
            tx.sql(
                            "UPDATE bank_accounts SET deleted_at = :now, is_default = FALSE, details_encrypted = '', plaid_access_token_encrypted = NULL WHERE id = :id")
                    .set("id", id)
                    .set("now", clock.instant())
                    .update();
        });
    }

    @Override
    public String name() {
        return "bank accounts";
    }

    @Override
    public long reencrypt(Vault v) {
        List<UUID> ids = db.read(tx ->
                tx.sql("SELECT id FROM bank_accounts WHERE deleted_at IS NULL").list(r -> r.uuid("id")));
        for (UUID id : ids) {
            db.transact(tx -> {
                reencrypt(tx, v, id, "details_encrypted", "bank_accounts/" + id);
                reencrypt(tx, v, id, "plaid_access_token_encrypted", accessContext(id));
            });
        }
        return ids.size();
    }

    private static void reencrypt(Tx tx, Vault v, UUID id, String column, String context) {
        tx.sql("SELECT " + column + " AS d FROM bank_accounts WHERE id = :id FOR UPDATE")
                .set("id", id)
                .first(r -> Optional.ofNullable(r.textOrNull("d")))
                .flatMap(d -> d)
                .filter(d -> !d.isEmpty())
                .ifPresent(d -> tx.sql("UPDATE bank_accounts SET " + column + " = :d WHERE id = :id")
                        .set("d", v.reencryptText(d, context))
                        .set("id", id)
                        .update());
    }
}
