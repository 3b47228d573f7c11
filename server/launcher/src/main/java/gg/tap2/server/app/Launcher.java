package gg.tap2.server.app;

import gg.tap2.server.accounts.Passwords;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.sandbox.Sandbox;
import java.util.Optional;

/// Starts a server with everything that its configuration does not name: PostgreSQL, storage and the providers'
/// stand-ins.
public final class Launcher {
    private Launcher() {}

    /// Starts everything; returns when requests are accepted.
    public static ServerApp start(ServerConfig config) {
        return ServerApp.start(config, Passwords.Cost.DEFAULT, Embedded::new);
    }

    /// With another password cost, for tests.
    public static ServerApp start(ServerConfig config, Passwords.Cost passwordCost) {
        return ServerApp.start(config, passwordCost, Embedded::new);
    }

    /// Built and not running; see [ServerApp#standing].
    static ServerApp standing(ServerConfig config) {
        return ServerApp.standing(config, Embedded::new);
    }

    /// The stand-ins of a server that was started here; empty where its providers are real.
    public static Optional<Sandbox> sandbox(ServerApp app) {
        return Optional.ofNullable(embedded(app).sandbox());
    }

    /// The parts of a server that was started here.
    ///
    /// @throws IllegalArgumentException when it was started elsewhere
    public static Embedded embedded(ServerApp app) {
        if (app.services() instanceof Embedded parts) {
            return parts;
        }
        throw new IllegalArgumentException("a server with services of its own");
    }
}
