package gg.tap2.server.catalog;

import gg.tap2.server.accounts.PersonalData;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.Routing;
import java.time.InstantSource;

/// Builds the catalog and registers its routes.
public final class CatalogFeature {
    private final InstantSource clock;
    private final Profiles profiles;
    private final Products products;
    private final Tiers tiers;
    private final DiscountCodes discountCodes;
    private final PublicCatalog publicCatalog;
    private final PublicAnswers publicAnswers;
    private final CurrencyChanges currencyChanges;

    public CatalogFeature(Db db, InstantSource clock, Uploaded uploads, Products.News news) {
        this.clock = clock;
        this.profiles = new Profiles(db, clock, uploads);
        this.products = new Products(db, clock, uploads, news);
        this.tiers = new Tiers(db, clock, uploads);
        this.discountCodes = new DiscountCodes(db, clock);
        this.publicCatalog = new PublicCatalog(db);
        this.publicAnswers = new PublicAnswers(db);
        this.currencyChanges = new CurrencyChanges(db, clock);
    }

    public void register(Routing routing) {
        new CatalogRoutes(profiles, products, tiers, discountCodes, publicCatalog, publicAnswers, currencyChanges)
                .register(routing);
    }

    public PersonalData personalData() {
        return new CreatorData(clock);
    }

    public Profiles profiles() {
        return profiles;
    }

    public Products products() {
        return products;
    }

    public Tiers tiers() {
        return tiers;
    }

    public DiscountCodes discountCodes() {
        return discountCodes;
    }

    public CurrencyChanges currencyChanges() {
        return currencyChanges;
    }

    public PublicAnswers publicAnswers() {
        return publicAnswers;
    }

    public PublicCatalog publicCatalog() {
        return publicCatalog;
    }
}
