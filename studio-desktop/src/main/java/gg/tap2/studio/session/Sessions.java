package gg.tap2.studio.session;

import gg.tap2.model.accounts.Me;
import gg.tap2.model.accounts.Tokens;
import gg.tap2.model.admin.Impersonation;
import gg.tap2.studio.api.ApiClient;
import gg.tap2.studio.api.ApiFailure;
import gg.tap2.studio.api.Backoff;
import gg.tap2.studio.api.CreatorApi;
import gg.tap2.studio.api.LiveEvents;
import gg.tap2.studio.api.ServerAddress;
import gg.tap2.studio.api.SignIn;
import gg.tap2.studio.api.TokenStore;
import gg.tap2.studio.platform.FileLocks;
import gg.tap2.studio.platform.Json;
import gg.tap2.studio.secrets.SecretStore;
import gg.tap2.studio.store.StudioStore;
import gg.tap2.studio.sync.Edits;
import gg.tap2.studio.sync.Sync;
import gg.tap2.studio.uploads.UploadState;
import gg.tap2.studio.uploads.Uploads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/// Opens sessions: builds the parts of an account in order.
public final class Sessions {
    private static final String ME = "me";
    private static final Backoff UPLOAD_RETRY = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(20));

    private final Path folder;
    private final SecretStore secrets;
    private final InstantSource clock;
    private final OkHttpClient http;
    private volatile Locale language = Locale.getDefault();

    public Sessions(Path folder, SecretStore secrets, InstantSource clock) {
        this.folder = folder;
        this.secrets = secrets;
        this.clock = clock;
        this.http = ApiClient.http()
                .newBuilder()
                .addInterceptor(call -> call.proceed(call.request()
                        .newBuilder()
                        .header("Accept-Language", language.toLanguageTag())
                        .build()))
                .build();
    }

    /// The language that servers are to answer in.
    public void speak(Locale next) {
        language = next;
    }

    public boolean secretsInFile() {
        return secrets.isFallback();
    }

    /// A client that keeps its tokens under the account.
    ///
    /// @throws IllegalArgumentException when the server is no http(s) address, or one that is not encrypted
    public ApiClient client(Account account) {
        return new ApiClient(ServerAddress.of(account.server()), http, tokens(account), Backoff.NETWORK, clock);
    }

    /// A client for somebody whose account is not known before the sign-in is over; [#open] keeps its tokens.
    ///
    /// @throws IllegalArgumentException when the server is no http(s) address, or one that is not encrypted
    public ApiClient newcomer(String server) {
        return new ApiClient(ServerAddress.of(server), http, TokenStore.inMemory(), Backoff.NETWORK, clock);
    }

    /// Opens an account that has signed in before; works without a connection. Empty when it must sign in.
    public Optional<Session> reopen(Account account) {
        ApiClient client = client(account);
        if (client.tokens().find().isEmpty()) {
            return Optional.empty();
        }
        StudioStore store = StudioStore.open(file(account), clock);
        Optional<Me> me = store.findSetting(ME).map(json -> Json.read(json, Me.class));
        if (me.isEmpty()) {
            try {
                me = Optional.of(new SignIn(client).me());
            } catch (ApiFailure e) {
                store.close();
                return Optional.empty();
            }
        }
        return Optional.of(assemble(account, me.get(), client, store, null));
    }

    /// Opens an account right after its sign-in.
    public Session open(Account account, Me me, ApiClient client) {
        StudioStore store = StudioStore.open(file(account), clock);
        ApiClient kept = client(account);
        client.tokens().find().ifPresent(kept.tokens()::save);
        return assemble(account, me, kept, store, null);
    }

    /// Looks at somebody's studio through the session that the server gave the admin: its token is kept in memory
    /// only and cannot be renewed, and its store is a file of its own that [#forgetVisits] removes. Blocks.
    public Session visit(Account admin, Impersonation seen) {
        forgetVisits();
        TokenStore tokens = TokenStore.inMemory();
        // Used until the server refuses it, for there is nothing to renew it with.
        tokens.save(new Tokens(seen.accessToken(), seen.expiresAt().plus(Duration.ofHours(1)), "", seen.expiresAt()));
        var client = new ApiClient(ServerAddress.of(admin.server()), http, tokens, Backoff.NETWORK, clock);
        Me me = new SignIn(client).me();
        StudioStore store = StudioStore.open(visits().resolve(UUID.randomUUID() + ".db"), clock);
        Session session = assemble(new Account(admin.server(), seen.email()), me, client, store, seen);
        session.edits().lookOnly();
        return session;
    }

    /// Removes what visits left on this computer, also those that a crash ended. No visit may be open.
    public void forgetVisits() {
        if (!Files.isDirectory(visits())) {
            return;
        }
        try (var files = Files.list(visits())) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path visits() {
        return folder.resolve("visits");
    }

    private Session assemble(
            Account account, Me me, ApiClient client, StudioStore store, @Nullable Impersonation visit) {
        store.saveSetting(ME, Json.write(me));
        var api = new CreatorApi(client);
        var sync = new Sync(api, store, clock);
        var uploads = new Uploads(api, store, UPLOAD_RETRY, clock);
        uploads.onProgress(p -> {
            if (p.state() == UploadState.READY) {
                sync.soon();
            }
        });
        uploads.onRenewed(() -> sync.edits().announce(Edits.PRODUCT));
        var events = new LiveEvents(client, new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(2)), sync::soon);
        return new Session(account, me, client, api, store, sync, uploads, events, clock, visit);
    }

    private Path file(Account account) {
        return folder.resolve(account.key() + ".db");
    }

    private TokenStore tokens(Account account) {
        String name = "tokens " + account.key();
        var cached = new AtomicReference<@Nullable Tokens>();
        return new TokenStore() {
            @Override
            public Optional<Tokens> find() {
                Tokens known = cached.get();
                if (known != null) {
                    return Optional.of(known);
                }
                Optional<Tokens> stored = secrets.find(name).map(json -> Json.read(json, Tokens.class));
                stored.ifPresent(cached::set);
                return stored;
            }

            @Override
            public void save(Tokens tokens) {
                secrets.save(name, Json.write(tokens));
                cached.set(tokens);
            }

            @Override
            public void clear() {
                cached.set(null);
                secrets.delete(name);
            }

            @Override
            public <T> T alone(Supplier<T> renewal) {
                return FileLocks.holding(folder.resolve(account.key() + ".tokens.lock"), () -> {
                    cached.set(null);
                    return renewal.get();
                });
            }
        };
    }
}
