package gg.tap2.server.fanweb;

import gg.tap2.server.billing.BillingFeature;
import gg.tap2.server.billing.PaymentRow;
import gg.tap2.server.library.LibraryFeature;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Cookies;
import io.helidon.http.HeaderValues;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Who may open the pages of a payment: the fan who pays, whoever brings its token in the address, and a browser that
/// brought it before. Such a browser keeps the token in a cookie of its own for each payment, which no script and no
/// other site can read. The page with Stripe's script is only ever drawn under an address without the token.
final class PaymentDoor {
    private static final String COOKIE = "tap2_pay_";
    private static final int MOST = 12;
    private static final Duration KEPT = Duration.ofDays(2);

    private final BillingFeature billing;
    private final LibraryFeature library;
    private final Cookies cookies;

    PaymentDoor(BillingFeature billing, LibraryFeature library, Cookies cookies) {
        this.billing = billing;
        this.library = library;
        this.cookies = cookies;
    }

    /// The payment of this address, when this caller may see it.
    Optional<PaymentRow> find(Call c) {
        UUID fan = Web.fan(c);
        return billing.payments()
                .find(c.id())
                .filter(p -> p.fanId().equals(fan) || byAddress(c, p.id()) || byCookie(c, p.id()));
    }

    /// Whether the caller needs no token in the address.
    boolean known(Call c, PaymentRow p) {
        return p.fanId().equals(Web.fan(c)) || byCookie(c, p.id());
    }

    /// What links to further pages of the payment need at their end: the token, where it came in the address. A page
    /// with such an address tells nobody where its reader comes from.
    String suffix(Call c, UUID payment) {
        if (!byAddress(c, payment)) {
            return "";
        }
        c.response().headers().set(HeaderValues.create("Referrer-Policy", "strict-origin"));
        return c.query("t")
                .map(t -> "?t=" + URLEncoder.encode(t, StandardCharsets.UTF_8))
                .orElse("");
    }

    /// Lets this browser in without the token from now on. The oldest payments make room for new ones.
    void keep(Call c, UUID payment, String token) {
        List<String> names = c.request().headers().cookies().names().stream()
                .filter(n -> n.contains(COOKIE))
                .map(n -> n.substring(n.indexOf(COOKIE)))
                .distinct()
                .sorted()
                .toList();
        // Ids begin with their time.
        names.stream().limit(Math.max(0, names.size() - MOST + 1)).forEach(n -> cookies.end(c.response(), n));
        cookies.add(c.response(), name(payment), token, KEPT);
    }

    private static String name(UUID payment) {
        return COOKIE + payment.toString().replace("-", "");
    }

    private boolean byAddress(Call c, UUID payment) {
        return c.query("t").filter(t -> opens(payment, t)).isPresent();
    }

    private boolean byCookie(Call c, UUID payment) {
        return c.cookie(name(payment)).filter(t -> opens(payment, t)).isPresent();
    }

    private boolean opens(UUID payment, String token) {
        return billing.payments().opens(payment, token) || library.links().opensPayment(payment, token);
    }
}
