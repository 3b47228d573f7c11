package gg.tap2.server.accounts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import gg.tap2.server.accounts.SessionStore.State;
import gg.tap2.server.platform.db.Db;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/// Remembers for a few seconds whether a session is alive, so that most requests cost no query. A revocation counts
/// at once on the server that made it and within [#TTL] on the others.
final class SessionStates {
    static final Duration TTL = Duration.ofSeconds(5);

    private final Db db;
    private final SessionStore store;
    private final InstantSource clock;
    private final Cache<UUID, Optional<State>> states =
            Caffeine.newBuilder().maximumSize(50_000).expireAfterWrite(TTL).build();

    SessionStates(Db db, SessionStore store, InstantSource clock) {
        this.db = db;
        this.store = store;
        this.clock = clock;
    }

    /// The state of a session that is alive.
    Optional<State> findAlive(UUID sessionId) {
        Optional<State> known = states.getIfPresent(sessionId);
        if (known == null) {
            known = db.read(tx -> store.state(tx, sessionId, clock.instant()));
            states.put(sessionId, known);
        }
        return known.filter(State::alive);
    }

    java.util.Set<UUID> over(java.util.Collection<UUID> sessions) {
        return db.read(tx -> store.over(tx, sessions, clock.instant()));
    }

    void forget(UUID sessionId) {
        states.invalidate(sessionId);
    }

    void forgetUser(UUID userId) {
        states.asMap().values().removeIf(s -> s.isPresent() && s.get().userId().equals(userId));
    }
}
