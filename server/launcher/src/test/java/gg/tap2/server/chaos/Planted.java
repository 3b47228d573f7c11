package gg.tap2.server.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.testing.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;

/// A mistake that somebody could make in the server's code, one for each kind of fault, as an edit of its source. The
/// fault suite is only worth its time if it notices every one.
enum Planted {
    THEIR_ERROR_IS_OURS(
            Scenario.PROVIDER_ERRORS,
            "stripe/StripeFaults",
            "return new ProviderUnknownException(e, status >= 500 && TracedStripe.wasKept());",
            "throw new IllegalStateException(e);"),
    NEW_KEY_FOR_EVERY_TRY(
            Scenario.LOST_REPLIES,
            "stripe/StripeGateway",
            "setIdempotencyKey(idempotencyKey)",
            "setIdempotencyKey(idempotencyKey + System.nanoTime())"),
    EVERY_DELIVERY_IS_BOOKED(
            Scenario.WEBHOOKS_TWICE,
            new Edit(
                    "billing/SaleCommitter",
                    ".filter(i -> fresh.contains(i.event().eventId()))",
                    ".filter(i -> i.event().eventId() != null)"),
            new Edit("billing/SaleBooking", "if (p.status() == PaymentStatus.SUCCEEDED) {", "if (p.amount() < 0) {"),
            new Edit("billing/Sales", "p.id().toString(),", "java.util.UUID.randomUUID().toString(),"),
            new Edit(
                    "billing/SaleBooking",
                    "Posted at = posted.get(p.id().toString());",
                    "Posted at = posted.values().iterator().next();")),
    THE_LAST_EVENT_WINS(Scenario.WEBHOOKS_OUT_OF_ORDER, "billing/StripeEvents", "return switch (event.type()) {", """
            if (event.type().equals("payment_intent.payment_failed")) {
                db.transact(tx -> tx.sql("UPDATE payments SET status = 'canceled' WHERE CAST(id AS text) = :id")
                        .set("id", object.path("metadata").path("paymentId").asText("")).update());
                return "done";
            }
            return switch (event.type()) {"""),
    NOBODY_ASKS_FOR_LOST_EVENTS(
            Scenario.WEBHOOKS_LOST, "billing/PaymentJobs", "store.openBefore(tx, now.minus(STUCK), 100)", "List.of()"),
    TIME_OF_THE_MACHINE(
            Scenario.CLOCK_JUMPS,
            "billing/StripeWebhooks",
            "WebhookSignatures.verify(body, signature, secrets, now)",
            "WebhookSignatures.verify(body, signature, secrets, Instant.now())"),
    LOST_CONNECTION_IS_A_DEFECT(
            Scenario.CONNECTIONS_CUT, "platform/db/Db", "|| state.startsWith(\"57P\")", "|| state.isEmpty()"),
    NO_WORD_WHEN_TO_COME_BACK(
            Scenario.DATABASE_KILLED,
            "platform/http/ErrorMapper",
            "texts.get(locale, \"error.unavailable\"), null, 2, null)",
            "texts.get(locale, \"error.unavailable\"), null, 0, null)"),
    TWO_TRANSACTIONS(
            Scenario.SERVER_KILLED,
            new Edit(
                    "billing/SaleCommitter",
                    "inbox.store(tx, byEvent.values().stream().map(Item::event).toList(), \"done\");",
                    """
                    before;
            byEvent.values().stream().filter(i -> before.contains(i.event().eventId()))
                    .forEach(i -> tx.sql("UPDATE payments SET status = 'created' WHERE id = :id")
                            .set("id", i.paid().paymentId()).update());"""),
            new Edit("billing/SaleCommitter", "record Result(", """
            Set<String> before = db.inTransaction(tx -> {
                byEvent.values().forEach(i -> tx.sql("UPDATE payments SET status = 'succeeded' WHERE id = :id")
                        .set("id", i.paid().paymentId()).update());
                return inbox.store(tx, byEvent.values().stream().map(Item::event).toList(), "done");
            });
            try {
                Thread.sleep(300);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            record Result(""")),
    A_HUNDRED_CONNECTIONS(
            Scenario.SLOW_CLIENTS,
            "platform/http/HttpServer",
            "config.integer(Key.HTTP_MAX_CONNECTIONS))",
            "Math.min(100, config.integer(Key.HTTP_MAX_CONNECTIONS)))"),
    TWENTY_CONNECTIONS(
            Scenario.SLOW_CROWD,
            "platform/http/HttpServer",
            "config.integer(Key.HTTP_MAX_CONNECTIONS))",
            "Math.min(20, config.integer(Key.HTTP_MAX_CONNECTIONS)))"),
    EVERYBODY_MAY_COME(
            Scenario.OVERLOAD,
            "platform/http/HttpServer",
            "this.lane = new Semaphore(",
            "this.lane = new Semaphore(9_999 + "),
    STORAGE_GONE_IS_A_DEFECT(
            Scenario.STORAGE_DOWN,
            "platform/http/ErrorMapper",
            "yield new Answer(503, \"unavailable\", texts.get(locale, \"error.unavailable\"), null, 5, null);",
            "yield new Answer(500, \"internal\", texts.get(locale, \"error.unavailable\"), null, 5, null);"),
    NOTHING_WITHOUT_REDIS(
            Scenario.REDIS_GONE,
            "platform/ratelimit/Buckets",
            "LOG.warn(\"Redis does not answer, limits count per server for a while: {}\", e.toString());",
            "if (redisAwayUntil < Long.MAX_VALUE) { throw e; }"),
    FULL_DISK_IS_A_DEFECT(Scenario.DISK_FULL, "platform/db/Db", "|| state.startsWith(\"53\")", "|| state.isEmpty()");

    /// @param file below `gg/tap2/server`, without its ending
    /// @param is what the source has exactly once
    /// @param becomes what is put there
    private record Edit(String file, String is, String becomes) {}

    private static final Path SOURCES = Checkout.CORE.resolve("src/main/java/gg/tap2/server");

    private final Scenario scenario;
    private final List<Edit> edits;

    Planted(Scenario scenario, String file, String is, String becomes) {
        this(scenario, new Edit(file, is, becomes));
    }

    Planted(Scenario scenario, Edit... edits) {
        this.scenario = scenario;
        this.edits = List.of(edits);
    }

    /// What should notice it.
    Scenario scenario() {
        return scenario;
    }

    /// Fails when the source no longer has what is edited.
    void checkEdits() throws IOException {
        for (Edit e : edits) {
            String source = Files.readString(source(e));
            assertThat(source).as(this + " edits " + e.file()).containsOnlyOnce(e.is());
        }
    }

    /// Compiles the edited sources.
    ///
    /// @return the folder of their classes
    Path compile(Path folder) throws IOException {
        checkEdits();
        Path sources = folder.resolve("sources");
        Path classes = Files.createDirectories(folder.resolve("classes"));
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:none",
                "-nowarn",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        for (Edit e : edits) {
            Path to = sources.resolve(e.file() + ".java");
            Path from = Files.exists(to) ? to : source(e);
            String edited = Files.readString(from).replace(e.is(), e.becomes());
            Files.createDirectories(to.getParent());
            Files.writeString(to, edited);
            if (!arguments.contains(to.toString())) {
                arguments.add(to.toString());
            }
        }
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, System.out, System.out, arguments.toArray(String[]::new));
        assertThat(status).as(this + " compiles").isZero();
        return classes;
    }

    private static Path source(Edit e) {
        return SOURCES.resolve(e.file() + ".java");
    }
}
