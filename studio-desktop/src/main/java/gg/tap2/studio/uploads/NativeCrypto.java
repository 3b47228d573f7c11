package gg.tap2.studio.uploads;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// SHA-256 and TLS by BoringSSL (Conscrypt) where it has a build for this system, else by the JDK. Both are
/// equally fast once warm; the JDK's first spend seconds of processor time on compiling, as long as a gigabyte
/// takes.
final class NativeCrypto {
    private static final Logger LOG = LoggerFactory.getLogger(NativeCrypto.class);
    private static final @Nullable Provider PROVIDER = load();

    private NativeCrypto() {}

    private static @Nullable Provider load() {
        try {
            return Conscrypt.newProvider();
        } catch (LinkageError | RuntimeException e) {
            LOG.info("No native cryptography here: {}", e.toString());
            return null;
        }
    }

    static MessageDigest sha256() {
        try {
            return PROVIDER == null
                    ? MessageDigest.getInstance("SHA-256")
                    : MessageDigest.getInstance("SHA-256", PROVIDER);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Connections of this client are encrypted natively; who is trusted stays as the system says.
    static OkHttpClient.Builder sockets(OkHttpClient.Builder http) {
        if (PROVIDER == null) {
            return http;
        }
        try {
            var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init((KeyStore) null);
            for (TrustManager manager : trusted.getTrustManagers()) {
                if (manager instanceof X509TrustManager x509) {
                    var context = SSLContext.getInstance("TLS", PROVIDER);
                    context.init(null, new TrustManager[] {x509}, null);
                    return http.sslSocketFactory(context.getSocketFactory(), x509);
                }
            }
            return http;
        } catch (GeneralSecurityException e) {
            LOG.warn("Native TLS could not be set up: {}", e.toString());
            return http;
        }
    }
}
