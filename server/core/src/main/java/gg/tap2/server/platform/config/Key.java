package gg.tap2.server.platform.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Every setting. The environment variable of `http.port` is `TAP2_HTTP_PORT`; a few common ones
/// (`DATABASE_URL`, `REDIS_URL`, `SENTRY_DSN`) are read as well. Secrets are marked and never printed.
public enum Key {
    MODE("mode", "sandbox", "sandbox or live"),
    DATA_DIR("data.dir", "data", "folder of the embedded database, storage and keys"),
    HTTP_HOST("http.host", "127.0.0.1", "address to listen on"),
    HTTP_PORT("http.port", "8080", "port to listen on, 0 for any free one"),
    HTTP_MAX_REQUESTS("http.max-requests", "512", "requests handled at once; more are answered 503"),
    HTTP_MAX_CONNECTIONS("http.max-connections", "8192", "open connections"),
    HTTP_CONNECTIONS_PER_ADDRESS(
            "http.connections-per-address", "256", "open connections of one address (IPv6: one /64), but for proxies"),
    PUBLIC_URL("public.url", "", "address people use, such as https://tap2.example; default: the listening address"),
    PROXY_TRUSTED("proxy.trusted", "", "comma-separated addresses or CIDRs whose Forwarded headers are believed"),
    PROXY_HEADER(
            "proxy.header",
            "auto",
            "what the proxies write: x-forwarded, forwarded, or auto (X-Forwarded-For where there is one)"),
    DATABASE_URL("database.url", "", "JDBC or postgres:// URL; empty: embedded PostgreSQL", true),
    DATABASE_MIGRATION_URL(
            "database.migration-url", "", "URL of the owner role for migrations; default: database.url", true),
    DATABASE_READ_URL("database.read-url", "", "read replica for analytics; default: database.url", true),
    DATABASE_POOL("database.pool", "12", "connections in the pool"),
    DATABASE_SLOW_MS("database.slow-ms", "500", "statements that take longer are logged, without their values"),
    REDIS_URL("redis.url", "", "Redis for rate limits and live events across servers; empty: in memory", true),
    S3_ENDPOINT("s3.endpoint", "", "S3 endpoint; empty: embedded S3 API on a folder"),
    S3_PUBLIC_ENDPOINT("s3.public-endpoint", "", "endpoint that browsers and studios reach; default: s3.endpoint"),
    S3_REGION("s3.region", "auto", "S3 region"),
    S3_BUCKET("s3.bucket", "tap2", "bucket"),
    S3_ACCESS_KEY("s3.access-key", "", "access key id"),
    S3_SECRET_KEY("s3.secret-key", "", "secret access key", true),
    STRIPE_SECRET_KEY("stripe.secret-key", "", "Stripe secret key", true),
    STRIPE_PUBLISHABLE_KEY("stripe.publishable-key", "", "Stripe publishable key"),
    STRIPE_WEBHOOK_SECRETS("stripe.webhook-secrets", "", "signing secrets, comma-separated for rotation", true),
    STRIPE_API_BASE("stripe.api-base", "https://api.stripe.com", "Stripe API address"),
    STRIPE_JS_URL("stripe.js-url", "https://js.stripe.com/v3/", "Stripe.js address"),
    PAYOUT_PROVIDER("payout.provider", "flowpay", "who pays creators: flowpay, stripe-connect or wise"),
    PAYOUT_MINIMUM("payout.minimum", "1000", "smallest payout, minor units; more of them in small currencies"),
    PAYOUT_FEE("payout.fee", "0", "fee of a payout, minor units; more of them in small currencies"),
    PAYOUT_SECOND_FACTOR_OVER(
            "payout.second-factor-over",
            "100000",
            "amount from which a second factor is asked, minor units; more of them in small currencies"),
    PAYOUT_REVIEW_OVER(
            "payout.review-over",
            "1000000",
            "amount from which a payout is held for review, minor units; more of them in small currencies"),
    PAYOUT_COOLING_HOURS(
            "payout.cooling-hours", "24", "hours before a new bank account is paid without a second factor"),
    FLOWPAY_API_BASE("flowpay.api-base", "", "FlowPay API address"),
    FLOWPAY_API_KEY("flowpay.api-key", "", "FlowPay API key", true),
    FLOWPAY_WEBHOOK_SECRETS("flowpay.webhook-secrets", "", "FlowPay signing secrets, comma-separated", true),
    WISE_API_BASE("wise.api-base", "https://api.wise.com", "Wise API address"),
    WISE_API_TOKEN("wise.api-token", "", "Wise API token of the profile that pays", true),
    WISE_PROFILE_ID("wise.profile-id", "", "number of the Wise business profile that pays"),
    WISE_WEBHOOK_KEYS(
            "wise.webhook-keys",
            "production",
            "public keys that sign Wise's webhooks: production, sandbox, or a key's base64; comma-separated"),
    PLAID_BASE("plaid.base-url", "", "Plaid API address"),
    PLAID_CLIENT_ID("plaid.client-id", "", "Plaid client id"),
    PLAID_SECRET("plaid.secret", "", "Plaid secret", true),
    PLAID_COUNTRIES(
            "plaid.countries",
            "US",
            "countries of the Plaid contract, comma-separated; Plaid refuses visits with others"),
    PASSWORDS_FILE(
            "passwords.file", "", "more passwords that nobody may choose, made by tap2 passwords build; empty: off"),
    MALWARE_CLAMD(
            "malware.clamd",
            "",
            "ClamAV's clamd that looks at every upload, as tcp://host:3310 or unix:/path; empty: nobody looks"),
    MALWARE_STREAM_MAX(
            "malware.stream-max",
            "104857600",
            "bytes that clamd takes in one stream, its StreamMaxLength; larger files go in overlapping streams"),
    GOOGLE_ISSUER("google.issuer", "", "OpenID issuer for Google sign-in; empty: off"),
    GOOGLE_CLIENT_ID("google.client-id", "", "OAuth client of the type Web application, for the pages"),
    GOOGLE_CLIENT_SECRET("google.client-secret", "", "its secret", true),
    GOOGLE_DESKTOP_CLIENT_ID(
            "google.desktop-client-id",
            "",
            "OAuth client of the type Desktop app, for the studio, since Google takes no studio at a web client; empty: the "
                    + "studio offers no Google"),
    GOOGLE_DESKTOP_CLIENT_SECRET("google.desktop-client-secret", "", "its secret", true),
    SMTP_URL(
            "smtp.url",
            "",
            "mail relay: smtps://user:password@host:465, or smtp+starttls://user:password@host:587",
            true),
    SMTP_FALLBACK_URL("smtp.fallback-url", "", "second relay, used when the first is down or refuses us", true),
    SMTP_BULK_URL("smtp.bulk-url", "", "relay of mail that its readers may unsubscribe from; default: smtp.url", true),
    MAIL_HEADERS("mail.headers", "", "headers for the relay on every mail, as X-Name=value, comma-separated"),
    MAIL_BULK_HEADERS(
            "mail.bulk-headers",
            "",
            "more headers on mail that may be unsubscribed from, as X-Name=value, comma-separated"),
    MAIL_CONNECTIONS("mail.connections", "4", "connections that are kept to the relays"),
    MAIL_FROM("mail.from", "Tap2 Creators <hello@tap2.example>", "sender of mail"),
    MAIL_PER_SECOND(
            "mail.per-second", "50", "mails that this server hands to its relay in a second; sales come before mail"),
    MAIL_BOUNCE_TOKEN(
            "mail.bounce-token",
            "",
            "bearer token of bounces and complaints in the plain form, at /api/v1/webhooks/mail; empty: off",
            true),
    MAIL_EVENTS_SENDGRID_KEY(
            "mail.events.sendgrid-key",
            "",
            "verification key of SendGrid's Event Webhook to /api/v1/webhooks/mail/sendgrid; empty: off"),
    MAIL_EVENTS_POSTMARK(
            "mail.events.postmark",
            "",
            "user:password of Postmark's webhooks to /api/v1/webhooks/mail/postmark; empty: off",
            true),
    MAIL_EVENTS_RESEND_SECRETS(
            "mail.events.resend-secrets",
            "",
            "signing secrets of Resend's webhook to /api/v1/webhooks/mail/resend, comma-separated; empty: off",
            true),
    MAIL_EVENTS_SES_TOPICS(
            "mail.events.ses-topics",
            "",
            "ARNs of the SNS topics that report to /api/v1/webhooks/mail/ses, comma-separated; empty: off"),
    SECURITY_CONTACT(
            "security.contact",
            "",
            "who hears of weaknesses, in security.txt: an address, mailto: or https:; default: that of mail.from"),
    SECURITY_POLICY("security.policy", "", "https address of the disclosure policy, in security.txt"),
    DISPUTE_ANSWER_FROM(
            "dispute.answer-from",
            "1500",
            "disputes from this amount, minor units, are answered for creators who do not; Stripe charges for an answer"),
    MEMBERSHIP_GRACE_DAYS("membership.grace-days", "21", "days a membership stays open while its payment is overdue"),
    HOLD_DAYS("hold.days", "7", "days a credit is pending"),
    FEE_TIP_BPS("fee.tip-bps", "0", "platform fee on tips, basis points"),
    FEE_PRODUCT_BPS("fee.product-bps", "0", "platform fee on products, basis points"),
    FEE_SUBSCRIPTION_BPS("fee.subscription-bps", "3000", "platform fee on subscriptions, basis points"),
    FEE_PROCESSING_BPS("fee.processing-bps", "290", "estimate of the processing fee, basis points"),
    FEE_PROCESSING_FIXED("fee.processing-fixed", "30", "fixed part of the estimate, US cents"),
    ADMIN_FOUR_EYES_OVER("admin.four-eyes-over", "50000", "admin money actions from this amount need a second admin"),
    ENCRYPTION_KEYSET(
            "encryption.keyset", "", "Tink keyset (JSON) for data at rest; empty: kept in the data folder", true),
    RATELIMIT_FACTOR("ratelimit.factor", "1", "multiplies every rate limit, such as 100 for demonstrations"),
    SENTRY_DSN("sentry.dsn", "", "Sentry DSN; empty: off", true),
    OTEL_ENDPOINT("otel.endpoint", "", "OTLP endpoint over HTTP for traces, such as http://127.0.0.1:4318; empty: off"),
    OTEL_HEADERS("otel.headers", "", "headers for the collector as name=value, comma-separated, such as its key", true),
    OTEL_SAMPLE_PERCENT("otel.sample-percent", "100", "share of traces that is kept, 0 to 100"),
    METRICS_TOKEN("metrics.token", "", "bearer token of /metrics; empty: only this machine may read them", true),
    DRAIN_SECONDS(
            "drain.seconds", "0", "on stop, seconds of still serving while readiness is denied, for load balancers"),
    STUDIO_RELEASES(
            "studio.releases-dir",
            "",
            "folder with studio-release.json and its packages; default: studio-releases in data.dir"),
    UPLOADS_PROGRAMS(
            "uploads.programs",
            "false",
            "take programs, scripts and web pages as files of products; false: only inside archives"),
    LEGAL_DIR(
            "legal.dir",
            "",
            "folder with the operator's texts as Markdown: imprint.md, terms.md, privacy.md, each also as name_de.md"),
    LOG_FORMAT("log.format", "text", "text or json"),
    SANDBOX_FIXED_PORTS("sandbox.fixed-ports", "true", "keep the stand-ins' ports over restarts");

    private final String key;
    private final String fallback;
    private final String doc;
    private final boolean secret;

    Key(String key, String fallback, String doc) {
        this(key, fallback, doc, false);
    }

    Key(String key, String fallback, String doc, boolean secret) {
        this.key = key;
        this.fallback = fallback;
        this.doc = doc;
        this.secret = secret;
    }

    public String key() {
        return key;
    }

    public String fallback() {
        return fallback;
    }

    public String doc() {
        return doc;
    }

    public boolean secret() {
        return secret;
    }

    public String environmentName() {
        return "TAP2_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    public static Optional<Key> find(String key) {
        return Arrays.stream(values()).filter(k -> k.key.equals(key)).findFirst();
    }
}
