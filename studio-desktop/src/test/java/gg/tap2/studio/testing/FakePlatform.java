package gg.tap2.studio.testing;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.model.accounts.AdminScope;
import gg.tap2.model.accounts.LoginResult;
import gg.tap2.model.accounts.Me;
import gg.tap2.model.accounts.Role;
import gg.tap2.model.accounts.Tokens;
import gg.tap2.model.billing.Dispute;
import gg.tap2.model.billing.DisputeNote;
import gg.tap2.model.billing.PaymentStatus;
import gg.tap2.model.billing.Sale;
import gg.tap2.model.billing.Subscriber;
import gg.tap2.model.catalog.CreatorProfile;
import gg.tap2.model.catalog.DiscountCode;
import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.ProductAccess;
import gg.tap2.model.catalog.ProductFile;
import gg.tap2.model.catalog.ProductRevision;
import gg.tap2.model.catalog.ProductStatus;
import gg.tap2.model.catalog.Rehearsal;
import gg.tap2.model.catalog.SaveDiscountCode;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.catalog.SaveProfile;
import gg.tap2.model.catalog.SaveTier;
import gg.tap2.model.catalog.SlugAvailability;
import gg.tap2.model.catalog.ThemeColors;
import gg.tap2.model.catalog.Tier;
import gg.tap2.model.catalog.TipGoal;
import gg.tap2.model.catalog.ValidateSlug;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Envelope;
import gg.tap2.model.common.ErrorEnvelope;
import gg.tap2.model.common.Ids;
import gg.tap2.model.common.Money;
import gg.tap2.model.common.Slugs;
import gg.tap2.model.fees.FeePolicy;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.model.payouts.Balance;
import gg.tap2.model.payouts.BankAccount;
import gg.tap2.model.payouts.Payout;
import gg.tap2.model.payouts.PayoutLine;
import gg.tap2.model.payouts.PayoutPreview;
import gg.tap2.model.payouts.PayoutReason;
import gg.tap2.model.payouts.PayoutSettings;
import gg.tap2.model.payouts.PayoutStatus;
import gg.tap2.model.payouts.RequestPayout;
import gg.tap2.model.sync.Changes;
import gg.tap2.model.system.StudioRelease;
import gg.tap2.studio.platform.Json;
import gg.tap2.studio.store.ProductCopy;
import gg.tap2.studio.sync.Contents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/// A server with a memory: accounts, catalog, uploads, sales and payouts behind the contract's routes, strict
/// about versions and idempotency keys, and able to be slow, down or forgetful.
public final class FakePlatform implements AutoCloseable {
    /// Somebody else has this address.
    public static final String TAKEN_SLUG = "lea-yoga";

    public static final String EMAIL = "mira@example.com";
    public static final String PASSWORD = "correct horse battery";
    public static final String CODE = "424242";

    public volatile boolean down;
    /// Which requests the server fails at.
    public volatile Predicate<RecordedRequest> failing = r -> false;
    /// Called with each request before it is answered; what it does takes as long as the line is slow.
    public volatile Consumer<RecordedRequest> beforeAnswer = r -> {};
    public volatile boolean secondFactor;
    /// The studio that is offered; none is a platform from before the question.
    public volatile @Nullable StudioRelease release;

