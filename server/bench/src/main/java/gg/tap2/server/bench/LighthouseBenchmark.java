package gg.tap2.server.bench;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.platform.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Google's Lighthouse in its default mobile throttling on the pages that decide: home, profile, product, library.
public final class LighthouseBenchmark implements Benchmark {
    private static final String VERSION = "13.5.0";
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final List<String> CATEGORIES = List.of("performance", "accessibility", "best-practices", "seo");
    private static final int WARM_UP = 200;
    private static final double SCORE = 95;
    private static final double LCP_SECONDS = 1.2;
    private static final double TRANSFER_KB = 60;

    @Override
    public String name() {
        return "lighthouse";
    }

    @Override
    public String about() {
        return "Lighthouse (mobile) on home, profile, product and library: scores, largest paint, bytes of the first load";
    }

    @Override
    public List<Figure> run(BenchContext c) throws Exception {
        String why = NodeTool.missing();
        if (why == null && !Files.isExecutable(CHROMIUM)) {
            why = "no " + CHROMIUM;
        }
        if (why != null) {
            return List.of(Figure.skipped(name(), why));
        }
        String manifest = "{\"private\": true, \"dependencies\": {\"lighthouse\": \"" + VERSION + "\"}}";
        Path folder;
        try {
            folder = NodeTool.install(
                    c,
                    "lighthouse-" + VERSION,
                    Map.of("package.json", manifest.getBytes(StandardCharsets.UTF_8)),
                    "node_modules/lighthouse/cli/index.js");
        } catch (IOException e) {
            return List.of(Figure.skipped(name(), String.valueOf(e.getMessage())));
        }
        BenchServer server = c.servers().shared();
        String slug = PublicCreators.make(server, 1).getFirst();
        UUID product = server.db()
                .read(tx -> tx.sql(
                                "SELECT p.id FROM products p JOIN creators c ON c.id = p.creator_id WHERE c.slug = :slug LIMIT 1")
                        .set("slug", slug)
                        .one(r -> r.uuid("id")));
        String token = owner(server, product);
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("home", "/");
        pages.put("profile", "/@" + slug);
        pages.put("product", "/@" + slug + "/" + product);
        pages.put("library", "/library");
        List<Figure> out = new ArrayList<>();
        for (var page : pages.entrySet()) {
            warm(server, page.getValue(), token);
            List<JsonNode> reports = new ArrayList<>();
            for (int i = 0; i < c.rounds(); i++) {
                reports.add(report(c, folder, server.url() + page.getValue(), page.getKey(), token));
            }
            out.addAll(figures(page.getKey(), reports));
        }
        return out;
    }

    /// A fan who owns the product.
    private static String owner(BenchServer server, UUID product) throws Exception {
        String name = "lighthouse-" + Long.toString(System.nanoTime(), 36);
        String token = new Accounts(server).fan(name);
        server.db()
                .transact(tx -> tx.sql("""
                INSERT INTO grants (id, product_id, fan_id, source, granted_at)
                SELECT gen_random_uuid(), :product, f.id, 'grant', now() FROM fans f JOIN users u ON u.id = f.user_id
                WHERE u.email = :email""")
                        .set("product", product)
                        .set("email", Accounts.email(name))
                        .update());
        return token;
    }

    /// A page that nobody has asked for yet is slower than any visitor but the first will see it.
    private static void warm(BenchServer server, String path, String token) throws Exception {
        URI base = URI.create(server.url());
        byte[] request = RawHttp.request(base, "GET", path, Map.of("Authorization", "Bearer " + token), new byte[0]);
        RawHttp.closedLoop(base, 1, WARM_UP, n -> request);
    }

    private static JsonNode report(BenchContext c, Path folder, String url, String page, String token)
            throws IOException, InterruptedException {
        Path file = c.folder().resolve("lighthouse-" + page + ".json");
        List<String> command = new ArrayList<>(List.of(
                "node",
                folder.resolve("node_modules/lighthouse/cli/index.js").toString(),
                url,
                "--quiet",
                "--output=json",
                "--output-path=" + file,
                "--chrome-flags=--headless=new --no-sandbox --disable-gpu"));
        if (page.equals("library")) {
            Path headers = c.folder().resolve("headers.json");
            Files.writeString(headers, Json.write(Map.of("Authorization", "Bearer " + token)));
            command.add("--extra-headers=" + headers);
        }
        Program.run(
                command, Map.of("CHROME_PATH", CHROMIUM.toString()), c.folder().resolve("lighthouse.log"), () -> {});
        return Json.tree(Files.readString(file));
    }

    private static List<Figure> figures(String page, List<JsonNode> reports) {
        List<Figure> out = new ArrayList<>();
        for (String category : CATEGORIES) {
            JsonNode last = reports.getLast().path("categories").path(category);
            double score = BenchContext.median(reports.stream()
                    .map(r -> r.path("categories").path(category).path("score").asDouble() * 100)
                    .toList());
            Figure figure = new Figure(page + " " + category, score, "", null, null, SCORE, false, null);
            out.add(score < SCORE ? figure.withNote(failed(reports.getLast(), last)) : figure);
        }
        double lcp = BenchContext.median(reports.stream()
                .map(r -> r.path("audits")
                                .path("largest-contentful-paint")
                                .path("numericValue")
                                .asDouble()
                        / 1000)
                .toList());
        out.add(Figure.atMost(page + " largest paint", lcp, "s", LCP_SECONDS));
        out.add(Figure.atMost(
                page + " first load without images", transfer(reports.getLast()) / 1000, "kB", TRANSFER_KB));
        return out;
    }

    /// Audits of a category that lost points.
    private static String failed(JsonNode report, JsonNode category) {
        List<String> names = new ArrayList<>();
        for (JsonNode ref : category.path("auditRefs")) {
            JsonNode audit = report.path("audits").path(ref.path("id").asText());
            if (ref.path("weight").asDouble() > 0
                    && audit.path("score").isNumber()
                    && audit.path("score").asDouble() < 0.9) {
                names.add(ref.path("id").asText());
            }
        }
        return String.join(", ", names);
    }

    private static double transfer(JsonNode report) {
        double sum = 0;
        for (JsonNode item :
                report.path("audits").path("network-requests").path("details").path("items")) {
            if (!item.path("resourceType").asText().equals("Image")) {
                sum += item.path("transferSize").asDouble();
            }
        }
        return sum;
    }
}
