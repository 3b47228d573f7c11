package gg.tap2.server.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import gg.tap2.model.common.Currency;
import gg.tap2.server.connect.ConnectAccounts;
import gg.tap2.server.connect.ConnectPayouts;
import gg.tap2.server.flowpay.FlowPayProvider;
import gg.tap2.server.flowpay.FlowPaySettings;
import gg.tap2.server.payouts.PayoutProvider.Destination;
import gg.tap2.server.payouts.PayoutProvider.Event;
import gg.tap2.server.payouts.PayoutProvider.LaterException;
import gg.tap2.server.payouts.PayoutProvider.OperatorFaultException;
import gg.tap2.server.payouts.PayoutProvider.OutcomeUnknownException;
import gg.tap2.server.payouts.PayoutProvider.RefusedException;
import gg.tap2.server.payouts.PayoutProvider.Status;
import gg.tap2.server.payouts.PayoutProvider.Transfer;
import gg.tap2.server.payouts.PayoutProvider.TransferRequest;
import gg.tap2.server.platform.config.Secret;
import gg.tap2.server.sandbox.Faults;
import gg.tap2.server.sandbox.Sandbox;
import gg.tap2.server.sandbox.SandboxSettings;
import gg.tap2.server.stripe.StripeGateway;
import gg.tap2.server.stripe.StripeSettings;
import gg.tap2.server.wise.WiseProvider;
import gg.tap2.server.wise.WiseSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the port promises, for every adapter at its stand-in.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PayoutProviderContractTest {
    @TempDir
    static Path folder;

    private Sandbox box;
    private List<Adapter> all;

    /// @param broken the same with a key that is none
    /// @param mistaken a destination that is refused
    private record Adapter(
            PayoutProvider provider,
            PayoutProvider broken,
            Currency currency,
            Destination destination,
            Destination mistaken,
            Faults faults,
            String creating,
            Runnable empty,
            Runnable filled) {
        Transfer send(UUID reference, long amount) {
            return provider.send(new TransferRequest(reference.toString(), amount, currency, destination));
        }

        @Override
        public String toString() {
            return provider.name();
        }
    }

    @BeforeAll
    void start() throws Exception {
        box = Sandbox.start(SandboxSettings.forTests(folder, Instant::now));
        all = List.of(flowPay(), connect(), wise());
    }

    @AfterAll
    void stop() {
        box.close();
    }

    @BeforeEach
    void obey() {
        all.forEach(a -> {
            a.faults().clear();
            a.filled().run();
        });
    }

    List<Adapter> adapters() {
        return all;
    }

    private Adapter flowPay() {
        var at = box.flowPay();
        return new Adapter(
                new FlowPayProvider(
                        new FlowPaySettings(at.baseUri(), new Secret(box.keys().flowPayKey()), List.of())),
                new FlowPayProvider(new FlowPaySettings(at.baseUri(), new Secret("wrong"), List.of())),
                Currency.USD,
                new Destination("us_bank", "000123456789", "110000000", "Mara Test", "US"),
                new Destination("us_bank", "000123456789", "110000001", "Mara Test", "US"),
                at.faults(),
                "/v1/transfers",
                () -> at.refuseNext(402, "insufficient_balance", 1),
                () -> {});
    }

    private Adapter connect() throws IOException, InterruptedException {
        var at = box.stripe();
        var stripe = stripe(box.keys().stripeSecretKey());
        var accounts = new ConnectAccounts(stripe, () -> URI.create("http://127.0.0.1/bank-connected"));
        var visit = accounts.start(UUID.randomUUID().toString(), "en", "US", null);
        try (var http = HttpClient.newHttpClient()) {
            http.send(
                    HttpRequest.newBuilder(visit.url())
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString("done=yes"))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        }
        String account = visit.token();
        return new Adapter(
                new ConnectPayouts(stripe),
                new ConnectPayouts(stripe("sk_test_wrong")),
                Currency.USD,
                new Destination("stripe_account", account, "", "Mara Test", "US"),
                new Destination("stripe_account", "acct_gone", "", "Mara Test", "US"),
                at.faults(),
                "/v1/transfers",
                () -> at.faults().add(Faults.Kind.ERROR, "POST", "/v1/transfers", 400, 0, 1, "balance_insufficient"),
                () -> {});
    }

    private StripeGateway stripe(String key) {
        return new StripeGateway(new StripeSettings(
                new Secret(key),
                box.keys().stripePublishableKey(),
                List.of(),
                box.stripe().baseUri(),
                box.stripe().baseUri()));
    }

    private Adapter wise() {
        var at = box.wise(0);
        Destination iban = new Destination("iban", "DE89370400440532013000", "", "Mara Test", "DE");
        return new Adapter(
                new WiseProvider(
                        new WiseSettings(at.baseUri(), new Secret(at.token()), at.profile(), List.of(at.publicKey()))),
                new WiseProvider(new WiseSettings(at.baseUri(), new Secret("wrong"), at.profile(), List.of())),
                Currency.EUR,
                iban,
                new Destination("iban", "DE89370400440532013001", "", "Mara Test", "DE"),
                at.faults(),
                "/v1/transfers",
                () -> at.balance("EUR", 0),
                at::obey);
    }

    private static void until(BooleanSupplier ok) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!ok.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain").isLessThan(end);
            Thread.sleep(30);
        }
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void whatIsSentIsFoundAndArrives(Adapter a) throws Exception {
        UUID reference = UUID.randomUUID();
        Transfer sent = a.send(reference, 4_321);
        assertThat(sent.reference()).isEqualTo(reference.toString());
        assertThat(sent.amountMinor()).isEqualTo(4_321);
        assertThat(sent.status()).isIn(Status.PROCESSING, Status.COMPLETED);
        assertThat(a.provider().findByReference(reference.toString(), Instant.now()))
                .get()
                .extracting(Transfer::id)
                .isEqualTo(sent.id());
        until(() -> a.provider().find(sent.id()).orElseThrow().status() == Status.COMPLETED);
        assertThat(a.provider().findByReference(UUID.randomUUID().toString(), Instant.now()))
                .isEmpty();
        assertThat(a.provider().find("999")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void aReferenceIsSentOnce(Adapter a) {
        UUID reference = UUID.randomUUID();
        Transfer first = a.send(reference, 1_000);
        assertThat(a.send(reference, 1_000).id()).isEqualTo(first.id());
        assertThat(a.provider().findByReference(reference.toString(), Instant.now()))
                .get()
                .extracting(Transfer::id)
                .isEqualTo(first.id());
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void aLostAnswerIsAskedForByTheReference(Adapter a) {
        UUID reference = UUID.randomUUID();
        // Stripe's library and gateway ask again by themselves.
        a.faults().add(Faults.Kind.LOSE_REPLY, "POST", a.creating(), 500, 0, 6);
        assertThatThrownBy(() -> a.send(reference, 1_500)).isInstanceOf(OutcomeUnknownException.class);
        a.faults().clear();
        Transfer found = a.provider()
                .findByReference(reference.toString(), Instant.now())
                .orElseThrow();
        Transfer now = a.provider().fund(found);
        assertThat(now.status()).isNotEqualTo(Status.AWAITING_FUNDS);
        assertThat(a.send(reference, 1_500).id()).isEqualTo(found.id());
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void aKeyThatIsRefusedIsOursAndNeverNotThere(Adapter a) {
        var request = new TransferRequest(UUID.randomUUID().toString(), 1_000, a.currency(), a.destination());
        assertThatThrownBy(() -> a.broken().send(request))
                .isInstanceOfSatisfying(
                        OperatorFaultException.class,
                        e -> assertThat(e.everything()).isTrue());
        assertThatThrownBy(() -> a.broken().findByReference(request.reference(), Instant.now()))
                .isInstanceOf(OperatorFaultException.class);
        assertThatThrownBy(() -> a.broken().find("999"))
                .isInstanceOfAny(OperatorFaultException.class, OutcomeUnknownException.class);
        assertThatThrownBy(() -> a.broken().check()).isInstanceOf(OperatorFaultException.class);
        assertThatThrownBy(() -> a.broken().totals(LocalDate.now(ZoneOffset.UTC)))
                .isInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void withoutMoneyItIsOursAndGoesOnAfterwards(Adapter a) {
        a.empty().run();
        UUID reference = UUID.randomUUID();
        var fault = (OperatorFaultException) catchThrowable(() -> a.send(reference, 1_100));
        assertThat(fault.everything()).isTrue();
        a.filled().run();
        a.faults().clear();
        // A refusal that repeats itself under its key leaves the payout to a new one.
        UUID next = UUID.randomUUID();
        var waiting = a.provider().findByReference(reference.toString(), Instant.now());
        Transfer sent = waiting.map(a.provider()::fund).orElseGet(() -> a.send(next, 1_100));
        assertThat(sent.status()).isIn(Status.PROCESSING, Status.COMPLETED);
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void onlyTheDestinationIsItsOwners(Adapter a) {
        UUID reference = UUID.randomUUID();
        assertThatThrownBy(() ->
                        a.provider().send(new TransferRequest(reference.toString(), 1_000, a.currency(), a.mistaken())))
                .isInstanceOf(RefusedException.class);
        assertThat(a.provider().findByReference(reference.toString(), Instant.now()))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void aServerThatBreaksOrAsksToWaitFailsNobody(Adapter a) {
        a.faults().add(Faults.Kind.ERROR, "POST", a.creating(), 503, 0, 6);
        assertThatThrownBy(() -> a.send(UUID.randomUUID(), 1_000)).isInstanceOf(OutcomeUnknownException.class);
        a.faults().clear();
        a.faults().add(Faults.Kind.RATE_LIMIT, "POST", a.creating(), 429, 0, 6);
        assertThatThrownBy(() -> a.send(UUID.randomUUID(), 1_000))
                .isInstanceOfAny(LaterException.class, OutcomeUnknownException.class);
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void theDayIsSummedUp(Adapter a) throws Exception {
        until(() -> a.provider().totals(LocalDate.now(ZoneOffset.UTC)).stream()
                .noneMatch(t -> t.status().equals("processing")));
        long before = today(a).amountMinor();
        Transfer sent = a.send(UUID.randomUUID(), 2_700);
        until(() -> a.provider().find(sent.id()).orElseThrow().status() == Status.COMPLETED);
        assertThat(today(a).amountMinor() - before).isGreaterThanOrEqualTo(2_700);
    }

    private static PayoutProvider.DayTotal today(Adapter a) {
        return a.provider().totals(LocalDate.now(ZoneOffset.UTC)).stream()
                .filter(t ->
                        t.currency().equals(a.currency().name()) && t.status().equals("completed"))
                .findFirst()
                .orElse(new PayoutProvider.DayTotal(a.currency().name(), "completed", 0, 0));
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void whatNobodySignedIsNoEvent(Adapter a) {
        byte[] body = "{\"type\":\"x\",\"data\":{\"id\":\"1\"}}".getBytes(StandardCharsets.UTF_8);
        for (String header : List.of("", "v1,AAAA", "AAAA", "not base64 !")) {
            assertThat(a.provider().event(body, name -> header, Instant.now()))
                    .as(header)
                    .isEqualTo(java.util.Optional.<Event>empty());
        }
        assertThat(a.provider().event(body, name -> null, Instant.now())).isEmpty();
    }
}
