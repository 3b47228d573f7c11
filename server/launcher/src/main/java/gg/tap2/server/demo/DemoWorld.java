package gg.tap2.server.demo;

import gg.tap2.model.accounts.RegisterRequest;
import gg.tap2.model.accounts.Role;
import gg.tap2.model.billing.CreatePurchase;
import gg.tap2.model.billing.CreateTip;
import gg.tap2.model.billing.PaymentStart;
import gg.tap2.model.catalog.Lesson;
import gg.tap2.model.catalog.ProductType;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.catalog.SaveProfile;
import gg.tap2.model.catalog.SaveTier;
import gg.tap2.model.catalog.ThemeColors;
import gg.tap2.model.common.Ids;
import gg.tap2.model.media.CompleteUpload;
import gg.tap2.model.media.CreateUpload;
import gg.tap2.model.media.UploadPurpose;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/// Demo creators with pictures, products, tiers and first sales, made once through the same doors that the API uses.
public final class DemoWorld {
    private static final String PASSWORD = "tap2 sandbox demo";
    private static final String FAN = "fan@demo.test";

    /// A login that `tap2 run` prints.
    public record Login(String role, String email, String password) {}

    private record Person(
            String slug,
            String name,
            String bio,
            String primary,
            String accent,
            List<String> tags,
            String product,
            String productText,
            long price,
            ProductType type,
            String tier,
            long tierPrice) {}

    private static final List<Person> PEOPLE = List.of(
            new Person(
                    "mara-ink",
                    "Mara Lindqvist",
                    "Ink drawings and long Nordic evenings. I teach line, patience and light.",
                    "#3730a3",
                    "#f59e0b",
                    List.of("drawing", "ink", "courses"),
                    "Ink & Light: a drawing course",
                    "Twelve lessons from the first line to a finished plate.",
                    4800,
                    ProductType.COURSE,
                    "Studio circle",
                    900),
            new Person(
                    "tobias-keys",
                    "Tobias Brandt",
                    "Piano miniatures for quiet mornings, with sheet music for every piece.",
                    "#0f766e",
                    "#fbbf24",
                    List.of("music", "piano"),
                    "Seven Quiet Mornings (album)",
                    "Seven pieces, recorded on an old upright piano.",
                    900,
                    ProductType.DOWNLOAD,
                    "Front row",
                    500),
            new Person(
                    "noor-bakes",
                    "Noor Haddad",
                    "Sourdough, laminated dough and the science in between.",
                    "#b45309",
                    "#f97316",
                    List.of("food", "baking"),
                    "The Sourdough Notebook",
                    "Sixty pages of formulas, schedules and mistakes worth making.",
                    1500,
                    ProductType.DOWNLOAD,
                    "Test kitchen",
                    700),
            new Person(
                    "kenji-pixels",
                    "Kenji Mori",
                    "Pixel art asset packs for small games.",
                    "#7c3aed",
                    "#22d3ee",
                    List.of("games", "pixel-art"),
                    "Overgrown Ruins tileset",
                    "400 tiles, 16 and 32 pixels, with animated water.",
                    1200,
                    ProductType.DOWNLOAD,
                    "Tile club",
                    600),
            new Person(
                    "amelie-voix",
                    "Amélie Fournier",
                    "Voice lessons and warm-ups for people who think they cannot sing.",
                    "#be185d",
                    "#fda4af",
                    List.of("music", "voice", "courses"),
                    "Warm-ups for every day",
                    "Ten guided warm-ups, from humming to high notes.",
                    1900,
                    ProductType.COURSE,
                    "Choir",
                    800),
            new Person(
                    "luis-trails",
                    "Luis Ortega",
                    "Maps and GPX tracks of forgotten mountain paths.",
                    "#166534",
                    "#a3e635",
                    List.of("outdoors", "maps"),
                    "Twenty forgotten paths",
                    "Printable maps with water, shelter and exposure marked.",
                    1400,
                    ProductType.DOWNLOAD,
                    "Base camp",
                    500),
            new Person(
                    "ivy-code",
                    "Ivy Okafor",
                    "Small programming books that respect your evening.",
                    "#1d4ed8",
                    "#38bdf8",
                    List.of("programming", "books"),
                    "SQL on one evening",
                    "Forty pages that make joins and windows click.",
                    0,
                    ProductType.DOWNLOAD,
                    "Reading group",
                    400),
            new Person(
                    "sana-lens",
                    "Sana Yilmaz",
                    "Street photography from night buses and early trams.",
                    "#111827",
                    "#ef4444",
                    List.of("photography"),
                    "Night Bus (photo essay)",
                    "Forty frames and the stories between them.",
                    1100,
                    ProductType.UNLOCKABLE,
                    "Contact sheet",
                    600),
            new Person(
                    "piet-wood",
                    "Piet van Dijk",
                    "Hand-tool woodworking plans, tested on real apartment neighbours.",
                    "#78350f",
                    "#fcd34d",
                    List.of("crafts", "woodworking"),
                    "A workbench for flats",
                    "Plans, cut list and a quiet way to build it.",
                    2200,
                    ProductType.DOWNLOAD,
                    "Shop talk",
                    900),
            new Person(
                    "hana-yarn",
                    "Hana Kovář",
                    "Knitting patterns with charts you can actually read.",
                    "#9d174d",
                    "#c084fc",
                    List.of("crafts", "knitting"),
                    "Nordic yoke sweater",
                    "Seven sizes, colour charts, and a video for the tricky part.",
                    750,
                    ProductType.DOWNLOAD,
                    "Yarn letters",
                    300),
            new Person(
                    "owen-synth",
                    "Owen Reilly",
                    "Presets and patches for synths that are older than me.",
                    "#334155",
                    "#14b8a6",
                    List.of("music", "synth"),
                    "Dust: 64 analog patches",
                    "Warm, broken and slightly out of tune.",
                    1600,
                    ProductType.DOWNLOAD,
                    "Patch bay",
                    500),
            new Person(
                    "lea-yoga",
                    "Lea Schneider",
                    "Yoga for people who sit too much. Short, honest sessions.",
                    "#047857",
                    "#fb7185",
                    List.of("wellness", "courses"),
                    "Ten minutes a day",
                    "A month of short sessions that need no mat.",
                    2400,
                    ProductType.COURSE,
                    "Morning crew",
                    800));

