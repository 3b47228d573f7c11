package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Balance transactions and the balance that is their sum.
final class Balance {
    private static final long PENDING_SECONDS = 2 * 86_400;
    private final World world;
    private @Nullable String settles;
    private BigDecimal rate = BigDecimal.ONE;

    /// The currency of the account's bank, and how much of it one unit of any other currency is. Empty: every currency
    /// settles in itself.
    ///
    /// Source: https://docs.stripe.com/payouts/multicurrency-settlement, BalanceTransaction.exchange_rate
    void settleIn(@Nullable String currency, BigDecimal oneUnit) {
        this.settles = currency == null ? null : currency.toLowerCase(Locale.ROOT);
        this.rate = oneUnit;
    }

    private static int digits(String currency) {
        return currency.equals("jpy") ? 0 : 2;
    }

    Balance(World world) {
        this.world = world;
    }

    void register(Api api) {
        api.get("/v1/balance", r -> balance());
        api.get(
                "/v1/balance_transactions",
                r -> Api.page(
                        r,
                        world.store.newestFirst("balance_transaction"),
                        t -> Api.matches(r.params(), t, "source", "type", "currency")));
        api.get("/v1/balance_transactions/{id}", r -> world.get("balance_transaction", r.var("id")));
        api.get(
                "/v1/balance/history",
                r -> Api.page(
                        r,
                        world.store.newestFirst("balance_transaction"),
                        t -> Api.matches(r.params(), t, "source", "type", "currency")));
    }

    /// Stripe's standard card price: 2.9 %, half up, and a fixed part that its lists name for each currency.
    static long chargeFee(long amount, String currency) {
        long fixed = switch (currency) {
            case "sek", "dkk" -> 180;
            case "nok" -> 200;
            case "pln" -> 100;
            case "jpy" -> 0;
            default -> 30;
        };
        return (amount * 29 + 500) / 1000 + fixed;
    }

    ObjectNode record(
            String type,
            long given,
            long givenFee,
            String sold,
            String source,
            @Nullable String text,
            boolean at_once) {
        ObjectNode transaction = world.create("balance_transaction");
        boolean exchanged = settles != null && !settles.equals(sold);
        String currency = settles != null && exchanged ? settles : sold;
        long amount = !exchanged
                ? given
                : BigDecimal.valueOf(given)
                        .multiply(rate)
                        .scaleByPowerOfTen(digits(currency) - digits(sold))
                        .setScale(0, RoundingMode.HALF_UP)
                        .longValueExact();
        // Fees are those of the account's country, whatever was sold.
        long fee = exchanged && type.equals("charge") ? chargeFee(amount, currency) : givenFee;
        transaction.put("exchange_rate", exchanged ? rate : null);
        transaction.put("type", type).put("reporting_category", category(type));
        transaction.put("amount", amount).put("fee", fee).put("net", amount - fee);
        transaction.put("currency", currency).put("source", source).put("description", text);
        transaction.put("available_on", world.now() + (at_once ? 0 : PENDING_SECONDS));
        transaction.put("status", at_once ? "available" : "pending");
        if (fee != 0) {
            transaction
                    .putArray("fee_details")
                    .addObject()
                    .put("amount", fee)
                    .putNull("application")
                    .put("currency", currency)
                    .put("description", type.equals("adjustment") ? "Dispute fee" : "Stripe processing fees")
                    .put("type", "stripe_fee");
        }
        world.save(transaction);
        return transaction;
    }

    private static String category(String type) {
        return switch (type) {
            case "adjustment" -> "dispute";
            case "transfer_refund" -> "transfer_reversal";
            default -> type;
        };
    }

    /// Pending becomes available when its time has come.
    void mature() {
        long now = world.now();
        for (ObjectNode transaction : world.store.all("balance_transaction")) {
            if (World.status(transaction).equals("pending") && Json.number(transaction, "available_on") <= now) {
                transaction.put("status", "available");
                world.save(transaction);
            }
        }
    }

    private ObjectNode balance() {
        mature();
        var available = new TreeMap<String, Long>();
        var pending = new TreeMap<String, Long>();
        available.put("usd", 0L);
        pending.put("usd", 0L);
        for (ObjectNode transaction : world.store.all("balance_transaction")) {
            var target = World.status(transaction).equals("available") ? available : pending;
            String currency = Json.text(transaction, "currency", "usd");
            target.merge(currency, Json.number(transaction, "net"), Long::sum);
            (target == available ? pending : available).putIfAbsent(currency, 0L);
        }
        ObjectNode balance = World.template("balance");
        fill(balance, "available", available);
        fill(balance, "pending", pending);
        return balance;
    }

    private static void fill(ObjectNode balance, String field, TreeMap<String, Long> sums) {
        var array = balance.putArray(field);
        sums.forEach((currency, amount) -> {
            ObjectNode part = array.addObject();
            part.put("amount", amount).put("currency", currency);
            part.putObject("source_types").put("card", amount);
        });
    }
}
