package gg.tap2.server.notices;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import okhttp3.Dns;
import okhttp3.HttpUrl;

/// Which addresses a browser may make us call. The name is resolved once, by this class, for the very connection that
/// is made, so it cannot point elsewhere between the check and the call.
final class PushTargets implements Dns {
    private final boolean localAllowed;

    /// @param localAllowed for tests and the sandbox: loopback, also without TLS
    PushTargets(boolean localAllowed) {
        this.localAllowed = localAllowed;
    }

    boolean allows(String endpoint) {
        HttpUrl url = HttpUrl.parse(endpoint);
        if (url == null || !url.username().isEmpty() || !url.password().isEmpty()) {
            return false;
        }
        if (localAllowed && (url.host().equals("127.0.0.1") || url.host().equals("localhost"))) {
            return true;
        }
        if (!url.isHttps() || url.port() != 443) {
            return false;
        }
        try {
            return !lookup(url.host()).isEmpty();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    @Override
    public List<InetAddress> lookup(String host) throws UnknownHostException {
        List<InetAddress> all = Arrays.asList(InetAddress.getAllByName(host));
        for (InetAddress a : all) {
            if (!(isPublic(a) || (localAllowed && a.isLoopbackAddress()))) {
                throw new UnknownHostException(host + " is not on the public internet");
            }
        }
        return all;
    }

    static boolean isPublic(InetAddress a) {
        if (a.isLoopbackAddress()
                || a.isAnyLocalAddress()
                || a.isLinkLocalAddress()
                || a.isSiteLocalAddress()
                || a.isMulticastAddress()) {
            return false;
        }
        byte[] b = a.getAddress();
        int first = b[0] & 0xff;
        int second = b[1] & 0xff;
        if (b.length == 4) {
            return first != 0
                    && first < 224
                    && !(first == 100 && second >= 64 && second < 128)
                    && !(first == 192 && second == 0 && (b[2] & 0xff) == 0)
                    && !(first == 198 && (second == 18 || second == 19));
        }
        // Unique local (fc00::/7), and addresses that carry an IPv4 address (NAT64, 6to4), which may be private.
        return (first & 0xfe) != 0xfc
                && !(first == 0x00 && second == 0x64)
                && !(first == 0x20 && second == 0x02)
                && !(first == 0 && second == 0);
    }
}
