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
        int third = b[2] & 0xff;
        if (b.length == 4) {
            return first != 0
                    && first < 224
                    && !(first == 100 && second >= 64 && second < 128)
                    && !(first == 192 && second == 0 && (third == 0 || third == 2))
                    && !(first == 192 && second == 88 && third == 99)
                    && !(first == 198 && (second == 18 || second == 19))
                    && !(first == 198 && second == 51 && third == 100)
                    && !(first == 203 && second == 0 && third == 113);
        }
        // Global unicast is 2000::/3. Of it, 2001::/23 holds Teredo and other addresses that lead elsewhere, 2002::/16
        // is 6to4, and 2001:db8::/32 and 3fff::/20 are for documents. The others carry IPv4 or are of one network.
        return (first & 0xe0) == 0x20
                && !(first == 0x20 && second == 0x01 && third < 2)
                && !(first == 0x20 && second == 0x01 && third == 0x0d && (b[3] & 0xff) == 0xb8)
                && !(first == 0x20 && second == 0x02)
                && !(first == 0x3f && second == 0xff && third < 0x10);
    }
}