    public volatile boolean asAdmin;
    public final FakeAdmin admin = new FakeAdmin();
    public final FakeAccount account = new FakeAccount();
    public final AtomicInteger failNext = new AtomicInteger();
    public final AtomicInteger loseAnswerNext = new AtomicInteger();
    public final AtomicInteger refreshes = new AtomicInteger();
    public volatile Rehearsal.Outcome rehearsalOutcome = Rehearsal.Outcome.PAID;
    public final FakeStorage storage;
    final Instant start;
    private final MockWebServer web = new MockWebServer();
    private final FakeUploads uploads;
    private final UUID creator = Ids.next();
    private final Map<UUID, Product> products = new LinkedHashMap<>();
    private final Map<UUID, List<ProductRevision>> revisions = new LinkedHashMap<>();
    private final Map<UUID, Tier> tiers = new LinkedHashMap<>();
    private final Map<UUID, DiscountCode> discounts = new LinkedHashMap<>();
    private final Map<UUID, Sale> sales = new LinkedHashMap<>();
    private final Map<UUID, Subscriber> subscribers = new LinkedHashMap<>();
    private final Map<UUID, Payout> payouts = new LinkedHashMap<>();
    private final Map<UUID, Dispute> disputes = new LinkedHashMap<>();
    private final FakeAudience audience = new FakeAudience();
    private final FakeDisputes dossiers = new FakeDisputes();
    private final Map<UUID, BankAccount> banks = new LinkedHashMap<>();
    private final Map<UUID, Long> changedAt = new LinkedHashMap<>();
    private final List<Changes.Tombstone> graves = new ArrayList<>();
    private final Map<String, MockResponse> answered = new LinkedHashMap<>();
    private CreatorProfile profile;
    public volatile gg.tap2.model.billing.BusinessDetails business = gg.tap2.model.billing.BusinessDetails.NONE;
    private PayoutSettings payoutSettings = new PayoutSettings(true, PayoutSettings.Schedule.WEEKLY, 5, 5_000);
    /// Sessions by their refresh token: a used one ends the session, as on the real platform.
    private final Map<String, String> sessions = new ConcurrentHashMap<>();
    /// The token of each session that is good now.
    private final Map<String, Tokens> held = new ConcurrentHashMap<>();
    private final Set<String> accesses = ConcurrentHashMap.newKeySet();
    private long sequence;
    private long available;
    private long inTransit;

