package gg.tap2.server.wise;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Proves that Wise sent a body: RSA with SHA-256 over the raw bytes, in base64.
///
/// Source: https://docs.wise.com/guides/developer/webhooks/event-handling, which prints both keys.
final class WiseWebhooks {
    static final String SIGNATURE = "X-Signature-SHA256";
    static final String TEST = "X-Test-Notification";
    private static final int MAX_SIGNATURE = 2048;

    private static final String PRODUCTION = """
            MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvO8vXV+JksBzZAY6GhSO
            XdoTCfhXaaiZ+qAbtaDBiu2AGkGVpmEygFmWP4Li9m5+Ni85BhVvZOodM9epgW3F
            bA5Q1SexvAF1PPjX4JpMstak/QhAgl1qMSqEevL8cmUeTgcMuVWCJmlge9h7B1CS
            D4rtlimGZozG39rUBDg6Qt2K+P4wBfLblL0k4C4YUdLnpGYEDIth+i8XsRpFlogx
            CAFyH9+knYsDbR43UJ9shtc42Ybd40Afihj8KnYKXzchyQ42aC8aZ/h5hyZ28yVy
            Oj3Vos0VdBIs/gAyJ/4yyQFCXYte64I7ssrlbGRaco4nKF3HmaNhxwyKyJafz19e
            HwIDAQAB""";
    private static final String SANDBOX = """
            MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwpb91cEYuyJNQepZAVfP
            ZIlPZfNUefH+n6w9SW3fykqKu938cR7WadQv87oF2VuT+fDt7kqeRziTmPSUhqPU
            ys/V2Q1rlfJuXbE+Gga37t7zwd0egQ+KyOEHQOpcTwKmtZ81ieGHynAQzsn1We3j
            wt760MsCPJ7GMT141ByQM+yW1Bx+4SG3IGjXWyqOWrcXsxAvIXkpUD/jK/L958Cg
            nZEgz0BSEh0QxYLITnW1lLokSx/dTianWPFEhMC9BgijempgNXHNfcVirg1lPSyg
            z7KqoKUN0oHqWLr2U1A+7kqrl6O2nx3CKs1bj1hToT1+p4kcMoHXA7kA+VBLUpEs
            VwIDAQAB""";

    private final List<PublicKey> keys;

    /// @throws IllegalArgumentException for what is no key
    WiseWebhooks(List<String> keys) {
        this.keys = keys.stream().map(WiseWebhooks::key).toList();
    }

    private static PublicKey key(String text) {
        String base64 = switch (text) {
            case "production" -> PRODUCTION;
            case "sandbox" -> SANDBOX;
            default -> text.replaceAll("-----[A-Z ]+-----", "");
        };
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
            return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("wise.webhook-keys holds what is no public RSA key", e);
        }
    }

    boolean verify(byte[] body, @Nullable String signature) {
        if (signature == null || signature.length() > MAX_SIGNATURE) {
            return false;
        }
        byte[] given;
        try {
            given = Base64.getDecoder().decode(signature.strip());
        } catch (IllegalArgumentException e) {
            return false;
        }
        boolean ok = false;
        for (PublicKey key : keys) {
            ok |= signed(key, body, given);
        }
        return ok;
    }

    private static boolean signed(PublicKey key, byte[] body, byte[] given) {
        try {
            var rsa = Signature.getInstance("SHA256withRSA");
            rsa.initVerify(key);
            rsa.update(body);
            return rsa.verify(given);
        } catch (GeneralSecurityException e) {
            // A signature of another length is none of this key's.
            return false;
        }
    }
}
