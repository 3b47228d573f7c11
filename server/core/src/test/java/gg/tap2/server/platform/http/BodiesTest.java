package gg.tap2.server.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gg.tap2.model.catalog.SaveProduct;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A body is a value or a refusal that names the field.
final class BodiesTest {
    record Every(
            long number,
            boolean choice,
            @Nullable String text,
            @Nullable List<String> list,
            @Nullable Instant at,
            @Nullable LocalDate day) {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "{} # number # required",
                "{'number':null,'choice':true} # number # required",
                "{'number':1} # choice # required",
                "{'number':1,'choice':null} # choice # required",
                "{'number':1,'choice':0} # choice # invalid",
                "{'number':1,'choice':'true'} # choice # invalid",
                "{'number':'1','choice':true} # number # invalid",
                "{'number':'','choice':true} # number # invalid",
                "{'number':1.5,'choice':true} # number # invalid",
                "{'number':true,'choice':true} # number # invalid",
                "{'number':9223372036854775808,'choice':true} # number # invalid",
                "{'number':1,'choice':true,'text':7} # text # invalid",
                "{'number':1,'choice':true,'text':1e99999999} # text # invalid",
                "{'number':1,'choice':true,'text':true} # text # invalid",
                "{'number':1,'choice':true,'list':[null]} # list.0 # required",
                "{'number':1,'choice':true,'list':[['a']]} # list.0 # invalid",
                "{'number':1,'choice':true,'at':'+1000000000-12-31T23:59:59Z'} # at # invalid",
                "{'number':1,'choice':true,'at':1} # at # invalid",
                "{'number':1,'choice':true,'at':''} # at # invalid",
                "{'number':1,'choice':true,'day':'-999999999-01-01'} # day # invalid",
                "{'number':1,'choice':true,'other':1} # other # unknown_field"
            })
    void namesTheField(String body, String field, String key) {
        assertThatThrownBy(() -> Bodies.json(bytes(body), Every.class))
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e.status()).isEqualTo(422);
                    assertThat(e.violations()).isNotNull();
                    assertThat(e.violations().byField()).containsOnlyKeys(field.strip());
                    assertThat(e.violations()
                                    .byField()
                                    .get(field.strip())
                                    .getFirst()
                                    .key())
                            .isEqualTo(key.strip());
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{'number':1,'number':2,'choice':true}", "null", "{} {}"})
    void whatIsNoJsonIs400(String body) {
        assertThatThrownBy(() -> Bodies.json(bytes(body), Every.class))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isIn(400, 422));
    }

    @Test
    void whatIsOptionalMayBeAbsentOrNull() {
        var read = Bodies.json(
                bytes("{'number':0,'choice':false,'text':null,'at':'2026-01-01T00:00:00+01:00'}"), Every.class);
        assertThat(read).isEqualTo(new Every(0, false, null, null, Instant.parse("2025-12-31T23:00:00Z"), null));
    }

    @Test
    void aProductWithoutAPriceIsNotFree() {
        String rest = "'type':'unlockable','title':'t','payWhatYouWant':false,'hiddenContent':'x'";
        assertThatThrownBy(() -> Bodies.json(bytes("{" + rest + "}"), SaveProduct.class))
                .isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> Bodies.json(bytes("{'price':null," + rest + "}"), SaveProduct.class))
                .isInstanceOf(ApiException.class);
        assertThat(Bodies.json(bytes("{'price':0," + rest + "}"), SaveProduct.class)
                        .price())
                .isZero();
    }

    private static byte[] bytes(String text) {
        return text.strip().replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
