package gg.tap2.server.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.StripeClient;
import com.stripe.param.WebhookEndpointCreateParams;
import com.stripe.param.WebhookEndpointCreateParams.EnabledEvent;
import com.stripe.param.WebhookEndpointUpdateParams;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.Secret;
import gg.tap2.server.testing.Checkout;
import gg.tap2.server.testing.TestServer;
import java.net.URI;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StripeSetupTest {
    private static final TestServer SERVER = TestServer.get();

    private static StripeClient client(String key) {
        return StripeClient.builder()
                .setApiKey(key)
                .setApiBase(SERVER.app().config().text(Key.STRIPE_API_BASE).replaceAll("/$", ""))
                .build();
    }

    private static StripeGateway gateway(String key) {
        var c = SERVER.app().config();
        return new StripeGateway(new StripeSettings(
                new Secret(key),
                "pk",
                List.of(),
                URI.create(c.text(Key.STRIPE_API_BASE)),
                URI.create("https://js.test")));
    }

    private static StripeGateway gateway() {
        return gateway(SERVER.app().config().secret(Key.STRIPE_SECRET_KEY).value());
    }

    private static StripeClient client() {
        return client(SERVER.app().config().secret(Key.STRIPE_SECRET_KEY).value());
    }

    private static List<EnabledEvent> events(List<String> names) {
        return Arrays.stream(EnabledEvent.values())
                .filter(e -> names.contains(e.getValue()))
                .toList();
    }

    @Test
    void theSandboxesOwnEndpointIsAsItMustBe() {
        assertThat(new StripeSetup(gateway(), SERVER.app().localUrl() + "/api/v1/webhooks/stripe", true).differences())
                .isEmpty();
    }

    @Test
    void namesWhatIsMissing() throws Exception {
        String url = "https://setup.example/" + System.nanoTime();
        var setup = new StripeSetup(gateway(), url, false);
        assertThat(setup.differences()).containsExactly("no webhook endpoint points to " + url);
        var some = StripeSetup.EVENTS.stream()
                .filter(e -> !e.equals("refund.failed") && !e.equals("charge.dispute.closed"))
                .toList();
        var endpoint = client().v1()
                .webhookEndpoints()
                .create(WebhookEndpointCreateParams.builder()
                        .setUrl(url)
                        .addAllEnabledEvent(events(some))
                        .build());
        try {
            assertThat(setup.differences())
                    .containsExactly("the webhook endpoint lacks the events charge.dispute.closed, refund.failed");
            client().v1()
                    .webhookEndpoints()
                    .update(
                            endpoint.getId(),
                            WebhookEndpointUpdateParams.builder()
                                    .setDisabled(true)
                                    .build());
            assertThat(setup.differences()).containsExactly("the webhook endpoint for " + url + " is disabled");
        } finally {
            client().v1().webhookEndpoints().delete(endpoint.getId());
        }
    }

    private static WebhookEndpointCreateParams.Builder endpoint(String url) {
        return WebhookEndpointCreateParams.builder().setUrl(url).addEnabledEvent(EnabledEvent.ALL);
    }

    /// Events of creators' accounts come to an endpoint of their own alone.
    @Test
    void connectNeedsASecondEndpoint() throws Exception {
        String url = "https://setup.example/" + System.nanoTime();
        var setup = new StripeSetup(gateway(), url, true);
        var endpoints = client().v1().webhookEndpoints();
        var own = endpoints.create(WebhookEndpointCreateParams.builder()
                .setUrl(url)
                .addAllEnabledEvent(events(StripeSetup.EVENTS))
                .build());
        var more = new java.util.ArrayList<com.stripe.model.WebhookEndpoint>();
        try {
            assertThat(setup.differences())
                    .anyMatch(d -> d.contains("account.updated, transfer.created, transfer.reversed"))
                    .anyMatch(d -> d.contains("need a second endpoint for " + url));
            more.add(endpoints.create(endpoint(url).setConnect(true).build()));
            assertThat(setup.differences()).isEmpty();
            assertThat(new StripeSetup(gateway(), url, false).differences())
                    .singleElement()
                    .asString()
                    .contains("every event comes as often");
            more.add(endpoints.create(endpoint(url).build()));
            assertThat(setup.differences()).singleElement().asString().contains("3 webhook endpoints");
        } finally {
            endpoints.delete(own.getId());
            for (var e : more) {
                endpoints.delete(e.getId());
            }
        }
    }

    @Test
    void everyNameIsOneThatStripeKnowsAndThatTheGuideNames() throws Exception {
        assertThat(events(StripeSetup.EVENTS)).hasSameSizeAs(StripeSetup.EVENTS);
        String guide = Files.readString(Checkout.ROOT.resolve("docs/going-live.md"));
        assertThat(events(StripeSetup.CONNECT_EVENTS)).hasSameSizeAs(StripeSetup.CONNECT_EVENTS);
        for (String event : StripeSetup.EVENTS) {
            assertThat(guide).contains(event);
        }
        for (String event : StripeSetup.CONNECT_EVENTS) {
            assertThat(guide).contains(event);
        }
    }

    @Test
    void aWrongKeyIsToldAsSuch() {
        assertThatThrownBy(() -> new StripeSetup(gateway("sk_test_wrong"), "https://x.example", false).differences())
                .isInstanceOf(ProviderSetupException.class);
    }
}
