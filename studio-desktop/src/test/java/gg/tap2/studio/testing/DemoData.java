package gg.tap2.studio.testing;

import gg.tap2.model.billing.Dispute;
import gg.tap2.model.billing.Subscriber;
import gg.tap2.model.billing.SubscriptionStatus;
import gg.tap2.model.catalog.DiscountCode;
import gg.tap2.model.catalog.Lesson;
import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.ProductStatus;
import gg.tap2.model.catalog.ProductType;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.catalog.Tier;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Ids;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.model.payouts.BankAccount;
import gg.tap2.model.payouts.Payout;
import gg.tap2.model.payouts.PayoutStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/// A small business with half a year of sales, the same on every run.
public final class DemoData {
    private static final String[] FANS = {
        "Aiko T.",
        "Ben Carter",
        "Chloé M.",
        "Dario R.",
        "Emma Lund",
        "Farid",
        "Greta",
        "Hanna B.",
        "Ivo",
        "Jules",
        "Kai",
        "Lena Vogt"
    };

    private DemoData() {}

    public static SaveProduct product(
            String title,
            ProductType type,
            long price,
            String text,
            List<String> tags,
            List<SaveProduct.FileRef> files,
            List<Lesson> lessons) {
        return new SaveProduct(
                Ids.next(),
                type,
                title,
                text,
                price,
                false,
                null,
                null,
                null,
                tags,
                "Thank you! Your licence is inside the ZIP.",
                files,
                lessons,
                "14 days, no questions asked.");
    }

    public static SaveProduct product(String title, long price) {
        return product(title, ProductType.DOWNLOAD, price, "", List.of(), List.of(), List.of());
    }

