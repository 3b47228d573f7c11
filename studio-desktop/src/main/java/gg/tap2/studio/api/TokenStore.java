package gg.tap2.studio.api;

import gg.tap2.model.accounts.Tokens;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Where the client keeps its tokens. A rotated refresh token must be durable before it is used.
public interface TokenStore {
    Optional<Tokens> find();

    void save(Tokens tokens);

    void clear();

    /// Runs a renewal while nobody else renews these tokens, in this process or another. [#find] inside shows what
    /// others saved meanwhile: a refresh token that was used already would end the whole session.
    default <T> T alone(Supplier<T> renewal) {
        return renewal.get();
    }

    /// Tokens for the life of the process.
    static TokenStore inMemory() {
        var held = new AtomicReference<@Nullable Tokens>();
        return new TokenStore() {
            @Override
            public Optional<Tokens> find() {
                return Optional.ofNullable(held.get());
            }

            @Override
            public void save(Tokens tokens) {
                held.set(tokens);
            }

            @Override
            public void clear() {
                held.set(null);
            }
        };
    }
}
