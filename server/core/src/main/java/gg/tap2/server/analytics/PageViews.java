package gg.tap2.server.analytics;

import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.HttpServer;
import gg.tap2.server.platform.http.Route;
import gg.tap2.server.platform.json.Json;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts who looks at creators' pages. A request only drops a line into a queue; a thread writes what came together
/// every few seconds. A server that is killed loses those seconds of counting, nothing else.
public final class PageViews implements HttpServer.RequestObserver, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PageViews.class);
    private static final String PROFILE = "/@{slug}";
    private static final String PRODUCT = "/@{slug}/{product}";
    private static final int QUEUE = 20_000;
    private static final long FLUSH_MS = 2_000;
    private static final HeaderName PURPOSE = HeaderNames.create("Sec-Purpose");

    /// Robots that say so, tools, and previews of links.
    private static final Pattern ROBOT = Pattern.compile(
            "bot|crawl|spider|slurp|preview|fetch|monitor|uptime|lighthouse|headless|phantom|curl|wget|python|java/|okhttp|go-http"
                    + "|libwww|httpclient|axios|node|facebookexternalhit|whatsapp|telegram|embedly|scan",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern SOURCE = Pattern.compile("[a-z0-9._-]{1,60}");

    private record View(String slug, String page, String source, String address, String agent, LocalDate date) {}

    private final Db db;
    private final InstantSource clock;
    private final LinkedBlockingQueue<View> queue = new LinkedBlockingQueue<>(QUEUE);
    private final Thread thread;
    private volatile boolean closed;

    PageViews(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("page-views").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    @Override
    public void answered(Route route, @Nullable Call call, int status, long nanos) {
        if (call == null
                || status != 200
                || !(route.path().equals(PROFILE) || route.path().equals(PRODUCT))) {
            return;
        }
        if (!call.request().prologue().method().equals(Method.GET)
                || call.header(PURPOSE).filter(p -> p.contains("prefetch")).isPresent()) {
            return;
        }
        String agent = call.header(HeaderNames.USER_AGENT).orElse("");
        if (agent.length() < 12 || ROBOT.matcher(agent).find() || isOwner(call)) {
            return;
        }
        String page = route.path().equals(PROFILE) ? "profile" : call.path("product");
        queue.offer(new View(
                call.path("slug").toLowerCase(Locale.ROOT),
                page,
                source(call),
                call.client().ip(),
                agent,
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)));
    }

    /// Creators who look at pages are mostly looking at their own.
    private static boolean isOwner(Call call) {
        return call.findPrincipal()
                .filter(p -> p.creatorId() != null || p.actingAdminId() != null)
                .isPresent();
    }

    private static String source(Call call) {
        String utm =
                call.query("utm_source").map(s -> s.toLowerCase(Locale.ROOT)).orElse("");
        if (SOURCE.matcher(utm).matches()) {
            return utm;
        }
        String referer = call.header(HeaderNames.REFERER).orElse("");
        try {
            String host = referer.isEmpty() ? null : URI.create(referer).getHost();
            String own = call.header(HeaderNames.HOST).orElse("").replaceAll(":\\d+$", "");
            if (host == null || host.equalsIgnoreCase(own)) {
                return "direct";
            }
            String name = host.toLowerCase(Locale.ROOT).replaceFirst("^(www|m|l|lm)\\.", "");
            return SOURCE.matcher(name).matches() ? name : "other";
        } catch (IllegalArgumentException e) {
            return "other";
        }
    }

    private void run() {
        while (!closed) {
            try {
                Thread.sleep(FLUSH_MS);
                flush();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("page views are not counted: {}", e.toString());
            }
        }
    }

    private record Key(UUID creator, LocalDate date, String page, String source) {}

    private record Visitor(UUID creator, LocalDate date, String page, String visitor) {}

    private static final class Count {
        long views;
        long visitors;
    }

    /// Writes what was seen since the last time; returns how many views.
    public synchronized int flush() {
        var seen = new ArrayList<View>();
        queue.drainTo(seen);
        if (seen.isEmpty()) {
            return 0;
        }
        db.transact(tx -> write(tx, seen));
        return seen.size();
    }

    private void write(Tx tx, List<View> seen) {
        Map<String, UUID> creators = new HashMap<>();
        tx.sql("SELECT id, slug FROM creators WHERE slug = ANY(CAST(:slugs AS text[]))")
                .set("slugs", array(seen.stream().map(View::slug).distinct().toList()))
                .each(r -> creators.put(r.text("slug"), r.uuid("id")));
        Map<LocalDate, Mac> macs = new HashMap<>();
        Map<Key, Count> counts = new TreeMap<>((a, b) -> order(a).compareTo(order(b)));
        Map<Visitor, Key> firstSeen = new java.util.LinkedHashMap<>();
        for (View v : seen) {
            UUID creator = creators.get(v.slug());
            if (creator == null) {
                continue;
            }
            byte[] hash = macs.computeIfAbsent(v.date(), d -> mac(salt(tx, d)))
                    .doFinal((v.address() + "\n" + v.agent()).getBytes(StandardCharsets.UTF_8));
            String visitor = HexFormat.of().formatHex(hash, 0, 16);
            for (Key key :
                    List.of(new Key(creator, v.date(), "*", v.source()), new Key(creator, v.date(), v.page(), ""))) {
                counts.computeIfAbsent(key, k -> new Count()).views++;
                firstSeen.putIfAbsent(new Visitor(creator, v.date(), key.page(), visitor), key);
            }
        }
        for (Visitor fresh : insertVisitors(tx, firstSeen.keySet())) {
            Key key = firstSeen.get(fresh);
            if (key != null) {
                counts.computeIfAbsent(key, k -> new Count()).visitors++;
            }
        }
        insertCounts(tx, counts);
    }

    private static Set<Visitor> insertVisitors(Tx tx, Set<Visitor> visitors) {
        var fresh = new HashSet<Visitor>();
        var rows = visitors.stream()
                .map(v -> Map.of("c", v.creator(), "d", v.date(), "p", v.page(), "v", v.visitor()))
                .sorted((a, b) -> a.toString().compareTo(b.toString()))
                .toList();
        tx.sql("""
                INSERT INTO page_visitors (creator_id, date, page, visitor)
                SELECT c, d, p, decode(v, 'hex') FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS x(c uuid, d date, p text, v text)
                ON CONFLICT DO NOTHING RETURNING creator_id, date, page, encode(visitor, 'hex') AS visitor""")
                .set("rows", Json.write(rows))
                .each(r -> fresh.add(
                        new Visitor(r.uuid("creator_id"), r.date("date"), r.text("page"), r.text("visitor"))));
        return fresh;
    }

    /// In the order of keys, so that two servers that write the same rows cannot deadlock.
    private static void insertCounts(Tx tx, Map<Key, Count> counts) {
        var rows = counts.entrySet().stream()
                .map(e -> Map.of(
                        "c", e.getKey().creator(),
                        "d", e.getKey().date(),
                        "p", e.getKey().page(),
                        "s", e.getKey().source(),
                        "n", e.getValue().views,
                        "v", e.getValue().visitors))
                .toList();
        tx.sql("""
                INSERT INTO page_views_daily AS t (creator_id, date, page, source, views, visitors)
                SELECT c, d, p, s, n, v FROM jsonb_to_recordset(CAST(:rows AS jsonb))
                  AS x(c uuid, d date, p text, s text, n bigint, v bigint)
                ON CONFLICT (creator_id, date, page, source)
                DO UPDATE SET views = t.views + excluded.views, visitors = t.visitors + excluded.visitors""").set("rows", Json.write(rows)).update();
    }

    private static String order(Key k) {
        return k.creator() + "/" + k.date() + "/" + k.page() + "/" + k.source();
    }

    private static byte[] salt(Tx tx, LocalDate date) {
        tx.sql("INSERT INTO view_salts (date, salt) VALUES (:date, decode(:salt, 'hex')) ON CONFLICT (date) DO NOTHING")
                .set("date", date)
                .set("salt", HexFormat.of().formatHex(RandomTokens.bytes(32)))
                .update();
        return tx.sql("SELECT salt FROM view_salts WHERE date = :date")
                .set("date", date)
                .one(r -> r.bytes("salt"));
    }

    private static Mac mac(byte[] salt) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(salt, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String array(List<String> slugs) {
        return "{"
                + String.join(
                        ",",
                        slugs.stream()
                                .filter(s -> s.matches("[a-z0-9-]{1,100}"))
                                .toList())
                + "}";
    }

    /// Forgets the visitors of days that are over; the counts stay. Run by a job.
    public void forget() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        db.transact(tx -> {
            tx.sql("DELETE FROM view_salts WHERE date < :today")
                    .set("today", today)
                    .update();
            tx.sql("DELETE FROM page_visitors WHERE date < :today")
                    .set("today", today)
                    .update();
        });
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            flush();
        } catch (RuntimeException e) {
            LOG.warn("the last page views are not counted: {}", e.toString());
        }
    }
}