    public FakePlatform(Path folder) throws IOException {
        start = Instant.now();
        storage = new FakeStorage(folder.resolve("storage"));
        uploads = new FakeUploads(storage, folder);
        profile = new CreatorProfile(
                creator,
                "mira",
                "Mira Sol",
                "Songs, samples and **synth patches** from a small studio in Lisbon.",
                null,
                null,
                null,
                null,
                Map.of("website", "https://mira.example"),
                ThemeColors.DEFAULT,
                List.of("music", "samples"),
                List.of(300L, 500L, 1000L),
                new TipGoal("A new microphone", 50_000, 31_200),
                true,
                Currency.EUR,
                "DE",
                "Europe/Berlin",
                1,
                start,
                start);
        web.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                beforeAnswer.accept(request);
                if (failing.test(request)) {
                    return new MockResponse.Builder()
                            .code(500)
                            .body("{\"error\": {\"code\": \"internal\", \"message\": \"Something broke here.\"}}")
                            .build();
                }
                return answer(request);
            }
        });
        web.start();
    }

    public String baseUrl() {
        return "http://127.0.0.1:" + web.getPort();
    }

    public synchronized void expireAccess() {
        accesses.clear();
    }

    public synchronized Product product(UUID id) {
        return products.get(id);
    }

    public synchronized List<Product> allProducts() {
        return List.copyOf(products.values());
    }

    public FakeUploads uploads() {
        return uploads;
    }

    public synchronized List<Payout> payoutList() {
        return List.copyOf(payouts.values());
    }

    /// Another studio, or the web, saves a product.
    public synchronized void editElsewhere(UUID id, SaveProduct content) {
        store(products.get(id), content, products.get(id).status());
    }

    public synchronized Product addProduct(SaveProduct content, ProductStatus status) {
        return store(null, content, status);
    }

    public synchronized void put(Tier tier) {
        tiers.put(tier.id(), tier);
        touch(tier.id());
    }

    public synchronized void put(DiscountCode code) {
        discounts.put(code.id(), code);
        touch(code.id());
    }

    public synchronized List<Dispute> allDisputes() {
        return List.copyOf(disputes.values());
    }

    public synchronized void put(Dispute dispute) {
        disputes.put(dispute.id(), dispute);
        touch(dispute.id());
    }

    public synchronized void put(Subscriber s) {
        subscribers.put(s.subscriptionId(), s);
        touch(s.subscriptionId());
    }

    public synchronized void put(BankAccount b) {
        banks.put(b.id(), b);
    }

    public synchronized void put(Payout p) {
        payouts.put(p.id(), p);
        touch(p.id());
    }

    /// A payment, split by the shared policy and available after seven days.
    public synchronized Sale sell(
            SaleKind kind,
            String title,
            UUID product,
            UUID fan,
            String fanName,
            long gross,
            String message,
            Instant at) {
        var quote = FeePolicy.DEFAULT.quote(kind, Money.of(gross, Currency.EUR));
        Sale sale = new Sale(
                Ids.next(),
                kind,
                title,
                kind == SaleKind.PRODUCT ? product : null,
                kind == SaleKind.SUBSCRIPTION ? product : null,
                fan,
                fanName,
                gross,
                quote.platformFee().minor(),
                quote.processingFee().minor(),
                quote.net().minor(),
                Currency.EUR,
                0,
                0,
                PaymentStatus.SUCCEEDED,
                message,
                at,
                at,
                at.plus(Duration.ofDays(7)));
        sales.put(sale.paymentId(), sale);
        touch(sale.paymentId());
        if (!sale.availableAt().isAfter(start)) {
            available += sale.net();
        }
        return sale;
    }

    private void touch(UUID id) {
        changedAt.put(id, ++sequence);
    }

    MockResponse answer(RecordedRequest request) {
        if (down) {
            return new MockResponse.Builder()
                    .onRequestStart(mockwebserver3.SocketEffect.ShutdownConnection.INSTANCE)
                    .build();
        }
        if (failNext.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            return error(500, "internal", "broken");
        }
        MockResponse response;
        synchronized (this) {
            try {
                response = route(request);
            } catch (IOException | RuntimeException e) {
                e.printStackTrace();
                response = error(500, "internal", String.valueOf(e));
            }
        }
        if (!request.getMethod().equals("GET") && loseAnswerNext.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            return new MockResponse.Builder()
                    .onResponseStart(mockwebserver3.SocketEffect.ShutdownConnection.INSTANCE)
                    .build();
        }
        return response;
    }

    private MockResponse route(RecordedRequest r) throws IOException {
        String path = r.getUrl().encodedPath();
        String method = r.getMethod();
        String body = r.getBody() == null ? "" : r.getBody().utf8();
        switch (path) {
            case Routes.LOGIN -> {
                JsonNode login = Json.MAPPER.readTree(body);
                if (!login.path("email").asText().equalsIgnoreCase(EMAIL)
                        || !login.path("password").asText().equals(PASSWORD)) {
                    return error(401, "bad_credentials", "E-mail or password is wrong.");
                }
                return ok(secondFactor ? new LoginResult(null, "challenge-1") : new LoginResult(rotate(), null), 0);
            }
            case Routes.VERIFY_2FA -> {
                return Json.MAPPER.readTree(body).path("code").asText().equals(CODE)
                        ? ok(new LoginResult(rotate(), null), 0)
                        : error(401, "bad_code", "The code is wrong.");
            }
            case Routes.REFRESH -> {
                refreshes.incrementAndGet();
                String used = Json.MAPPER.readTree(body).path("refreshToken").asText();
                String session = sessions.getOrDefault(used, "");
                Tokens now = held.get(session);
                if (now == null || !now.refreshToken().equals(used)) {
                    if (now != null) {
                        held.remove(session);
                        accesses.remove(now.accessToken());
                    }
                    return error(401, "refresh_reused", "Please sign in again.");
                }
                accesses.remove(now.accessToken());
                return ok(rotate(session), 0);
            }
            case Routes.STUDIO_RELEASE -> {
                StudioRelease offered = release;
                return offered == null ? error(404, "not_found", "Not found.") : ok(offered, 0);
            }
            default -> {}
        }
        if (path.startsWith("/rehearsal/") || path.startsWith("/@")) {
            return page(path);
        }
        String sent = String.valueOf(r.getHeaders().get("Authorization"));
        if (!sent.startsWith("Bearer ") || !accesses.contains(sent.substring("Bearer ".length()))) {
            return error(401, "unauthorized", "Please sign in.");
        }
        if (path.startsWith(Routes.ADMIN + "/")) {
            return asAdmin ? admin.answer(method, path, body, r) : error(403, "forbidden", "For admins only.");
        }
        String key = r.getHeaders().get("Idempotency-Key");
        if (key != null && answered.containsKey(key + path)) {
            return answered.get(key + path);
        }
        MockResponse own = account.answer(method, path, body);
        if (own != null) {
            return own;
        }
        MockResponse response = path.startsWith(Routes.UPLOADS)
                ? uploads.answer(method, path, body)
                : path.startsWith(Routes.PRODUCTS)
                        ? products(method, path, body, r.getHeaders())
                        : other(method, path, body, r);
        if (key != null && response.getStatus().contains(" 20")) {
            answered.put(key + path, response);
        }
        return response;
    }

    private Tokens rotate() {
        return rotate("session-" + ++sequence);
    }

    private Tokens rotate(String session) {
        long n = ++sequence;
        var tokens = new Tokens(
                "access-" + n,
                Instant.now().plusSeconds(900),
                "refresh-" + n,
                Instant.now().plusSeconds(86_400 * 30));
        sessions.put(tokens.refreshToken(), session);
        accesses.add(tokens.accessToken());
        held.put(session, tokens);
        return tokens;
    }

    private MockResponse products(String method, String path, String body, Headers headers) {
        String[] rest = path.substring(Routes.PRODUCTS.length()).split("/");
        if (rest.length < 2) {
            SaveProduct content = Json.read(body, SaveProduct.class);
            if (!content.validate(Currency.EUR).isEmpty()) {
                return error(
                        422,
                        "invalid",
                        "Please check: "
                                + content.validate(Currency.EUR).byField().keySet());
            }
            return products.containsKey(content.id())
                    ? error(409, "exists", "exists")
                    : product(store(null, content, ProductStatus.DRAFT));
        }
        UUID id = UUID.fromString(rest[1]);
        Product held = products.get(id);
        if (held == null) {
            return error(404, "not_found", "no such product");
        }
        if (rest.length == 3) {
            return switch (rest[2]) {
                case "publish" -> product(store(held, ProductCopy.contentOf(held), ProductStatus.PUBLISHED));
                case "unpublish" -> product(store(held, ProductCopy.contentOf(held), ProductStatus.UNPUBLISHED));
                case "files" -> ok(rehearsal(held).files(), 0);
                case "rehearsal" -> ok(rehearsal(held), 0);
                case "revisions" -> ok(revisions.getOrDefault(id, List.of()).reversed(), 0);
                default -> error(404, "not_found", path);
            };
        }
        return switch (method) {
            case "GET" -> product(held);
            case "PUT" -> {
                if (!("\"v" + held.version() + "\"").equals(headers.get("If-Match"))) {
                    yield error(412, "stale", "Somebody else saved first.");
                }
                SaveProduct content = Json.read(body, SaveProduct.class);
                yield content.validate(Currency.EUR).isEmpty()
                        ? product(store(held, content, held.status()))
                        : error(422, "invalid", "Please check the fields.");
            }
            case "DELETE" -> {
                products.remove(id);
                graves.add(new Changes.Tombstone("product", id, Instant.now()));
                touch(id);
                yield new MockResponse.Builder().code(204).build();
            }
            default -> error(405, "method", method);
        };
    }

    /// Pages of a rehearsal say what the real ones say.
    private Rehearsal rehearsal(Product p) {
        String page = "/rehearsal/" + p.id();
        return new Rehearsal(
                p.id(),
                p.version(),
                new Rehearsal.Payment(rehearsalOutcome, p.price(), p.currency(), "pi_1", null),
                "/@mira",
                page,
                page + "/library",
                p.files().stream()
                        .filter(f -> Files.exists(uploads.object(f.uploadId())))
                        .map(f -> new Rehearsal.File(
                                f.id(),
                                f.title(),
                                f.fileName(),
                                f.size(),
                                f.sha256(),
                                storage.objectUrl(f.uploadId().toString())))
                        .toList(),
                Instant.now().plusSeconds(600));
    }

    private MockResponse page(String path) {
        var page = new MockResponse.Builder().setHeader("Content-Type", "text/html");
        if (path.startsWith("/@")) {
            return page.code(200).body("<h1>Mira Sol</h1>").build();
        }
        Product p = products.get(UUID.fromString(path.split("/")[2]));
        String lessons =
                p.lessons().stream().map(l -> "<li>" + l.title() + "</li>").collect(Collectors.joining());
        return page.code(200)
                .body("<h1>" + p.title().replace("&", "&amp;").replace("<", "&lt;") + "</h1>" + lessons)
                .build();
    }

    private Product store(Product held, SaveProduct c, ProductStatus status) {
        UUID id = c.id() == null ? Ids.next() : c.id();
        if (held != null) {
            revisions
                    .computeIfAbsent(id, k -> new ArrayList<>())
                    .add(new ProductRevision(
                            held.version(), held.updatedAt(), ProductCopy.contentOf(held), held.status()));
        }
        List<ProductFile> files = (c.files() == null ? List.<SaveProduct.FileRef>of() : c.files())
                .stream().map(f -> uploads.file(f)).toList();
        Instant now = Instant.now();
        Product next = new Product(
                id,
                creator,
                c.type(),
                c.title(),
                c.description() == null ? "" : c.description(),
                c.price(),
                Currency.EUR,
                c.payWhatYouWant(),
                c.suggestedPrice(),
                c.coverUploadId(),
                null,
                c.tierId(),
                ProductAccess.of(c.access(), c.tierId(), c.price(), c.payWhatYouWant()),
                c.tags() == null ? List.of() : c.tags(),
                c.hiddenContent() == null ? "" : c.hiddenContent(),
                files,
                c.lessons() == null ? List.of() : c.lessons(),
                c.refundPolicy() == null ? "" : c.refundPolicy(),
                status,
                held == null ? 1 : held.version() + 1,
                held == null ? now : held.createdAt(),
                now,
                status == ProductStatus.PUBLISHED ? now : null,
                sales.values().stream().filter(s -> id.equals(s.productId())).count(),
                Boolean.TRUE.equals(c.showContents()));
        products.put(id, next);
        touch(id);
        return next;
    }

    private static MockResponse product(Product p) {
        return ok(p, p.version());
    }

    private MockResponse other(String method, String path, String body, RecordedRequest r) {
        String id = path.substring(path.lastIndexOf('/') + 1);
        return switch (path) {
            case Routes.ME ->
                ok(
                        asAdmin
                                ? new Me(
                                        creator,
                                        EMAIL,
                                        Role.ADMIN,
                                        true,
                                        true,
                                        "Ada",
                                        null,
                                        null,
                                        "en",
                                        AdminScope.FULL)
                                : new Me(
                                        creator,
                                        EMAIL,
                                        Role.CREATOR,
                                        true,
                                        secondFactor,
                                        "Mira",
                                        creator,
                                        "mira",
                                        "en",
                                        null),
                        0);
            case Routes.LOGOUT -> new MockResponse.Builder().code(204).build();
            case Routes.CHANGES -> ok(changes(r), 0);
            case Routes.BALANCE -> ok(balance(), 0);
            case Routes.PAYOUT_PREVIEW -> ok(preview(Long.parseLong(r.getUrl().queryParameter("amount"))), 0);
            case Routes.WITHDRAW -> withdraw(Json.read(body, RequestPayout.class));
            case Routes.PAYOUT_SETTINGS -> {
                if (method.equals("PUT")) {
                    payoutSettings = Json.read(body, PayoutSettings.class);
                }
                yield ok(payoutSettings, 0);
            }
            case Routes.ANALYTICS_TRAFFIC ->
                ok(
                        new gg.tap2.model.analytics.TrafficReport(
                                java.time.LocalDate.parse(r.getUrl().queryParameter("from")),
                                java.time.LocalDate.parse(r.getUrl().queryParameter("to")),
                                9_412,
                                4_180,
                                8_100,
                                3_900,
                                176,
                                421,
                                List.of(),
                                List.of(
                                        new gg.tap2.model.analytics.TrafficReport.Source("direct", 4_000, 1_900),
                                        new gg.tap2.model.analytics.TrafficReport.Source("youtube.com", 2_600, 1_210),
                                        new gg.tap2.model.analytics.TrafficReport.Source("newsletter", 1_700, 640)),
                                List.of()),
                        0);
            case Routes.VALIDATE_SLUG -> {
                String slug = Json.read(body, ValidateSlug.class).slug();
                String reason = !Slugs.PATTERN.matcher(slug).matches()
                        ? "invalid"
                        : Slugs.isReserved(slug) ? "reserved" : slug.equals(TAKEN_SLUG) ? "taken" : null;
                yield ok(new SlugAvailability(slug, reason == null, reason), 0);
            }
            case Routes.BANK_ACCOUNTS -> ok(List.copyOf(banks.values()), 0);
            case Routes.STATEMENTS -> ok(StatementSamples.MONTHS, 0);
            case Routes.STATEMENT_KEYS ->
                new MockResponse.Builder().code(200).body("{\"keys\":[]}").build();
            case Routes.BUSINESS_DETAILS -> {
                if (method.equals("PUT")) {
                    business = Json.read(body, gg.tap2.model.billing.BusinessDetails.class);
                }
                yield ok(business, 0);
            }
            case Routes.PROFILE -> {
                if (method.equals("PUT") && isStale(r, profile.version())) {
                    yield error(412, "stale", "Somebody else saved first.");
                }
                if (method.equals("PUT")) {
                    profile = bump(Contents.with(profile, Json.read(body, SaveProfile.class)));
                    touch(profile.id());
                }
                yield ok(profile, profile.version());
            }
            case Routes.TIERS -> {
                SaveTier c = Json.read(body, SaveTier.class);
                yield tier(
                        new Tier(
                                c.id(),
                                creator,
                                "",
                                "",
                                0,
                                null,
                                Currency.EUR,
                                0,
                                null,
                                null,
                                List.of(),
                                0,
                                false,
                                0,
                                start,
                                start,
                                0),
                        c);
            }
            case Routes.DISCOUNTS -> {
                SaveDiscountCode c = Json.read(body, SaveDiscountCode.class);
                put(Contents.with(
                        new DiscountCode(c.id(), "", null, null, List.of(), null, null, null, 0, true, Instant.now()),
                        c));
                yield ok(discounts.get(c.id()), 0);
            }
            default -> {
                if (path.startsWith(Routes.TIERS + "/")) {
                    Tier held = tiers.get(UUID.fromString(id));
                    if (held == null) {
                        yield error(404, "not_found", path);
                    }
                    if (method.equals("GET")) {
                        yield ok(held, held.version());
                    }
                    if (method.equals("PUT")) {
                        SaveTier content = Json.read(body, SaveTier.class);
                        yield isStale(r, held.version())
                                ? error(412, "stale", "Somebody else saved first.")
                                : content.validate(Currency.EUR).isEmpty()
                                        ? tier(held, content)
                                        : error(422, "invalid", "Please check the fields.");
                    }
                }
                if (path.startsWith(Routes.DISCOUNTS + "/") && method.equals("PUT")) {
                    put(Contents.with(discounts.get(UUID.fromString(id)), Json.read(body, SaveDiscountCode.class)));
                    yield ok(discounts.get(UUID.fromString(id)), 0);
                }
                if (path.endsWith("/lines")) {
                    yield ok(lines(), 0);
                }
                if (path.startsWith(Routes.DISPUTES + "/")) {
                    yield dispute(method, path, body);
                }
                Object people = audience.answer(
                        path,
                        String.valueOf(r.getHeaders().get("Accept-Language")).startsWith("de"));
                yield people == null ? error(404, "not_found", path) : ok(people, 0);
            }
        };
    }

    public FakeDisputes dossiers() {
        return dossiers;
    }

    private MockResponse dispute(String method, String path, String body) {
        String[] rest = path.substring(Routes.DISPUTES.length() + 1).split("/");
        Dispute d = disputes.get(UUID.fromString(rest[0]));
        if (d == null) {
            return error(404, "not_found", path);
        }
        return switch (method + " " + rest[rest.length - 1]) {
            case "GET evidence" -> ok(dossiers.get(d), 0);
            case "PUT evidence" ->
                dossiers.get(d).open()
                        ? ok(dossiers.note(d, Json.read(body, DisputeNote.class).note()), 0)
                        : error(409, "evidence_closed", "This dispute can no longer be answered.");
            case "POST submit" -> ok(dossiers.submit(d), 0);
            case "POST accept" -> ok(dossiers.accept(d), 0);
            default -> error(404, "not_found", path);
        };
    }

    private MockResponse tier(Tier held, SaveTier c) {
        Tier t = Contents.with(held, c);
        Tier next = new Tier(
                t.id(),
                creator,
                t.name(),
                t.description(),
                t.price(),
                t.yearlyPrice(),
                t.currency(),
                t.trialDays(),
                t.imageUploadId(),
                null,
                t.benefits(),
                t.sortOrder(),
                t.published(),
                held.version() + 1,
                held.createdAt(),
                Instant.now(),
                held.activeSubscribers());
        put(next);
        return ok(next, next.version());
    }

    private static boolean isStale(RecordedRequest r, long version) {
        String match = r.getHeaders().get("If-Match");
        return match != null && !match.equals("\"v" + version + "\"");
    }

    private static CreatorProfile bump(CreatorProfile p) {
        return new CreatorProfile(
                p.id(),
                p.slug(),
                p.displayName(),
                p.bio(),
                p.avatarUploadId(),
                p.avatarUrl(),
                p.bannerUploadId(),
                p.bannerUrl(),
                p.socialLinks(),
                p.themeColors(),
                p.tags(),
                p.tipPresets(),
                p.tipGoal(),
                p.published(),
                p.currency(),
                p.country(),
                p.timeZone(),
                p.version() + 1,
                p.createdAt(),
                Instant.now());
    }

    private Changes changes(RecordedRequest r) {
        String cursor = r.getUrl().queryParameter("since");
        long since = cursor == null ? 0 : Long.parseLong(cursor);
        int limit = 500;
        List<UUID> ids = changedAt.entrySet().stream()
                .filter(e -> e.getValue() > since)
                .sorted(Comparator.comparing(Map.Entry::getValue))
                .limit(limit)
                .map(Map.Entry::getKey)
                .toList();
        long upTo = ids.isEmpty() ? since : changedAt.get(ids.getLast());
        boolean more = changedAt.values().stream().anyMatch(v -> v > upTo);
        return new Changes(
                String.valueOf(upTo),
                more,
                changedAt.values().stream().filter(v -> v > upTo).count(),
                since == 0 || ids.contains(profile.id()) ? profile : null,
                pick(products, ids),
                pick(tiers, ids),
                pick(discounts, ids),
                pick(sales, ids),
                pick(subscribers, ids),
                pick(payouts, ids),
                pick(disputes, ids),
                graves.stream().filter(g -> ids.contains(g.id())).toList(),
                Instant.now());
    }

    private static <T> List<T> pick(Map<UUID, T> all, List<UUID> ids) {
        return ids.stream().filter(all::containsKey).map(all::get).toList();
    }

    private Balance balance() {
        long pending = 0;
        Map<LocalDate, Long> byDay = new java.util.TreeMap<>();
        for (Sale s : sales.values()) {
            if (s.availableAt().isAfter(start)) {
                pending += s.net();
                byDay.merge(s.availableAt().atZone(ZoneOffset.UTC).toLocalDate(), s.net(), Long::sum);
            }
        }
        var releases = byDay.entrySet().stream()
                .map(e -> new Balance.Release(
                        e.getKey(), e.getKey().atStartOfDay(ZoneOffset.UTC).toInstant(), e.getValue()))
                .toList();
        long reserved = disputes.values().stream()
                .filter(d -> d.status().equals("open"))
                .mapToLong(d -> d.amount() + d.fee())
                .sum();
        return new Balance(
                Currency.EUR,
                available,
                pending,
                reserved,
                inTransit,
                sales.values().stream().mapToLong(Sale::net).sum(),
                releases.isEmpty() ? null : releases.getFirst(),
                releases,
                sequence,
                Instant.now());
    }

    private PayoutPreview preview(long amount) {
        List<PayoutReason> reasons = new ArrayList<>();
        if (amount > available) {
            reasons.add(new PayoutReason(
                    PayoutReason.Code.INSUFFICIENT_AVAILABLE, PayoutReason.Actor.CREATOR, null, available));
        }
        return new PayoutPreview(
                amount,
                150,
                amount - 150,
                available - amount,
                Currency.EUR,
                null,
                "4711",
                Instant.now().plus(Duration.ofDays(2)),
                sequence,
                secondFactor,
                reasons,
                List.of());
    }

    private MockResponse withdraw(RequestPayout request) {
        if (request.amount() > available) {
            return error(409, "insufficient_available", "Not enough available.");
        }
        available -= request.amount();
        inTransit += request.amount();
        var payout = new Payout(
                request.id(),
                request.amount(),
                150,
                Currency.EUR,
                PayoutStatus.PROCESSING,
                "instant",
                request.bankAccountId(),
                "4711",
                "flowpay",
                "FP-2041",
                List.of(),
                null,
                null,
                Instant.now(),
                null,
                List.of());
        put(payout);
        return ok(payout, 0);
    }

    private List<PayoutLine> lines() {
        return sales.values().stream()
                .filter(s -> !s.availableAt().isAfter(start))
                .limit(25)
                .map(s -> new PayoutLine(
                        1,
                        s.paidAt(),
                        "sale",
                        s.paymentId(),
                        s.kind(),
                        s.title(),
                        s.gross(),
                        s.platformFee(),
                        FeePolicy.DEFAULT.platformBps(s.kind()),
                        s.processingFee(),
                        s.net(),
                        s.currency()))
                .toList();
    }

    static MockResponse ok(Object data, long version) {
        var response = new MockResponse.Builder()
                .code(200)
                .setHeader("Content-Type", "application/json")
                .body(Json.write(Envelope.of(data)));
        return version > 0 ? response.setHeader("ETag", "\"v" + version + "\"").build() : response.build();
    }

    static MockResponse error(int status, String code, String message) {
        return new MockResponse.Builder()
                .code(status)
                .setHeader("Content-Type", "application/json")
                .body(Json.write(new ErrorEnvelope(new ErrorEnvelope.ErrorBody(code, message, null, null))))
                .build();
    }

    @Override
    public void close() {
        web.close();
        storage.close();
    }
}
