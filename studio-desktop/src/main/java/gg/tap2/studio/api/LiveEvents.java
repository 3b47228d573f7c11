package gg.tap2.studio.api;

import gg.tap2.model.Routes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.sse.EventSource;
import okhttp3.sse.EventSourceListener;
import okhttp3.sse.EventSources;
import org.jspecify.annotations.Nullable;

/// Server-sent events: each one only says that there is something new to pull, so a lost event costs nothing but
/// time. Reconnects with back-off; gives up for good when the server has no such route (the poll still runs).
public final class LiveEvents implements AutoCloseable {
    private final ApiClient api;
    private final Runnable onChange;
    private final Backoff backoff;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final OkHttpClient http;
    private volatile @Nullable EventSource source;
    private volatile int attempt;

    public LiveEvents(ApiClient api, Backoff backoff, Runnable onChange) {
        this.api = api;
        this.backoff = backoff;
        this.onChange = onChange;
        this.http = api.transport().newBuilder().readTimeout(Duration.ZERO).build();
    }

    /// Connects in the background.
    public LiveEvents start() {
        Thread.ofVirtual().name("live-events").start(this::connect);
        return this;
    }

    private void connect() {
        if (closed.get()) {
            return;
        }
        String token;
        try {
            token = api.accessToken(null);
        } catch (ApiFailure e) {
            reconnect();
            return;
        }
        HttpUrl url = java.util.Objects.requireNonNull(api.base().resolve(Routes.EVENTS));
        var request = new Request.Builder()
                .url(url)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "text/event-stream")
                .build();
        source = EventSources.createFactory(http).newEventSource(request, new EventSourceListener() {
            @Override
            public void onOpen(EventSource source, Response response) {
                attempt = 0;
            }

            @Override
            public void onEvent(EventSource source, @Nullable String id, @Nullable String type, String data) {
                onChange.run();
            }

            @Override
            public void onClosed(EventSource source) {
                reconnect();
            }

            @Override
            public void onFailure(EventSource source, @Nullable Throwable t, @Nullable Response response) {
                if (response == null || response.code() != 404) {
                    reconnect();
                }
            }
        });
    }

    private void reconnect() {
        if (!closed.get()) {
            Thread.ofVirtual().name("live-events").start(() -> {
                if (backoff.sleep(attempt++)) {
                    connect();
                }
            });
        }
    }

    @Override
    public void close() {
        closed.set(true);
        EventSource open = source;
        if (open != null) {
            open.cancel();
        }
    }
}
