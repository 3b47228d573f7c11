package gg.tap2.server.app;

import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.db.DatabaseAddress;
import gg.tap2.server.s3.StorageSettings;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/// What a server needs around it: a database with our schema, object storage, providers and the time. The
/// configuration names them, or whoever starts the server brings them along.
public interface BackingServices extends AutoCloseable {
    /// What was wanted, with the addresses and keys of what was brought along.
    ServerConfig config();

    InstantSource clock();

    DatabaseAddress databaseAddress();

    StorageSettings storageSettings();

    /// The providers' stand-ins; empty where the providers are real.
    Optional<StandIns> standIns();

    /// Whoever closes these does so when the JVM ends as well.
    default void leaveExitToOwner() {}

    @Override
    void close();

    /// Providers that are played, and a time that can be moved.
    interface StandIns {
        /// Where they listen, by their names.
        Map<String, URI> addresses();

        /// Tells them where the server is, so that their webhooks and redirects arrive.
        ///
        /// @param localUrl on this machine
        /// @param publicUrl as browsers know it
        void serverIsAt(String localUrl, String publicUrl);

        /// Moves the time forward; what is due by then at the providers happens.
        Instant advance(Duration by);
    }

    /// Brings along what the configuration does not name.
    @FunctionalInterface
    interface Starter {
        BackingServices start(ServerConfig wanted, DataFolder folder);
    }
}
