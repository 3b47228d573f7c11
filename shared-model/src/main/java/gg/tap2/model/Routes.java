package gg.tap2.model;

/// Paths of the API that both sides name. `{id}` and the like are path parameters.
public final class Routes {
    public static final String API = "/api/v1";

    /// The studio that this platform offers: version, notes, packages.
    public static final String STUDIO_RELEASE = API + "/studio/release";
    /// A package of the studio by its file name.
    public static final String STUDIO_DOWNLOAD = "/downloads/studio/{name}";

    public static final String AUTH = API + "/auth";
    public static final String REGISTER = AUTH + "/register";
    public static final String LOGIN = AUTH + "/login";
    public static final String LOGOUT = AUTH + "/logout";
    public static final String REFRESH = AUTH + "/refresh";
    public static final String ME = AUTH + "/me";
    /// Devices that are signed in.
    public static final String SESSIONS = AUTH + "/sessions";
    public static final String SESSION = SESSIONS + "/{id}";
    public static final String SESSIONS_REVOKE_OTHERS = SESSIONS + "/revoke-others";
    public static final String CHANGE_PASSWORD = AUTH + "/change-password";
    /// Where a program on the same computer sends its person, to prove themselves in the browser.
    public static final String BROWSER_PAGE = "/studio/confirm";
    public static final String BROWSER_SIGN_IN = AUTH + "/browser-sign-in";
    public static final String PASSKEYS = AUTH + "/passkeys";
    /// What the browser is given to make a passkey.
    public static final String PASSKEY_CREATION = PASSKEYS + "/creation-options";
    /// What the browser is given to use one.
    public static final String PASSKEY_REQUEST = PASSKEYS + "/request-options";
    public static final String PASSKEY_SIGN_IN = PASSKEYS + "/sign-in";
    public static final String PASSKEY = PASSKEYS + "/{id}";
    public static final String STEP_UP = AUTH + "/step-up";
    public static final String VERIFY_2FA = AUTH + "/verify-2fa";

    public static final String CREATORS = API + "/creators";
    public static final String PROFILE = CREATORS + "/profile";
    public static final String CURRENCY = CREATORS + "/currency";
    /// What a creator prints on receipts.
    public static final String BUSINESS_DETAILS = CREATORS + "/business-details";
    public static final String VALIDATE_SLUG = CREATORS + "/slug/validate";
    public static final String PRODUCTS = CREATORS + "/products";
    public static final String PRODUCT = PRODUCTS + "/{id}";
    public static final String PUBLISH = PRODUCT + "/publish";
    public static final String UNPUBLISH = PRODUCT + "/unpublish";
    public static final String REVISIONS = PRODUCT + "/revisions";
    /// The creator's own files with addresses of storage.
    public static final String PRODUCT_FILES = PRODUCT + "/files";
    public static final String REHEARSAL = PRODUCT + "/rehearsal";
    public static final String TIERS = CREATORS + "/tiers";
    public static final String TIER = TIERS + "/{id}";
    public static final String DISCOUNTS = CREATORS + "/discounts";
    public static final String DISCOUNT = DISCOUNTS + "/{id}";
    public static final String UPLOADS = CREATORS + "/uploads";
    public static final String UPLOAD = UPLOADS + "/{id}";
    public static final String UPLOAD_PARTS = UPLOAD + "/parts";
    public static final String UPLOAD_COPY = UPLOAD + "/copy";
    public static final String UPLOAD_COMPLETE = UPLOAD + "/complete";
    public static final String UPLOAD_MANIFEST = UPLOAD + "/manifest";
    public static final String SALES = CREATORS + "/sales";
    public static final String CREATOR_TIPS = CREATORS + "/tips";
    public static final String CREATOR_SUBSCRIPTIONS = CREATORS + "/subscriptions";
    public static final String SUBSCRIBERS = CREATORS + "/subscribers";
    public static final String SUBSCRIBER = SUBSCRIBERS + "/{id}";
    /// What one fan may open, and could.
    public static final String FAN_GRANTS = CREATORS + "/fans/{fan}/grants";
    public static final String PRODUCT_GRANT = PRODUCT + "/grants/{fan}";
    /// What creators write to their fans.
    public static final String MESSAGES = CREATORS + "/messages";
    /// How many people a message would reach.
    public static final String MESSAGE_AUDIENCE = MESSAGES + "/audience";
    public static final String REFUNDS = CREATORS + "/refunds";
    public static final String DISPUTES = CREATORS + "/disputes";
    /// What answers a dispute: what is known of the sale and its delivery, and the creator's own words.
    public static final String DISPUTE_EVIDENCE = DISPUTES + "/{id}/evidence";
    public static final String DISPUTE_EVIDENCE_PDF = DISPUTE_EVIDENCE + ".pdf";
    public static final String DISPUTE_EVIDENCE_SUBMIT = DISPUTE_EVIDENCE + "/submit";
    /// Gives the dispute up.
    public static final String DISPUTE_ACCEPT = DISPUTES + "/{id}/accept";
    public static final String CHANGES = CREATORS + "/changes";
    /// Server-sent events: `changes` whenever something can be pulled from [#CHANGES], `notices` whenever
    /// [#NOTICES] has something new. `Last-Event-ID` resumes: what happened meanwhile is told at once.
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
    public static final String PLAID_LINK_COMPLETE = PLAID_LINK + "/{id}/complete";
    /// The months of the creator's ledger, newest first, with opening and closing balance.
    public static final String STATEMENTS = CREATORS + "/statements";
    /// Every posting of a month as JSON lines.
    public static final String STATEMENT = STATEMENTS + "/{month}";
    public static final String STATEMENT_CSV = STATEMENT + "/lines.csv";
    public static final String STATEMENT_PDF = STATEMENT + "/statement.pdf";
    /// The month's journals with their hashes and a signature, to be checked offline.
    public static final String STATEMENT_SIGNED = STATEMENT + "/signed";
    public static final String PAYOUT_CSV = PAYOUT + "/lines.csv";
    public static final String PAYOUT_PDF = PAYOUT + "/statement.pdf";
    public static final String ANALYTICS = CREATORS + "/analytics";
    public static final String ANALYTICS_OVERVIEW = ANALYTICS + "/overview";
    public static final String ANALYTICS_REVENUE = ANALYTICS + "/revenue";
    public static final String ANALYTICS_SUBSCRIBERS = ANALYTICS + "/subscribers";
    public static final String ANALYTICS_PRODUCTS = ANALYTICS + "/products";
    public static final String ANALYTICS_FANS = ANALYTICS + "/fans";
    public static final String ANALYTICS_TRAFFIC = ANALYTICS + "/traffic";
    /// One line per UTC day, as CSV.
    public static final String ANALYTICS_CSV = ANALYTICS + "/days.csv";
    public static final String TAKEDOWNS = CREATORS + "/takedowns";
    public static final String TAKEDOWN_APPEAL = TAKEDOWNS + "/{id}/appeal";
    /// Adjustments that an admin made to the creator's balance, with their reasons.
    public static final String ADJUSTMENTS = CREATORS + "/adjustments";

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

