package gg.tap2.server.payouts;

import gg.tap2.model.common.Ids;
import gg.tap2.model.payouts.BankAccount;
import gg.tap2.model.payouts.BankLink;
import gg.tap2.model.payouts.StartBankLink;
import gg.tap2.server.payouts.BankLinkProvider.Item;
import gg.tap2.server.payouts.BankLinkProvider.LinkedAccount;
import gg.tap2.server.payouts.BankLinkProvider.OperatorFaultException;
import gg.tap2.server.payouts.BankLinkProvider.Progress;
import gg.tap2.server.payouts.BankLinkProvider.RefusedException;
import gg.tap2.server.payouts.BankLinkProvider.UnavailableException;
import gg.tap2.server.platform.crypto.Reencryption;
import gg.tap2.server.platform.crypto.Vault;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Bank accounts proven by signing in at the bank. A visit is begun, the creator opens its page, and completing
/// it asks the provider what became of it; every step may be repeated, and what was given only once is kept
/// before it is used.
public final class BankLinks implements Reencryption {
    private static final Logger LOG = LoggerFactory.getLogger(BankLinks.class);
    private static final Duration KEPT = Duration.ofDays(7);

    private final Db db;
    private final InstantSource clock;
    private final Vault vault;
    private final BankAccounts accounts;
    private final @Nullable BankLinkProvider provider;

    BankLinks(Db db, InstantSource clock, Vault vault, BankAccounts accounts, @Nullable BankLinkProvider provider) {
        this.db = db;
        this.clock = clock;
        this.vault = vault;
        this.accounts = accounts;
        this.provider = provider;
    }

    /// One visit.
    private record Link(
            UUID id,
            String token,
            String holder,
            @Nullable UUID relinks,
            @Nullable String itemId,
            @Nullable String accessToken,
            @Nullable UUID account,
            Instant expiresAt) {}

    /// @throws ApiException 404 for an account of somebody else, 409 `bank_link_not_configured` or
    /// `bank_account_not_linked` for an account that was added by hand, 503 when the provider does not answer
    public BankLink start(UUID creator, StartBankLink request, String language) {
        BankLinkProvider links = provider();
        UUID relinks = request.bankAccountId();
        String holder = request.accountHolderName() == null
                ? ""
                : request.accountHolderName().strip();
        String country = request.countryCode();
        if (relinks == null && country != null && !links.serves(country)) {
            throw ApiException.conflict("bank_link_country");
        }
        String repair = null;
        if (relinks != null) {
            BankAccount account = accounts.get(creator, relinks);
            holder = account.accountHolderName();
            country = account.countryCode();
            repair = accounts.accessToken(creator, relinks)
                    .orElseThrow(() -> ApiException.conflict("bank_account_not_linked"));
        }
        if (repair == null && links.keepsPlaces()) {
            repair = place(creator, links.name());
        }
        String token = repair;
        String of = country;
        var visit = asked(() -> links.start(creator.toString(), language, of, token));
        UUID id = Ids.next(clock);
        Instant now = clock.instant();
        String name = holder;
        db.transact(tx -> tx.sql("""
                INSERT INTO bank_links (id, creator_id, link_token, account_holder_name, relinks, created_at, expires_at)
                VALUES (:id, :creator, :token, :holder, CAST(:relinks AS uuid), :now, :expires)""")
                .set("id", id)
                .set("creator", creator)
                .set("token", visit.token())
                .set("holder", name)
                .set("relinks", relinks == null ? null : relinks.toString())
                .set("now", now)
                .set("expires", visit.expiresAt())
                .update());
        return new BankLink(id, visit.url().toString(), visit.expiresAt());
    }

    /// Where this creator began before, also long ago, or was connected once.
    private @Nullable String place(UUID creator, String source) {
        return db.read(tx -> tx.sql("""
                        SELECT token FROM (
                          SELECT link_token AS token, created_at FROM bank_links WHERE creator_id = :creator AND relinks IS NULL
                          UNION ALL
                          SELECT plaid_item_id, created_at FROM bank_accounts
                          WHERE creator_id = :creator AND source = :source AND plaid_item_id IS NOT NULL) AS places
                        ORDER BY created_at DESC""")
                        .set("creator", creator)
                        .set("source", source)
                        .first(r -> r.text("token")))
                .orElse(null);
    }

