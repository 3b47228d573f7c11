package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Json;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Balance transactions and the balance that is their sum.
final class Balance {
    private static final long PENDING_SECONDS = 2 * 86_400;
    private final World world;

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

    /// Stripe's standard card price: 2.9 % and 30 minor units, half up.
    static long chargeFee(long amount) {
        return (amount * 29 + 500) / 1000 + 30;
    }

    ObjectNode record(
            String type,
            long amount,
            long fee,
            String currency,
            String source,
            @Nullable String text,
            boolean at_once) {
        ObjectNode transaction = world.create("balance_transaction");
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