    private final DemoParts app;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private DemoWorld(DemoParts app) {
        this.app = app;
    }

    public static List<Login> logins() {
        return List.of(
                new Login("creator", PEOPLE.getFirst().slug() + "@demo.test", PASSWORD),
                new Login("fan", FAN, PASSWORD));
    }

    /// Makes what is not there yet; going on where an interrupted run stopped.
    public static void ensure(DemoParts app, PrintStream out) {
        var world = new DemoWorld(app);
        boolean fresh = false;
        for (Person p : PEOPLE) {
            if (app.catalog().publicCatalog().findCreator(p.slug()).isEmpty()) {
                if (!fresh) {
                    out.println("  Making demo creators …");
                    fresh = true;
                }
                world.creator(p);
            }
        }
        if (fresh) {
            world.user(FAN, Role.FAN, "Jonas Weber", null);
            world.sales();
        }
        out.println();
        out.println("  Logins (password for all: " + PASSWORD + ")");
        logins().forEach(l -> out.printf("    %-8s %s%n", l.role(), l.email()));
        out.println("  Card for paying: 4242 4242 4242 4242, any future date, any CVC");
        out.println("  Stop with Ctrl-C; the data stays.");
    }

    private void user(String email, Role role, String name, @org.jspecify.annotations.Nullable String slug) {
        boolean there = app.db()
                .read(tx -> tx.sql("SELECT 1 FROM users WHERE email_key = :email")
                        .set("email", email)
                        .exists());
        if (!there) {
            app.accounts()
                    .accounts()
                    .register(
                            new RegisterRequest(email, PASSWORD, role, name, slug, "en"), Locale.ENGLISH, "127.0.0.1");
        }
        app.db()
                .transact(tx -> tx.sql("UPDATE users SET email_verified = TRUE WHERE email_key = :email")
                        .set("email", email)
                        .update());
    }