    /// The account, once its owner has been to the bank.
    ///
    /// @throws ApiException 404 for a visit of somebody else, 409 `bank_link_pending`, `bank_link_cancelled`,
    /// `bank_link_expired`, `bank_link_no_account` or `bank_link_other_account`, 503 when the provider does not
    /// answer
    public BankAccount complete(UUID creator, UUID id) {
        Link link = find(creator, id);
        UUID done = link.account();
        if (done != null) {
            return accounts.get(creator, done);
        }
        return link.relinks() == null ? added(creator, link) : repaired(creator, link, link.relinks());
    }

    private BankAccount added(UUID creator, Link link) {
        String access = link.accessToken();
        Item item = access == null
                ? exchanged(link)
                : new Item(Objects.requireNonNull(link.itemId()), vault.decryptText(access, context(link.id())));
        LinkedAccount at = account(item.accessToken());
        UUID account = db.inTransaction(tx -> {
            UUID made = accounts.linked(tx, creator, link.holder(), provider().name(), item, at, clock.instant());
            finish(tx, link.id(), made);
            return made;
        });
        return accounts.get(creator, account);
    }

    /// The public token is good for once, so the item is kept before anything else is asked.
    private Item exchanged(Link link) {
        String publicToken = session(link).orElseThrow(() -> ApiException.conflict("bank_link_no_account"));
        Item item = asked(() -> provider().exchange(publicToken));
        db.transact(tx -> tx.sql(
                        "UPDATE bank_links SET item_id = :item, access_token_encrypted = :access WHERE id = :id")
                .set("item", item.itemId())
                .set("access", vault.encryptText(item.accessToken(), context(link.id())))
                .set("id", link.id())
                .update());
        return item;
    }

    private BankAccount repaired(UUID creator, Link link, UUID accountId) {
        var ignored = session(link);
        LOG.debug("item of {} repaired: {}", accountId, ignored.isEmpty());
        String access = accounts.accessToken(creator, accountId).orElseThrow(ApiException::notFound);
        LinkedAccount at = account(access);
        db.transact(tx -> {
            if (!accounts.renewed(tx, accountId, at, clock.instant())) {
                throw ApiException.conflict("bank_link_other_account");
            }
            finish(tx, link.id(), accountId);
        });
        return accounts.get(creator, accountId);
    }

    /// The public token of a finished visit; empty when an item was only repaired.
    private Optional<String> session(Link link) {
        var session = asked(() -> provider().session(link.token()));
        if (session.progress() == Progress.DONE) {
            return Optional.ofNullable(session.publicToken());
        }
        if (session.progress() == Progress.LEFT) {
            throw ApiException.conflict("bank_link_cancelled");
        }
        throw ApiException.conflict(
                link.expiresAt().isBefore(clock.instant()) ? "bank_link_expired" : "bank_link_pending");
    }

    private LinkedAccount account(String accessToken) {
        LinkedAccount at = asked(() -> provider().account(accessToken));
        boolean valid = switch (at.type()) {
            case "iban" -> BankDetails.isIban(at.account());
            case "us_bank" -> BankDetails.isAba(at.routing()) && at.account().matches("\\d{4,17}");
            default -> !at.account().isBlank();
        };
        if (!valid) {
            throw ApiException.conflict("bank_link_no_account");
        }
        return at;
    }

    private static void finish(Tx tx, UUID link, UUID account) {
        tx.sql("UPDATE bank_links SET bank_account_id = :account, access_token_encrypted = NULL WHERE id = :id")
                .set("account", account)
                .set("id", link)
                .update();
    }