    /// The public keys of signed statements, as JWKS.
    public static final String STATEMENT_KEYS = API + "/public/statement-keys";
    /// What the platform keeps of a sale, for simulators.
    public static final String PUBLIC_FEES = API + "/public/fees";
    public static final String PUBLIC_CREATORS = API + "/public/creators";
    public static final String PUBLIC_CREATOR = PUBLIC_CREATORS + "/{slug}";
    public static final String PUBLIC_CREATOR_PRODUCTS = PUBLIC_CREATOR + "/products";
    public static final String PUBLIC_CREATOR_TIERS = PUBLIC_CREATOR + "/tiers";

    public static final String WEBHOOK_STRIPE = API + "/webhooks/stripe";
    public static final String WEBHOOK_PAYOUT = API + "/webhooks/payout";
    public static final String WEBHOOK_PLAID = API + "/webhooks/plaid";
    public static final String WEBHOOK_MAIL = API + "/webhooks/mail";

    /// The in-app feed of whoever is signed in; newest first, by keyset.
    public static final String NOTICES = API + "/notices";
    public static final String NOTICES_READ = NOTICES + "/read";
    public static final String NOTICE_PREFERENCES = NOTICES + "/preferences";
    public static final String PUSH_KEY = NOTICES + "/push/key";
    public static final String PUSH_SUBSCRIPTIONS = NOTICES + "/push/subscriptions";