    private void creator(Person p) {
        user(p.slug() + "@demo.test", Role.CREATOR, p.name(), p.slug());
        UUID creator = app.db()
                .read(tx -> tx.sql("SELECT id FROM creators WHERE slug = :slug")
                        .set("slug", p.slug())
                        .one(r -> r.uuid("id")));
        long seed = p.slug().hashCode();
        String initials = p.name().replaceAll("(\\p{L})\\S*\\s*", "$1").substring(0, 2);
        UUID avatar = upload(
                creator,
                "avatar.png",
                "image/png",
                UploadPurpose.AVATAR,
                DemoArt.monogram(initials, p.primary(), p.accent()));
        UUID banner = upload(
                creator,
                "banner.png",
                "image/png",
                UploadPurpose.BANNER,
                DemoArt.landscape(1440, 480, p.primary(), p.accent(), seed));
        UUID cover = upload(
                creator,
                "cover.png",
                "image/png",
                UploadPurpose.COVER,
                DemoArt.landscape(1200, 900, p.primary(), p.accent(), seed + 1));
        UUID extraCover = upload(
                creator,
                "cover2.png",
                "image/png",
                UploadPurpose.COVER,
                DemoArt.landscape(1200, 900, p.accent(), p.primary(), seed + 2));
        app.catalog()
                .tiers()
                .create(
                        creator,
                        new SaveTier(
                                null,
                                p.tier(),
                                "The closer look, every month.",
                                p.tierPrice(),
                                p.tierPrice() * 10,
                                0,
                                null,
                                List.of("New work a week early", "A monthly letter", "All member extras"),
                                1,
                                true));
        UUID top = app.catalog()
                .tiers()
                .create(
                        creator,
                        new SaveTier(
                                null,
                                p.tier() + " plus",
                                "Everything, and a say in what comes next.",
                                p.tierPrice() * 3,
                                null,
                                7,
                                null,
                                List.of("Everything in " + p.tier(), "Source files", "Vote on the next project"),
                                2,
                                true))
                .id();
        extra(creator, p, extraCover, top);
        product(creator, p, cover);
        var profile = app.catalog().profiles().get(creator);
        app.catalog()
                .profiles()
                .save(
                        creator,
                        new SaveProfile(
                                p.slug(),
                                p.name(),
                                p.bio(),
                                avatar,
                                banner,
                                Map.of("website", "https://example.com/" + p.slug()),
                                new ThemeColors(p.primary(), "#ffffff", p.accent()),
                                p.tags(),
                                List.of(300L, 500L, 1000L),
                                "The next project",
                                50_000L,
                                true,
                                "US",
                                "UTC"),
                        profile.version());
    }