    /// Takes over what the provider tells of an item: payouts to an account whose owner has to sign in at
    /// the bank
    /// again wait until that is done.
    ///
    /// @throws ApiException 400 `signature_invalid`, 409 `bank_link_not_configured`
    void event(byte[] body, @Nullable String signature) {
        BankLinkProvider.ItemEvent event;
        try {
            event = provider().event(body, signature, clock.instant());
        } catch (RefusedException e) {
            throw ApiException.badRequest("signature_invalid");
        } catch (UnavailableException e) {
            throw unavailable(e);
        } catch (OperatorFaultException e) {
            throw operators(e);
        }
        if (event == null) {
            return;
        }
        Instant now = clock.instant();
        switch (event.change()) {
            case LOGIN_REQUIRED -> db.transact(tx -> accounts.hold(tx, event.itemId(), true, true, now));
            case LOGIN_SOON -> db.transact(tx -> accounts.warn(tx, event.itemId(), now));
            case NUMBERS_CHANGED -> {
                // Not one payout more to the old number, also when the new one cannot be asked for yet.
                db.transact(tx -> accounts.hold(tx, event.itemId(), false, false, now));
                refresh(event.itemId());
            }
            case REPAIRED -> refresh(event.itemId());
        }
    }

    /// Takes the numbers over that the bank gives now. An account that is another one waits for its owner.
    ///
    /// @throws ApiException 503 when they cannot be asked for; the provider tells again
    private void refresh(String itemId) {
        Optional<String> access = accounts.accessTokenOf(itemId);
        if (access.isEmpty()) {
            return;
        }
        LinkedAccount at;
        try {
            at = provider().account(access.get());
        } catch (RefusedException e) {
            LOG.info("an item was repaired and still gives no numbers: {}", e.getMessage());
            db.transact(tx -> accounts.hold(tx, itemId, false, true, clock.instant()));
            return;
        } catch (UnavailableException e) {
            throw unavailable(e);
        } catch (OperatorFaultException e) {
            throw operators(e);
        }
        for (UUID id : accounts.ofItem(itemId)) {
            db.transact(tx -> {
                if (!accounts.renewed(tx, id, at, clock.instant())) {
                    accounts.hold(tx, itemId, false, true, clock.instant());
                }
            });
        }
    }

    /// The same for a provider that only says that something changed: it is asked what.
    ///
    /// @return whether the item is one of ours
    public boolean itemChanged(String itemId) {
        Optional<String> access = accounts.accessTokenOf(itemId);
        access.ifPresent(token -> {
            boolean required;
            try {
                provider().account(token);
                required = false;
            } catch (RefusedException e) {
                required = true;
            }
            boolean now = required;
            db.transact(tx -> accounts.signIn(tx, itemId, now, clock.instant()));
        });
        return access.isPresent();
    }

    /// Forgets visits that are long over, and at the provider what they left unused. Run by a job.
    public void tidy() {
        BankLinkProvider links = provider;
        if (links == null) {
            return;
        }
        Instant before = clock.instant().minus(KEPT);
        record Old(UUID id, @Nullable String access) {}
        for (Old old : db.read(tx -> tx.sql("""
                        SELECT id, access_token_encrypted FROM bank_links l
                        WHERE expires_at < :before AND NOT (:keeps AND bank_account_id IS NULL AND NOT EXISTS (
                          SELECT 1 FROM bank_links n WHERE n.creator_id = l.creator_id AND n.created_at > l.created_at))
                        ORDER BY expires_at LIMIT 200""")
                .set("before", before)
                .set("keeps", links.keepsPlaces())
                .list(r -> new Old(r.uuid("id"), r.textOrNull("access_token_encrypted"))))) {
            try {
                if (old.access() != null) {
                    links.remove(vault.decryptText(old.access(), context(old.id())));
                }
                db.transact(tx -> tx.sql("DELETE FROM bank_links WHERE id = :id")
                        .set("id", old.id())
                        .update());
            } catch (UnavailableException | OperatorFaultException e) {
                LOG.info("an unused bank link stays for now: {}", e.getMessage());
                return;
            }
        }
        removeItems(links);
    }

