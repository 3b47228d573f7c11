package gg.tap2.server.library;

import gg.tap2.model.Routes;
import gg.tap2.server.accounts.PersonalData;
import gg.tap2.server.billing.RehearsalPayments;
import gg.tap2.server.catalog.CatalogFeature;
import gg.tap2.server.platform.crypto.PlatformSecrets;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Proof;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.s3.ObjectStorage;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Builds the library and registers its routes.
public final class LibraryFeature {
    private final Entitlements entitlements;
    private final Library library;
    private final DownloadLinks links;
    private final Delivery delivery;
    private final FormerPurchases former;
    private final Following following;
    private final Rehearsals rehearsals;

    public LibraryFeature(
            Db db,
            InstantSource clock,
            CatalogFeature catalog,
            ObjectStorage storage,
            PlatformSecrets secrets,
            RehearsalPayments rehearsalPayments) {
        this.entitlements = new Entitlements(db, clock);
        this.library = new Library(db, clock, entitlements, catalog.products());
        this.links = new DownloadLinks(db, clock, entitlements, secrets.hmac("downloads"));
        this.delivery = new Delivery(storage);
        this.former = new FormerPurchases(db);
        this.following = new Following(db);
        this.rehearsals = new Rehearsals(
                db,
                clock,
                catalog.products(),
                catalog.profiles(),
                storage,
                rehearsalPayments,
                secrets.hmac("rehearsals"));
    }

    /// A link's addresses, one for each file.
    public record IssuedLinks(Instant expiresAt, int sessions, String zip, List<Address> files) {
        public record Address(UUID fileId, String title, String path) {}
    }

    /// Whose new things a fan wants to see.
    public Following following() {
        return following;
    }

    public void register(Routing r) {
        r.get(Routes.LIBRARY, Access.FAN, c -> {
            var page = c.page();
            c.page(entitlements.library(c.fanId(), page.limit(), page.offset()), page, entitlements.count(c.fanId()));
        });
        r.get(Routes.LIBRARY_ITEM, Access.FAN, c -> c.ok(library.open(c.fanId(), c.id())));
        r.post(Routes.LIBRARY_LINKS, Access.FAN, c -> c.json(201, gg.tap2.model.common.Envelope.of(issue(c))));
        r.put(Routes.LIBRARY_ITEM + "/lessons/{lesson}", Access.FAN, c -> mark(c, true));
        r.delete(Routes.LIBRARY_ITEM + "/lessons/{lesson}", Access.FAN, c -> mark(c, false));
        r.get(Routes.FAN_GRANTS, Access.CREATOR, c -> c.ok(entitlements.ofFan(c.creatorId(), c.id("fan"))));
        r.put(Routes.PRODUCT_GRANT, Access.CREATOR, c -> {
            entitlements.grant(c.creatorId(), c.id(), c.id("fan"));
            c.noContent();
        });
        r.delete(
                Routes.PRODUCT_GRANT,
                Access.CREATOR,
                c -> c.ok(Map.of("revoked", entitlements.revoke(c.creatorId(), c.id(), c.id("fan")))));
        r.get(
                Routes.CREATORS + "/products/{id}/downloads",
                Access.CREATOR,
                c -> c.ok(links.log(c.creatorId(), c.id(), 200)));
        r.get(Routes.PRODUCT_FILES, Access.CREATOR, Proof.OWNER, c -> c.ok(rehearsals.files(c.creatorId(), c.id())));
        r.post(Routes.REHEARSAL, Access.CREATOR, c -> c.ok(rehearsals.start(c.creatorId(), c.id())));
        r.page("/dl/{token}/all", Access.PUBLIC, this::downloadAll);
        r.page("/dl/{token}/{file}", Access.PUBLIC, this::download);
        r.page("/library/{id}/files/{file}", Access.FAN, c -> {
            var item = links.forOwner(
                            c.fanId(), c.id(), c.id("file"), c.client().ip())
                    .getFirst();
            if (c.query("keep").isPresent()) {
                delivery.send(c, item);
            } else {
                delivery.redirect(c, item, c.query("show").isPresent());
            }
        });
        r.page("/library/{id}/zip", Access.FAN, c -> {
            var items = links.forOwner(c.fanId(), c.id(), null, c.client().ip());
            delivery.zip(c, entitlements.item(c.fanId(), c.id()).title(), items);
        });
    }

    private IssuedLinks issue(Call c) {
        var detail = library.open(c.fanId(), c.id());
        var link = links.issue(c.fanId(), c.id());
        return new IssuedLinks(
                link.expiresAt(),
                DownloadLinks.SESSIONS,
                "/dl/" + link.token() + "/all",
                detail.files().stream()
                        .map(f -> new IssuedLinks.Address(f.id(), f.title(), link.path(f.id())))
                        .toList());
    }

    private void mark(Call c, boolean done) {
        library.mark(c.fanId(), c.id(), c.id("lesson"), done);
        c.noContent();
    }

    private void download(Call c) {
        if (isHead(c)) {
            delivery.describe(c, links.look(c.path("token"), c.id("file")));
        } else if (!refusedPrefetch(c)) {
            delivery.redirect(
                    c, links.use(c.path("token"), c.id("file"), c.client().ip()).getFirst(), false);
        }
    }

    private void downloadAll(Call c) {
        if (isHead(c)) {
            c.response().status(Status.OK_200).send();
        } else if (!refusedPrefetch(c)) {
            delivery.zip(
                    c, "download", links.use(c.path("token"), null, c.client().ip()));
        }
    }

    private static boolean isHead(Call c) {
        return c.request().prologue().method().equals(Method.HEAD);
    }

    /// Browsers and mail scanners that only look ahead get nothing, and use nothing up.
    private static boolean refusedPrefetch(Call c) {
        for (String name : List.of("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")) {
            if (c.header(HeaderNames.create(name))
                    .filter(v -> v.contains("prefetch") || v.contains("preview") || v.contains("prerender"))
                    .isPresent()) {
                c.response().status(Status.NO_CONTENT_204).send();
                return true;
            }
        }
        return false;
    }

    public PersonalData personalData() {
        return new ReaderData();
    }

    public Entitlements entitlements() {
        return entitlements;
    }

    public FormerPurchases former() {
        return former;
    }

    public Library library() {
        return library;
    }

    public Rehearsals rehearsals() {
        return rehearsals;
    }

    public DownloadLinks links() {
        return links;
    }
}
