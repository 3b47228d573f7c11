package gg.tap2.server.bench;

import gg.tap2.model.Routes;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.json.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signed `payment_intent.succeeded` events of about the size that Stripe sends.
final class StripeEvents {
    private StripeEvents() {}

    /// The webhooks of these payments, ready to be sent to the server.
    static List<byte[]> webhooks(BenchServer server, List<Market.Waiting> payments) throws GeneralSecurityException {
        return webhooks(server, URI.create(server.url()), Routes.WEBHOOK_STRIPE, payments);
    }

    /// The same for whoever stands in for the server.
    static List<byte[]> webhooks(BenchServer server, URI base, String path, List<Market.Waiting> payments)
            throws GeneralSecurityException {
        String secret = server.setting(Key.STRIPE_WEBHOOK_SECRETS).split(",")[0].strip();
        long now = server.clock().instant().getEpochSecond();
        var requests = new ArrayList<byte[]>(payments.size());
        for (Market.Waiting w : payments) {
            byte[] body = paid(w, Market.PRICE, now);
            var headers = Map.of("Content-Type", "application/json", "Stripe-Signature", signature(body, secret, now));
            requests.add(RawHttp.request(base, "POST", path, headers, body));
        }
        return requests;
    }

    static byte[] paid(Market.Waiting w, long amount, long created) {
        var intent = new LinkedHashMap<String, Object>();
        intent.put("id", "pi_" + w.payment());
        intent.put("object", "payment_intent");
        intent.put("amount", amount);
        intent.put("amount_capturable", 0);
        intent.put("amount_received", amount);
        intent.put("amount_details", Map.of("tip", Map.of()));
        intent.put("automatic_payment_methods", Map.of("allow_redirects", "always", "enabled", true));
        intent.put("capture_method", "automatic_async");
        intent.put("client_secret", "pi_" + w.payment() + "_secret_YrKJUKribcBjcG8HVhfZluoGH");
        intent.put("confirmation_method", "automatic");
        intent.put("created", created);
        intent.put("currency", "usd");
        intent.put("customer", "cus_" + w.fan());
        intent.put("description", "Purchase of a digital product");
        intent.put("latest_charge", "ch_" + w.payment());
        intent.put("livemode", false);
        intent.put(
                "metadata",
                Map.of(
                        "paymentId",
                        w.payment().toString(),
                        "creatorId",
                        w.creator().toString()));
        intent.put("payment_method", "pm_1Mrt2m2eZvKYlo2CAtl9ZUdi");
        intent.put(
                "payment_method_options",
                Map.of(
                        "card", Map.of("request_three_d_secure", "automatic", "setup_future_usage", "off_session"),
                        "link", Map.of("persistent_token", "none")));
        intent.put("payment_method_types", List.of("card", "link", "paypal", "sepa_debit"));
        intent.put("receipt_email", "buyer@bench.test");
        intent.put("status", "succeeded");
        var event = new LinkedHashMap<String, Object>();
        event.put("id", "evt_" + w.payment());
        event.put("object", "event");
        event.put("api_version", "2025-01-27.acacia");
        event.put("created", created);
        event.put("data", Map.of("object", intent));
        event.put("livemode", false);
        event.put("pending_webhooks", 1);
        event.put(
                "request",
                Map.of("id", "req_" + w.fan(), "idempotency_key", w.payment().toString()));
        event.put("type", "payment_intent.succeeded");
        return Json.bytes(event);
    }

    private static String signature(byte[] body, String secret, long time) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((time + ".").getBytes(StandardCharsets.UTF_8));
            return "t=" + time + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
