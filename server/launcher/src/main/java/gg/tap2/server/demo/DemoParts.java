package gg.tap2.server.demo;

import gg.tap2.server.accounts.AccountsFeature;
import gg.tap2.server.billing.BillingFeature;
import gg.tap2.server.catalog.CatalogFeature;
import gg.tap2.server.media.MediaFeature;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.sandbox.Sandbox;

/// The doors through which [DemoWorld] makes its creators.
public record DemoParts(
        Db db,
        AccountsFeature accounts,
        CatalogFeature catalog,
        MediaFeature media,
        BillingFeature billing,
        Sandbox sandbox) {}
