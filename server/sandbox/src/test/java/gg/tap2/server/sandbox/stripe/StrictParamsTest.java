package gg.tap2.server.sandbox.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.annotations.SerializedName;
import com.stripe.param.AccountCreateParams;
import com.stripe.param.AccountLinkCreateParams;
import com.stripe.param.ChargeListParams;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.CustomerUpdateParams;
import com.stripe.param.DisputeUpdateParams;
import com.stripe.param.InvoiceCreatePreviewParams;
import com.stripe.param.InvoicePayParams;
import com.stripe.param.PaymentIntentConfirmParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentListParams;
import com.stripe.param.PaymentMethodListParams;
import com.stripe.param.PriceCreateParams;
import com.stripe.param.ProductCreateParams;
import com.stripe.param.ProductUpdateParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import com.stripe.param.SetupIntentCreateParams;
import com.stripe.param.SubscriptionCancelParams;
import com.stripe.param.SubscriptionUpdateParams;
import com.stripe.param.TransferCreateParams;
import com.stripe.param.TransferListParams;
import com.stripe.param.checkout.SessionCreateParams;
import gg.tap2.server.sandbox.Json;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The stand-in's list of parameters is that of the pinned version of the API.
final class StrictParamsTest {
    private static final Path FILE = Path.of("src/main/resources/sandbox/stripe/params.txt");

    private static Map<String, Class<?>> operations() {
        var all = new LinkedHashMap<String, Class<?>>();
        all.put("DELETE /v1/subscriptions/{id}", SubscriptionCancelParams.class);
        all.put("GET /v1/charges", ChargeListParams.class);
        all.put("GET /v1/payment_intents", PaymentIntentListParams.class);
        all.put("GET /v1/payment_methods", PaymentMethodListParams.class);
        all.put("GET /v1/refunds", RefundListParams.class);
        all.put("GET /v1/transfers", TransferListParams.class);
        all.put("POST /v1/account_links", AccountLinkCreateParams.class);
        all.put("POST /v1/accounts", AccountCreateParams.class);
        all.put("POST /v1/checkout/sessions", SessionCreateParams.class);
        all.put("POST /v1/customers", CustomerCreateParams.class);
        all.put("POST /v1/customers/{id}", CustomerUpdateParams.class);
        all.put("POST /v1/disputes/{id}", DisputeUpdateParams.class);
        all.put("POST /v1/invoices/create_preview", InvoiceCreatePreviewParams.class);
        all.put("POST /v1/invoices/{id}/pay", InvoicePayParams.class);
        all.put("POST /v1/payment_intents", PaymentIntentCreateParams.class);
        all.put("POST /v1/payment_intents/{id}/confirm", PaymentIntentConfirmParams.class);
        all.put("POST /v1/prices", PriceCreateParams.class);
        all.put("POST /v1/products", ProductCreateParams.class);
        all.put("POST /v1/products/{id}", ProductUpdateParams.class);
        all.put("POST /v1/refunds", RefundCreateParams.class);
        all.put("POST /v1/setup_intents", SetupIntentCreateParams.class);
        all.put("POST /v1/subscriptions/{id}", SubscriptionUpdateParams.class);
        all.put("POST /v1/transfers", TransferCreateParams.class);
        return all;
    }

    private static void collect(Class<?> params, String prefix, TreeSet<String> into) {
        for (var field : params.getDeclaredFields()) {
            SerializedName name = field.getAnnotation(SerializedName.class);
            if (name == null
                    || Modifier.isStatic(field.getModifiers())
                    || field.getName().equals("extraParams")) {
                continue;
            }
            String path = prefix.isEmpty() ? name.value() : prefix + "[" + name.value() + "]";
            into.add(path);
            if (name.value().equals("metadata")) {
                into.add(path + "[*]");
            } else {
                of(params, field.getName(), field.getGenericType(), path, into);
            }
        }
    }

    private static void of(Class<?> owner, String field, Type type, String path, TreeSet<String> into) {
        if (type instanceof ParameterizedType p) {
            if (p.getRawType() == Map.class) {
                into.add(path + "[*]");
            } else {
                for (Type argument : p.getActualTypeArguments()) {
                    of(owner, field, argument, path, into);
                }
            }
        } else if (type == Object.class) {
            // One of several kinds: the builder has a method for each.
            for (Class<?> inside : owner.getDeclaredClasses()) {
                if (inside.getSimpleName().equals("Builder")) {
                    for (var method : inside.getDeclaredMethods()) {
                        if (method.getName().equalsIgnoreCase("set" + field) && method.getParameterCount() == 1) {
                            Type one = method.getGenericParameterTypes()[0];
                            if (one != Object.class) {
                                of(owner, field, one, path, into);
                            }
                        }
                    }
                }
            }
        } else if (type instanceof Class<?> c && c.getName().startsWith("com.stripe.param") && !c.isEnum()) {
            collect(c, path, into);
        }
    }

    private static String derived() {
        var text = new StringBuilder();
        operations().forEach((operation, params) -> {
            var names = new TreeSet<String>();
            collect(params, "", names);
            text.append(operation).append('\n');
            names.forEach(n -> text.append("  ").append(n).append('\n'));
        });
        return text.toString();
    }

    @Test
    void theListIsThatOfThePinnedVersion() throws Exception {
        String derived = derived();
        if (Boolean.getBoolean("stripe.params.write")) {
            Files.writeString(FILE, derived);
        }
        assertThat(Files.readString(FILE))
                .as("write it anew with -Dstripe.params.write=true")
                .isEqualTo(derived);
        assertThat(derived)
                .contains("  subscription_data[billing_mode][type]\n", "  invoice_settings[default_payment_method]\n");
    }

    @Test
    void nestedNamesThatAreNotThereAreRefused() {
        for (String[] wrong : new String[][] {
            {"POST /v1/refunds", "{\"payment_intent\":\"pi\",\"amount_cents\":\"5\"}", "amount_cents"},
            {
                "POST /v1/payment_intents",
                "{\"automatic_payment_methods\":{\"on\":\"true\"}}",
                "automatic_payment_methods[on]"
            },
            {"POST /v1/subscriptions/{id}", "{\"items\":[{\"id\":\"si\",\"cost\":\"1\"}]}", "items[0][cost]"},
            {
                "POST /v1/checkout/sessions",
                "{\"subscription_data\":{\"trial_days\":\"3\"}}",
                "subscription_data[trial_days]"
            },
        }) {
            assertThatThrownBy(() -> KnownParams.check(
                            wrong[0], Json.parseObject(wrong[1].getBytes(java.nio.charset.StandardCharsets.UTF_8))))
                    .isInstanceOf(StripeError.class)
                    .hasMessage("Received unknown parameter: " + wrong[2]);
        }
        for (String[] right : new String[][] {
            {"POST /v1/refunds", "{\"payment_intent\":\"pi\",\"metadata\":{\"anything\":\"5\"},\"expand\":[\"charge\"]}"
            },
            {
                "POST /v1/subscriptions/{id}",
                "{\"items\":[{\"id\":\"si\",\"price\":\"p\"}],\"trial_end\":\"now\",\"pause_collection\":\"\"}"
            },
            {"GET /v1/charges", "{\"created\":{\"gte\":\"1\"},\"limit\":\"3\"}"},
        }) {
            assertThatCode(() -> KnownParams.check(
                            right[0], Json.parseObject(right[1].getBytes(java.nio.charset.StandardCharsets.UTF_8))))
                    .as(right[1])
                    .doesNotThrowAnyException();
        }
        assertThat(List.copyOf(operations().keySet())).doesNotHaveDuplicates();
    }
}
