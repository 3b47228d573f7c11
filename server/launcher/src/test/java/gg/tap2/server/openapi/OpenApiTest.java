package gg.tap2.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.testing.Checkout;
import gg.tap2.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The description and the server agree. `-Dopenapi.write=true` writes the description anew.
final class OpenApiTest {
    private static final Path FILE = Checkout.CORE.resolve("src/main/resources/openapi/openapi.json");
    private static final TestServer SERVER = TestServer.get();

    @BeforeAll
    static void write() throws IOException {
        if (Boolean.getBoolean("openapi.write")) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, generated() + "\n");
        }
    }

    @Test
    void everyRouteIsDescribedAndEveryDescriptionHasARoute() throws IOException {
        JsonNode description = Json.tree(Files.readString(FILE));
        assertThat(described(description)).isEqualTo(routed()).hasSizeGreaterThan(60);
    }

    @Test
    void theDescriptionIsWhatTheGeneratorWrites() throws IOException {
        assertThat(Json.tree(Files.readString(FILE)))
                .as("run this test with -Dopenapi.write=true")
                .isEqualTo(Json.tree(generated()));
    }

    @Test
    void theServerServesIt() {
        var reply = SERVER.send("GET", "/api/v1/openapi.json", null, null);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("openapi").asText()).isEqualTo("3.1.0");
    }

    @Test
    void everyReferenceResolvesAndOperationIdsAreUnique() throws IOException {
        JsonNode root = Json.tree(Files.readString(FILE));
        for (JsonNode ref : root.findValues("$ref")) {
            assertThat(root.at(ref.asText().substring(1)).isMissingNode())
                    .as(ref.asText())
                    .isFalse();
        }
        var ids = root.path("paths").findValuesAsText("operationId");
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void answersHaveTheDescribedFields() throws IOException {
        var creator = SERVER.creator();
        JsonNode schemas = Json.tree(Files.readString(FILE)).at("/components/schemas");
        check(schemas.path("Me"), "/api/v1/auth/me", creator);
        check(schemas.path("CreatorProfile"), "/api/v1/creators/profile", creator);
        check(schemas.path("Balance"), "/api/v1/creators/balance", creator);
        check(schemas.path("PayoutSettings"), "/api/v1/creators/payouts/settings", creator);
    }

    private static void check(JsonNode schema, String path, TestServer.Account creator) {
        var reply = SERVER.send("GET", path, null, creator.accessToken());
        assertThat(reply.status()).as(path).isEqualTo(200);
        assertThat(names(schema.path("properties")))
                .as(path)
                .containsAll(names(reply.data()))
                .isNotEmpty();
        for (JsonNode required : schema.path("required")) {
            assertThat(reply.data().hasNonNull(required.asText()))
                    .as(path + " " + required)
                    .isTrue();
        }
    }

    private static Set<String> names(JsonNode object) {
        var out = new TreeSet<String>();
        object.fieldNames().forEachRemaining(out::add);
        return out;
    }

    private static String generated() throws IOException {
        return Json.LENIENT
                .writer(SerializationFeature.INDENT_OUTPUT)
                .writeValueAsString(
                        new OpenApiGenerator().generate(SERVER.app().routing().routes()));
    }

    private static Set<String> routed() {
        var out = new TreeSet<String>();
        SERVER.app().routing().routes().stream()
                .filter(r -> r.path().startsWith("/api/v1") && !r.page())
                .forEach(r -> out.add(r.method().text() + " " + r.path()));
        return out;
    }

    private static Set<String> described(JsonNode description) {
        var out = new TreeSet<String>();
        description
                .path("paths")
                .fields()
                .forEachRemaining(p -> p.getValue()
                        .fieldNames()
                        .forEachRemaining(m -> out.add(m.toUpperCase(Locale.ROOT) + " " + p.getKey())));
        return out;
    }
}
