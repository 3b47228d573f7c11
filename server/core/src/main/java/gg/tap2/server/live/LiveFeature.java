package gg.tap2.server.live;

import gg.tap2.model.Routes;
import gg.tap2.model.notices.LiveEvent;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Principal;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.platform.json.Json;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;

/// The route of the live events.
public final class LiveFeature implements AutoCloseable {
    private static final HeaderName LAST_EVENT = HeaderNames.create("Last-Event-ID");
    private static final HeaderName NO_BUFFER = HeaderNames.create("X-Accel-Buffering");
    private static final long HEARTBEAT_MS = 20_000;
    /// A stream ends about when its access token would. The stream of an ended session ends within seconds.
    private static final Duration LONGEST = Duration.ofMinutes(14);

    private final LiveHub hub;
    private final InstantSource clock;
    private final int most;

    /// @param over which of some sessions have ended
    public LiveFeature(ServerConfig config, Db db, InstantSource clock, UnaryOperator<Set<UUID>> over) {
        this.clock = clock;
        this.most = Math.max(16, config.integer(Key.HTTP_MAX_CONNECTIONS) * 3 / 4);
        this.hub = new LiveHub(db, config.isSet(Key.REDIS_URL) ? new LiveBell(config.text(Key.REDIS_URL)) : null, over);
        hub.start();
    }

    public void register(Routing r) {
        r.get(Routes.EVENTS, Access.CREATOR, this::events);
        r.get(Routes.NOTICES + "/events", Access.SIGNED_IN, this::events);
    }

    public LiveHub hub() {
        return hub;
    }

    private void events(Call c) {
        if (hub.size() >= most) {
            throw ApiException.unavailable("overloaded", 30);
        }
        Principal who = c.principal();
        Cursor seen = c.header(LAST_EVENT)
                .or(() -> c.query("lastEventId"))
                .flatMap(Cursor::parse)
                .orElse(null);
        c.response().headers().set(HeaderValues.create(HeaderNames.CACHE_CONTROL, "no-store"));
        c.response().headers().set(HeaderValues.create(NO_BUFFER, "no"));
        c.longLived();
        LiveHub.Listener listener = hub.add(who.userId(), who.sessionId(), who.creatorId());
        try {
            c.stream("text/event-stream; charset=utf-8", out -> follow(out, listener, seen));
        } catch (java.io.UncheckedIOException | IllegalStateException e) {
            // The studio went away; there is nobody to tell.
        } finally {
            hub.remove(listener);
        }
    }

    private void follow(OutputStream out, LiveHub.Listener listener, @org.jspecify.annotations.Nullable Cursor seen)
            throws IOException {
        long until = System.nanoTime()
                + LONGEST.toNanos()
                - ThreadLocalRandom.current().nextLong(Duration.ofMinutes(2).toNanos());
        out.write("retry: 2000\n\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
        Cursor last = seen;
        try {
            while (System.nanoTime() < until && !listener.isClosed()) {
                Cursor now = listener.await(HEARTBEAT_MS);
                if (listener.isClosed()) {
                    break;
                }
                if (now == null || now.equals(last)) {
                    out.write(":\n\n".getBytes(StandardCharsets.UTF_8));
                } else {
                    if (last == null || !now.sameData(last)) {
                        send(out, LiveEvent.CHANGES, now);
                    }
                    if (last != null && now.notice() != last.notice()) {
                        send(out, LiveEvent.NOTICES, now);
                    }
                    last = now;
                }
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(OutputStream out, String type, Cursor now) throws IOException {
        String event = "id: " + now + "\nevent: " + type + "\ndata: "
                + Json.write(new LiveEvent(type, now.toString(), clock.instant())) + "\n\n";
        out.write(event.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        hub.close();
    }
}