    public static void fill(FakePlatform p) {
        var random = new Random(7);
        Instant now = p.start;
        List<Product> products = new ArrayList<>();
        var f1 = new SaveProduct.FileRef(Ids.next(), Ids.next(), "Lisbon Nights samples", null);
        var f2 = new SaveProduct.FileRef(Ids.next(), Ids.next(), "Licence and notes", null);
        products.add(p.addProduct(
                product(
                        "Lisbon Nights sample pack",
                        ProductType.DOWNLOAD,
                        2_400,
                        "# Lisbon Nights\n\n**214 royalty-free samples** recorded on rooftops, trams and in *very* small rooms.\n\n- 90 loops, 124 one-shots\n- 24-bit WAV, tagged by key and tempo\n- Works in every sampler\n\n> The warmest kit I have used this year. — Ben\n\nQuestions? Write to [me](https://mira.example).",
                        List.of("samples", "lo-fi", "wav"),
                        List.of(f1, f2),
                        List.of()),
                ProductStatus.PUBLISHED));
        products.add(p.addProduct(
                product(
                        "Mixing vocals at home",
                        ProductType.COURSE,
                        7_900,
                        "A course of nine lessons.",
                        List.of("course", "mixing"),
                        List.of(f1),
                        List.of(
                                new Lesson(Ids.next(), "Your room", "How to listen.", List.of()),
                                new Lesson(Ids.next(), "Compression without fear", "…", List.of()))),
                ProductStatus.PUBLISHED));
        products.add(p.addProduct(product("Synth patches vol. 3", 1_500), ProductStatus.PUBLISHED));
        products.add(p.addProduct(product("Ambient textures", 1_200), ProductStatus.PUBLISHED));
        products.add(p.addProduct(product("Free drum kit", 0), ProductStatus.PUBLISHED));
        products.add(p.addProduct(
                product("Studio diary 2025", ProductType.UNLOCKABLE, 500, "", List.of("diary"), List.of(), List.of()),
                ProductStatus.UNPUBLISHED));
        products.add(p.addProduct(product("Field recordings: Alfama", 1_800), ProductStatus.DRAFT));
        products.add(p.addProduct(product("Tape loops vol. 1", 900), ProductStatus.DRAFT));
        List<Tier> tiers = List.of(
                tier("Listener", 300, "Early listening", 0, 61),
                tier("Insider", 700, "All sample packs", 1, 34),
                tier("Patron", 2_000, "One mix review a month", 2, 9));
        tiers.forEach(p::put);
        List<UUID> fans = new ArrayList<>();
        for (int i = 0; i < FANS.length; i++) {
            fans.add(Ids.next());
        }
        for (int day = 185; day >= 0; day--) {
            int sales = (int) Math.max(
                    0, Math.round(2.2 + 1.4 * Math.sin(day / 9.0) + random.nextGaussian() + (185 - day) / 70.0));
            for (int i = 0; i < sales; i++) {
                Instant at = now.minus(Duration.ofDays(day))
                        .minus(Duration.ofMinutes(random.nextInt(day == 0 ? 120 : 1_200)));
                int fan = random.nextInt(FANS.length);
                int pick = random.nextInt(10);
                if (pick < 5) {
                    Product product = products.get(random.nextInt(4));
                    p.sell(
                            SaleKind.PRODUCT,
                            product.title(),
                            product.id(),
                            fans.get(fan),
                            FANS[fan],
                            product.price(),
                            null,
                            at);
                } else if (pick < 8) {
                    Tier tier = tiers.get(random.nextInt(3));
                    p.sell(
                            SaleKind.SUBSCRIPTION,
                            tier.name(),
                            tier.id(),
                            fans.get(fan),
                            FANS[fan],
                            tier.price(),
                            null,
                            at);
                } else {
                    String[] words = {
                        "Your last track made my week!",
                        "For the new microphone",
                        "Greetings from Oslo",
                        "Keep going.",
                        "Danke für alles!"
                    };
                    p.sell(
                            SaleKind.TIP,
                            "Tip",
                            null,
                            fans.get(fan),
                            fan % 4 == 0 ? null : FANS[fan],
                            (1 + random.nextInt(8)) * 250L,
                            words[random.nextInt(words.length)],
                            at);
                }
            }
        }
        products.forEach(held -> p.editElsewhere(held.id(), gg.tap2.studio.store.ProductCopy.contentOf(held)));
        SubscriptionStatus[] statuses = {
            SubscriptionStatus.ACTIVE,
            SubscriptionStatus.ACTIVE,
            SubscriptionStatus.ACTIVE,
            SubscriptionStatus.TRIALING,
            SubscriptionStatus.PAST_DUE,
            SubscriptionStatus.CANCELLED
        };
        for (int i = 0; i < FANS.length; i++) {
            Tier tier = tiers.get(i % 3);
            p.put(new Subscriber(
                    Ids.next(),
                    fans.get(i),
                    FANS[i],
                    "fan" + i + "@example.com",
                    tier.id(),
                    tier.name(),
                    statuses[i % 6],
                    tier.price(),
                    Currency.EUR,
                    tier.price() * (3 + i),
                    i % 7 == 5,
                    now.minus(Duration.ofDays(20 + 13L * i)),
                    now.plus(Duration.ofDays(3 + i))));
        }
        p.put(new DiscountCode(
                Ids.next(), "SUMMER25", 25, null, List.of(), null, now.plus(Duration.ofDays(20)), 100, 37, true, now));
        p.put(new DiscountCode(
                Ids.next(),
                "THANKS-BEN",
                null,
                500L,
                List.of(products.getFirst().id()),
                null,
                null,
                1,
                1,
                false,
                now));
        p.put(new BankAccount(
                Ids.next(),
                "DE",
                Currency.EUR,
                "Mira Sol",
                "Volksbank",
                "4711",
                null,
                "verified",
                "manual",
                true,
                null,
                now.minus(Duration.ofDays(90))));
        p.put(new BankAccount(
                Ids.next(),
                "PT",
                Currency.EUR,
                "Mira Sol",
                "Banco Sol",
                "0815",
                null,
                "pending",
                "manual",
                false,
                null,
                now.minus(Duration.ofDays(1))));
        p.put(new Dispute(
                Ids.next(),
                Ids.next(),
                2_400,
                1_500,
                Currency.EUR,
                "open",
                "product_not_received",
                now.plus(Duration.ofDays(6)),
                now.minus(Duration.ofDays(2)),
                null));
        p.put(new Dispute(
                Ids.next(),
                Ids.next(),
                700,
                1_500,
                Currency.EUR,
                "won",
                "fraudulent",
                null,
                now.minus(Duration.ofDays(60)),
                now.minus(Duration.ofDays(31))));
        PayoutStatus[] ends = {
            PayoutStatus.COMPLETED, PayoutStatus.COMPLETED, PayoutStatus.RETURNED, PayoutStatus.COMPLETED
        };
        for (int i = 0; i < ends.length; i++) {
            p.put(new Payout(
                    Ids.next(),
                    18_250 + 4_120L * i,
                    150,
                    Currency.EUR,
                    ends[i],
                    i % 2 == 0 ? "auto" : "instant",
                    null,
                    "4711",
                    "flowpay",
                    "FP-20" + (36 + i),
                    List.of(),
                    ends[i] == PayoutStatus.RETURNED ? "Account closed" : null,
                    null,
                    now.minus(Duration.ofDays(14L + 21 * i)),
                    now.minus(Duration.ofDays(12L + 21 * i)),
                    List.of()));
        }
    }

    private static Tier tier(String name, long price, String benefit, int order, long members) {
        return new Tier(
                Ids.next(),
                Ids.next(),
                name,
                "Support the studio and get something every month.",
                price,
                price * 10,
                Currency.EUR,
                order == 0 ? 7 : 0,
                null,
                null,
                List.of(benefit, "Name in the credits", "Monthly letter"),
                order,
                true,
                1,
                Instant.now(),
                Instant.now(),
                members);
    }
}
