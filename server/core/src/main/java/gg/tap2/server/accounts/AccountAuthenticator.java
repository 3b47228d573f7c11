package gg.tap2.server.accounts;

import gg.tap2.server.accounts.tokens.AccessTokens;
import gg.tap2.server.accounts.tokens.AccessTokens.Check;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Authenticator;
import gg.tap2.server.platform.http.ClientAddress;
import gg.tap2.server.platform.http.Cookies;
import gg.tap2.server.platform.http.Principal;
import gg.tap2.server.platform.http.TrustedProxies;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads the bearer token of API clients or the cookies of browsers. A browser whose access cookie ran out gets new
/// cookies on the way, whatever it asked for.
final class AccountAuthenticator implements Authenticator {
    private final AccessTokens access;
    private final SessionStates states;
    private final Sessions sessions;
    private final WebSessions web;
    private final TrustedProxies proxies;
    private final Cookies cookies;

    AccountAuthenticator(
            AccessTokens access,
            SessionStates states,
            Sessions sessions,
            WebSessions web,
            TrustedProxies proxies,
            Cookies cookies) {
        this.cookies = cookies;
        this.access = access;
        this.states = states;
        this.sessions = sessions;
        this.web = web;
        this.proxies = proxies;
    }

    @Override
    public @Nullable Principal authenticate(ServerRequest request) {
        return authenticate(request, null);
    }

    @Override
    @SuppressWarnings("NullAway") // overridden with a response that may be missing
    public @Nullable Principal authenticate(ServerRequest request, @Nullable ServerResponse response) {
        String header = request.headers().first(HeaderNames.AUTHORIZATION).orElse(null);
        if (header != null && header.toLowerCase(Locale.ROOT).startsWith("bearer ")) {
            return bearer(header.substring(7).strip());
        }
        String cookie = cookie(request, WebSessions.ACCESS);
        if (cookie != null && access.verify(cookie) instanceof Check.Good good) {
            var principal = principal(good.token().sessionId(), good.token().userId(), true);
            if (principal.isPresent()) {
                return principal.get();
            }
        }
        String refresh = cookie(request, WebSessions.REFRESH);
        return refresh == null || response == null ? null : renew(request, response, refresh);
    }

    private Principal bearer(String token) {
        return switch (access.verify(token)) {
            case Check.Good(var t) ->
                principal(t.sessionId(), t.userId(), false)
                        .orElseThrow(() -> ApiException.unauthorized("token_invalid"));
            case Check.Bad(var flaw) ->
                throw ApiException.unauthorized(flaw == AccessTokens.Flaw.EXPIRED ? "token_expired" : "token_invalid");
        };
    }

    private @Nullable Principal renew(ServerRequest request, ServerResponse response, String refresh) {
        var from = new SignInClient(
                ClientAddress.of(request, proxies).ip(),
                request.headers().first(HeaderNames.USER_AGENT).orElse(null),
                null,
                null,
                true,
                Locale.ENGLISH);
        return switch (sessions.refresh(refresh, from)) {
            case RefreshOutcome.Refreshed r -> {
                web.set(response, r.tokens());
                yield principal(r.sessionId(), r.userId(), true).orElse(null);
            }
            case RefreshOutcome.Invalid i -> {
                web.clear(response);
                yield null;
            }
            case RefreshOutcome.Reused r -> {
                web.clear(response);
                yield null;
            }
        };
    }

    private Optional<Principal> principal(UUID sessionId, UUID userId, boolean viaCookie) {
        return states.findAlive(sessionId)
                .filter(s -> s.userId().equals(userId))
                .map(s -> new Principal(
                        userId,
                        sessionId,
                        s.role(),
                        s.scope(),
                        s.fanId(),
                        s.creatorId(),
                        viaCookie,
                        s.actingAdminId(),
                        s.confirmed()));
    }

    private @Nullable String cookie(ServerRequest request, String name) {
        return cookies.read(request, name).filter(v -> !v.isEmpty()).orElse(null);
    }
}
