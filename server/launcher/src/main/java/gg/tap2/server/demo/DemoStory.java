package gg.tap2.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.server.sandbox.Sandbox;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A creator earns money, end to end, through the public API and the pages. Every step prints what was sent,
/// what came back, and the proof; the first wrong step ends the story with an exception.
public final class DemoStory {
    private static final Pattern TOKEN = Pattern.compile("token=([A-Za-z0-9_-]+)");

    private final DemoTarget app;
    private final Sandbox box;
    private final DemoClient client;
    private final PrintStream out;
    private final long fileBytes;
    private final String run = Long.toString(System.currentTimeMillis(), 36);
    private final String password = "correct horse battery " + run;

    public DemoStory(DemoTarget app, PrintStream out, long fileBytes) {
        this.app = app;
        this.box = app.sandbox();
        this.out = out;
        this.client = new DemoClient(app.baseUrl(), out);
        this.fileBytes = fileBytes;
    }

    /// Plays the story; throws at the first step that is wrong.
    public void play() throws IOException {
        Path file =
                DemoUpload.makeFile(Files.createDirectories(app.dataDir().resolve("tmp")), fileBytes, run.hashCode());
        try {
            play(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private void play(Path file) throws IOException {
        String slug = "demo-" + run;
        String creatorMail = slug + "@creators.test";
        String fanMail = "fan-" + run + "@fans.test";

        client.step("A creator opens an account and confirms the address by mail");
        register(creatorMail, "creator", "Mara Lindqvist", slug);
        String creator = login(creatorMail);
        client.check(
                client.get(Routes.ME, creator).data().path("emailVerified").asBoolean(), "the address is confirmed");

        client.step("The creator fills in the page");
        JsonNode profile = client.get(Routes.PROFILE, creator).data();
        saveProfile(creator, profile, slug);

        client.step("A membership tier of 9.00 a month");
        JsonNode tier = client.post(
                        Routes.TIERS,
                        Map.of(
                                "name",
                                "Studio circle",
                                "description",
                                "Every session, early.",
                                "price",
                                900,
                                "trialDays",
                                0,
                                "benefits",
                                List.of("Live sessions", "Source files"),
                                "sortOrder",
                                1,
                                "published",
                                true),
                        creator)
                .data();

        client.step("A file of %d MiB goes to storage by presigned parts".formatted(fileBytes >> 20));
        String sha = DemoUpload.hash(file);
        JsonNode upload =
                new DemoUpload(client, creator).upload(file, "masterclass.zip", "application/zip", "product_file", sha);
        client.check(
                upload.path("status").asText().equals("ready")
                        && upload.path("sha256").asText().equals(sha),
                "the server read the stored object: SHA-256 " + sha);
        JsonNode manifest = client.get(
                        Routes.path(Routes.UPLOAD_MANIFEST, upload.path("id").asText()), creator)
                .data();
        client.check(
                manifest.path("signature").asText().length() > 40,
                "signed manifest over " + manifest.path("partSha256").size() + " part hashes, key "
                        + manifest.path("keyId").asText());

        client.step("A product for 24.00 with that file, then published");
        UUID fileId = UUID.randomUUID();
        JsonNode product = client.post(
                        Routes.PRODUCTS,
                        Map.of(
                                "type",
                                "download",
                                "title",
                                "Ink & Light: the masterclass",
                                "description",
                                "Six hours of **ink and light**.",
                                "price",
                                2400,
                                "payWhatYouWant",
                                false,
                                "tags",
                                List.of("drawing"),
                                "refundPolicy",
                                "14 days, no questions.",
                                "files",
                                List.of(Map.of(
                                        "id",
                                        fileId,
                                        "uploadId",
                                        upload.path("id").asText(),
                                        "title",
                                        "All sessions"))),
                        creator)
                .data();
        String productId = product.path("id").asText();
        client.post(Routes.path(Routes.PUBLISH, productId), Map.of(), creator);
        JsonNode listed = client.get(Routes.path(Routes.PUBLIC_CREATOR_PRODUCTS, slug), null)
                .data();
        client.check(listed.toString().contains(productId), "everyone sees it at @" + slug);
        page(slug, productId);

        client.step("A fan opens an account");
        register(fanMail, "fan", "Jonas Weber", null);
        String fan = login(fanMail);

        client.step("The fan buys it with a card; Stripe's signed webhook books the sale");
        JsonNode start = client.post(Routes.PURCHASES, Map.of("productId", productId, "savePaymentMethod", false), fan)
                .data();
        payByCard(start);
        String paymentId = start.path("paymentId").asText();
        client.until(
                "the purchase to be paid",
                () -> client.quiet("GET", Routes.path(Routes.PURCHASE, paymentId), null, fan)
                        .data()
                        .path("status")
                        .asText(),
                "succeeded"::equals);
        JsonNode balance = client.get(Routes.BALANCE, creator).data();
        client.check(
                balance.path("pending").asLong() == 2400 - 100
                        && balance.path("available").asLong() == 0,
                "gross 24.00, processing 1.00, pending 23.00 until the hold ends");
        JsonNode mail = client.until("the receipt mail", () -> mail(fanMail, "Ink & Light"), m -> !m.isMissingNode());
        client.proof(
                "receipt in the fan's mailbox: \"%s\"", mail.path("subject").asText());

        client.step("The fan downloads it from the library; the bytes are the creator's");
        download(fan, productId, fileId.toString(), sha);

        client.step("A guest tips 10.00");
        JsonNode tip = client.post(
                        Routes.TIPS,
                        Map.of(
                                "amount",
                                1000,
                                "message",
                                "Your lines are magic!",
                                "anonymous",
                                false,
                                "creatorSlug",
                                slug,
                                "guestEmail",
                                "guest-" + run + "@fans.test",
                                "guestName",
                                "Noor"),
                        null)
                .data();
        payByCard(tip);
        long afterTip = client.until(
                "the tip on the balance",
                () -> client.quiet("GET", Routes.BALANCE, null, creator)
                        .data()
                        .path("pending")
                        .asLong(),
                p -> p > 2300);
        client.check(
                afterTip == 2300 + 1000 - 59,
                "10.00 less 0.59 processing and no platform fee: pending %.2f".formatted(afterTip / 100.0));

        client.step("The fan becomes a member on Stripe's hosted page");
        JsonNode sub = client.post(
                        Routes.FAN_SUBSCRIPTIONS,
                        Map.of("tierId", tier.path("id").asText()),
                        fan)
                .data();
        client.form(
                sub.path("checkoutUrl").asText(),
                Map.of(
                        "email",
                        fanMail,
                        "number",
                        "4242 4242 4242 4242",
                        "expiry",
                        "12/34",
                        "cvc",
                        "123",
                        "name",
                        "Jonas Weber"),
                null);
        client.until(
                "the membership to be active",
                () -> client.quiet("GET", Routes.FAN_SUBSCRIPTIONS, null, fan).data(),
                d -> d.path(0).path("status").asText().equals("active"));
        long afterSub = client.until(
                "the first period on the balance",
                () -> client.quiet("GET", Routes.BALANCE, null, creator)
                        .data()
                        .path("pending")
                        .asLong(),
                p -> p > 3241);
        client.check(
                afterSub == 3241 + 900 - 270 - 56,
                "9.00 less 30 %% platform fee and 0.56 processing: pending %.2f".formatted(afterSub / 100.0));

        client.step("A bank account, proven by two small deposits");
        JsonNode bank = client.post(
                        Routes.BANK_ACCOUNTS,
                        Map.of(
                                "countryCode",
                                "US",
                                "currency",
                                "USD",
                                "accountHolderName",
                                "Mara Lindqvist",
                                "accountNumber",
                                "000123456789",
                                "routingNumber",
                                "110000000"),
                        creator)
                .data();
        JsonNode deposits = client.quiet("GET", box.flowPay().baseUri() + "/sandbox/api/micro_deposits", null, null)
                .body()
                .path("data");
        client.post(
                Routes.BANK_ACCOUNT_VERIFY,
                Map.of("bankAccountId", bank.path("id").asText(), "amounts", amounts(deposits)),
                creator);

        client.step("Seven days pass (the sandbox's clock); the money is available");
        client.post("/sandbox/clock/advance", Map.of("seconds", 7 * 86_400 + 60), null);
        String later = login(creatorMail);
        JsonNode matured = client.get(Routes.BALANCE, later).data();
        client.check(
                matured.path("available").asLong() == afterSub
                        && matured.path("pending").asLong() == 0,
                "available %.2f, pending 0.00".formatted(afterSub / 100.0));

        client.step("The creator withdraws everything; FlowPay pays it out");
        JsonNode preview = client.get(Routes.PAYOUT_PREVIEW, later).data();
        client.check(preview.path("reasons").isEmpty(), "nothing stands in the way");
        JsonNode payout = client.post(
                        Routes.WITHDRAW,
                        Map.of(
                                "amount",
                                preview.path("amount").asLong(),
                                "balanceVersion",
                                preview.path("balanceVersion").asLong()),
                        later)
                .data();
        String payoutId = payout.path("id").asText();
        JsonNode paid = client.until(
                "the payout to complete",
                () -> client.quiet("GET", Routes.path(Routes.PAYOUT, payoutId), null, later)
                        .data(),
                p -> p.path("status").asText().equals("completed"));
        client.proof(
                "payout %s of %.2f completed, FlowPay transfer %s",
                payoutId,
                paid.path("amount").asLong() / 100.0,
                paid.path("providerReference").asText());
        client.check(client.get(Routes.BALANCE, later).data().path("available").asLong() == 0, "the balance is 0.00");

        trialBalance();
    }

    private void page(String slug, String productId) {
        var page = client.quiet("GET", "/@" + slug, null, null);
        client.check(
                page.status() == 200 && page.text().contains("Ink &amp; Light"),
                "the page /@" + slug + " shows it (" + page.text().length() + " characters of HTML)");
        var product = client.quiet("GET", "/@" + slug + "/" + productId, null, null);
        client.check(product.status() == 200 && product.text().contains("24.00"), "the product page names its price");
    }

    private void register(String mail, String role, String name, @org.jspecify.annotations.Nullable String slug) {
        var body = new HashMap<String, Object>(
                Map.of("email", mail, "password", password, "role", role, "displayName", name, "locale", "en"));
        if (slug != null) {
            body.put("slug", slug);
        }
        client.post(Routes.REGISTER, body, null);
        JsonNode m = client.until("the confirmation mail", () -> mail(mail, ""), x -> !x.isMissingNode());
        JsonNode whole = client.quiet(
                        "GET",
                        box.mailbox().baseUri() + "/sandbox/api/messages/"
                                + m.path("id").asText(),
                        null,
                        null)
                .body();
        Matcher t = TOKEN.matcher(whole.path("text").asText());
        if (!t.find()) {
            throw new DemoClient.WrongException("the confirmation mail has no link");
        }
        client.post(Routes.AUTH + "/verify-email", Map.of("token", t.group(1), "password", password), null);
    }

    private JsonNode mail(String to, String subject) {
        for (JsonNode m : client.quiet("GET", box.mailbox().baseUri() + "/sandbox/api/messages?to=" + to, null, null)
                .body()
                .path("data")) {
            if (m.path("subject").asText().contains(subject)) {
                return m;
            }
        }
        return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }

    private String login(String mail) {
        return client.post(Routes.LOGIN, Map.of("email", mail, "password", password, "deviceName", "tap2 demo"), null)
                .data()
                .path("tokens")
                .path("accessToken")
                .asText();
    }

    private void saveProfile(String token, JsonNode profile, String slug) {
        var body = new HashMap<String, Object>(Map.of(
                "slug",
                slug,
                "displayName",
                "Mara Lindqvist",
                "bio",
                "Ink, light and long Nordic evenings.",
                "published",
                true,
                "tags",
                List.of("drawing", "ink"),
                "tipPresets",
                List.of(300, 500, 1000),
                "tipGoalTitle",
                "A larger press",
                "tipGoalTarget",
                50_000));
        body.put("themeColors", Map.of("primary", "#3730a3", "secondary", "#eef2ff", "accent", "#f59e0b"));
        client.send(
                "PUT",
                Routes.PROFILE,
                body,
                token,
                Map.of("If-Match", "\"v" + profile.path("version").asLong() + "\""));
    }

    /// What Stripe.js does in the browser: confirms with the client secret and the publishable key.
    private void payByCard(JsonNode start) {
        String secret = start.path("clientSecret").asText();
        String intent = secret.replaceFirst("_secret_.*$", "");
        var answer = client.form(
                box.stripe().baseUri() + "/v1/payment_intents/" + intent + "/confirm",
                Map.of(
                        "client_secret",
                        secret,
                        "payment_method_data[type]",
                        "card",
                        "payment_method_data[card][number]",
                        "4242424242424242",
                        "payment_method_data[card][exp_month]",
                        "12",
                        "payment_method_data[card][exp_year]",
                        "2034",
                        "payment_method_data[card][cvc]",
                        "123"),
                start.path("publishableKey").asText());
        client.check(answer.body().path("status").asText().equals("succeeded"), "Stripe took the card 4242 …");
    }

    private static List<Long> amounts(JsonNode deposits) {
        JsonNode a = deposits.path(0).path("_amounts");
        return List.of(a.path(0).asLong(), a.path(1).asLong());
    }

    private void download(String fan, String productId, String fileId, String sha) {
        client.check(client.get(Routes.LIBRARY, fan).data().toString().contains(productId), "it is in the library");
        JsonNode links = client.post(Routes.path(Routes.LIBRARY_LINKS, productId), Map.of(), fan)
                .data();
        String url = links.findValuesAsText("path").stream()
                .filter(u -> u.contains(fileId))
                .findFirst()
                .orElseThrow(() -> new DemoClient.WrongException("no link for the file in " + links));
        try {
            var redirect = client.http()
                    .send(
                            HttpRequest.newBuilder(URI.create(url.startsWith("http") ? url : app.baseUrl() + url))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding());
            String location = redirect.headers()
                    .firstValue("Location")
                    .orElseThrow(
                            () -> new DemoClient.WrongException("the link did not redirect: " + redirect.statusCode()));
            var digest = DemoUpload.sha256();
            long bytes = 0;
            try (var in = client.http()
                    .send(
                            HttpRequest.newBuilder(URI.create(location)).build(),
                            HttpResponse.BodyHandlers.ofInputStream())
                    .body()) {
                byte[] b = new byte[1 << 18];
                int n;
                while ((n = in.read(b)) > 0) {
                    digest.update(b, 0, n);
                    bytes += n;
                }
            }
            String got = HexFormat.of().formatHex(digest.digest());
            client.check(got.equals(sha), "%d bytes downloaded, SHA-256 %s".formatted(bytes, got));
        } catch (IOException e) {
            throw new DemoClient.WrongException("download: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void trialBalance() {
        client.step("Trial balance and self-check");
        JsonNode report = client.until(
                "the ledger to settle",
                () -> client.quiet("GET", "/sandbox/doctor", null, null).body(),
                r -> r.path("journals").asLong() > 0);
        long sum = 0;
        for (JsonNode t : report.path("trialBalance")) {
            out.printf(
                    "      %-20s %s %,12.2f%n",
                    t.path("kind").asText(),
                    t.path("currency").asText(),
                    t.path("amount").asLong() / 100.0);
            sum += t.path("amount").asLong();
        }
        client.check(
                sum == 0,
                "%d journals, %d postings; the trial balance sums to zero"
                        .formatted(
                                report.path("journals").asLong(),
                                report.path("postings").asLong()));
        client.check(
                report.path("differences").isEmpty(), "balances, lots, hash chains, sales and grants are all in order");
    }
}
