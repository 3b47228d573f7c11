package gg.tap2.server.accounts;

import gg.tap2.server.platform.http.Call;
import io.helidon.http.HeaderNames;

/// Reads who asks from a request.
final class Clients {
    private Clients() {}

    static SignInClient of(Call call, boolean web) {
        return new SignInClient(
                call.client().ip(),
                call.header(HeaderNames.USER_AGENT).orElse(null),
                null,
                call.cookie(WebSessions.DEVICE).filter(d -> d.length() == 43).orElse(null),
                web,
                call.locale());
    }
}
