package gg.tap2.server.bench;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.server.platform.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Every list of admins, page after page by its cursor, with the tables of [AdminCrowd].
public final class AdminListsBenchmark implements Benchmark {
    private static final int CALLS = 200;
    private static final int WARM_UP = 20;
    private static final int LIMIT_MS = 50;

    /// @param what as the results name it
    /// @param path with its filter
    private record Asked(String what, String path) {}

    private static final List<Asked> LISTS = List.of(
            new Asked("users", Routes.ADMIN_USERS + "?limit=50"),
            new Asked("users, suspended", Routes.ADMIN_USERS + "?limit=50&status=suspended"),
            new Asked("users, search for one", Routes.ADMIN_USERS + "?limit=50&q=person777777"),
            new Asked("users, search for many", Routes.ADMIN_USERS + "?limit=50&q=person"),
            new Asked("users, a name of half", Routes.ADMIN_USERS + "?limit=50&q=anna%20person"),
            new Asked("users, an address", Routes.ADMIN_USERS + "?limit=50&q=person424242@crowd.test"),
            new Asked("users, nobody", Routes.ADMIN_USERS + "?limit=50&q=zzyzx-nobody"),
            new Asked("users, one page", Routes.ADMIN_USERS + "?limit=50&q=page-12345-x"),
            new Asked("payments", Routes.ADMIN_PAYMENTS + "?limit=50"),
            new Asked("payments, failed", Routes.ADMIN_PAYMENTS + "?limit=50&status=failed"),
            new Asked("payments, one receipt", Routes.ADMIN_PAYMENTS + "?limit=50&q=T2-0-777777"),
            new Asked("payments, one buyer", Routes.ADMIN_PAYMENTS + "?limit=50&q=buyer4242@guests.test"),
            new Asked("payments, one page", Routes.ADMIN_PAYMENTS + "?limit=50&q=@crowd"),
            new Asked("payouts", Routes.ADMIN_PAYOUTS + "?limit=50"),
            new Asked("payouts, held", Routes.ADMIN_PAYOUTS + "?limit=50&status=held"),
            new Asked("refunds", Routes.ADMIN_REFUNDS + "?limit=50"),
            new Asked("disputes", Routes.ADMIN_DISPUTES + "?limit=50"),
            new Asked("reports", Routes.ADMIN_REPORTS + "?limit=50"),
            new Asked("risk events", Routes.ADMIN_RISK + "?limit=50"),
            new Asked("mail", Routes.ADMIN_MAIL + "?limit=50"),
            new Asked("mail, waiting", Routes.ADMIN_MAIL + "?limit=50&status=waiting"),
            new Asked("ledger accounts", Routes.ADMIN_LEDGER_ACCOUNTS + "?limit=50"),
            new Asked("webhooks", Routes.ADMIN_WEBHOOKS + "?limit=50"),
            new Asked("audit", Routes.ADMIN_AUDIT + "?limit=50"),
            new Asked("webhooks, dead", Routes.ADMIN_WEBHOOKS + "?limit=50&status=dead"),
            new Asked("users, deleted", Routes.ADMIN_USERS + "?limit=50&status=deleted"),
            new Asked("users, admins", Routes.ADMIN_USERS + "?limit=50&role=admin"),
            new Asked("payments, unknown", Routes.ADMIN_PAYMENTS + "?limit=50&status=unknown"),
            new Asked("audit, one ticket", Routes.ADMIN_AUDIT + "?limit=50&q=Ticket%20777770"),
            new Asked("audit, a word of all", Routes.ADMIN_AUDIT + "?limit=50&q=support"),
            new Asked("audit by action", Routes.ADMIN_AUDIT + "?limit=50&action=signed_in"),
            new Asked("journals", Routes.ADMIN_JOURNALS + "?limit=50"));

    @Override
    public String name() {
        return "admin-lists";
    }

    @Override
    public String about() {
        return "every list of admins at a million users, payments and audit entries, 200 pages each; prints the plans";
    }

    @Override
    public List<Figure> run(BenchContext c) throws Exception {
        BenchServer server = c.servers().start(Map.of());
        String token = new Accounts(server).admin("admin-lists");
        c.say("filling the tables");
        AdminCrowd.fill(server, c.scaled(AdminCrowd.ROWS));
        List<Figure> out = new ArrayList<>();
        try (var http = HttpClient.newHttpClient()) {
            for (Asked asked : LISTS) {
                long[] times = pages(http, server.url() + asked.path(), token);
                out.add(Figure.plain(asked.what() + " p50", BenchContext.percentile(times, 0.5) / 1e6, "ms"));
                out.add(Figure.atMost(
                        asked.what() + " p99", BenchContext.percentile(times, 0.99) / 1e6, "ms", LIMIT_MS));
            }
        }
        AdminCrowd.plans(server, c);
        return out;
    }

    private static long[] pages(HttpClient http, String url, String token) throws IOException, InterruptedException {
        var times = new long[CALLS];
        String cursor = "";
        for (int i = -WARM_UP; i < CALLS; i++) {
            long begun = System.nanoTime();
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create(url + cursor))
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (i >= 0) {
                times[i] = System.nanoTime() - begun;
            }
            if (answer.statusCode() != 200) {
                throw new IOException(url + " was answered " + answer.statusCode() + ": " + answer.body());
            }
            JsonNode next = Json.tree(answer.body()).path("meta").path("nextCursor");
            cursor = next.asText("").isEmpty() ? "" : "&cursor=" + next.asText();
        }
        return times;
    }
}
