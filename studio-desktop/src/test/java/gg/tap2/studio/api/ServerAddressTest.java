package gg.tap2.studio.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// No password leaves this machine in the open.
final class ServerAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://tap2.example",
                "https://192.0.2.2:8443",
                "http://127.0.0.1:8080",
                "http://127.9.8.7",
                "http://localhost:18999/",
                "http://[::1]:8080"
            })
    void encryptedOrOnThisMachine(String server) {
        assertThat(ServerAddress.of(server).toString()).startsWith("http");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://192.0.2.2:18999",
                "http://tap2.example",
                "http://localhost.evil.example",
                "http://127.0.0.1.evil.example",
                "http://user:pass@10.0.0.1",
                "http://0.0.0.0:8080",
                "http://[2001:db8::1]",
                "HTTP://tap2.example"
            })
    void plainHttpElsewhereIsRefused(String server) {
        assertThatThrownBy(() -> ServerAddress.of(server))
                .isInstanceOf(ServerAddress.NotEncrypted.class)
                .hasMessageContaining("https://");
    }
}
