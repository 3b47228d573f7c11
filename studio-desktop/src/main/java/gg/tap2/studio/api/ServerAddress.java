package gg.tap2.studio.api;

import java.net.InetAddress;
import okhttp3.HttpUrl;

/// Where a server is. A password goes there, so the way is encrypted unless it stays on this machine.
public final class ServerAddress {
    private ServerAddress() {}

    /// The address would carry passwords and files in the open.
    public static final class NotEncrypted extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        NotEncrypted(String host) {
            super("The way to " + host + " is not encrypted, so no password is sent there. Use https://" + host + ".");
        }
    }

    /// @throws NotEncrypted for plain http to another machine
    /// @throws IllegalArgumentException when it is no http(s) address
    public static HttpUrl of(String server) {
        HttpUrl url = HttpUrl.get(server);
        if (!url.isHttps() && !isThisMachine(url.host())) {
            throw new NotEncrypted(url.host());
        }
        return url;
    }

    /// Names are not asked for: whoever answers could say anything.
    private static boolean isThisMachine(String host) {
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
