package gg.tap2.server.flowpay;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.payouts.PayoutProvider;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.platform.tracing.TracedCalls;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;

/// The HTTP adapter.
public final class FlowPayProvider implements PayoutProvider {
    private static final MediaType JSON = MediaType.get("application/json");
    private final FlowPaySettings settings;
    private final OkHttpClient http = new OkHttpClient.Builder()
            .connectTimeout(Duration.ofSeconds(3))
            .readTimeout(Duration.ofSeconds(10))
            .callTimeout(Duration.ofSeconds(15))
            .retryOnConnectionFailure(false)
            .addInterceptor(new TracedCalls("flowpay"))
            .build();

    public FlowPayProvider(FlowPaySettings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "flowpay";
    }

    private HttpUrl.Builder url(String path) {
        return java.util.Objects.requireNonNull(HttpUrl.get(settings.apiBase()))
                .newBuilder()
                .addPathSegments(path);
    }

    private record Answer(int status, JsonNode body) {}

    private Answer call(Request.Builder request) {
        try (var response = http.newCall(request.header(
                                "Authorization", "Bearer " + settings.key().value())
                        .build())
                .execute()) {
            if (response.code() >= 500 || response.code() == 429) {
                throw new OutcomeUnknownException("HTTP " + response.code());
            }
            byte[] bytes = java.util.Objects.requireNonNull(response.body()).bytes();
            return new Answer(response.code(), bytes.length == 0 ? Json.tree("{}") : Json.tree(bytes));
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new OutcomeUnknownException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Transfer send(TransferRequest r) {
        var d = r.destination();
        var destination = new java.util.HashMap<String, Object>(Map.of(
                "type", d.type(), "account", d.account(), "holder_name", d.holderName(), "country", d.country()));
        if (!d.routing().isEmpty()) {
            destination.put("routing", d.routing());
        }
        Answer a = call(new Request.Builder()
                .url(url("v1/transfers").build())
                .header("Idempotency-Key", r.reference())
                .post(RequestBody.create(
                        Json.bytes(Map.of(
                                "amount_minor",
                                r.amountMinor(),
                                "currency",
                                r.currency().name(),
                                "reference",
                                r.reference(),
                                "destination",
                                destination)),
                        JSON)));
        if (a.status() == 409) {
            // The reference is known there: what became of it is to be asked, not guessed.
            throw new OutcomeUnknownException("HTTP 409");
        }
        if (a.status() >= 400) {
            throw new RefusedException(a.body().path("error").path("code").asText("refused"));
        }
        return transfer(a.body());
    }

    private static Transfer transfer(JsonNode t) {
        return new Transfer(
                t.path("id").asText(),
                t.path("reference").asText(),
                Status.valueOf(t.path("status").asText().toUpperCase(java.util.Locale.ROOT)),
                t.path("failure_code").asText(null),
                t.path("amount_minor").asLong());
    }

    @Override
    public Optional<Transfer> findByReference(String reference) {
        Answer a = call(new Request.Builder()
                .url(url("v1/transfers")
                        .addQueryParameter("reference", reference)
                        .build())
                .get());
        lookedUp(a);
        JsonNode data = a.body().path("data");
        return data.isEmpty() ? Optional.empty() : Optional.of(transfer(data.get(0)));
    }

    @Override
    public Optional<Transfer> find(String id) {
        Answer a = call(
                new Request.Builder().url(url("v1/transfers/" + id).build()).get());
        if (a.status() == 404) {
            return Optional.empty();
        }
        lookedUp(a);
        return Optional.of(transfer(a.body()));
    }

    /// A refused look-up (a wrong key, a wrong address) says nothing about the transfer; it must not read as "not
    /// there".
    private static void lookedUp(Answer a) {
        if (a.status() >= 400) {
            throw new OutcomeUnknownException("HTTP " + a.status());
        }
    }

    @Override
    public void sendMicroDeposits(
            String reference, gg.tap2.model.common.Currency currency, Destination d, long first, long second) {
        var destination = new java.util.HashMap<String, Object>(Map.of(
                "type", d.type(), "account", d.account(), "holder_name", d.holderName(), "country", d.country()));
        if (!d.routing().isEmpty()) {
            destination.put("routing", d.routing());
        }
        Answer a = call(new Request.Builder()
                .url(url("v1/micro_deposits").build())
                .header("Idempotency-Key", reference)
                .post(RequestBody.create(
                        Json.bytes(Map.of(
                                "amounts_minor",
                                List.of(first, second),
                                "currency",
                                currency.name(),
                                "reference",
                                reference,
                                "destination",
                                destination)),
                        JSON)));
        if (a.status() >= 400) {
            throw new RefusedException(a.body().path("error").path("code").asText("refused"));
        }
    }

    @Override
    public boolean signed(byte[] body, WebhookHeaders headers, Instant now) {
        return FlowPayWebhooks.verify(
                body, headers.id(), headers.timestamp(), headers.signature(), settings.webhookSecrets(), now);
    }

    @Override
    public List<DayTotal> totals(LocalDate utcDay) {
        Answer a = call(new Request.Builder()
                .url(url("v1/totals")
                        .addQueryParameter("date", utcDay.toString())
                        .build())
                .get());
        lookedUp(a);
        var out = new ArrayList<DayTotal>();
        a.body()
                .path("totals")
                .forEach(t -> out.add(new DayTotal(
                        t.path("currency").asText(),
                        t.path("status").asText(),
                        t.path("count").asLong(),
                        t.path("amount_minor").asLong())));
        return out;
    }
}
