package gg.tap2.model;

/// Paths of the API that both sides name. `{id}` and the like are path parameters.
public final class Routes {
    public static final String API = "/api/v1";

    public static final String AUTH = API + "/auth";
    public static final String REGISTER = AUTH + "/register";
    public static final String LOGIN = AUTH + "/login";
    public static final String LOGOUT = AUTH + "/logout";
    public static final String REFRESH = AUTH + "/refresh";
    public static final String ME = AUTH + "/me";
    public static final String VERIFY_2FA = AUTH + "/verify-2fa";

    public static final String CREATORS = API + "/creators";
    public static final String PROFILE = CREATORS + "/profile";
    public static final String VALIDATE_SLUG = CREATORS + "/slug/validate";
    public static final String PRODUCTS = CREATORS + "/products";
    public static final String PRODUCT = PRODUCTS + "/{id}";
    public static final String PUBLISH = PRODUCT + "/publish";
    public static final String UNPUBLISH = PRODUCT + "/unpublish";
    public static final String REVISIONS = PRODUCT + "/revisions";
    public static final String TIERS = CREATORS + "/tiers";
    public static final String TIER = TIERS + "/{id}";
    public static final String DISCOUNTS = CREATORS + "/discounts";
    public static final String DISCOUNT = DISCOUNTS + "/{id}";
    public static final String UPLOADS = CREATORS + "/uploads";
    public static final String UPLOAD = UPLOADS + "/{id}";
    public static final String UPLOAD_PARTS = UPLOAD + "/parts";
    public static final String UPLOAD_COMPLETE = UPLOAD + "/complete";
    public static final String UPLOAD_MANIFEST = UPLOAD + "/manifest";
    public static final String SALES = CREATORS + "/sales";
    public static final String CREATOR_TIPS = CREATORS + "/tips";
    public static final String CREATOR_SUBSCRIPTIONS = CREATORS + "/subscriptions";
    public static final String SUBSCRIBERS = CREATORS + "/subscribers";
    public static final String SUBSCRIBER = SUBSCRIBERS + "/{id}";
    public static final String REFUNDS = CREATORS + "/refunds";
    public static final String DISPUTES = CREATORS + "/disputes";
    public static final String CHANGES = CREATORS + "/changes";
    /// Server-sent events: `changes` whenever something can be pulled from [#CHANGES].
    public static final String EVENTS = CREATORS + "/events";
    public static final String PAYOUTS = CREATORS + "/payouts";
    public static final String PAYOUT = PAYOUTS + "/{id}";
    public static final String PAYOUT_LINES = PAYOUT + "/lines";
    public static final String PAYOUT_SETTINGS = PAYOUTS + "/settings";
    public static final String PAYOUT_PREVIEW = PAYOUTS + "/preview";
    public static final String BALANCE = CREATORS + "/balance";
    public static final String WITHDRAW = BALANCE + "/withdraw";
    public static final String BANK_ACCOUNTS = CREATORS + "/bank-accounts";
    public static final String BANK_ACCOUNT = BANK_ACCOUNTS + "/{id}";
    public static final String BANK_ACCOUNT_DEFAULT = BANK_ACCOUNT + "/default";
    public static final String BANK_ACCOUNT_VERIFY = BANK_ACCOUNTS + "/verify";
    public static final String PLAID_LINK = BANK_ACCOUNTS + "/plaid/link";
    public static final String ANALYTICS = CREATORS + "/analytics";
    public static final String ANALYTICS_OVERVIEW = ANALYTICS + "/overview";
    public static final String ANALYTICS_REVENUE = ANALYTICS + "/revenue";
    public static final String ANALYTICS_SUBSCRIBERS = ANALYTICS + "/subscribers";
    public static final String ANALYTICS_PRODUCTS = ANALYTICS + "/products";

    public static final String FANS = API + "/fans";
    public static final String TIPS = FANS + "/tips";
    public static final String TIPS_HISTORY = TIPS + "/history";
    public static final String FAN_SUBSCRIPTIONS = FANS + "/subscriptions";
    public static final String FAN_SUBSCRIPTION = FAN_SUBSCRIPTIONS + "/{id}";
    public static final String FAN_SUBSCRIPTION_PREVIEW = FAN_SUBSCRIPTION + "/preview";
    public static final String PURCHASES = FANS + "/purchases";
    public static final String PURCHASE = PURCHASES + "/{id}";
    public static final String LIBRARY = FANS + "/library";
    public static final String LIBRARY_ITEM = LIBRARY + "/{id}";
    public static final String LIBRARY_LINKS = LIBRARY_ITEM + "/links";
    public static final String PAYMENT_METHODS = FANS + "/payment-methods";
    public static final String PAYMENT_METHOD = PAYMENT_METHODS + "/{id}";
    public static final String PAYMENT_METHOD_DEFAULT = PAYMENT_METHOD + "/default";

    public static final String PUBLIC_CREATORS = API + "/public/creators";
    public static final String PUBLIC_CREATOR = PUBLIC_CREATORS + "/{slug}";
    public static final String PUBLIC_CREATOR_PRODUCTS = PUBLIC_CREATOR + "/products";
    public static final String PUBLIC_CREATOR_TIERS = PUBLIC_CREATOR + "/tiers";

    public static final String WEBHOOK_STRIPE = API + "/webhooks/stripe";
    public static final String WEBHOOK_PAYOUT = API + "/webhooks/payout";
    public static final String ADMIN = API + "/admin";

    private Routes() {}

    /// Fills the path parameters of a route in order, percent-encoding each.
    public static String path(String route, Object... values) {
        var out = new StringBuilder();
        int next = 0;
        for (int i = 0; i < route.length(); i++) {
            char c = route.charAt(i);
            if (c == '{') {
                i = route.indexOf('}', i);
                out.append(
                        java.net.URLEncoder.encode(values[next++].toString(), java.nio.charset.StandardCharsets.UTF_8)
                                .replace("+", "%20"));
            } else {
                out.append(c);
            }
        }
        if (next != values.length) {
            throw new IllegalArgumentException("route " + route + " takes " + next + " values");
        }
        return out.toString();
    }
}