    private void product(UUID creator, Person p, UUID cover) {
        boolean sound = p.tags().contains("music");
        UUID main = sound
                ? upload(
                        creator,
                        "track-01.wav",
                        "audio/wav",
                        UploadPurpose.PRODUCT_FILE,
                        DemoFiles.wav(6, 196 + Math.abs(p.slug().hashCode() % 60)))
                : upload(
                        creator,
                        "booklet.pdf",
                        "application/pdf",
                        UploadPurpose.PRODUCT_FILE,
                        DemoFiles.pdf(p.product(), p.productText()));
        UUID zip = upload(
                creator,
                "everything.zip",
                "application/zip",
                UploadPurpose.PRODUCT_FILE,
                DemoFiles.zip("readme.txt", p.productText().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        UUID first = Ids.next();
        UUID second = Ids.next();
        List<Lesson> lessons = p.type() == ProductType.COURSE
                ? List.of(
                        new Lesson(
                                Ids.next(),
                                "Before you start",
                                "Find **ten quiet minutes** and something to write with.",
                                List.of()),
                        new Lesson(
                                Ids.next(),
                                "The first exercise",
                                "Slowly. Then once more.\n\n- breathe\n- begin\n- repeat",
                                List.of(first)),
                        new Lesson(
                                Ids.next(),
                                "What to do next",
                                "Look at what you made yesterday. *Keep it.*",
                                List.of(second)))
                : List.of();
        var saved = app.catalog()
                .products()
                .create(
                        creator,
                        new SaveProduct(
                                null,
                                p.type(),
                                p.product(),
                                p.productText()
                                        + "\n\n## What you get\n\n- the full work\n- free updates\n- a personal licence",
                                p.price(),
                                p.price() == 0,
                                p.price() == 0 ? Long.valueOf(500) : null,
                                cover,
                                null,
                                p.tags(),
                                p.type() == ProductType.UNLOCKABLE
                                        ? "Thank you for opening this. Here are the stories."
                                        : "",
                                List.of(
                                        new SaveProduct.FileRef(first, main, sound ? "Track 1" : "The booklet", null),
                                        new SaveProduct.FileRef(second, zip, "Everything as one archive", null)),
                                lessons,
                                "14 days, no questions asked."));
        app.catalog().products().publish(creator, saved.id());
    }

    private void extra(UUID creator, Person p, UUID cover, UUID tier) {
        var saved = app.catalog()
                .products()
                .create(
                        creator,
                        new SaveProduct(
                                null,
                                ProductType.UNLOCKABLE,
                                p.tier() + ": this month's letter",
                                "What happened in the studio this month.",
                                500,
                                false,
                                null,
                                cover,
                                tier,
                                p.tags(),
                                "# This month\n\nThank you for being here. **You make this possible.**",
                                List.of(),
                                List.of(),
                                ""));
        app.catalog().products().publish(creator, saved.id());
    }

    private UUID upload(UUID creator, String name, String type, UploadPurpose purpose, byte[] bytes) {
        var digest = DemoUpload.sha256();
        String sha = HexFormat.of().formatHex(digest.digest(bytes));
        var upload =
                app.media().uploads().create(creator, new CreateUpload(null, name, bytes.length, type, purpose, sha));
        var part =
                app.media().uploads().presign(creator, upload.id(), List.of(1)).getFirst();
        try {
            var r = http.send(
                    HttpRequest.newBuilder(URI.create(part.url()))
                            .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            var done = app.media()
                    .uploads()
                    .complete(
                            creator,
                            upload.id(),
                            new CompleteUpload(
                                    List.of(new CompleteUpload.CompletedPart(
                                            1, r.headers().firstValue("ETag").orElse(""), sha)),
                                    sha));
            for (int i = 0; i < 100 && done.status() == gg.tap2.model.media.UploadStatus.CHECKING; i++) {
                Thread.sleep(50);
                done = app.media().uploads().get(creator, upload.id());
            }
            if (done.status() != gg.tap2.model.media.UploadStatus.READY) {
                throw new IllegalStateException(name + " was refused: " + done.refusal());
            }
            return upload.id();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// A few real payments, so that balances, walls and charts have something to show.
    private void sales() {
        UUID fan = app.db()
                .read(tx -> tx.sql("SELECT f.id FROM fans f JOIN users u ON u.id = f.user_id WHERE u.email = :email")
                        .set("email", FAN)
                        .one(r -> r.uuid("id")));
        String[] words = {
            "This made my week.", "Please never stop.", "From one maker to another.", "For coffee and strings."
        };
        int i = 0;
        for (Person p : PEOPLE) {
            UUID product = app.db()
                    .read(tx -> tx.sql(
                                    "SELECT p.id FROM products p JOIN creators c ON c.id = p.creator_id WHERE c.slug = :slug AND p.title = :title")
                            .set("slug", p.slug())
                            .set("title", p.product())
                            .one(r -> r.uuid("id")));
            if (i % 3 == 0 && p.price() > 0) {
                pay(app.billing()
                        .payments()
                        .purchase(fan, null, new CreatePurchase(null, product, null, null, null, null, null, false)));
            }
            for (int k = 0; k <= i % 3; k++) {
                pay(app.billing()
                        .payments()
                        .tip(
                                null,
                                null,
                                new CreateTip(
                                        null,
                                        300 + 200L * k,
                                        null,
                                        words[(i + k) % words.length],
                                        k == 2,
                                        p.slug(),
                                        "guest" + k + "@demo.test",
                                        List.of("Ada", "Bruno", "Chiara").get(k))));
            }
            i++;
        }
    }

    private void pay(PaymentStart start) {
        String secret = start.clientSecret();
        if (secret == null) {
            return;
        }
        String body = "client_secret=" + secret
                + "&payment_method_data[type]=card&payment_method_data[card][number]=4242424242424242"
                + "&payment_method_data[card][exp_month]=12&payment_method_data[card][exp_year]=2034&payment_method_data[card][cvc]=123";
        var box = app.sandbox();
        try {
            http.send(
                    HttpRequest.newBuilder(URI.create(box.stripe().baseUri() + "/v1/payment_intents/"
                                    + secret.replaceFirst("_secret_.*$", "") + "/confirm"))
                            .header("Authorization", "Bearer " + start.publishableKey())
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
