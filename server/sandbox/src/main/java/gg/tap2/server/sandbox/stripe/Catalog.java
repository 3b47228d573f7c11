package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Json;
import java.util.Locale;
import java.util.Set;

/// `/v1/products`, `/v1/prices`, `/v1/coupons`.
final class Catalog {
    private static final Set<String> PRODUCT = Set.of(
            "name",
            "description",
            "active",
            "metadata",
            "images",
            "url",
            "default_price_data",
            "default_price",
            "id",
            "shippable",
            "statement_descriptor",
            "tax_code",
            "unit_label",
            "marketing_features",
            "type",
            "package_dimensions");
    private static final Set<String> PRICE = Set.of(
            "currency",
            "unit_amount",
            "unit_amount_decimal",
            "product",
            "product_data",
            "recurring",
            "nickname",
            "lookup_key",
            "metadata",
            "active",
            "tax_behavior",
            "transfer_lookup_key",
            "billing_scheme",
            "currency_options",
            "custom_unit_amount",
            "tiers",
            "tiers_mode",
            "transform_quantity");
    private final World world;

    Catalog(World world) {
        this.world = world;
    }

    void register(Api api) {
        api.post("/v1/products", r -> createProduct(r.params().only(PRODUCT)));
        api.get(
                "/v1/products",
                r -> Api.page(r, world.store.newestFirst("product"), p -> Api.matches(r.params(), p, "active", "url")));
        api.get("/v1/products/{id}", r -> world.get("product", r.var("id")));
        api.post("/v1/products/{id}", r -> updateProduct(r.var("id"), r.params().only(PRODUCT)));
        api.delete("/v1/products/{id}", r -> {
            world.get("product", r.var("id"));
            world.store.remove("product", r.var("id"));
            return Json.object().put("id", r.var("id")).put("object", "product").put("deleted", true);
        });
        api.post("/v1/prices", r -> createPrice(r.params().only(PRICE)));
        api.get(
                "/v1/prices",
                r -> Api.page(
                        r,
                        world.store.newestFirst("price"),
                        p -> !Json.flag(p, "_inline")
                                && Api.matches(r.params(), p, "active", "product", "type", "currency")
                                && (r.params().strings("lookup_keys").isEmpty()
                                        || r.params()
                                                .strings("lookup_keys")
                                                .contains(Json.text(p, "lookup_key", "")))));
        api.get("/v1/prices/{id}", r -> world.get("price", r.var("id")));
        api.post("/v1/prices/{id}", r -> {
            ObjectNode price = world.get("price", r.var("id"));
            ObjectNode before = price.deepCopy();
            Params params = r.params().only(PRICE);
            params.copyStrings(price, "nickname", "lookup_key");
            params.copyMetadata(price);
            price.put("active", params.flag("active", Json.flag(price, "active")));
            world.save(price);
            world.events().emit("price.updated", price, before);
            return price;
        });
        api.post("/v1/coupons", r -> createCoupon(r.params()));
        api.get("/v1/coupons", r -> Api.page(r, world.store.newestFirst("coupon"), c -> true));
        api.get("/v1/coupons/{id}", r -> world.get("coupon", r.var("id")));
        api.delete("/v1/coupons/{id}", r -> {
            world.get("coupon", r.var("id"));
            world.store.remove("coupon", r.var("id"));
            return Json.object().put("id", r.var("id")).put("object", "coupon").put("deleted", true);
        });
    }

    private ObjectNode createProduct(Params params) {
        ObjectNode product = world.create("product");
        if (params.string("id") instanceof String id) {
            if (world.find("product", id) != null) {
                throw StripeError.invalid("resource_already_exists", "Product already exists.", "id");
            }
            product.put("id", id);
        }
        product.put("name", params.required("name"));
        product.put("updated", world.now());
        applyProduct(product, params);
        world.save(product);
        world.events().emit("product.created", product);
        if (params.object("default_price_data") instanceof Params data) {
            ObjectNode price = price(data, World.id(product));
            product.put("default_price", World.id(price));
            world.save(product);
        }
        return product;
    }

    private static void applyProduct(ObjectNode product, Params params) {
        params.copyStrings(
                product, "description", "url", "statement_descriptor", "tax_code", "unit_label", "default_price");
        if (params.string("name") instanceof String name) {
            product.put("name", name);
        }
        params.copyMetadata(product);
        product.put("active", params.flag("active", Json.flag(product, "active")));
        if (params.has("images")) {
            var images = product.putArray("images");
            params.strings("images").forEach(images::add);
        }
    }