    /// Ends the connections of accounts that were removed or connected anew.
    private void removeItems(BankLinkProvider links) {
        record Item(UUID id, String token, String context) {}
        for (Item i : db.read(tx -> tx.sql(
                        "SELECT id, access_token_encrypted, context FROM bank_items_to_remove ORDER BY created_at LIMIT 200")
                .list(r -> new Item(r.uuid("id"), r.text("access_token_encrypted"), r.text("context"))))) {
            try {
                links.remove(vault.decryptText(i.token(), i.context()));
                db.transact(tx -> tx.sql("DELETE FROM bank_items_to_remove WHERE id = :id")
                        .set("id", i.id())
                        .update());
            } catch (UnavailableException | OperatorFaultException e) {
                LOG.info("a connection to a bank stays for now: {}", e.getMessage());
                return;
            }
        }
    }

    @Override
    public String name() {
        return "bank links";
    }

    @Override
    public long reencrypt(Vault v) {
        List<UUID> ids = db.read(tx -> tx.sql("SELECT id FROM bank_links WHERE access_token_encrypted IS NOT NULL")
                .list(r -> r.uuid("id")));
        for (UUID id : ids) {
            db.transact(tx -> tx.sql(
                            "SELECT access_token_encrypted AS t FROM bank_links WHERE id = :id AND access_token_encrypted IS NOT NULL FOR UPDATE")
                    .set("id", id)
                    .first(r -> r.text("t"))
                    .ifPresent(t -> tx.sql("UPDATE bank_links SET access_token_encrypted = :t WHERE id = :id")
                            .set("t", v.reencryptText(t, context(id)))
                            .set("id", id)
                            .update()));
        }
        List<UUID> items =
                db.read(tx -> tx.sql("SELECT id FROM bank_items_to_remove").list(r -> r.uuid("id")));
        for (UUID id : items) {
            db.transact(tx -> tx.sql(
                            "SELECT access_token_encrypted AS t, context FROM bank_items_to_remove WHERE id = :id FOR UPDATE")
                    .set("id", id)
                    .first(r -> v.reencryptText(r.text("t"), r.text("context")))
                    .ifPresent(t -> tx.sql("UPDATE bank_items_to_remove SET access_token_encrypted = :t WHERE id = :id")
                            .set("t", t)
                            .set("id", id)
                            .update()));
        }
        return ids.size() + items.size();
    }

    private Link find(UUID creator, UUID id) {
        return db.read(tx -> tx.sql("""
                SELECT id, link_token, account_holder_name, relinks, item_id, access_token_encrypted, bank_account_id, expires_at
                FROM bank_links WHERE id = :id AND creator_id = :creator""")
                        .set("id", id)
                        .set("creator", creator)
                        .first(r -> new Link(
                                r.uuid("id"),
                                r.text("link_token"),
                                r.text("account_holder_name"),
                                r.uuidOrNull("relinks"),
                                r.textOrNull("item_id"),
                                r.textOrNull("access_token_encrypted"),
                                r.uuidOrNull("bank_account_id"),
                                r.instant("expires_at"))))
                .orElseThrow(ApiException::notFound);
    }

    private static String context(UUID link) {
        return "bank_links/" + link;
    }

    private BankLinkProvider provider() {
        BankLinkProvider links = provider;
        if (links == null) {
            throw ApiException.conflict("bank_link_not_configured");
        }
        return links;
    }

    private static <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (UnavailableException e) {
            throw unavailable(e);
        } catch (OperatorFaultException e) {
            throw operators(e);
        } catch (RefusedException e) {
            LOG.info("the bank link provider refused: {}", e.getMessage());
            throw switch (String.valueOf(e.getMessage())) {
                case "ITEM_LOGIN_REQUIRED" -> ApiException.conflict("bank_link_pending");
                case "INVALID_LINK_TOKEN", "INVALID_PUBLIC_TOKEN" -> ApiException.conflict("bank_link_expired");
                default -> ApiException.conflict("bank_link_no_account");
            };
        }
    }

    /// What the operator has to mend is no word about anybody's bank.
    private static ApiException operators(OperatorFaultException e) {
        LOG.error("the bank link provider refuses the platform itself: {}", e.getMessage());
        return ApiException.unavailable("bank_link_unavailable", 600);
    }

    private static ApiException unavailable(UnavailableException e) {
        LOG.warn("the bank link provider cannot be reached: {}", e.getMessage());
        return ApiException.unavailable("bank_link_unavailable", 3);
    }
}
