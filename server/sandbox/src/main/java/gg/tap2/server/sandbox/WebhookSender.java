package gg.tap2.server.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Delivers a stand-in's webhooks: at least once, in no promised order, with retries that survive a restart.
///
/// A delivery is an object of type `_delivery`; it is created in the same transaction as its event, so neither can
/// exist without the other. The `Modes` bend the next N deliveries.
public final class WebhookSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);
    public static final String TYPE = "_delivery";
    private static final int MAX_ATTEMPTS = 20;
    private static final int AT_ONCE = 8;
    /// Deliveries that are over and still shown; a bank that pays ten thousand people has more of them than memory.
    private static final int KEPT = 5_000;

    /// A signed message, made anew for every attempt because signatures carry the time.
    public record Message(String url, byte[] body, Map<String, String> headers) {}

    @FunctionalInterface
    public interface Composer {
        /// Null where the event or its receiver no longer exists.
        @Nullable
        Message compose(ObjectNode delivery);
    }

    private final ObjectStore store;
    private final InstantSource clock;
    private final Composer composer;
    private final Duration retryBase;
    private final WebhookModes modes = new WebhookModes();
    private volatile boolean closed;
    private final AtomicInteger active = new AtomicInteger();
    private final DelayQueue<Due> queue = new DelayQueue<>();
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final OkHttpClient client = new OkHttpClient.Builder()
            .connectTimeout(Duration.ofSeconds(3))
            .callTimeout(Duration.ofSeconds(20))
            .followRedirects(false)
            .build();

    public WebhookSender(ObjectStore store, InstantSource clock, Duration retryBase, Composer composer) {
        this.store = store;
        this.clock = clock;
        this.retryBase = retryBase;
        this.composer = composer;
        for (int i = 0; i < AT_ONCE; i++) {
            workers.execute(this::work);
        }
    }

    /// A delivery and when it may go out, on the clock of [System#nanoTime].
    private record Due(String id, long at) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(at - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.signum(at - ((Due) other).at);
        }
    }

    private void work() {
        try {
            while (!closed) {
                String id = queue.take().id();
                try {
                    attempt(id);
                } catch (RuntimeException e) {
                    if (!closed) {
                        LOG.warn("webhook {}: {}", id, e.toString());
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Takes up what an earlier run left undelivered.
    public void resume() {
        store.run(() -> store.all(TYPE).stream()
                .filter(d -> Json.text(d, "status", "").equals("pending"))
                .forEach(d -> store.afterCommit(() -> schedule(id(d), 0))));
    }

    public WebhookModes modes() {
        return modes;
    }

    /// Adds a delivery inside the caller's transaction; it is sent after the commit.
    public ObjectNode enqueue(String event, String eventType, String endpoint, String url) {
        WebhookModes.Mode mode = modes.take(eventType);
        ObjectNode delivery = create(event, eventType, endpoint, url);
        switch (mode.kind()) {
            case NONE -> later(delivery, 0);
            case DROP -> {
                delivery.put("status", "dropped");
                store.put(TYPE, id(delivery), delivery);
            }
            case DELAY -> later(delivery, mode.amount());
            case DUPLICATE -> {
                later(delivery, 0);
                for (int i = 0; i < Math.max(1, mode.amount()); i++) {
                    later(create(event, eventType, endpoint, url), 0);
                }
            }
            case REORDER, HOLD -> {
                delivery.put("held", true);
                store.put(TYPE, id(delivery), delivery);
                store.afterCommit(() -> {
                    List<String> released = modes.hold(id(delivery), mode);
                    for (int i = 0; i < released.size(); i++) {
                        schedule(released.get(i), i * 40L);
                    }
                });
            }
        }
        return delivery;
    }

    private ObjectNode create(String event, String eventType, String endpoint, String url) {
        ObjectNode delivery = Json.object();
        delivery.put("id", Ids.random("wd_", 20));
        delivery.put("event", event).put("type", eventType);
        delivery.put("endpoint", endpoint).put("url", url);
        delivery.put("created", clock.instant().getEpochSecond());
        delivery.put("status", "pending");
        delivery.putArray("attempts");
        store.put(TYPE, id(delivery), delivery);
        return delivery;
    }

    private void later(ObjectNode delivery, long delayMs) {
        store.afterCommit(() -> schedule(id(delivery), delayMs));
    }

    /// Lets go what HOLD or an unfinished REORDER keeps back.
    public void release() {
        modes.release().forEach(id -> schedule(id, 0));
    }

    private void schedule(String id, long delayMs) {
        active.incrementAndGet();
        queue.add(new Due(id, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMs)));
    }

    private void attempt(String id) {
        try {
            Message message = store.inTransaction(() -> {
                ObjectNode delivery = store.find(TYPE, id);
                return delivery == null ? new Message("", new byte[0], Map.of()) : orNothing(delivery);
            });
            if (!message.url().isEmpty()) {
                send(id, message);
            }
        } finally {
            active.decrementAndGet();
        }
    }

    private Message orNothing(ObjectNode delivery) {
        Message message = composer.compose(delivery);
        if (message == null) {
            delivery.put("status", "dropped");
            store.put(TYPE, id(delivery), delivery);
            return new Message("", new byte[0], Map.of());
        }
        return message;
    }

    private void send(String id, Message message) {
        long started = System.nanoTime();
        int status = 0;
        String error = "";
        var request = new Request.Builder().url(message.url());
        message.headers().forEach(request::header);
        request.post(RequestBody.create(message.body(), MediaType.get("application/json; charset=utf-8")));
        try (Response response = client.newCall(request.build()).execute()) {
            status = response.code();
        } catch (IOException e) {
            error = String.valueOf(e.getMessage());
        }
        if (closed) {
            return;
        }
        long ms = (System.nanoTime() - started) / 1_000_000;
        int finalStatus = status;
        String finalError = error;
        long wait = store.inTransaction(() -> record(id, finalStatus, finalError, ms));
        if (wait >= 0) {
            schedule(id, wait);
        }
    }

    /// Writes the attempt down; answers the wait before the next one, or -1 when there is none.
    private long record(String id, int status, String error, long ms) {
        ObjectNode delivery = store.find(TYPE, id);
        if (delivery == null) {
            return -1;
        }
        ObjectNode attempt = delivery.withArray("attempts").addObject();
        attempt.put("at", clock.instant().toString());
        attempt.put("status", status).put("ms", ms);
        if (!error.isEmpty()) {
            attempt.put("error", error);
        }
        int attempts = delivery.withArray("attempts").size();
        boolean delivered = status >= 200 && status < 300;
        delivery.put("status", delivered ? "delivered" : attempts >= MAX_ATTEMPTS ? "failed" : "pending");
        delivery.remove("held");
        store.put(TYPE, id, delivery);
        store.trim(TYPE, KEPT, d -> !Json.text(d, "status", "").equals("pending"));
        return delivered || attempts >= MAX_ATTEMPTS
                ? -1
                : Math.min(3_600_000, retryBase.toMillis() << Math.min(attempts - 1, 16));
    }

    /// Waits until nothing is under way or waiting for a retry; false when the time is over first.
    public boolean awaitIdle(Duration limit) {
        long until = System.nanoTime() + limit.toNanos();
        while (active.get() > 0) {
            if (System.nanoTime() > until) {
                return false;
            }
            SandboxServer.pause(5);
        }
        return true;
    }

    public List<ObjectNode> ofEvent(String event) {
        var found = new ArrayList<ObjectNode>();
        for (ObjectNode delivery : store.newestFirst(TYPE)) {
            if (Json.text(delivery, "event", "").equals(event)) {
                found.add(delivery);
            }
        }
        return found;
    }

    private static String id(ObjectNode node) {
        return Json.text(node, "id", "");
    }

    @Override
    public void close() {
        closed = true;
        workers.shutdownNow();
        try {
            // The store closes next: let what is under way notice.
            boolean ignored = workers.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}