    public static final String ADMIN = API + "/admin";
    public static final String ADMIN_OVERVIEW = ADMIN + "/overview";
    public static final String ADMIN_USERS = ADMIN + "/users";
    public static final String ADMIN_USER = ADMIN_USERS + "/{id}";
    public static final String ADMIN_USER_SESSIONS = ADMIN_USER + "/sessions";
    public static final String ADMIN_USER_SESSION_END = ADMIN_USER_SESSIONS + "/{session}/end";
    public static final String ADMIN_USER_SIGN_OUT = ADMIN_USER + "/sign-out";
    public static final String ADMIN_USER_ROLE = ADMIN_USER + "/role";
    public static final String ADMIN_USER_SUSPEND = ADMIN_USER + "/suspend";
    public static final String ADMIN_USER_RESTORE = ADMIN_USER + "/restore";
    public static final String ADMIN_USER_IMPERSONATE = ADMIN_USER + "/impersonate";
    public static final String ADMIN_RISK = ADMIN + "/risk-events";
    public static final String ADMIN_REPORTS = ADMIN + "/reports";
    public static final String ADMIN_REPORT_DISMISS = ADMIN_REPORTS + "/{id}/dismiss";
    public static final String ADMIN_TAKEDOWNS = ADMIN + "/takedowns";
    public static final String ADMIN_TAKEDOWN_RESTORE = ADMIN_TAKEDOWNS + "/{id}/restore";
    public static final String ADMIN_TAKEDOWN_UPHOLD = ADMIN_TAKEDOWNS + "/{id}/uphold";
    public static final String ADMIN_PAYOUTS = ADMIN + "/payouts";
    public static final String ADMIN_PAYOUT = ADMIN_PAYOUTS + "/{id}";
    public static final String ADMIN_PAYOUT_APPROVE = ADMIN_PAYOUT + "/approve";
    public static final String ADMIN_PAYOUT_HOLD = ADMIN_PAYOUT + "/hold";
    public static final String ADMIN_PAYOUT_REJECT = ADMIN_PAYOUT + "/reject";
    public static final String ADMIN_PAYOUT_CANCEL = ADMIN_PAYOUT + "/cancel";
    public static final String ADMIN_RECONCILIATION = ADMIN + "/reconciliation";
    public static final String ADMIN_RECONCILIATION_RESOLVE = ADMIN_RECONCILIATION + "/{id}/resolve";
    public static final String ADMIN_AUTO_PAYOUTS = ADMIN + "/auto-payouts";
    public static final String ADMIN_PAYMENTS = ADMIN + "/payments";
    public static final String ADMIN_REFUNDS = ADMIN + "/refunds";
    public static final String ADMIN_DISPUTES = ADMIN + "/disputes";
    public static final String ADMIN_DISPUTE_EVIDENCE = ADMIN_DISPUTES + "/{id}/evidence";
    public static final String ADMIN_DISPUTE_EVIDENCE_PDF = ADMIN_DISPUTE_EVIDENCE + ".pdf";
    /// What a money action would post, without posting it.
    public static final String ADMIN_MONEY_PREVIEW = ADMIN + "/money/preview";
    /// Money actions: POST asks for one (done at once, or waiting for a second admin), GET lists them.
    public static final String ADMIN_MONEY = ADMIN + "/money";
    public static final String ADMIN_MONEY_APPROVE = ADMIN_MONEY + "/{id}/approve";
    public static final String ADMIN_MONEY_DECLINE = ADMIN_MONEY + "/{id}/decline";
    public static final String ADMIN_LEDGER_ACCOUNTS = ADMIN + "/ledger/accounts";
    public static final String ADMIN_JOURNALS = ADMIN + "/ledger/journals";
    public static final String ADMIN_JOURNAL = ADMIN_JOURNALS + "/{id}";
    public static final String ADMIN_CHAIN = ADMIN + "/ledger/chains/{id}";
    public static final String ADMIN_TRIAL_BALANCE = ADMIN + "/ledger/trial-balance";
    public static final String ADMIN_WEBHOOKS = ADMIN + "/webhooks";
    public static final String ADMIN_WEBHOOK = ADMIN_WEBHOOKS + "/{id}";
    public static final String ADMIN_WEBHOOK_REPLAY = ADMIN_WEBHOOK + "/replay";
    public static final String ADMIN_JOBS = ADMIN + "/jobs";
    public static final String ADMIN_JOB_RUN = ADMIN_JOBS + "/{name}/run";
    public static final String ADMIN_JOB_HISTORY = ADMIN_JOBS + "/{name}/history";
    public static final String ADMIN_MAIL = ADMIN + "/mail";
    public static final String ADMIN_MAIL_RETRY = ADMIN_MAIL + "/{id}/retry";
    public static final String ADMIN_RATE_LIMITS = ADMIN + "/rate-limits";
    public static final String ADMIN_CHANGES = ADMIN + "/changes";
    public static final String ADMIN_CHANGE_APPROVE = ADMIN_CHANGES + "/{id}/approve";
    public static final String ADMIN_CHANGE_DECLINE = ADMIN_CHANGES + "/{id}/decline";
    public static final String ADMIN_SETTINGS = ADMIN + "/settings";
    public static final String ADMIN_SETTINGS_HISTORY = ADMIN_SETTINGS + "/history";
    public static final String ADMIN_FEES = ADMIN + "/fees";
    /// There are these only where the server runs in sandbox mode.
    public static final String ADMIN_SANDBOX = ADMIN + "/sandbox";
    public static final String ADMIN_SANDBOX_CLOCK = ADMIN_SANDBOX + "/clock";
    public static final String ADMIN_SANDBOX_EVENTS = ADMIN_SANDBOX + "/stand-ins/{name}/events";
    public static final String ADMIN_SANDBOX_REPLAY = ADMIN_SANDBOX_EVENTS + "/{event}/replay";
    public static final String ADMIN_SANDBOX_RULES = ADMIN_SANDBOX + "/stand-ins/{name}/rules";
    public static final String ADMIN_AUDIT = ADMIN + "/audit";
    public static final String ADMIN_AUDIT_CSV = ADMIN_AUDIT + ".csv";

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
