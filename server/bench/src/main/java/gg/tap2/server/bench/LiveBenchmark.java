package gg.tap2.server.bench;

import gg.tap2.model.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Two thousand open streams of live events: the memory they cost, the client's sockets in the same process included,
/// and how long it takes until a change has reached all.
public final class LiveBenchmark implements Benchmark {
    private static final int STREAMS = 2_000;
    private static final int LIMIT_MB = 200;
    private static final int WARM_UP = 50;
    private static final String EVENT = "event: changes";

    @Override
    public String name() {
        return "live";
    }

    @Override
    public String about() {
        return "2,000 open streams of live events: memory, and a change's way to all of them";
    }

    @Override
    public List<Figure> run(BenchContext c) throws Exception {
        BenchServer server = c.servers().start(Map.of());
        Accounts.Creator account = new Accounts(server).creator("live");
        UUID creator = account.id();
        URI base = URI.create(server.url());
        byte[] request = RawHttp.request(
                base,
                "GET",
                Routes.EVENTS,
                Map.of("Authorization", "Bearer " + account.accessToken(), "Accept", "text/event-stream"),
                new byte[0]);
        int streams = c.scaled(STREAMS);
        // The first streams load what all share.
        for (int i = 0; i < WARM_UP; i++) {
            try (Socket first = connect(base, request)) {
                readEvent(first);
            }
        }
        List<Socket> open = new ArrayList<>(streams);
        long before = used();
        try {
            for (int i = 0; i < streams; i++) {
                open.add(connect(base, request));
                readEvent(open.getLast());
            }
            double megabytes = (used() - before) / 1e6;
            List<Double> told = new ArrayList<>();
            for (int i = 0; i < c.rounds(); i++) {
                long begun = System.nanoTime();
                server.db()
                        .read(tx -> tx.sql("SELECT CAST(take_change_number(:id) AS text) AS done")
                                .set("id", creator)
                                .list(r -> String.valueOf(r.textOrNull("done"))));
                for (Socket s : open) {
                    readEvent(s);
                }
                told.add((System.nanoTime() - begun) / 1e6);
            }
            return List.of(
                    Figure.atMost(streams + " streams", megabytes, "MB", LIMIT_MB * c.scale())
                            .withNote("client's sockets included"),
                    Figure.plain("a change has reached all", BenchContext.median(told), "ms")
                            .withNote("one server, no Redis: the table is asked every second"));
        } finally {
            for (Socket s : open) {
                s.close();
            }
        }
    }

    private static Socket connect(URI base, byte[] request) throws IOException {
        var socket = new Socket(base.getHost(), base.getPort());
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write(request);
        return socket;
    }

    private static void readEvent(Socket s) throws IOException {
        InputStream in = s.getInputStream();
        var seen = new StringBuilder();
        byte[] buffer = new byte[1024];
        while (seen.indexOf(EVENT) < 0) {
            int n = in.read(buffer);
            if (n < 0) {
                throw new IOException("the stream ended after: " + seen);
            }
            seen.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
        }
    }

    private static long used() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(200);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
