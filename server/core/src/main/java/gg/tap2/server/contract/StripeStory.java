package gg.tap2.server.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.stripe.Stripe;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/// A payment by a test card, repeated, refunded and declined, and what is refused.
///
/// Source: https://docs.stripe.com/testing (`pm_card_…`), https://docs.stripe.com/api/idempotent_requests,
/// https://docs.stripe.com/api/errors
final class StripeStory implements Story {
    @Override
    public String name() {
        return "stripe";
    }

    @Override
    public List<String> keys() {
        return List.of("STRIPE_KEY");
    }

    @Override
    public String home() {
        return Stripe.LIVE_API_BASE;
    }

    @Override
    public void play(Target t, Notes notes) throws Exception {
        // A live key would move money.
        notes.require(t.value("STRIPE_KEY").contains("_test_"), "TAP2_CONTRACT_STRIPE_KEY is no test key");
        if (!t.value("STRIPE_KEY").contains("_test_")) {
            return;
        }
        OkHttpClient client = notes.client();
        notes.call(client, "the balance", 200, get(t, "v1/balance"));
        JsonNode customer = notes.call(
                client, "a customer", 200, post(t, "v1/customers", null, "email", "fan@example.com", "name", "A Fan"));
        String key = UUID.randomUUID().toString();
        JsonNode paid = notes.call(
                client,
                "a payment",
                200,
                pay(t, key, "pm_card_visa", customer.path("id").asText()));
        notes.require(paid.path("status").asText().equals("succeeded"), "the test card does not pay");
        JsonNode again = notes.call(
                client,
                "the same again",
                200,
                pay(t, key, "pm_card_visa", customer.path("id").asText()));
        notes.require(again.path("id").equals(paid.path("id")), "the same key made two payments");
        notes.call(
                client,
                "asked for",
                200,
                get(t, "v1/payment_intents/" + paid.path("id").asText()));
        String refund = UUID.randomUUID().toString();
        notes.call(
                client,
                "a refund",
                200,
                post(t, "v1/refunds", refund, "payment_intent", paid.path("id").asText(), "amount", "400"));
        notes.call(
                client,
                "too large a refund",
                400,
                post(t, "v1/refunds", null, "payment_intent", paid.path("id").asText(), "amount", "99999"));
        notes.call(
                client,
                "a declined card",
                402,
                pay(
                        t,
                        UUID.randomUUID().toString(),
                        "pm_card_chargeDeclined",
                        customer.path("id").asText()));
        notes.call(client, "another payment under its key", 400, pay(t, key, "pm_card_mastercard", null));
        notes.call(client, "a payment that is not there", 404, get(t, "v1/payment_intents/pi_none"));
        notes.call(client, "a parameter that is none", 400, post(t, "v1/customers", null, "colour", "red"));
        notes.call(
                client,
                "a key that is none",
                401,
                new Request.Builder()
                        .url(url(t, "v1/balance"))
                        .header("Authorization", "Bearer sk_test_none")
                        .build());
        notes.call(
                client,
                "the customer goes",
                200,
                request(t, "v1/customers/" + customer.path("id").asText())
                        .delete()
                        .build());
    }

    private static HttpUrl url(Target t, String path) throws IOException {
        HttpUrl base = HttpUrl.get(t.base());
        if (base == null) {
            throw new IOException("no address: " + t.base());
        }
        return base.newBuilder().addPathSegments(path).build();
    }

    private static Request.Builder request(Target t, String path) throws IOException {
        return new Request.Builder()
                .url(url(t, path))
                .header("Authorization", "Bearer " + t.value("STRIPE_KEY"))
                .header("Stripe-Version", Stripe.API_VERSION);
    }

    private static Request get(Target t, String path) throws IOException {
        return request(t, path).build();
    }

    private static Request pay(Target t, String key, String card, @Nullable String customer) throws IOException {
        var form = new FormBody.Builder()
                .add("amount", "1234")
                .add("currency", "usd")
                .add("payment_method", card)
                .add("payment_method_types[0]", "card")
                .add("confirm", "true");
        if (customer != null) {
            form.add("customer", customer);
        }
        return request(t, "v1/payment_intents")
                .header("Idempotency-Key", key)
                .post(form.build())
                .build();
    }

    private static Request post(Target t, String path, @Nullable String key, String... fields) throws IOException {
        var form = new FormBody.Builder();
        for (int i = 0; i < fields.length; i += 2) {
            form.add(fields[i], fields[i + 1]);
        }
        Request.Builder out = request(t, path).post(form.build());
        return (key == null ? out : out.header("Idempotency-Key", key)).build();
    }
}