    private ObjectNode updateProduct(String id, Params params) {
        ObjectNode product = world.get("product", id);
        ObjectNode before = product.deepCopy();
        applyProduct(product, params);
        product.put("updated", world.now());
        world.save(product);
        world.events().emit("product.updated", product, before);
        return product;
    }

    private ObjectNode createPrice(Params params) {
        String product = params.string("product");
        if (product == null) {
            Params data = params.object("product_data");
            if (data == null) {
                throw StripeError.missing("product");
            }
            product = World.id(createProduct(data));
        }
        return price(params, product);
    }

    private ObjectNode price(Params params, String product) {
        world.get("product", product, "product");
        ObjectNode price = world.create("price");
        price.put("product", product);
        price.put("currency", params.required("currency").toLowerCase(Locale.ROOT));
        long amount = params.has("unit_amount_decimal")
                ? new java.math.BigDecimal(params.required("unit_amount_decimal")).longValue()
                : params.requiredNumber("unit_amount");
        if (amount < 0) {
            throw StripeError.invalid("parameter_invalid_integer", "Invalid non-negative integer", "unit_amount");
        }
        price.put("unit_amount", amount).put("unit_amount_decimal", Long.toString(amount));
        price.put("type", params.object("recurring") == null ? "one_time" : "recurring");
        if (params.object("recurring") instanceof Params recurring) {
            ObjectNode target = price.putObject("recurring");
            target.put("interval", recurring.oneOf("interval", "", "day", "week", "month", "year"));
            if (Json.text(target, "interval") == null) {
                throw StripeError.missing("recurring[interval]");
            }
            target.put("interval_count", recurring.number("interval_count", 1));
            target.putNull("meter");
            target.put("usage_type", "licensed");
            target.putNull("trial_period_days");
        }
        params.copyStrings(price, "nickname", "lookup_key");
        price.put("tax_behavior", params.string("tax_behavior", "unspecified"));
        params.copyMetadata(price);
        price.put("active", params.flag("active", true));
        world.save(price);
        world.events().emit("price.created", price);
        return price;
    }

    /// A price named by id, or made for this one use from `price_data`.
    ObjectNode resolve(Params item) {
        if (item.string("price") instanceof String id) {
            ObjectNode price = world.get("price", id, item.path("price"));
            if (!Json.flag(price, "active")) {
                throw StripeError.invalid(
                        "The price specified is inactive. This field only accepts active prices.", item.path("price"));
            }
            return price;
        }
        Params data = item.object("price_data");
        if (data == null) {
            throw StripeError.missing(item.path("price"));
        }
        ObjectNode price = createPrice(data);
        price.put("_inline", true).put("active", false);
        world.save(price);
        return price;
    }

    private ObjectNode createCoupon(Params params) {
        ObjectNode coupon = world.create("coupon");
        if (params.string("id") instanceof String id) {
            coupon.put("id", id);
        }
        Long off = params.number("amount_off");
        String percent = params.string("percent_off");
        if (off == null && percent == null) {
            throw StripeError.missing("percent_off");
        }
        if (off != null) {
            coupon.put("amount_off", off).put("currency", params.required("currency"));
        } else if (percent != null) {
            coupon.put("percent_off", Double.parseDouble(percent)).putNull("currency");
        }
        coupon.put("duration", params.oneOf("duration", "once", "once", "forever", "repeating"));
        coupon.put("duration_in_months", params.number("duration_in_months"));
        params.copyStrings(coupon, "name");
        params.copyMetadata(coupon);
        world.save(coupon);
        world.events().emit("coupon.created", coupon);
        return coupon;
    }

    /// The price's older form, which items still carry.
    static ObjectNode plan(ObjectNode price) {
        ObjectNode plan = World.template("plan");
        plan.set("id", price.path("id"));
        plan.set("amount", price.path("unit_amount"));
        plan.set("amount_decimal", price.path("unit_amount_decimal"));
        plan.set("created", price.path("created"));
        plan.set("currency", price.path("currency"));
        plan.set("interval", price.path("recurring").path("interval"));
        plan.set("interval_count", price.path("recurring").path("interval_count"));
        plan.set("product", price.path("product"));
        plan.set("nickname", price.path("nickname"));
        plan.set("metadata", price.path("metadata"));
        plan.set("active", price.path("active"));
        return plan;
    }
}
